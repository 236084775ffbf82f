"""A signer knows its own secret when it sees it, so that a build can look for it in what it is about to publish."""

from __future__ import annotations

import base64

import pytest

from generator.errors import SignerError
from generator.signing.signer import FileSigner
from generator.wire.multibase import base58_encode

SEED = bytes(range(101, 133))


@pytest.mark.parametrize(
    "spelled",
    [
        SEED,
        SEED.hex().encode(),
        SEED.hex().upper().encode(),
        base64.b64encode(SEED),
        base64.urlsafe_b64encode(SEED).rstrip(b"="),
        base64.b64encode(b"x" + SEED + b"more"),
        base64.b64encode(b"xy" + SEED + b"z"),
        base64.b64encode(SEED + b"public part of thirty-two bytes."),
        base58_encode(SEED).encode(),
    ],
)
def test_the_secret_is_found_in_each_usual_spelling(spelled: bytes) -> None:
    with FileSigner(bytearray(SEED)) as signer:
        assert signer.appears_in(b"before " + spelled + b" after")


def test_its_public_key_and_its_signatures_are_no_secret() -> None:
    with FileSigner(bytearray(SEED)) as signer:
        for data in (signer.public_key, signer.multikey.encode(), signer.sign(b"x"), b"", bytes(64)):
            assert not signer.appears_in(data)


def test_a_closed_signer_can_no_longer_tell() -> None:
    signer = FileSigner(bytearray(SEED))
    signer.close()
    with pytest.raises(SignerError):
        signer.appears_in(b"")
