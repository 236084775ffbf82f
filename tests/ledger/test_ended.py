"""Awards that have ended by the clock alone are told once, with the way to have pages say so."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from generator.ledger import read_ledger
from generator.ledger.ended import ended_awards
from generator.model import Ledger, Severity
from tests import projects

HEAD = projects.AWARDS.splitlines()[0]
ROWS = [
    "00000000000000e1,e1,grafting,2020-01-01,2021-01-01,1,,,,,",
    "00000000000000e2,e1,grafting,2020-01-02,2024-05-01T00:00:00Z,2,,,,,",
    "00000000000000e3,e1,grafting,2020-01-03,,3,,,,,",
    "00000000000000e4,e1,grafting,2020-01-04,2024-05-02,4,sealed,,,,",  # which has no page
]


def ledger_of(folder: Path, as_of: str = "") -> Ledger:
    project = projects.write_project(
        folder, awards="\n".join([HEAD, *ROWS, ""]), events=projects.EVENTS.splitlines()[0] + "\n"
    )
    site = project / "content" / "site.toml"
    text = "".join(line for line in site.read_text(encoding="utf-8").splitlines(True) if "as_of" not in line)
    text = text.replace("[status]\n", "")
    site.write_text(text + (f"\n[status]\nas_of = {as_of}\n" if as_of else ""), encoding="utf-8")
    return read_ledger(project)


def test_awards_that_ended_since_the_day_of_the_ledger_are_counted(tmp_path: Path) -> None:
    now = datetime(2024, 6, 1, tzinfo=UTC)
    found = ended_awards(ledger_of(tmp_path / "none"), now)
    assert found and found.severity is Severity.WARNING and str(found.place) == "content/site.toml:1:1"
    assert found.text.startswith("2 awards have ended, and no page says so")
    assert "as_of = 2024-06-01T00:00:00Z" in found.hint
    found = ended_awards(ledger_of(tmp_path / "old", "2022-01-01T00:00:00Z"), now)
    assert found and found.text.startswith("1 award has ended since 2022-01-01T00:00:00Z")


def test_what_pages_say_already_and_what_has_not_ended_is_not_told(tmp_path: Path) -> None:
    ledger = ledger_of(tmp_path / "p", "2024-06-01T00:00:00Z")
    assert ended_awards(ledger, datetime(2030, 1, 1, tzinfo=UTC)) is None
    ledger = ledger_of(tmp_path / "q", "2024-04-01T00:00:00Z")
    assert ended_awards(ledger, datetime(2024, 5, 1, tzinfo=UTC)) is None
