"""Changing a large site a little, in place: what is to be done is written down first, and done again after a crash.

A site of a million badges cannot be put together anew for one of them. Then the stage holds only what is new, complete
and durable, and a journal beside it says where each thing goes:

    badgepress-journal/1 LF
    <JSON: stamp, and a list of [what, path, inode]> LF
    <SHA-256 of everything before, in hexadecimal> LF

    folder PATH   a folder of an award: trades places with the one that is published, or is moved in
    file PATH     a file: moved over the one that is published
    gone PATH     a file or a folder that leaves the site: moved out of it

Each is one rename, so no reader meets half a file or half an award. `apply` may be repeated: what is where it should
be, which its inode tells, is left. From the moment the journal is durable the new site is decided on, and whoever
builds next finishes it first. The order is: awards, then what leads to them, last what goes.

The state of the new site (see `state`), and its rows where they are written anew, lie beside the journal and are put in
place with the last step.
"""

from __future__ import annotations

import errno
import hashlib
import json
import os
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Literal

from msgspec import Struct
from msgspec.structs import asdict

from generator.build import beside
from generator.build.rows import rows_file
from generator.build.stage import stage_folder
from generator.build.state import Stamp, flush_folder, forget_state, state_file
from generator.build.switch import exchange
from generator.build.writer import FOLDER_MODE
from generator.errors import BuildError

_MAGIC = b"badgepress-journal/1\n"
_MOST_BYTES = 64 << 20
What = Literal["folder", "file", "gone"]


class Move(Struct, frozen=True):
    """One thing to do. `inode` is that of what comes, 0 for what goes."""

    what: What
    path: str
    inode: int


class Journal(Struct, frozen=True):
    """All that is to be done, and the stamp that the site has afterwards."""

    stamp: Stamp
    moves: tuple[Move, ...]


class LostStage(BuildError):
    """What a journal wants to put in place is not there: somebody has taken the stage away."""


def journal_file(out: Path) -> Path:
    """Where the journal of the site at `out` is while there is one."""
    return out.parent / f".{out.name}.journal"


def write_journal(out: Path, journal: Journal) -> None:
    """Make the journal durable: from now on the new site is decided on. Raises OSError."""
    text = json.dumps(
        {"stamp": asdict(journal.stamp), "moves": [[move.what, move.path, move.inode] for move in journal.moves]},
        ensure_ascii=True,
        separators=(",", ":"),
    ).encode()
    body = _MAGIC + text + b"\n"
    data = body + hashlib.sha256(body).hexdigest().encode() + b"\n"
    fresh = beside.unfinished(journal_file(out))
    with suppress(FileNotFoundError):
        fresh.unlink()
    handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    try:
        view = memoryview(data)
        while view:
            view = view[os.write(handle, view) :]
        os.fsync(handle)
    finally:
        os.close(handle)
    os.rename(fresh, journal_file(out))  # noqa: PTH104 - one system call
    flush_folder(out.parent)


def read_journal(out: Path) -> Journal | None:
    """The journal beside the site at `out`, or None where there is none that was finished."""
    try:
        handle = os.open(journal_file(out), os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC | os.O_NONBLOCK)
    except OSError:
        return None
    with os.fdopen(handle, "rb") as stream:
        data = stream.read(min(_MOST_BYTES, os.fstat(handle).st_size))
    body, digest = data[:-65], data[-65:]
    if not body.startswith(_MAGIC) or digest != hashlib.sha256(body).hexdigest().encode() + b"\n":
        return None
    found = json.loads(body[len(_MAGIC) :])
    moves = tuple(Move(*entry) for entry in found["moves"])
    # Anybody can compute a digest: what would lead out of the site was not written by us.
    return Journal(Stamp(**found["stamp"]), moves) if all(_is_below(move.path) for move in moves) else None


def _is_below(path: str) -> bool:
    return all(part not in ("", ".", "..") and "\0" not in part for part in path.split("/"))


def apply(out: Path, journal: Journal) -> None:
    """Do what the journal says, as far as it is not done. Afterwards there is no journal; the stage may be removed.

    Raises LostStage where what was staged is gone, BuildError where something cannot be done now: the next build tries
    again.
    """
    stage, trash = stage_folder(out), stage_folder(out) / ".gone"
    folders: set[Path] = set()
    for number, move in enumerate(journal.moves):
        try:
            _do(move, stage, out, trash / str(number))
        except FileNotFoundError as error:
            raise LostStage(f"{move.path} is no longer in {stage}") from error
        except OSError as error:
            raise _unfinished(move.path, error) from error
        # All above it: any of them may be new, made now or before this was interrupted.
        folders.update(out / parent for parent in Path(move.path).parents)
    _clear_empty(out, [move.path for move in journal.moves if move.what == "gone"])
    try:
        _finish(out, journal.stamp, folders)
    except OSError as error:
        raise BuildError(
            f"the new site is in place at {out}, but the disk did not confirm it: {os.strerror(error.errno or 0)}",
            "it is whole; mend the cause, then build again",
        ) from error


def _unfinished(path: str, error: OSError) -> BuildError:
    return BuildError(
        f"the new site could not be put in place to the end: {path}: {os.strerror(error.errno or 0)}",
        "every file of the site is the old one or the new; mend the cause, and the next build finishes it",
    )


def _do(move: Move, stage: Path, out: Path, trash: Path) -> None:
    staged, target = stage / move.path, out / move.path
    for folder in (out, *[out / parent for parent in reversed(Path(move.path).parents)]):
        if folder.is_symlink():
            raise OSError(errno.ELOOP, os.strerror(errno.ELOOP))
    if move.what == "gone":
        if _inode(target):
            trash.parent.mkdir(exist_ok=True)
            os.rename(target, trash)  # noqa: PTH104
        return
    if _inode(target) == move.inode:
        return
    _make_folders(out, target)
    if move.what == "folder" and _inode(target):
        exchange(staged, target)
    else:
        os.rename(staged, target)  # noqa: PTH104


def _make_folders(out: Path, target: Path) -> None:
    """Make the folders of the site that `target` stands in. `parents=True` would give its mode to the last alone."""
    for folder in reversed(target.relative_to(out).parents[:-1]):
        (out / folder).mkdir(mode=FOLDER_MODE, exist_ok=True)


def _clear_empty(out: Path, gone: Iterable[str]) -> None:
    """Take away folders of which the last file has gone."""
    for path in gone:
        for folder in (out / path).parents:
            if folder == out:
                break
            try:
                folder.rmdir()
            except OSError:  # there is more in it
                break


def _inode(path: Path) -> int:
    try:
        return path.lstat().st_ino
    except FileNotFoundError:
        return 0


def _finish(out: Path, stamp: Stamp, folders: Iterable[Path]) -> None:
    for folder in sorted(folders):
        with suppress(FileNotFoundError):  # it was the last file that went
            flush_folder(folder)
    # The times by which the state knows the tree: those that were decided on before it was touched.
    _set_time(out, stamp.changed)
    _set_time(out / "awards", stamp.awards_changed)
    fresh, state = next_state_file(out), state_file(out)
    for coming, there in ((rows_file(fresh), rows_file(state)), (fresh, state)):
        if coming.exists():
            os.replace(coming, there)  # noqa: PTH105
    with suppress(FileNotFoundError):
        journal_file(out).unlink()
    flush_folder(out.parent)


def _set_time(folder: Path, time_ns: int) -> None:
    with suppress(FileNotFoundError):
        os.utime(folder, ns=(time_ns, time_ns), follow_symlinks=False)


def next_state_file(out: Path) -> Path:
    """Where the state of the site to come waits for the journal to be done."""
    return out.parent / f".{out.name}.state.next"


def forget_journal(out: Path) -> None:
    """Give up a journal that cannot be done, and what is known of the site. Raises OSError."""
    forget_state(out)
    clear_next_state(out)
    journal_file(out).unlink(missing_ok=True)


def clear_unfinished(out: Path) -> None:
    """Take away what was half written of a journal or a state when a build was stopped."""
    states = (state_file(out), next_state_file(out))
    beside.clear_unfinished(journal_file(out), *states, *map(rows_file, states))


def clear_next_state(out: Path) -> None:
    """Take away the state of a site to come, where no journal tells of it any more. Raises OSError."""
    for path in (next_state_file(out), rows_file(next_state_file(out))):
        path.unlink(missing_ok=True)
