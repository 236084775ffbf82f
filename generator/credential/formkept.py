"""Which parts of compiled credentials are kept, and for what a new one is made.

At most so many as asked for, those that were used last. Making a part costs about four awards' worth of the plain way;
so once all places are taken, a newcomer gets one, in place of the part not used for longest, only if it comes up often
within a short time. In a ledger of very many achievements in no order, parts would otherwise be made for nothing.

What a part is, and whether it can be trusted, is for `template`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable
from typing import Generic, TypeVar

from msgspec import Struct, field

SIGHTINGS = 8  # of a newcomer, before another's part is given up for it
WINDOW = 4  # times as many calls as there are places: over so many are sightings counted, then anew

Form = TypeVar("Form")


class Part(Struct, Generic[Form]):
    """A part of a form; `form` is None where it cannot be made or has been refused.

    `digests` and `documents` count what it was used for; `partners` are the keys of parts it has been tried with.
    """

    key: Hashable
    form: Form | None
    is_trusted: bool = False
    digests: int = 0
    documents: int = 0
    partners: set[Hashable] = field(default_factory=set)


class Kept(Generic[Form]):
    """The parts of one kind that were used last, at most `most`."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._parts: dict[Hashable, Part[Form]] = {}  # used last at the end
        self._seen: Counter[Hashable] = Counter()
        self._sightings = 0

    def find(self, key: Hashable) -> Part[Form] | None:
        """The part for `key`, which is now the one used last."""
        part = self._parts.pop(key, None)
        if part is not None:
            self._parts[key] = part
        return part

    def has_room_for(self, key: Hashable) -> bool:
        """Whether to make a part for `key`, asked each time it comes up without one."""
        if len(self._parts) < self._most:
            return True
        if self._sightings >= WINDOW * max(self._most, SIGHTINGS):
            self._seen.clear()
            self._sightings = 0
        self._seen[key] += 1
        self._sightings += 1
        return self._most > 0 and self._seen[key] >= SIGHTINGS

    def keep(self, part: Part[Form]) -> Part[Form]:
        """Keep `part`; there is room for it, or room is made."""
        self._seen.pop(part.key, None)
        if len(self._parts) >= self._most:
            del self._parts[next(iter(self._parts))]
        self._parts[part.key] = part
        return part
