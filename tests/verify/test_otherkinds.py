"""Tokens, older badges and wrappings: told apart from what is no badge, and never called false."""

from __future__ import annotations

import base64
import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.bake import OPEN_BADGES_2, bake
from generator.errors import WireError
from generator.verify.check import Verifier
from generator.verify.otherkinds import refuse_other_kinds
from generator.verify.report import Outcome, Report, State
from generator.verify.sources import NoSource
from tests import projects

V2 = "https://www.w3.org/ns/credentials/v2"
CREDENTIAL = {"@context": [V2], "type": ["VerifiableCredential", "OpenBadgeCredential"], "iss": "https://example.org"}
OLDER = {"@context": "https://w3id.org/openbadges/v2", "type": "Assertion", "id": "https://example.org/1.json"}


def token(header: Any, payload: Any, signature: str = "c2ln") -> bytes:
    parts = [base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=").decode() for part in (header, payload)]
    return ".".join([*parts, signature]).encode()


def verify(data: bytes) -> Report:
    return Verifier(NoSource("nothing is read"), datetime(2026, 11, 21, tzinfo=UTC)).verify(data, "target")


@pytest.mark.parametrize(
    "data",
    [
        token({"alg": "RS256"}, CREDENTIAL),
        token({"alg": "EdDSA", "typ": "JWT"}, {"iss": "x", "vc": {"type": ["VerifiableCredential"]}}),
        token({"alg": "ES256"}, CREDENTIAL | {"type": "VerifiableCredential"}),
        token({"alg": "ES256"}, {"vct": "https://example.org/badge"}) + b"~WyJhIl0~",
        token({"alg": "RS256"}, OLDER),
        b"  " + token({"alg": "RS256"}, CREDENTIAL) + b"\n",
        bake(projects.small_png(16), token({"alg": "RS256"}, CREDENTIAL)),
        bake(projects.small_png(16), json.dumps(OLDER).encode(), OPEN_BADGES_2),
        bake(projects.small_png(16), b"https://example.org/1.json", OPEN_BADGES_2),
        json.dumps(OLDER).encode(),
        json.dumps(OLDER | {"@context": "https://w3id.org/openbadges/v1"}).encode(),
        json.dumps({"@context": [V2], "type": "EnvelopedVerifiableCredential", "id": "data:application/vc+jwt,eyJ"}).encode(),
        json.dumps({"@context": [V2], "type": ["VerifiablePresentation"]}).encode(),
    ],
)  # fmt: skip
def test_a_badge_in_another_form_is_unsupported_which_is_not_false(data: bytes) -> None:
    report = verify(data)
    assert report.state is State.UNSUPPORTED
    assert report.sentence.endswith("That does not mean it is false.")
    assert report.steps[0].outcome is Outcome.UNKNOWN or report.steps[1].outcome is Outcome.UNKNOWN


@pytest.mark.parametrize(
    "data",
    [
        token({"alg": "none"}, CREDENTIAL, ""),
        token({"alg": "NONE"}, CREDENTIAL),
        token({}, CREDENTIAL),
        token({"alg": 1}, CREDENTIAL),
        token({"alg": "RS256"}, {"sub": "a login"}),
        token({"alg": "RS256"}, ["VerifiableCredential"]),
        token({"alg": "RS256"}, CREDENTIAL) + b".more",
        token(["RS256"], CREDENTIAL),
        b"eyJhbGciOiJSUzI1NiJ9",
        b"eyJhbGciOiJSUzI1NiJ9.!.x",
        b"eyJ.eyJ.eyJ",
        bake(projects.small_png(16), token({"alg": "none"}, CREDENTIAL)),
        b"<svg/>",
        b"%PDF-1.7",
    ],
)
def test_what_nobody_signed_or_is_no_badge_is_unreadable(data: bytes) -> None:
    assert verify(data).state is State.UNREADABLE


def test_what_the_token_says_of_itself_is_quoted_in_bounds() -> None:
    sentence = verify(token({"alg": "RS256" * 1000}, CREDENTIAL)).sentence
    assert "'RS256RS256RS256RS256'" in sentence and len(sentence) < 200


def test_json_is_let_through() -> None:
    for data in (b"{}", b" [1]", b'"eyJ"'):
        refuse_other_kinds(data)


@given(st.binary(max_size=60), st.binary(max_size=60))
def test_any_bytes_in_the_shape_of_a_token_are_refused_in_words(header: bytes, payload: bytes) -> None:
    parts = [base64.urlsafe_b64encode(part).rstrip(b"=") for part in (b'{"' + header, payload)]
    with pytest.raises(WireError):
        refuse_other_kinds(b".".join([*parts, b"AA"]))
