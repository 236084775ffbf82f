"""Test keys, and signing with them. The seeds are published here, so nobody may use them for anything else.

A proof is made the way VC-DI-EdDSA 1.0 tells it (sections 3.2 and 3.3), from canonical text that the wire room makes;
the tests hold that text against libraries of others. Nothing here asks the verifier anything.
"""

from __future__ import annotations

import hashlib
from typing import Any

from nacl.signing import SigningKey

from generator.errors import WireError
from generator.wire.jcs import canonical_json
from generator.wire.multibase import encode_multikey, encode_signature
from generator.wire.terms import canonical_nquads

Document = dict[str, Any]

CREATED = "2026-02-03T09:00:00Z"
RDFC, JCS = "eddsa-rdfc-2022", "eddsa-jcs-2022"


class Key:
    """An Ed25519 key made from one byte, with its Multikey text."""

    def __init__(self, byte: int) -> None:
        self._secret = SigningKey(bytes([byte]) * 32)
        self.public = bytes(self._secret.verify_key)
        self.multikey = encode_multikey(self.public)

    @property
    def did(self) -> str:
        """The did:key of this key."""
        return f"did:key:{self.multikey}"

    def method_of(self, did: str) -> str:
        """The id that this key has in the document of `did`."""
        return f"{did}#{self.multikey}"

    def sign(self, message: bytes) -> bytes:
        """64 bytes of Ed25519."""
        return self._secret.sign(message).signature


FIRST, SECOND, THIEF, OTHER, LEARNER = (Key(byte) for byte in (0x11, 0x12, 0x13, 0x14, 0x15))


def unsigned(document: Document) -> Document:
    """The document without its proof."""
    return {member: value for member, value in document.items() if member != "proof"}


def hash_data(document: Document, options: Document) -> bytes:
    """The 64 bytes that a proof with these options signs for `document`."""
    if options["cryptosuite"] == JCS:
        whole = document | ({"@context": options["@context"]} if "@context" in options else {})
        parts = canonical_json(options), canonical_json(whole)
    else:
        config = {"@context": document["@context"], **options}
        parts = _canonical(config), _canonical(document)
    return b"".join(hashlib.sha256(part).digest() for part in parts)


def _canonical(document: Document) -> bytes:
    try:
        return canonical_nquads(document).encode()
    except WireError:
        # What has no canonical form that all agree on cannot be signed: it gets a signature that fits nothing.
        return canonical_json(document)


def options_for(method: str, **changed: Any) -> Document:
    """Proof options as an issuer writes them; a member in `changed` takes another value, or None to leave it out."""
    options = {
        "type": "DataIntegrityProof",
        "cryptosuite": RDFC,
        "created": CREATED,
        "verificationMethod": method,
        "proofPurpose": "assertionMethod",
    } | changed
    return {member: value for member, value in options.items() if value is not None}


def make_proof(document: Document, key: Key, method: str, **changed: Any) -> Document:
    """A proof of `document` by `key` under the name `method`."""
    options = options_for(method, **changed)
    return options | {"proofValue": encode_signature(key.sign(hash_data(unsigned(document), options)))}


def sign(document: Document, key: Key, did: str, **changed: Any) -> Document:
    """`document` with one proof by `key`, under the name it has in the document of `did`."""
    return unsigned(document) | {"proof": [make_proof(document, key, key.method_of(did), **changed)]}
