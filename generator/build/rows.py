"""The rows of a large site's state: what is remembered of each award, in a file of its own that few builds write.

For a site at `DIR/site` it is `DIR/.site.state.rows`. One award more among a million must not mean that all of them are
written down again. So the state says which of its rows are as they are there, from the front and from the back, and
holds those between by itself (see `state`): a build writes the file anew only where these have become many.

    badgepress-rows/1 LF
    <number of awards> LF
    <columns, in the order of `KINDS`, little-endian>
    <SHA-256 of everything before: 32 bytes>

The state names that digest. A file with another one, of whatever build, is none of its.
"""

from __future__ import annotations

import hashlib
import os
from array import array
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from msgspec import Struct

from generator.build.columns import Column, Joined, Part, Stored, pieces_of

KINDS = {"id_high": "H", "id_low": "Q", "marks": "Q", "traits": "B", "achievement": "I", "earner": "Q"}
LARGE = 50_000  # awards: the rows of fewer are in the state
MOST_APART = 20_000  # rows that are not as in the file: with more, all are written anew
DIGEST_BYTES = 32

_MAGIC = b"badgepress-rows/1\n"
_WIDTH = sum(array(kind).itemsize for kind in KINDS.values())
_PIECE = 1 << 22


class Basis(Struct, frozen=True):
    """What a state has in common with the file of rows: the digest of that, and how many of its first and its last rows
    are the state's first and last ones."""

    digest: str
    front: int
    behind: int

    def after(self, front: int, behind: int, rows: int) -> Basis | None:
        """The same of a state with so many `rows`, the first `front` and the last `behind` of which are those of this
        one; None where too few of them are in the file."""
        found = Basis(self.digest, min(self.front, front), min(self.behind, behind))
        return found if rows - found.front - found.behind <= MOST_APART else None


class Rows(Struct, frozen=True):
    """An open file of rows, its digest and columns."""

    digest: str
    columns: Mapping[str, Stored]


def rows_file(state: Path) -> Path:
    """Where the rows of the state at this path are."""
    return state.with_name(f"{state.name}.rows")


def pieces_of_rows(columns: Mapping[str, Column]) -> Iterator[bytes]:
    """The bytes of the file, a piece at a time; the last one is the digest. `read_rows` gives the columns back."""
    head = _MAGIC + b"%d\n" % len(columns["traits"])
    yield from with_digest([head], *(pieces_of(columns[name], kind) for name, kind in KINDS.items()))


def with_digest(*parts: Iterable[bytes]) -> Iterator[bytes]:
    """Pieces one after the other, then the SHA-256 of them all."""
    whole = hashlib.sha256()
    for pieces in parts:
        for piece in pieces:
            whole.update(piece)
            yield piece
    yield whole.digest()


def whole_digest(handle: int, magic: bytes) -> bytes | None:
    """The digest at the end of an open file, if the file begins with `magic` and that is the digest of all before."""
    size, whole, at = os.fstat(handle).st_size, hashlib.sha256(), 0
    while at < size - DIGEST_BYTES:
        piece = os.pread(handle, min(_PIECE, size - DIGEST_BYTES - at), at)
        if not piece or (at == 0 and not piece.startswith(magic)):
            return None
        whole.update(piece)
        at += len(piece)
    is_whole = size > DIGEST_BYTES and os.pread(handle, DIGEST_BYTES, size - DIGEST_BYTES) == whole.digest()
    return whole.digest() if is_whole else None


def read_rows(handle: int) -> Rows | None:
    """What is in an open file, or None for anything else. Columns are read from the file while it is open."""
    digest = whole_digest(handle, _MAGIC)
    if digest is None:
        return None
    number = os.pread(handle, 24, len(_MAGIC)).partition(b"\n")[0]
    start, count = len(_MAGIC) + len(number) + 1, int(number) if number.isdigit() else -1
    if start + count * _WIDTH + DIGEST_BYTES != os.fstat(handle).st_size:
        return None
    columns = {}
    for name, kind in KINDS.items():
        columns[name] = Stored(handle, start, kind, count)
        start += count * array(kind).itemsize
    return Rows(digest.hex(), columns)


def joined(rows: Rows, basis: Basis, between: Mapping[str, Column]) -> dict[str, Column]:
    """The columns of a state that holds the rows `between` by itself. Raises ValueError where that cannot be."""
    count = len(rows.columns["traits"])
    if basis.digest != rows.digest or not 0 <= basis.front <= basis.front + basis.behind <= count:
        raise ValueError("the rows are not those of the state")
    found: dict[str, Column] = {}
    for name, kind in KINDS.items():
        column = rows.columns[name]
        front, behind = Part(column, 0, basis.front), Part(column, count - basis.behind, count)
        found[name] = Joined(kind, (front, between[name], behind))
    return found


def without(basis: Basis, columns: Mapping[str, Column]) -> dict[str, Column]:
    """The inverse of `joined`: the rows of these columns that are not in the file."""
    return {name: Part(columns[name], basis.front, len(columns[name]) - basis.behind) for name in KINDS}
