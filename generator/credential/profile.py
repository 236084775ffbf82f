"""The closed profile: which documents we sign, and which we judge.

Canonicalisation drops what a context does not define, so a member that nobody signed can hide in a sound credential.
Decision D3: a document is judged only if nothing in it would go unsigned. Two checks make that so, and both come
before any hash is made:

* `check_credential`, `check_list_credential` and `check_endorsement` here: contexts we hold, in their order; the
  types; the shape of every member that we or a reader rely on; exactly one proof;
* `wire.terms`: every member at every level is a term that the contexts define at that place.

A refusal says which of two things it is. `OutsideProfile`: it may be honest, we cannot judge it. `Broken`: it is not
a sound document of any issuer.

Spec: Open Badges 3.0, "AchievementCredential" and the classes below it; VC Data Model 2.0.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from generator.credential.times import parse_instant
from generator.errors import WireError
from generator.model import Document

CREDENTIALS_V2 = "https://www.w3.org/ns/credentials/v2"
EXTENSIONS = "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json"
OPEN_BADGES = frozenset(
    f"https://purl.imsglobal.org/spec/ob/v3p0/context{version}.json" for version in ("", "-3.0.1", "-3.0.2", "-3.0.3")
)
OPEN_BADGES_V2 = "https://w3id.org/openbadges/v2"
OLDER_OPEN_BADGES = frozenset({OPEN_BADGES_V2, "https://w3id.org/openbadges/v1"})
BADGE_TYPES = frozenset({"OpenBadgeCredential", "AchievementCredential"})

# What a credential may be wrapped in. VC Data Model 2.0, 4.13 "Verifiable Presentations"; VC-JOSE-COSE.
_ENVELOPES = {
    "VerifiablePresentation": "a presentation",
    "EnvelopedVerifiableCredential": "an envelope around a token",
    "EnvelopedVerifiablePresentation": "an envelope around a token",
}
_ABSOLUTE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s<>\"{}|\\^`\x00-\x20]+")


class OutsideProfile(WireError):
    """A document that may be honest, in a form that is not judged here."""


class Broken(WireError):
    """A document that no issuer can have meant: a member is missing, or is not of its kind."""


# Shapes, one class a line: `member:kind`, `!` after it where it must be there, `*` where it may be several. A kind
# in lower case is a plain value, with a capital another class of this table. The page's verifier reads the same file.
_SHAPES: dict[str, str] = json.loads(Path(__file__).with_name("shapes.json").read_text(encoding="utf-8"))


def _instant(value: Any) -> bool:
    try:
        parse_instant(value)
    except WireError:
        return False
    return True


def _number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


_KINDS: dict[str, tuple[Callable[[Any], bool], str]] = {
    "text": (lambda v: isinstance(v, str), "a string"),
    "type": (lambda v: isinstance(v, str), "the name of a type"),
    "uri": (lambda v: isinstance(v, str) and _ABSOLUTE.fullmatch(v) is not None, "an absolute address"),
    "instant": (_instant, "a date with time and zone"),
    "number": (_number, "a number"),
    "boolean": (lambda v: isinstance(v, bool), "true or false"),
    "reference": (lambda v: isinstance(v.get("id") if isinstance(v, dict) else v, str), "an issuer"),
}


def _rules(line: str) -> dict[str, tuple[str, bool, bool]]:
    rules = {}
    for word in line.split():
        member, _, kind = word.partition(":")
        rules[member] = (kind.rstrip("*!"), "*" in kind, "!" in kind)
    return rules


_RULES = {name: _rules(line) for name, line in _SHAPES.items()}


def check_credential(document: Any) -> None:
    """Hold `document` to the profile of an AchievementCredential. Raises OutsideProfile or Broken.

    Not checked here: that no member is unknown (`wire.terms`), signatures, dates against a clock, status.
    """
    types = _opening(document)
    if not BADGE_TYPES & set(types):
        raise OutsideProfile("it is a verifiable credential, but not an Open Badge")
    _check_contexts(document["@context"], badges=True)
    _check_proof_count(document)
    _check_object(document, "Credential", "")
    subject = document["credentialSubject"]
    if "id" not in subject and not subject.get("identifier"):
        raise Broken("/credentialSubject names nobody: neither id nor identifier is there")
    criteria = subject["achievement"]["criteria"]
    if "id" not in criteria and "narrative" not in criteria:
        raise Broken("/credentialSubject/achievement/criteria says nothing: neither id nor narrative is there")


def check_list_credential(document: Any) -> None:
    """Hold `document` to the profile of a BitstringStatusListCredential. Raises OutsideProfile or Broken."""
    types = _opening(document)
    if "BitstringStatusListCredential" not in types:
        raise OutsideProfile("it is not a bitstring status list")
    _check_contexts(document["@context"], badges=False)
    _check_proof_count(document)
    _check_object(document, "ListCredential", "")


def check_endorsement(document: Any) -> None:
    """Hold `document` to the profile of an EndorsementCredential, as it stands in a badge or alone.

    Raises OutsideProfile or Broken. The same things are left to others as by `check_credential`.
    """
    types = _opening(document)
    if "EndorsementCredential" not in types:
        raise OutsideProfile("it is a verifiable credential, but not an endorsement")
    _check_contexts(document["@context"], badges=True)
    _check_proof_count(document)
    _check_object(document, "Endorsement", "")


def the_proof(document: Document) -> Document:
    """The one proof of a document that has been held to the profile."""
    proof = document["proof"]
    only: Document = proof[0] if isinstance(proof, list) else proof
    return only


def issuer_id(document: Document) -> str:
    """The `id` of the issuer, which may stand alone or in a Profile."""
    issuer = document["issuer"]
    return str(issuer["id"] if isinstance(issuer, dict) else issuer)


def _opening(document: Any) -> list[str]:
    """The types of something that is a VC Data Model 2.0 credential; else say kindly what it may be."""
    if not isinstance(document, dict):
        raise Broken("it is not a JSON object")
    context = document.get("@context")
    contexts = context if isinstance(context, list) else [context]
    if any(older in contexts for older in OLDER_OPEN_BADGES):
        raise OutsideProfile("it is a badge of Open Badges 2.0 or older; what counts is the copy its issuer hosts")
    if "https://www.w3.org/2018/credentials/v1" in contexts:
        raise OutsideProfile("it is written in version 1 of the credentials data model")
    types = document.get("type")
    types = types if isinstance(types, list) else [types]
    for envelope, word in _ENVELOPES.items():
        if context is not None and envelope in types:
            raise OutsideProfile(f"it is {word}; the badge inside it is not judged here")
    if context is None or not all(isinstance(name, str) for name in types) or "VerifiableCredential" not in types:
        raise Broken("it is not a verifiable credential")
    return types


def _check_contexts(contexts: Any, *, badges: bool) -> None:
    if isinstance(contexts, str):
        contexts = [contexts]
    if not isinstance(contexts, list) or not all(isinstance(entry, str) for entry in contexts):
        raise OutsideProfile("@context holds definitions of its own, which are not judged here")
    if not contexts or contexts[0] != CREDENTIALS_V2:
        raise OutsideProfile(f"@context must begin with {CREDENTIALS_V2}")
    rest = contexts[1:]
    if badges:
        if not rest or rest[0] not in OPEN_BADGES:
            raise OutsideProfile("the second @context is not one of Open Badges 3.0")
        rest = rest[1:]
        if rest[:1] == [EXTENSIONS]:
            rest = rest[1:]
    if rest:
        raise OutsideProfile(f"@context names {rest[0]!r}, which is not known here")


def _check_proof_count(document: Document) -> None:
    proof = document.get("proof")
    proofs = proof if isinstance(proof, list) else [proof]
    if proof is None or not proofs:
        raise Broken("it carries no proof: nobody has signed it")
    if not all(isinstance(entry, dict) for entry in proofs):
        raise Broken("/proof is not an object")
    if len(proofs) > 1:
        raise OutsideProfile(f"it carries {len(proofs)} proofs; exactly one is judged here")


def _check_object(value: Any, shape: str, where: str) -> None:
    if not isinstance(value, dict):
        raise Broken(f"{where or '/'} is not an object")
    rules = _RULES[shape]
    for member, (_, _, required) in rules.items():
        if required and member not in value:
            raise Broken(f"{where}/{member} is missing")
    for member, entry in value.items():
        if member == "proof" and shape != "Endorsement" and where:
            raise OutsideProfile(f"{where}/proof: only the whole credential is signed here")
        if member in ("@context", "proof"):
            continue
        if member not in rules:
            raise OutsideProfile(f"{where}/{member} is not a member that is judged here")
        kind, several, _ = rules[member]
        _check_member(entry, kind, several, f"{where}/{member}")


def _check_member(value: Any, kind: str, several: bool, where: str) -> None:
    if isinstance(value, list):
        if not several:
            raise Broken(f"{where} is a list, wanted one value")
        if not value:
            raise Broken(f"{where} is an empty list")
        for number, entry in enumerate(value):
            _check_value(entry, kind, f"{where}/{number}")
        # Signing sees a set: a second copy of a named thing would go unsigned.
        named = [entry.get("id") if isinstance(entry, dict) else entry for entry in value]
        named = [name for name in named if name is not None]
        if len(set(named)) != len(named):
            raise Broken(f"{where} holds the same entry twice")
    else:
        _check_value(value, kind, where)


def _check_value(value: Any, kind: str, where: str) -> None:
    # Both are honest: a text in several languages or marked with one, and a profile named by its address.
    if kind == "text" and isinstance(value, dict):
        raise OutsideProfile(f"{where} is not a plain text; texts marked with a language are not judged here")
    if kind == "Profile" and isinstance(value, str):
        raise OutsideProfile(f"{where} is an address alone; profiles that are described are judged here")
    if kind[0].isupper():
        _check_object(value, kind, where)
        return
    fits, wanted = _KINDS[kind]
    if not fits(value):
        raise Broken(f"{where} is not {wanted}")
