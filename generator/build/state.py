"""What the last build made its site from: a small file beside the site, from which the next sees what has changed.

For a site at `DIR/site` it is `DIR/.site.state`. It is only ever a reason to do less: where it is missing, damaged, of
another version of the program, or not of the site that stands there, everything is made anew and the same site comes
out. It holds no name and no address, only digests (mode 0600 all the same: a digest of a guessable line can be
guessed at).

    badgepress-state/1 LF
    <length of the header> LF <header: JSON> LF
    <columns, in the order of `Columns`, little-endian, lengths in the header>
    <SHA-256 of everything before: 32 bytes>

A state belongs to one tree: `Stamp` says which, by the identity of its folders and their times of change. It is
written before the site is switched, so a crash between the two leaves a state of no tree, which is none.
"""

from __future__ import annotations

import hashlib
import json
import os
from array import array
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from itertools import chain
from pathlib import Path
from typing import Any

from generator.build.beside import write_whole
from generator.build.columns import Column, Stored, pieces_of
from generator.build.writer import FOLDER_FLAGS

_MAGIC = b"badgepress-state/1\n"
_MOST_BYTES = 1 << 31
_PIECE = 1 << 20


@dataclass(frozen=True, slots=True)
class Stamp:
    """Which tree it is: device and inode of its root, and when the root and awards/ last changed, in nanoseconds.

    Of a small tree also `files`: a digest of the names, sizes and times of change of all its files.
    """

    device: int
    inode: int
    changed: int
    awards_changed: int
    files: str = ""


@dataclass(frozen=True, slots=True)
class Columns:
    """Of each award of the ledger, in its order; and of each earner with a page."""

    id_high: Column  # the first 16 bits of its id
    id_low: Column  # the other 64
    marks: Column  # of the lines of the ledger that its files come from
    traits: Column  # see `plan`
    achievement: Column  # position in `achievements`
    earner: Column  # mark of the line of the ledger that says whose it is
    profile: Column  # the same, of the earners with a page
    profile_group: Column  # a digest of the group of the list of earners it stands in
    handles: Column  # the bytes of their handles, each with LF


_KINDS = {
    "id_high": "H",
    "id_low": "Q",
    "marks": "Q",
    "traits": "B",
    "achievement": "I",
    "earner": "Q",
    "profile": "Q",
    "profile_group": "Q",
    "handles": "B",
}


@dataclass(frozen=True, slots=True)
class Unit:
    """Something made apart from awards: a digest of all it comes from, and the files it gave."""

    digest: str
    paths: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class State:
    """All that is remembered of a build."""

    stamp: Stamp
    common: str  # digest of what every page depends on
    achievements: Mapping[str, str]  # digest of each, by slug, in order
    units: Mapping[str, Unit]
    portraits: Mapping[str, str]  # digest of what an earner chose to show, by handle
    depth: int  # of the groups in the list of earners
    files: int
    columns: Columns


def state_file(out: Path) -> Path:
    """Where the state of the site at `out` is kept."""
    return out.parent / f".{out.name}.state"


def stamp_of(site: Path, *, with_files: bool) -> Stamp | None:
    """The stamp of the tree at `site`, or None where there is none."""
    try:
        root = site.lstat()
        files = _digest_of_files(site) if with_files else ""
    except OSError:
        return None
    try:
        awards_changed = (site / "awards").lstat().st_mtime_ns
    except OSError:
        awards_changed = 0
    return Stamp(root.st_dev, root.st_ino, root.st_mtime_ns, awards_changed, files)


def _digest_of_files(site: Path) -> str:
    lines = []
    for folder, _, names, handle in os.fwalk(site, follow_symlinks=False):
        for name in names:
            found = os.lstat(name, dir_fd=handle)
            facts = (found.st_mode, found.st_size, found.st_mtime_ns)
            lines.append(f"{folder[len(str(site)) :]}/{name}\0{facts}")
    return hashlib.sha256("\n".join(sorted(lines)).encode("utf-8", "surrogateescape")).hexdigest()


def pieces_of_state(state: State) -> Iterator[bytes]:
    """The bytes of the file, a piece at a time. `read_state` gives the state back."""
    header: dict[str, Any] = {
        "stamp": asdict(state.stamp),
        "common": state.common,
        "achievements": dict(state.achievements),
        "units": {name: [unit.digest, *unit.paths] for name, unit in state.units.items()},
        "portraits": dict(state.portraits),
        "depth": state.depth,
        "files": state.files,
        "columns": {name: len(getattr(state.columns, name)) for name in _KINDS},
    }
    text = json.dumps(header, ensure_ascii=True, separators=(",", ":")).encode()
    whole = hashlib.sha256()
    columns = (pieces_of(getattr(state.columns, name), kind) for name, kind in _KINDS.items())
    for piece in chain([_MAGIC + b"%d\n" % len(text) + text + b"\n"], *columns):
        whole.update(piece)
        yield piece
    yield whole.digest()


def read_state(handle: int) -> State | None:
    """The state in an open file, or None for anything else. Columns are read from the file while it is open."""
    size = os.fstat(handle).st_size
    if size > _MOST_BYTES or not _is_whole(handle, size):
        return None
    # The digest fits, so this was written by us; a form that is not ours is that of another version all the same.
    try:
        head = os.pread(handle, len(_MAGIC) + 24, 0)
        at = head.index(b"\n", len(_MAGIC))
        length = int(head[len(_MAGIC) : at])
        header = json.loads(os.pread(handle, length, at + 1))
        columns: dict[str, Stored] = {}
        start = at + 2 + length
        for name, kind in _KINDS.items():
            columns[name] = Stored(handle, start, kind, header["columns"][name])
            start += columns[name].count * array(kind).itemsize
        if start != size - 32:
            return None
        return State(
            stamp=Stamp(**header["stamp"]),
            common=header["common"],
            achievements=header["achievements"],
            units={name: Unit(digest, tuple(paths)) for name, (digest, *paths) in header["units"].items()},
            portraits=header["portraits"],
            depth=header["depth"],
            files=header["files"],
            columns=Columns(**columns),
        )
    except (ValueError, KeyError, TypeError):
        return None


def _is_whole(handle: int, size: int) -> bool:
    """Whether the file begins as ours do, and ends with the digest of all before."""
    whole, at = hashlib.sha256(), 0
    while at < size - 32:
        piece = os.pread(handle, min(_PIECE, size - 32 - at), at)
        if not piece or (at == 0 and not piece.startswith(_MAGIC)):
            return False
        whole.update(piece)
        at += len(piece)
    return size > 32 and os.pread(handle, 32, size - 32) == whole.digest()


@contextmanager
def opened_state(out: Path) -> Iterator[tuple[State | None, str]]:
    """The state of the site at `out`, and where there is none that can be used, why ("" where there is no site)."""
    if not out.is_dir():
        yield None, ""
        return
    try:
        handle = os.open(state_file(out), os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC | os.O_NONBLOCK)
    except FileNotFoundError:
        yield None, "there is no record of the last build"
        return
    except OSError:
        yield None, "the record of the last build cannot be read"
        return
    try:
        yield _state_for(out, handle)
    finally:
        os.close(handle)


def _state_for(out: Path, handle: int) -> tuple[State | None, str]:
    try:
        state = read_state(handle)
    except OSError:
        return None, "the record of the last build cannot be read"
    if state is None:
        return None, "the record of the last build is damaged, or of another version"
    if stamp_of(out, with_files=bool(state.stamp.files)) != state.stamp:
        return None, "the site was changed by something else since the last build"
    return state, ""


def save_state(path: Path, state: State) -> None:
    """Write the state to `path`, whole or not at all. Raises OSError."""
    write_whole(path, pieces_of_state(state))


def forget_state(out: Path) -> None:
    """Take the state away: nothing is known of the site any more. Raises OSError."""
    with suppress(FileNotFoundError):
        state_file(out).unlink()


def flush_folder(folder: Path) -> None:
    """Make the names in a folder durable. Raises OSError."""
    handle = os.open(folder, FOLDER_FLAGS)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
