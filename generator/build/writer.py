"""Files below a stage: the one function that writes a file of the site, and the one that keeps an old one.

A file is made with O_CREAT|O_EXCL|O_NOFOLLOW below the descriptor of a folder that this build has made itself, so no
link is followed and nothing is overwritten; short writes are continued; the mode does not depend on the umask. A file
whose bytes are those of the published site is not written again: the stage gets a second name of the same file, so it
keeps its time of change, and a build of a site that has hardly changed hardly writes.

Several processes may write into one stage; no two write the same file. PROMISES, rule 1.
"""

from __future__ import annotations

import contextlib
import errno
import os
import stat
from collections.abc import Iterator, Sequence
from pathlib import Path

from msgspec import Struct

from generator.errors import BuildError

FILE_MODE = 0o644
FOLDER_MODE = 0o755
RIGHTS = "choose another folder with --out, or give yourself the right to write there"
FOLDER_FLAGS = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
_READ = os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC | os.O_NONBLOCK
_LARGEST = 1 << 20  # of a published file that is read, to be compared
_MOST_FOLDERS = 4096  # names of folders remembered as made; forgetting one costs a failed mkdir, no more


class Tally(Struct):
    """What became of the files put or kept so far. `bytes` counts them all."""

    added: int = 0
    changed: int = 0
    same: int = 0
    bytes: int = 0

    @property
    def files(self) -> int:
        """All files of the stage."""
        return self.added + self.changed + self.same

    def add(self, other: Tally) -> None:
        """Count those of another writer too."""
        self.added += other.added
        self.changed += other.changed
        self.same += other.same
        self.bytes += other.bytes


@contextlib.contextmanager
def plain_modes() -> Iterator[None]:
    """Let the modes of new files be what they are asked to be, whatever the umask of whoever runs the build."""
    umask = os.umask(0)
    try:
        yield
    finally:
        os.umask(umask)


class Writer:
    """Writes below `stage`, beside the published site `old`, if there is one. Call inside `plain_modes`.

    Without a stage it only compares, and the tally says what would be done.
    """

    def __init__(self, stage: Path | None, old: Path | None) -> None:
        """Raises BuildError where a folder cannot be opened."""
        self.tally = Tally()
        try:
            self._stage = None if stage is None else os.open(stage, FOLDER_FLAGS)
            self._old = _open_old(old)
        except OSError as error:
            raise write_error((stage or old or Path()).name, error) from error
        self._made: set[str] = {""}
        self._plain: set[str] = {""}

    def close(self) -> None:
        """Let go of the two folders. The files stay."""
        for handle in (self._stage, self._old):
            if handle is not None:
                os.close(handle)

    def put(self, path: str, data: bytes) -> bool:
        """Make `path` (relative, with `/`) hold `data`. Gives whether the published site has other bytes there.

        Raises BuildError where it cannot be written, ValueError for a path that is none.
        """
        folder, _, name = path.rpartition("/")
        if not name or name in (".", ".."):
            raise ValueError(f"not a file of the site: {path!r}")
        try:
            if self._stage is not None and folder not in self._made:
                self._make_folder(folder)
            if self._is_published(path, data):
                return False
            if self._stage is not None:
                self._write(path, data)
        except OSError as error:
            raise write_error(path, error) from error
        self.tally.bytes += len(data)
        return True

    def keep(self, paths: Sequence[str]) -> bool:
        """Take files over from the published site as they are: all of them, or none where one is missing there.

        Raises BuildError where the stage cannot be written.
        """
        if self._old is None or not all(self._is_plain(path.rpartition("/")[0]) for path in paths):
            return False
        try:
            found = [os.stat(path, dir_fd=self._old, follow_symlinks=False) for path in paths]
        except OSError:
            return False
        if not all(map(_is_ours, found)):
            return False
        if self._stage is not None:
            for at, path in enumerate(paths):
                if not self._keep_one(path):
                    self._drop(paths[:at])
                    return False
        self.tally.same += len(paths)
        self.tally.bytes += sum(each.st_size for each in found)
        return True

    def published(self, path: str) -> bytes | None:
        """What the published site has at `path`; None where that is no plain file, or too large for one of ours."""
        if self._old is None or not self._is_plain(path.rpartition("/")[0]):
            return None
        try:
            handle = os.open(path, _READ, dir_fd=self._old)
        except OSError:
            return None
        try:
            found = os.fstat(handle)
            is_fit = stat.S_ISREG(found.st_mode) and found.st_size <= _LARGEST
            return _read(handle, found.st_size) if is_fit else None
        except OSError:
            return None
        finally:
            os.close(handle)

    def _keep_one(self, path: str) -> bool:
        folder = path.rpartition("/")[0]
        try:
            if folder not in self._made:
                self._make_folder(folder)
            self._link(path)
        except OSError as error:
            if error.errno in _NO_LINKS:
                return False
            raise write_error(path, error) from error
        return True

    def _drop(self, paths: Sequence[str]) -> None:
        for path in paths:
            try:
                os.unlink(path, dir_fd=self._stage)
            except OSError as error:
                raise write_error(path, error) from error

    def _make_folder(self, folder: str) -> None:
        if len(self._made) >= _MOST_FOLDERS:
            self._made = {""}
        try:
            os.mkdir(folder, FOLDER_MODE, dir_fd=self._stage)
        except FileNotFoundError:
            self._make_folder(folder.rpartition("/")[0])
            self._make_folder(folder)
        except FileExistsError:
            # Made by another worker, or forgotten here. What is no folder was put there by somebody else.
            if not stat.S_ISDIR(os.lstat(folder, dir_fd=self._stage).st_mode):
                raise OSError(errno.ENOTDIR, os.strerror(errno.ENOTDIR)) from None
        self._made.add(folder)

    def _write(self, path: str, data: bytes) -> None:
        handle = os.open(path, _NEW, FILE_MODE, dir_fd=self._stage)
        try:
            written = os.write(handle, data)
            while written < len(data):
                written += os.write(handle, memoryview(data)[written:])
        finally:
            os.close(handle)

    def _is_published(self, path: str, data: bytes) -> bool:
        """Whether the published site has just this file, which then stands in the stage too."""
        is_there = self._old is not None and self._is_plain(path.rpartition("/")[0])
        found = _holds(path, self._old, data) if is_there and self._old is not None else None
        if found is None:
            self.tally.added += 1
        elif not found or not self._has_link(path):
            self.tally.changed += 1
        else:
            self.tally.same += 1
            self.tally.bytes += len(data)
            return True
        return False

    def _is_plain(self, folder: str) -> bool:
        """Whether `folder` is one of the published site, and not a link to somewhere else."""
        if folder in self._plain:
            return True
        if len(self._plain) >= _MOST_FOLDERS:
            self._plain = {""}
        above = folder.rpartition("/")[0]
        try:
            is_folder = stat.S_ISDIR(os.lstat(folder, dir_fd=self._old).st_mode)
        except OSError:
            return False
        if not is_folder or not self._is_plain(above):
            return False
        self._plain.add(folder)
        return True

    def _has_link(self, path: str) -> bool:
        try:
            if self._stage is not None:
                self._link(path)
        except OSError as error:
            if error.errno not in _NO_LINKS:
                raise
            return False
        return True

    def _link(self, path: str) -> None:
        os.link(path, path, src_dir_fd=self._old, dst_dir_fd=self._stage, follow_symlinks=False)


# A file system without hard links, one more link than it allows, another device: then the bytes are written again.
_NO_LINKS = frozenset({errno.EMLINK, errno.EXDEV, errno.EPERM, errno.EOPNOTSUPP, errno.ENOENT})


def _open_old(old: Path | None) -> int | None:
    if old is None:
        return None
    try:
        return os.open(old, FOLDER_FLAGS)
    except (FileNotFoundError, NotADirectoryError):
        return None


def _is_ours(found: os.stat_result) -> bool:
    return stat.S_ISREG(found.st_mode) and stat.S_IMODE(found.st_mode) == FILE_MODE


def _holds(path: str, folder: int, data: bytes) -> bool | None:
    """Whether the file at `path` is one of ours with these bytes; None where there is nothing."""
    try:
        handle = os.open(path, _READ, dir_fd=folder)
    except FileNotFoundError:
        return None
    except OSError:  # a link, or one that may not be read: whatever it is, it is not this file
        return False
    try:
        found = os.fstat(handle)
        return _is_ours(found) and found.st_size == len(data) and _read(handle, len(data)) == data
    except OSError:
        return False
    finally:
        os.close(handle)


def _read(handle: int, size: int) -> bytes:
    data = os.read(handle, size)
    while len(data) < size and (more := os.read(handle, size - len(data))):
        data += more
    return data


def write_error(path: str, error: OSError) -> BuildError:
    """What is told of a file that cannot be written: why, and what to do."""
    ways_out = {
        errno.ENOSPC: "free some space, then build again; the published site is as it was",
        errno.EDQUOT: "free some space, then build again; the published site is as it was",
        errno.EACCES: RIGHTS,
        errno.EROFS: RIGHTS,
    }
    way_out = ways_out.get(error.errno or 0, "the published site is as it was; mend the cause and build again")
    return BuildError(f"cannot write {path}: {os.strerror(error.errno or 0)}", way_out)
