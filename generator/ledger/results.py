"""Results: the [[results]] that an achievement describes, and the `results` column of awards.csv that uses them.

    score=92; practical=mastered

A pair for each result, between semicolons. Where the described result has levels the value is the key of one; of type
Status it is one of the standard's words; otherwise it is text, within `allowed` or between `minimum` and `maximum`
where those are given. Spec: Open Badges 3.0, "Result", "ResultDescription", "RubricCriterionLevel".
"""

from __future__ import annotations

import re
from collections.abc import Collection
from decimal import Decimal

from generator.ledger.faults import Fault
from generator.ledger.suggest import did_you_mean, one_of
from generator.ledger.tables import Table
from generator.ledger.vocabulary import RESULT_STATUSES, RESULT_TYPES, is_word
from generator.model import Achievement, Result, ResultDescription, RubricLevel
from generator.printable import quoted

_NUMBER = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,15})?")
_KEYS = ("key", "name", "type", "minimum", "maximum", "required", "allowed", "required_level", "levels")


def read_descriptions(top: Table) -> tuple[ResultDescription, ...]:
    """The results that awards of this achievement may carry, in the order of the file."""
    found: dict[str, ResultDescription] = {}
    for table in top.tables("results"):
        description = _description(table)
        if description.key in found:
            table.fault(Fault("repeated", f"two results have the key {quoted(description.key)}", "rename one"), "key")
        if description.key:
            found.setdefault(description.key, description)
    return tuple(found.values())


def _description(table: Table) -> ResultDescription:
    table.only(_KEYS)
    found = ResultDescription(
        key=_key(table),
        name=table.required("name", 'name = "..."'),
        type=_type(table),
        minimum=_amount(table, "minimum"),
        maximum=_amount(table, "maximum"),
        required=_amount(table, "required"),
        allowed=table.names("allowed"),
        required_level=table.slug("required_level"),
        levels=_levels(table),
    )
    _check_description(table, found)
    return found


def _check_description(table: Table, found: ResultDescription) -> None:
    """What contradicts itself."""
    minimum, maximum = _number(found.minimum), _number(found.maximum)
    if minimum is not None and maximum is not None and minimum > maximum:
        text = f"the minimum {found.minimum} is above the maximum {found.maximum}"
        table.fault(Fault("result-range", text, "exchange them"), "minimum")
    if found.required and not found.levels and (fault := _value_fault(found.required, found)):
        table.fault(fault, "required")
    levels = [level.key for level in found.levels]
    if found.required_level and found.required_level not in levels:
        hint = did_you_mean(found.required_level, levels, one_of(levels) if levels else "add [[results.levels]]")
        table.fault(
            Fault("unknown-level", f"no level has the key {quoted(found.required_level)}", hint), "required_level"
        )


def _key(table: Table) -> str:
    return table.slug("key") if table.require("key", 'key = "score"') else ""


def _type(table: Table) -> str:
    word = table.required("type", 'type = "Percent"')
    if word and not is_word(word, RESULT_TYPES):
        hint = did_you_mean(word, RESULT_TYPES, one_of((*RESULT_TYPES, "ext:...")))
        table.fault(Fault("choice", f"{quoted(word)} is not a kind of result", hint), "type")
    return word


def _amount(table: Table, key: str) -> str:
    """A value that the standard keeps as text. A whole number says the same without quotes; 1.50 would not."""
    value = table.data.get(key)
    return str(value) if type(value) is int and abs(value) < 10**15 else table.name(key)


def _levels(table: Table) -> tuple[RubricLevel, ...]:
    found: dict[str, RubricLevel] = {}
    for entry in table.tables("levels"):
        entry.only(("key", "name", "level", "description", "points"))
        level = RubricLevel(
            key=_key(entry),
            name=entry.required("name", 'name = "..."'),
            level=_amount(entry, "level"),
            description=entry.prose("description"),
            points=_amount(entry, "points"),
        )
        if level.key in found:
            entry.fault(Fault("repeated", f"two levels have the key {quoted(level.key)}", "rename one"), "key")
        if level.key:
            found.setdefault(level.key, level)
    return tuple(found.values())


def parse_results(column: str, achievement: Achievement) -> tuple[Result, ...] | Fault:
    """The results in a column of awards.csv, for an award of `achievement`."""
    found: dict[str, Result] = {}
    for pair in column.split(";"):
        if not pair.strip():
            continue
        result = _result(pair, achievement)
        if isinstance(result, Fault):
            return result
        if result.key in found:
            return Fault("results", f"the result {quoted(result.key)} is there twice", "leave one of them")
        found[result.key] = result
    return tuple(found.values())


def _result(pair: str, achievement: Achievement) -> Result | Fault:
    key, equals, value = (part.strip() for part in pair.partition("="))
    if not equals or not value:
        return Fault("results", f"{quoted(pair.strip())} is not key=value", "write score=92; practical=mastered")
    description = achievement.result(key)
    if description is None:
        keys = [result.key for result in achievement.results]
        known = one_of(keys) if keys else f"'{achievement.slug}' describes none: add [[results]] to its achievement.md"
        return Fault(
            "unknown-result", f"'{achievement.slug}' has no result {quoted(key)}", did_you_mean(key, keys, known)
        )
    if description.levels:
        return _choice(value, [level.key for level in description.levels], "level") or Result(key, level=value)
    return _value_fault(value, description) or Result(key, value=value)


def _value_fault(value: str, description: ResultDescription) -> Fault | None:
    """What keeps `value` from being a result as described."""
    if description.type == "Status":
        return _choice(value, RESULT_STATUSES, "status")
    if description.allowed:
        return _choice(value, description.allowed, "value")
    minimum, maximum, number = _number(description.minimum), _number(description.maximum), _number(value)
    if minimum is None and maximum is None:
        return None
    if number is None:
        return Fault("result-range", f"{quoted(value)} is not a number", f"{quoted(description.key)} has a range")
    if (minimum is not None and number < minimum) or (maximum is not None and number > maximum):
        wanted = f"from {description.minimum or 'any'} to {description.maximum or 'any'}"
        return Fault(
            "result-range", f"{quoted(value)} is out of range, wanted {wanted}", "the range stands in achievement.md"
        )
    return None


def _choice(value: str, choices: Collection[str], what: str) -> Fault | None:
    if value in choices:
        return None
    return Fault(
        f"unknown-{what}",
        f"{quoted(value)} is not a {what} of this result",
        did_you_mean(value, choices, one_of(choices)),
    )


def _number(text: str) -> Decimal | None:
    return Decimal(text) if _NUMBER.fullmatch(text) else None
