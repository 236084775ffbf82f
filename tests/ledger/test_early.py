"""Awards whose date is still to come: told at their dates, in the order of the file, and never without end."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from generator.ledger import read_ledger
from generator.ledger.early import early_awards, early_fault
from generator.ledger.faults import MOST_OF_A_KIND
from generator.model import Severity
from tests import projects

NOW = datetime(2025, 5, 1, tzinfo=UTC)


def test_each_award_after_now_is_told_where_its_date_stands(tmp_path: Path) -> None:
    ledger = read_ledger(projects.write_project(tmp_path / "p"))
    found = early_awards(ledger, NOW)
    assert [str(problem.place) for problem in found] == ["content/awards.csv:6:29", "content/awards.csv:7:30"]
    assert {(problem.code, problem.severity) for problem in found} == {("awarded-early", Severity.WARNING)}
    assert early_awards(ledger, datetime(2045, 1, 1, tzinfo=UTC)) == ()


def test_of_very_many_the_last_entry_counts_the_rest(tmp_path: Path) -> None:
    more = "".join(f"{n:016x},e1,grafting,2030-01-01,,{n + 200_000},,,,,\n" for n in range(MOST_OF_A_KIND))
    ledger = read_ledger(projects.write_project(tmp_path / "p", awards=projects.AWARDS + more))
    found = early_awards(ledger, NOW)
    assert len(found) == MOST_OF_A_KIND + 1
    assert "2 more of this kind in this file" in found[-1].text


@pytest.mark.parametrize("at", [NOW, NOW - timedelta(seconds=1)])
def test_what_is_of_now_is_not_early(at: datetime) -> None:
    assert early_fault(at, NOW) is None
    assert early_fault(NOW + timedelta(seconds=1), NOW) is not None
