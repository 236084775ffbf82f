"""Open Badges 2.0: three documents that say by address who, what and whom, and nothing of an earner's mail."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from pyld import jsonld

from generator.addresses import Addresses
from generator.credential import ob2
from generator.model import (
    Achievement,
    Alignment,
    Art,
    Award,
    Event,
    EventKind,
    Evidence,
    Place,
    Profile,
    Site,
    Skill,
    Text,
)

HERE = Place("content/awards.csv")
BASE = "https://badges.example.org"
WHERE = Addresses(BASE)


def at(day: str) -> datetime:
    return datetime.fromisoformat(day).replace(tzinfo=UTC)


ISSUER = Profile(Text.of("Orchard Guild"), f"{BASE}/", "badges@example.org", Text.of("We graft."), "content/issuer.png")
SITE = Site(BASE, Text.of("Orchard badges"), ("en", "fr"), ISSUER, open_badges_2=True)
GRAFTING = Achievement(
    slug="grafting",
    name=Text((("en", "Grafting"), ("fr", "Greffe"))),
    description=Text.of("Grafts trees."),
    criteria=Text.of("Graft *three* trees."),
    art=Art("content/achievements/grafting/badge.png", 400, 400, Text.of("A tree")),
    place=HERE,
    version="2.0",
    tags=("orchard", "trees"),
    skills=(
        Skill(
            "grafting",
            Text.of("Grafting"),
            (Alignment("Graft", "https://f.example.org/1", "Frame", "F1", "CFItem", "d"),),
        ),
        Skill("pruning", Text.of("Pruning"), (Alignment("Prune", "https://f.example.org/2"),)),
    ),
)
AWARD = Award(
    "0000000000000a01", "e1", "grafting", at("2025-03-01T09:00:00"), at("2045-03-01T23:59:59"), 17, None, HERE,
    evidence=Evidence("https://example.org/trees", "Three trees", "All alive."),
)  # fmt: skip


def event(kind: EventKind, reason: str = "") -> Event:
    return Event(at("2025-09-01"), AWARD.id, kind, reason, "registrar", HERE)


def test_the_three_documents_point_to_each_other_by_address() -> None:
    issuer, badge, award = documents()
    assert issuer["id"] == f"{BASE}/issuer.json" == badge["issuer"]
    assert badge["id"] == f"{BASE}/badges/grafting/badgeclass.json" == award["badge"]
    assert award["id"] == f"{BASE}/awards/0000000000000a01/assertion.json"
    assert award["id"].startswith(issuer["verification"]["startsWith"])
    assert award["image"] == f"{BASE}/awards/0000000000000a01/badge.png"
    assert badge["image"] == f"{BASE}/badges/grafting/badge.png" != award["image"]


def documents(award: Award = AWARD, achievement: Achievement = GRAFTING) -> tuple[dict[str, Any], ...]:
    return (
        ob2.issuer_document(SITE, WHERE),
        ob2.badge_class(achievement, SITE, WHERE),
        ob2.assertion(award, achievement, WHERE),
    )


def test_an_assertion_says_when_and_until_when_and_what_for() -> None:
    award = documents()[2]
    assert (award["issuedOn"], award["expires"]) == ("2025-03-01T09:00:00Z", "2045-03-01T23:59:59Z")
    assert award["verification"] == {"type": "hosted"}
    assert award["evidence"] == [{"id": "https://example.org/trees", "name": "Three trees", "narrative": "All alive."}]


def test_the_recipient_is_the_page_of_the_award_and_never_an_address_of_theirs() -> None:
    award = documents()[2]
    assert award["recipient"] == {"type": "url", "hashed": False, "identity": f"{BASE}/awards/0000000000000a01/"}


def test_a_bare_award_has_no_empty_members() -> None:
    bare = replace(AWARD, expires_at=None, evidence=None)
    plain = replace(GRAFTING, version="", tags=(), skills=())
    wanted = {"@context", "type", "id", "recipient", "badge", "verification", "issuedOn", "image"}
    _, badge, award = documents(bare, plain)
    assert set(award) == wanted
    assert set(badge) == {"@context", "type", "id", "name", "description", "image", "criteria", "issuer"}


@pytest.mark.parametrize(
    ("events", "reason"),
    [
        ((event(EventKind.REVOKED, "Marks exchanged."),), "Revoked: Marks exchanged."),
        ((event(EventKind.REVOKED),), "Revoked"),
        ((event(EventKind.SUSPENDED, "A complaint."),), "On hold: A complaint."),
        ((event(EventKind.SUSPENDED), event(EventKind.REVOKED, "Upheld.")), "Revoked: Upheld."),
    ],
)
def test_of_a_badge_that_is_withdrawn_or_on_hold_only_that_is_said(events: tuple[Event, ...], reason: str) -> None:
    """A validator in use does not look at `revoked` in a hosted badge; it refuses one that lacks everything else."""
    award = ob2.assertion(replace(AWARD, events=events), GRAFTING, WHERE)
    assert award == {
        "@context": "https://w3id.org/openbadges/v2",
        "type": "Assertion",
        "id": f"{BASE}/awards/0000000000000a01/assertion.json",
        "revoked": True,
        "revocationReason": reason,
    }


def test_a_badge_that_is_reinstated_is_whole_again() -> None:
    events = (event(EventKind.SUSPENDED), event(EventKind.REINSTATED))
    assert ob2.assertion(replace(AWARD, events=events), GRAFTING, WHERE) == documents()[2]


def test_a_drawing_is_named_as_one() -> None:
    drawn = replace(GRAFTING, art=replace(GRAFTING.art, path="content/achievements/grafting/badge.svg"))
    _, badge, award = documents(AWARD, drawn)
    assert badge["image"].endswith("/badges/grafting/badge.svg") and award["image"].endswith("/badge.svg")


def test_texts_are_in_the_default_language() -> None:
    assert documents()[1]["name"] == "Grafting"
    assert ob2.badge_class(GRAFTING, replace(SITE, languages=("fr", "en")), WHERE)["name"] == "Greffe"


@pytest.mark.extra
@given(st.sampled_from(["", "https://example.org/e"]), st.text(min_size=1, max_size=20), st.booleans())
def test_json_ld_loses_no_member_of_any_document(standards: Path, url: str, text: str, revoked: bool) -> None:
    context = json.loads((standards / "contexts" / "ob-v2p0.json").read_text(encoding="utf-8"))
    award = replace(
        AWARD,
        evidence=Evidence(url, text, text),
        events=(event(EventKind.REVOKED, text),) if revoked else (),
    )
    for document in documents(award):
        assert through_json_ld(document, context) == plain(document)


def through_json_ld(document: dict[str, Any], context: dict[str, Any]) -> Any:
    """What is left after expanding and compacting again: an undefined member would be gone."""

    def load(url: str, _options: Any = None) -> dict[str, Any]:
        assert url == "https://w3id.org/openbadges/v2"
        return {"contextUrl": None, "documentUrl": url, "document": context}

    options = {"documentLoader": load, "base": None}
    expanded = jsonld.expand(document, options)
    return plain(jsonld.compact(expanded, "https://w3id.org/openbadges/v2", options))


def plain(value: Any) -> Any:
    """A document with what means the same written the same: one entry alone, the alias of a type, sets in order."""
    if isinstance(value, list):
        entries = [plain(entry) for entry in value]
        return entries[0] if len(entries) == 1 else sorted(entries, key=json.dumps)
    if isinstance(value, dict):
        return {name: plain(entry) for name, entry in value.items()}
    return {"hosted": "HostedBadge"}.get(value, value) if isinstance(value, str) else value


@pytest.mark.extra
def test_the_comparison_would_notice_a_member_that_is_lost(standards: Path) -> None:
    context = json.loads((standards / "contexts" / "ob-v2p0.json").read_text(encoding="utf-8"))
    document = documents()[2] | {"awardedTo": "nobody"}
    assert through_json_ld(document, context) != plain(document)
