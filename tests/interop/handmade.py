"""A tiny issuer made by hand, with nothing of ours in it: PyLD canonicalises, PyNaCl signs, this module joins them.

It gives the oracles something to judge whose verdict is known beforehand. VC-DI-EdDSA 1.0, eddsa-rdfc-2022.
"""

from __future__ import annotations

import base64
import copy
import gzip
import hashlib
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from nacl.signing import SigningKey
from pyld import jsonld

from tests.nodes import pinned_contexts

Document = dict[str, Any]

VC_CONTEXT = "https://www.w3.org/ns/credentials/v2"
OB_CONTEXT = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
ISSUED = "2031-05-04T09:30:00Z"
BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
LIST_BITS = 131_072


class Issuer:
    """An issuer with one key, made from `seed`, and a site under `base_url`."""

    def __init__(self, base_url: str, seed: bytes = bytes(range(32))) -> None:
        self.base_url = base_url
        self.key = SigningKey(seed)
        self.did = did_web(base_url)
        self.method = f"{self.did}#{multikey(bytes(self.key.verify_key))}"

    def did_document(self) -> Document:
        method = {
            "id": self.method,
            "type": "Multikey",
            "controller": self.did,
            "publicKeyMultibase": self.method.partition("#")[2],
        }
        return {
            "@context": ["https://www.w3.org/ns/did/v1", "https://w3id.org/security/multikey/v1"],
            "id": self.did,
            "verificationMethod": [method],
            "assertionMethod": [self.method],
        }

    def sign(self, document: Document) -> Document:
        """The document with a proof made at its own validFrom."""
        options = {
            "type": "DataIntegrityProof",
            "cryptosuite": "eddsa-rdfc-2022",
            "created": document["validFrom"],
            "verificationMethod": self.method,
            "proofPurpose": "assertionMethod",
        }
        config = canonical_nquads({"@context": document["@context"], **options})
        hashes = [hashlib.sha256(text.encode()).digest() for text in (config, canonical_nquads(document))]
        signature = self.key.sign(b"".join(hashes)).signature
        return {**document, "proof": [{**options, "proofValue": "z" + base58(signature)}]}

    def badge(self, name: str, status_index: int | None = None, **more: Any) -> Document:
        """An unsigned Open Badges 3.0 credential; `more` adds or replaces members at the top."""
        status = {} if status_index is None else {"credentialStatus": self._entry(status_index)}
        return {
            "@context": [VC_CONTEXT, OB_CONTEXT],
            "id": f"{self.base_url}/awards/{name}/credential.json",
            "type": ["VerifiableCredential", "OpenBadgeCredential"],
            "issuer": {"id": self.did, "type": ["Profile"], "name": "Guild of Oracles"},
            "validFrom": ISSUED,
            "credentialSubject": {
                "type": ["AchievementSubject"],
                "identifier": [
                    {"type": "IdentityObject", "hashed": False, "identityHash": "Ada 愛", "identityType": "name"}
                ],
                "achievement": {
                    "id": f"{self.base_url}/badges/asking/",
                    "type": ["Achievement"],
                    "name": "Asking",
                    "description": "Asked a question and understood the answer.",
                    "criteria": {"narrative": "Ask.\n\nListen."},
                },
            },
            **status,
            **more,
        }

    def status_list(self, set_bits: Iterable[int], **more: Any) -> Document:
        """An unsigned list for the purpose of revocation."""
        bits = bytearray(LIST_BITS // 8)
        for position in set_bits:
            bits[position >> 3] |= 0x80 >> (position & 7)
        encoded = base64.urlsafe_b64encode(gzip.compress(bytes(bits), mtime=0)).rstrip(b"=").decode()
        url = self._list_url()
        return {
            "@context": [VC_CONTEXT],
            "id": url,
            "type": ["VerifiableCredential", "BitstringStatusListCredential"],
            "issuer": self.did,
            "validFrom": ISSUED,
            "credentialSubject": {
                "id": f"{url}#list",
                "type": "BitstringStatusList",
                "statusPurpose": "revocation",
                "encodedList": "u" + encoded,
            },
            **more,
        }

    def _list_url(self) -> str:
        return f"{self.base_url}/status/revocation-1.json"

    def _entry(self, index: int) -> Document:
        return {
            "id": f"{self._list_url()}#{index}",
            "type": "BitstringStatusListEntry",
            "statusPurpose": "revocation",
            "statusListIndex": str(index),
            "statusListCredential": self._list_url(),
        }


def lay_out(folder: Path, issuer: Issuer, badges: dict[str, Document], status: Document | None = None) -> Path:
    """Write a site of these signed documents, with the issuer's DID document where did:web looks for it."""
    documents = {f"awards/{name}/credential.json": badge for name, badge in badges.items()}
    at_root = urlsplit(issuer.base_url).path in ("", "/")
    documents[".well-known/did.json" if at_root else "did.json"] = issuer.did_document()
    if status is not None:
        documents["status/revocation-1.json"] = status
    for path, document in documents.items():
        put(folder, path, document)
    return folder


def put(folder: Path, path: str, document: Document) -> None:
    """Write one document of a site."""
    file = folder / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(document, ensure_ascii=False), encoding="utf-8", newline="")


def replaced(document: Document, path: str, value: Any) -> Document:
    """A copy of `document` with the member at `path` (`credentialSubject/achievement/name`, `proof/0`) set anew."""
    copied: Any = copy.deepcopy(document)
    *parents, last = [int(part) if part.isdigit() else part for part in path.split("/")]
    place = copied
    for part in parents:
        place = place[part]
    place[last] = value
    return copied


def canonical_nquads(document: Document) -> str:
    """RDFC-1.0 by PyLD, with the pinned contexts and nothing fetched."""
    options = {"algorithm": "URDNA2015", "format": "application/n-quads", "documentLoader": _load, "base": None}
    return jsonld.normalize(document, options)


def did_web(base_url: str) -> str:
    """did:web, "Method-specific identifier"."""
    parts = urlsplit(base_url)
    return ":".join(["did:web", parts.netloc.replace(":", "%3A"), *[part for part in parts.path.split("/") if part]])


def multikey(public_key: bytes) -> str:
    return "z" + base58(b"\xed\x01" + public_key)


def base58(data: bytes) -> str:
    number, digits = int.from_bytes(data, "big"), ""
    while number:
        number, digit = divmod(number, 58)
        digits = BASE58[digit] + digits
    return "1" * (len(data) - len(data.lstrip(b"\0"))) + digits


def _load(url: str, _options: dict[str, Any]) -> dict[str, Any]:
    document = pinned_contexts()[url]
    return {"contextUrl": None, "documentUrl": url, "document": document, "contentType": "application/ld+json"}
