"""Quotes that hide rows, in tables of other programs: where each was opened, and what it has swallowed.

Programs write quotes more loosely than RFC 4180 has them, and what cannot do harm is let pass. A quote that is closed
in a later line, in the middle of a value, or never, has taken rows for the inside of a value.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from generator.ledger.faults import Fault

_QUOTED = re.compile(r'"(?:[^"]|"")*+("?)')
_LINE_END = re.compile(r"\r\n|\r|\n")
_HINT = 'a value with a separator, a quote or a line end in it stands between quotes, and a quote in it is ""'


class Opened(NamedTuple):
    """Where a quote opens that hides rows: lines below the first one of its record, the column, and what is wrong."""

    lines_below: int
    column: int
    fault: Fault


def find_fault(record: str, separator: str, *, is_whole: bool = True) -> Opened | None:
    """The first quote of `record` that hides something, if there is one. `record` is what a reader took for one row.

    Not `is_whole`: of the beginning of a record, where what is open may be closed yet.
    """
    plain = re.compile(rf"[^{re.escape(separator)}\r\n]*+")
    start, strays = 0, []
    while True:
        quoted = _QUOTED.match(record, start)
        end = quoted.end() if quoted else start
        if quoted and not quoted[1]:
            if not is_whole:
                return None
            below = line_ends(record[start:].rstrip("\r\n"))
            rest = f", and {_counted(below)} below it were read as part of its value" if below else ""
            return _opened(record, start, f"a quote in this row is not closed: it opens here{rest}")
        is_loose = record[end : end + 1] not in (separator, "\r", "\n", "")
        if quoted and is_loose and (below := line_ends(quoted[0])):
            text = f"the quote that opens here is closed {_counted(below)} further down in the middle of a value"
            return _opened(record, start, text)
        behind = plain.match(record, end)
        assert behind is not None
        strays += [at] if (at := record.find('"', end, behind.end())) >= 0 else []
        if record[behind.end() : behind.end() + 1] != separator:
            break
        start = behind.end() + 1
    if not is_whole or not strays or record.count('"') % 2 == 0:
        return None
    return _opened(record, strays[0], "a quote in this row is not closed: it stands inside a value")


def line_ends(text: str) -> int:
    """How many line ends of any kind there are."""
    return len(_LINE_END.findall(text))


def _opened(record: str, at: int, text: str) -> Opened:
    before = record[:at]
    column = at - max(before.rfind("\n"), before.rfind("\r"))
    return Opened(line_ends(before), column, Fault("csv-quote", text, _HINT))


def _counted(lines: int) -> str:
    return "1 line" if lines == 1 else f"{lines:,} lines"
