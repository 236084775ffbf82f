"""The rows of a CSV file, one sound record after the other; what is not sound is reported and does not hide the rest.

    for fields in rows:                       in the order of the contract, a field for each of its columns
        rows.fault(2, Fault(...))             at line and column where the third field begins
        if rows.is_sound: ...                 nothing was wrong with this row

    for piece in rows.pieces():               the same, with many sound rows at once as a Chunk: see `chunks`

A record whose quotes do not close would swallow the lines behind it. It is reported where its quote opens, and reading
goes on at the next line that looks like the beginning of a record. A record that could not be taken apart leaves its
key in `lost`, so that nobody calls an id unknown that stands in a broken line.

Syntax: RFC 4180, strictly, with LF allowed for CRLF; blank lines and rows of empty fields are skipped.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterator
from typing import BinaryIO

from generator.ledger import csvtext
from generator.ledger.chunks import Chunk, long_fields, read_chunk
from generator.ledger.faults import Fault, Report
from generator.ledger.header import Columns, Layout, check_header, is_header, separator_fault, standard_layout
from generator.ledger.lines import LONGEST_LINE, Lines, RecordTooLong
from generator.ledger.texts import text_fault
from generator.model import Place, Severity
from generator.printable import quoted

_FEW = 16


class Rows:
    """The rows of the file at `path`; `beginning` matches the beginning of a typical record. To be walked once.

    Of the current row, `line` is the number of its first line, `start` and `end` are where in the file it and the line
    behind it begin, and `raw` has its bytes without the line end.
    """

    def __init__(
        self, stream: BinaryIO, path: str, columns: Columns, report: Report, beginning: re.Pattern[str]
    ) -> None:
        self.path = path
        self.line = 0
        self.start = 0
        self.end = 0
        self.lost: dict[str, int] = {}
        self.is_readable = True
        self.report = report
        self._columns = columns
        self._beginning = beginning
        self._lines = Lines(stream, path, report)
        self._layout = standard_layout(columns)
        self._faulty: set[int] = set()
        self._raw: bytes | None = None  # of a row that came in a chunk
        self._is_one_line = False

    @property
    def is_sound(self) -> bool:
        """Whether the current row has had no error."""
        return not self._faulty

    @property
    def layout(self) -> Layout:
        """Which column of the file is which column of the contract."""
        return self._layout

    @property
    def raw(self) -> bytes:
        return self._record().rstrip("\r\n").encode("utf-8") if self._raw is None else self._raw

    def _record(self) -> str:
        """The current record as text."""
        return "".join(self._lines.taken) if self._raw is None else self._raw.decode("utf-8")

    def place(self, column: int) -> Place:
        """Where the field of that column of the contract (from 0) begins in the current row."""
        position = self._layout.positions[column]
        return Place(self.path, self.line) if position is None else self._place_at(position)

    def _place_at(self, position: int) -> Place:
        return place_of(self.path, self.line, self._record(), position)

    def fault(self, column: int, fault: Fault) -> None:
        """Report `fault` at a field of the current row; of several errors of one field the first is enough."""
        if column in self._faulty:
            return
        has_room = self.report.has_room(self.path, fault.code)
        self.report.add(self.place(column) if has_room else Place(self.path, self.line), fault)
        if fault.severity is Severity.ERROR:
            self._faulty.add(column)

    def spoil(self, column: int) -> None:
        """Take the current row for unsound, where a fault is reported elsewhere, later or already."""
        self._faulty.add(column)

    def __iter__(self) -> Iterator[list[str]]:
        for piece in self.pieces():
            if isinstance(piece, Chunk):
                yield from self.walk(piece)
            else:
                yield piece

    def pieces(self) -> Iterator[Chunk | list[str]]:
        """All rows in order: as many at once as are plainly sound CSV, else one by one.

        A Chunk may be judged as a whole, or walked row by row. Its columns are those of the contract.
        """
        with long_fields():
            yield from self._pieces()

    def read(self, take_all: Callable[[Chunk], bool], take: Callable[[list[str]], None]) -> None:
        """Hand over all rows in order: as many at once as `take_all` accepts, else to `take`, as the current row.

        A chunk that is not accepted is offered again in parts, so that few rows must be taken one by one.
        """
        for piece in self.pieces():
            if not isinstance(piece, Chunk):
                take(piece)
                continue
            parts = [piece]
            while parts:
                part = parts.pop()
                if take_all(part):
                    continue
                if len(part) > _FEW:
                    parts += reversed(part.parts())
                else:
                    for fields in self.walk(part):
                        take(fields)

    def walk(self, chunk: Chunk) -> Iterator[list[str]]:
        """The rows of a chunk, one after the other the current one."""
        for at in range(len(chunk)):
            yield self.look_at(chunk, at)
        self._raw = None

    def look_at(self, chunk: Chunk, at: int) -> list[str]:
        """Make one row of a chunk the current one."""
        self.point_at(chunk, at)
        self._faulty = set()
        return [column[at] for column in chunk.columns]

    def point_at(self, chunk: Chunk, at: int) -> None:
        """The same, where its values are not wanted and nothing is wrong with it."""
        self._raw = chunk.raw[at]
        self.line, self.start, self.end = chunk.lines[at], chunk.starts[at], chunk.ends[at]

    def current(self) -> Chunk:
        """The current row alone, without its values."""
        return Chunk([], [self.raw], [self.start], [self.end], [self.line], False, 0)

    def _pieces(self) -> Iterator[Chunk | list[str]]:
        lines, first, errors = self._lines, None, self.report.errors
        records: Iterator[list[str]] = iter(())
        while first is None and (block := lines.next_block()):
            self._is_one_line = b"\r" in block.data.rstrip() and b"\n" not in block.data
            lines.enter(block)
            records = self._records()
            first = next(records, None)
        yield from self._first_row(first, self.report.errors > errors)
        if not self.is_readable:
            return
        yield from self._one_by_one(records)
        while block := lines.next_block():
            chunk = read_chunk(block, len(self._layout.names)) if self._is_straight() else None
            if chunk:
                lines.skip(block, chunk.size)
                chunk.columns += [[""] * len(chunk)] * (len(self._columns.all) - len(chunk.columns))
                yield chunk
                self._raw = None
            else:
                lines.enter(block)
                yield from self._one_by_one(self._records())

    def _is_straight(self) -> bool:
        """Whether the columns of the file are the first ones of the contract, in order, and none is missing."""
        width = len(self._layout.names)
        return self._layout.positions[:width] == tuple(range(width)) and not self._layout.absent

    def _one_by_one(self, records: Iterator[list[str]]) -> Iterator[list[str]]:
        layout, lines = self._layout, self._lines
        width, is_plain = len(layout.names), layout.is_plain
        for fields in records:
            if len(fields) != width or lines.undecoded:
                if not self._is_whole(fields):
                    continue
                layout = self._layout
                width, is_plain = len(layout.names), layout.is_plain
            joined = "".join(fields)
            if joined:
                self._faulty = set(layout.absent)
                if not joined.isprintable() or '"' in joined:
                    self._check_characters(fields)
                yield fields if is_plain else self._arranged(fields)

    def _first_row(self, first: list[str] | None, is_reported: bool) -> Iterator[list[str]]:
        """Read the header; where it is not there, the first record is a row, and handed out as one."""
        # Lines that end as on the old Macintosh are one line to us, in which nothing can be looked up.
        self.is_readable = not (self._lines.is_utf16 or self._is_one_line)
        if first is None or self.lost:
            # A header that cannot be taken apart is reported as such: the rows are read as if it were right.
            if not is_reported:
                self._header_missing(Place(self.path, 1))
        elif self._lines.has_undecoded():
            return
        elif fault := separator_fault(first, self._columns):
            self.report.add(self._place_at(0), fault)
            self.is_readable = False
            return
        elif is_header(first, self._columns):
            self._layout, faults = check_header(first, self._columns)
            for position, fault in faults:
                self.report.add(self._place_at(position), fault)
            return
        else:
            self._header_missing(self._place_at(0))
        if first is not None and len(first) == len(self._layout.names):
            self._check_characters(first)
            yield self._arranged(first)

    def _header_missing(self, place: Place) -> None:
        header = ",".join(self._columns.required)
        self.report.add(place, Fault("header-missing", "the header line is missing", f"the first line is {header}"))

    def _arranged(self, fields: list[str]) -> list[str]:
        """The fields in the order of the contract, "" for a column that is not there."""
        return ["" if at is None else fields[at] for at in self._layout.positions]

    def _records(self) -> Iterator[list[str]]:
        """Whatever the fast reader takes apart; where it cannot, that is reported and it begins anew further on."""
        lines = self._lines
        while True:
            try:
                for fields in csv.reader(lines, strict=True):
                    if fields:
                        self.line, self.start, self.end = lines.first, lines.start, lines.end
                        yield fields
                    lines.next_record()
                return
            except (csv.Error, RecordTooLong):
                self._lose_broken()

    def _lose_broken(self) -> None:
        """Report the record that stopped the reader, and find where to go on."""
        record = self._record()
        self.line = self._lines.first
        too_long = Fault("record-too-long", f"this record has more than {LONGEST_LINE:,} characters", "shorten it")
        spot, fault = csvtext.first_fault(record) or (csvtext.Spot(0, 1), too_long)
        if not self._lines.has_undecoded():
            self.report.add(Place(self.path, self.line + spot.lines_below, spot.column), fault)
        self._lose([field.strip('"\r\n ') for field in record.split(",", maxsplit=self._columns.key + 1)])

    def _lose(self, fields: list[str]) -> None:
        if len(fields) > self._columns.key:
            self.lost.setdefault(fields[self._columns.key], self.line)
        taken = self._lines.taken
        again = (at for at in range(1, len(taken)) if self._begins_record(taken[at]))
        self._lines.give_back(next(again, len(taken)))

    def _begins_record(self, line: str) -> bool:
        """Whether `line` looks like a record of its own rather than the inside of a value of several lines."""
        if self._beginning.match(line):
            return True
        try:
            return len(next(csv.reader([line], strict=True), [])) == len(self._layout.names)
        except csv.Error:
            return False

    def _is_whole(self, fields: list[str]) -> bool:
        """Whether the record can be read: all its bytes, and as many fields as there are columns."""
        width = len(self._layout.names)
        is_decoded = not self._lines.has_undecoded()
        if self._layout.absent and len(fields) == len(self._columns.required):
            # The header lacks a name and the rows do not: they are as the contract says.
            self._layout = standard_layout(self._columns)
            width = len(fields)
        if is_decoded and len(fields) == width:
            return True
        if is_decoded and any(fields):
            found = csvtext.first_fault(self._record())
            spot, fault = found or (None, self._count_fault(fields, width))
            place = self._place_at(width if len(fields) > width else 0)
            if spot:
                place = Place(self.path, self.line + spot.lines_below, spot.column)
            self.report.add(place, fault)
        self._lose(fields)
        return False

    def _count_fault(self, fields: list[str], width: int) -> Fault:
        found = f"the row has {len(fields)} {'field' if len(fields) == 1 else 'fields'}, wanted {width}"
        if len(fields) > width:
            hint = "take out what is too much; a value with a comma in it stands between quotes"
            extra = "" if self._columns.is_private else f": {quoted(fields[width])} is too much"
            return Fault("field-count", f"{found}{extra}", hint)
        name = self._layout.names[len(fields)]
        return Fault("field-count", f"{found}: {quoted(name)} is missing", "leave a field empty, but write its comma")

    def _check_characters(self, fields: list[str]) -> None:
        """Control characters and stray quotes, field by field."""
        for column, at in enumerate(self._layout.positions):
            if at is not None and (fault := text_fault(fields[at], f"the {self._columns.all[column]}")):
                self.fault(column, fault)
        found = csvtext.first_fault(self._record()) if any('"' in field for field in fields) else None
        if found:
            spot, fault = found
            self.report.add(Place(self.path, self.line + spot.lines_below, spot.column), fault)
            self._faulty.add(-1)


def place_of(path: str, line: int, record: str, position: int) -> Place:
    """Where the field at that position (from 0) of a record begins, which itself begins in `line`."""
    spot = csvtext.start(record, position)
    return Place(path, line + spot.lines_below, spot.column)
