"""What is not JSON with an embedded proof, told apart: a badge in a form that is not judged here, or no badge at all.

    JSON Web Token      header.payload.signature, each base64url; the payload is the credential, or holds it as `vc`
    SD-JWT              the same, then `~` and disclosures; the payload has a `vct`, or is the credential
    SVG, HTML           may carry a badge somewhere inside

A token that claims to be a credential and names an algorithm may well be honest: OutsideProfile, "signed in a way that
cannot be checked here". One that nobody signed (`alg` is `none`) is as little a badge as a credential without proof,
and so is a token that is about something else: both are WireError.

Spec: Open Badges 3.0, "JSON Web Token Proof Format"; Open Badges 2.0, "SignedBadge"; RFC 7515, 7.1; RFC 9901 (SD-JWT).
"""

from __future__ import annotations

import base64
import binascii
import re
from typing import Any, NoReturn

from generator.credential.profile import OPEN_BADGES_V2, OutsideProfile
from generator.errors import WireError
from generator.wire.strictjson import parse_json

# Base64url of "{" begins with e, as no JSON does.
_TOKEN = re.compile(rb"\s*(e[A-Za-z0-9_-]*)\.([A-Za-z0-9_-]*)\.[A-Za-z0-9_-]*(~\S*)?\s*", re.ASCII)


def refuse_other_kinds(data: bytes) -> None:
    """Return where `data` may be a JSON document; else raise OutsideProfile or WireError, in words."""
    start = data[:64].lstrip()
    if start[:1] == b"<":
        raise WireError("it looks like a page (HTML or XML), and only JSON, PNG, SVG and PDF are read")
    if match := _TOKEN.fullmatch(data):
        _refuse_token(_object(match[1]), _object(match[2]), "an SD-JWT" if match[3] else "a JSON Web Token")


def _refuse_token(header: dict[str, Any] | None, payload: dict[str, Any] | None, kind: str) -> NoReturn:
    if header is None or payload is None:
        raise WireError("it has the shape of a JSON Web Token and is none")
    algorithm = header.get("alg")
    if not isinstance(algorithm, str) or algorithm.lower() == "none":
        raise WireError("it is a JSON Web Token that nobody has signed")
    if not _is_credential(payload):
        raise WireError("it is a JSON Web Token, but not a badge")
    raise OutsideProfile(f"it is {kind} signed with {algorithm[:20]!r}; only embedded proofs are judged here")


def _object(part: bytes) -> dict[str, Any] | None:
    try:
        value = parse_json(base64.urlsafe_b64decode(part + b"=" * (-len(part) % 4)))
    except (binascii.Error, WireError):
        return None
    return value if isinstance(value, dict) else None


def _is_credential(payload: dict[str, Any]) -> bool:
    if isinstance(payload.get("vc"), dict) or isinstance(payload.get("vct"), str):
        return True
    types, contexts = (v if isinstance(v, list) else [v] for v in (payload.get("type"), payload.get("@context")))
    return "VerifiableCredential" in types or OPEN_BADGES_V2 in contexts
