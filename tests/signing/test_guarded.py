"""Files that hold secrets: what is refused on reading, and what is left behind when writing fails."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path

import pytest

from generator.errors import KeyFileError
from generator.signing import guarded
from tests.signing.keys import keys_folder


def write_new(folder: Path, name: str = "new", data: bytes = b"secret", mode: int = 0o600) -> None:
    with guarded.opened_folder(folder) as descriptor:
        guarded.write_new(name, data, mode, str(folder / name), descriptor)


def failing(error: int) -> object:
    def fail(*_: object, **__: object) -> None:
        raise OSError(error, os.strerror(error))

    return fail


@pytest.mark.parametrize("umask", [0o000, 0o022, 0o077, 0o777])
def test_a_file_has_exactly_the_bits_asked_for_whatever_the_umask(tmp_path: Path, umask: int) -> None:
    before = os.umask(umask)
    try:
        write_new(tmp_path, "a", mode=0o600)
        write_new(tmp_path, "b", mode=0o644)
    finally:
        os.umask(before)
    assert [stat.S_IMODE((tmp_path / name).stat().st_mode) for name in "ab"] == [0o600, 0o644]
    assert (tmp_path / "a").read_bytes() == b"secret"


def test_a_file_is_never_more_open_than_asked_for_not_even_while_it_is_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    modes = []
    fchmod = os.fchmod
    monkeypatch.setattr(os, "fchmod", lambda fd, mode: (modes.append(os.fstat(fd).st_mode & 0o777), fchmod(fd, mode)))
    before = os.umask(0)
    try:
        write_new(tmp_path)
    finally:
        os.umask(before)
    assert modes == [0o600]


def test_the_file_and_then_its_folder_are_brought_to_the_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    synced = []
    fsync = os.fsync
    monkeypatch.setattr(os, "fsync", lambda fd: (synced.append(stat.S_ISDIR(os.fstat(fd).st_mode)), fsync(fd)))
    write_new(tmp_path)
    assert synced == [False, True]


def test_short_writes_are_carried_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write = os.write
    monkeypatch.setattr(os, "write", lambda fd, data: write(fd, data[:2]))
    write_new(tmp_path, data=b"0123456")
    assert (tmp_path / "new").read_bytes() == b"0123456"


def test_nothing_that_is_there_is_overwritten_nor_a_link_followed(tmp_path: Path) -> None:
    target = tmp_path / "target"
    (tmp_path / "file").write_bytes(b"old")
    (tmp_path / "link").symlink_to(target)
    for name in ("file", "link"):
        with pytest.raises(KeyFileError, match=f"{name}: is there already; it was left as it is"):
            write_new(tmp_path, name)
    assert (tmp_path / "file").read_bytes() == b"old"
    assert not target.exists()


@pytest.mark.parametrize("call", ["write", "fchmod", "fsync"])
@pytest.mark.parametrize("error", [errno.ENOSPC, errno.EIO, errno.EDQUOT])
def test_a_write_that_fails_is_said_and_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str, error: int
) -> None:
    monkeypatch.setattr(os, call, failing(error))
    with pytest.raises(KeyFileError, match=os.strerror(error).lower()):
        write_new(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_reading_gives_bytes_mode_and_owner_and_shows_no_bytes(tmp_path: Path) -> None:
    write_new(tmp_path)
    found = guarded.read_file(str(tmp_path / "new"), "new")
    assert (found.data, found.mode, found.owner) == (b"secret", 0o600, os.geteuid())
    assert "secret" not in repr(found)


@pytest.mark.parametrize(
    ("make", "reason"),
    [
        (lambda path: None, "no such file or directory"),
        (lambda path: path.symlink_to("/dev/null"), "is a link, and links are not followed"),
        (lambda path: path.mkdir(), "is not a regular file"),
        (os.mkfifo, "is not a regular file"),
        (lambda path: path.write_bytes(bytes(65_537)), "is larger than 65536 bytes"),
        (lambda path: path.write_bytes(bytes(200_000)), "is larger than 65536 bytes"),
    ],
    ids=["missing", "link", "folder", "pipe", "large", "larger"],
)
def test_what_is_not_a_small_regular_file_is_refused(tmp_path: Path, make: object, reason: str) -> None:
    make(tmp_path / "x")
    with pytest.raises(KeyFileError, match=f"shown: {reason}"):
        guarded.read_file(str(tmp_path / "x"), "shown")


def test_a_file_of_just_the_largest_size_is_read(tmp_path: Path) -> None:
    (tmp_path / "x").write_bytes(bytes(65_536))
    assert len(guarded.read_file(str(tmp_path / "x"), "shown").data) == 65_536


def test_an_error_while_reading_is_said_in_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_new(tmp_path)
    monkeypatch.setattr(os, "read", failing(errno.EIO))
    with pytest.raises(KeyFileError, match="input/output error"):
        guarded.read_file(str(tmp_path / "new"), "new")


@pytest.mark.parametrize("mode", [0o604, 0o640, 0o620, 0o602, 0o601, 0o610, 0o644, 0o666, 0o700 | 0o77])
def test_a_secret_file_with_any_bit_for_others_is_refused_with_the_way_out(tmp_path: Path, mode: int) -> None:
    path = tmp_path / "pass phrase"
    path.write_bytes(b"x")
    path.chmod(mode)
    with pytest.raises(KeyFileError, match=f"others may read it \\(mode {mode:04o}\\)") as caught:
        guarded.read_secret_file(path)
    assert caught.value.hint == f"chmod 600 '{path}'"


@pytest.mark.parametrize("mode", [0o600, 0o400])
def test_a_secret_file_of_ours_alone_is_read(tmp_path: Path, mode: int) -> None:
    path = tmp_path / "x"
    path.write_bytes(b"hello")
    path.chmod(mode)
    assert guarded.read_secret_file(path) == b"hello"


def test_a_file_or_folder_of_another_user_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder, path = keys_folder(tmp_path), tmp_path / "x"
    path.write_bytes(b"hello")
    path.chmod(0o600)
    owner = os.geteuid()
    monkeypatch.setattr(os, "geteuid", lambda: owner + 1)
    with pytest.raises(KeyFileError, match="belongs to another user") as caught:
        guarded.read_secret_file(path)
    assert caught.value.hint == f"chown it, or run this as user {owner}"
    with guarded.opened_folder(folder) as descriptor, pytest.raises(KeyFileError, match="belongs to another user"):
        guarded.refuse_loose_folder(descriptor, "keys")


@pytest.mark.parametrize("mode", [0o755, 0o750, 0o710, 0o701, 0o770])
def test_a_folder_that_others_may_look_into_is_refused_with_the_way_out(tmp_path: Path, mode: int) -> None:
    folder = keys_folder(tmp_path)
    folder.chmod(mode)
    with guarded.opened_folder(folder) as descriptor, pytest.raises(KeyFileError, match=f"mode {mode:04o}") as caught:
        guarded.refuse_loose_folder(descriptor, "keys")
    assert caught.value.hint == "chmod 700 keys"


def test_a_folder_that_is_a_link_or_none_is_refused(tmp_path: Path) -> None:
    keys_folder(tmp_path)
    (tmp_path / "link").symlink_to("keys")
    (tmp_path / "file").write_bytes(b"")
    for name, reason in (("link", "is not a folder"), ("file", "is not a folder"), ("none", "no such file")):
        with pytest.raises(KeyFileError, match=reason), guarded.opened_folder(tmp_path / name):
            pytest.fail("opened")


def test_a_folder_is_made_closed_and_one_that_is_there_is_left_alone(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        guarded.make_folder(tmp_path / "keys")
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "keys").stat().st_mode) == 0o700
    (tmp_path / "keys").chmod(0o755)
    guarded.make_folder(tmp_path / "keys")
    assert stat.S_IMODE((tmp_path / "keys").stat().st_mode) == 0o755
    with pytest.raises(KeyFileError, match="no such file"):
        guarded.make_folder(tmp_path / "none" / "keys")


def test_the_name_of_a_new_folder_is_brought_to_the_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    synced = []
    fsync = os.fsync
    monkeypatch.setattr(os, "fsync", lambda fd: (synced.append(os.fstat(fd).st_ino), fsync(fd)))
    guarded.make_folder(tmp_path / "keys")
    guarded.make_folder(tmp_path / "keys")
    assert synced == [tmp_path.stat().st_ino]


def test_descriptors_are_closed_again(tmp_path: Path) -> None:
    before = len(list(Path("/proc/self/fd").iterdir()))
    write_new(tmp_path)
    guarded.read_secret_file(tmp_path / "new")
    guarded.make_folder(tmp_path / "keys")
    for _ in range(3):
        with pytest.raises(KeyFileError):
            guarded.read_file(str(tmp_path), "folder")
        with pytest.raises(KeyFileError):
            write_new(tmp_path)
    assert len(list(Path("/proc/self/fd").iterdir())) == before
