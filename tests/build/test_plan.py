"""Decisions before anything is made: which awards are on the site, whose profiles, which bits."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from msgspec.structs import replace

from generator.build.plan import plan_site, plan_status_lists
from generator.build.traits import (
    BEGINS_LATER,
    EXPIRED,
    HAS_PROFILE,
    STANDING_SHIFT,
    STANDINGS,
    VISIBILITIES,
    VISIBILITY_BITS,
)
from generator.model import (
    Accept,
    Achievement,
    Art,
    Award,
    Earner,
    Event,
    EventKind,
    Ledger,
    Place,
    Profile,
    Site,
    Text,
    Visibility,
)
from tests.build.memory import ledger_of

HERE = Place("content/awards.csv", 2)
AT = datetime(2025, 1, 1, tzinfo=UTC)
SITE = Site("https://badges.example.org", Text.of("B"), ("en",), Profile(Text.of("G"), "https://badges.example.org/"))
ART = Art("content/x.png", 1, 1, Text.of("x"))


def _events(*kinds: EventKind) -> tuple[Event, ...]:
    return tuple(Event(AT, "a", kind, "why", "who", HERE) for kind in kinds)


def _award(award_id: str = "a", *kinds: EventKind, **changes: Any) -> Award:
    values: dict[str, Any] = {
        "id": award_id,
        "earner": "e",
        "achievement": "x",
        "awarded_at": AT,
        "expires_at": None,
        "status_index": 5,
        "visibility": None,
        "place": HERE,
        "events": _events(*kinds),
    }
    return Award(**values | changes)


def _ledger(*awards: Award, visibility: Visibility = Visibility.PUBLIC, accept: Accept = Accept.AUTO) -> Ledger:
    earner = Earner("e", "Ada", ("ada@example.com",), "en", visibility, accept, "ada", HERE)
    achievement = Achievement("x", Text.of("X"), Text.of("X"), Text.of("X"), ART, HERE)
    return ledger_of(SITE, {"x": achievement}, [earner], awards)


def _shown(ledger: Ledger) -> tuple[list[str], int, list[str]]:
    """The awards on the site, how many of them can be found, and who has a page."""
    plan = plan_site(ledger, [], "z6Mk")
    ids = [award.id for award in ledger.awards]
    return [ids[at] for at in plan.shown], plan.listed(), [e.id for e in ledger.earners.read(plan.profiles.rows)]


K, V, A = EventKind, Visibility, Accept


@pytest.mark.parametrize(
    ("kinds", "visibility", "accept", "own", "shown", "listed"),
    [
        ((), V.PUBLIC, A.AUTO, None, True, True),
        ((), V.UNLISTED, A.AUTO, None, True, False),
        ((), V.PUBLIC, A.AUTO, V.UNLISTED, True, False),
        ((), V.UNLISTED, A.AUTO, V.PUBLIC, True, False),
        ((), V.SEALED, A.AUTO, V.PUBLIC, False, False),
        ((), V.PUBLIC, A.AUTO, V.SEALED, False, False),
        ((), V.NONE, A.AUTO, V.PUBLIC, False, False),
        ((), V.PUBLIC, A.ASK, None, False, False),
        ((K.OFFERED,), V.PUBLIC, A.ASK, None, False, False),
        ((K.OFFERED, K.CLAIMED), V.PUBLIC, A.ASK, None, True, True),
        ((K.CLAIMED, K.DECLINED), V.PUBLIC, A.ASK, None, False, False),
        ((K.DECLINED,), V.PUBLIC, A.AUTO, None, False, False),
        ((K.DECLINED, K.CLAIMED), V.PUBLIC, A.NEVER, None, True, True),
        ((), V.PUBLIC, A.NEVER, None, False, False),
        ((K.PUBLISHED,), V.PUBLIC, A.ASK, V.UNLISTED, True, True),
        ((K.PUBLISHED, K.SEALED), V.PUBLIC, A.AUTO, None, False, False),
        ((K.SEALED, K.UNLISTED), V.PUBLIC, A.AUTO, None, True, False),
        ((K.PUBLISHED,), V.UNLISTED, A.AUTO, None, True, False),
        ((K.REVOKED,), V.PUBLIC, A.AUTO, None, True, True),
    ],
)
def test_an_award_is_shown_when_its_earner_takes_part_and_the_more_private_word_wins(
    kinds: tuple[EventKind, ...],
    visibility: Visibility,
    accept: Accept,
    own: Visibility | None,
    shown: bool,
    listed: bool,
) -> None:
    ids, in_lists, _ = _shown(_ledger(_award("a", *kinds, visibility=own), visibility=visibility, accept=accept))
    assert (bool(ids), bool(in_lists)) == (shown, listed)


def test_a_profile_is_there_for_public_earners_with_something_to_show() -> None:
    assert _shown(_ledger(_award()))[2] == ["e"]
    assert _shown(_ledger(_award(visibility=V.UNLISTED)))[2] == []
    assert _shown(_ledger(_award(), visibility=V.UNLISTED))[2] == []


@pytest.mark.parametrize(
    ("kinds", "revocation", "suspension"),
    [
        ((), False, False),
        ((K.REVOKED,), True, False),
        ((K.SUSPENDED,), True, True),
        ((K.SUSPENDED, K.REINSTATED), False, False),
        ((K.SUSPENDED, K.REVOKED), True, False),
        ((K.REVOKED, K.REINSTATED), False, False),
    ],
)
def test_the_revocation_bit_decides_and_the_suspension_bit_explains(
    kinds: tuple[EventKind, ...], revocation: bool, suspension: bool
) -> None:
    lists = {entry.purpose: entry for entry in plan_status_lists(_ledger(_award("a", *kinds)))}
    assert (5 in lists["revocation"].set_bits, 5 in lists["suspension"].set_bits) == (revocation, suspension)


def test_a_revoked_badge_keeps_its_bit_when_it_is_not_on_the_site() -> None:
    lists = plan_status_lists(_ledger(_award("a", K.REVOKED), visibility=V.SEALED))
    assert lists[0].set_bits == {5}


def test_lists_come_in_pairs_for_each_block_in_use_dated_by_the_ledger() -> None:
    ledger = _ledger(_award("a"), _award("b", status_index=3 * 131_072))
    lists = plan_status_lists(ledger)
    assert [(entry.number, entry.purpose) for entry in lists] == [
        (1, "revocation"), (1, "suspension"), (4, "revocation"), (4, "suspension"),
    ]  # fmt: skip
    assert {entry.as_of for entry in lists} == {"2025-01-01T00:00:00Z"}


def test_a_site_moves_with_its_issuers_page() -> None:
    moved = plan_site(_ledger(_award()), [], "z6Mk", base_url="http://localhost:8000")
    assert moved.site.base_url == "http://localhost:8000"
    assert moved.site.issuer.url == "http://localhost:8000/"
    assert moved.method == "did:web:localhost%3A8000#z6Mk"


MOMENTS = {
    "expired": ({"expires_at": datetime(2025, 6, 1, tzinfo=UTC)}, EXPIRED),
    "not yet": ({"expires_at": datetime(2027, 6, 1, tzinfo=UTC)}, 0),
    "this very second": ({"expires_at": datetime(2026, 1, 1, tzinfo=UTC)}, 0),
    "later": ({"awarded_at": datetime(2027, 1, 1, tzinfo=UTC)}, BEGINS_LATER),
    "plain": ({}, 0),
}


@pytest.mark.parametrize("case", MOMENTS)
def test_traits_say_what_a_page_depends_on_by_the_day_of_the_ledger(case: str) -> None:
    changes, wanted = MOMENTS[case]
    ledger = _ledger(_award("a", **changes), _award("b"))
    traits = plan_site(replace(ledger, site=replace(SITE, as_of=datetime(2026, 1, 1, tzinfo=UTC))), [], "z6Mk").traits
    assert [trait & (EXPIRED | BEGINS_LATER) for trait in traits] == [wanted, 0]
    assert plan_site(ledger, [], "z6Mk").traits[0] & (EXPIRED | BEGINS_LATER) == 0


def test_an_edition_that_begins_later_is_told_by_its_reissue() -> None:
    event = Event(datetime(2027, 1, 1, tzinfo=UTC), "a", EventKind.REISSUED, "", "who", HERE)
    ledger = _ledger(_award("a", events=(event,)))
    plan = plan_site(replace(ledger, site=replace(SITE, as_of=datetime(2026, 1, 1, tzinfo=UTC))), [], "z6Mk")
    assert plan.traits[0] & BEGINS_LATER


@pytest.mark.parametrize("kind", [None, K.REVOKED, K.SUSPENDED])
@pytest.mark.parametrize("visibility", list(Visibility))
def test_traits_hold_visibility_standing_and_whether_there_is_a_profile(
    kind: EventKind | None, visibility: Visibility
) -> None:
    award = _award("a", *([kind] if kind else []), visibility=visibility)
    plan = plan_site(_ledger(award, _award("b")), [], "z6Mk")
    trait = plan.traits[0]
    assert VISIBILITIES[trait & VISIBILITY_BITS] is visibility
    assert STANDINGS[trait >> STANDING_SHIFT & 3] is award.standing()[0]
    assert trait & HAS_PROFILE


def test_an_earners_awards_are_found_alike_one_by_one_and_all_together() -> None:
    """A few earners are looked for, many are sorted once: both ways give the same."""
    awards = [_award(f"a{n}", visibility=V.UNLISTED if n % 3 == 0 else None, status_index=n) for n in range(12)]
    plan = plan_site(_ledger(*awards), [], "z6Mk")
    wanted = [n for n in range(12) if n % 3]
    assert [list(plan.profiles.positions(0)) for _ in range(30)] == [wanted] * 30
    assert [award.id for award in plan.profiles.awards(0)] == sorted(f"a{n}" for n in wanted)


def _holders(*awards: Award, **changes: Any) -> int:
    ledger = _ledger(*awards, **changes)
    shown = replace(ledger, site=replace(ledger.site, show_holders=True, as_of=AT))
    assert plan_site(ledger, [], "z6Mk").holders == {}
    return plan_site(shown, [], "z6Mk").holders["x"]


def test_who_holds_a_badge_twice_counts_once() -> None:
    assert _holders(_award("a"), _award("b", status_index=6)) == 1


@pytest.mark.parametrize(
    "award",
    [
        _award("a", K.REVOKED),
        _award("a", K.SUSPENDED),
        _award("a", visibility=V.UNLISTED),
        _award("a", expires_at=datetime(2024, 12, 31, tzinfo=UTC)),
        _award("a", awarded_at=datetime(2026, 1, 1, tzinfo=UTC)),
    ],
    ids=["revoked", "suspended", "unlisted", "expired", "to come"],
)
def test_who_does_not_hold_a_badge_for_all_to_see_is_not_counted(award: Award) -> None:
    assert _holders(award) == 0


def test_an_earner_who_is_not_public_holds_nothing_for_all_to_see() -> None:
    assert _holders(_award("a"), visibility=V.UNLISTED) == 0
