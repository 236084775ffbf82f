"""Files that hold secrets: read and written so that no one else can look in or slip something under.

A folder is opened once and everything in it is reached through its descriptor. Links are never followed, and what is
opened must be a regular file. A secret file belongs to whoever runs the command and has no bits for group or others
(0600), nor has its folder (0700). What is written is new (never over something that is there), whole, and on the disk
before we say so. This is the one writer of keys/.
"""

from __future__ import annotations

import errno
import os
import shlex
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from generator.errors import KeyFileError

_MAX_READ = 65_536
_CLOSED = os.O_NOFOLLOW | os.O_CLOEXEC
_REASONS = {
    errno.ELOOP: "is a link, and links are not followed",
    errno.ENOTDIR: "is not a folder (a link to one is not followed)",
    errno.EEXIST: "is there already; it was left as it is",
}


@dataclass(frozen=True, slots=True)
class Found:
    """A regular file as it was found: its bytes, its permission bits and its owner."""

    data: bytes = field(repr=False)
    mode: int
    owner: int


@contextmanager
def opened_folder(path: Path) -> Iterator[int]:
    """A descriptor of the folder `path`, which may not be a link. Raises KeyFileError where there is none."""
    try:
        folder = os.open(path, os.O_RDONLY | os.O_DIRECTORY | _CLOSED)
    except OSError as error:
        raise KeyFileError(f"{path}: {_reason(error)}") from error
    try:
        yield folder
    finally:
        os.close(folder)


def read_file(name: str, shown: str, folder: int | None = None) -> Found:
    """Read the small regular file `name`, in `folder` where one is given. `shown` is its path for messages."""
    try:
        # Not to wait for a writer, should it be a pipe: what it is shows only once it is open.
        descriptor = os.open(name, os.O_RDONLY | os.O_NONBLOCK | _CLOSED, dir_fd=folder)
    except OSError as error:
        raise KeyFileError(f"{shown}: {_reason(error)}") from error
    try:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            raise KeyFileError(f"{shown}: is not a regular file")
        return Found(_read_all(descriptor, shown), stat.S_IMODE(status.st_mode), status.st_uid)
    except OSError as error:
        raise KeyFileError(f"{shown}: {_reason(error)}") from error
    finally:
        os.close(descriptor)


def _read_all(descriptor: int, shown: str) -> bytes:
    data = b""
    while piece := os.read(descriptor, _MAX_READ):
        data += piece
        if len(data) > _MAX_READ:
            raise KeyFileError(f"{shown}: is larger than {_MAX_READ} bytes")
    return data


def refuse_loose_file(found: Found, shown: str) -> None:
    """Raise KeyFileError unless the file is ours alone."""
    if found.owner != os.geteuid():
        raise KeyFileError(f"{shown}: belongs to another user", f"chown it, or run this as user {found.owner}")
    if found.mode & 0o077:
        raise KeyFileError(f"{shown}: others may read it (mode {found.mode:04o})", f"chmod 600 {shlex.quote(shown)}")


def refuse_loose_folder(folder: int, shown: str) -> None:
    """Raise KeyFileError unless the open folder is ours alone."""
    status = os.fstat(folder)
    if status.st_uid != os.geteuid():
        raise KeyFileError(f"{shown}: belongs to another user", f"chown it, or run this as user {status.st_uid}")
    if status.st_mode & 0o077:
        mode = stat.S_IMODE(status.st_mode)
        raise KeyFileError(f"{shown}: others may look into it (mode {mode:04o})", f"chmod 700 {shlex.quote(shown)}")


def read_secret_file(path: Path) -> bytes:
    """The bytes of a small file that must be ours alone. Its folder is not looked at."""
    found = read_file(str(path), str(path))
    refuse_loose_file(found, str(path))
    return found.data


def make_folder(path: Path) -> None:
    """Make the folder `path` (0700) where there is none. Folders above it must be there."""
    try:
        path.mkdir(mode=0o700)
    except FileExistsError:
        return
    except OSError as error:
        raise KeyFileError(f"{path}: {_reason(error)}") from error
    parent = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(parent)
    finally:
        os.close(parent)


def write_new(name: str, data: bytes, mode: int, shown: str, folder: int) -> None:
    """Write a file that is not there yet, with exactly these permission bits, and have it on the disk.

    Raises KeyFileError where it cannot; nothing of the file is left then.
    """
    try:
        descriptor = os.open(name, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _CLOSED, mode, dir_fd=folder)
    except OSError as error:
        raise KeyFileError(f"{shown}: {_reason(error)}") from error
    try:
        _write_all(descriptor, data, mode)
        os.fsync(folder)
    except OSError as error:
        with suppress(OSError):
            os.unlink(name, dir_fd=folder)
        raise KeyFileError(f"{shown}: {_reason(error)}") from error


def replace_file(name: str, data: bytes, mode: int, shown: str, folder: int) -> None:
    """Put a file in the place of `name`, which may be there or not, in one step, and have it on the disk.

    Raises KeyFileError where it cannot; the file is as it was then. Not for secrets: what is replaced is gone.
    """
    beside = f".{name}.new"
    with suppress(FileNotFoundError):
        os.unlink(beside, dir_fd=folder)  # left by a crash
    write_new(beside, data, mode, shown, folder)
    try:
        os.rename(beside, name, src_dir_fd=folder, dst_dir_fd=folder)
        os.fsync(folder)
    except OSError as error:
        with suppress(OSError):
            os.unlink(beside, dir_fd=folder)
        raise KeyFileError(f"{shown}: {_reason(error)}") from error


def _write_all(descriptor: int, data: bytes, mode: int) -> None:
    try:
        os.fchmod(descriptor, mode)  # whatever the umask made of it
        left = memoryview(data)
        while left:
            left = left[os.write(descriptor, left) :]
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _reason(error: OSError) -> str:
    return _REASONS.get(error.errno or 0) or os.strerror(error.errno or 0).lower()
