"""Verification methods: the ways in which a DID document spells a key, and which of them are read.

    Multikey                      publicKeyMultibase "z6Mk…"                               what we write
    Ed25519VerificationKey2020    publicKeyMultibase "z6Mk…"                               its older name
    JsonWebKey                    publicKeyJwk {"kty": "OKP", "crv": "Ed25519", "x": "…"}  x: base64url of 32 bytes

A method of one of these types is held to its form wherever it stands in the document. A method of another type, or a
Multikey or JsonWebKey of another curve, is somebody else's business: it gives no key here and spoils nothing. Ids are
absolute, and one that begins with z6Mk is the name of the very key beside it.

Spec: Controlled Identifiers 1.0, section 2.2 "Verification Methods"; RFC 8037 (OKP); Ed25519Signature2020.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Callable
from datetime import datetime
from typing import Any

from msgspec import Struct

from generator.credential.times import parse_instant
from generator.errors import WireError
from generator.wire import multibase

MULTIKEY = "Multikey"
ED25519_NAME = "z6Mk"  # how the Multikey text of every Ed25519 key begins

_X = re.compile(r"[A-Za-z0-9_-]{43}", re.ASCII)
_SECRETS = ("secretKeyMultibase", "secretKeyJwk", "privateKeyMultibase", "privateKeyJwk", "privateKeyBase58")
_JWK_SECRETS = ("d", "p", "q", "k")


class Method(Struct, frozen=True):
    """A verification method that has been read: its Ed25519 key, or None where it is of a kind that is not read."""

    key: bytes | None
    expires: datetime | None = None
    revoked: datetime | None = None


def read_method(entry: dict[str, Any], did: str) -> tuple[str, Method]:
    """The absolute id of a method in the document of `did`, and the method. Raises WireError where it is not sound."""
    method_id, kind = entry.get("id"), entry.get("type")
    if not isinstance(method_id, str) or not method_id.startswith(f"{did}#"):
        raise WireError(f"a verification method of the DID document has the id {method_id!r}")
    if not isinstance(kind, str):
        raise WireError(f"the verification method {method_id!r} has no type")
    read_key = _KINDS.get(kind)
    method = _read_known(entry, did, read_key) if read_key else Method(None)
    _check_name(method_id.removeprefix(f"{did}#"), method.key)
    return method_id, method


def _read_known(entry: dict[str, Any], did: str, read_key: Callable[[dict[str, Any]], bytes | None]) -> Method:
    if entry.get("controller") != did:
        raise WireError(f"a key of the DID document is controlled by {entry.get('controller')!r}, not by {did!r}")
    if any(member in entry for member in _SECRETS):
        raise WireError("the DID document publishes a secret key")
    if "publicKeyMultibase" in entry and "publicKeyJwk" in entry:
        raise WireError("a verification method of the DID document spells its key twice")
    instants = [parse_instant(entry[name]) if name in entry else None for name in ("expires", "revoked")]
    return Method(read_key(entry), *instants)


def _check_name(name: str, key: bytes | None) -> None:
    if name.startswith(ED25519_NAME) and (key is None or multibase.encode_multikey(key) != name):
        raise WireError("a key of the DID document stands under the name of another key")


def _read_multikey(entry: dict[str, Any]) -> bytes | None:
    text = entry.get("publicKeyMultibase")
    if not isinstance(text, str) or not text:
        raise WireError("a Multikey of the DID document holds no key")
    return multibase.decode_multikey(text) if text.startswith(ED25519_NAME) else None


def _read_ed25519_2020(entry: dict[str, Any]) -> bytes:
    text = entry.get("publicKeyMultibase")
    if not isinstance(text, str):
        raise WireError("an Ed25519VerificationKey2020 of the DID document holds no key")
    return multibase.decode_multikey(text)


def _read_jwk(entry: dict[str, Any]) -> bytes | None:
    jwk = entry.get("publicKeyJwk")
    if not isinstance(jwk, dict) or not isinstance(jwk.get("kty"), str):
        raise WireError("a JsonWebKey of the DID document holds no key")
    if any(member in jwk for member in _JWK_SECRETS):
        raise WireError("the DID document publishes a secret key")
    if (jwk["kty"], jwk.get("crv")) != ("OKP", "Ed25519"):
        return None
    if jwk.get("alg", "EdDSA") not in ("EdDSA", "Ed25519") or jwk.get("use", "sig") != "sig":
        raise WireError("a JsonWebKey of the DID document is not for signing with Ed25519")
    return _decode_x(jwk.get("x"))


def _decode_x(text: object) -> bytes:
    """The 32 bytes that `x` spells; their one spelling, without padding and with no bit left over."""
    if isinstance(text, str) and _X.fullmatch(text):
        key = base64.urlsafe_b64decode(text + "=")
        if base64.urlsafe_b64encode(key).rstrip(b"=").decode() == text:
            return key
    raise WireError("a JsonWebKey of the DID document does not spell 32 bytes in base64url")


_KINDS: dict[str, Callable[[dict[str, Any]], bytes | None]] = {
    MULTIKEY: _read_multikey,
    "Ed25519VerificationKey2020": _read_ed25519_2020,
    "JsonWebKey": _read_jwk,
}
