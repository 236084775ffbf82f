"""What the last build made its site from: a small file beside the site, from which the next sees what has changed.

For a site at `DIR/site` it is `DIR/.site.state`. It is only ever a reason to do less: where it is missing, damaged, of
another version of the program, or not of the site that stands there, everything is made anew and the same site comes
out. It holds no name and no address, only digests (mode 0600 all the same: a digest of a guessable line can be
guessed at).

    badgepress-state/2 LF
    <length of the header> LF <header: JSON> LF
    <columns, in the order of `Columns`, little-endian, lengths in the header>
    <SHA-256 of everything before: 32 bytes>

Of a large site most rows of the columns about awards are in another file (see `rows`), and the header's "basis" says
which.

A state belongs to one tree: `Stamp` says which, by the identity of its folders and their times of change. It is
written before the site is switched, so a crash between the two leaves a state of no tree, which is none.
"""

from __future__ import annotations

import hashlib
import json
import os
from array import array
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import Any

from msgspec import Struct
from msgspec.structs import asdict, replace

from generator.aside import Aside
from generator.below import files_below
from generator.build import rows
from generator.build.beside import remove, write_whole
from generator.build.columns import Column, Stored, pieces_of
from generator.build.rows import Basis
from generator.build.writer import FOLDER_FLAGS

_MAGIC = b"badgepress-state/2\n"
_MOST_BYTES = 1 << 31
_LARGE_BYTES = 4_000_000


class Stamp(Struct, frozen=True):
    """Which tree it is: device and inode of its root, and when the root and awards/ last changed, in nanoseconds.

    Of a small tree also `files`: a digest of the names, sizes and times of change of all its files.
    """

    device: int
    inode: int
    changed: int
    awards_changed: int
    files: str = ""


class Columns(Struct, frozen=True):
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


_KINDS = {**rows.KINDS, "profile": "Q", "profile_group": "Q", "handles": "B"}


class Unit(Struct, frozen=True):
    """Something made apart from awards: a digest of all it comes from, and the files it gave."""

    digest: str
    paths: tuple[str, ...]


class State(Struct, frozen=True):
    """All that is remembered of a build."""

    stamp: Stamp
    common: str  # digest of what every page depends on
    dated: str  # see `digests`
    achievements: Mapping[str, str]  # digest of each, by slug, in order
    units: Mapping[str, Unit]
    portraits: Mapping[str, str]  # digest of what an earner chose to show, by handle
    depth: int  # of the groups in the list of earners
    files: int
    columns: Columns
    basis: Basis | None = None  # the file of rows that it builds upon
    addressed: str = ""  # digest of all earners, where the theme holds what may be the address of one; else ""


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
    for path, found in files_below(site):
        facts = (found.st_mode, found.st_size, found.st_mtime_ns)
        lines.append(f"/{path}\0{facts}")
    return hashlib.sha256("\n".join(sorted(lines)).encode("utf-8", "surrogateescape")).hexdigest()


def pieces_of_state(state: State) -> Iterator[bytes]:
    """The bytes of the file, a piece at a time. `read_state` gives the state back."""
    columns = {name: getattr(state.columns, name) for name in _KINDS}
    if state.basis:
        columns |= rows.without(state.basis, columns)
    header: dict[str, Any] = {
        "stamp": asdict(state.stamp),
        "common": state.common,
        "addressed": state.addressed,
        "dated": state.dated,
        "achievements": dict(state.achievements),
        "units": {name: [unit.digest, *unit.paths] for name, unit in state.units.items()},
        "portraits": dict(state.portraits),
        "depth": state.depth,
        "files": state.files,
        "columns": {name: len(column) for name, column in columns.items()},
        "basis": asdict(state.basis) if state.basis else None,
    }
    text = json.dumps(header, ensure_ascii=True, separators=(",", ":")).encode()
    head = _MAGIC + b"%d\n" % len(text) + text + b"\n"
    yield from rows.with_digest([head], *(pieces_of(columns[name], kind) for name, kind in _KINDS.items()))


def read_state(handle: int, of_rows: int | None = None) -> State | None:
    """The state in an open file, or None for anything else, also where its rows are not in the other one (`of_rows`).

    Columns are read from the files while they are open.
    """
    size = os.fstat(handle).st_size
    if size > _MOST_BYTES or rows.whole_digest(handle, _MAGIC) is None:
        return None
    # The digest fits, so this was written by us; a form that is not ours is that of another version all the same.
    try:
        head = os.pread(handle, len(_MAGIC) + 24, 0)
        at = head.index(b"\n", len(_MAGIC))
        length = int(head[len(_MAGIC) : at])
        header = json.loads(os.pread(handle, length, at + 1))
        columns: dict[str, Column] = {}
        start = at + 2 + length
        for name, kind in _KINDS.items():
            columns[name] = Stored(handle, start, kind, header["columns"][name])
            start += len(columns[name]) * array(kind).itemsize
        if start != size - rows.DIGEST_BYTES:
            return None
        basis = Basis(**header["basis"]) if header["basis"] else None
        if basis:
            found = None if of_rows is None else rows.read_rows(of_rows)
            if found is None:
                return None
            columns |= rows.joined(found, basis, columns)
        return State(
            stamp=Stamp(**header["stamp"]),
            common=header["common"],
            addressed=header["addressed"],
            dated=header["dated"],
            achievements=header["achievements"],
            units={name: Unit(digest, tuple(paths)) for name, (digest, *paths) in header["units"].items()},
            portraits=header["portraits"],
            depth=header["depth"],
            files=header["files"],
            columns=Columns(**columns),
            basis=basis,
        )
    except (ValueError, KeyError, TypeError):
        return None


@contextmanager
def opened_state(out: Path) -> Iterator[tuple[State | None, str]]:
    """The state of the site at `out`, and where there is none that can be used, why ("" where there is no site)."""
    with ExitStack() as stack:
        yield _open_state(out, stack)


@contextmanager
def opening_state(out: Path) -> Iterator[Callable[[], tuple[State | None, str]]]:
    """What waits for the same; a large one is read and hashed aside."""
    with ExitStack() as stack:
        if _size(rows.rows_file(state_file(out))) < _LARGE_BYTES:
            yield partial(_open_state, out, stack)
            return
        with Aside(_open_state, out, stack) as found:
            yield found.result


def _size(path: Path) -> int:
    try:
        return path.lstat().st_size
    except OSError:
        return 0


def _open_state(out: Path, stack: ExitStack) -> tuple[State | None, str]:
    if not out.is_dir():
        return None, ""
    path, of_rows = state_file(out), None
    try:
        handle = _opened(path, stack)
        with suppress(FileNotFoundError):
            of_rows = _opened(rows.rows_file(path), stack)
        return _state_for(out, handle, of_rows)
    except FileNotFoundError:
        return None, "there is no record of the last build"
    except OSError:
        return None, "the record of the last build cannot be read"


def _opened(path: Path, stack: ExitStack) -> int:
    handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC | os.O_NONBLOCK)
    stack.callback(os.close, handle)
    return handle


def _state_for(out: Path, handle: int, of_rows: int | None) -> tuple[State | None, str]:
    state = read_state(handle, of_rows)
    if state is None:
        return None, "the record of the last build is damaged, or of another version"
    if stamp_of(out, with_files=bool(state.stamp.files)) != state.stamp:
        return None, "the site was changed by something else since the last build"
    return state, ""


def save_state(path: Path, state: State) -> None:
    """Write the state to `path`, and where it is large and has no basis, its rows beside it. Raises OSError.

    Each file is written whole or not at all. Between the two, neither what was there nor what is new can be read.
    """
    if state.basis is None and len(state.columns.traits) >= rows.LARGE:
        state = replace(state, basis=_save_rows(rows.rows_file(path), state.columns))
    elif state.basis is None:
        remove(rows.rows_file(path))
    write_whole(path, pieces_of_state(state))


def _save_rows(path: Path, columns: Columns) -> Basis:
    last = deque[bytes](maxlen=1)

    def pieces() -> Iterator[bytes]:
        for piece in rows.pieces_of_rows({name: getattr(columns, name) for name in rows.KINDS}):
            last.append(piece)
            yield piece

    write_whole(path, pieces())
    return Basis(last[0].hex(), len(columns.traits), 0)


def forget_state(out: Path) -> None:
    """Take the state away: nothing is known of the site any more. Raises OSError."""
    for path in (state_file(out), rows.rows_file(state_file(out))):
        path.unlink(missing_ok=True)


def flush_folder(folder: Path) -> None:
    """Make the names in a folder durable. Raises OSError."""
    handle = os.open(folder, FOLDER_FLAGS)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
