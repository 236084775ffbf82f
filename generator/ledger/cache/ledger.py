"""Reading a ledger when little of it has changed: what was found last time is kept in a file beside the site.

The cache is only ever a reason to do less. Where it is missing, damaged or of another version of the program, where
much has changed or anything is not plainly in order, the ledger is read in full: with the same ledger, or the same
problems in the same words. It holds no name and no address. How a ledger is read again is in `again`, what is
kept in `kept`, and the form of the file in `file`. PROMISES P8, P15.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from generator.garbage import no_collection
from generator.ledger.award_rows import AwardRows
from generator.ledger.cache import file as cache_file
from generator.ledger.cache import kept as cache_kept
from generator.ledger.cache.again import Again
from generator.ledger.cache.file import Columns, Header
from generator.ledger.cache.kept import PATHS, Table
from generator.ledger.cache.notes import Notes
from generator.ledger.cache.pieces import PIECE, Unsure
from generator.ledger.read import read_ledger
from generator.model import Ledger


class LedgerCache:
    """The cache at `path`, of a `program` that is named so that another version of it has another name.

    After `read`, `why_full` says why the ledger was read in full, "" where it was not.
    """

    def __init__(self, path: Path, program: str, size: int = PIECE) -> None:
        self.why_full = ""
        self._path = path
        self._program = program
        self._size = size
        self._fresh: tuple[Header, Columns] | None = None

    def read(self, project: Path, *, anew: bool = False) -> Ledger:
        """What `read_ledger` gives; `anew` looks at nothing that was kept. Raises LedgerError as that does."""
        self._fresh = None
        self.why_full = ""
        try:
            if anew:
                raise Unsure("that was asked for")
            return self._read_again(project)
        except Unsure as reason:
            self.why_full = str(reason)
        return self._read_in_full(project)

    def fresh(self) -> Iterator[bytes | memoryview] | None:
        """The bytes to keep for the next time; None where what is there will do: it is the same, or nearly."""
        return None if self._fresh is None else cache_file.pieces_of(*self._fresh)

    def _read_again(self, project: Path) -> Ledger:
        found = cache_file.load(self._path)
        if found is None or found[0]["program"] != self._program:
            raise Unsure("there is no record of the ledger, or it is damaged or of another version")
        again = Again(project, *found, self._size)
        with no_collection():
            ledger = again.read()
        if not again.is_near:
            self._fresh = again.header, cache_kept.columns_of(ledger, again.tables)
        return ledger

    def _read_in_full(self, project: Path) -> Ledger:
        notes = Notes(self._size)
        ledger = read_ledger(project, notes)
        awards = ledger.awards
        assert isinstance(awards, AwardRows)
        files = zip(PATHS, (awards.earners.file, awards.file, awards.events.file), strict=True)
        tables: dict[str, Table] = {
            path: cache_kept.table_noted(path, file, notes) for path, file in files if path in notes.cut
        }
        header = cache_kept.header_of(ledger, self._program, notes, tables)
        self._fresh = header, cache_kept.columns_of(ledger, tables)
        return ledger
