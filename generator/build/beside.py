"""Small files beside the site, which builds keep for each other: written whole or not at all, for the owner alone."""

from __future__ import annotations

import os
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

_MODE = 0o600  # digests of guessable lines can be guessed at


def unfinished(path: Path) -> Path:
    """Where such a file is while it is being written."""
    return path.with_name(path.name + ".new")


def write_whole(path: Path, pieces: Iterable[bytes | bytearray | memoryview], *, durable: bool = True) -> None:
    """Put `pieces` in the place of what is at `path`. Raises OSError.

    Not `durable`: after a power cut the file may be there and not be whole, which its reader must see.
    """
    fresh = unfinished(path)
    with suppress(FileNotFoundError):
        fresh.unlink()
    handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, _MODE)
    try:
        for piece in pieces:
            view = memoryview(piece).cast("B")
            while view:
                view = view[os.write(handle, view) :]
        if durable:
            os.fsync(handle)
    finally:
        os.close(handle)
    os.replace(fresh, path)  # noqa: PTH105 - one system call


def clear_unfinished(*paths: Path) -> None:
    """Take away what was being written of such files when somebody was stopped; what cannot go stays."""
    for path in paths:
        with suppress(OSError):
            unfinished(path).unlink()


def remove(path: Path) -> None:
    """Remove such a file, and what was being written when somebody was stopped. Raises OSError."""
    for name in (path, unfinished(path)):
        name.unlink(missing_ok=True)
