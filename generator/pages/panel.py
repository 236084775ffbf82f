"""What an award page says of its own credential: the panel, and the small print under it.

A page cannot vouch for itself, so at build time the panel says only who signed (`idle`) or what the issuer already
knows against relying on it. The states are those of DESIGN-UX 2, of which three can be known when a page is made:

    revoked     the issuer withdrew it                         bad
    suspended   the issuer has put it on hold                  warn
    expired     it is no longer valid on that day              warn
    idle        none of these                                  info

Nothing here is green, and nothing here has checked a signature.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from msgspec import Struct

from generator.credential.times import parse_instant
from generator.model import Document, Event, Spoken, Standing
from generator.pages.frame import Day, Here
from generator.pages.parts import as_list, dated_state

_ROLES = {"revoked": "bad", "suspended": "warn", "expired": "warn", "idle": "info"}


class Panel(Struct, frozen=True):
    """The state, its `role` (what colours it), who signed, the day that the sentence names, and a reason given.

    `words` is the sentence to take: `sentence`, or `begins` for a badge that was made out for a later day.
    """

    state: str
    role: str
    words: str
    issuer: Spoken
    day: Day
    reason: Spoken | None


class Signature(Struct, frozen=True):
    """How it was signed and where the rest can be looked up. `status_list` is "" for a credential without one."""

    suite: str
    key: str
    signed: Day
    issuer_id: str
    issuer_document: str
    status_list: str
    host: str


def make_panel(here: Here, document: Document, issuer: Spoken, standing: Standing, said: Event | None) -> Panel:
    """The panel of a signed credential. `said` is the event behind a standing that is not good."""
    if (said is None) != (standing is Standing.GOOD):
        raise ValueError(f"standing {standing.value} and its event do not go together")
    begins = parse_instant(document["validFrom"])
    ends = parse_instant(document["validUntil"]) if "validUntil" in document else None
    state = dated_state(here.frame, standing, ends) or "idle"
    signed = parse_instant(first_proof(document)["created"])
    as_of = here.frame.site.as_of
    begins_later = state == "idle" and as_of is not None and as_of < begins
    if said is not None:
        moment = said.at
    else:
        moment = ends if state == "expired" and ends is not None else begins if begins_later else signed
    day = here.frame.day(moment)
    reason = Spoken(said.reason, here.frame.default) if said is not None and said.reason else None
    return Panel(state, _ROLES[state], "begins" if begins_later else "sentence", issuer, day, reason)


def make_signature(here: Here, document: Document) -> Signature:
    """What the small print says of the credential's proof."""
    proof = first_proof(document)
    where = here.frame.addresses
    return Signature(
        suite=proof["cryptosuite"],
        key=proof["verificationMethod"],
        signed=here.frame.day(parse_instant(proof["created"])),
        issuer_id=document["issuer"]["id"],
        issuer_document=here.file(where.did_document()) if document["issuer"]["id"] == where.did() else "",
        status_list=_status_list(here, document),
        host=urlsplit(where.base_url).netloc,
    )


def first_proof(document: Document) -> dict[str, Any]:
    """The proof of a signed credential. Raises ValueError for one without: only signed ones get a page."""
    proofs = as_list(document.get("proof"))
    if not proofs:
        raise ValueError("a page is made of a signed credential only")
    proof: dict[str, Any] = proofs[0]
    return proof


def _status_list(here: Here, document: Document) -> str:
    statuses = as_list(document.get("credentialStatus"))
    url = statuses[0].get("statusListCredential", "") if statuses else ""
    path = here.frame.addresses.path(url)
    return here.file(path) if path else here.link(url)
