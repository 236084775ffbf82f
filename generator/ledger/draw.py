"""What a new award gets by lot: its id, which is its address, and its bit in the status lists. Neither tells anything.

Both stand in a signed document and on the web for ever: neither may say how many awards there are, in which order they
were made, or who is next.
"""

from __future__ import annotations

import secrets
from collections.abc import Container, Sequence

from generator.addresses import STATUS_LIST_LENGTH
from generator.ledger.award_ids import spelled_id
from generator.ledger.numbers import LARGEST


def new_award_id(taken: Container[str]) -> str:
    """80 random bits as 16 characters, not in `taken`."""
    while True:
        drawn = spelled_id(secrets.randbits(16), secrets.randbits(64))
        if drawn not in taken:
            return drawn


def new_status_indexes(used: Sequence[int], count: int) -> list[int]:
    """`count` numbers that are not in `used`, from as many lists as leave at least half of each free."""
    taken = set(used)
    lists = 1 + 2 * (len(taken) + count) // STATUS_LIST_LENGTH
    space = min(lists * STATUS_LIST_LENGTH, LARGEST + 1)
    drawn: list[int] = []
    while len(drawn) < count:
        number = secrets.randbelow(space)
        if number not in taken:
            taken.add(number)
            drawn.append(number)
    return drawn
