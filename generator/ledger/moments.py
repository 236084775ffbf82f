"""Dates and times as people write them in the ledger.

    2026-03-01                     that day: its first second in UTC; as an end, its last second
    2026-03-01T09:30:00Z           that second
    2026-03-01T18:30:00+09:00      a second said elsewhere; kept in UTC

Years 1900 to 9999, no fractions of a second: what is signed has none either. Anything else is a Fault that says what
does not fit, and where another spelling of a date can be recognised, how to write it.
"""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import UTC, date, datetime, timedelta, timezone
from functools import lru_cache

from generator.ledger.faults import Fault
from generator.printable import quoted

_MOMENT = re.compile(r"(\d{4})-(\d\d)-(\d\d)(?:T(\d\d):(\d\d):(\d\d)(\.\d+)?(Z|[+-]\d\d:\d\d)?)?", re.ASCII)
_LONGEST_OFFSET = timedelta(hours=14)
_FIRST_YEAR = 1900
_HOW = "write 2026-03-01, or 2026-03-01T09:30:00Z where the time of day matters"
# Not from the calendar module: its names follow the locale of the machine.
_MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]

# Spellings of a date that leave no doubt which one is meant.
_LIKE_A_DATE = re.compile(r"(\d{4})[-/. ](\d{1,2})[-/. ](\d{1,2})", re.ASCII)
_LIKE_A_TIME = re.compile(r"(\d{4}-\d\d-\d\d)[ tT](\d\d:\d\d)(:\d\d)?[zZ]?", re.ASCII)


@lru_cache(maxsize=4096)
def moment(text: str, at_end: bool = False) -> datetime | Fault:
    """The second that `text` says, aware, UTC. A bare date is its first second, or with `at_end` its last."""
    match = _MOMENT.fullmatch(text)
    if match is None:
        return _not_a_date(text, _likely(text.strip()))
    year, month, dom = int(match[1]), int(match[2]), int(match[3])
    fault = _date_fault(text, year, month, dom) or _clock_fault(text, match)
    if fault:
        return fault
    if match[4] is None:
        hour, minute, second = (23, 59, 59) if at_end else (0, 0, 0)
        return datetime(year, month, dom, hour, minute, second, tzinfo=UTC)
    zone = timezone(_offset(match[8]))
    return _in_utc(datetime(year, month, dom, int(match[4]), int(match[5]), int(match[6]), tzinfo=zone), text)


def day(text: str) -> date | Fault:
    """The day that `text` says: a date without a time."""
    if len(text) > 10 and _MOMENT.fullmatch(text):
        return Fault("date", f"{quoted(text)} has a time of day; only a date can stand here", f"write {text[:10]}")
    found = moment(text)
    return found if isinstance(found, Fault) else found.date()


def spelled(at: datetime) -> str:
    """How messages write a time: in UTC, as the ledger may."""
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")


def checked_moment(at: datetime | date, at_end: bool = False) -> datetime | Fault:
    """A date or time that TOML has already read, held to the same rules."""
    return moment(at.isoformat().replace("+00:00", "Z"), at_end)


def checked_day(on: date) -> date | Fault:
    """A date (or time, which is refused) that TOML has already read."""
    return day(on.isoformat().replace("+00:00", "Z"))


def _not_a_date(text: str, hint: str, why: str = "") -> Fault:
    return Fault("date", f"{quoted(text)} is not a date{': ' if why else ''}{why}", hint)


def _likely(text: str) -> str:
    """How to write what was probably meant."""
    as_date, as_time = _LIKE_A_DATE.fullmatch(text), _LIKE_A_TIME.fullmatch(text)
    if as_date:
        return f"did you mean {as_date[1]}-{int(as_date[2]):02}-{int(as_date[3]):02}?"
    if as_time:
        return f"did you mean {as_time[1]}T{as_time[2]}{as_time[3] or ':00'}Z? the Z says UTC"
    return _HOW


def _date_fault(text: str, year: int, month: int, dom: int) -> Fault | None:
    if year < _FIRST_YEAR:
        return Fault("date", f"{quoted(text)} is in the year {year}; years {_FIRST_YEAR} to 9999 are accepted", _HOW)
    if not 1 <= month <= 12:
        return _not_a_date(text, _HOW, f"there are 12 months, and this is month {month}")
    days = monthrange(year, month)[1]
    if not 1 <= dom <= days:
        why = f"{_MONTHS[month - 1]} {year} has {days} days"
        return _not_a_date(text, f"the last one is {year}-{month:02}-{days}", why)
    return None


def _clock_fault(text: str, match: re.Match[str]) -> Fault | None:
    hour, minute, second, fraction, zone = match.group(4, 5, 6, 7, 8)
    if hour is None:
        return None
    if fraction:
        return Fault("date", f"{quoted(text)} has a fraction of a second", "leave the fraction out")
    if zone is None:
        return Fault("date", f"{quoted(text)} does not say in which time zone", f"for UTC write {text}Z")
    if int(hour) > 23 or int(minute) > 59 or int(second) > 59:
        return Fault("date", f"{quoted(text)} is not a time of day: 23:59:59 is the last one", _HOW)
    if zone != "Z" and (int(zone[4:]) > 59 or abs(_offset(zone)) > _LONGEST_OFFSET):
        return Fault("date", f"{quoted(text)} has the offset {zone}; -14:00 to +14:00 are accepted", "for UTC write Z")
    return None


def _offset(zone: str) -> timedelta:
    if zone == "Z":
        return timedelta()
    span = timedelta(hours=int(zone[1:3]), minutes=int(zone[4:]))
    return -span if zone[0] == "-" else span


def _in_utc(at: datetime, text: str) -> datetime | Fault:
    try:
        found = at.astimezone(UTC)
    except OverflowError:
        found = None
    if found is None or found.year < _FIRST_YEAR:
        return Fault("date", f"{quoted(text)} is outside the years {_FIRST_YEAR} to 9999 in UTC", _HOW)
    return found
