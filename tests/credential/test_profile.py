"""The closed profile: what is judged, what is left to others, what nobody can have meant."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.credential.profile import Broken, OutsideProfile, check_credential, check_list_credential
from generator.errors import WireError

GOOD: dict[str, Any] = {
    "@context": [
        "https://www.w3.org/ns/credentials/v2",
        "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
    ],
    "id": "https://badges.example.org/awards/1/credential.json",
    "type": ["VerifiableCredential", "OpenBadgeCredential"],
    "issuer": {"id": "did:web:badges.example.org", "type": ["Profile"], "name": "Guild"},
    "validFrom": "2026-01-15T09:00:00Z",
    "credentialSubject": {
        "type": ["AchievementSubject"],
        "identifier": [{"type": "IdentityObject", "hashed": False, "identityHash": "Ada", "identityType": "name"}],
        "achievement": {
            "id": "https://badges.example.org/badges/x/",
            "type": ["Achievement"],
            "name": "First",
            "description": "Did it.",
            "criteria": {"narrative": "Do it."},
            "tag": ["a", "b"],
        },
    },
    "proof": [{"type": "DataIntegrityProof"}],
}


def _with(path: str, value: Any) -> dict[str, Any]:
    document = copy.deepcopy(GOOD)
    *steps, last = path.split("/")
    place: Any = document
    for step in steps:
        place = place[int(step)] if isinstance(place, list) else place[step]
    if value is ...:
        del place[last]
    else:
        place[int(last) if isinstance(place, list) else last] = value
    return document


def test_a_minimal_badge_is_inside() -> None:
    check_credential(GOOD)


def test_one_value_may_stand_for_a_list_of_one() -> None:
    check_credential(_with("proof", {"type": "DataIntegrityProof"}))
    check_credential(_with("credentialSubject/achievement/tag", "a"))


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("@context", ["https://www.w3.org/ns/credentials/v2"]),
        ("@context", "https://www.w3.org/ns/credentials/v2"),
        ("@context", [*GOOD["@context"], "https://example.org/terms"]),
        ("@context", [*GOOD["@context"], {"name": "https://example.org/name"}]),
        ("@context", list(reversed(GOOD["@context"]))),
        ("@context", [GOOD["@context"][0], "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.9.json"]),
        ("@context", ["https://www.w3.org/2018/credentials/v1", GOOD["@context"][1]]),
        ("type", ["VerifiableCredential"]),
        ("type", ["VerifiableCredential", "EndorsementCredential"]),
        ("proof", [{"type": "DataIntegrityProof"}, {"type": "DataIntegrityProof"}]),
        ("unknown", "x"),
        ("credentialSubject/unknown", "x"),
        ("credentialSubject/achievement/criteria/unknown", "x"),
        ("endorsementJwt", ["eyJ"]),
        ("credentialSubject/achievement/proof", {}),
        ("credentialSubject/email", "a@example.org"),
        ("credentialSubject/achievement/name", {"@value": "First"}),
        ("issuer", "did:web:badges.example.org"),
        ("type", ["VerifiablePresentation"]),
        ("type", "EnvelopedVerifiableCredential"),
        ("@context", "https://w3id.org/openbadges/v1"),
        ("@context", "https://w3id.org/openbadges/v2"),
    ],
)
def test_what_may_be_honest_is_left_to_others(path: str, value: Any) -> None:
    with pytest.raises(OutsideProfile):
        check_credential(_with(path, value))


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("@context", ...),
        ("type", ...),
        ("type", "OpenBadgeCredential"),
        ("type", ["VerifiableCredential", "OpenBadgeCredential", "OpenBadgeCredential"]),
        ("id", ...),
        ("id", "/awards/1"),
        ("id", "https://badges.example.org/a b"),
        ("id", ["https://badges.example.org/"]),
        ("issuer", ...),
        ("issuer", [GOOD["issuer"]]),
        ("issuer/type", ...),
        ("validFrom", ...),
        ("validFrom", "2026-01-15"),
        ("validFrom", "2026-02-30T00:00:00Z"),
        ("validFrom", 7),
        ("validUntil", ""),
        ("credentialSubject", ...),
        ("credentialSubject", [GOOD["credentialSubject"]]),
        ("credentialSubject/identifier", ...),
        ("credentialSubject/identifier", []),
        ("credentialSubject/identifier/0/hashed", "false"),
        ("credentialSubject/achievement", ...),
        ("credentialSubject/achievement/name", None),
        ("credentialSubject/achievement/name", ["First"]),
        ("credentialSubject/achievement/criteria", {}),
        ("credentialSubject/achievement/criteria", "Do it."),
        ("credentialSubject/achievement/tag", ["a", "a"]),
        ("credentialSubject/achievement/tag", []),
        ("credentialStatus", []),
        ("credentialStatus", [{"id": "https://x.example/1", "type": "BitstringStatusListEntry"}] * 2),
        ("proof", ...),
        ("proof", []),
        ("proof", "z"),
        ("proof", ["z"]),
    ],
)
def test_what_no_issuer_can_have_meant_is_broken(path: str, value: Any) -> None:
    with pytest.raises(Broken):
        check_credential(_with(path, value))


@pytest.mark.parametrize("value", [None, [], "x", 7, {}, {"type": "Assertion"}, {"@context": []}])
def test_what_is_no_credential_at_all_is_refused_in_words(value: Any) -> None:
    with pytest.raises(WireError) as caught:
        check_credential(value)
    assert str(caught.value)


def test_a_badge_is_not_a_status_list_and_a_list_is_not_a_badge() -> None:
    with pytest.raises(OutsideProfile):
        check_list_credential(GOOD)
    listed = {
        "@context": ["https://www.w3.org/ns/credentials/v2"],
        "id": "https://badges.example.org/status/revocation-1.json",
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": "did:web:badges.example.org",
        "validFrom": "2026-01-15T09:00:00Z",
        "credentialSubject": {
            "id": "https://badges.example.org/status/revocation-1.json#list",
            "type": "BitstringStatusList",
            "statusPurpose": "revocation",
            "encodedList": "uH4sI",
        },
        "proof": {"type": "DataIntegrityProof"},
    }
    check_list_credential(listed)
    with pytest.raises(OutsideProfile):
        check_credential(listed)


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=4),
    lambda child: (
        st.lists(child, max_size=3)
        | st.dictionaries(st.sampled_from(["id", "type", "@context", "proof", "issuer", "name"]), child, max_size=4)
    ),
)


@given(_JSON, st.sampled_from(["", "id", "issuer", "credentialSubject", "credentialSubject/achievement", "proof"]))
def test_any_json_anywhere_is_inside_or_refused_and_never_a_crash(value: Any, path: str) -> None:
    try:
        check_credential(_with(path, value) if path else value)
    except WireError:
        return
