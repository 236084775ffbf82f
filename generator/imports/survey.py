"""The first look at a file: what has to be known before any row can be judged.

Which badges there are, how dates are written, whose awards were not all accepted, and which earners of the ledger are
met: only of their awards need it be known what the ledger has.
"""

from __future__ import annotations

from collections.abc import Callable

from msgspec import Struct, field

from generator.imports.dates import Column, Order
from generator.imports.incoming import Described, Field, Incoming, Source, Status, Unread
from generator.ledger.faults import Fault
from generator.model import Ledger, Place

_STEPS = 200  # of a progress bar


class Badge(Struct):
    """One badge of the file: where it is first, how often, and what is said of it."""

    place: Place
    name: str = ""
    count: int = 0
    described: Described | None = None


class Seen(Struct):
    """What the file holds, as far as it matters beforehand."""

    rows: int = 0
    badges: dict[str, Badge] = field(default_factory=dict)
    asking: set[str] = field(default_factory=set)
    awarded: Column = field(default_factory=lambda: Column(Field.AWARDED))
    expires: Column = field(default_factory=lambda: Column(Field.EXPIRES))

    def orders(
        self, asked: Order | None, source: Source
    ) -> tuple[dict[Field, Order | None], list[tuple[Place, Fault]]]:
        """The order of day and month in each column; what keeps it from being known."""
        found: dict[Field, Order | None] = {}
        faults: list[tuple[Place, Fault]] = []
        # Both columns were written by one program: what one shows counts for the other.
        shown = self.awarded.shown or self.expires.shown
        for word, column in ((Field.AWARDED, self.awarded), (Field.EXPIRES, self.expires)):
            decided = column.decide(asked or (column.shown or shown))
            if isinstance(decided, tuple):
                faults.append((source.place(decided[0], word), decided[1]))
            else:
                found[word] = decided
        return found, faults


def look_at(source: Source, ledger: Ledger, tick: Callable[[int], None]) -> tuple[Seen, set[int]]:
    """Go through the file once. Gives what is in it, and the positions of the earners that it speaks of."""
    seen, rows, before = Seen(), set[int](), 0
    addresses: set[str] = set()
    step = max(1, source.size // _STEPS)
    for item in source.rows():
        seen.rows += 1
        if source.seen - before >= step:
            tick(source.seen - before)
            before = source.seen
        if isinstance(item, Unread):
            continue
        _note(seen, item, source)
        if item.email and (mail := item.email.lower()) not in addresses:
            addresses.add(mail)
            if (row := ledger.earners.row_of_address(mail)) is not None:
                rows.add(row)
        if item.person and (row := ledger.earners.row_of(item.person)) is not None:
            rows.add(row)
    tick(source.size - before)
    return seen, rows


def _note(seen: Seen, item: Incoming, source: Source) -> None:
    badge = seen.badges.get(item.badge)
    if badge is None:
        badge = seen.badges[item.badge] = Badge(source.place(item.line, Field.BADGE), item.badge_name)
    badge.count += 1
    if item.described and (badge.described is None or (item.described.picture and not badge.described.picture)):
        badge.described = item.described
    seen.awarded.see(item.awarded, item.line)
    seen.expires.see(item.expires, item.line)
    if item.status in (Status.PENDING, Status.DECLINED) and item.email:
        seen.asking.add(item.email.lower())
