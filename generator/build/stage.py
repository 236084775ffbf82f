"""The stage: a complete new site, or the new files of one, in a folder beside the old one.

Nothing published is touched here. Files are written by `writer`; `settle` makes everything durable.

For a site at `DIR/site` the stage is `DIR/.site.stage` and the lock `DIR/.site.lock`. One build at a time: the lock
is held from before the stage exists until the old site is gone. What an interrupted build left is cleared by the next.
"""

from __future__ import annotations

import contextlib
import ctypes
import errno
import fcntl
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from generator.below import files_below
from generator.build.trees import flush_tree, remove_tree
from generator.build.writer import FOLDER_FLAGS, FOLDER_MODE, RIGHTS, write_error
from generator.errors import BuildError


def stage_folder(out: Path) -> Path:
    """Where the site that will stand at `out` is put together."""
    return out.parent / f".{out.name}.stage"


def lock_file(out: Path) -> Path:
    """What is locked while the site at `out` is built or published. The file stays: only who holds it counts."""
    return out.parent / f".{out.name}.lock"


def is_locked(out: Path) -> bool:
    """Whether somebody holds the right to build `out` just now."""
    try:
        handle = os.open(lock_file(out), os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC | os.O_NONBLOCK)
    except OSError:
        return False
    try:
        fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except OSError:
        return True
    else:
        return False
    finally:
        os.close(handle)


@contextmanager
def held_lock(out: Path) -> Iterator[None]:
    """Hold the right to build `out`. Raises BuildError at once where another build holds it."""
    path = lock_file(out)
    try:
        handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o644)
    except OSError as error:
        raise BuildError(f"cannot write beside {out}: {os.strerror(error.errno or 0)}", RIGHTS) from error
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise BuildError(f"another build of {out} is running", "wait for it to end, then build again") from error
        yield
    finally:
        with contextlib.suppress(OSError):  # the lock goes with the descriptor, whatever closing it says
            os.close(handle)


@contextmanager
def no_build(out: Path) -> Iterator[None]:
    """Keep builds of `out` from beginning. Raises BuildError where one is running: what it has read, it will publish.

    Nothing is written: where no lock is there, or it cannot be read, nobody has built with our rights.
    """
    try:
        handle = os.open(lock_file(out), os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError:
        yield
        return
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        os.close(handle)
        raise BuildError(f"a build of {out} is running", "try again when it is through") from error
    try:
        yield
    finally:
        os.close(handle)


class Stage:
    """A site in the making: `begin`, let writers write, then `settle`; `discard` leaves nothing behind."""

    def __init__(self, out: Path) -> None:
        self.folder = stage_folder(out)

    def begin(self) -> None:
        """Make the empty stage, clearing what an interrupted build left. Raises BuildError."""
        try:
            remove_tree(self.folder)
            self.folder.mkdir(mode=FOLDER_MODE)
            self.folder.chmod(FOLDER_MODE)
        except OSError as error:
            raise BuildError(f"cannot make {self.folder}: {os.strerror(error.errno or 0)}", RIGHTS) from error

    def files(self) -> dict[str, int]:
        """Every file of the stage with its size in bytes, in order of their paths. Raises BuildError."""
        try:
            return dict(sorted((path, found.st_size) for path, found in files_below(self.folder)))
        except OSError as error:
            raise write_error(self.folder.name, error) from error

    def settle(self, files: int) -> None:
        """Make every file and folder durable, so that a power cut after the switch finds them whole.

        `files` says how many there are; those that the published site has too count, because their folders are new.
        One flush of the whole file system does it where the kernel says so truthfully. Up to FLUSHED_ONE_BY_ONE files
        each is flushed by itself as well, as is everything on a file system not known for it: over a network, in user
        space. Raises BuildError.
        """
        try:
            is_flushed = files > FLUSHED_AT_ONCE and self._flush_all()
            if not is_flushed or files <= FLUSHED_ONE_BY_ONE:
                flush_tree(self.folder)
        except OSError as error:
            raise write_error(self.folder.name, error) from error

    def _flush_all(self) -> bool:
        handle = os.open(self.folder, FOLDER_FLAGS)
        try:
            return flush_file_system(handle)
        finally:
            os.close(handle)

    def discard(self) -> None:
        """Remove the stage; what cannot be removed now is cleared by the next build."""
        with contextlib.suppress(OSError):
            remove_tree(self.folder)


def flush_file_system(handle: int) -> bool:
    """Flush all of a file system. Gives whether that is known to make durable what was written. Raises OSError."""
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.syncfs(handle) != 0:
        code = ctypes.get_errno()
        if code in (errno.ENOSYS, errno.EINVAL):
            return False
        raise OSError(code, os.strerror(code))
    return _kind_of_file_system(libc, handle) in _FLUSHED_BY_SYNCFS


FLUSHED_ONE_BY_ONE = 2_000
FLUSHED_AT_ONCE = 100  # for fewer, what others have written to the file system is not worth waiting for
# Magic numbers of statfs(2) of file systems on a disk of this machine, or in its memory.
_FLUSHED_BY_SYNCFS = frozenset(
    {
        0xEF53,  # ext2, ext3, ext4
        0x58465342,  # xfs
        0x9123683E,  # btrfs
        0xF2F52010,  # f2fs
        0x794C7630,  # overlay, which flushes the one below
        0x01021994,  # tmpfs
    }
)


def _kind_of_file_system(libc: ctypes.CDLL, handle: int) -> int:
    buffer = ctypes.create_string_buffer(256)
    if libc.fstatfs(handle, buffer) != 0:
        return 0
    return int.from_bytes(buffer.raw[: ctypes.sizeof(ctypes.c_long)], sys.byteorder) & 0xFFFFFFFF
