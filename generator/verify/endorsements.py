"""Endorsements inside a badge, each judged by itself as the badge was: form, subject, key, signature, dates, status.

None of them changes what is said of the badge. There are three answers, as everywhere:

    ok        sound, and its endorser is answered for by a host
    warning   it does not hold; or it does, and the endorser's name is nobody's word but their own
    unknown   something that it takes could not be had

Spec: Open Badges 3.0, "Verification", step "endorsements"; docs/decisions/0008.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import NamedTuple

from generator.credential import did, endorse, profile
from generator.credential.profile import OutsideProfile
from generator.errors import WireError
from generator.model import Document
from generator.verify.report import Outcome
from generator.verify.sources import Unavailable
from generator.wire.terms import OutsideTerms


class Reading(NamedTuple):
    """How a verifier gets at what an endorsement points to. Both raise Unavailable or WireError."""

    resolve: Callable[[str], did.DidDocument]
    status: Callable[[Document, Document], tuple[bool, str]]  # whether the bit is set, and the date of its list


def judge_endorsements(credential: Document, at: datetime, reading: Reading) -> Iterator[tuple[Outcome, str]]:
    """What is found of each endorsement of a credential whose own form and proof have been checked."""
    found = endorse.embedded(credential)
    for entry in found[: endorse.MOST_IN_A_BADGE]:
        outcome, text = _judge(entry, profile.issuer_id(credential), at, reading)
        yield outcome, f"{endorse.endorser_of(entry.document) or 'an endorser without a name'}: {text}"
    if more := found[endorse.MOST_IN_A_BADGE :]:
        yield Outcome.UNKNOWN, f"{len(more)} more are not looked at"


def _judge(entry: endorse.Embedded, issuer: str, at: datetime, reading: Reading) -> tuple[Outcome, str]:
    document = entry.document
    try:
        endorse.check_form(document)
        if endorse.subject_of(document) not in entry.about:
            return Outcome.WARNING, "it is about something else than what it stands on"
        endorser = profile.issuer_id(document)
        endorse.check_signature(document, reading.resolve(endorser), at)
    except (OutsideProfile, OutsideTerms) as error:
        return Outcome.UNKNOWN, f"it cannot be judged here: {error}"
    except Unavailable as error:
        return Outcome.UNKNOWN, f"the endorser's key could not be had ({error})"
    except WireError as error:
        return Outcome.WARNING, f"it does not hold: {error}"
    if fault := endorse.dates_fault(document, at):
        return Outcome.WARNING, fault
    if fault_of_status := _status_fault(document, reading):
        return fault_of_status
    return _standing(endorser, issuer, document["validFrom"][:10])


def _status_fault(document: Document, reading: Reading) -> tuple[Outcome, str] | None:
    entry = document.get("credentialStatus")
    if entry is None:
        return None
    try:
        is_set, since = reading.status(document, entry)
    except (Unavailable, WireError) as error:
        return Outcome.UNKNOWN, f"signed, but its status list could not be used: {error}"
    return (Outcome.WARNING, f"withdrawn by the endorser, says the list of {since[:10]}") if is_set else None


def _standing(endorser: str, issuer: str, since: str) -> tuple[Outcome, str]:
    """A sound endorsement: how much its endorser's name is worth."""
    if endorser == issuer:
        return Outcome.WARNING, "the issuer endorses itself, which adds nothing"
    if host := did.host_of(endorser):
        return Outcome.OK, f"endorsed on {since}, says {host}"
    return Outcome.WARNING, f"signed on {since} by {endorser}; whose key that is cannot be told here"
