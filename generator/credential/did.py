"""Decentralized identifiers: where the document of a did:web lives, what it says, and what a did:key means.

A verifier always resolves; it never trusts a key because it stands in the fragment of a proof's verificationMethod.

Spec: did:web method; did:key method; Controlled Identifiers 1.0, "Retrieve Verification Method" (its five checks are
`DidDocument.key_for`); Data Integrity 1.0, Multikey.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import unquote

from generator.credential.times import parse_instant
from generator.errors import WireError
from generator.model import Document
from generator.wire import multibase

DID_CONTEXT = "https://www.w3.org/ns/did/v1"
MULTIKEY_CONTEXT = "https://w3id.org/security/multikey/v1"

# What a document may name as its contexts: they only define terms whose meaning is fixed here.
_KNOWN_CONTEXTS = frozenset(
    {
        DID_CONTEXT,
        MULTIKEY_CONTEXT,
        "https://www.w3.org/ns/cid/v1",
        "https://w3id.org/security/data-integrity/v1",
        "https://w3id.org/security/data-integrity/v2",
        "https://w3id.org/security/suites/ed25519-2020/v1",
        "https://w3id.org/security/suites/jws-2020/v1",
        "https://w3id.org/security/jwk/v1",
    }
)
_DNS_NAME = re.compile(r"(?!.*\.\d+$)[a-z0-9]([a-z0-9-]{0,62})(\.[a-z0-9]([a-z0-9-]{0,62}))*(:\d{1,5})?", re.ASCII)
_SEGMENT = re.compile(r"[A-Za-z0-9._~%-]+", re.ASCII)


@dataclass(frozen=True, slots=True)
class PublishedKey:
    """A key of the issuer as the DID document shows it. `revoked` is an instant, set for a compromised key."""

    multikey: str
    revoked: str = ""


@dataclass(frozen=True, slots=True)
class _Method:
    key: bytes
    expires: datetime | None
    revoked: datetime | None


@dataclass(frozen=True, slots=True)
class DidDocument:
    """A DID document that has been read and found sound."""

    did: str
    methods: Mapping[str, _Method]  # by absolute id
    assertion_methods: frozenset[str]

    def key_for(self, method_id: str, at: datetime) -> bytes:
        """The 32-byte Ed25519 key that may sign assertions under `method_id` at the instant `at`.

        Raises WireError, in plain words, where the document does not vouch for that key.
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
        return method.key


def did_document(did: str, keys: Iterable[PublishedKey]) -> Document:
    """The document to publish: every key ever used, and under assertionMethod those that still count."""
    methods: list[Document] = []
    for key in keys:
        method = {"id": f"{did}#{key.multikey}", "type": "Multikey", "controller": did}
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
    if not (_DNS_NAME.fullmatch(host) or host.partition(":")[0] == "127.0.0.1"):
        raise WireError(f"{did!r} names no host")
    if not all(_SEGMENT.fullmatch(part) and _plain(unquote(part)) for part in segments):
        raise WireError(f"{did!r} has a part that cannot stand in an address")
    return host, segments


def _plain(segment: str) -> bool:
    return "/" not in segment and segment not in (".", "..")


def read_did_document(document: Any, did: str) -> DidDocument:
    """Read the document that was found for `did`. Raises WireError where anything in it is not as it must be.

    Every method is held to its form, not only the one that is asked for: a document that is wrong in one place is
    not a document to trust in another.
    """
    if not isinstance(document, dict):
        raise WireError("the DID document is not a JSON object")
    contexts = document.get("@context")
    contexts = contexts if isinstance(contexts, list) else [contexts]
    if DID_CONTEXT not in contexts and "https://www.w3.org/ns/cid/v1" not in contexts:
        raise WireError("the DID document does not name the context of DID documents")
    if unknown := [c for c in contexts if not isinstance(c, str) or c not in _KNOWN_CONTEXTS]:
        raise WireError(f"the DID document names a context that is not known here: {unknown[0]!r}")
    if document.get("id") != did:
        raise WireError(f"the DID document is for {document.get('id')!r}, wanted {did!r}")
    methods = {}
    for entry in _objects(document.get("verificationMethod"), "verificationMethod"):
        method_id, method = _read_method(entry, did)
        if method_id in methods:
            raise WireError(f"the DID document lists {method_id!r} twice")
        methods[method_id] = method
    asserting = document.get("assertionMethod", [])
    if not isinstance(asserting, list) or not all(isinstance(entry, str) for entry in asserting):
        raise WireError("assertionMethod of the DID document is not a list of method ids")
    if stray := [entry for entry in asserting if entry not in methods]:
        raise WireError(f"assertionMethod of the DID document names {stray[0]!r}, which is not among its methods")
    return DidDocument(did, methods, frozenset(asserting))


def _objects(value: Any, member: str) -> list[dict[str, Any]]:
    entries = value if isinstance(value, list) else [value]
    if not entries or not all(isinstance(entry, dict) for entry in entries):
        raise WireError(f"{member} of the DID document is not a list of objects")
    return entries


def _read_method(entry: dict[str, Any], did: str) -> tuple[str, _Method]:
    method_id, multikey = entry.get("id"), entry.get("publicKeyMultibase")
    if entry.get("type") != "Multikey" or not isinstance(multikey, str):
        raise WireError("a verification method of the DID document is not a Multikey")
    if not isinstance(method_id, str) or not method_id.startswith(f"{did}#"):
        raise WireError(f"a verification method of the DID document has the id {method_id!r}")
    if entry.get("controller") != did:
        raise WireError(f"a key of the DID document is controlled by {entry.get('controller')!r}, not by {did!r}")
    key = multibase.decode_multikey(multikey)
    fragment = method_id.removeprefix(f"{did}#")
    if fragment.startswith("z6Mk") and fragment != multikey:
        raise WireError("a key of the DID document stands under the name of another key")
    instants = [parse_instant(entry[name]) if name in entry else None for name in ("expires", "revoked")]
    return method_id, _Method(key, *instants)


def did_key_document(did: str) -> DidDocument:
    """The document that a did:key of Ed25519 stands for: one method, named by the key, that may assert."""
    multikey = did.removeprefix("did:key:")
    method_id = f"{did}#{multikey}"
    method = _Method(multibase.decode_multikey(multikey), None, None)
    return DidDocument(did, {method_id: method}, frozenset({method_id}))
