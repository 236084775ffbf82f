"""Status indexes: the bit that says of an award whether it still stands. Unique over all lists, never used again.

A number that is missing is asked for, with one that is free: not the next one, which would tell how many awards there
are and in which order they were made, but one drawn from a digest of the award's id, so that two runs say the same.
"""

from __future__ import annotations

import re
from hashlib import sha256

from generator.addresses import STATUS_LIST_LENGTH
from generator.ledger.faults import Fault, Report
from generator.ledger.rows import Rows
from generator.model import Place
from generator.printable import quoted

LARGEST = 2**31 - 1
_NUMBER = re.compile(r"0|[1-9][0-9]{0,9}")


class Numbers:
    """The status indexes of `rows`, which stand in `column`."""

    def __init__(self, rows: Rows, column: int) -> None:
        self._rows = rows
        self._column = column
        self._lines: dict[int, int] = {}
        self._missing: list[tuple[Place, str]] = []

    def take(self, text: str, award_id: str) -> int:
        """The number that `text` says, -1 where it says none."""
        if not _NUMBER.fullmatch(text) or (number := int(text)) > LARGEST:
            self._refuse(text, award_id)
            return -1
        first = self._lines.setdefault(number, self._rows.line)
        if first != self._rows.line:
            text = f"the status index {number} is taken: it stands in line {first}"
            self._rows.fault(self._column, Fault("status-index-repeated", text, "each award has its own, for ever"))
        return number

    def _refuse(self, text: str, award_id: str) -> None:
        if not text:
            self._missing.append((self._rows.place(self._column), award_id))
            self._rows.spoil(self._column)
            return
        plain = text.lstrip("0")
        if plain != text and _NUMBER.fullmatch(plain or "0"):
            hint = f"did you mean {plain or '0'}?"
        else:
            hint = f"a whole number from 0 to {LARGEST}, without zeros in front"
        self._rows.fault(self._column, Fault("status-index", f"{quoted(text)} is not a status index", hint))

    def close(self, report: Report) -> None:
        """Report the missing numbers, once all that are used are known."""
        for place, award_id in self._missing:
            number = self._free(award_id)
            self._lines[number] = place.line
            hint = f"write a number that no award has or had, drawn at random; {number} is free"
            report.add(place, Fault("status-index-missing", "the award has no status index", hint))

    def _free(self, award_id: str) -> int:
        """A number no award has, in as many lists as leave at least half of each free."""
        lists = 1 + 2 * len(self._lines) // STATUS_LIST_LENGTH
        space = min(lists * STATUS_LIST_LENGTH, LARGEST)
        number = int.from_bytes(sha256(award_id.encode(errors="replace")).digest()[:8], "big") % space
        while number in self._lines:
            number = (number + 1) % space
        return number
