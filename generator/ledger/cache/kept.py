"""What a cache keeps of a ledger, as a header and columns; and the ledger made of them again.

Of each CSV file: where its rows stand, its pieces with their digests, and the rows whose public texts hold a clue (see
`notes`). Of earners, awards and events the columns that the records of `earner_rows` and so on consist of. Of the
header: the program, the digests of the files that are no rows, the time of the newest event, and the warnings about
rows. None of it is a name or an address.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Sequence
from typing import Any

from msgspec import Struct

from generator.ledger import awards as awards_csv
from generator.ledger import earners as earners_csv
from generator.ledger import events as events_csv
from generator.ledger.achievements import Catalogue
from generator.ledger.award_rows import AwardRows
from generator.ledger.cache.earners import COLUMNS, KeptEarners
from generator.ledger.cache.file import Columns, Header
from generator.ledger.cache.notes import Notes
from generator.ledger.cache.pieces import Pieces
from generator.ledger.earner_rows import EarnerRows
from generator.ledger.event_rows import EventRows
from generator.ledger.header import Layout
from generator.ledger.rowfile import RowFile
from generator.ledger.site import Defaults
from generator.model import Ledger, Place, Problem, Severity

PATHS = (earners_csv.PATH, awards_csv.PATH, events_csv.PATH)
_OF_ROWS = "contact-is-earner"  # a warning about site.toml that rows give rise to


class Table(Struct):
    """What is kept of a CSV file: its rows, its pieces, and the rows with clues, in order."""

    file: RowFile
    pieces: Pieces
    clues: array[int]

    def columns(self, path: str) -> Columns:
        mine = {"sizes": self.pieces.sizes, "digests": self.pieces.digests, "clues": self.clues}
        return {f"{path}:{name}": column for name, column in (self.file.columns() | mine).items()}

    def replace_clues(self, first: int, stop: int, count: int) -> None:
        """So many rows, none with clues, are now in place of those from `first` up to `stop`."""
        before = [row for row in self.clues if row < first]
        behind = [row + count - (stop - first) for row in self.clues if row >= stop]
        self.clues = array("I", [*before, *behind])


def table_from(path: str, file: RowFile, header: Header, columns: Columns) -> Table:
    """The table that was kept, of a file that is open."""
    mine = _part(columns, f"{path}:")
    file.restore(mine["starts"], mine.get("ends"), mine["runs"], mine["shifts"])
    return Table(file, Pieces(mine["sizes"], mine["digests"], header["ended"][path]), mine["clues"])


def table_noted(path: str, file: RowFile, notes: Notes) -> Table:
    """The table of a file that was read in full."""
    lines = notes.clues.get(path, array("I"))
    return Table(file, notes.cut[path].pieces, array("I", rows_of_lines(file, lines)))


def rows_of_lines(file: RowFile, lines: Sequence[int]) -> list[int]:
    """The rows that begin in these lines."""
    return [bisect_left(range(len(file)), line, key=file.line) for line in lines]


def header_of(ledger: Ledger, program: str, notes: Notes, tables: dict[str, Table]) -> Header:
    """What is kept besides columns."""
    assert isinstance(ledger.earners, EarnerRows)
    layout = ledger.earners.layout
    return {
        "program": program,
        "settings": notes.settings,
        "files": notes.files(),
        "newest": None if notes.newest is None else int(notes.newest.timestamp()),
        "ended": {path: table.pieces.is_ended for path, table in tables.items()},
        "layout": [layout.names, layout.positions],
        "warnings": [_as_list(problem) for problem in ledger.warnings if is_of_rows(problem)],
    }


def columns_of(ledger: Ledger, tables: dict[str, Table]) -> Columns:
    """All columns of a ledger and its files."""
    earners, awards = ledger.earners, ledger.awards
    assert isinstance(earners, EarnerRows) and isinstance(awards, AwardRows)
    found: Columns = {}
    for path, table in tables.items():
        found |= table.columns(path)
    found |= {f"earner {name}": getattr(earners, name) for name in COLUMNS}
    found |= {f"award {name}": column for name, column in awards.columns().items()}
    return found | {f"event {name}": column for name, column in awards.events.columns().items()}


def earners_from(table: Table, header: Header, columns: Columns, defaults: Defaults) -> KeptEarners:
    names, positions = header["layout"]
    layout = Layout(tuple(names), tuple(positions), frozenset())
    return KeptEarners(table.file, layout, defaults, _part(columns, "earner "))


def awards_from(table: Table, columns: Columns, earners: EarnerRows, catalogue: Catalogue) -> AwardRows:
    awards = AwardRows(table.file, earners, catalogue.achievements)
    awards.restore(_part(columns, "award "))
    return awards


def events_from(table: Table, columns: Columns, awards: int) -> EventRows:
    events = EventRows(table.file, awards)
    events.restore(**_part(columns, "event "))
    return events


def _part(columns: Columns, prefix: str) -> Columns:
    return {name.removeprefix(prefix): column for name, column in columns.items() if name.startswith(prefix)}


def is_of_rows(problem: Problem) -> bool:
    """Whether a warning comes from rows."""
    return problem.place.path in PATHS or problem.code == _OF_ROWS


def _as_list(problem: Problem) -> list[Any]:
    place = problem.place
    return [place.path, place.line, place.column, problem.code, problem.text, problem.hint]


def warnings_from(header: Header) -> list[Problem]:
    """The warnings about rows, in order."""
    return [
        Problem(Place(path, line, column), code, text, hint, Severity.WARNING)
        for path, line, column, code, text, hint in header["warnings"]
    ]
