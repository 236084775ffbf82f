"""What is noted while a ledger is read, so that the next reading can tell what has changed since.

files      a digest of all that was read of content/ apart from rows: settings, rules, achievements, endorsements
pieces     of each CSV file: see `pieces`
clues      the lines of rows whose public texts hold what would be an earner's address, if somebody had it
newest     the time of the newest event
"""

from __future__ import annotations

from array import array
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO, cast

from generator.ledger.cache.pieces import PIECE, Cutter
from generator.ledger.faults import Fault, Report
from generator.ledger.folder import Folder
from generator.ledger.privacy import Privacy
from generator.model import Place


class Notes:
    """Of one reading. `size` is about how many bytes a piece of a CSV file has."""

    def __init__(self, size: int = PIECE) -> None:
        self.size = size
        self.cut: dict[str, Cutter] = {}
        self.clues: dict[str, array[int]] = {}
        self.newest: datetime | None = None
        self.settings = ""
        self._files = sha256()

    def folder(self, project: Path) -> Folder:
        return _NotedFolder(project, self)

    def privacy(self, report: Report) -> Privacy:
        return _NotedPrivacy(report, self)

    def stream(self, path: str, stream: BinaryIO) -> BinaryIO:
        """The same stream, to be read only, of which pieces are noted meanwhile."""
        self.cut[path] = Cutter(stream, self.size)
        return cast(BinaryIO, self.cut[path])

    def settle(self) -> None:
        """What rows refer to has been read."""
        self.settings = self.files()

    def files(self) -> str:
        """The digest of what has been read so far."""
        return self._files.hexdigest()

    def note_file(self, *facts: object) -> None:
        self._files.update(b"%d " % len(text := repr(facts).encode("utf-8", "backslashreplace")) + text)

    def note_clue(self, place: Place) -> None:
        """Each line once: the columns of a row are looked at one after the other."""
        lines = self.clues.setdefault(place.path, array("I"))
        if place.line not in lines[-1:]:
            lines.append(place.line)


class _NotedFolder(Folder):
    """Hands out what it reads, and notes it. The names in content/ itself say nothing of a ledger."""

    def __init__(self, project: Path, notes: Notes) -> None:
        super().__init__(project)
        self._notes = notes

    def read(self, path: str, *limit: int) -> bytes | Fault:
        found = super().read(path, *limit)
        what = found if isinstance(found, Fault) else sha256(found).hexdigest()
        self._notes.note_file("read", path, what)
        return found

    def names(self, path: str) -> list[tuple[str, str]] | Fault:
        found = super().names(path)
        if path != "content":
            self._notes.note_file("names", path, found)
        return found


class _NotedPrivacy(Privacy):
    """Notes where in rows something stands that would matter if it were somebody's."""

    def __init__(self, report: Report, notes: Notes) -> None:
        super().__init__(report)
        self._notes = notes

    def look(self, place: Place, text: str, in_row: bool = False) -> None:
        before = self.clues
        super().look(place, text, in_row)
        if in_row and self.clues > before:
            self._notes.note_clue(place)
