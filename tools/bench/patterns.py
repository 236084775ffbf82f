"""Texts with holes: what awards of one shape have in common, and where they differ.

Awards have one shape where their files differ in values only: the same achievement, the same members present, the same
standing. For each shape of a ledger there is a *probe*: an award whose values are words that occur nowhere else. What
the engine makes of a probe is the text of its shape with the holes marked by those words.

A hole is named by its field and by the form in which the value is written there:

    raw      as it is                        day      the first ten characters of an instant
    html     HTML text                       long     a day in English, "November 8, 2024"
    json     inside a JSON string            script   the same, inside a script element
    quad     inside a literal of N-Quads     label    of a blank node: `field` is its number
    month    "November 2024"                 code     the path of the QR code of the award with that id
    issued   both parts of an address that asks for year and month of the award; `expiring` the same of its end
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

FIELDS = (
    *("id", "name", "handle", "awarded", "expires", "evidence_url", "evidence_name"),
    *("result", "list", "position", "event", "signature"),
)
CODE = "code"  # no field of an award: the code of a probe, as its page draws it
INSTANTS = ("awarded", "expires", "event")
_FREE = ("name", "evidence_url", "evidence_name")  # may hold what has to be escaped; the others never do
_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)

_SCRIPT = re.compile(r'(<script type="application/(?:ld\+)?json"[^>]*>.*?</script>)', re.DOTALL)
_ASKED = {"awarded": ("issued", "issue"), "expires": ("expiring", "expiration")}


@dataclass(frozen=True, slots=True)
class Hole:
    """What is to be filled in: a field, and how it is written."""

    field: str
    form: str


@dataclass(frozen=True, slots=True)
class Piece:
    """Text, and the hole behind it; the last piece of a pattern has none."""

    text: str
    hole: Hole | None


Pattern = tuple[Piece, ...]


def long_day(text: str) -> str:
    """`2024-11-08` as `November 8, 2024`."""
    year, month, day = text[:10].split("-")
    return f"{_MONTHS[int(month) - 1]} {int(day)}, {year}"


def month_of(text: str) -> str:
    """`2024-11-08` as `November 2024`."""
    return f"{_MONTHS[int(text[5:7]) - 1]} {text[:4]}"


def asked_of(text: str, word: str) -> str:
    """`2024-11-08` as two parts of an address in HTML, whose names begin with `word`."""
    return f"{word}Year={text[:4]}&amp;{word}Month={int(text[5:7])}"


def find_holes(text: str, values: Mapping[str, str], form: str) -> Pattern:
    """The pattern of `text`, in which each of `values` (by field) stands for itself; `form` is that of plain values."""
    marks = dict(_marks(values, form))
    longest_first = sorted(marks, key=lambda mark: (-len(mark), mark))
    found = re.compile("|".join(re.escape(mark) for mark in longest_first))
    pieces, at = [], 0
    for match in found.finditer(text):
        pieces.append(Piece(text[at : match.start()], marks[match[0]]))
        at = match.end()
    return (*pieces, Piece(text[at:], None))


def find_page_holes(text: str, values: Mapping[str, str]) -> Pattern:
    """The same for a page, in whose data blocks values are written as JSON and elsewhere as HTML."""
    parts = _SCRIPT.split(text)
    patterns = [find_holes(part, values, "script" if place % 2 else "html") for place, part in enumerate(parts)]
    return joined(patterns)


def joined(patterns: Iterable[Pattern]) -> Pattern:
    """Patterns one behind the other, as one."""
    pieces: list[Piece] = []
    rest = ""
    for pattern in patterns:
        for piece in pattern:
            if piece.hole is None:
                rest += piece.text
            else:
                pieces.append(Piece(rest + piece.text, piece.hole))
                rest = ""
    return (*pieces, Piece(rest, None))


def fields_of(pattern: Pattern) -> set[str]:
    return {piece.hole.field for piece in pattern if piece.hole}


def _marks(values: Mapping[str, str], form: str) -> Iterable[tuple[str, Hole]]:
    for field, value in values.items():
        if not value:
            continue
        if field in INSTANTS:
            yield long_day(value), Hole(field, "long")
            yield month_of(value), Hole(field, "month")
            yield value[:10], Hole(field, "day")
        if field in _ASKED:
            name, word = _ASKED[field]
            yield asked_of(value, word), Hole(field, name)
        if field == CODE:
            yield value, Hole("id", "code")
        elif field not in INSTANTS or len(value) > 10:
            yield value, Hole(field, form if field in _FREE else "raw")
