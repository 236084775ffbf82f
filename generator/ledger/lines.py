"""The lines of a CSV file, read a block at a time, decoded strictly, and given back when a record went wrong.

A line ends with LF; the CR that may stand before it stays. What cannot be read is reported here at its place, and does
not end the file: a line with bytes that are not UTF-8 is handed on with U+FFFD in it and its number kept in
`undecoded`, a line beyond `LONGEST_LINE` is handed on blank. A file that is UTF-16 throughout has no lines.
"""

from __future__ import annotations

import io
from collections import deque
from collections.abc import Iterator
from typing import BinaryIO

from generator.ledger.faults import Fault, Report
from generator.ledger.folder import unreadable
from generator.ledger.plain import BYTE_ORDER_MARK, UTF16_MARKS, byte_fault
from generator.model import Place

LONGEST_LINE = 1024 * 1024  # bytes; also the most characters of one record
_BLOCK = 1024 * 1024


class RecordTooLong(Exception):
    """A quote runs on and on: private to this room, see `rows`."""


class Lines:
    """An iterator over the lines of `stream` that remembers those of the record being read.

    `taken` holds them, `number` counts the lines handed out. Raises RecordTooLong when a record outgrows its bound.
    """

    def __init__(self, stream: BinaryIO, path: str, report: Report) -> None:
        self.taken: list[str] = []
        self.number = 0
        self.undecoded: set[int] = set()
        self._stream = stream
        self._path = path
        self._report = report
        self._again: deque[str] = deque()
        self._decoded = 0
        self._size = 0
        self.is_utf16 = False
        self._fresh = self._decode()

    def __iter__(self) -> Lines:
        return self

    def __next__(self) -> str:
        line = self._again.popleft() if self._again else next(self._fresh)
        self.number += 1
        if self.taken:
            self._size += len(line)
        self.taken.append(line)
        if self._size > LONGEST_LINE:
            raise RecordTooLong
        return line

    @property
    def first(self) -> int:
        """The number of the first line of the record being read."""
        return self.number - len(self.taken) + 1

    def next_record(self) -> None:
        """Forget the lines taken so far."""
        self.taken.clear()
        self._size = 0

    def give_back(self, start: int) -> None:
        """Hand out again the lines taken, from index `start` on, and forget the ones before."""
        again = self.taken[start:]
        self._again.extendleft(reversed(again))
        self.number -= len(again)
        self.next_record()

    def has_undecoded(self) -> bool:
        """Whether the record being read has bytes that are not UTF-8."""
        return bool(self.undecoded) and not self.undecoded.isdisjoint(range(self.first, self.number + 1))

    def _decode(self) -> Iterator[str]:
        for block in self._blocks():
            try:
                # Not splitlines: it would also split at U+2028, which is an ordinary character of a value.
                yield from io.StringIO(block.decode("utf-8"), newline="\n")
            except UnicodeDecodeError:
                yield from self._line_by_line(block)
            self._decoded += block.count(b"\n")

    def _line_by_line(self, block: bytes) -> Iterator[str]:
        for number, line in enumerate(io.BytesIO(block), start=self._decoded + 1):
            try:
                yield line.decode("utf-8")
            except UnicodeDecodeError as error:
                self.undecoded.add(number)
                column = len(line[: error.start].decode("utf-8")) + 1
                self._report.add(Place(self._path, number, column), byte_fault(line, error.start))
                yield line.decode("utf-8", errors="replace")

    def _blocks(self) -> Iterator[bytes]:
        """Bytes that end with a line end, the last ones perhaps without."""
        rest = self._read().removeprefix(BYTE_ORDER_MARK)
        if rest.startswith(UTF16_MARKS):
            self.is_utf16 = True
            self._report.add(Place(self._path), byte_fault(rest, 0))
            return
        more = rest
        is_skipping = False
        while more:
            first = rest.find(b"\n")
            if first < 0 and len(rest) > LONGEST_LINE:
                is_skipping, rest = True, b""
            elif first >= 0:
                if is_skipping or first > LONGEST_LINE:
                    self._too_long()
                    is_skipping, rest = False, rest[first:]
                end = rest.rfind(b"\n") + 1
                yield rest[:end]
                rest = rest[end:]
            more = self._read()
            rest += more
        if is_skipping:
            self._too_long()
        elif rest:
            yield rest

    def _read(self) -> bytes:
        try:
            return self._stream.read(_BLOCK)
        except OSError as error:
            self._report.add(Place(self._path, self._decoded + 1), unreadable(error))
            return b""

    def _too_long(self) -> None:
        fault = Fault(
            "line-too-long", f"this line has more than {LONGEST_LINE:,} bytes", "split it, or look for lost line ends"
        )
        self._report.add(Place(self._path, self._decoded + 1), fault)
