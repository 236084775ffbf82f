"""The feed of the site: its newest public awards, found in columns of the ledger."""

from __future__ import annotations

import heapq
from collections.abc import Iterator, Mapping, Sequence

from generator import addresses
from generator.build.delta import Delta
from generator.build.digests import digest_of
from generator.build.part import Makings, Part
from generator.build.plan import Plan
from generator.build.shard import Made
from generator.build.state import Unit
from generator.build.traits import BEGINS_LATER, STANDINGS
from generator.model import Standing
from generator.pages.feed import ENTRIES, site_feed

_GOOD = STANDINGS.index(Standing.GOOD)
_BLOCK = 256
_LONG_AGO = -(1 << 62)
_AT_FIRST, _MORE = 8, 16  # blocks that are looked at for each award that is wanted; how many times more after that


def feed_parts(makings: Makings, delta: Delta | None, before: Mapping[str, Unit]) -> Iterator[Part]:
    """The feed, where the site has one. Nothing is looked for where no award has changed."""
    if not makings.plan.site.hosting.feed:
        return
    path = addresses.feed()
    unit = before.get(path)
    if unit is not None and delta is not None and not delta.earners:
        yield Part(path, unit.digest, tuple)
        return
    data = _feed(makings)
    yield Part(path, digest_of(data), lambda: [Made(path, data)])


def _feed(makings: Makings) -> bytes:
    plan, ledger = makings.plan, makings.plan.ledger
    positions = newest(plan, ENTRIES)
    awards = [ledger.awards[position] for position in positions]
    earners = ledger.earners.read([ledger.awards.earner_row[position] for position in positions])
    told = [
        (award, ledger.achievements[award.achievement], earner) for award, earner in zip(awards, earners, strict=True)
    ]
    return site_feed(makings.work.frames[plan.site.languages[0]], told)


def newest(plan: Plan, count: int) -> list[int]:
    """The positions of the newest public awards in good standing, newest first; of one second by their ids.

    Of a million awards only those are looked at that are among the newest by their times alone; where too few of these
    are public, more.
    """
    column, ids = plan.ledger.awards.awarded_at, plan.ledger.awards.ids

    def is_told(position: int) -> bool:
        has_begun = not plan.traits[position] & BEGINS_LATER
        return has_begun and plan.is_listed(position) and plan.ledger.awards.standing[position] == _GOOD

    tops = [max(column[start : start + _BLOCK]) for start in range(0, len(column), _BLOCK)]
    looked_at = _AT_FIRST * count
    while True:
        # Each of these blocks has an award that is at least as new as `since`: what is older is not among the newest.
        since = heapq.nlargest(looked_at, tops)[-1] if looked_at < len(tops) else _LONG_AGO
        found = [position for position in _since(column, tops, since) if is_told(position)]
        if len(found) >= count or looked_at >= len(tops):
            return heapq.nsmallest(count, found, key=lambda position: (-column[position], ids[position]))
        looked_at *= _MORE


def _since(column: Sequence[int], tops: Sequence[int], since: int) -> Iterator[int]:
    """The positions of the numbers not below `since`; `tops` has the largest of each block."""
    for number, top in enumerate(tops):
        if top >= since:
            start = number * _BLOCK
            yield from (at for at, value in enumerate(column[start : start + _BLOCK], start) if value >= since)
