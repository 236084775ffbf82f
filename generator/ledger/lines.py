"""The lines of a CSV file, read a block at a time, decoded strictly, and given back when a record went wrong.

A line ends with LF; the CR that may stand before it stays. What cannot be read is reported here at its place, and does
not end the file: a line with bytes that are not UTF-8 is handed on with U+FFFD in it and its number kept in
`undecoded`, a line beyond `LONGEST_LINE` is handed on blank. A file that is UTF-16 throughout has no lines.

Between two records the lines end (StopIteration) where a block ends, so that the next block may be taken whole:

    while block := lines.next_block():
        lines.skip(block)          ... it has been read some other way, or
        lines.enter(block)         ... hand out its lines, and those of the blocks that a record runs on into
"""

from __future__ import annotations

import io
from collections import deque
from collections.abc import Iterator
from typing import BinaryIO, NamedTuple

from generator.ledger.faults import Fault, Report
from generator.ledger.folder import unreadable
from generator.ledger.plain import BYTE_ORDER_MARK, UTF16_MARKS, byte_fault
from generator.model import Place

LONGEST_LINE = 1024 * 1024  # bytes; also the most characters of one record
BLOCK = 128 * 1024


class RecordTooLong(Exception):
    """A quote runs on and on: private to this room, see `rows`."""


class Block(NamedTuple):
    """Whole lines of the file: from which byte on, and the number of the first. Only the last may lack its end."""

    data: bytes
    start: int
    line: int


class Lines:
    """An iterator over the lines of `stream` that remembers those of the record being read.

    `taken` holds them, `number` counts the lines handed out. Raises RecordTooLong when a record outgrows its bound.
    """

    def __init__(self, stream: BinaryIO, path: str, report: Report) -> None:
        self.taken: list[str] = []
        self.number = 0
        self.undecoded: set[int] = set()
        self.is_utf16 = False
        self._stream = stream
        self._path = path
        self._report = report
        self._edges: list[tuple[int, int]] = []  # of the lines taken: where in the file each begins and ends
        self._again: deque[tuple[str, tuple[int, int]]] = deque()
        self._fresh: Iterator[tuple[str, tuple[int, int]]] = iter(())
        self._size = 0
        self._passed = 0  # lines of all blocks before the one being read
        self._in_block = 0  # lines of that one
        self._rest = b""  # read and not yet in a block; `_at` is where in the file it begins
        self._at = 0
        self._blocks = self._whole_lines()

    def __iter__(self) -> Lines:
        return self

    def __next__(self) -> str:
        line, edges = self._again.popleft() if self._again else self._next_fresh()
        self.number += 1
        if self.taken:
            self._size += len(line)
        self.taken.append(line)
        self._edges.append(edges)
        if self._size > LONGEST_LINE:
            raise RecordTooLong
        return line

    def _next_fresh(self) -> tuple[str, tuple[int, int]]:
        following = next(self._fresh, None)
        while following is None:
            block = self.next_block() if self.taken else None
            if block is None:
                raise StopIteration
            self.enter(block)
            following = next(self._fresh, None)
        return following

    @property
    def first(self) -> int:
        """The number of the first line of the record being read."""
        return self.number - len(self.taken) + 1

    @property
    def start(self) -> int:
        """Where in the file the record being read begins."""
        return self._edges[0][0]

    @property
    def end(self) -> int:
        """Where in the file the line behind the record begins."""
        return self._edges[-1][1]

    def next_record(self) -> None:
        """Forget the lines taken so far."""
        self.taken.clear()
        self._edges.clear()
        self._size = 0

    def give_back(self, start: int) -> None:
        """Hand out again the lines taken, from index `start` on, and forget the ones before."""
        again = list(zip(self.taken[start:], self._edges[start:], strict=True))
        self._again.extendleft(reversed(again))
        self.number -= len(again)
        self.next_record()

    def has_undecoded(self) -> bool:
        """Whether the record being read has bytes that are not UTF-8."""
        return bool(self.undecoded) and not self.undecoded.isdisjoint(range(self.first, self.number + 1))

    def next_block(self) -> Block | None:
        """What comes behind the blocks that were handed out before; None at the end of the file."""
        self._passed += self._in_block
        self._in_block = 0
        found = next(self._blocks, None)
        if found is None:
            return None
        data, start = found
        self._in_block = data.count(b"\n")
        return Block(data, start, self._passed + 1)

    def enter(self, block: Block) -> None:
        """Hand out the lines of `block`, the last one that `next_block` gave."""
        self._fresh = self._decode(block)

    def skip(self, block: Block, size: int) -> None:
        """Take the first `size` bytes of `block` for read; the lines behind them come again, in the next block."""
        behind = block.data[size:]
        self._rest = behind + self._rest
        self._at -= len(behind)
        self._in_block -= behind.count(b"\n")
        self.number = self._passed + self._in_block

    def _decode(self, block: Block) -> Iterator[tuple[str, tuple[int, int]]]:
        """The lines of `block`, each with the places in the file where it begins and ends."""
        end = block.start
        # Not splitlines: it would also split at CR, which is a character of a value between quotes.
        for number, line in enumerate(io.BytesIO(block.data), start=block.line):
            start, end = end, end + len(line)
            try:
                yield line.decode("utf-8"), (start, end)
            except UnicodeDecodeError as error:
                self.undecoded.add(number)
                column = len(line[: error.start].decode("utf-8")) + 1
                self._report.add(Place(self._path, number, column), byte_fault(line, error.start))
                yield line.decode("utf-8", errors="replace"), (start, end)

    def _whole_lines(self) -> Iterator[tuple[bytes, int]]:
        """Bytes that end with a line end, the last ones perhaps without, and where they begin. First the header."""
        more = self._first_bytes()
        is_skipping, is_first = False, True
        while more:
            first = self._rest.find(b"\n")
            if first < 0 and len(self._rest) > LONGEST_LINE:
                is_skipping = True
                self._drop(len(self._rest))
            elif first >= 0:
                if is_skipping or first > LONGEST_LINE:
                    self._too_long()
                    is_skipping, is_first = False, False
                    self._drop(first)
                    first = 0
                yield self._cut(first + 1 if is_first else self._rest.rfind(b"\n") + 1)
                is_first = False
            more = self._read()
            self._rest += more
        if is_skipping:
            self._too_long()
            self._rest = b""
        while self._rest:  # again and again, where the end of it is given back
            yield self._cut(len(self._rest))

    def _first_bytes(self) -> bytes:
        read = self._read()
        self._rest = read.removeprefix(BYTE_ORDER_MARK)
        self._at = len(read) - len(self._rest)
        if self._rest.startswith(UTF16_MARKS):
            self.is_utf16 = True
            self._report.add(Place(self._path), byte_fault(self._rest, 0))
            self._rest = b""
        return self._rest

    def _drop(self, size: int) -> None:
        self._rest = self._rest[size:]
        self._at += size

    def _cut(self, size: int) -> tuple[bytes, int]:
        cut = self._rest[:size], self._at
        self._drop(size)
        return cut

    def _read(self) -> bytes:
        try:
            return self._stream.read(BLOCK)
        except OSError as error:
            self._report.add(Place(self._path, self._passed + self._in_block + 1), unreadable(error))
            return b""

    def _too_long(self) -> None:
        fault = Fault(
            "line-too-long", f"this line has more than {LONGEST_LINE:,} bytes", "split it, or look for lost line ends"
        )
        self._report.add(Place(self._path, self._passed + 1), fault)
