"""Instants as credentials write them: `YYYY-MM-DDThh:mm:ssZ`, no fractions, always `Z`.

Reading is wider than writing: other issuers use fractions and offsets (XML Schema 1.1, dateTimeStamp).
"""

from __future__ import annotations

import re
from datetime import UTC, datetime

from generator.errors import WireError

_ZONE = r"(Z|[+-](?:(?:0\d|1[0-3]):[0-5]\d|14:00))"  # no place is further away than 14 hours
_STAMP = re.compile(r"(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(\.\d{1,9})?" + _ZONE, re.ASCII)


def format_instant(at: datetime) -> str:
    """The one spelling we sign. `at` is aware."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ").zfill(20)


def parse_instant(text: object) -> datetime:
    """The instant that a dateTimeStamp says, in UTC; fractions of a second are dropped. Raises WireError."""
    match = _STAMP.fullmatch(text) if isinstance(text, str) else None
    if match is None:
        raise WireError(f"{text!r} is not a date with time and zone")
    whole, zone = match.group(0)[:19], match.group(8)
    try:
        return datetime.fromisoformat(whole + ("+00:00" if zone == "Z" else zone)).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise WireError(f"{text!r} is not a date: {error}") from error
