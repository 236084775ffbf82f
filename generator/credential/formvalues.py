"""What differs from one award's credential to the next: which holes a form has, and what each is filled with.

    shape_of(award, achievement, earner)    which optional members the credential has: it decides the form
    award_values(shape, award, ...)         the value of each hole, for N-Quads or for JSON
    spelled_alike(values)                   whether those for N-Quads are those for JSON too

A value is `bare` or `quoted`. A bare one stands inside an address or a date and looks the same in a literal, an IRI
and a JSON string, which is checked here: NoForm is raised for one that would not. A quoted one is text of any kind,
and is spelled by `say`: as a literal of N-Quads or as a string of JSON.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import NamedTuple

import orjson

from generator import addresses
from generator.credential.identity import email_identity
from generator.model import Achievement, Award, Earner, Evidence, Result
from generator.wire.holes import NoForm, Values
from generator.wire.literals import is_address, literal

LEVEL, STATUS, VALUE = "level", "status", "value"

_PLAIN = re.compile("[A-Za-z0-9_-]+")
_TO_SECONDS = len("2031-05-04T09:30:00")


class Shape(NamedTuple):
    """Which optional members a credential has. `evidence` says whether there is an address, a name, a text."""

    expires: bool
    did: bool
    email: bool
    evidence: tuple[bool, bool, bool] | None
    results: tuple[str, ...]  # the kind of each


def shape_of(award: Award, achievement: Achievement, earner: Earner, *, email_hash: bool) -> Shape:
    """The shape of the credential of `award`."""
    evidence = award.evidence
    members = (
        award.expires_at is not None,
        bool(earner.did),
        email_hash,
        None if evidence is None else (bool(evidence.url), bool(evidence.name), bool(evidence.text)),
        tuple([_kind(result, achievement) for result in award.results]) if award.results else (),
    )
    return Shape._make(members)


def _kind(result: Result, achievement: Achievement) -> str:
    if result.level:
        return LEVEL
    described = achievement.result(result.key)
    return STATUS if described is not None and described.type == "Status" else VALUE


def award_values(shape: Shape, award: Award, earner: Earner, say: Callable[[str], bytes]) -> Values:
    """The value of each hole that a credential of `shape` has for `award`. Raises NoForm, and what `say` raises."""
    issued = award.issued_at() if award.events else award.awarded_at
    number, position = addresses.status_place(award.status_index)
    values: Values = {
        "id": plain(award.id),
        "issued": instant(issued),
        "list": b"%d" % number,
        "position": b"%d" % position,
        "name": say(earner.name),
    }
    values["awarded"] = values["issued"] if issued is award.awarded_at else instant(award.awarded_at)
    if award.expires_at is not None:
        values["expires"] = instant(award.expires_at)
    if shape.did:
        values["did"] = _address(earner.did)
    if shape.email:
        identity = email_identity(earner.emails[0], award.id)
        values["salt"], values["email"] = identity["salt"].encode(), identity["identityHash"].encode()
    if award.evidence is not None:
        _add_evidence(values, award.evidence, say)
    for place, (result, kind) in enumerate(zip(award.results, shape.results, strict=True)):
        _add_result(values, place, result, kind, say)
    return values


def _add_evidence(values: Values, evidence: Evidence, say: Callable[[str], bytes]) -> None:
    if evidence.url:
        values["url"] = _address(evidence.url)
    if evidence.name:
        values["title"] = say(evidence.name)
    if evidence.text:
        values["text"] = say(evidence.text)


def _add_result(values: Values, place: int, result: Result, kind: str, say: Callable[[str], bytes]) -> None:
    values[f"key{place}"] = plain(result.key)
    if kind == LEVEL:
        values[f"level{place}"] = plain(result.level)
    else:
        values[f"value{place}"] = say(result.value)


def instant(at: datetime) -> bytes:
    """As `times.format_instant` writes it."""
    return (at if at.tzinfo is UTC else at.astimezone(UTC)).isoformat()[:_TO_SECONDS].encode() + b"Z"


def say_literal(text: str) -> bytes:
    """`text` as a literal of N-Quads. Raises TermError for what is not text."""
    return _as_it_is(text) or literal(text, "").encode()


def say_json(text: str) -> bytes:
    """`text` as a string of JSON. Raises orjson's error for what is not text."""
    return _as_it_is(text) or orjson.dumps(text)


def spelled_alike(values: Values) -> bool:
    """Whether values spelled as literals of N-Quads are strings of JSON as well, by the byte."""
    # Both escape control characters, quotes and backslashes, always with a backslash; what only one of them escapes,
    # U+007F, it escapes so too. All else stands there as it is, in either.
    return b"\\" not in b"".join(values.values())


def _as_it_is(text: str) -> bytes | None:
    # What Unicode calls printable is text, and of it only these two are escaped, in either language.
    return f'"{text}"'.encode() if text.isprintable() and '"' not in text and "\\" not in text else None


def _address(text: str) -> bytes:
    if not is_address(text):
        raise NoForm("an address is not sound")
    return text.encode()


def plain(text: str) -> bytes:
    """A word that needs escaping nowhere. Raises NoForm for any other."""
    if not (text.isascii() and text.isalnum()) and not _PLAIN.fullmatch(text):
        raise NoForm("a word is not plain")
    return text.encode()
