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
    read_status_index,
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


@pytest.mark.parametrize("index", [0, 17, 131_071, 131_072, 2_147_483_647])
@pytest.mark.parametrize("base", ["https://badges.example.org", "http://localhost:8080/a/status"])
def test_an_entry_gives_back_the_index_it_was_made_of_wherever_the_site_stands(index: int, base: str) -> None:
    entry = status_entry(Addresses(base), index)
    assert read_status_index(entry["statusListCredential"], entry["statusListIndex"]) == index


@pytest.mark.parametrize(
    ("list_url", "position"),
    [
        (URL.replace("-2", "-0"), "5"),
        (URL.replace("-2", "-02"), "5"),
        (URL.replace("-2", "-" + "9" * 5000), "5"),
        (URL.replace("revocation", "suspension"), "5"),
        (URL + "#5", "5"),
        (URL.replace("status/", "status"), "5"),
        ("", "5"),
        (URL, ""),
        (URL, "05"),
        (URL, "-5"),
        (URL, "+5"),
        (URL, "\u0665"),
        (URL, "131072"),
        (URL, "9" * 5000),
    ],
)
def test_an_entry_that_is_not_of_our_form_has_no_index(list_url: str, position: str) -> None:
    assert read_status_index(list_url, position) is None


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
