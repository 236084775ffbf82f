"""Signers: signatures that fit, secrets that never show, and a process that leaves no core while one is open."""

from __future__ import annotations

import copy
import gc
import os
import pickle
import resource
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from nacl.signing import VerifyKey

from generator.errors import KeyFileError, SignerError
from generator.signing import nodump
from generator.signing import signer as room
from generator.signing.keyfile import Use
from generator.signing.keyring import Keyring
from generator.signing.pubfile import State
from generator.signing.signer import FileSigner, Signer, open_signer
from generator.wire.multibase import decode_multikey
from tests.conftest import REPOSITORY
from tests.signing.keys import PASSPHRASE, PUBLIC, SEED, keys_folder, put_demo, put_key, put_public, sealed, spellings


@pytest.fixture
def keys(tmp_path: Path) -> Path:
    return keys_folder(tmp_path)


def check_signer(signer: Signer) -> None:
    """What every signer owes: signatures that another library accepts, the same ones for the same bytes."""
    assert decode_multikey(signer.multikey) == signer.public_key
    for message in (b"", b"badge", bytes(64), bytes(range(256)) * 40):
        signature = signer.sign(message)
        assert len(signature) == 64
        assert signer.sign(message) == signature
        VerifyKey(signer.public_key).verify(message, signature)


@pytest.mark.parametrize("passphrase", [PASSPHRASE, None])
@pytest.mark.parametrize("use", [Use.ISSUER, Use.LOG])
def test_a_key_file_signs(keys: Path, use: Use, passphrase: str | None) -> None:
    path = put_key(keys, sealed(use=use, passphrase=passphrase))
    with FileSigner.open(path, lambda: PASSPHRASE) as signer:
        assert signer.multikey == PUBLIC
        check_signer(signer)


def test_the_active_key_of_a_keyring_signs(keys: Path) -> None:
    put_key(keys, sealed())
    put_public(keys, sealed())
    with open_signer(Keyring.read(keys).active("issuer"), lambda: PASSPHRASE) as signer:
        check_signer(signer)


def test_the_demonstration_key_signs_as_git_leaves_it(keys: Path) -> None:
    put_demo(keys)
    keys.chmod(0o755)
    with open_signer(Keyring.read(keys).active("issuer"), None) as signer:
        check_signer(signer)


def test_the_signature_of_the_standard_comes_out(keys: Path) -> None:
    """RFC 8032, section 7.1, test 2."""
    seed = bytes.fromhex("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb")
    with FileSigner(bytearray(seed)) as signer:
        assert signer.sign(b"\x72").hex() == (
            "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
            "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"
        )


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=300))
def test_every_message_is_signed_so_that_another_library_accepts_it(message: bytes) -> None:
    with FileSigner(bytearray(SEED)) as signer:
        VerifyKey(signer.public_key).verify(message, signer.sign(message))


def test_a_signature_that_does_not_fit_is_never_handed_out(monkeypatch: pytest.MonkeyPatch) -> None:
    sign = room.crypto_sign
    with FileSigner(bytearray(SEED)) as signer:
        monkeypatch.setattr(room, "crypto_sign", lambda message, secret: sign(message + b"!", secret))
        with pytest.raises(SignerError, match="does not fit its own key"):
            signer.sign(b"badge")


def test_a_closed_signer_signs_nothing_and_may_be_closed_again(keys: Path) -> None:
    signer = FileSigner.open(put_key(keys, sealed(passphrase=None)))
    signer.close()
    signer.close()
    with pytest.raises(SignerError, match="is closed"):
        signer.sign(b"badge")
    assert signer.multikey == PUBLIC


def test_closing_wipes_the_secret_and_opening_wipes_the_seed() -> None:
    seed = bytearray(SEED)
    signer = FileSigner(seed)
    held = signer._secret
    assert seed == bytes(32)
    assert held[:32] == SEED
    signer.close()
    assert held == bytes(64)


def test_with_wipes_the_secret_when_something_fails_inside() -> None:
    signer = FileSigner(bytearray(SEED))
    held = signer._secret
    with pytest.raises(ZeroDivisionError), signer:
        raise ZeroDivisionError
    assert held == bytes(64)


def test_a_signer_is_neither_copied_nor_sent_elsewhere() -> None:
    with FileSigner(bytearray(SEED)) as signer:
        for attempt in (pickle.dumps, copy.copy, copy.deepcopy):
            with pytest.raises(TypeError, match="stays where it was opened"):
                attempt(signer)


def test_a_signer_shows_its_public_key_and_nothing_more() -> None:
    with FileSigner(bytearray(SEED)) as signer:
        assert repr(signer) == str(signer) == f"<FileSigner {PUBLIC}>"


def test_a_salt_signs_nothing(keys: Path) -> None:
    path = put_key(keys, sealed(use=Use.SALT, passphrase=None))
    with pytest.raises(KeyFileError, match="this is a salt, and signs nothing"):
        FileSigner.open(path)


def test_a_wrong_passphrase_opens_nothing_and_leaves_the_process_as_it_was(keys: Path) -> None:
    path = put_key(keys, sealed())
    before = _process()
    with pytest.raises(KeyFileError, match="does not open"):
        FileSigner.open(path, lambda: "wrong")
    with pytest.raises(KeyFileError, match="none was given"):
        FileSigner.open(path)
    with pytest.raises(KeyboardInterrupt):
        FileSigner.open(path, _interrupted)
    assert _process() == before


def _interrupted() -> str:
    raise KeyboardInterrupt


@pytest.mark.parametrize(("mode", "folder_mode"), [(0o640, 0o700), (0o600, 0o750)])
def test_a_key_that_stands_open_to_others_is_not_opened(keys: Path, mode: int, folder_mode: int) -> None:
    path = put_key(keys, sealed(), mode)
    keys.chmod(folder_mode)
    with pytest.raises(KeyFileError, match="others may"):
        FileSigner.open(path, lambda: pytest.fail("asked"))


def test_a_key_behind_a_link_is_not_opened(keys: Path) -> None:
    put_key(keys, sealed())
    (keys / "2026b.key").symlink_to("2026a.key")
    with pytest.raises(KeyFileError, match="links are not followed"):
        FileSigner.open(keys / "2026b.key", lambda: pytest.fail("asked"))


def test_a_key_whose_secret_is_elsewhere_says_what_to_do(keys: Path) -> None:
    put_public(keys, sealed())
    with pytest.raises(KeyFileError, match="the secret of key 2026a is not on this machine") as caught:
        open_signer(Keyring.read(keys).active("issuer"), None)
    assert "backup" in caught.value.hint


def test_a_compromised_key_signs_nothing_any_more(keys: Path) -> None:
    put_key(keys, sealed())
    put_public(keys, sealed(), State.COMPROMISED)
    (info,) = Keyring.read(keys).keys
    with pytest.raises(KeyFileError, match="marked as compromised"):
        open_signer(info, lambda: pytest.fail("asked"))


def test_a_file_exchanged_between_reading_and_opening_is_refused(keys: Path) -> None:
    put_key(keys, sealed(passphrase=None))
    (info,) = Keyring.read(keys).keys
    put_key(keys, sealed(seed=bytes([9]) * 32, passphrase=None))
    before = _process()
    with pytest.raises(SignerError, match="was exchanged"):
        open_signer(info, None)
    assert _process() == before


def _process() -> tuple[object, int]:
    return resource.getrlimit(resource.RLIMIT_CORE), nodump._prctl(3, 0)


def test_while_a_signer_is_open_there_are_no_core_files_and_no_onlookers() -> None:
    hard = resource.getrlimit(resource.RLIMIT_CORE)[1]
    assert nodump._prctl(4, 1) == 0  # as an ordinary process is, whatever was before
    before = _process()
    assert before[1] == 1
    with FileSigner(bytearray(SEED)):
        assert _process() == ((0, hard), 0)
        with FileSigner(bytearray(SEED)):
            assert _process() == ((0, hard), 0)
        assert _process() == ((0, hard), 0)
    assert _process() == before


def test_the_soft_limit_of_core_files_comes_back() -> None:
    before = resource.getrlimit(resource.RLIMIT_CORE)
    soft = 4096 if before[1] == resource.RLIM_INFINITY else before[1]
    resource.setrlimit(resource.RLIMIT_CORE, (soft, before[1]))
    try:
        with FileSigner(bytearray(SEED)):
            assert resource.getrlimit(resource.RLIMIT_CORE) == (0, before[1])
        assert resource.getrlimit(resource.RLIMIT_CORE) == (soft, before[1])
    finally:
        resource.setrlimit(resource.RLIMIT_CORE, before)


@pytest.mark.parametrize("error", [OSError, AttributeError])
def test_where_the_system_does_not_know_these_calls_signing_goes_on(
    monkeypatch: pytest.MonkeyPatch, error: type[Exception]
) -> None:
    def refuse(*_: object) -> None:
        raise error

    monkeypatch.setattr(nodump.ctypes, "CDLL", refuse)
    monkeypatch.setattr(nodump.resource, "setrlimit", refuse if error is OSError else lambda *_: None)
    with FileSigner(bytearray(SEED)) as signer:
        check_signer(signer)


SCRIPT = """
import sys
from pathlib import Path
from generator.signing import FileSigner
try:
    with FileSigner.open(Path(sys.argv[1]), lambda: sys.stdin.read()) as signer:
        print(signer, vars(signer.__class__).keys(), signer.sign(b"badge").hex())
        raise RuntimeError(f"a fault of ours, with {signer!r} in it")
finally:
    signer.close()
"""


def test_neither_output_nor_traceback_nor_files_hold_the_seed_or_the_passphrase(keys: Path, tmp_path: Path) -> None:
    path = put_key(keys, sealed())
    before = {entry: entry.read_bytes() for entry in keys.iterdir()}
    ran = subprocess.run(
        [sys.executable, "-X", "dev", "-c", SCRIPT, str(path)],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(REPOSITORY), "TMPDIR": str(tmp_path), "PYTHONDONTWRITEBYTECODE": "1"},
        input=PASSPHRASE.encode(),
        capture_output=True,
        check=False,
    )
    assert b"a fault of ours" in ran.stderr
    said = ran.stdout + ran.stderr
    assert PASSPHRASE.encode() not in said
    assert not [spelling for spelling in spellings(SEED) if spelling in said]
    assert {entry: entry.read_bytes() for entry in keys.iterdir()} == before
    assert sorted(entry.name for entry in tmp_path.iterdir()) == ["keys"]


def test_no_signer_is_left_open_by_these_tests() -> None:
    gc.collect()
    assert nodump._open == 0
