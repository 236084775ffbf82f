"""What a part of the site is, and what parts are made of: see `aggregates` for those there are."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from msgspec import Struct

from generator.build.plan import Plan
from generator.build.shard import Made, Work


class Part(Struct, frozen=True):
    """Something of the site that is made as a whole."""

    name: str
    digest: str
    make: Callable[[], Iterable[Made]]


class Makings(Struct, frozen=True):
    """What parts are made of: the plan, the means, the digests of the theme and of each achievement."""

    plan: Plan
    work: Work
    common: str
    achievements: dict[str, str]
