"""Many signatures verified in their sum."""

from __future__ import annotations

import pytest
from nacl.bindings import crypto_sign, crypto_sign_seed_keypair

from generator.errors import SignerError
from generator.signing import signer as signing
from generator.signing.signer import FileSigner
from generator.signing.sums import fit_together

PUBLIC, SECRET = crypto_sign_seed_keypair(b"\x07" * 32)
MESSAGES = [bytes([number]) * 64 for number in range(8)]


def _signatures() -> list[bytes]:
    return [crypto_sign(message, SECRET)[:64] for message in MESSAGES]


def test_sound_signatures_fit_together_in_any_number() -> None:
    signatures = _signatures()
    for count in range(len(MESSAGES) + 1):
        assert fit_together(PUBLIC, MESSAGES[:count], signatures[:count])


@pytest.mark.parametrize("which", [0, 3, 7])
@pytest.mark.parametrize("bit", [0, 100, 255, 256, 300, 500])
def test_one_changed_bit_in_one_of_many_is_noticed(which: int, bit: int) -> None:
    signatures = _signatures()
    spoilt = bytearray(signatures[which])
    spoilt[bit // 8] ^= 1 << bit % 8
    signatures[which] = bytes(spoilt)
    assert not fit_together(PUBLIC, MESSAGES, signatures)


def test_a_message_of_another_or_another_key_is_noticed() -> None:
    signatures = _signatures()
    assert not fit_together(PUBLIC, MESSAGES[::-1], signatures)
    other, _ = crypto_sign_seed_keypair(b"\x08" * 32)
    assert not fit_together(other, MESSAGES, signatures)


def test_a_response_that_is_not_reduced_is_refused() -> None:
    order = 2**252 + 27742317777372353535851937790883648493
    signatures = _signatures()
    response = int.from_bytes(signatures[2][32:], "little") + order
    signatures[2] = signatures[2][:32] + response.to_bytes(32, "little")
    assert not fit_together(PUBLIC, MESSAGES, signatures)


def test_a_signer_gives_the_same_signatures_for_many_as_for_each() -> None:
    with FileSigner(bytearray(b"\x07" * 32)) as signer:
        assert signer.sign_all(MESSAGES) == [signer.sign(message) for message in MESSAGES] == _signatures()
        assert signer.sign_all([]) == []


def test_a_signature_spoilt_among_many_is_never_handed_out(monkeypatch: pytest.MonkeyPatch) -> None:
    sound = signing.crypto_sign

    def spoilt(message: bytes, secret: bytes) -> bytes:
        signed = bytearray(sound(message, secret))
        if message == MESSAGES[5]:
            signed[40] ^= 1
        return bytes(signed)

    monkeypatch.setattr(signing, "crypto_sign", spoilt)
    with FileSigner(bytearray(b"\x07" * 32)) as signer, pytest.raises(SignerError, match="does not fit its own key"):
        signer.sign_all(MESSAGES)
