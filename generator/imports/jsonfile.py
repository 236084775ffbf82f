"""A JSON file with many awards: the export of an issuer in Badgr, or a list of assertions or credentials.

Awards stand in a list, or under `data`, `rows`, `result`, `assertions` or `badge_classes[].assertions`. Badges that are
described anywhere in the file are looked up by their id. The whole file is in memory while it is read.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from generator.errors import BadgepressError
from generator.imports.dates import Order
from generator.imports.encodings import find_wrong_byte
from generator.imports.incoming import Field, Incoming, Unread
from generator.imports.openbadges import Document, id_of, incoming_from, is_award, is_badge
from generator.model import Place

_LISTS = ("data", "rows", "result", "results", "assertions", "credentials", "badge_classes", "badgeclasses")
_DEEPEST = 6


class JsonSource:
    """One JSON file."""

    def __init__(self, path: Path, system: str) -> None:
        self.system = system
        self.title = "JSON of awards"
        self.dates: Order | None = None
        self.seen = 0
        self._path = path
        self._text = _read(path)
        self._documents: dict[str, Document] = {}
        self._awards: list[Document] = []
        try:
            self._sort(json.loads(self._text), {}, 0)
        except ValueError as error:
            line, column = getattr(error, "lineno", 1), getattr(error, "colno", 1)
            raise BadgepressError(f"{path}:{line}:{column}: this is not JSON", "export the file anew") from error
        except RecursionError as error:
            raise BadgepressError(f"{path}:1:1: its values are nested too deeply") from error
        if not self._awards:
            raise BadgepressError(f"{path}:1:1: there is no award in this file", "awards have a recipient and a badge")
        self.size = len(self._awards)
        self._lines = list(_lines(self._text, self._awards))

    def _sort(self, value: Any, around: Document, depth: int) -> None:
        """Find awards and badges. An award that does not name its badge is one of the badge `around` it."""
        if isinstance(value, list):
            for entry in value:
                self._sort(entry, around, depth + 1)
        elif isinstance(value, dict) and depth <= _DEEPEST:
            if is_badge(value):
                self._documents[id_of(value)] = around = value
            if around and "recipient" in value and "badge" not in value and "badgeclass" not in value:
                value = {**value, "badge": id_of(around)}
            if is_award(value):
                self._awards.append(value)
                return
            for key in _LISTS:
                self._sort(value.get(key), around, depth + 1)

    def rows(self) -> Iterator[Incoming | Unread]:
        """Every award. Lines are those where the award's id stands."""
        for number, (document, line) in enumerate(zip(self._awards, self._lines, strict=True), 1):
            self.seen = number
            yield incoming_from(document, self._documents, line)

    def place(self, line: int, column: Field | None) -> Place:
        return Place(str(self._path), line)

    def header(self) -> Sequence[str]:
        return ["file", "line", "reason"]

    def raw(self, line: int) -> Sequence[str]:
        return [str(self._path), str(line)]


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        found = find_wrong_byte(path, "utf-8-sig")
        where = f":{found.line}:{found.column}: the byte 0x{found.value:02X} here" if found else ": this"
        raise BadgepressError(f"{path}{where} is not UTF-8", "save it as UTF-8") from error


def _lines(text: str, awards: list[Document]) -> Iterator[int]:
    """The line in which each award's id stands, or that of the one before where it has none."""
    at, line = 0, 1
    for document in awards:
        name = json.dumps(id_of(document), ensure_ascii=False)
        found = text.find(name, at) if id_of(document) else -1
        if found >= 0:
            line += text.count("\n", at, found)
            at = found
        yield line
