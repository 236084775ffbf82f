"""Results: what an award reports (from its credential), and what an achievement may report.

Open Badges 3.0, "Result", "ResultDescription" and "RubricCriterionLevel". A result points to its description by id;
one whose description is not in the same credential is not shown, because nothing says what it means.
"""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Any

from msgspec import Struct

from generator import i18n
from generator.model import Achievement, Document, ResultDescription, Spoken
from generator.pages.frame import Frame
from generator.pages.parts import as_list


class Reached(Struct, frozen=True):
    """A result of one award: its name, what was reached, what is needed (None where nothing is)."""

    name: Spoken
    reached: Spoken
    needed: Spoken | None


class Level(Struct, frozen=True):
    """One level of a measure, with the anchor that credentials point to."""

    anchor: str
    name: Spoken
    description: Spoken | None


class Measure(Struct, frozen=True):
    """A result that awards of an achievement may carry, with the anchor that credentials point to."""

    anchor: str
    name: Spoken
    scale: Spoken | None
    needed: Spoken | None
    levels: tuple[Level, ...]


def results_reached(frame: Frame, document: Document, language: str) -> tuple[Reached, ...]:
    """The results of a credential whose text is in `language`."""
    subject = document["credentialSubject"]
    described = {d["id"]: d for d in as_list(subject["achievement"].get("resultDescription"))}
    rows = [
        _reached(frame, result, described[result["resultDescription"]], language)
        for result in as_list(subject.get("result"))
        if result.get("resultDescription") in described
    ]
    return tuple(row for row in rows if row.reached.text)


def measures(frame: Frame, achievement: Achievement) -> tuple[Measure, ...]:
    """The results that awards of `achievement` may carry. Their words are in the site's default language."""
    return tuple(_measure(frame, result) for result in achievement.results)


def _reached(frame: Frame, result: dict[str, Any], description: dict[str, Any], language: str) -> Reached:
    levels = {level["id"]: level["name"] for level in as_list(description.get("rubricCriterionLevel"))}
    kind = description.get("resultType", "")
    if result.get("achievedLevel") in levels:
        reached = Spoken(levels[result["achievedLevel"]], language)
    elif "status" in result:
        reached = frame.phrases.say(f"result.status.{result['status']}")
    else:
        reached = _value(frame, result.get("value", ""), kind, description.get("valueMax", ""), language)
    if description.get("requiredLevel") in levels:
        needed = Spoken(levels[description["requiredLevel"]], language)
    else:
        needed = _value(frame, description.get("requiredValue", ""), kind, "", language)
    return Reached(Spoken(description["name"], language), reached, needed if needed.text else None)


def _value(frame: Frame, value: str, kind: str, maximum: str, language: str) -> Spoken:
    if kind == "Percent" and (percent := _number(value)) is not None:
        return Spoken(i18n.format_share(percent, frame.language), frame.language)
    if maximum and _number(value) is not None:
        return frame.phrases.say("result.of", value=value, maximum=maximum)
    return Spoken(value, language)


def _number(text: str) -> Decimal | None:
    try:
        number = Decimal(text)
    except InvalidOperation:
        return None
    return number if number.is_finite() and abs(number) < 10**9 else None


def _measure(frame: Frame, result: ResultDescription) -> Measure:
    said = frame.default
    needed = next((level.name for level in result.levels if level.key == result.required_level), "")
    required = Spoken(needed, said) if needed else _value(frame, result.required, result.type, "", said)
    return Measure(
        anchor=f"result-{result.key}",
        name=Spoken(result.name, said),
        scale=_scale(frame, result),
        needed=required if required.text else None,
        levels=tuple(
            Level(
                f"level-{result.key}-{level.key}",
                Spoken(level.name, said),
                Spoken(level.description, said) if level.description else None,
            )
            for level in result.levels
        ),
    )


def _scale(frame: Frame, result: ResultDescription) -> Spoken | None:
    if result.minimum and result.maximum:
        ends = [_value(frame, end, result.type, "", frame.default).text for end in (result.minimum, result.maximum)]
        return frame.phrases.say("result.between", minimum=ends[0], maximum=ends[1])
    return Spoken(", ".join(result.allowed), frame.default) if result.allowed else None
