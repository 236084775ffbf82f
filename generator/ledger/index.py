"""Which row has a key, for millions of rows: open addressing over row numbers, four bytes a place.

The keys stay where they are. An Index knows a column of their codes (64-bit numbers, equal for equal keys) and asks,
where two codes agree, whether the keys do. Nothing here depends on how codes are made; where they are `hash(text)`,
which differs from run to run, that shows in no result, and nobody can prepare keys that collide.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Sequence

_SMALLEST = 61
_MOST_FULL = 0.7

IsSame = Callable[[int], bool]


code_of: Callable[[str], int] = hash
"""The code of a key that is text."""


class Index:
    """Rows by the code in `codes`, which has one for each row and grows with them."""

    def __init__(self, codes: Sequence[int], expected: int = 0) -> None:
        self._codes = codes
        self._count = 0
        self._table = _places(expected)

    def __len__(self) -> int:
        return self._count

    def find(self, code: int, is_same: IsSame) -> int:
        """The row with this code of which `is_same(row)` is true, -1 where there is none."""
        table, codes = self._table, self._codes
        size = len(table)
        place = code % size
        while row := table[place]:
            if codes[row - 1] == code and is_same(row - 1):
                return row - 1
            place = (place + 1) % size
        return -1

    def find_codes(self, wanted: Iterable[int]) -> list[int]:
        """For each code the first row that has it, -1 where there is none. The keys are for the caller to compare."""
        table, codes = self._table, self._codes
        size = len(table)
        rows = []
        for code in wanted:
            place = code % size
            while (row := table[place]) and codes[row - 1] != code:
                place = (place + 1) % size
            rows.append(row - 1)
        return rows

    def put(self, row: int) -> None:
        """Add `row`, whose key no other row has."""
        self.put_all(row, row + 1, lambda *_: False)

    def put_all(self, first: int, stop: int, is_same: Callable[[int, int], bool] | None = None) -> bool:
        """Add the rows from `first` up to `stop`, if none of them has the key of another row; else none of them.

        `is_same(row, other)` compares keys whose codes agree; without it codes are keys.
        """
        self._make_room(stop - first)
        table, codes = self._table, self._codes
        size = len(table)
        for number, code in enumerate(codes[first:stop], first + 1):
            place = code % size
            while other := table[place]:
                if codes[other - 1] == code and (is_same is None or is_same(number - 1, other - 1)):
                    self._remove(first, number - 1)
                    return False
                place = (place + 1) % size
            table[place] = number
        self._count += stop - first
        return True

    def take_back(self, first: int, stop: int) -> None:
        """Remove the rows from `first` up to `stop`: the last ones added, in that order."""
        self._remove(first, stop)
        self._count -= stop - first

    def _remove(self, first: int, stop: int) -> None:
        table = self._table
        size = len(table)
        for row in range(stop - 1, first - 1, -1):
            place = self._codes[row] % size
            while table[place] != row + 1:
                place = (place + 1) % size
            table[place] = 0

    def reserve(self, expected: int) -> None:
        """Be ready for so many rows in all: a table that grows is two tables for a while."""
        self._make_room(expected - self._count)

    def _make_room(self, more: int) -> None:
        wanted = self._count + more
        if wanted <= _MOST_FULL * len(self._table):
            return
        old, self._table = self._table, _places(max(wanted, 2 * self._count))
        table, codes = self._table, self._codes
        size = len(table)
        for row in old:
            if row:
                place = codes[row - 1] % size
                while table[place]:
                    place = (place + 1) % size
                table[place] = row


def _places(expected: int) -> array[int]:
    """A table for that many rows, five eighths full with them. Of odd length, so that every bit of a code counts."""
    return array("I", [0]) * max(_SMALLEST, expected * 8 // 5 | 1)


class Codes:
    """A set of codes, eight bytes a place. Two texts with one code are taken for the same."""

    def __init__(self) -> None:
        self._table = array("q", [0]) * _SMALLEST
        self._count = 0

    def __contains__(self, text: object) -> bool:
        assert isinstance(text, str)
        return self._table[self._place(code_of(text))] != 0

    def add(self, text: str) -> None:
        code = code_of(text) or 1
        place = self._place(code)
        if self._table[place]:
            return
        self._table[place] = code
        self._count += 1
        if self._count > _MOST_FULL * len(self._table):
            old = self._table
            self._table = array("q", [0]) * (2 * len(old) + 1)
            for code in old:
                if code:
                    self._table[self._place(code)] = code

    def _place(self, code: int) -> int:
        """Where `code` is, or would be."""
        table, size = self._table, len(self._table)
        code = code or 1
        place = code % size
        while (there := table[place]) and there != code:
            place = (place + 1) % size
        return place
