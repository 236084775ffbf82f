"""Status lists: what a list says, what it must be to be believed, and which list decides."""

from __future__ import annotations

import json
from typing import Any

import pytest

from generator.addresses import Addresses
from generator.credential.profile import check_list_credential
from generator.credential.status import (
    compose_status_list,
    read_status_bits,
    status_entry,
    suspension_list_url,
)
from generator.errors import WireError
from generator.model import StatusList
from generator.wire import bitstring

WHERE = Addresses("https://badges.example.org")
URL = "https://badges.example.org/status/revocation-2.json"
LIST = StatusList("revocation", 2, frozenset({0, 5, 131_071}), "2026-06-01T00:00:00Z")


def _document(**changes: Any) -> dict[str, Any]:
    return json.loads(json.dumps(compose_status_list(LIST, WHERE).document)) | changes


def test_the_bits_that_were_set_are_the_bits_that_are_read() -> None:
    bits = read_status_bits(_document(), url=URL, purpose="revocation")
    assert len(bits) == 16_384
    assert [n for n in range(131_072) if bitstring.bit(bits, n)] == [0, 5, 131_071]


def test_a_list_is_inside_the_profile_and_has_no_end() -> None:
    check_list_credential(_document(proof={}))
    assert "validUntil" not in _document()


def test_the_entry_of_a_badge_points_to_the_list_of_its_block() -> None:
    entry = status_entry(WHERE, 131_072 + 131_071)
    assert entry["statusListCredential"] == URL
    assert entry["statusListIndex"] == "131071"
    assert entry["id"] != entry["statusListCredential"]


def test_the_same_bits_give_the_same_text_in_whatever_order_they_were_set() -> None:
    other = StatusList("revocation", 2, frozenset([131_071, 5, 0]), "2026-06-01T00:00:00Z")
    assert compose_status_list(other, WHERE).document == _document()


@pytest.mark.parametrize(
    "change",
    [
        {"id": "https://badges.example.org/status/revocation-1.json"},
        {"type": ["VerifiableCredential"]},
        {"credentialSubject": []},
        {"credentialSubject": {"type": "Other", "statusPurpose": "revocation", "encodedList": "u"}},
        {"credentialSubject": {"type": "BitstringStatusList", "statusPurpose": "suspension", "encodedList": "u"}},
        {"credentialSubject": {"type": "BitstringStatusList", "statusPurpose": ["revocation"], "encodedList": "u"}},
        {"credentialSubject": {"type": "BitstringStatusList", "statusPurpose": "revocation", "encodedList": "u!"}},
        {"credentialSubject": {"type": "BitstringStatusList", "statusPurpose": "revocation", "encodedList": 7}},
    ],
)
def test_a_list_that_is_not_the_one_asked_for_says_nothing(change: dict[str, Any]) -> None:
    with pytest.raises(WireError):
        read_status_bits(_document(**change), url=URL, purpose="revocation")


def test_only_a_list_named_like_ours_has_a_second_one_beside_it() -> None:
    assert suspension_list_url(URL) == "https://badges.example.org/status/suspension-2.json"
    assert suspension_list_url("https://x.example/lists/7") is None
    assert suspension_list_url("revocation-1.json") is None
