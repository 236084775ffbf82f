"""The one writer of site files: a complete new site in a folder beside the old one.

Nothing published is touched here. Files are made with O_CREAT|O_EXCL|O_NOFOLLOW below a folder descriptor, so a link
planted in the tree is never followed; modes are set, not left to the umask; short writes are continued; `settle`
makes everything durable, files before the folders that name them.

For a site at `DIR/site` the stage is `DIR/.site.stage` and the lock `DIR/.site.lock`. One build at a time: the lock
is held from before the stage exists until the old site is gone. What an interrupted build left is cleared by the next.
"""

from __future__ import annotations

import contextlib
import ctypes
import errno
import fcntl
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from generator.errors import BuildError

_FILE_MODE = 0o644
_FOLDER_MODE = 0o755
_OPEN_FOLDERS = 64  # descriptors kept open: pages of one folder are written together
_DIRECTORY = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
_NEW_FILE = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC


def stage_folder(out: Path) -> Path:
    """Where the site that will stand at `out` is put together."""
    return out.parent / f".{out.name}.stage"


@contextmanager
def held_lock(out: Path) -> Iterator[None]:
    """Hold the right to build `out`. Raises BuildError at once where another build holds it."""
    path = out.parent / f".{out.name}.lock"
    try:
        handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o644)
    except OSError as error:
        raise BuildError(f"cannot write beside {out}: {os.strerror(error.errno or 0)}", _RIGHTS) from error
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise BuildError(f"another build of {out} is running", "wait for it to end, then build again") from error
        yield
    finally:
        os.close(handle)


_RIGHTS = "choose another folder with --out, or give yourself the right to write there"


class Stage:
    """A site in the making. `write` each file once, then `settle`; `discard` leaves nothing behind."""

    def __init__(self, out: Path) -> None:
        self.folder = stage_folder(out)
        self.files: dict[str, int] = {}  # path below the root of the site -> size in bytes
        self._folders: dict[str, int] = {}

    def begin(self) -> None:
        """Make the empty stage, clearing what an interrupted build left. Raises BuildError."""
        try:
            remove_tree(self.folder)
            self.folder.mkdir(mode=0o755)
            self._folders[""] = root = os.open(self.folder, _DIRECTORY)
            os.fchmod(root, _FOLDER_MODE)
        except OSError as error:
            raise BuildError(f"cannot make {self.folder}: {os.strerror(error.errno or 0)}", _RIGHTS) from error

    def write(self, path: str, data: bytes) -> None:
        """Write one file of the site; `path` is relative, with `/`. A path is written once only."""
        folder, _, name = path.rpartition("/")
        if not name or name in (".", "..") or path in self.files:
            raise ValueError(f"not a new file of the site: {path!r}")
        try:
            handle = os.open(name, _NEW_FILE, _FILE_MODE, dir_fd=self._folder(folder))
            try:
                _write_all(handle, data)
                os.fchmod(handle, _FILE_MODE)
            finally:
                os.close(handle)
        except OSError as error:
            raise _write_error(path, error) from error
        self.files[path] = len(data)

    def settle(self) -> None:
        """Make every file and folder durable, so that a power cut after the switch finds them whole."""
        try:
            _flush_file_system(self._folders[""])
            for path, folders, files, handle in os.fwalk(self.folder, topdown=False, follow_symlinks=False):
                del path, folders
                for name in files:
                    _sync_file(name, handle)
                os.fsync(handle)
        except OSError as error:
            raise _write_error(self.folder.name, error) from error
        finally:
            self.close()

    def discard(self) -> None:
        """Remove the stage; what cannot be removed now is cleared by the next build."""
        self.close()
        with contextlib.suppress(OSError):
            remove_tree(self.folder)

    def close(self) -> None:
        """Let go of the folders. The files stay."""
        while self._folders:
            os.close(self._folders.popitem()[1])

    def _folder(self, path: str) -> int:
        if path in self._folders:
            self._folders[path] = handle = self._folders.pop(path)  # now the youngest
            return handle
        parent, _, name = path.rpartition("/")
        above = self._folder(parent)
        try:
            os.mkdir(name, _FOLDER_MODE, dir_fd=above)
        except FileExistsError:
            handle = os.open(name, _DIRECTORY, dir_fd=above)
        else:
            handle = os.open(name, _DIRECTORY, dir_fd=above)
            os.fchmod(handle, _FOLDER_MODE)
        if len(self._folders) >= _OPEN_FOLDERS:
            oldest = next(key for key in self._folders if key and key != parent)
            os.close(self._folders.pop(oldest))
        self._folders[path] = handle
        return handle


def _write_all(handle: int, data: bytes) -> None:
    view = memoryview(data)
    while view:
        view = view[os.write(handle, view) :]


def _sync_file(name: str, folder: int) -> None:
    handle = os.open(name, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC, dir_fd=folder)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _flush_file_system(handle: int) -> None:
    # One flush for all, so that the fsync of each file then finds its work done. Only a matter of speed.
    with contextlib.suppress(AttributeError, OSError):
        ctypes.CDLL(None, use_errno=True).syncfs(handle)


def _write_error(path: str, error: OSError) -> BuildError:
    ways_out = {
        errno.ENOSPC: "free some space, then build again; the published site is as it was",
        errno.EDQUOT: "free some space, then build again; the published site is as it was",
        errno.EACCES: _RIGHTS,
        errno.EROFS: _RIGHTS,
    }
    way_out = ways_out.get(error.errno or 0, "the published site is as it was; mend the cause and build again")
    return BuildError(f"cannot write {path}: {os.strerror(error.errno or 0)}", way_out)


def remove_tree(folder: Path) -> None:
    """Remove `folder` and all below it, following no link. Nothing there is fine. Raises OSError."""
    try:
        mode = folder.lstat().st_mode
    except FileNotFoundError:
        return
    if not stat.S_ISDIR(mode):
        folder.unlink()
        return
    for _, folders, files, handle in os.fwalk(folder, topdown=False, follow_symlinks=False):
        for name in files:
            os.unlink(name, dir_fd=handle)
        for name in folders:
            if stat.S_ISLNK(os.lstat(name, dir_fd=handle).st_mode):
                os.unlink(name, dir_fd=handle)
            else:
                os.rmdir(name, dir_fd=handle)
    folder.rmdir()
