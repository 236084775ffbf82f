"""Endorsements: which are in a badge, and whether each was signed by whoever it names."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from generator.credential import endorse
from generator.credential.did import did_key_document, read_did_document
from generator.credential.profile import Broken, OutsideProfile
from generator.credential.proof import signed_bytes
from generator.errors import WireError
from generator.wire.multibase import encode_signature
from generator.wire.terms import canonical_nquads
from tests import nodes
from tests.endorsing import SUBJECT, Endorser

NOW = datetime(2026, 1, 1, tzinfo=UTC)
UNION = Endorser()


def verdict(document: Any) -> str:
    """ "" for an endorsement that holds, else why not."""
    try:
        endorse.check_form(document)
        endorse.check_fits_inside(document)
        endorse.check_signature(document, did_key_document(document["issuer"]["id"]), NOW)
    except WireError as error:
        return str(error)
    return endorse.dates_fault(document, NOW)


def test_what_an_endorser_signed_holds() -> None:
    assert verdict(UNION.sign()) == ""


def _paths(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    entries = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for step, entry in entries:
        yield (*path, step)
        yield from _paths(entry, (*path, step))


def test_no_member_can_be_changed_or_taken_out() -> None:
    document = UNION.sign()
    for path in _paths(document):
        for change in ("removed", "changed"):
            mutated = copy.deepcopy(document)
            parent = mutated
            for step in path[:-1]:
                parent = parent[step]
            value = parent[path[-1]]
            if change == "removed":
                del parent[path[-1]]
            else:
                parent[path[-1]] = value + "x" if isinstance(value, str) else "x"
            assert verdict(mutated), (path, change)


def test_a_member_that_nobody_signed_cannot_be_added() -> None:
    for place in ((), ("issuer",), ("credentialSubject",), ("proof", 0)):
        for member in ("unsigned", "endorsement", "description2"):
            document = UNION.sign()
            target: Any = document
            for step in place:
                target = target[step]
            target[member] = "https://example.org/"
            assert verdict(document), (place, member)


def test_the_key_of_somebody_else_does_not_count() -> None:
    thief = Endorser("thief")
    forged = thief.sign(issuer=UNION.sign()["issuer"])
    assert "not of its endorser" in verdict(forged)
    assert "does not list" in verdict(thief.sign(issuer=UNION.sign()["issuer"], method=f"{UNION.did}#{thief.multikey}"))
    assert "does not match" in verdict(thief.sign(issuer=UNION.sign()["issuer"], method=UNION.method))


def test_an_endorser_with_a_host_is_held_to_its_did_document() -> None:
    host = Endorser("host", "did:web:union.example.com")
    document = host.sign()
    endorse.check_signature(document, read_did_document(host.document(), host.did), NOW)
    with pytest.raises(WireError, match="assertionMethod"):
        endorse.check_signature(document, read_did_document(host.document(assertionMethod=[]), host.did), NOW)


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({}, ""),
        ({"validFrom": "2026-01-01T00:00:00Z"}, ""),
        ({"validFrom": "2026-01-01T00:00:01Z"}, "valid only from 2026-01-01"),
        ({"validUntil": "2026-01-01T00:00:00Z"}, ""),
        ({"validUntil": "2025-12-31T23:59:59Z"}, "valid until 2025-12-31"),
    ],
)
def test_it_is_in_force_from_its_first_second_to_its_last(changes: dict[str, str], fault: str) -> None:
    assert fault in endorse.dates_fault(UNION.sign(**changes), NOW)
    assert bool(fault) == bool(endorse.dates_fault(UNION.sign(**changes), NOW))


@pytest.mark.parametrize(
    ("changes", "kind"),
    [
        ({"type": ["VerifiableCredential"]}, OutsideProfile),
        ({"@context": ["https://www.w3.org/ns/credentials/v2"]}, OutsideProfile),
        ({"proof": []}, Broken),
        ({"issuer": "did:key:z6Mk"}, OutsideProfile),
        ({"issuer": 7}, Broken),
        ({"name": None}, Broken),
        ({"validFrom": None}, Broken),
    ],
)
def test_the_form_tells_the_broken_from_what_is_not_judged(changes: dict[str, Any], kind: type[WireError]) -> None:
    with pytest.raises(kind):
        endorse.check_form({m: v for m, v in (UNION.sign() | changes).items() if v is not None})


@pytest.mark.parametrize(("expires", "fault"), [("2026-01-01T00:00:00Z", "ended on"), ("2026-01-01T00:00:01Z", "")])
def test_a_signature_that_ends_is_held_to_its_end(expires: str, fault: str) -> None:
    document = UNION.sign()
    options = {m: v for m, v in document["proof"][0].items() if m != "proofValue"} | {"expires": expires}
    signature = UNION.key.sign(signed_bytes(document, options)).signature
    document["proof"] = [options | {"proofValue": encode_signature(signature)}]
    assert fault in verdict(document) and bool(fault) == bool(verdict(document))


@pytest.mark.parametrize("value", [None, 7, "x", [], {}, {"proof": []}, {"issuer": None}])
def test_anything_else_is_no_endorsement(value: Any) -> None:
    with pytest.raises(WireError):
        endorse.check_form(value)
    assert isinstance(endorse.endorser_of(value), str)


def test_every_endorsement_in_a_badge_is_found_with_what_it_may_be_about() -> None:
    one, two, three = ({"id": f"urn:{n}", "endorsement": [{"id": "urn:inner"}]} for n in range(3))
    badge = {
        "id": "urn:badge",
        "issuer": {"id": "urn:issuer", "endorsement": three},
        "endorsement": [one],
        "credentialSubject": {"achievement": {"id": "urn:achievement", "endorsement": [two]}},
        "proof": [{"endorsement": [{}]}],
    }
    found = {entry.document["id"]: entry.about for entry in endorse.embedded(badge)}
    assert found == {
        "urn:0": {"urn:badge", "urn:achievement", "urn:issuer"},
        "urn:1": {"urn:achievement"},
        "urn:2": {"urn:issuer"},
    }


def test_the_endorser_is_called_as_it_calls_itself() -> None:
    assert endorse.endorser_of(UNION.sign()) == "Nurseries' Union"
    assert endorse.endorser_of({"issuer": {"id": "did:key:z"}}) == "did:key:z"


@pytest.mark.node
def test_inside_a_badge_others_read_the_same_statements() -> None:
    both = [UNION.sign(), Endorser("other").sign(id="urn:uuid:7")]
    badge = {
        "@context": both[0]["@context"],
        "id": "https://badges.example.org/awards/0000000000000a01/credential.json",
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "issuer": {"id": "did:web:badges.example.org", "type": ["Profile"], "name": "Orchard Guild"},
        "validFrom": "2025-01-01T00:00:00Z",
        "credentialSubject": {
            "type": ["AchievementSubject"],
            "achievement": {"id": SUBJECT, "type": ["Achievement"], "name": "Grafting", "endorsement": both},
        },
    }
    (answer,) = nodes.canonical_nquads([badge])
    assert answer == {"nquads": canonical_nquads(badge)}


@pytest.mark.extra
def test_the_endorsement_of_the_standards_own_example_holds(standards: Path) -> None:
    document = json.loads((standards / "examples" / "endorsement.json").read_text(encoding="utf-8"))
    published = json.loads((standards / "examples" / "did.json").read_text(encoding="utf-8"))
    endorse.check_form(document)
    endorse.check_signature(document, read_did_document(published, document["issuer"]["id"]), NOW)
    badge = json.loads((standards / "examples" / "full.json").read_text(encoding="utf-8"))
    assert [entry.document["id"] for entry in endorse.embedded(badge)] == [document["id"]]
