"""Trees of any number of files, gone through an entry at a time: a million names are nowhere in memory.

Folders are opened one below the other, each in the one before it, and links are not followed.
"""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from generator.build.writer import FOLDER_FLAGS


def remove_tree(folder: Path) -> None:
    """Remove `folder` and all below it. Nothing there is fine. Raises OSError."""
    try:
        mode = folder.lstat().st_mode
    except FileNotFoundError:
        return
    if not stat.S_ISDIR(mode):
        folder.unlink()
        return
    parent = os.open(folder.parent, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        _remove_folder(folder.name, parent)
    except RecursionError as error:  # nothing of ours is so deep
        raise OSError(errno.ELOOP, os.strerror(errno.ELOOP)) from error
    finally:
        os.close(parent)


def _remove_folder(name: str, parent: int) -> None:
    handle = os.open(name, FOLDER_FLAGS, dir_fd=parent)
    try:
        is_gone = False
        while not is_gone:
            removed = _empty(handle)
            try:
                os.rmdir(name, dir_fd=parent)
                is_gone = True
            except OSError as error:
                # A folder that is emptied while it is listed may leave out some at first.
                if error.errno != errno.ENOTEMPTY or not removed:
                    raise
    finally:
        os.close(handle)


def _empty(handle: int) -> bool:
    """Remove what is listed in a folder. Gives whether there was anything."""
    found = False
    with os.scandir(handle) as entries:
        for entry in entries:
            found = True
            if entry.is_dir(follow_symlinks=False):
                _remove_folder(entry.name, handle)
            else:
                os.unlink(entry.name, dir_fd=handle)
    return found


def flush_tree(folder: Path) -> None:
    """Flush every new file below `folder`, each before the folder that names it. Raises OSError.

    A file with a second name is one of the published site, taken over as it is: that was flushed when it was new.
    """
    handle = os.open(folder, FOLDER_FLAGS)
    try:
        _flush_folder(handle)
    finally:
        os.close(handle)


def _flush_folder(handle: int) -> None:
    with os.scandir(handle) as entries:
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                inner = os.open(entry.name, FOLDER_FLAGS, dir_fd=handle)
                try:
                    _flush_folder(inner)
                finally:
                    os.close(inner)
            elif os.lstat(entry.name, dir_fd=handle).st_nlink == 1:
                flush_file(entry.name, handle)
    os.fsync(handle)


def flush_file(name: str, folder: int) -> None:
    """Flush one file below the folder behind a descriptor. Raises OSError."""
    handle = os.open(name, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC, dir_fd=folder)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def folders_in(folder: Path) -> Iterator[str]:
    """The names of the folders in `folder`, in any order; none where it is no folder. Raises OSError."""
    try:
        handle = os.open(folder, FOLDER_FLAGS)
    except OSError as error:
        if error.errno in (errno.ENOENT, errno.ENOTDIR, errno.ELOOP):
            return
        raise
    try:
        with os.scandir(handle) as entries:
            yield from (entry.name for entry in entries if entry.is_dir(follow_symlinks=False))
    finally:
        os.close(handle)


def count_files(folder: Path) -> int:
    """How many files are below `folder`. What cannot be looked at counts as none."""
    try:
        handle = os.open(folder, FOLDER_FLAGS)
    except OSError:
        return 0
    try:
        return _count(handle)
    finally:
        os.close(handle)


def _count(handle: int) -> int:
    files = 0
    with os.scandir(handle) as entries:
        for entry in entries:
            if not entry.is_dir(follow_symlinks=False):
                files += 1
                continue
            with suppress(OSError):
                inner = os.open(entry.name, FOLDER_FLAGS, dir_fd=handle)
                try:
                    files += _count(inner)
                finally:
                    os.close(inner)
    return files
