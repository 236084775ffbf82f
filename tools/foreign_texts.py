"""Badges in other wrappings, by the libraries that make them: tokens, pictures, and a document of Open Badges 2.0."""

from __future__ import annotations

import base64
import hashlib
import json
import struct
import zlib

from tools.foreign_issuers import Document, Issuer


def older_assertion(issuer: Issuer) -> Document:
    """A hosted assertion of Open Badges 2.0."""
    return {
        "@context": "https://w3id.org/openbadges/v2",
        "type": "Assertion",
        "id": f"{issuer.url}/older/1.json",
        "recipient": {
            "type": "email",
            "hashed": True,
            "salt": "mist",
            "identity": "sha256$" + hashlib.sha256(b"ada@example.com" + b"mist").hexdigest(),
        },
        "badge": f"{issuer.url}/older/grafting.json",
        "verification": {"type": "hosted"},
        "issuedOn": "2026-02-01T00:00:00Z",
    }


def tokens(issuer: Issuer, document: Document) -> dict[str, str]:
    """The badge as tokens, by name: `jwt` (EdDSA), `rs256`, `sd-jwt`, `ob2` (a signed assertion), `none`."""
    from cryptography.hazmat.primitives.asymmetric import rsa
    from openbadgeslib.ob2.models import Assertion
    from openbadgeslib.ob2.signer import OB2Signer
    from openbadgeslib.ob3.credential import OpenBadgeCredential
    from openbadgeslib.ob3.signer import OB3Signer

    credential = OpenBadgeCredential.from_vc_document(document)
    signed = OB3Signer(issuer.pem, "EdDSA").sign(credential)
    rsa_key = rsa.generate_private_key(65537, 2048)
    assertion = older_assertion(issuer)
    assertion["verification"] = {"type": "signed", "creator": f"{issuer.url}/older/key.json"}
    return {
        "jwt": signed,
        "rs256": OB3Signer(rsa_key, "RS256").sign(credential),
        "sd-jwt": _sd_jwt(issuer),
        "ob2": OB2Signer(rsa_key, "RS256").sign(Assertion.from_dict(assertion)),
        "none": ".".join([_part({"alg": "none"}), signed.split(".")[1], ""]),
    }


def _sd_jwt(issuer: Issuer) -> str:
    from openvc.keys import Ed25519SigningKey
    from openvc.proof.sd_jwt import SdJwtVcProofSuite

    claims = {"iss": issuer.url, "achievement": "Grafting", "name": "Ada"}
    key = Ed25519SigningKey(issuer.key, kid=issuer.method_id)
    return SdJwtVcProofSuite().issue(
        claims, signing_key=key, disclosable=["name"], vct="https://guild.example.org/grafting"
    )


def baked(issuer: Issuer, document: Document, kind: str, signed: str) -> bytes:
    """A picture that openbadgeslib baked: `ldp` carries `signed`, `jwt` a token, `ob2` an assertion of 2.0."""
    from openbadgeslib import baking

    if kind == "ob2":
        return baking.bake_png(_png(), json.dumps(older_assertion(issuer)), keyword=b"openbadges")
    text = signed if kind == "ldp" else tokens(issuer, document)["jwt"]
    return baking.bake_png(_png(), text, keyword=b"openbadgecredential")


def _part(value: Document) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()


def _png(size: int = 16) -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = (b"\0" + b"\x28\x78\x50" * size) * size
    header = struct.pack(">IIBBBBB", size, size, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")
