"""Traits are the same, whether all awards are looked at or the last build spares most of that."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from random import Random
from zlib import crc32

import pytest
from msgspec.structs import replace

from generator.build import traits
from generator.build.plan import Plan, plan_site
from generator.build.traits import Before
from generator.model import Accept, Achievement, Art, Award, Earner, Event, EventKind, Place, Profile, Site, Text
from generator.model import Visibility as V
from tests.build.memory import SomeAwards, SomeEarners, ledger_of

HERE = Place("content/awards.csv", 2)
DAY = datetime(2026, 1, 1, tzinfo=UTC)
SITE = Site("https://b.example.org", Text.of("B"), ("en",), Profile(Text.of("G"), "https://b.example.org/"), as_of=DAY)
X = Achievement("x", Text.of("X"), Text.of("X"), Text.of("X"), Art("content/x.png", 1, 1, Text.of("x")), HERE)


def _earner(random: Random, number: int) -> Earner:
    handle = random.choice(["", f"h{number}"])
    visibility = random.choice([V.PUBLIC, V.PUBLIC, V.SEALED])
    return Earner(f"e{number}", "Ada", (f"a{number}@example.com",), "en", visibility, Accept.AUTO, handle, HERE)


def _award(random: Random, number: int) -> Award:
    at = DAY + timedelta(days=random.randrange(-90, 9))
    kinds = random.choice([(), (), (EventKind.REVOKED,), (EventKind.REISSUED,)])
    events = tuple(Event(at + timedelta(days=random.randrange(9)), "a", kind, "y", "z", HERE) for kind in kinds)
    ends = random.choice([None, at + timedelta(days=60)])
    own = random.choice([None, V.UNLISTED, V.SEALED])
    return Award(f"a{number}", f"e{random.randrange(6)}", "x", at, ends, number, own, HERE, events=events)


def _plan(earners: Sequence[Earner], awards: Sequence[Award], before: Before | None = None) -> Plan:
    ledger = ledger_of(SITE, {"x": X}, earners, awards)
    assert isinstance(ledger.earners, SomeEarners) and isinstance(ledger.awards, SomeAwards)
    of = {earner.id: earner for earner in earners}
    ledger.earners.mark = array("Q", (crc32(repr(earner).encode()) for earner in earners))
    ledger.awards.mark = array("Q", (crc32(repr((award, of[award.earner])).encode()) for award in awards))
    return plan_site(ledger, [], "z6Mk", before=before, originals={2: 5})


@pytest.mark.parametrize("seed", range(40))
def test_what_the_last_build_knew_changes_no_trait(monkeypatch: pytest.MonkeyPatch, seed: int) -> None:
    random = Random(seed)
    monkeypatch.setattr(traits, "_BLOCK", random.choice([1, 3, 8, 4096]))
    earners, awards = [_earner(random, n) for n in range(6)], [_award(random, n) for n in range(30)]
    last = _plan(earners, awards)
    marks = array("Q", (last.ledger.earners.mark[row] for row in last.profiles.rows))
    before = Before(last.marks(), last.traits, marks)
    for number in random.sample(range(30), random.randrange(4)):
        awards[number] = _award(random, number)
    if seed % 3 == 0:
        earners[1] = replace(_earner(random, 1), name="Bob")
    if seed % 4 == 0:
        del awards[random.randrange(30)]
    awards += [_award(random, 30 + n) for n in range(random.randrange(3))]
    assert _plan(earners, awards, before).traits == _plan(earners, awards).traits
