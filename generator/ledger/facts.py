"""The fields of achievement.md, between the lines of +++."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from msgspec import Struct

from generator.ledger.faults import Fault
from generator.ledger.results import read_descriptions
from generator.ledger.skills import read_skills
from generator.ledger.suggest import did_you_mean, one_of
from generator.ledger.tables import Table
from generator.ledger.texts import name_fault
from generator.ledger.vocabulary import ACHIEVEMENT_TYPES, is_word
from generator.model import NO_TEXT, ResultDescription, Skill, Text
from generator.printable import quoted

_DURATION = re.compile(
    r"P(?=\d|T\d)(\d{1,4}Y)?(\d{1,4}M)?(\d{1,4}W)?(\d{1,5}D)?(T(?=\d)(\d{1,5}H)?(\d{1,5}M)?(\d{1,5}S)?)?", re.ASCII
)
_KEYS = (
    "name",
    "description",
    "type",
    "code",
    "level",
    "version",
    "tags",
    "image_alt",
    "valid_for",
    "offered_since",
    "retired_on",
    "retired_reason",
    "replaced_by",
    "related",
    "field_of_study",
    "specialization",
    "credits",
    "skills",
    "results",
    "designs",
)


class Facts(Struct, frozen=True):
    """What the fields say, under the names that Achievement gives them, and what else the reader needs."""

    name: Text = NO_TEXT
    description: Text = NO_TEXT
    type: str = "Achievement"
    code: str = ""
    level: str = ""
    version: str = ""
    tags: tuple[str, ...] = ()
    skills: tuple[Skill, ...] = ()
    results: tuple[ResultDescription, ...] = ()
    related: tuple[str, ...] = ()
    replaced_by: str = ""
    offered_since: date | None = None
    retired_on: date | None = None
    retired_reason: Text = NO_TEXT
    field_of_study: str = ""
    specialization: str = ""
    credits: float | None = None
    valid_for: str = ""
    image_alt: Text = NO_TEXT
    has_clear_results: bool = True

    def members(self) -> dict[str, Any]:
        """What goes into an Achievement as it is."""
        names = {*self.__struct_fields__} - {"image_alt", "has_clear_results"}
        return {name: getattr(self, name) for name in names}


def read_facts(top: Table) -> Facts:
    """The fields of one achievement, each of them or its problem."""
    top.only(_KEYS)
    report = top.document.report
    before = report.errors
    results = read_descriptions(top)
    has_clear_results = report.errors == before
    offered_since = top.day("offered_since")
    return Facts(
        name=top.text("name", name_fault, required='name = {en = "..."}'),
        description=top.text("description", required='description = {en = "..."}'),
        type=_type(top),
        code=top.name("code"),
        level=top.name("level"),
        version=top.name("version"),
        tags=top.names("tags"),
        skills=read_skills(top),
        results=results,
        related=top.names("related"),
        replaced_by=top.slug("replaced_by"),
        offered_since=offered_since,
        retired_on=_retired_on(top, offered_since),
        retired_reason=_retired_reason(top),
        field_of_study=top.name("field_of_study"),
        specialization=top.name("specialization"),
        credits=_credits(top),
        valid_for=_duration(top),
        image_alt=top.text("image_alt"),
        has_clear_results=has_clear_results,
    )


def _type(top: Table) -> str:
    word = top.name("type") or "Achievement"
    if not is_word(word, ACHIEVEMENT_TYPES):
        hint = did_you_mean(word, ACHIEVEMENT_TYPES, one_of((*ACHIEVEMENT_TYPES, "ext:...")))
        top.fault(Fault("choice", f"{quoted(word)} is not a type of achievement", hint), "type")
    return word


def _retired_on(top: Table, start: date | None) -> date | None:
    end = top.day("retired_on")
    if end is not None and start is not None and end < start:
        text = f"retired_on ({end}) lies before offered_since ({start})"
        top.fault(Fault("dates-crossed", text, "correct one of the two"), "retired_on")
    return end


def _retired_reason(top: Table) -> Text:
    reason = top.text("retired_reason")
    if reason and "retired_on" not in top:
        text = "there is a reason for an end, but no end"
        top.fault(
            Fault("reason-without-end", text, "add retired_on = 2026-03-01, or take the reason out"), "retired_reason"
        )
    return reason


def _credits(top: Table) -> float | None:
    value = top.data.get("credits")
    if value is None:
        return None
    if type(value) not in (int, float):
        top.wrong_kind(value, "a number", "write credits = 1.5", "credits")
    elif not 0 <= value < 10**9:  # nan is not, either
        fault = Fault("out-of-range", f"found {quoted(str(value))}, wanted 0 to 999,999,999", "write credits = 1.5")
        top.fault(fault, "credits")
    else:
        return float(value)
    return None


def _duration(top: Table) -> str:
    text = top.name("valid_for")
    if not text or (_DURATION.fullmatch(text) and re.search("[1-9]", text)):
        return text
    hint = "write P3Y for three years, P18M for eighteen months, P90D for ninety days"
    top.fault(Fault("duration", f"{quoted(text)} is not a span of time", hint), "valid_for")
    return ""
