"""Verification methods: which spellings of a key are read, which are passed over, and which spoil a document."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.credential import did
from generator.credential.did import PublishedKey
from generator.credential.methods import read_method
from generator.credential.profile import OutsideProfile
from generator.errors import WireError
from generator.wire.multibase import decode_multikey
from tests.credential.test_did import DID, KEY, NOW, OTHER

RAW = decode_multikey(KEY)
X = base64.urlsafe_b64encode(RAW).rstrip(b"=").decode()
P256 = "zDnaerDaTF5BXEavCrfRZEk316dpbLsfPDZ3WJ5hRTPFU2169"
X25519 = {"id": f"{DID}#agree", "type": "X25519KeyAgreementKey2020", "controller": DID, "publicKeyMultibase": "z6LSbysY2xFMRpGMhb7tFTLMpeuPRaqaWM1yECx2AtzE3KCc"}  # fmt: skip


def method(kind: str, name: str = "key-1", **material: Any) -> dict[str, Any]:
    return {"id": f"{DID}#{name}", "type": kind, "controller": DID, **material}


def jwk(**members: Any) -> dict[str, Any]:
    return method("JsonWebKey", publicKeyJwk={"kty": "OKP", "crv": "Ed25519", "x": X} | members)


@pytest.mark.parametrize(
    "entry",
    [
        method("Multikey", publicKeyMultibase=KEY),
        method("Multikey", KEY, publicKeyMultibase=KEY),
        method("Ed25519VerificationKey2020", KEY, publicKeyMultibase=KEY),
        jwk(),
        jwk(alg="EdDSA", use="sig", kid="key-1"),
        jwk(alg="Ed25519"),
    ],
)
def test_the_same_key_is_read_in_each_of_its_spellings(entry: dict[str, Any]) -> None:
    method_id, read = read_method(entry, DID)
    assert (method_id, read.key) == (entry["id"], RAW)


@pytest.mark.parametrize(
    "entry",
    [
        X25519,
        method("Multikey", publicKeyMultibase=P256),
        method("JsonWebKey", publicKeyJwk={"kty": "EC", "crv": "P-256", "x": "AA", "y": "AA"}),
        jwk(crv="X25519"),
        method("Ed25519VerificationKey2018", publicKeyBase58="whatever"),
        method("SomethingOfTomorrow"),
    ],
)
def test_a_method_of_another_kind_gives_no_key_and_spoils_nothing(entry: dict[str, Any]) -> None:
    assert read_method(entry, DID)[1].key is None
    document = did.did_document(DID, [PublishedKey(KEY)])
    document["verificationMethod"].insert(0, entry)
    document["assertionMethod"].append(entry["id"])
    read = did.read_did_document(document, DID)
    assert read.key_for(f"{DID}#{KEY}", NOW) == RAW
    with pytest.raises(OutsideProfile, match="kind"):
        read.key_for(entry["id"], NOW)


@pytest.mark.parametrize(
    "entry",
    [
        method("Multikey"),
        method("Multikey", publicKeyMultibase=""),
        method("Multikey", publicKeyMultibase=KEY[:-1]),
        method("Multikey", publicKeyMultibase=KEY, publicKeyJwk={"kty": "EC"}),
        method("Multikey", publicKeyMultibase=KEY, secretKeyMultibase="z3u2"),
        method("Multikey", OTHER, publicKeyMultibase=KEY),
        method("Ed25519VerificationKey2020", publicKeyMultibase=P256),
        method("Ed25519VerificationKey2020"),
        method("Ed25519VerificationKey2018", KEY, publicKeyBase58="whatever"),
        method("Multikey", publicKeyMultibase=KEY) | {"controller": "did:web:evil.example"},
        method("Multikey", publicKeyMultibase=KEY) | {"id": "#key-1"},
        method("Multikey", publicKeyMultibase=KEY) | {"id": "did:web:evil.example#key-1"},
        method("Multikey", publicKeyMultibase=KEY) | {"type": ["Multikey"]},
        method("Multikey", publicKeyMultibase=KEY, expires="soon"),
        method("SomethingOfTomorrow") | {"id": "key-1"},
        method("JsonWebKey"),
        method("JsonWebKey", publicKeyJwk=X),
        jwk(x=X + "="),
        jwk(x=X[:-1]),
        jwk(x=X[:-1] + chr(ord(X[-1]) + 1)),
        jwk(x=X.replace("-", "+").replace("_", "/") + "A"),
        jwk(x=None),
        jwk(d=X),
        jwk(alg="ES256"),
        jwk(use="enc"),
    ],
)
def test_a_method_of_a_kind_that_is_read_must_be_sound(entry: dict[str, Any]) -> None:
    with pytest.raises(WireError):
        read_method(entry, DID)
    document = did.did_document(DID, [PublishedKey(OTHER)])
    document["verificationMethod"].append(entry)
    with pytest.raises(WireError):
        did.read_did_document(document, DID)


def test_a_method_may_stand_in_assertion_method_itself_but_not_in_two_places() -> None:
    document = did.did_document(DID, [PublishedKey(KEY)])
    (embedded,) = document["verificationMethod"]
    inside = {**document, "assertionMethod": [embedded], "verificationMethod": [X25519]}
    assert did.read_did_document(inside, DID).key_for(embedded["id"], NOW) == RAW
    del inside["verificationMethod"]
    assert did.read_did_document(inside, DID).key_for(embedded["id"], NOW) == RAW
    for twice in ([embedded], [embedded, embedded["id"]]):
        with pytest.raises(WireError, match="twice"):
            did.read_did_document({**document, "assertionMethod": twice}, DID)


def test_members_that_say_something_else_do_no_harm() -> None:
    document = did.did_document(DID, [PublishedKey(KEY)]) | {
        "alsoKnownAs": ["https://badges.example.org/"],
        "authentication": [f"{DID}#{KEY}"],
        "keyAgreement": [X25519],
        "service": [{"id": f"{DID}#site", "type": "LinkedDomains", "serviceEndpoint": "https://badges.example.org"}],
    }
    assert did.read_did_document(document, DID).key_for(f"{DID}#{KEY}", NOW) == RAW


def test_a_document_of_two_keys_changed_in_any_byte_gives_neither_key() -> None:
    """What we publish is believed whole or not at all: a change to one key is no reason to trust the other."""
    whole = json.dumps(did.did_document(DID, [PublishedKey(KEY), PublishedKey(OTHER)]), separators=(",", ":")).encode()
    for position in range(len(whole)):
        for byte in {whole[position] ^ 1, whole[position] ^ 0x20, 0x20} - {whole[position]}:
            changed = whole[:position] + bytes([byte]) + whole[position + 1 :]
            assert _keys(changed) == 0, changed[max(0, position - 20) : position + 5]


def _keys(data: bytes) -> int:
    try:
        read = did.read_did_document(json.loads(data), DID)
    except (WireError, ValueError):
        return 0
    found = 0
    for name in (KEY, OTHER):
        try:
            read.key_for(f"{DID}#{name}", NOW)
            found += 1
        except WireError:
            pass
    return found


_JSON = st.recursive(st.none() | st.text(max_size=6), lambda child: st.lists(child, max_size=2) | st.dictionaries(
    st.sampled_from(["kty", "crv", "x", "d"]), child, max_size=4))  # fmt: skip


@given(st.dictionaries(st.sampled_from(["id", "type", "controller", "publicKeyMultibase", "publicKeyJwk", "revoked"]),
                       st.sampled_from([f"{DID}#a", "Multikey", "JsonWebKey", DID, KEY]) | _JSON))  # fmt: skip
def test_any_json_for_a_method_is_read_or_refused_in_words(entry: dict[str, Any]) -> None:
    try:
        read_method(entry, DID)
    except WireError:
        return
    assert str(entry["id"]).startswith(f"{DID}#")
