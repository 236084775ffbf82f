"""Ids of awards and earners, and status indexes: drawn at random, because they must not be guessable, and permanent.

Indexes come from as many lists as leave at least half of each free: then neither their order nor their number tells
how many awards there are, or when which was made. DESIGN, D8.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable

from generator.addresses import STATUS_LIST_LENGTH
from generator.model import Ledger

_CROCKFORD = "0123456789abcdefghjkmnpqrstvwxyz"
_EARNER_LETTERS = 8  # 40 bits: it stands nowhere but in private files, and is looked up before it is used


class Draws:
    """What is free in a ledger, for up to `count` new awards. `below(n)` gives a random number from 0 to n - 1."""

    def __init__(self, ledger: Ledger, count: int, below: Callable[[int], int] = secrets.randbelow) -> None:
        self._below = below
        self._ledger = ledger
        awards = ledger.awards
        lists = 1 + 2 * (len(awards) + count) // STATUS_LIST_LENGTH
        self._taken = bytearray(lists * STATUS_LIST_LENGTH)
        for number in awards.status_index:
            if number < len(self._taken):
                self._taken[number] = 1

    def award_id(self) -> str:
        """80 random bits that no award has."""
        while self._ledger.awards.row_of(found := self._letters(16)) is not None:
            pass
        return found

    def earner_id(self) -> str:
        """An id that no earner of the ledger has."""
        while self._ledger.earners.row_of(found := "e" + self._letters(_EARNER_LETTERS)) is not None:
            pass
        return found

    def status_index(self) -> int:
        """A number that no award has, taken from now on."""
        while self._taken[number := self._below(len(self._taken))]:
            pass
        self._taken[number] = 1
        return number

    def _letters(self, count: int) -> str:
        number = self._below(32**count)
        return "".join(_CROCKFORD[number >> 5 * at & 31] for at in range(count))
