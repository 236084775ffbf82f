"""Dates as other programs write them. Which of day and month comes first is shown by the column, or asked.

    2026-03-01   2026/3/1   2026-03-01T09:41:00Z   2026-03-01 09:41:00 -0500   2026-03-01 09:41 UTC      no doubt
    1 March 2026   March 1, 2026   01-Mar-26                                                           no doubt
    03/01/2026   3.1.26   03-01-2026, with a time behind or not                                     one of two

Months have their English names, whole or the first three letters (and Sept); a word that only begins like one is none.
Of the last kind 25/01/2026 can only be a day first, and one such value decides for its whole column. A column with
both kinds is refused, and so is one that could be read in two ways: `--dates` says which is meant. Two digits of a year
are 1969 to 2068. A time of day without a zone is read as UTC.
"""

from __future__ import annotations

import re
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

from generator.ledger.faults import Fault
from generator.ledger.moments import moment
from generator.printable import quoted


class Order(StrEnum):
    """What comes first in 03/01/2026."""

    DAY_FIRST = "dmy"
    MONTH_FIRST = "mdy"


class When(NamedTuple):
    """A date as the ledger writes it, and the second that it means."""

    text: str
    second: int


_NAMES = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
]
_MONTHS = {name: number for number, name in enumerate(_NAMES, 1)}
_MONTHS |= {name[:3]: number for name, number in _MONTHS.items()} | {"sept": 9}
_TIME = r"(?:(?:T|,? +)(\d{1,2}):(\d\d)(?::(\d\d)(?:[.,]\d+)?)? ?([ap]m)?(?: ?(Z|UTC|GMT|[+-]\d\d:?\d\d))?)?"
_YEAR_FIRST = re.compile(rf"(\d{{4}})[-/.](\d{{1,2}})[-/.](\d{{1,2}}){_TIME}", re.ASCII | re.IGNORECASE)
_YEAR_LAST = re.compile(rf"(\d{{1,2}})([-/.])(\d{{1,2}})\2(\d{{4}}|\d\d){_TIME}", re.ASCII | re.IGNORECASE)
_NAMED = re.compile(
    rf"(?:(\d{{1,2}})[ -]([a-z]{{3,9}})\.?,?[ -](\d{{4}}|\d\d)|([a-z]{{3,9}})\.? (\d{{1,2}}),? (\d{{4}})){_TIME}",
    re.ASCII | re.IGNORECASE,
)
_LATEST_SHORT_YEAR = 68  # as in POSIX


@lru_cache(maxsize=8192)
def order_shown(text: str) -> Order | None:
    """What comes first in `text`, where only one of the two is possible."""
    found = _YEAR_LAST.fullmatch(text)
    if found is None:
        return None
    first, second = int(found[1]), int(found[3])
    if first > 12 >= second:
        return Order.DAY_FIRST
    return Order.MONTH_FIRST if second > 12 >= first else None


@lru_cache(maxsize=8192)
def is_open(text: str) -> bool:
    """Whether `text` means one day or another, as the order is."""
    found = _YEAR_LAST.fullmatch(text)
    return found is not None and found[1] != found[3] and int(found[1]) <= 12 and int(found[3]) <= 12


@lru_cache(maxsize=8192)
def read_date(text: str, order: Order | None, at_end: bool = False) -> When | Fault:
    """What `text` says; of a bare date the first second is meant, or the last one with `at_end`."""
    parts = _parts(text, order)
    if parts is None:
        hint = "write 2026-03-01, or 2026-03-01T09:30:00Z where the time of day matters"
        return Fault("date", f"{quoted(text)} is not a date that is known here", hint)
    year, month, day, *clock = parts
    written = f"{year:04}-{month:02}-{day:02}"
    if clock[0] is not None:
        try:
            written += _clock(*clock)
        except ValueError:
            return Fault("date", f"{quoted(text)} is not a time of day", "23:59:59 is the last one")
    found = moment(written, at_end)
    if isinstance(found, Fault):
        return found._replace(text=f"{quoted(text)}: {found.text}")
    if clock[0] is None:
        return When(written, int(found.timestamp()))
    return When(found.strftime("%Y-%m-%dT%H:%M:%SZ"), int(found.timestamp()))


def _parts(text: str, order: Order | None):  # type: ignore[no-untyped-def]
    """Year, month, day, then hour, minute, second, am or pm, and zone; None where it has another shape."""
    if found := _YEAR_FIRST.fullmatch(text):
        return int(found[1]), int(found[2]), int(found[3]), *found.groups()[3:]
    if found := _YEAR_LAST.fullmatch(text):
        first, second = int(found[1]), int(found[3])
        is_month_first = (order or order_shown(text) or Order.MONTH_FIRST) is Order.MONTH_FIRST
        month, day = (first, second) if is_month_first else (second, first)
        return _year(found[4]), month, day, *found.groups()[4:]
    if found := _NAMED.fullmatch(text):
        named, dom, year = (found[2], found[1], found[3]) if found[1] else (found[4], found[5], found[6])
        month = _MONTHS.get(named.lower(), 0)
        return (_year(year), month, int(dom), *found.groups()[6:]) if month else None
    return None


def _year(digits: str) -> int:
    year = int(digits)
    if len(digits) > 2:
        return year
    return year + (2000 if year <= _LATEST_SHORT_YEAR else 1900)


def _clock(hour: str, minute: str, second: str | None, half: str | None, zone: str | None) -> str:
    hours = int(hour)
    if half:
        if not 1 <= hours <= 12:
            raise ValueError("an hour before or after noon")
        hours = hours % 12 + (12 if half.lower() == "pm" else 0)
    offset = "Z" if zone is None or zone.upper() in ("Z", "UTC", "GMT") else zone[:3] + ":" + zone[-2:]
    return f"T{hours:02}:{minute}:{second or '00'}{offset}"


class Column:
    """One column of dates: what its values show about their order. Lines are kept of the first that shows each."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._shown: dict[Order, tuple[int, str]] = {}
        self._open: tuple[int, str] | None = None

    def see(self, text: str, line: int) -> None:
        """Take note of one value."""
        shown = order_shown(text)
        if shown is not None:
            self._shown.setdefault(shown, (line, text))
        elif self._open is None and is_open(text):
            self._open = (line, text)

    @property
    def shown(self) -> Order | None:
        """What its values show, where they agree."""
        return next(iter(self._shown)) if len(self._shown) == 1 else None

    def decide(self, asked: Order | None) -> Order | tuple[int, Fault] | None:
        """The order of this column; None where no value needs one. Else the line and the Fault to ask with."""
        if len(self._shown) == 2:
            (_, one), (line, other) = sorted(self._shown.values())
            text = f"{quoted(other)} and {quoted(one)} above it cannot both be read in one order of day and month"
            return line, Fault("date-order", text, "mend the one that is wrong, or write all dates as 2026-03-01")
        shown = self.shown
        if asked is not None and shown is not None and shown is not asked:
            line, text = self._shown[shown]
            words = {Order.DAY_FIRST: "the day", Order.MONTH_FIRST: "the month"}
            fault = f"{quoted(text)} does not begin with {words[asked]}, as dates here were said to"
            return line, Fault("date-order", fault, f"say --dates {shown}, or mend the date")
        if asked is None and shown is None and self._open is not None:
            line, text = self._open
            fault = f"whether {quoted(text)} begins with the day or the month cannot be told from this column"
            return line, Fault("date-order", fault, "say --dates dmy for day first, --dates mdy for month first")
        return asked or shown
