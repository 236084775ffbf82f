"""Opening the organisation's files without being led anywhere else. PROMISES P14, P15.

Every step from the project folder to a file is opened relative to the one before it and refuses links, so nothing that
is swapped in between can lead out. Opening never waits (a pipe opens at once), and what is open must be an ordinary
file before a byte is read. A refusal is a Fault; what an absence means is for the caller.
"""

from __future__ import annotations

import errno
import os
import stat
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import BinaryIO, cast

from generator.ledger.faults import Fault

MOST_TEXT_BYTES = 1024 * 1024  # of one .toml or .md file

MISSING = "file-missing"
_PART = 64 * 1024
_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
_FILE = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC


class Folder:
    """The project folder. Paths in it have `/` between their parts, none of which is `..`."""

    def __init__(self, project: Path) -> None:
        self._project = project

    def open(self, path: str) -> BinaryIO | Fault:
        """The ordinary file at `path`, unbuffered, or why it cannot be had."""
        opened = self._open(path, _FILE)
        if isinstance(opened, Fault):
            return opened
        if stat.S_ISREG(os.fstat(opened).st_mode):
            return cast(BinaryIO, os.fdopen(opened, "rb", buffering=0))
        os.close(opened)
        return Fault("file-kind", "this is not an ordinary file", "put a file here")

    def read(self, path: str, at_most: int = MOST_TEXT_BYTES) -> bytes | Fault:
        """All bytes of the file at `path`; a file of more than `at_most` is not read."""
        opened = self.open(path)
        if isinstance(opened, Fault):
            return opened
        try:
            with opened as file:
                size = os.fstat(file.fileno()).st_size
                data = _read_up_to(file, at_most + 1) if size <= at_most else b""
        except OSError as error:
            return unreadable(error)
        size = max(size, len(data))
        if size > at_most:
            return Fault(
                "file-too-big", f"the file has {size:,} bytes; at most {at_most:,} are accepted", "make it smaller"
            )
        return data

    def names(self, path: str) -> list[tuple[str, str]] | Fault:
        """The entries of the folder at `path` in order of name, each with `file`, `folder`, `link` or `other`."""
        opened = self._open(path, _FOLDER)
        if isinstance(opened, Fault):
            return opened
        try:
            with os.scandir(opened) as entries:
                return sorted((entry.name, _kind(entry)) for entry in entries)
        except OSError as error:
            return unreadable(error)
        finally:
            os.close(opened)

    def _open(self, path: str, flags: int) -> int | Fault:
        *folders, name = path.split("/")
        here: int | Fault
        try:
            here = os.open(self._project, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        except OSError as error:
            return unreadable(error)
        for folder in folders:
            if isinstance(here := _step(here, folder, _FOLDER), Fault):
                return here
        return _step(here, name, flags)


class Instead(Folder):
    """A project folder in which the files at these paths hold these bytes, whatever is on the disk."""

    def __init__(self, project: Path, files: Mapping[str, bytes]) -> None:
        super().__init__(project)
        self._files = files

    def open(self, path: str) -> BinaryIO | Fault:
        if path not in self._files:
            return super().open(path)
        # It never has a name, and goes when whoever asked for it closes it.
        file = tempfile.TemporaryFile(buffering=0)  # noqa: SIM115
        view = memoryview(self._files[path])
        while view:
            view = view[file.write(view) :]
        file.seek(0)
        return cast(BinaryIO, file)


def _step(here: int, name: str, flags: int) -> int | Fault:
    """Open `name` in the open folder `here`, which is closed."""
    try:
        return os.open(name, flags, dir_fd=here)
    except OSError as error:
        if _is_link(here, name):
            hint = (
                "put the file or folder itself here: links are not followed, so that nothing outside can be published"
            )
            return Fault("file-link", "this is a link", hint)
        return unreadable(error)
    finally:
        os.close(here)


def _is_link(here: int, name: str) -> bool:
    try:
        return stat.S_ISLNK(os.stat(name, dir_fd=here, follow_symlinks=False).st_mode)
    except OSError:
        return False


def unreadable(error: OSError) -> Fault:
    """What the system's refusal means for a person."""
    if error.errno == errno.ENOENT:
        return Fault(MISSING, "there is no such file")
    if error.errno == errno.ENOTDIR:
        return Fault("file-kind", "this is not a folder", "make it a folder")
    if error.errno == errno.ENXIO:
        return Fault("file-kind", "this is not an ordinary file", "put a file here")
    return Fault("file-unreadable", f"this cannot be read: {error.strerror}", "check who may read it")


def _kind(entry: os.DirEntry[str]) -> str:
    if entry.is_symlink():
        return "link"
    if entry.is_dir(follow_symlinks=False):
        return "folder"
    return "file" if entry.is_file(follow_symlinks=False) else "other"


def _read_up_to(file: BinaryIO, size: int) -> bytes:
    data = bytearray()
    # In parts: a read sets aside all it may bring, which for a small file would be a large block for nothing.
    while len(data) < size and (more := file.read(min(_PART, size - len(data)))):
        data += more
    return bytes(data)
