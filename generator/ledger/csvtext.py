"""CSV as characters: where the fields of a record begin, and what is wrong with its quotes.

    record   field *("," field) line end         field   plain / DQUOTE *(any but DQUOTE / 2DQUOTE) DQUOTE
    plain    no quote, no comma, no line end                                                        RFC 4180, 2

The fast reader of the standard library gives fields without their places, so this walks over the text of one record
again, for those records only that have a problem.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

from generator.ledger.faults import Fault

_QUOTED = re.compile(r'"(?:[^"]|"")*+("?)')
_PLAIN = re.compile(r"[^,\n]*+")
_LINE_END = re.compile(r"\r*\n?\Z")
_HOW = 'a value with a comma, a quote or a line end in it stands between quotes, and a quote in it is written ""'


class Spot(NamedTuple):
    """A point in a record: lines below its first one, and the column in that line, from 1."""

    lines_below: int
    column: int


class Field(NamedTuple):
    """Where a field begins and ends in the text of its record, and what is wrong with it."""

    start: int
    end: int
    fault: Fault | None


def fields(record: str) -> Iterator[Field]:
    """The fields of `record`, up to the first whose end cannot be known."""
    field = _field(record, 0)
    yield field
    while field.end < len(record) and record[field.end] == ",":
        field = _field(record, field.end + 1)
        yield field


def start(record: str, position: int) -> Spot:
    """Where the field at `position`, from 0, begins; where there are fewer, the last one."""
    *_, last = islice(fields(record), position + 1)
    return spot(record, last.start)


def spot(record: str, at: int) -> Spot:
    """The place of the character at index `at`."""
    return Spot(record.count("\n", 0, at), at - (record.rfind("\n", 0, at) + 1) + 1)


def first_fault(record: str) -> tuple[Spot, Fault] | None:
    """The first thing wrong with the quotes and line ends of `record`, if any."""
    broken = next((field for field in fields(record) if field.fault), None)
    return (spot(record, broken.start), broken.fault) if broken and broken.fault else None


def _field(record: str, start: int) -> Field:
    quoted = _QUOTED.match(record, start)
    if quoted is None:
        return _plain_field(record, start)
    end = quoted.end()
    if not quoted[1]:
        return Field(start, len(record), Fault("csv-quote", "the quote that opens here is never closed", _HOW))
    if record[end : end + 1] == "," or _LINE_END.match(record, end):
        return Field(start, end, None)
    below = record.count("\n", start, end)
    where = f"{below} lines further down " if below > 1 else "in the next line " if below else ""
    text = f"the quote that opens here is closed {where}in the middle of a value"
    return Field(start, _PLAIN.match(record, end).end(), Fault("csv-quote", text, _HOW))  # type: ignore[union-attr]


def _plain_field(record: str, start: int) -> Field:
    plain = _PLAIN.match(record, start)
    assert plain is not None
    text, fault = plain[0].rstrip("\r"), None
    if '"' in text:
        why = (
            "a blank in front of the quote"
            if text.lstrip().startswith('"')
            else "a quote inside a value without quotes"
        )
        fault = Fault("csv-quote", f"this value has {why}", _HOW)
    elif "\r" in text:
        hint = "save the file with the line ends of Windows or Unix"
        fault = Fault("csv-line-end", "this value has a line end of the old Macintosh kind", hint)
    return Field(start, plain.end(), fault)
