"""Columns of numbers, one for each award or earner, that need not be in memory as a whole.

A `Column` is asked for a range or for one entry. That of a ledger is an array; `Mapped` is one column looked up in
another; `Stored` lies in a file and is read in pieces. So what the last build knew of a million awards is held against
what this one knows without either being copied.
"""

from __future__ import annotations

import os
import sys
from array import array
from collections.abc import Iterator, Sequence
from typing import Any, Protocol, overload

from msgspec import Struct

_PIECE = 1 << 16


class Column(Protocol):
    """Numbers by position."""

    def __len__(self) -> int: ...
    @overload
    def __getitem__(self, at: int) -> int: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[int]: ...


class Mapped(Struct, frozen=True):
    """For each of `rows`, the entry of `values` at that row."""

    values: Sequence[int]
    rows: Column

    def __len__(self) -> int:
        return len(self.rows)

    def __getitem__(self, at: Any) -> Any:
        if isinstance(at, slice):
            return array("Q", map(self.values.__getitem__, self.rows[at]))
        return self.values[self.rows[at]]


class Stored(Struct, frozen=True):
    """`count` numbers of the kind `kind` (as `array` has them) in a file, little-endian, from byte `start` on."""

    handle: int
    start: int
    kind: str
    count: int

    def __len__(self) -> int:
        return self.count

    def __getitem__(self, at: Any) -> Any:
        if isinstance(at, slice):
            first, stop, _ = at.indices(self.count)
            return self._read(first, max(first, stop))
        position = range(self.count)[at]
        return self._read(position, position + 1)[0]

    def _read(self, first: int, stop: int) -> array[int]:
        found = array(self.kind)
        width = found.itemsize
        data = os.pread(self.handle, (stop - first) * width, self.start + first * width)
        if len(data) != (stop - first) * width:
            raise OSError("the record of the last build has become shorter")
        found.frombytes(data)
        if sys.byteorder == "big":
            found.byteswap()
        return found


class Part(Struct, frozen=True):
    """The numbers of a column from `start` up to `stop`."""

    column: Column
    start: int
    stop: int

    def __len__(self) -> int:
        return self.stop - self.start

    def __getitem__(self, at: Any) -> Any:
        if isinstance(at, slice):
            first, stop, _ = at.indices(len(self))
            return self.column[self.start + first : self.start + max(first, stop)]
        return self.column[self.start + range(len(self))[at]]


class Joined(Struct, frozen=True):
    """Columns of one kind, one behind the other. `kind` as `array` has it."""

    kind: str
    parts: tuple[Column, ...]

    def __len__(self) -> int:
        return sum(map(len, self.parts))

    def __getitem__(self, at: Any) -> Any:
        if isinstance(at, slice):
            first, stop, _ = at.indices(len(self))
            found = array(self.kind)
            for part, begin, end in self._within(first, stop):
                found.extend(part[begin:end])
            return found
        position = range(len(self))[at]
        return next(part[begin] for part, begin, _ in self._within(position, position + 1))

    def _within(self, first: int, stop: int) -> Iterator[tuple[Column, int, int]]:
        """The parts in which those positions are, each with its first position and the one behind the last."""
        for part in self.parts:
            begin, end = max(first, 0), min(stop, len(part))
            if begin < end:
                yield part, begin, end
            first, stop = first - len(part), stop - len(part)


def pieces_of(column: Column, kind: str) -> Iterator[bytes]:
    """The bytes of a column as `Stored` reads them, a piece at a time."""
    for start in range(0, len(column), _PIECE):
        piece = array(kind, column[start : start + _PIECE])
        if sys.byteorder == "big":
            piece.byteswap()
        yield piece.tobytes()


def find_all(column: Column, value: int) -> Iterator[int]:
    """Where `value` stands in a column."""
    for start in range(0, len(column), _PIECE):
        piece = array("Q", column[start : start + _PIECE])
        at = -1
        while True:
            try:
                at = piece.index(value, at + 1)
            except ValueError:
                break
            yield start + at


def find_byte(column: bytes, value: int) -> Iterator[int]:
    """Where a byte stands in a column of bytes."""
    at = column.find(value)
    while at >= 0:
        yield at
        at = column.find(value, at + 1)
