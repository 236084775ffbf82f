"""The one writer of files that a person asked for by name: rejected rows of an import, exports.

Written whole beside the place, then put there in one step; a file that is there already is not overwritten unless that
was asked for. Links are not followed. Such files may hold addresses of earners, so they are for their owner alone, and
never below a site; nor are they written over keys, the ledger or the theme.
"""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO, NamedTuple

from generator.errors import BadgepressError
from generator.ledger.rooms import is_site, room_at

_MODE = 0o600
_ELSEWHERE = "name a place outside of it"


class Around(NamedTuple):
    """What such a file is kept out of: the folders of a project, and its site. None is project/site."""

    project: Path
    site: Path | None = None


def write_file(path: Path, pieces: Iterable[bytes], around: Around, *, replace: bool = False) -> int:
    """Write `pieces` to `path`; gives how many bytes. Raises BadgepressError, then nothing is there that was not."""

    def fill(file: BinaryIO) -> None:
        for piece in pieces:
            file.write(piece)

    return write_with(path, fill, around, replace=replace)


def write_with(path: Path, fill: Callable[[BinaryIO], None], around: Around, *, replace: bool = False) -> int:
    """The same, where `fill` writes into the open file and may go back in it."""
    refuse_outfile(path, around, replace=replace)
    fresh = path.with_name(f".{path.name}.new")
    try:
        with suppress(FileNotFoundError):
            fresh.unlink()
        handle = os.open(fresh, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, _MODE)
        try:
            with os.fdopen(handle, "w+b") as file:
                fill(file)
                size = file.seek(0, os.SEEK_END)
                file.flush()
                os.fsync(file.fileno())
            if replace:
                os.replace(fresh, path)  # noqa: PTH105 - one system call
            else:
                path.hardlink_to(fresh)  # fails if something is there by now
        finally:
            with suppress(FileNotFoundError):
                fresh.unlink()
    except FileExistsError as error:
        raise _is_there(path) from error
    except OSError as error:
        why = os.strerror(error.errno or errno.EIO).lower()
        raise BadgepressError(f"{path} cannot be written: {why}", "name another place") from error
    return size


def refuse_outfile(path: Path, around: Around, *, replace: bool = False) -> None:
    """Raise BadgepressError where the place is not for such a file, or where one stands in the way."""
    if not path.parent.is_dir():
        raise BadgepressError(f"the folder {path.parent} does not exist", "make it, or name another place")
    _refuse_inside(path, around)
    if path.is_dir() or (not replace and os.path.lexists(path)):
        raise _is_there(path)


def _refuse_inside(path: Path, around: Around) -> None:
    place = path.parent.resolve() / path.name  # a link of that name is replaced, not followed
    if name := room_at(place, around.project):
        raise BadgepressError(f"{path} lies in {name}/, which is for the project's own files", _ELSEWHERE)
    sites = [(around.project / "site").resolve(), *([around.site.resolve()] if around.site else [])]
    if any(map(place.is_relative_to, sites)) or any(map(is_site, place.parents)):
        raise BadgepressError(f"{path} lies in a site, where it would be published", _ELSEWHERE)


def _is_there(path: Path) -> BadgepressError:
    return BadgepressError(f"{path} is there already", "take it away, or name another file")
