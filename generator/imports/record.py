"""What an import added, kept in content/imports/log/ so that it can be taken back.

    {"version": 1, "number": 3, "at": "2026-06-01T09:30:00Z", "from": "the analytics export of Credly",
     "spans": {"awards.csv": [4711, 9042, "<SHA-256 of those bytes>"], …},
     "files": {"achievements/coastal-surveyor/achievement.md": "<SHA-256>", …}}

Spans are bytes of files that other rows may stand behind; files are new ones. Origins, where a row of the former
platform became which award, stand in content/imports/origins.csv: award,from,id,url. Both are private.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from msgspec import Struct, field

from generator.errors import BadgepressError
from generator.ledger.change import Span
from generator.ledger.folder import Folder
from generator.ledger.moments import spelled

LOG = "imports/log"
ORIGINS = "imports/origins.csv"
ORIGINS_HEADER = ("award", "from", "id", "url")
SPANNED = ("awards.csv", "earners.csv", "events.csv", ORIGINS, "imports/badges.toml")
_MADE = re.compile(r"achievements/[a-z0-9][a-z0-9_-]*/[a-z]+\.[a-z]+|imported/[0-9a-z]{16}\.png")
_NAME = re.compile(r"(\d{4,})\.json")


class Record(Struct):
    """One import."""

    number: int
    at: str = ""
    source: str = ""
    spans: dict[str, Span] = field(default_factory=dict)
    files: dict[str, str] = field(default_factory=dict)

    @property
    def path(self) -> str:
        return f"{LOG}/{self.number:04}.json"

    def encode(self, at: datetime) -> bytes:
        """The record as it is kept."""
        value = {
            "version": 1,
            "number": self.number,
            "at": spelled(at),
            "from": self.source,
            "spans": self.spans,
            "files": self.files,
        }
        return (json.dumps(value, indent=1, ensure_ascii=False) + "\n").encode("utf-8")


def numbers(project: Path) -> list[int]:
    """The numbers of the imports on record, in order."""
    found = Folder(project).names(f"content/{LOG}")
    names = [name for name, _ in found] if isinstance(found, list) else []
    return sorted(int(match[1]) for name in names if (match := _NAME.fullmatch(name)))


def read_last(project: Path) -> Record | None:
    """The last import, None where there is none. Raises BadgepressError for a record that cannot be read."""
    known = numbers(project)
    if not known:
        return None
    path = project / "content" / LOG / f"{known[-1]:04}.json"
    try:
        value = json.loads(path.read_bytes())
        if value["version"] != 1:
            raise ValueError("of another version")
        if not set(value["spans"]) <= set(SPANNED) or not all(map(_MADE.fullmatch, value["files"])):
            raise ValueError("it names files that no import makes")
        spans = {str(name): Span(int(a), int(b), str(digest)) for name, (a, b, digest) in value["spans"].items()}
        return Record(known[-1], str(value["at"]), str(value["from"]), spans, dict(value["files"]))
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise BadgepressError(
            f"{path}: this record of an import cannot be read", "take the rows out by hand"
        ) from error


def read_origins(project: Path, system: str) -> dict[str, str]:
    """Awards of ours by the ids that they had in a system."""
    path = project / "content" / ORIGINS
    if not path.is_file() or path.is_symlink():
        return {}
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = csv.reader(file)
        next(rows, None)
        return {row[2]: row[0] for row in rows if len(row) == len(ORIGINS_HEADER) and row[1] == system and row[2]}


def as_lines(rows: Iterable[Iterable[str]], end: str = "\n") -> bytes:
    """Rows as CSV."""
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator=end).writerows(rows)
    return text.getvalue().encode("utf-8")
