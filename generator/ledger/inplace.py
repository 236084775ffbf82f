"""The end of a change to several files: a journal that decides, then one rename for each file. See `change`.

What shall take its place lies in `content/.import/new/`, each file under the path it will have; the journal lists the
files that go. Every step can be done again, so a change that was interrupted is finished by doing all of them.
"""

from __future__ import annotations

import json
import os
import shutil
from contextlib import suppress
from pathlib import Path

from generator.below import files_below
from generator.errors import BadgepressError
from generator.ledger.read import JOURNAL

STAGE = ".import"
NEW = "new"  # in the stage
FLAGS = os.O_NOFOLLOW | os.O_CLOEXEC
_ORDER = ("earners.csv", "events.csv", "awards.csv")  # what refers to others takes its place after them
_ONE_BY_ONE = 1_000  # from so many on, one flush of all that is mounted


def finish(content: Path) -> bool:
    """Do what an interrupted change had decided on. Gives whether there was one. For whoever holds the lock."""
    try:
        removed = [str(path) for path in json.loads((content / JOURNAL).read_bytes())["remove"]]
    except FileNotFoundError:
        return False
    except (ValueError, KeyError, TypeError) as error:
        hint = f"take content/{JOURNAL} away once content/ is what it should be"
        raise BadgepressError(f"content/{JOURNAL} is damaged", hint) from error
    if (content / STAGE / NEW).is_dir():
        put_in_place(content, content / STAGE / NEW, removed)
    else:
        (content / JOURNAL).unlink()  # all had been done, and a power cut brought the journal back
    return True


def settle(folder: Path) -> None:
    """Everything below a folder on the disk."""
    files = [folder / path for path, _ in files_below(folder)]
    folders = {above for file in files for above in file.parents if above.is_relative_to(folder)}
    if len(files) + len(folders) > _ONE_BY_ONE:
        os.sync()
        return
    for path in (*files, *folders):
        _flush(path)


def _flush(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY | FLAGS)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def write_journal(content: Path, removed: list[str]) -> None:
    """Decide: from here on the change will be finished, by whoever comes. Raises OSError with nothing decided."""
    fresh = content / STAGE / "journal"
    fresh.write_text(json.dumps({"version": 1, "remove": removed}), encoding="utf-8")
    _flush(fresh)
    try:
        os.rename(fresh, content / JOURNAL)  # noqa: PTH104 - one system call
        _flush(content)
    except BaseException:
        with suppress(OSError):
            (content / JOURNAL).unlink()  # nothing is decided
        raise


def put_in_place(content: Path, new: Path, removed: list[str]) -> None:
    """Steps 4 and 5, and what became of the change where they fail. Raises BadgepressError."""
    try:
        _apply(content, new, removed)
    except OSError as error:
        why = os.strerror(error.errno or 0).lower()
        if (content / JOURNAL).exists():
            hint = "mend the cause, then run `badgepress import --finish`: it does what is left to do"
            raise BadgepressError(f"the change to content/ is decided, but not wholly in place: {why}", hint) from error
        text = f"the change to content/ is in place, but the disk did not confirm it: {why}"
        raise BadgepressError(text, "look at the disk; after a power cut, run `badgepress check`") from error


def _apply(content: Path, new: Path, removed: list[str]) -> None:
    """Steps 4 and 5. Done again after a crash, it does what is left."""
    moves = [path for path, _ in files_below(new)]
    touched = {content}
    for path in sorted(moves, key=lambda path: (_ORDER.index(path) if path in _ORDER else -1, path)):
        target = content / path
        target.parent.mkdir(parents=True, exist_ok=True)
        os.replace(new / path, target)  # noqa: PTH105 - one system call
        touched |= {target.parent, target.parent.parent}
    for path in removed:
        (content / path).unlink(missing_ok=True)
        with suppress(OSError):  # a folder goes with its last file
            (content / path).parent.rmdir()
    for folder in touched:
        with suppress(FileNotFoundError):
            _flush(folder)
    (content / JOURNAL).unlink()
    _flush(content)
    clear(content / STAGE)


def clear(folder: Path) -> None:
    """Remove a folder of ours and all in it; a link in its place is removed and not followed."""
    if folder.is_symlink():
        folder.unlink()
    with suppress(FileNotFoundError):
        shutil.rmtree(folder)
