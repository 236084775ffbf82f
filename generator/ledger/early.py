"""Awards of a day that is still to come: most often a slip, and until then verifiers call the badge not valid.

The ledger may hold them, and what a build makes never depends on the day. So this is no part of reading: whoever has
somebody to tell it to says what time it is.
"""

from __future__ import annotations

from datetime import UTC, datetime

from generator.ledger.award_rows import AwardRows
from generator.ledger.awards import COLUMNS
from generator.ledger.faults import MOST_OF_A_KIND, Fault, Report
from generator.ledger.moments import spelled
from generator.ledger.rows import place_of
from generator.model import Ledger, Place, Problem

_AT = COLUMNS.required.index("awarded_at")


def early_fault(awarded_at: datetime, now: datetime) -> Fault | None:
    """A warning where an award is of a time after `now`."""
    if awarded_at <= now:
        return None
    said = spelled(awarded_at).removesuffix("T00:00:00Z")
    text = f"{said} is still to come: until then the badge is not valid"
    return Fault("awarded-early", text, "correct the date if it is a slip").warning()


def early_awards(ledger: Ledger, now: datetime) -> tuple[Problem, ...]:
    """A warning for each award that is early at `now`, at the date in its row."""
    awards, report = ledger.awards, Report()
    assert isinstance(awards, AwardRows), "a ledger is made by read_ledger"
    seconds = now.timestamp()
    rows = [row for row, at in enumerate(awards.awarded_at) if at > seconds]
    raws = awards.file.raws(rows[:MOST_OF_A_KIND])
    for at, (row, line) in enumerate(zip(rows, awards.file.lines(rows), strict=True)):
        path = awards.file.path
        place = place_of(path, line, raws[at].decode("utf-8"), _AT) if at < len(raws) else Place(path, line)
        fault = early_fault(datetime.fromtimestamp(awards.awarded_at[row], UTC), now)
        assert fault is not None
        report.add(place, fault)
    return report.problems()
