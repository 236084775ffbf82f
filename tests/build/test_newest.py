"""The newest awards and those of one list are found in columns: the same ones as by a look at every award."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from random import Random
from types import SimpleNamespace
from typing import Any

import pytest
from msgspec.structs import replace

from generator.build import newest, sitemap
from generator.build.plan import Plan, plan_site
from generator.ledger.award_ids import AwardIds
from generator.model import Accept, Achievement, Art, Award, Earner, Event, EventKind, Place, Profile, Site, Text
from generator.model import Visibility as V
from tests.build.memory import ledger_of

HERE = Place("content/awards.csv", 2)
START = datetime(2025, 1, 1, tzinfo=UTC)
SITE = Site("https://b.example.org", Text.of("B"), ("en",), Profile(Text.of("G"), "https://b.example.org/"))
X = Achievement("x", Text.of("X"), Text.of("X"), Text.of("X"), Art("content/x.png", 1, 1, Text.of("x")), HERE)
EARNER = Earner("e", "Ada", ("ada@example.com",), "en", V.PUBLIC, Accept.AUTO, "ada", HERE)


def _award(number: int, random: Random) -> Award:
    at = START + timedelta(minutes=random.randrange(40))  # often two at once
    revoked = (Event(at, "a", EventKind.REVOKED, "why", "who", HERE),) if random.random() < 0.3 else ()
    own = random.choice([None, V.PUBLIC, V.UNLISTED])
    return Award(f"{number:05d}{random.randrange(10**6):06d}", "e", "x", at, None, number, own, HERE, events=revoked)


def _plan(awards: list[Award]) -> Plan:
    site = replace(SITE, as_of=START + timedelta(minutes=35))
    return plan_site(ledger_of(site, {"x": X}, [EARNER], awards), [], "z6Mk")


@pytest.mark.parametrize("seed", range(12))
def test_the_newest_awards_are_those_that_a_look_at_every_award_finds(
    monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    random = Random(seed)
    for name, value in (("_BLOCK", random.choice([1, 2, 7])), ("_AT_FIRST", 1), ("_MORE", 2)):
        monkeypatch.setattr(newest, name, value)
    awards = [_award(number, random) for number in range(random.choice([0, 1, 30, 200]))]
    if seed % 2:
        awards.sort(key=lambda award: award.awarded_at)
    plan = _plan(awards)
    told = [
        (-award.awarded_at.timestamp(), award.id, at)
        for at, award in enumerate(awards)
        if award.visibility is not V.UNLISTED and not award.events and award.awarded_at <= START + timedelta(minutes=35)
    ]
    assert newest.newest(plan, 9) == [at for _, _, at in sorted(told)[:9]]


@pytest.mark.parametrize("bits", [0, 8, 12])
def test_each_list_of_the_sitemap_has_its_public_awards_in_order_of_their_ids(bits: int) -> None:
    random, spelled = Random(bits), "0123456789abcdefghjkmnpqrstvwxyz"
    ids = AwardIds()
    assert ids.add_all(["".join(random.choice(spelled) for _ in range(16)) for _ in range(3000)])
    ids.trim()
    plan: Any = SimpleNamespace(ledger=SimpleNamespace(awards=SimpleNamespace(ids=ids)), is_listed=lambda at: at % 3)
    keys = sorted({ids.high[at] >> 16 - bits for at in range(0, 3000, 50)} | {0, (1 << bits) - 1})
    wanted = [sorted(ids[at] for at in range(3000) if at % 3 and ids.high[at] >> 16 - bits == key) for key in keys]
    assert list(sitemap._members(plan, keys, bits)) == wanted
