"""Pieces of a CSV file, each with its digest: where a file differs from the one that was read before.

A file is cut into its first line and pieces of about `PIECE` bytes that end with a line. Pieces that are the same are
found from the front and from the back, so a line that grows moves what is behind it and changes one piece only. The
digest is SHA-256: whoever can write the file must not be able to make a change that is not seen.

What cannot be told for certain from here is `Unsure`: then everything is read anew.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from typing import BinaryIO

from generator.ledger.lines import LONGEST_LINE
from generator.ledger.rowfile import RowFile

PIECE = 128 * 1024
DIGEST = 32


class Unsure(Exception):
    """Why a ledger is read in full after all. Never leaves this room."""


@dataclass(slots=True)
class Pieces:
    """The pieces of a file, in order. Not `is_ended`: its last line has no line end."""

    sizes: array[int] = field(default_factory=lambda: array("Q"))
    digests: bytearray = field(default_factory=bytearray)
    is_ended: bool = False

    def __len__(self) -> int:
        return len(self.sizes)

    def add(self, data: bytes) -> None:
        self.sizes.append(len(data))
        self.digests += sha256(data).digest()
        self.is_ended = data.endswith(b"\n")

    def is_same(self, at: int, data: bytes) -> bool:
        """Whether `data` is the piece at that position."""
        return sha256(data).digest() == self.digests[at * DIGEST : (at + 1) * DIGEST]

    def after(self, change: Change, size: int) -> Pieces:
        """The pieces of the file after a change, its new ones of about `size` bytes."""
        made = Pieces(self.sizes[: change.first], self.digests[: change.first * DIGEST], self.is_ended)
        for piece in cut(change.data, size):
            made.add(piece)
        if change.stop < len(self):
            made.sizes += self.sizes[change.stop :]
            made.digests += self.digests[change.stop * DIGEST :]
            made.is_ended = self.is_ended
        return made


def cut(data: bytes, size: int) -> Iterator[bytes]:
    """Pieces of at least `size` bytes that end with a line, as far as there are line ends; then the rest."""
    while data:
        behind = (data.find(b"\n", size - 1) + 1) or len(data)
        yield data[:behind]
        data = data[behind:]


class Cutter:
    """A stream that is being read, and cut into `pieces` meanwhile."""

    def __init__(self, stream: BinaryIO, size: int) -> None:
        self.pieces = Pieces()
        self._stream = stream
        self._size = size
        self._rest = b""

    def read(self, count: int) -> bytes:
        data = self._stream.read(count)
        self._rest += data
        if not self.pieces and b"\n" in self._rest:
            self._take(self._rest.index(b"\n") + 1)
        while len(self._rest) >= self._size and self.pieces:
            self._take((self._rest.find(b"\n", self._size - 1) + 1) or len(self._rest))
        if not data and self._rest:
            self._take(len(self._rest))
        return data

    def _take(self, size: int) -> None:
        self.pieces.add(self._rest[:size])
        self._rest = self._rest[size:]


@dataclass(frozen=True, slots=True)
class Change:
    """The pieces from `first` up to `stop`, which were the bytes from `start` up to `end`, have become `data`."""

    first: int
    stop: int
    start: int
    end: int
    data: bytes

    @property
    def shift(self) -> int:
        """By how many bytes everything behind has moved."""
        return len(self.data) - (self.end - self.start)

    def __bool__(self) -> bool:
        return bool(self.data) or self.end > self.start


def compare(pieces: Pieces, file: RowFile) -> Change:
    """What has changed in a file whose rows began where `file` says. Whole rows change; the first line does not."""
    first, start = _same_in_front(pieces, file)
    stop = len(pieces) - _same_behind(pieces, first, start, file)
    old_size = sum(pieces.sizes)
    if first == stop == len(pieces) and file.size == old_size:
        return Change(first, stop, old_size, old_size, b"")
    first, start = _row_before(pieces, first, start, file)
    stop, end = _row_behind(pieces, stop, file)
    new_end = file.size - (old_size - end)
    if first == 0 or new_end - start > LONGEST_LINE:
        raise Unsure("the first line has changed" if first == 0 else "much has changed")
    data = file.part(start, new_end)
    if len(data) != new_end - start or (stop < len(pieces) and data and not data.endswith(b"\n")):
        raise Unsure("rows have merged")
    return Change(first, stop, start, end, data)


def _same_in_front(pieces: Pieces, file: RowFile) -> tuple[int, int]:
    """How many pieces of the file are the same, from the front, and where the next one begins."""
    start = 0
    for at, size in enumerate(pieces.sizes):
        if start + size > file.size or not pieces.is_same(at, file.part(start, start + size)):
            return at, start
        start += size
    return len(pieces), start


def _same_behind(pieces: Pieces, first: int, start: int, file: RowFile) -> int:
    """How many are the same from the back, of those from `first` on; the front ends at byte `start`."""
    count, end = 0, file.size
    for at in range(len(pieces) - 1, first - 1, -1):
        size = pieces.sizes[at]
        if end - size < start or not pieces.is_same(at, file.part(end - size, end)):
            break
        count, end = count + 1, end - size
    return count


def _row_before(pieces: Pieces, first: int, start: int, file: RowFile) -> tuple[int, int]:
    """The nearest piece, not behind `first`, with which a row begins, and its first byte."""
    while first and not (file.row_at(start) is not None and (first < len(pieces) or pieces.is_ended)):
        first -= 1
        start -= pieces.sizes[first]
    return first, start


def _row_behind(pieces: Pieces, stop: int, file: RowFile) -> tuple[int, int]:
    """The nearest piece, not before `stop`, with which a row begins, and its first byte."""
    end = sum(pieces.sizes[:stop])
    while stop < len(pieces) and not _is_row(file, end):
        end += pieces.sizes[stop]
        stop += 1
    return stop, end


def _is_row(file: RowFile, at: int) -> bool:
    row = file.row_at(at)
    return row is not None and row < len(file)
