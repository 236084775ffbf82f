"""Decentralized identifiers: where the document of a did:web lives, what it says, and what a did:key means.

A verifier always resolves; it never trusts a key because it stands in the fragment of a proof's verificationMethod.

How a document spells its keys is for `methods`. What else it says (services, other names, keys for other purposes) is
not read and does no harm.

Spec: did:web method; did:key method; Controlled Identifiers 1.0, "Retrieve Verification Method" (its five checks are
`DidDocument.key_for`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from urllib.parse import unquote

from msgspec import Struct

from generator.credential.methods import ED25519_NAME, MULTIKEY, Method, read_method
from generator.credential.profile import OutsideProfile
from generator.errors import WireError
from generator.model import Document
from generator.wire import multibase

DID_CONTEXT = "https://www.w3.org/ns/did/v1"
CID_CONTEXT = "https://www.w3.org/ns/cid/v1"
MULTIKEY_CONTEXT = "https://w3id.org/security/multikey/v1"

# What a document may name as its contexts: they only define terms whose meaning is fixed here.
_KNOWN_CONTEXTS = frozenset(
    {
        DID_CONTEXT,
        MULTIKEY_CONTEXT,
        CID_CONTEXT,
        "https://w3id.org/security/data-integrity/v1",
        "https://w3id.org/security/data-integrity/v2",
        "https://w3id.org/security/suites/ed25519-2018/v1",
        "https://w3id.org/security/suites/ed25519-2020/v1",
        "https://w3id.org/security/suites/x25519-2019/v1",
        "https://w3id.org/security/suites/x25519-2020/v1",
        "https://w3id.org/security/suites/secp256k1-2019/v1",
        "https://w3id.org/security/suites/jws-2020/v1",
        "https://w3id.org/security/jwk/v1",
        "https://identity.foundation/.well-known/did-configuration/v1",
    }
)
_DNS_NAME = re.compile(r"(?!.*\.\d+$)[a-z0-9]([a-z0-9-]{0,62})(\.[a-z0-9]([a-z0-9-]{0,62}))*(:\d{1,5})?", re.ASCII)
_LOOPBACK = re.compile(r"127\.0\.0\.1(:\d{1,5})?", re.ASCII)
_SEGMENT = re.compile(r"[A-Za-z0-9._~%-]+", re.ASCII)


class PublishedKey(Struct, frozen=True):
    """A key of the issuer as the DID document shows it. `revoked` is an instant, set for a compromised key."""

    multikey: str
    revoked: str = ""


class DidDocument(Struct, frozen=True):
    """A DID document that has been read and found sound."""

    did: str
    methods: Mapping[str, Method]  # by absolute id
    assertion_methods: frozenset[str]

    def key_for(self, method_id: str, at: datetime) -> bytes:
        """The 32-byte Ed25519 key that may sign assertions under `method_id` at the instant `at`.

        Raises WireError, in plain words, where the document does not vouch for that key; OutsideProfile where it
        does, but the key is of a kind that is not read here.
        """
        method = self.methods.get(method_id)
        if method is None:
            raise WireError("the issuer's DID document does not list the key of this proof")
        if method_id not in self.assertion_methods:
            raise WireError("the issuer's DID document does not list this key under assertionMethod")
        # Whoever holds a stolen key chooses `created`, so the moment of checking counts, never the proof's own date.
        if method.revoked is not None and at >= method.revoked:
            raise WireError("the issuer has revoked the key of this proof")
        if method.expires is not None and at >= method.expires:
            raise WireError("the key of this proof has expired")
        if method.key is None:
            raise OutsideProfile("the key of this proof is of a kind that is not read here")
        return method.key


def did_document(did: str, keys: Iterable[PublishedKey]) -> Document:
    """The document to publish: every key ever used, and under assertionMethod those that still count."""
    methods: list[Document] = []
    for key in keys:
        method = {"id": f"{did}#{key.multikey}", "type": MULTIKEY, "controller": did}
        method["publicKeyMultibase"] = key.multikey
        if key.revoked:
            method["revoked"] = key.revoked
        methods.append(method)
    return {
        "@context": [DID_CONTEXT, MULTIKEY_CONTEXT],
        "id": did,
        "verificationMethod": methods,
        "assertionMethod": [method["id"] for method in methods if "revoked" not in method],
    }


def document_url(did: str) -> str:
    """The https address of a did:web's document. Raises WireError for any other DID."""
    host, segments = _parts(did)
    folder = "/".join(segments) or ".well-known"
    return f"https://{host}/{folder}/did.json"


def base_url(did: str) -> str:
    """The https address of the site that a did:web of ours stands for, without a slash at the end."""
    host, segments = _parts(did)
    return "/".join([f"https://{host}", *segments])


def host_of(did: str) -> str:
    """The host that answers for a did:web, with its port; "" for a DID that no host answers for."""
    return _parts(did)[0] if did.startswith("did:web:") else ""


def _parts(did: str) -> tuple[str, list[str]]:
    if not did.startswith("did:web:"):
        raise WireError(f"{did!r} is not a did:web")
    first, *segments = did.removeprefix("did:web:").split(":")
    host = unquote(first)
    if not (_DNS_NAME.fullmatch(host) or _LOOPBACK.fullmatch(host)):
        raise WireError(f"{did!r} names no host")
    if not all(_SEGMENT.fullmatch(part) and _plain(unquote(part)) for part in segments):
        raise WireError(f"{did!r} has a part that cannot stand in an address")
    return host, segments


def _plain(segment: str) -> bool:
    return "/" not in segment and segment not in (".", "..")


def read_did_document(document: Any, did: str) -> DidDocument:
    """Read the document that was found for `did`. Raises WireError where anything that we read in it is not sound.

    Every method of a kind that we know is held to its form, not only the one that is asked for: a document that is
    wrong in one place is not a document to trust in another.
    """
    if not isinstance(document, dict):
        raise WireError("the DID document is not a JSON object")
    _check_contexts(document.get("@context"))
    if document.get("id") != did:
        raise WireError(f"the DID document is for {document.get('id')!r}, wanted {did!r}")
    asserting = document.get("assertionMethod", [])
    if not isinstance(asserting, list) or not all(isinstance(entry, str | dict) for entry in asserting):
        raise WireError("assertionMethod of the DID document is not a list of methods or their ids")
    # A method may stand in the list of a purpose itself, and then serves that purpose alone.
    embedded = [entry for entry in asserting if isinstance(entry, dict)]
    methods = _read_methods([*_listed(document, optional=bool(embedded)), *embedded], did)
    named = [entry["id"] if isinstance(entry, dict) else entry for entry in asserting]
    if stray := [entry for entry in named if entry not in methods]:
        raise WireError(f"assertionMethod of the DID document names {stray[0]!r}, which is not among its methods")
    return DidDocument(did, methods, frozenset(named))


def _check_contexts(contexts: Any) -> None:
    contexts = contexts if isinstance(contexts, list) else [contexts]
    if DID_CONTEXT not in contexts and CID_CONTEXT not in contexts:
        raise WireError("the DID document does not name the context of DID documents")
    if unknown := [c for c in contexts if not isinstance(c, str) or c not in _KNOWN_CONTEXTS]:
        raise WireError(f"the DID document names a context that is not known here: {unknown[0]!r}")


def _listed(document: dict[str, Any], *, optional: bool) -> list[Any]:
    if optional and "verificationMethod" not in document:
        return []
    value = document.get("verificationMethod")
    entries = value if isinstance(value, list) else [value]
    if not (entries or optional) or not all(isinstance(entry, dict) for entry in entries):
        raise WireError("verificationMethod of the DID document is not a list of objects")
    return entries


def _read_methods(entries: Iterable[dict[str, Any]], did: str) -> dict[str, Method]:
    methods: dict[str, Method] = {}
    for entry in entries:
        method_id, method = read_method(entry, did)
        if method_id in methods:
            raise WireError(f"the DID document lists {method_id!r} twice")
        methods[method_id] = method
    return methods


def did_key_document(did: str) -> DidDocument:
    """The document that a did:key of Ed25519 stands for: one method, named by the key, that may assert.

    Raises OutsideProfile for a did:key of another kind, WireError for one that spells no key.
    """
    multikey = did.removeprefix("did:key:")
    if not multikey.startswith(ED25519_NAME):
        raise OutsideProfile("its issuer is a did:key of a kind that is not read here")
    method_id = f"{did}#{multikey}"
    method = Method(multibase.decode_multikey(multikey))
    return DidDocument(did, {method_id: method}, frozenset({method_id}))
