"""Status indexes: the bit that says of an award whether it still stands. Unique over all lists, never used again.

A number that is missing is asked for, with one that is free: not the next one, which would tell how many awards there
are and in which order they were made, but one drawn from a digest of the award's id, so that two runs say the same.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Sequence
from hashlib import sha256

from generator.addresses import STATUS_LIST_LENGTH
from generator.ledger.column import fill, reserve
from generator.ledger.faults import Fault, Report
from generator.ledger.index import Index
from generator.ledger.rowfile import RowFile
from generator.ledger.rows import Rows
from generator.model import Place
from generator.printable import quoted

LARGEST = 2**31 - 1
_BYTES_A_ROW = 4  # numbers are drawn from lists that are about half full
_NUMBER = re.compile(r"0|[1-9][0-9]{0,9}")


class Numbers:
    """The status indexes of `rows`, which stand in `column`. Those of sound rows are in `numbers`, by row of `file`.

    As long as they are drawn from a few lists and none is there twice, a byte for each number that may come says
    whether it has come: an index of rows would be larger, and is made when somebody asks for one.
    """

    def __init__(self, rows: Rows, column: int, numbers: array[int], file: RowFile) -> None:
        self._rows = rows
        self._column = column
        self._numbers = numbers
        self._file = file
        self._taken = bytearray()
        self._index: Index | None = None
        self._count = 0
        self._others: dict[int, int] = {}  # of rows that are not sound, and the line of each
        self._missing: list[tuple[Place, str]] = []

    def reserve(self, expected: int) -> None:
        """Be ready for about so many rows in all."""
        reserve(expected, self._numbers)
        reserve(min(_BYTES_A_ROW * expected + STATUS_LIST_LENGTH, LARGEST + 1), self._taken)

    def add_all(self, numbers: Sequence[int]) -> bool:
        """Enter the numbers of sound rows, if none is there already; else none."""
        if self._others and not self._others.keys().isdisjoint(numbers):
            return False
        stop = fill(self._numbers, self._count, numbers)
        if not (self._take_all(numbers) if self._index is None else self._index.put_all(self._count, stop)):
            return False
        self._count = stop
        return True

    def _take_all(self, numbers: Sequence[int]) -> bool:
        taken = self._taken
        if max(numbers) >= len(taken):
            return self._indexed().put_all(self._count, self._count + len(numbers))
        if any(map(taken.__getitem__, numbers)) or len(set(numbers)) < len(numbers):
            return False
        for number in numbers:
            taken[number] = 1
        return True

    def _indexed(self) -> Index:
        """The index of all rows entered so far, from now on in place of the bytes."""
        if self._index is None:
            self._taken = bytearray()
            self._index = Index(self._numbers, self._count)
            self._index.put_all(0, self._count, lambda *_: False)
        return self._index

    def take(self, text: str, award_id: str) -> int:
        """The number that `text` says, -1 where it says none."""
        if not _NUMBER.fullmatch(text) or (number := int(text)) > LARGEST:
            self._refuse(text, award_id)
            return -1
        first = self._line_of(number)
        if first is not None:
            text = f"the status index {number} is taken: it stands in line {first}"
            self._rows.fault(self._column, Fault("status-index-repeated", text, "each award has its own, for ever"))
        return number

    def keep(self, number: int, is_sound: bool) -> None:
        """Enter the number of the current row, if it has one."""
        if is_sound:
            self.add_all([number])
        elif number >= 0 and self._line_of(number) is None:
            self._others[number] = self._rows.line

    def _line_of(self, number: int) -> int | None:
        """The line in which a number stands first."""
        if number in self._others:
            return self._others[number]
        if self._index is None and number < len(self._taken) and not self._taken[number]:
            return None
        row = self._indexed().find(number, lambda _: True)
        return None if row < 0 else self._file.line(row)

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
            self._others[number] = place.line
            hint = f"write a number that no award has or had, drawn at random; {number} is free"
            report.add(place, Fault("status-index-missing", "the award has no status index", hint))

    def _free(self, award_id: str) -> int:
        """A number no award has, in as many lists as leave at least half of each free."""
        lists = 1 + 2 * (self._count + len(self._others)) // STATUS_LIST_LENGTH
        space = min(lists * STATUS_LIST_LENGTH, LARGEST)
        number = int.from_bytes(sha256(award_id.encode(errors="replace")).digest()[:8], "big") % space
        while self._line_of(number) is not None:
            number = (number + 1) % space
        return number
