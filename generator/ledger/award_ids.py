"""The ids of awards, ten bytes each: 16 characters of Crockford's base 32 are 80 bits."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from sys import byteorder
from typing import overload

from generator.ledger.bulk import are_award_ids
from generator.ledger.column import fill, reserve, trim
from generator.ledger.index import Index
from generator.ledger.texts import AWARD_ID
from generator.model.ledger import Ids

_CROCKFORD = "0123456789abcdefghjkmnpqrstvwxyz"
_BYTES = 10
_DIGITS = "0123456789abcdefghijklmnopqrstuv"  # of int(text, 32)
_TO_DIGIT = str.maketrans(_CROCKFORD, _DIGITS)
_TO_DIGITS = bytes.maketrans(_CROCKFORD.encode(), _DIGITS.encode())
_PAIRS = [first + second for first in _CROCKFORD for second in _CROCKFORD]


def spelled_id(high: int, low: int) -> str:
    """The 16 characters of an id, given its first 16 bits and the other 64."""
    return (
        f"{_PAIRS[high >> 6]}{_PAIRS[(high << 4 | low >> 60) & 1023]}{_PAIRS[low >> 50 & 1023]}"
        f"{_PAIRS[low >> 40 & 1023]}{_PAIRS[low >> 30 & 1023]}{_PAIRS[low >> 20 & 1023]}"
        f"{_PAIRS[low >> 10 & 1023]}{_PAIRS[low & 1023]}"
    )


class AwardIds(Ids):
    """Ids by position, and positions by id. An id is made when it is asked for."""

    def __init__(self) -> None:
        self._low = array("Q")  # the last 64 bits of each id: codes for the index
        self._high = array("H")  # the 16 in front of them
        self._index: Index | None = Index(self._low)
        self._count = 0

    @property
    def high(self) -> array[int]:
        return self._high

    @property
    def low(self) -> array[int]:
        return self._low

    def __len__(self) -> int:
        return self._count

    @overload
    def __getitem__(self, at: int) -> str: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[str]: ...
    def __getitem__(self, at: int | slice) -> str | Sequence[str]:
        if isinstance(at, slice):
            return [self[position] for position in range(len(self))[at]]
        position = range(len(self))[at]  # columns may be longer as long as they are filled in
        return spelled_id(self._high[position], self._low[position])

    def __contains__(self, award_id: object) -> bool:
        return isinstance(award_id, str) and self.find(award_id) is not None

    def find(self, award_id: str) -> int | None:
        """The position of an id."""
        if not AWARD_ID.fullmatch(award_id):
            return None
        if self._index is None:
            self._index = Index(self._low, len(self))
            self._index.put_all(0, len(self), lambda *_: False)
        high, low = divmod(int(award_id.translate(_TO_DIGIT), 32), 1 << 64)
        at = self._index.find(low, lambda row: self._high[row] == high)
        return None if at < 0 else at

    def find_all(self, ids: Sequence[str]) -> list[int | None]:
        """The position of each id."""
        if self._index is None or not are_award_ids(ids):
            return list(map(self.find, ids))
        low, high = packed(ids)
        found = self._index.find_codes(low)
        if all(at >= 0 and self._high[at] == first for at, first in zip(found, high, strict=True)):
            return list(found)
        return list(map(self.find, ids))

    def restore(self, low: array[int], high: array[int]) -> None:
        """Become what `low` and `high` were taken from, after the last id."""
        self._low, self._high, self._index, self._count = low, high, None, len(low)

    def replace(self, first: int, stop: int, ids: Sequence[str]) -> None:
        """Put ids that no other position has in place of those from `first` up to `stop`."""
        self._low[first:stop], self._high[first:stop] = packed(ids) if ids else (array("Q"), array("H"))
        self._index, self._count = None, len(self._low)

    def reserve(self, expected: int) -> None:
        """Be ready for about so many ids in all."""
        reserve(expected, self._low, self._high)
        if self._index is not None:
            self._index.reserve(expected)

    def add_all(self, ids: Sequence[str]) -> bool:
        """Add ids, if none is there already; else none of them."""
        assert self._index is not None, "no id comes after the last one"
        first, high = self._count, self._high
        for column, more in zip((self._low, high), packed(ids), strict=True):
            stop = fill(column, first, more)
        if not self._index.put_all(first, stop, lambda row, other: high[row] == high[other]):
            return False
        self._count = stop
        return True

    def take_back(self, first: int) -> None:
        """Forget the ids that were added last, from `first` on."""
        assert self._index is not None
        self._index.take_back(first, self._count)
        self._count = first

    def trim(self) -> None:
        """After the last id."""
        trim(self._count, self._low, self._high)

    def forget_index(self) -> None:
        """Free what finds ids, until somebody looks for one again."""
        self._index = None

    def in_order(self) -> array[int]:
        """The positions of all ids in the order of the ids."""
        low, high = self._low, self._high
        heaps = [array("I") for _ in range(64)]  # by the first six bits: to sort a heap takes little memory
        for row, first in enumerate(high):
            heaps[first >> 10].append(row)
        found = array("I")
        for heap in heaps:
            found.extend(sorted(heap, key=lambda row: (high[row] << 64) | low[row]))
        return found


def packed(ids: Sequence[str]) -> tuple[array[int], array[int]]:
    """The last 64 bits of each id, and the first 16."""
    count = len(ids)
    digits = "".join(ids).encode().translate(_TO_DIGITS)
    data = int(digits, 32).to_bytes(_BYTES * count, "big")
    return _column("Q", [data[at::_BYTES] for at in range(9, 1, -1)]), _column("H", [data[1::_BYTES], data[0::_BYTES]])


def _column(typecode: str, parts: Sequence[bytes]) -> array[int]:
    """Numbers of several bytes, given a byte of each: the least significant ones first."""
    width = len(parts)
    data = bytearray(width * len(parts[0]))
    for at, part in enumerate(parts):
        data[at::width] = part
    found = array(typecode, bytes(data))
    if byteorder == "big":
        found.byteswap()
    return found
