"""The rows of a CSV file after it has been read: not their values, only where each stands, to be read again.

The file stays open, so that what is read again is what was read first even where another file has taken its name. It
may still be written into meanwhile; whoever reads a row again compares it with what he remembers of it (a digest), and
`changed` is what he raises. Nothing is mapped into memory: pages of a file in use would count as ours.
"""

from __future__ import annotations

import os
import weakref
from array import array
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from typing import Protocol

from generator.errors import BadgepressError
from generator.ledger.column import fill, reserve, trim

_WINDOW = 1 << 20  # at most so much is read at once
_SAMPLES = 16
_SAMPLE = 16 * 1024
_SPARSE = 32  # rows are read one by one where more than so many times their number lie between the first and the last


class Spans(Protocol):
    """Where rows stand: `chunks.Chunk`."""

    starts: Sequence[int]
    ends: Sequence[int]
    lines: Sequence[int]


class RowFile:
    """Where the rows of the file at `path` stand. `handle` is an open descriptor of it, which now belongs to this."""

    def __init__(self, path: str, handle: int | None = None) -> None:
        self.path = path
        self.size = 0
        self._handle = handle
        self._count = 0
        self._starts = array("I", [0])  # and behind them where the last row ends
        self._ends: array[int] | None = None  # where a row does not end at the beginning of the next one
        self._runs = array("I")  # rows whose line is not the one behind the row before ...
        self._shifts = array("I")  # ... and their line less their number
        self._found = (0, 0)
        if handle is not None:
            self._found = _state(handle)
            self.size = self._found[0]
            weakref.finalize(self, os.close, handle)

    def __len__(self) -> int:
        return self._count

    def expected(self) -> int:
        """About how many rows the file has, after a look at a few places."""
        step = max(1, self.size // _SAMPLES)
        samples = [self._read(at, at + min(step, _SAMPLE)) for at in range(0, self.size, step)]
        lines = sum(sample.count(b"\n") for sample in samples)
        return 1 + self.size * lines // max(1, sum(map(len, samples)))

    def reserve(self, expected: int) -> None:
        """Be ready for about so many rows in all."""
        reserve(expected + 1, self._starts)

    def add(self, start: int, end: int, line: int) -> None:
        """One more row, from byte `start` to where the next line begins."""
        starts, count = self._starts, self._count
        is_next = count and starts[count] == start and line - count == self._shifts[-1]
        if not is_next or self._ends is not None or end >> 32:
            self.add_all([start], [end], [line])
            return
        self._count += 1
        if self._count == len(starts):
            starts.append(end)
        else:
            starts[self._count] = end

    def add_all(self, starts: Sequence[int], ends: Sequence[int], lines: Sequence[int]) -> None:
        """More rows, in the order of the file."""
        self._add_lines(lines)
        is_joined = self._count == 0 or (self._starts[self._count] == starts[0])
        if self._ends is None and not (is_joined and starts[1:] == ends[:-1]):
            self._ends = self._starts[1 : self._count + 1]
        if ends[-1] >> 32 and self._starts.typecode == "I":
            self._starts = array("Q", self._starts)
            self._ends = None if self._ends is None else array("Q", self._ends)
        if self._ends is not None:
            fill(self._ends, self._count, ends)
        self._count = fill(self._starts, self._count, starts)
        fill(self._starts, self._count, ends[-1:])

    def close(self) -> None:
        """After the last row."""
        trim(self._count + 1, self._starts)

    def _add_lines(self, lines: Sequence[int]) -> None:
        row, shift = self._count, self._shifts[-1] if self._shifts else -1
        if isinstance(lines, range):
            lines = lines[:1]
        for at, line in enumerate(lines, row):
            if line - at != shift:
                shift = line - at
                self._runs.append(at)
                self._shifts.append(shift)

    # What a cache keeps of this, and what it does with it: see `cache.ledger`.

    def columns(self) -> dict[str, array[int] | None]:
        return {"starts": self._starts, "ends": self._ends, "runs": self._runs, "shifts": self._shifts}

    def restore(self, starts: array[int], ends: array[int] | None, runs: array[int], shifts: array[int]) -> None:
        """Become what `columns` was taken from."""
        self._starts, self._ends, self._runs, self._shifts = starts, ends, runs, shifts
        self._count = len(starts) - 1

    def part(self, start: int, end: int) -> bytes:
        """The bytes from `start` up to `end`."""
        return self._read(start, end)

    def start(self, row: int) -> int:
        """The byte with which a row begins."""
        return self._starts[row]

    def row_at(self, at: int) -> int | None:
        """The row that begins at this byte; behind the last one, their number where the last one ends."""
        row = bisect_right(self._starts, at) - 1
        return row if row >= 0 and self._starts[row] == at else None

    def row_around(self, at: int) -> int:
        """The row in which this byte stands."""
        return bisect_right(self._starts, at, 0, self._count) - 1

    def windows(self) -> Iterator[tuple[int, bytes]]:
        """All rows, many at a time, with the byte in front of them; and where that stands."""
        first = 0
        while first < self._count:
            stop = max(first + 1, bisect_right(self._starts, self._starts[first] + _WINDOW, first, self._count))
            start = max(0, self._starts[first] - 1)
            yield start, self._read(start, self._starts[stop])
            first = stop

    def replace(self, first: int, stop: int, chunk: Spans | None, shift: int, more_lines: int) -> None:
        """Put the rows of `chunk` in place of those from `first` up to `stop`.

        The rows behind them have moved by `shift` bytes and `more_lines` lines.
        """
        starts, ends = (chunk.starts, chunk.ends) if chunk else ([], [])
        self._replace_lines(first, stop, chunk.lines if chunk else [], more_lines)
        behind = self._moved(self._starts[stop:], shift) if stop < self._count else array(self._starts.typecode)
        if not self._is_joined(first, starts, ends, behind) and self._ends is None:
            self._ends = self._starts[1:]
        if self._ends is not None:
            self._ends[first:] = array(self._ends.typecode, ends) + self._moved(self._ends[stop:], shift)
        last = behind or array(self._starts.typecode, ends[-1:] or self._starts[first : first + 1])
        self._starts[first:] = array(self._starts.typecode, starts) + last
        self._count += len(starts) - (stop - first)

    def _is_joined(self, first: int, starts: Sequence[int], ends: Sequence[int], behind: Sequence[int]) -> bool:
        """Whether each row ends where the next one begins, also at the edges of what is put in."""
        pairs = zip([*self._starts[first : first + 1], *ends], [*starts, *behind[:1]], strict=False)
        return all(end == start for at, (end, start) in enumerate(pairs) if first or at)

    def _replace_lines(self, first: int, stop: int, lines: Sequence[int], more_lines: int) -> None:
        more = len(lines) - (stop - first)
        old = list(zip(self._runs, self._shifts, strict=True))
        behind = [(row + more, shift + more_lines - more) for row, shift in old if row > stop]
        if stop < self._count:
            behind.insert(0, (stop + more, self.line(stop) + more_lines - (stop + more)))
        within = [(at, line - at) for at, line in enumerate(lines, first)]
        self._runs, self._shifts = array("I"), array("I")
        for row, shift in [*((row, shift) for row, shift in old if row < first), *within, *behind]:
            if not self._shifts or shift != self._shifts[-1]:
                self._runs.append(row)
                self._shifts.append(shift)

    @staticmethod
    def _moved(column: array[int], shift: int) -> array[int]:
        return array(column.typecode, map(shift.__add__, column)) if shift else column

    def line(self, row: int) -> int:
        """The number of the line in which `row` begins."""
        return row + self._shifts[bisect_right(self._runs, row) - 1]

    def lines(self, rows: Sequence[int]) -> list[int]:
        """The numbers of the lines in which these rows begin."""
        if len(self._runs) == 1:
            shift = self._shifts[0]
            return [row + shift for row in rows]
        return list(map(self.line, rows))

    def raw(self, row: int) -> bytes:
        """The bytes of one row, without its line end. Fewer, where the file has become shorter."""
        start, end = self._span(row)
        return self._read(start, end).rstrip(b"\r\n")

    def raws(self, rows: Sequence[int]) -> list[bytes]:
        """The bytes of rows, in the order asked for. Rows that stand close to each other are read at once."""
        if isinstance(rows, range) and rows.step == 1:
            return list(self._close(rows))
        wanted = sorted(set(rows))
        if not wanted:
            return []
        first, last = wanted[0], wanted[-1]
        if last - first >= _SPARSE * len(wanted):
            return list(map(self.raw, rows))
        found = dict(zip(wanted, self._close(wanted), strict=True))
        return [found[row] for row in rows]

    def _close(self, rows: Sequence[int]) -> Iterator[bytes]:
        """The bytes of rows in the order of the file, with what lies between them read a window at a time."""
        starts, ends, first = self._starts, self._ends, 0
        while first < len(rows):
            base = starts[rows[first]]
            behind = max(first + 1, bisect_right(rows, base + _WINDOW, first, key=starts.__getitem__))
            data = self._read(base, self._span(rows[behind - 1])[1])
            for row in rows[first:behind]:
                end = starts[row + 1] if ends is None else ends[row]
                yield data[starts[row] - base : end - base].rstrip(b"\r\n")
            first = behind

    def _span(self, row: int) -> tuple[int, int]:
        return self._starts[row], self._starts[row + 1] if self._ends is None else self._ends[row]

    def _read(self, start: int, end: int) -> bytes:
        assert self._handle is not None
        try:
            return os.pread(self._handle, end - start, start)
        except OSError as error:
            raise self.changed() from error

    def has_changed(self) -> bool:
        """Whether somebody has written into the file since it was opened, as far as the system tells."""
        return self._handle is not None and _state(self._handle) != self._found

    def changed(self) -> BadgepressError:
        """What to raise where a row is not what it was when the ledger was read."""
        return BadgepressError(f"{self.path} changed while it was being read", "build again")


def _state(handle: int) -> tuple[int, int]:
    """How long a file is, and when it was written into last."""
    status = os.fstat(handle)
    return status.st_size, status.st_mtime_ns
