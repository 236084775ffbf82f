"""The note beside a revoked or suspended badge: what is written is read, and nothing beyond the limits is."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.credential.note import MAX_BYTES, MAX_TEXT, Note, compose_note, note_url, read_note
from generator.credential.proof import encode_document
from generator.errors import WireError
from generator.model import Event, EventKind, Place, Standing

AT = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
DID = "did:web:badges.example.org"


def event(reason: str) -> Event:
    return Event(AT, "x", EventKind.REVOKED, reason, "registrar", Place("content/events.csv", 2))


def note(**changes: object) -> bytes:
    return json.dumps({**compose_note(Standing.REVOKED, event("Copied."), DID), **changes}).encode()


def test_a_note_says_state_date_reason_and_issuer_and_nothing_of_who_said_it() -> None:
    assert compose_note(Standing.SUSPENDED, event("A complaint\nis  looked into."), DID) == {
        "state": "suspended",
        "at": "2026-11-20T09:30:00Z",
        "reason": "A complaint is looked into.",
        "issuer": DID,
    }


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=1200))
def test_every_note_that_is_written_is_read(reason: str) -> None:
    data = encode_document(compose_note(Standing.REVOKED, event(reason), DID))
    found = read_note(data)
    assert len(data) <= MAX_BYTES
    assert (found.state, found.at, found.issuer) == (Standing.REVOKED, "2026-11-20T09:30:00Z", DID)
    assert len(found.reason) <= MAX_TEXT


def test_a_long_reason_is_cut_and_says_so() -> None:
    reason = read_note(encode_document(compose_note(Standing.REVOKED, event("林檎" * 900), DID))).reason
    assert len(reason) == MAX_TEXT and reason.endswith("檎林…")


def test_a_sound_note_is_read() -> None:
    assert read_note(note(reason="")) == Note(Standing.REVOKED, "2026-11-20T09:30:00Z", "", DID)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"[]",
        b"<html>",
        note() + b" " * MAX_BYTES,
        note(reason="x" * (MAX_TEXT + 1)),
        note(reason=None),
        note(reason=["x"]),
        note(reason="a\nb"),
        note(reason="\u202edetcepxe"),
        note(reason="\x1b[2J"),
        note(issuer="did:web:x\u2066"),
        note(state="good"),
        note(state="valid"),
        note(at="yesterday"),
        note(at="2026-11-20"),
        note(more="x"),
        b'{"state":"revoked","at":"2026-11-20T09:30:00Z","reason":"x"}',
        note().replace(b'"reason"', b'"state":"revoked","reason"'),
    ],
)
def test_anything_else_is_no_note(data: bytes) -> None:
    with pytest.raises(WireError):
        read_note(data)


@pytest.mark.parametrize(
    ("credential", "url"),
    [
        ("https://badges.example.org/awards/7f/credential.json", "https://badges.example.org/awards/7f/status.json"),
        ("https://example.org/a/b/awards/7f/credential.json", "https://example.org/a/b/awards/7f/status.json"),
        ("https://badges.example.org/credentials/7f.json", None),
        ("https://badges.example.org/awards/7f/credential.json#x", None),
        ("urn:uuid:0/awards/7f/credential.json", None),
        ("credential.json", None),
    ],
)
def test_a_note_stands_beside_its_credential_or_nowhere(credential: str, url: str | None) -> None:
    assert note_url(credential) == url
