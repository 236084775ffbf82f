"""did:web and did:key: addresses, documents, and which of them are believed."""

from __future__ import annotations

import copy
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.addresses import Addresses
from generator.credential import did
from generator.credential.did import PublishedKey
from generator.errors import WireError

KEY = "z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2"
OTHER = "z6MkvRXNYcE7MMduynWTgeKbDaT1iijDSC8pZqXZc8rHPrf2"
DID = "did:web:badges.example.org"
NOW = datetime(2026, 11, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("name", "url"),
    [
        ("did:web:badges.example.org", "https://badges.example.org/.well-known/did.json"),
        ("did:web:example.org:guild:badges", "https://example.org/guild/badges/did.json"),
        ("did:web:example.org%3A8443", "https://example.org:8443/.well-known/did.json"),
        ("did:web:example.org%3A8443:u:ann", "https://example.org:8443/u/ann/did.json"),
    ],
)
def test_a_did_web_names_the_address_of_its_document(name: str, url: str) -> None:
    assert did.document_url(name) == url


@pytest.mark.parametrize(
    "name",
    [
        "did:key:z6Mk", "did:web:", "did:web:10.0.0.1", "did:web:a b", "did:web:user@host.example", "did:web:h.example:..",
        "did:web:h.example:%2e%2e", "did:web:h.example:a%2Fb", "did:web:h.example:", "did:web:h.example?x", "did:WEB:h.example",
        "did:web:h.example:a#b", "did:web:[::1]",
    ],
)  # fmt: skip
def test_what_is_no_did_web_of_a_host_is_refused(name: str) -> None:
    with pytest.raises(WireError):
        did.document_url(name)


@pytest.mark.parametrize(
    ("base", "name"),
    [
        ("https://badges.example.org", "did:web:badges.example.org"),
        ("https://example.org/guild/badges", "did:web:example.org:guild:badges"),
        ("https://example.org:8443/u", "did:web:example.org%3A8443:u"),
    ],
)
def test_site_address_and_did_say_the_same_both_ways(base: str, name: str) -> None:
    where = Addresses(base)
    assert where.did() == name
    assert did.base_url(name) == base
    assert did.document_url(name) == where.url(where.did_document())


def test_the_document_that_is_written_is_the_document_that_is_believed() -> None:
    document = did.did_document(DID, [PublishedKey(KEY), PublishedKey(OTHER)])
    read = did.read_did_document(document, DID)
    assert len(read.key_for(f"{DID}#{KEY}", NOW)) == 32
    assert read.key_for(f"{DID}#{KEY}", NOW) != read.key_for(f"{DID}#{OTHER}", NOW)


def test_a_compromised_key_stays_listed_but_vouches_for_nothing() -> None:
    document = did.did_document(DID, [PublishedKey(KEY), PublishedKey(OTHER, revoked="2026-01-01T00:00:00Z")])
    assert document["assertionMethod"] == [f"{DID}#{KEY}"]
    with pytest.raises(WireError, match="assertionMethod"):
        did.read_did_document(document, DID).key_for(f"{DID}#{OTHER}", NOW)


def test_a_key_past_its_revocation_or_expiry_is_refused_whatever_the_proof_says() -> None:
    for member in ("revoked", "expires"):
        document = did.did_document(DID, [PublishedKey(KEY)])
        document["verificationMethod"][0][member] = "2026-10-01T00:00:00Z"
        read = did.read_did_document(document, DID)
        with pytest.raises(WireError):
            read.key_for(f"{DID}#{KEY}", NOW)
        assert read.key_for(f"{DID}#{KEY}", datetime(2026, 9, 1, tzinfo=UTC))


def test_a_document_wrong_in_any_one_place_is_not_believed() -> None:
    good = did.did_document(DID, [PublishedKey(KEY), PublishedKey(OTHER)])
    methods = good["verificationMethod"]
    wrong = [
        good | {"@context": ["https://www.w3.org/ns/did/v2"]},
        good | {"@context": [*good["@context"], "https://example.org/terms"]},
        {k: v for k, v in good.items() if k != "@context"},
        good | {"id": "did:web:badges.example.com"},
        good | {"verificationMethod": []},
        good | {"verificationMethod": [methods[0], methods[0]]},
        good | {"verificationMethod": [methods[0] | {"controller": "did:web:evil.example"}, methods[1]]},
        good | {"verificationMethod": [methods[0] | {"type": "JsonWebKey"}, methods[1]]},
        good | {"verificationMethod": [methods[0] | {"publicKeyMultibase": OTHER}, methods[1]]},
        good | {"verificationMethod": [methods[0] | {"id": "#key"}, methods[1]]},
        good | {"assertionMethod": [methods[0]]},
        good | {"assertionMethod": [f"{DID}#nobody"]},
        [good],
    ]
    for document in wrong:
        with pytest.raises(WireError):
            did.read_did_document(copy.deepcopy(document), DID)


def test_a_did_key_is_its_own_document() -> None:
    read = did.did_key_document(f"did:key:{KEY}")
    assert len(read.key_for(f"did:key:{KEY}#{KEY}", NOW)) == 32
    with pytest.raises(WireError):
        did.did_key_document("did:key:z6LSfoo")


@given(st.text(max_size=60))
def test_any_text_for_a_did_is_an_address_or_a_plain_refusal(text: str) -> None:
    try:
        url = did.document_url("did:web:" + text)
    except WireError:
        return
    assert url.startswith("https://") and url.endswith("/did.json") and " " not in url


@given(st.recursive(st.none() | st.booleans() | st.text(max_size=8), lambda c: st.lists(c, max_size=3) | st.dictionaries(
    st.sampled_from(["@context", "id", "verificationMethod", "assertionMethod", "type", "controller"]), c, max_size=4)))  # fmt: skip
def test_any_json_for_a_document_is_refused_in_words(value: object) -> None:
    with pytest.raises(WireError):
        did.read_did_document(value, DID)


@pytest.mark.parametrize(
    "host", ["127.0.0.1%3A5500%40example.org", "127.0.0.1%3A5500%2Fx", "127.0.0.1%3A", "127.0.0.1%3A123456"]
)
def test_this_machine_is_named_with_a_port_and_nothing_more(host: str) -> None:
    with pytest.raises(WireError, match="names no host"):
        did.document_url(f"did:web:{host}")
    assert did.document_url("did:web:127.0.0.1%3A5500") == "https://127.0.0.1:5500/.well-known/did.json"
