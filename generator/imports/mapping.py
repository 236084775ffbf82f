"""content/imports/badges.toml: which badge of another platform is which achievement here.

    [[badge]]
    from = "credly"
    id = "0b6e1c5e-0d1c-4a1e-9a57-1f4a7e1a2b3c"
    achievement = "coastal-surveyor"
    name = "Coastal Surveyor"         what it is called over there, for whoever reads this

Badges are told by their id and nothing else, because names are translated and change. Entries are only ever added by
`badgepress import`; an administrator may edit the file as they like. Format: docs/formats/badges.toml.md.
"""

from __future__ import annotations

import json
from collections.abc import Container, Iterable
from pathlib import Path

from msgspec import Struct

from generator.errors import LedgerError
from generator.imports.columnmap import check_version
from generator.ledger.faults import Fault, Report
from generator.ledger.folder import MISSING, Folder
from generator.ledger.plain import decode
from generator.ledger.privacy import Privacy
from generator.ledger.suggest import did_you_mean
from generator.ledger.tables import Table
from generator.ledger.toml import parse
from generator.model import Place, Problem
from generator.printable import quoted

PATH = "imports/badges.toml"
BEGINNING = (
    b"# Which badge of another platform is which achievement here. See docs/formats/badges.toml.md.\nversion = 1\n"
)
_KEYS = ("from", "id", "achievement", "name")


class Entry(Struct, frozen=True):
    """One badge of another platform."""

    system: str
    badge: str
    achievement: str
    name: str = ""


def read_mapping(project: Path, achievements: Container[str]) -> dict[tuple[str, str], str]:
    """Slugs of achievements by system and badge. Raises LedgerError with every problem in the file."""
    path = f"content/{PATH}"
    data = Folder(project).read(path)
    if isinstance(data, Fault) and data.code == MISSING:
        return {}
    report = Report()
    text = data if isinstance(data, Fault) else decode(data, path, report)
    if isinstance(text, Fault):
        raise LedgerError([Problem(Place(path), text.code, text.text, text.hint)])
    document = None if text is None else parse(text, path, report, Privacy(report))
    found = _entries(Table(document), achievements) if document else {}
    if report.errors:
        raise LedgerError(report.problems())
    return found


def _entries(top: Table, achievements: Container[str]) -> dict[tuple[str, str], str]:
    top.only(("version", "badge"))
    check_version(top, 1)
    found: dict[tuple[str, str], str] = {}
    for entry in top.tables("badge"):
        entry.only(_KEYS)
        key = (entry.required("from", 'from = "credly"'), entry.required("id", 'id = "..."'))
        slug = entry.required("achievement", 'achievement = "..."')
        if slug and slug not in achievements:
            known = list(achievements) if isinstance(achievements, Iterable) else []
            hint = did_you_mean(slug, known, "achievements live in content/achievements/")
            entry.fault(Fault("unknown-achievement", f"no achievement is called {quoted(slug)}", hint), "achievement")
        if found.setdefault(key, slug) != slug:
            text = f"{quoted(key[1])} of {quoted(key[0])} stands for two achievements"
            entry.fault(Fault("badge-repeated", text, "take one of the two entries out"), "id")
    return found


def write_entries(entries: Iterable[Entry]) -> bytes:
    """Entries as they stand in the file."""
    parts = []
    for entry in entries:
        lines = ["", "[[badge]]", f"from = {_text(entry.system)}", f"id = {_text(entry.badge)}"]
        lines.append(f"achievement = {_text(entry.achievement)}")
        if entry.name:
            lines.append(f"name = {_text(entry.name)}")
        parts.append("\n".join(lines) + "\n")
    return "".join(parts).encode("utf-8")


def _text(value: str) -> str:
    """A basic string of TOML. What JSON escapes is escaped alike there, but for DEL."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007F")
