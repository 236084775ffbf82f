"""From a line of the ledger to a credential: what stands in it, and what never does."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from generator.addresses import Addresses
from generator.credential.compose import Composer
from generator.credential.identity import displayed_name
from generator.credential.profile import check_credential
from generator.model import (
    Accept,
    Achievement,
    Alignment,
    Art,
    Award,
    Earner,
    Event,
    EventKind,
    Evidence,
    Place,
    Profile,
    Result,
    ResultDescription,
    RubricLevel,
    Site,
    Skill,
    Text,
    UnsignedCredential,
    Visibility,
)

HERE = Place("content/awards.csv", 2)
SITE = Site(
    "https://badges.example.org", Text.of("Badges"), ("en",), Profile(Text.of("Guild"), "https://guild.example.org/")
)
ACHIEVEMENT = Achievement(
    slug="grafting",
    name=Text((("en", "Grafting"), ("ja", "接ぎ木"))),
    description=Text.of("Grafts trees."),
    criteria=Text.of("Graft *three* trees."),
    art=Art("content/achievements/grafting/badge.png", 600, 600, Text.of("A tree")),
    place=HERE,
    type="Certification",
    code="OG-1",
    tags=("tree", "knife"),
    skills=(Skill("graft", Text.of("Graft"), (Alignment("Graft", "https://frameworks.example.org/g", code="G"),)),),
    results=(
        ResultDescription("score", "Test", "Percent", "0", "100", "70"),
        ResultDescription("hand", "Practice", "RubricCriterionLevel", levels=(RubricLevel("good", "Good", "2"),)),
        ResultDescription("done", "State", "Status"),
    ),
    credits=3.0,
)
EARNER = Earner("e1", "Ada Quince", ("ada@example.com",), "en", Visibility.PUBLIC, Accept.AUTO, "ada", HERE)


def _award(**changes: Any) -> Award:
    values: dict[str, Any] = {
        "id": "0000000000000a01",
        "earner": "e1",
        "achievement": "grafting",
        "awarded_at": datetime(2025, 3, 1, 9, tzinfo=UTC),
        "expires_at": None,
        "status_index": 131_072 + 5,
        "visibility": None,
        "place": HERE,
    }
    return Award(**values | changes)


def _compose(award: Award, earner: Earner = EARNER, site: Site = SITE) -> UnsignedCredential:
    return Composer(site, Addresses(site.base_url)).compose(award, ACHIEVEMENT, earner)


def _signed_shape(unsigned: UnsignedCredential) -> dict[str, Any]:
    return unsigned.document | {"proof": [{}]}


def test_what_is_composed_is_inside_the_profile_that_is_judged() -> None:
    full = _award(
        expires_at=datetime(2030, 1, 1, tzinfo=UTC),
        evidence=Evidence("https://example.org/e", "Trees", "Three of them."),
        results=(Result("score", value="92"), Result("hand", level="good"), Result("done", value="Completed")),
    )
    check_credential(_signed_shape(_compose(full)))
    check_credential(_signed_shape(_compose(_award())))


def test_the_id_of_a_credential_is_the_address_where_it_is_served() -> None:
    document = _compose(_award()).document
    assert document["id"] == "https://badges.example.org/awards/0000000000000a01/credential.json"
    assert document["credentialSubject"]["achievement"]["id"] == "https://badges.example.org/badges/grafting/"
    assert document["issuer"]["id"] == "did:web:badges.example.org"


def test_the_earner_stands_in_it_by_name_and_never_by_address() -> None:
    unsigned = _compose(_award())
    assert displayed_name(unsigned.document) == "Ada Quince"
    assert "ada@example.com" not in str(unsigned.document)
    assert unsigned.document["credentialSubject"]["identifier"] == [
        {"type": "IdentityObject", "hashed": False, "identityHash": "Ada Quince", "identityType": "name"}
    ]


def test_only_an_explicit_setting_puts_a_salted_hash_of_the_address_in() -> None:
    site = Site(SITE.base_url, SITE.title, SITE.languages, SITE.issuer, email_hash=True)
    one = _compose(_award(), site=site).document["credentialSubject"]["identifier"][1]
    two = _compose(_award(id="0000000000000a02"), site=site).document["credentialSubject"]["identifier"][1]
    assert one["identityHash"].startswith("sha256$") and one["hashed"] is True
    assert one["salt"] != two["salt"] and one["identityHash"] != two["identityHash"]


def test_an_earner_with_a_key_of_their_own_is_named_by_it() -> None:
    did = "did:key:z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2"
    bound = Earner("e1", "Ada", ("ada@example.com",), "en", Visibility.PUBLIC, Accept.AUTO, "ada", HERE, did)
    assert _compose(_award(), bound).document["credentialSubject"]["id"] == did


def test_all_times_come_from_the_ledger() -> None:
    unsigned = _compose(_award(expires_at=datetime(2030, 12, 31, 23, 59, 59, tzinfo=UTC)))
    assert (
        unsigned.document["validFrom"] == unsigned.document["awardedDate"] == unsigned.created == "2025-03-01T09:00:00Z"
    )
    assert unsigned.document["validUntil"] == "2030-12-31T23:59:59Z"


def test_a_reissued_award_keeps_its_date_and_its_id_but_is_valid_from_the_reissue() -> None:
    again = Event(datetime(2026, 2, 2, tzinfo=UTC), "0000000000000a01", EventKind.REISSUED, "", "registrar", HERE)
    unsigned = _compose(_award(events=(again,)))
    assert unsigned.document["awardedDate"] == "2025-03-01T09:00:00Z"
    assert unsigned.document["validFrom"] == unsigned.created == "2026-02-02T00:00:00Z"
    assert unsigned.document["id"] == _compose(_award()).document["id"]


def test_a_status_index_counts_on_over_all_lists() -> None:
    entry = _compose(_award()).document["credentialStatus"]
    assert entry["statusListCredential"] == "https://badges.example.org/status/revocation-2.json"
    assert entry["statusListIndex"] == "5" and entry["id"].endswith("#5")


def test_results_say_value_level_or_status_as_their_description_wants() -> None:
    results = (Result("score", value="92"), Result("hand", level="good"), Result("done", value="Completed"))
    written = _compose(_award(results=results)).document["credentialSubject"]["result"]
    assert [sorted(entry.keys() & {"value", "achievedLevel", "status"}) for entry in written] == [
        ["value"],
        ["achievedLevel"],
        ["status"],
    ]
    described = _compose(_award()).document["credentialSubject"]["achievement"]["resultDescription"]
    assert written[1]["achievedLevel"] == described[1]["rubricCriterionLevel"][0]["id"]


def test_a_whole_number_of_credits_is_written_without_a_fraction() -> None:
    assert repr(_compose(_award()).document["credentialSubject"]["achievement"]["creditsAvailable"]) == "3"
