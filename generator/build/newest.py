"""The feed of the site: its newest public awards, found in columns of the ledger."""

from __future__ import annotations

import heapq
from collections.abc import Iterator, Mapping
from itertools import islice

from generator import addresses
from generator.build.delta import Delta
from generator.build.digests import digest_of
from generator.build.part import Makings, Part
from generator.build.plan import BEGINS_LATER, STANDINGS, Plan
from generator.build.shard import Made
from generator.build.state import Unit
from generator.model import Standing
from generator.pages.feed import ENTRIES, site_feed

_GOOD = STANDINGS.index(Standing.GOOD)


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
    awards = [ledger.awards[position] for position in newest(plan, ENTRIES)]
    told = [(award, ledger.achievements[award.achievement], ledger.earners[award.earner]) for award in awards]
    return site_feed(makings.work.frames[plan.site.languages[0]], told)


def newest(plan: Plan, count: int) -> list[int]:
    """The positions of the newest public awards in good standing, newest first; of one second by their ids.

    Ledgers grow at the end. So the last rows tell from when on an award may be among the newest, and of the others,
    a million perhaps, only those are looked at that are no older.
    """
    column, ids = plan.ledger.awards.awarded_at, plan.ledger.awards.ids

    def is_told(position: int) -> bool:
        has_begun = not plan.traits[position] & BEGINS_LATER
        return has_begun and plan.is_listed(position) and plan.ledger.awards.standing[position] == _GOOD

    last = list(islice(filter(is_told, reversed(range(len(column)))), count))
    since = min((column[position] for position in last), default=0) if len(last) == count else -(1 << 62)
    found = [position for position, at in enumerate(column) if at >= since]
    return heapq.nsmallest(count, filter(is_told, found), key=lambda position: (-column[position], ids[position]))
