"""Everything below a folder, or an error: what cannot be looked at is never taken for nothing.

`os.walk` and `os.fwalk` leave out what the system does not show at the moment. Whoever publishes, verifies or puts in
place what is left would call a part of it the whole.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

_FLAGS = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC

OnError = Callable[[str, OSError], None]


def files_below(folder: Path, on_error: OnError | None = None) -> Iterator[tuple[str, os.stat_result]]:
    """Every file below `folder`, in any order: its path there, with slashes, and what `lstat` says of it.

    Links, and whatever else is no folder, count as files; none is followed but `folder` itself. Raises OSError, with
    the path, for what cannot be looked at; or tells `on_error` of a file or folder below, by its path there, and goes
    on.
    """
    try:
        handle = os.open(folder, _FLAGS & ~os.O_NOFOLLOW)
    except OSError as error:
        raise _named(error, str(folder)) from error
    try:
        yield from _below(handle, "", on_error or _raiser(folder))
    finally:
        os.close(handle)


def _below(handle: int, path: str, on_error: OnError) -> Iterator[tuple[str, os.stat_result]]:
    try:
        entries = os.scandir(handle)
    except OSError as error:
        on_error(path.rstrip("/"), error)
        return
    with entries:
        while True:
            try:
                entry = next(entries, None)
            except OSError as error:
                on_error(path.rstrip("/"), error)
                return
            if entry is None:
                return
            yield from _entry(handle, entry, path, on_error)


def _entry(handle: int, entry: os.DirEntry[str], path: str, on_error: OnError) -> Iterator[tuple[str, os.stat_result]]:
    here = path + entry.name
    try:
        if not entry.is_dir(follow_symlinks=False):
            yield here, entry.stat(follow_symlinks=False)
            return
        inner = os.open(entry.name, _FLAGS, dir_fd=handle)
    except OSError as error:
        on_error(here, error)
        return
    try:
        yield from _below(inner, f"{here}/", on_error)
    finally:
        os.close(inner)


def _raiser(folder: Path) -> OnError:
    def on_error(path: str, error: OSError) -> None:
        raise _named(error, str(folder / path)) from error

    return on_error


def _named(error: OSError, path: str) -> OSError:
    return OSError(error.errno, os.strerror(error.errno or 0), path)
