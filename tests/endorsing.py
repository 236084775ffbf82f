"""Endorsers for tests: a key each, and what they sign. The keys come from words, so nothing signed here is worth much."""

from __future__ import annotations

import hashlib
from typing import Any

from nacl.signing import SigningKey

from generator.credential.did import PublishedKey, did_document
from generator.credential.proof import attach_proof, digest
from generator.model import Document, UnsignedCredential
from generator.wire.multibase import encode_multikey
from tests import projects

SIGNED = "2024-01-01T00:00:00Z"
SUBJECT = f"{projects.BASE_URL}/badges/grafting/"


class Endorser:
    """Somebody who signs: by did:key, or under a did:web."""

    def __init__(self, word: str = "endorser", did: str = "") -> None:
        self.key = SigningKey(hashlib.sha256(word.encode()).digest())
        self.multikey = encode_multikey(bytes(self.key.verify_key))
        self.did = did or f"did:key:{self.multikey}"
        self.method = f"{self.did}#{self.multikey}"

    def document(self, **changes: Any) -> Document:
        """What is published for a did:web."""
        return did_document(self.did, [PublishedKey(self.multikey)]) | changes

    def sign(self, created: str = SIGNED, method: str = "", **changes: Any) -> Document:
        """An endorsement of the good project's grafting badge, or one that differs where a value is given.

        None takes a member out.
        """
        statement: Document = {
            "@context": [
                "https://www.w3.org/ns/credentials/v2",
                "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
            ],
            "id": "urn:uuid:0d9b1f9e-3c6a-4b7e-8e0e-6b1f0d3a7c55",
            "type": ["VerifiableCredential", "EndorsementCredential"],
            "name": "Endorsement of Grafting",
            "issuer": {
                "id": self.did,
                "type": ["Profile"],
                "name": "Nurseries' Union",
                "url": "https://union.example.com/",
            },
            "validFrom": SIGNED,
            "credentialSubject": {
                "id": SUBJECT,
                "type": ["EndorsementSubject"],
                "endorsementComment": "We hire *holders* at once.",
            },
        }
        document = {name: value for name, value in {**statement, **changes}.items() if value is not None}
        unsigned, method = UnsignedCredential(document, created), method or self.method
        return attach_proof(unsigned, method, self.key.sign(digest(unsigned, method)).signature).document
