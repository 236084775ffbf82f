"""Pieces of a CSV file, each with its digest: where a file differs from the one that was read before.

A file is cut into its first line and pieces of about `PIECE` bytes that end with a line. Pieces that are the same are
found from the front and from the back, so a line that grows moves what is behind it and changes one piece only. The
digest is SHA-256: whoever can write the file must not be able to make a change that is not seen.

What cannot be told for certain from here is `Unsure`: then everything is read anew.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator
from hashlib import sha256
from typing import BinaryIO

from msgspec import Struct, field

from generator.aside import Aside
from generator.ledger.lines import LONGEST_LINE
from generator.ledger.rowfile import RowFile

PIECE = 128 * 1024
DIGEST = 32

# Where two places have changed, so much is looked through for what is unchanged between them.
_MOST_CHANGES = 3
_MOST_PASSED = 3  # pieces that have changed in one place
_AROUND = 16 * 1024
_MOST_TRIED = 64

HALF = 64  # pieces that are looked at here, while so many more are looked at aside


class Unsure(Exception):
    """Why a ledger is read in full after all. Never leaves this room."""


class Pieces(Struct):
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


class Change(Struct, frozen=True):
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

    @property
    def is_added(self) -> bool:
        """Whether the data stands behind everything that was there."""
        return self.end == self.start and self.first == self.stop

    def __bool__(self) -> bool:
        return bool(self.data) or self.end > self.start


def compare(pieces: Pieces, file: RowFile) -> list[Change]:
    """What has changed in a file whose rows began where `file` says, in order: whole rows, and not the first line.

    Most often that is one range of pieces. Where it would be a long one, because lines were added at the end and
    another changed far in front of them, the pieces between the two are looked for.
    """
    found: list[Change] = []
    first, start, shift = 0, 0, 0  # what is the same so far, and by how many bytes what comes next has moved
    while True:
        first, start = _same_in_front(pieces, first, start, shift, file)
        if first == len(pieces) and file.size == start + shift:
            return found
        stop = len(pieces) - _same_behind(pieces, first, start + shift, file)
        new_end = file.size - sum(pieces.sizes[stop:])
        is_last = new_end - (start + shift) <= LONGEST_LINE
        if not is_last:
            stop, new_end = _next_same(pieces, first, start + shift, file)
        change = _change(pieces, (first, start), shift, (stop, new_end), file)
        if found and (len(found) == _MOST_CHANGES or change.first < found[-1].stop):
            raise Unsure("much has changed")
        found.append(change)
        if is_last:
            return found
        first, start = stop, sum(pieces.sizes[:stop])
        shift = new_end - start


def in_turn(changes: Iterable[Change], size: int) -> Iterator[Change]:
    """Changes as each looks when those in front of it have been made, with pieces of about `size` bytes."""
    pieces = shift = 0
    for change in changes:
        yield Change(change.first + pieces, change.stop + pieces, change.start + shift, change.end + shift, change.data)
        pieces += sum(1 for _ in cut(change.data, size)) - (change.stop - change.first)
        shift += change.shift


def _change(pieces: Pieces, begin: tuple[int, int], shift: int, end: tuple[int, int], file: RowFile) -> Change:
    """The change of the pieces from the one that `begin` names up to the one that `end` does, in whole rows.

    `begin` has where that piece began, and what is in front of it has moved by `shift` bytes since; `end` has where
    the piece begins now.
    """
    first, start = _row_before(pieces, *begin, file)
    stop, old_end = _row_behind(pieces, end[0], file)
    new_start, new_end = start + shift, old_end + end[1] - sum(pieces.sizes[: end[0]])
    if first == 0 or new_end - new_start > LONGEST_LINE:
        raise Unsure("the first line has changed" if first == 0 else "much has changed")
    data = file.part(new_start, new_end)
    if len(data) != new_end - new_start or (stop < len(pieces) and data and not data.endswith(b"\n")):
        raise Unsure("rows have merged")
    return Change(first, stop, start, old_end, data)


def _next_same(pieces: Pieces, first: int, at: int, file: RowFile) -> tuple[int, int]:
    """The next piece behind `first` that is there unchanged, and where it begins now: not far from where it would if
    nothing had grown or shrunk. The piece `first` would begin at byte `at`."""
    for number in range(first, min(first + _MOST_PASSED, len(pieces) - 1)):
        at += pieces.sizes[number]
        size = pieces.sizes[number + 1]
        for place in _line_starts(at, file):
            if pieces.is_same(number + 1, file.part(place, place + size)):
                return number + 1, place
    raise Unsure("much has changed")


def _line_starts(at: int, file: RowFile) -> list[int]:
    """Where lines begin around a byte, the nearest ones first."""
    begin = max(0, at - _AROUND)
    data = file.part(begin, at + _AROUND)
    starts, found = [], data.find(b"\n")
    while found >= 0:
        starts.append(begin + found + 1)
        found = data.find(b"\n", found + 1)
    return sorted(starts, key=lambda start: abs(start - at))[:_MOST_TRIED]


def _same_in_front(pieces: Pieces, first: int, start: int, shift: int, file: RowFile) -> tuple[int, int]:
    """From the piece `first`, which began at `start`, the first one that is not the same, and where it began.

    They are looked for `shift` bytes behind where they were.
    """
    while len(pieces) - first > HALF:
        middle, stop = first + HALF, min(first + 2 * HALF, len(pieces))
        behind = start + sum(pieces.sizes[first:middle])
        with Aside(_same_within, pieces, range(middle, stop), behind, shift, file) as rest:
            first, start = _same_within(pieces, range(first, middle), start, shift, file)
            if first == middle:
                first, start = rest.result()
        if first < stop:
            return first, start
    return _same_within(pieces, range(first, len(pieces)), start, shift, file)


def _same_within(pieces: Pieces, some: range, start: int, shift: int, file: RowFile) -> tuple[int, int]:
    """The same of some pieces alone, the first of which began at `start`."""
    for at in some:
        size, place = pieces.sizes[at], start + shift
        if place + size > file.size or not pieces.is_same(at, file.part(place, place + size)):
            return at, start
        start += size
    return some.stop, start


def _same_behind(pieces: Pieces, first: int, start: int, file: RowFile) -> int:
    """How many are the same from the back, of those from `first` on; the front now ends at byte `start`."""
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
