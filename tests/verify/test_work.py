"""Badges of almost a mebibyte, made to cost work: a text or a list of a sound badge, filled up to the most that is read.

What grows with the square of its input takes too many steps here; where C does it unseen, it hangs.
"""

from __future__ import annotations

import copy
import dataclasses
import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from generator.verify import check
from tests.cases import Case, cases
from tests.corpus_python import judged
from tests.steps import steps_at_most

FULL = next(case for case in cases() if case.id == "baseline/the-full-badge-as-it-was-issued")
ROOM = 1_000_000  # characters to fill
Place = tuple[str | int, ...]


def _places(value: Any, kind: type, *here: str | int) -> Iterator[Place]:
    """Where a value of `kind` stands inside `value`."""
    if isinstance(value, kind):
        yield here
    members = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for step, inner in members:
        yield from _places(inner, kind, *here, step)


def _filled(place: Place, fill: Callable[[Any], Any]) -> Case:
    document = copy.deepcopy(json.loads(FULL.data))
    holder: Any = document
    for step in place[:-1]:
        holder = holder[step]
    holder[place[-1]] = fill(holder[place[-1]])
    text = json.dumps(document, separators=(",", ":"), ensure_ascii=False)
    return dataclasses.replace(FULL, line={**FULL.line, "input": [{"text": text}]})


def test_a_long_text_takes_no_more_steps_than_a_short_one() -> None:
    for place in _places(json.loads(FULL.data), str):
        _judge(_filled(place, lambda text: text + "1" * ROOM), 30_000, f"{place}")


def test_a_long_text_of_backslashes_takes_a_few_steps_for_each() -> None:
    number = ROOM // len(r"\\")
    _judge(_filled(("description",), lambda text: text + "\\" * number), 30_000 + 5 * number, "description")


@pytest.mark.parametrize("place", list(_places(json.loads(FULL.data), list)), ids=str)
def test_a_long_list_takes_steps_in_proportion(place: Place) -> None:
    _judge_list(place, ROOM)


def test_a_list_longer_than_is_ever_read_would_take_steps_in_proportion(monkeypatch: pytest.MonkeyPatch) -> None:
    """A search through all tags for each of them, which C does in one step, hangs here and is merely slow above."""
    monkeypatch.setattr(check, "MAX_CREDENTIAL_BYTES", 5 * ROOM)
    _judge_list(("credentialSubject", "achievement", "tag"), 4 * ROOM)


def _judge_list(place: Place, room: int) -> None:
    def fill(entries: list[Any]) -> list[Any]:
        number = room // (len(json.dumps(_numbered(entries[0], 100_000), ensure_ascii=False)) + 2)
        return [_numbered(entries[0], at) for at in range(number)]

    case = _filled(place, fill)
    _judge(case, 15 * len(case.data), f"{place}")


def _numbered(entry: Any, number: int) -> Any:
    return {**entry, "id": f"urn:x:{number}"} if isinstance(entry, dict) else f"{entry}{number}"


def _judge(case: Case, steps: int, what: str) -> None:
    assert len(case.data) <= check.MAX_CREDENTIAL_BYTES
    with steps_at_most(steps, what):
        judged(case)
