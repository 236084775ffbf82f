"""New lines for earners.csv, awards.csv and events.csv, and from which row of the file each came."""

from __future__ import annotations

import csv
import io
from array import array
from bisect import bisect_right
from collections.abc import Iterable

from msgspec import Struct, field

from generator.imports.people import Person


class Origin(Struct):
    """Of lines that are added to a file, the first of which is line `first`: the row that each came from."""

    first: int
    starts: array[int] = field(default_factory=lambda: array("I"))  # lines in front of each, among the new ones
    rows: array[int] = field(default_factory=lambda: array("I"))
    _length: int = 0

    def add(self, text: str, row: int) -> None:
        """One record was made of that row."""
        self.starts.append(self._length)
        self.rows.append(row)
        self._length += text.count("\n")

    def row(self, line: int) -> int | None:
        """The row of the file that a line of the ledger came from, None for a line that was there before."""
        at = bisect_right(self.starts, line - self.first) - 1
        return self.rows[at] if line >= self.first and at >= 0 else None


class Writer:
    """Records as CSV with the line ends of a file."""

    def __init__(self, first_line: bytes) -> None:
        self._end = "\r\n" if first_line.endswith(b"\r\n") else "\n"

    def record(self, values: Iterable[object]) -> str:
        text = io.StringIO(newline="")
        csv.writer(text, lineterminator=self._end).writerow(values)
        return text.getvalue()


def earner_values(person: Person, has_did: bool) -> list[str]:
    """A new row of earners.csv: language, visibility and the rest are the site's defaults, and no page."""
    accept = "ask" if person.asks else ""
    return [
        person.id,
        person.name,
        ";".join(person.emails),
        person.language,
        "",
        accept,
        "",
        *([""] if has_did else []),
    ]
