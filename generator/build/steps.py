"""What pools are given to do beside issuing: things taken over from the site that stands, and pages of earners."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import islice

from msgspec import Struct

from generator.build.plan import Plan
from generator.build.pool import Step

KEPT_AT_ONCE = 2_000
PROFILES_AT_ONCE = 50


class Keeping(Struct):
    """Takes over some of `things` at a time by `method`; `some` gives what the method wants to know of them.

    The number of a step is the place of its first.
    """

    things: Sequence[int]
    some: Callable[[Sequence[int]], object]
    method: str
    _at: int = 0

    def next_step(self, worker: int) -> Step | None:
        chunk = self.things[self._at : self._at + KEPT_AT_ONCE]
        if not chunk:
            return None
        number, self._at = self._at, self._at + KEPT_AT_ONCE
        return Step(number, self.method, (self.some(chunk),))


class Profiling(Struct):
    """Makes the pages of the earners at `rows` of the ledger. The number of a step is that of its earners."""

    plan: Plan
    rows: Iterator[int]

    def next_step(self, worker: int) -> Step | None:
        some = list(islice(self.rows, PROFILES_AT_ONCE))
        if not some:
            return None
        positions = [position for row in some for position in self.plan.profiles.positions(row)]
        return Step(len(some), "profiles", (self.plan.ledger.awards.batch(positions),))
