"""Endorsements: what somebody else has signed about an achievement, an issuer or a single badge.

An endorsement is a credential of its own, with its endorser as issuer and its own proof, carried inside a badge. It
never makes a badge valid and never voids it: it is judged by itself, by whoever reads it. What is inside a badge is
signed a second time by the badge's issuer, who so says "this was said of us", no more.

    embedded(credential)                   the endorsements in a badge, and what each may be about
    check_form(document)                   whether it can be judged
    check_signature(document, keys, at)    whether its endorser signed it
    dates_fault(document, at)              whether it is in force
    check_fits_inside(document)            whether it can be carried by a badge of ours

Where an endorser's DID document comes from is for the caller: a build has no network, a verifier may.

Spec: Open Badges 3.0, "EndorsementCredential"; docs/decisions/0008.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any, NamedTuple

from generator.credential import profile, proof
from generator.credential.compose import CREDENTIALS_V2, OPEN_BADGES_303
from generator.credential.did import DidDocument
from generator.credential.times import parse_instant
from generator.errors import WireError
from generator.model import Document
from generator.wire.terms import canonical_nquads

MOST_IN_A_BADGE = 8  # so many are judged; each may cost a reader two documents from elsewhere
_MEMBER = "endorsement"


class Embedded(NamedTuple):
    """An endorsement in a badge, and the ids of what it stands on: one of them must be its subject."""

    document: Any
    about: frozenset[str]


def embedded(credential: Document) -> list[Embedded]:
    """Every endorsement in `credential`, a document of any form, in the order of its text.

    What stands inside an endorsement is about that endorsement's own parts, and is left alone.
    """
    subject = credential.get("credentialSubject")
    achievement = subject.get("achievement") if isinstance(subject, dict) else None
    whole = _ids(credential, achievement, credential.get("issuer"))
    return list(_walk(credential, whole))


def _walk(value: Any, about: frozenset[str]) -> Iterator[Embedded]:
    if isinstance(value, list):
        for entry in value:
            yield from _walk(entry, _ids(entry))
    elif isinstance(value, dict):
        for member, entry in value.items():
            if member == _MEMBER:
                yield from (Embedded(each, about) for each in (entry if isinstance(entry, list) else [entry]))
            elif member != "proof":
                yield from _walk(entry, _ids(entry))


def _ids(*values: Any) -> frozenset[str]:
    found = [value.get("id") if isinstance(value, dict) else value for value in values]
    return frozenset(entry for entry in found if isinstance(entry, str))


def check_form(document: Any) -> None:
    """Hold `document` and its proof to the profile. Raises OutsideProfile or Broken."""
    profile.check_endorsement(document)
    proof.check_proof_form(profile.the_proof(document))


def subject_of(document: Document) -> str:
    """The id of what is endorsed. The form has been checked."""
    return str(document["credentialSubject"]["id"])


def endorser_of(document: Any) -> str:
    """What the endorser is called, as the endorsement itself says it; their id where they give no name."""
    issuer = document.get("issuer") if isinstance(document, dict) else None
    if isinstance(issuer, dict):
        named = issuer.get("name") or issuer.get("id")
        return named if isinstance(named, str) else ""
    return issuer if isinstance(issuer, str) else ""


def check_signature(document: Document, keys: DidDocument, at: datetime) -> None:
    """Whether the endorser, whose DID document is `keys`, signed it. The form has been checked.

    Raises WireError in plain words where they did not; OutsideProfile or OutsideTerms, which are kinds of it, where
    that cannot be told here.
    """
    its_proof = profile.the_proof(document)
    method = its_proof["verificationMethod"]
    if method.partition("#")[0] != keys.did:
        raise WireError(f"it is signed with a key of {method.partition('#')[0]!r}, not of its endorser")
    if not proof.proof_fits(document, its_proof, keys.key_for(method, at)):
        raise WireError("it does not match its signature")
    if "expires" in its_proof and at >= parse_instant(its_proof["expires"]):
        raise WireError(f"its signature ended on {its_proof['expires']}")


def dates_fault(document: Document, at: datetime) -> str:
    """Why it is not in force at that moment, or "". The form has been checked."""
    if parse_instant(document["validFrom"]) > at:
        return f"it is valid only from {document['validFrom'][:10]}"
    if "validUntil" in document and parse_instant(document["validUntil"]) < at:
        return f"it was valid until {document['validUntil'][:10]}"
    return ""


def check_fits_inside(document: Document) -> None:
    """Whether nothing of it would go unsigned inside a badge. Raises WireError (TermError) where something would."""
    achievement = {"id": subject_of(document), "type": ["Achievement"], _MEMBER: [document]}
    badge: Document = {
        "@context": [CREDENTIALS_V2, OPEN_BADGES_303],
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "credentialSubject": {"type": ["AchievementSubject"], "achievement": achievement},
    }
    canonical_nquads(badge)
