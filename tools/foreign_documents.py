"""Documents of the invented issuers in tests/vectors/foreign, before anybody signs them."""

from __future__ import annotations

import base64
import copy
import gzip
from typing import Any

from tools.foreign_issuers import Document, Issuer

V2 = "https://www.w3.org/ns/credentials/v2"
V1 = "https://www.w3.org/2018/credentials/v1"
OB = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
OLDER = "https://w3id.org/security/suites/ed25519-2020/v1"
OLDEST = "https://w3id.org/security/suites/ed25519-2018/v1"


def badge(issuer: Issuer, number: int, context: str = OB, /, **more: Any) -> Document:
    return {
        "@context": [V2, context],
        "id": f"{issuer.url}/badges/{number}.json",
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": "Grafting",
        "issuer": {"id": issuer.did, "type": ["Profile"], "name": f"The {issuer.name}"},
        "validFrom": "2026-02-01T00:00:00Z",
        "credentialSubject": {
            "id": "did:example:ada",
            "type": ["AchievementSubject"],
            "achievement": {
                "id": f"{issuer.url}/grafting",
                "type": ["Achievement"],
                "name": "Grafting – 接ぎ木",
                "description": "Grafts fruit trees so that they live.",
                "criteria": {"narrative": "Graft *three* trees."},
                "tag": ["orchard", "trees"],
            },
        },
        **more,
    }


def status_entry(issuer: Issuer, index: int, purpose: str = "revocation") -> Document:
    url = f"{issuer.url}/lists/{purpose}.json"
    return {
        "id": f"{url}#{index}",
        "type": "BitstringStatusListEntry",
        "statusPurpose": purpose,
        "statusListIndex": str(index),
        "statusListCredential": url,
    }


def status_list(issuer: Issuer, set_bits: list[int], purpose: str = "revocation") -> Document:
    bits = bytearray(16_384)
    for index in set_bits:
        bits[index >> 3] |= 0x80 >> (index & 7)
    url = f"{issuer.url}/lists/{purpose}.json"
    encoded = base64.urlsafe_b64encode(gzip.compress(bytes(bits), mtime=0)).rstrip(b"=").decode()
    subject = {
        "id": f"{url}#list",
        "type": "BitstringStatusList",
        "statusPurpose": purpose,
        "encodedList": "u" + encoded,
    }
    return {
        "@context": [V2],
        "id": url,
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": issuer.did,
        "validFrom": "2026-02-01T00:00:00Z",
        "credentialSubject": subject,
    }


def did_of(issuer: Issuer, document: Document | None = None) -> Document:
    return {f"https://{issuer.host}/.well-known/did.json": document or issuer.did_document()}


def contexts(*more: str) -> Document:
    return {"@context": ["https://www.w3.org/ns/did/v1", *more]}


def changed(document: Document, *path: Any, value: Any) -> Document:
    copied: Any = copy.deepcopy(document)
    place = copied
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    return copied
