"""Spans of time as achievements say them (`valid_for = "P3Y"`), and the day on which one that began another day ends.

Years and months are those of the calendar: a year after 29 February is 28 February. Hours are not told apart: an award
expires with the last second of a day. ISO 8601, 5.5.2.4.
"""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, timedelta

_SPAN = re.compile(r"P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T.*)?", re.ASCII)
_LAST = date(9999, 12, 31)


def day_after(begins: date, span: str) -> date:
    """The day that lies `span`, a sound duration, behind `begins`; the last of all days where it lies beyond."""
    match = _SPAN.fullmatch(span)
    assert match is not None, "the reader of achievements lets no other through"
    years, months, weeks, days = (int(part or 0) for part in match.groups())
    whole = begins.year * 12 + begins.month - 1 + years * 12 + months
    year, month = divmod(whole, 12)
    if year > _LAST.year:
        return _LAST
    there = date(year, month + 1, min(begins.day, monthrange(year, month + 1)[1]))
    try:
        return there + timedelta(days=weeks * 7 + days)
    except OverflowError:
        return _LAST
