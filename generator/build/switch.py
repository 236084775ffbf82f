"""The exchange of the old site for the new one, in one step that no reader and no crash can split.

A reader of `site/` meets the old tree or the new one, whole: the two folders trade places by one
`renameat2(RENAME_EXCHANGE)`. Renaming the old one away first would leave a moment without a site.
"""

from __future__ import annotations

import ctypes
import os
from pathlib import Path

from generator.build.stage import Stage
from generator.errors import BuildError
from generator.ledger.rooms import is_site, room_at

_AT_FDCWD = -100
_RENAME_EXCHANGE = 2


def refuse_target(out: Path, project: Path) -> None:
    """Refuse an output folder that is not ours to replace. Raises BuildError with what to do instead."""
    if out.is_symlink():
        raise BuildError(f"{out} is a link", "name the folder it points to with --out")
    if out.exists() and not out.is_dir():
        raise BuildError(f"{out} is not a folder", "name another folder with --out")
    if not out.parent.is_dir():
        raise BuildError(f"the folder {out.parent} does not exist", "make it, or name another folder with --out")
    if name := room_at(out.resolve(), project):
        raise BuildError(f"{out} would hold or lie in {name}/", "the site needs a folder of its own: use --out")
    if out.is_dir() and any(out.iterdir()) and not is_site(out):
        raise BuildError(
            f"{out} holds files that are not a site made by badgepress",
            "a build replaces the whole folder: empty it yourself, or name another with --out",
        )


class Unconfirmed(BuildError):
    """The new site is in place, but might not be after a power cut. The old one stands where the stage was."""


def switch(stage: Stage, out: Path) -> None:
    """Put the staged site in the place of `out`. The old one then stands where the stage was.

    After a BuildError `out` is whole: the old site, or, where the message says so, the new one.
    """
    try:
        if out.exists():
            exchange(stage.folder, out)
        else:
            os.rename(stage.folder, out)  # noqa: PTH104 - one system call, as in the exchange
    except OSError as error:
        raise BuildError(
            f"cannot put the new site in place of {out}: {os.strerror(error.errno or 0)}",
            "the published site is as it was; if its file system cannot exchange two folders, use --out elsewhere",
        ) from error
    try:
        _sync_folder(out.parent)
    except OSError as error:
        raise Unconfirmed(
            f"the new site is in place at {out}, but the disk did not confirm it: {os.strerror(error.errno or 0)}",
            "it is whole; a power cut could still bring the old one back. Look at the disk, then build again",
        ) from error


def exchange(one: Path, other: Path) -> None:
    """Let two folders trade places in one step. Raises OSError."""
    libc = ctypes.CDLL(None, use_errno=True)
    done = libc.renameat2(
        ctypes.c_int(_AT_FDCWD),
        ctypes.c_char_p(os.fsencode(one)),
        ctypes.c_int(_AT_FDCWD),
        ctypes.c_char_p(os.fsencode(other)),
        ctypes.c_uint(_RENAME_EXCHANGE),
    )
    if done != 0:
        code = ctypes.get_errno()
        raise OSError(code, os.strerror(code))


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
