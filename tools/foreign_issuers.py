"""The issuers of the badges in tests/vectors/foreign, and the libraries that sign for them.

Each issuer has one Ed25519 key made from its name, which is as public as this file. Signing is always done by a library
that others wrote, and so is everything that is hashed; this module only hands documents over.

    digitalbazaar, digitalcredentials    JavaScript: see tests/node/sign.mjs
    openbadgeslib, openvc                Python: the extra `interop`
"""

from __future__ import annotations

import base64
import hashlib
import json
import subprocess
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

Document = dict[str, Any]

NODE = Path(__file__).resolve().parent.parent / "tests" / "node"
SIGNED_AT = "2026-03-01T09:00:00Z"
_BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"


def base58(data: bytes) -> str:
    number, digits = int.from_bytes(data, "big"), ""
    while number:
        number, digit = divmod(number, 58)
        digits = _BASE58[digit] + digits
    return "1" * (len(data) - len(data.lstrip(b"\0"))) + digits


@dataclass(frozen=True)
class Issuer:
    """An issuer: `host` is that of its did:web, or empty for a did:key. `fragment` names its key."""

    name: str
    host: str = ""
    fragment: str = ""

    @property
    def seed(self) -> bytes:
        return hashlib.sha256(f"badgepress foreign issuer {self.name}".encode()).digest()

    @property
    def key(self) -> Ed25519PrivateKey:
        return Ed25519PrivateKey.from_private_bytes(self.seed)

    @property
    def pem(self) -> bytes:
        return self.key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )

    @property
    def raw(self) -> bytes:
        return self.key.public_key().public_bytes_raw()

    @property
    def multikey(self) -> str:
        return "z" + base58(b"\xed\x01" + self.raw)

    @property
    def did(self) -> str:
        return f"did:web:{self.host}" if self.host else f"did:key:{self.multikey}"

    @property
    def method_id(self) -> str:
        return f"{self.did}#{self.fragment or self.multikey}"

    @property
    def url(self) -> str:
        return f"https://{self.host}" if self.host else "https://somewhere.example.org"

    def multikey_method(self) -> Document:
        return self.method("Multikey", publicKeyMultibase=self.multikey)

    def jwk_method(self) -> Document:
        x = base64.urlsafe_b64encode(self.raw).rstrip(b"=").decode()
        return self.method("JsonWebKey", publicKeyJwk={"kty": "OKP", "crv": "Ed25519", "x": x})

    def method(self, kind: str, **material: Any) -> Document:
        return {"id": self.method_id, "type": kind, "controller": self.did, **material}

    def did_document(self, *methods: Document, **more: Any) -> Document:
        """The DID document; `more` replaces or adds members."""
        methods = methods or (self.multikey_method(),)
        return {
            "@context": ["https://www.w3.org/ns/did/v1", "https://w3id.org/security/multikey/v1"],
            "id": self.did,
            "verificationMethod": list(methods),
            "assertionMethod": [self.method_id],
            **more,
        }

    def node_job(self, document: Document, suite: str, library: str) -> Document:
        return {
            "library": library,
            "suite": suite,
            "seed": self.seed.hex(),
            "method": self.method_id,
            "controller": self.did,
            "document": document,
            "created": SIGNED_AT,
        }

    def sign(self, document: Document, suite: str = "eddsa-rdfc-2022", library: str = "digitalbazaar") -> Document:
        """The document signed by a JavaScript library."""
        (signed,) = ask_node([self.node_job(document, suite, library)])
        return signed

    def sign_openvc(self, document: Document, suite: str = "eddsa-rdfc-2022") -> Document:
        """The document signed by openvc-core."""
        from openbadgeslib.ob3.contexts import bundled_contexts
        from openvc.keys import Ed25519SigningKey
        from openvc.proof.data_integrity import DataIntegrityProofSuite
        from openvc.proof.di_jcs import EddsaJcsProofSuite

        key = Ed25519SigningKey(self.key, kid=self.method_id)
        wishes = {"signing_key": key, "verification_method": self.method_id, "created": signed_at()}
        if suite == "eddsa-jcs-2022":
            return EddsaJcsProofSuite().add_proof(document, **wishes)
        return DataIntegrityProofSuite().add_proof(document, extra_contexts=dict(bundled_contexts()), **wishes)

    def sign_openbadgeslib(self, document: Document) -> Document:
        """The document as openbadgeslib composes it anew from what it reads, signed by it."""
        from openbadgeslib.ob3.credential import OpenBadgeCredential
        from openbadgeslib.ob3.ldp import OB3LdpSigner

        credential = OpenBadgeCredential.from_vc_document(document)
        return OB3LdpSigner(self.pem, self.method_id).sign(credential, created=signed_at())


def ask_node(jobs: list[Document]) -> list[Document]:
    done = subprocess.run(
        ["node", str(NODE / "sign.mjs")], input=json.dumps(jobs), capture_output=True, encoding="utf-8", check=False
    )
    if done.returncode:
        raise SystemExit(done.stderr)
    return json.loads(done.stdout)


def signed_at() -> datetime:
    return datetime.fromisoformat(SIGNED_AT)
