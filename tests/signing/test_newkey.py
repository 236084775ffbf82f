"""Making keys: both files or none, the first active, and nothing overwritten."""

from __future__ import annotations

import errno
import os
import stat
import threading
from pathlib import Path

import pytest

from generator.errors import KeyFileError
from generator.signing import guarded, newkey, nodump
from generator.signing.keyfile import KeyFile, Use
from generator.signing.keyring import Keyring
from generator.signing.newkey import make_key
from generator.signing.pubfile import State
from generator.signing.sealing import seal
from generator.signing.signer import FileSigner
from tests.signing.keys import CHEAP, PASSPHRASE, keys_folder, put_demo, put_key, put_public, sealed


def make(folder: Path, name: str = "2026a", use: Use = Use.ISSUER, passphrase: str | None = None):
    return make_key(folder, name, use, None if passphrase is None else lambda: passphrase, **CHEAP)


def modes(folder: Path) -> dict[str, int]:
    return {path.name: stat.S_IMODE(path.stat().st_mode) for path in sorted(folder.iterdir())}


@pytest.mark.parametrize("passphrase", [PASSPHRASE, None])
def test_a_new_key_is_what_the_keyring_reads_and_a_signer_opens(tmp_path: Path, passphrase: str | None) -> None:
    made = make(tmp_path / "keys", passphrase=passphrase)
    assert Keyring.read(tmp_path / "keys").keys == (made,)
    assert made.encrypted is (passphrase is not None)
    with FileSigner.open(made.path, lambda: PASSPHRASE) as signer:
        assert signer.multikey == made.public


def test_files_and_folder_have_the_modes_of_the_format_page_under_any_umask(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        make(tmp_path / "keys")
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "keys").stat().st_mode) == 0o700
    assert modes(tmp_path / "keys") == {"2026a.key": 0o600, "2026a.pub": 0o644}


def test_a_salt_has_a_secret_file_only(tmp_path: Path) -> None:
    made = make(tmp_path / "keys", "pepper", Use.SALT)
    assert (made.public, made.use) == ("", Use.SALT)
    assert modes(tmp_path / "keys") == {"pepper.key": 0o600}


def test_the_first_key_of_its_use_is_active_and_later_ones_are_next(tmp_path: Path) -> None:
    uses = [("a", Use.ISSUER), ("b", Use.ISSUER), ("c", Use.LOG), ("d", Use.LOG), ("e", Use.ISSUER)]
    states = [make(tmp_path / "keys", name, use).state for name, use in uses]
    assert states == [State.ACTIVE, State.NEXT, State.ACTIVE, State.NEXT, State.NEXT]
    assert Keyring.read(tmp_path / "keys").active("issuer").name == "a"


def test_the_first_key_beside_the_demonstration_key_takes_over_and_closes_the_folder(tmp_path: Path) -> None:
    keys = keys_folder(tmp_path)
    put_demo(keys)
    keys.chmod(0o755)
    assert make(keys).state is State.ACTIVE
    assert Keyring.read(keys).active("issuer").name == "2026a"
    assert stat.S_IMODE(keys.stat().st_mode) == 0o700


def test_a_folder_that_stood_open_with_a_secret_in_it_is_not_quietly_closed(tmp_path: Path) -> None:
    keys = keys_folder(tmp_path)
    put_key(keys, sealed())
    keys.chmod(0o755)
    with pytest.raises(KeyFileError, match="others may look into it"):
        make(keys, "2026b")
    assert sorted(modes(keys)) == ["2026a.key"]


def test_a_folder_of_another_user_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    keys = keys_folder(tmp_path)
    owner = os.geteuid()
    monkeypatch.setattr(os, "geteuid", lambda: owner + 1)
    with pytest.raises(KeyFileError, match="belongs to another user"):
        make(keys)
    assert modes(keys) == {}


@pytest.mark.parametrize("name", ["", "A", "../x", "a/b", "a b", "x" * 101, "-x", ".x"])
def test_a_name_that_is_none_is_refused_before_anything_is_asked(tmp_path: Path, name: str) -> None:
    with pytest.raises(KeyFileError, match="is not a name for a key"):
        make_key(tmp_path / "keys", name, Use.ISSUER, lambda: pytest.fail("asked"))
    assert not (tmp_path / "keys").exists()


@pytest.mark.parametrize("ending", [".key", ".pub"])
@pytest.mark.parametrize("kind", ["file", "dangling link"])
def test_a_name_that_is_taken_is_refused_before_anything_is_asked(tmp_path: Path, ending: str, kind: str) -> None:
    keys = keys_folder(tmp_path)
    path = keys / f"2026a{ending}"
    path.write_bytes(b"old") if kind == "file" else path.symlink_to("none")
    with pytest.raises(KeyFileError, match=f"2026a{ending}: is there already"):
        make_key(keys, "2026a", Use.ISSUER, lambda: pytest.fail("asked"))
    assert list(keys.iterdir()) == [path]


def test_a_bad_file_in_the_folder_stops_the_making(tmp_path: Path) -> None:
    keys = keys_folder(tmp_path)
    (keys / "old.pub").write_bytes(b"?")
    with pytest.raises(KeyFileError, match=r"old\.pub:1"):
        make(keys)
    assert list(keys.iterdir()) == [keys / "old.pub"]


def test_a_passphrase_that_is_refused_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(KeyFileError, match="empty"):
        make(tmp_path / "keys", passphrase="")
    assert not (tmp_path / "keys").exists()


@pytest.mark.parametrize("failing", [1, 2])
def test_both_files_are_made_or_neither(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, failing: int) -> None:
    write, calls = guarded._write_all, []

    def fail(descriptor: int, data: bytes, mode: int) -> None:
        calls.append(mode)
        write(descriptor, data, mode)
        if len(calls) == failing:
            raise OSError(errno.ENOSPC, "")

    monkeypatch.setattr(guarded, "_write_all", fail)
    with pytest.raises(KeyFileError, match="no space left on device"):
        make(tmp_path / "keys")
    assert list((tmp_path / "keys").iterdir()) == []
    assert calls == [0o600, 0o644][:failing]


def test_the_secret_is_wiped_and_the_process_closed_while_it_is_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = []

    def watched(name: str, use: Use, secret: bytearray, *args: object, **costs: int) -> KeyFile:
        seen.append((secret, bytes(secret), nodump._open))
        return seal(name, use, secret, *args, **costs)

    monkeypatch.setattr(newkey, "seal", watched)
    before = nodump._open
    make(tmp_path / "keys")
    ((secret, was, depth),) = seen
    assert secret == bytes(32) != was
    assert (depth, nodump._open) == (before + 1, before)


def test_two_makers_at_once_do_not_both_make_the_first_key(tmp_path: Path) -> None:
    keys, names = keys_folder(tmp_path), [f"k{number}" for number in range(6)]
    threads = [threading.Thread(target=make, args=(keys, name)) for name in names]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    states = [info.state for info in Keyring.read(keys).keys]
    assert sorted(states) == [State.ACTIVE] + [State.NEXT] * 5


def test_a_key_of_another_use_with_the_same_public_file_is_no_rival(tmp_path: Path) -> None:
    keys = keys_folder(tmp_path)
    put_public(keys, sealed("log", Use.LOG))
    assert make(keys).state is State.ACTIVE
