"""New rows for a CSV file of content/: which of them a problem of the whole ledger is about.

Whoever asked for the rows knows them by other words than the ledger, and where they stand only if they are kept.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate

from msgspec import Struct

from generator.errors import LedgerError
from generator.ledger import csvtext
from generator.model import Place, Problem


class NewRows(Struct, frozen=True):
    """Rows that stand, or would stand, at the end of the file at `path`, each in these `lines`; and the line behind."""

    path: str
    columns: Sequence[str]
    lines: Sequence[int]
    records: Sequence[str]

    def find(self, place: Place) -> tuple[int, str] | None:
        """The row (from 0) in which `place` lies, and the column; None for what was there before."""
        row = bisect_right(self.lines, place.line) - 1
        if place.path != self.path or not 0 <= row < len(self.records):
            return None
        below = place.line - self.lines[row]
        return row, self._column(self.records[row], csvtext.Spot(below, place.column))

    def _column(self, record: str, spot: csvtext.Spot) -> str:
        begun = sum(csvtext.spot(record, field.start) <= spot for field in csvtext.fields(record))
        return self.columns[min(begun, len(self.columns)) - 1]


def new_rows(path: str, columns: Sequence[str], first_line: int, records: Sequence[str]) -> NewRows:
    """The rows, the first of which begins in that line. Each has its line end."""
    lines = accumulate((record.count("\n") for record in records), initial=first_line)
    return NewRows(path, columns, list(lines), records)


class RowsRefused(LedgerError):
    """The ledger would not be sound with `people` in earners.csv and `awards` in awards.csv."""

    def __init__(self, problems: Sequence[Problem], people: NewRows, awards: NewRows) -> None:
        super().__init__(problems)
        self.people = people
        self.awards = awards
