"""The example's files, read with the standard library alone, so that these tests trust no reader of ours."""

from __future__ import annotations

import csv
import tomllib
from dataclasses import dataclass
from datetime import UTC, datetime, time
from pathlib import Path
from typing import Any

import pytest

CONTENT = Path(__file__).resolve().parents[2] / "content"

Row = dict[str, str]


@dataclass(frozen=True)
class Example:
    """Everything in content/, as plain values."""

    root: Path
    site: dict[str, Any]
    rules: dict[str, Any]
    achievements: dict[str, dict[str, Any]]  # by slug, with the Markdown under "criteria"
    earners: list[Row]  # blanks filled with the defaults of site.toml
    awards: list[Row]
    events: list[Row]

    def earner(self, award: Row) -> Row:
        return next(earner for earner in self.earners if earner["id"] == award["earner"])

    def events_of(self, award: Row) -> list[Row]:
        return [event for event in self.events if event["award"] == award["id"]]

    def as_of(self) -> datetime:
        moment = self.site["status"]["as_of"]
        assert isinstance(moment, datetime)
        return moment


def moment(text: str, *, last: bool = False) -> datetime:
    """A time of the ledger in UTC; a day alone is its first second, or its `last`."""
    if len(text) == 10:
        return datetime.combine(datetime.fromisoformat(text), time(23, 59, 59) if last else time(), UTC)
    return datetime.fromisoformat(text).astimezone(UTC)


@pytest.fixture(scope="session")
def at() -> Any:
    """The function that reads a time of the ledger."""
    return moment


@pytest.fixture(scope="session")
def example() -> Example:
    site = tomllib.loads((CONTENT / "site.toml").read_text(encoding="utf-8"))
    return Example(
        root=CONTENT,
        site=site,
        rules=tomllib.loads((CONTENT / "rules.toml").read_text(encoding="utf-8")),
        achievements={path.parent.name: _achievement(path) for path in CONTENT.glob("achievements/*/achievement.md")},
        earners=[_filled(row, site["defaults"]) for row in _rows("earners.csv")],
        awards=_rows("awards.csv"),
        events=_rows("events.csv"),
    )


def _rows(name: str) -> list[Row]:
    with (CONTENT / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, strict=True))


def _filled(row: Row, defaults: Row) -> Row:
    return {key: value or defaults.get(key, "") for key, value in row.items()}


def _achievement(path: Path) -> dict[str, Any]:
    before, head, criteria = path.read_text(encoding="utf-8").split("+++\n", 2)
    assert before == ""
    return {**tomllib.loads(head), "criteria": criteria}
