"""The note beside a revoked or suspended badge: since when and why, in the issuer's words. Written and read.

    awards/<id>/status.json
    {"state": "revoked", "at": "2026-11-20T09:30:00Z", "reason": "...", "issuer": "did:web:badges.example.org"}

    state    revoked or suspended
    at       when it was said
    reason   one line of at most 500 characters, none of them unseen; "" for none
    issuer   the DID of whoever issued the badge

Nobody signs a note, and it decides nothing: whether a badge may be relied on is said by its bit in a signed status
list. A note only explains a bit that is set, so a reader looks for it after that, holds it to these limits, and goes on
without it where anything does not fit. Format: docs/formats/status.json.md.
"""

from __future__ import annotations

from msgspec import Struct

from generator import addresses
from generator.credential.times import format_instant, parse_instant
from generator.errors import WireError
from generator.model import Document, Event, Standing
from generator.printable import printable
from generator.wire.strictjson import parse_json

MAX_BYTES = 4096
MAX_TEXT = 500
_MEMBERS = {"state", "at", "reason", "issuer"}
_STATES = (Standing.REVOKED, Standing.SUSPENDED)


class Note(Struct, frozen=True):
    """What a note says. Unsigned: show it as what the issuer's site says, never as what was checked."""

    state: Standing
    at: str
    reason: str
    issuer: str


def compose_note(standing: Standing, said: Event, issuer: str) -> Document:
    """The note of an award that stands as `standing` because of the event `said`; `issuer` is the DID of the site."""
    reason = printable(" ".join(said.reason.split()))
    if len(reason) > MAX_TEXT:
        reason = reason[: MAX_TEXT - 1].rstrip() + "…"
    return {"state": standing.value, "at": format_instant(said.at), "reason": reason, "issuer": issuer}


def note_url(credential_id: str) -> str | None:
    """Where the note of a badge would be: beside its credential, on the same host. None where it is not one of ours."""
    folder, _, name = credential_id.rpartition("/")
    award_id = folder.rpartition("/")[2]
    if not credential_id.startswith(("https://", "http://")) or not credential_id.endswith(
        "/" + addresses.credential(award_id)
    ):
        return None
    return credential_id.removesuffix(name) + addresses.award_note(award_id).rpartition("/")[2]


def read_note(data: bytes) -> Note:
    """What the bytes of a note say. Raises WireError for anything beyond the limits."""
    document = parse_json(data, max_bytes=MAX_BYTES, max_depth=1)
    if not isinstance(document, dict) or document.keys() != _MEMBERS:
        raise WireError("it does not have the members of a note")
    if not all(isinstance(text, str) and len(text) <= MAX_TEXT for text in document.values()):
        raise WireError(f"its members are not strings of at most {MAX_TEXT} characters")
    if any(printable(text) != text for text in document.values()):
        raise WireError("it holds characters that cannot be seen")
    if document["state"] not in _STATES:
        raise WireError("its state is neither revoked nor suspended")
    parse_instant(document["at"])
    return Note(Standing(document["state"]), document["at"], document["reason"], document["issuer"])
