"""Awards that have ended by the clock, and not yet by the ledger: their pages do not say so.

A page that says "expired" says it of the moment up to which the ledger is complete, never of a clock: two builds of one
ledger are the same. Whoever has a clock, and somebody to tell it to, may say that the moment is long past.
"""

from __future__ import annotations

from datetime import datetime

from generator.ledger.award_rows import AwardRows
from generator.ledger.moments import spelled
from generator.ledger.site import PATH
from generator.model import Ledger, Place, Problem, Severity, Standing, Visibility

# Only those have a page that would say so; of what is revoked or suspended it says that.
_SEEN = [at for at, each in enumerate(Visibility) if each in (Visibility.PUBLIC, Visibility.UNLISTED)]
_GOOD = list(Standing).index(Standing.GOOD)


def ended_awards(ledger: Ledger, now: datetime) -> Problem | None:
    """A warning where awards have ended at `now` whose pages do not say so."""
    awards, as_of = ledger.awards, ledger.site.as_of
    assert isinstance(awards, AwardRows), "a ledger is made by read_ledger"
    told, today = 0 if as_of is None else as_of.timestamp(), now.timestamp()
    columns = zip(awards.expires_at, awards.visibility, awards.standing, strict=True)
    count = sum(told <= at < today and seen in _SEEN and standing == _GOOD for at, seen, standing in columns)
    if not count:
        return None
    which = "1 award has" if count == 1 else f"{count:,} awards have"
    since = "" if as_of is None else f" since {spelled(as_of)}"
    text = f"{which} ended{since}, and no page says so: pages know the day up to which the ledger is complete"
    hint = f"write as_of = {spelled(now)} below [status] in content/site.toml, then build"
    return Problem(Place(PATH), "ended-unsaid", text, hint, Severity.WARNING)
