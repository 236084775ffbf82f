"""Locks: the right passphrase opens an untouched file, nothing else does, and nobody learns why not."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace

import pytest
from msgspec import structs
from nacl.pwhash import argon2id
from nacl.signing import SigningKey

from generator.errors import KeyFileError
from generator.signing import sealing
from generator.signing.keyfile import KeyFile, Use, format_key_file, parse_key_file
from generator.signing.sealing import new_secret, public_of, seal, unseal, wipe
from generator.wire.multibase import encode_multikey
from tests.conftest import REPOSITORY
from tests.signing.keys import PASSPHRASE, PUBLIC, SEED, handmade, sealed

HEADER = f"badgepress-key/v1\nname 2026a\nuse issuer\npublic {PUBLIC}\nkdf argon2id 1 8192 AAAAAAAAAAAAAAAAAAAAAA==\n"
OTHER = encode_multikey(bytes(SigningKey(bytes(32)).verify_key))


def opened(data: bytes, passphrase: str = PASSPHRASE) -> bytearray:
    return unseal(parse_key_file(data, "keys/2026a.key"), lambda: passphrase, "keys/2026a.key")


@pytest.mark.parametrize("use", list(Use))
def test_what_was_locked_opens_with_the_passphrase(use: Use) -> None:
    assert opened(format_key_file(sealed(use=use))) == SEED


def test_an_open_key_needs_no_passphrase_and_asks_for_none() -> None:
    key = sealed(passphrase=None)
    assert unseal(key, None, "x") == SEED
    assert unseal(key, lambda: pytest.fail("asked"), "x") == SEED


def test_a_file_made_by_hand_from_the_format_page_opens() -> None:
    assert opened(handmade(HEADER, PASSPHRASE)) == SEED


def test_the_example_on_the_format_page_opens_and_is_the_one_spelling() -> None:
    page = (REPOSITORY / "docs" / "formats" / "keys.md").read_text(encoding="utf-8")
    block = page.split("### An example that opens")[1].split("## ")[0]
    text = "".join(line[4:] + "\n" for line in block.splitlines() if line.startswith("    ")).encode()
    passphrase = re.search(r"passphrase is `([^`]+)`", block)[1]
    assert public_of(opened(text, passphrase)) == parse_key_file(text, "x").public
    assert format_key_file(parse_key_file(text, "x")) == text


def test_two_locks_of_one_key_share_neither_salt_nor_nonce() -> None:
    first, second = sealed(), sealed()
    assert first.kdf.salt != second.kdf.salt
    assert first.secret[:24] != second.secret[:24]


def test_a_passphrase_typed_in_another_normal_form_opens() -> None:
    composed, decomposed = unicodedata.normalize("NFC", "Zoë's clé ヴ"), unicodedata.normalize("NFD", "Zoë's clé ヴ")
    assert composed != decomposed
    assert opened(format_key_file(sealed(passphrase=decomposed)), composed) == SEED
    assert opened(handmade(HEADER, composed), decomposed) == SEED


def test_a_wrong_passphrase_and_every_changed_line_get_one_message() -> None:
    good = format_key_file(sealed()).decode()
    salt, box = sealed().kdf.salt, good.split("secret ")[1]
    changed = [
        good.replace("name 2026a", "name 2026b"),
        good.replace("use issuer", "use log"),
        good.replace(PUBLIC, OTHER),
        good.replace("argon2id 1 ", "argon2id 2 "),
        good.replace(" 8192 ", " 9216 "),
        format_key_file(replace(sealed(), kdf=structs.replace(sealed().kdf, salt=salt))).decode(),
        good.replace(box[:4], "AAAA"),
        good.replace(box[40:44], "AAAA"),
        good.replace(box[-5:], "AAAA\n"),
    ]
    said = set()
    for text in [*changed, handmade(HEADER, "wrong").decode(), handmade(HEADER, PASSPHRASE.upper()).decode()]:
        with pytest.raises(KeyFileError) as caught:
            opened(text.encode())
        said.add((str(caught.value), caught.value.hint))
    assert said == {("keys/2026a.key does not open: the passphrase is wrong, or the file was changed", "")}


def test_a_file_whose_public_key_is_not_that_of_its_secret_is_refused_though_it_opens() -> None:
    """Whoever knows the passphrase, or finds an open file, could else make us sign under a key that does not fit."""
    with pytest.raises(KeyFileError, match="does not belong to the public key"):
        opened(handmade(HEADER.replace(PUBLIC, OTHER), PASSPHRASE))
    with pytest.raises(KeyFileError, match="does not belong to the public key"):
        unseal(replace(sealed(passphrase=None), public=OTHER), None, "x")


def test_a_locked_key_without_a_passphrase_to_be_had_is_refused() -> None:
    with pytest.raises(KeyFileError, match="is locked with a passphrase, and none was given"):
        unseal(sealed(), None, "x")


def test_an_empty_passphrase_is_no_passphrase() -> None:
    with pytest.raises(KeyFileError, match="the passphrase is empty"):
        sealed(passphrase="")


@pytest.mark.parametrize("passphrase", ["a\udc80b", "\ud800"])
def test_a_passphrase_that_is_not_text_is_refused_without_being_quoted(passphrase: str) -> None:
    with pytest.raises(KeyFileError, match="not text in UTF-8") as caught:
        sealed(passphrase=passphrase)
    assert caught.value.__context__ is None


def test_ruinous_costs_are_refused_before_anything_is_derived(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(argon2id, "kdf", lambda *_, **__: pytest.fail("derived"))
    for costs in ("17 8192", "1 4294967297", "999999999999 8192", "1 999999999999"):
        text = HEADER.replace("1 8192", costs) + "secret " + "A" * 96 + "\n"
        with pytest.raises(KeyFileError, match="at most 16 operations"):
            opened(text.encode())


def test_too_little_memory_is_said_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> bytes:
        raise MemoryError

    key = sealed()
    monkeypatch.setattr(argon2id, "kdf", fail)
    with pytest.raises(KeyFileError, match="needs 8192 bytes of memory, which this machine does not give"):
        unseal(key, lambda: PASSPHRASE, "x")


def test_a_key_for_use_is_made_with_three_operations_and_256_mib(monkeypatch: pytest.MonkeyPatch) -> None:
    derived = argon2id.kdf(32, b"", bytes(16), 1, 8192)
    monkeypatch.setattr(argon2id, "kdf", lambda *_, **__: derived)
    key = seal("2026a", Use.ISSUER, SEED, PASSPHRASE)
    assert (key.kdf.operations, key.kdf.memory) == (3, 268_435_456)
    assert format_key_file(key).decode().splitlines()[4].startswith("kdf argon2id 3 268435456 ")


def test_a_new_secret_is_32_bytes_and_never_the_same() -> None:
    secrets = {bytes(new_secret()) for _ in range(20)}
    assert {len(secret) for secret in secrets} == {32}
    assert len(secrets) == 20


def test_wiping_leaves_zeros() -> None:
    secret = bytearray(SEED)
    wipe(secret)
    assert secret == bytes(32)


def test_a_secret_that_does_not_fit_is_wiped_before_the_refusal(monkeypatch: pytest.MonkeyPatch) -> None:
    wiped = []
    monkeypatch.setattr(sealing, "wipe", wiped.append)
    with pytest.raises(KeyFileError):
        unseal(replace(sealed(passphrase=None), public=OTHER), None, "x")
    assert wiped == [bytearray(SEED)]


def test_no_error_of_a_locked_key_carries_the_passphrase_or_the_secret() -> None:
    key: KeyFile = sealed()
    with pytest.raises(KeyFileError) as caught:
        unseal(key, lambda: "hunter2 hunter2", "x")
    error: BaseException | None = caught.value
    while error is not None:
        assert "hunter2" not in repr(error) + str(error.args)
        error = error.__context__
