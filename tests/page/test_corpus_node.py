"""The script of the pages, run by node, over every case of tests/corpus: the state that the rules give, and ours."""

from __future__ import annotations

from typing import Any

import pytest

from tests import nodes
from tests.cases import FOLDER
from tests.corpus_python import NODE_LOADER, state_of, undecided
from tests.page.judges import script_file

pytestmark = pytest.mark.node

MILLIS_AT_MOST = 5000  # for one case, on a machine with other work


@pytest.fixture(scope="module")
def answers() -> list[dict[str, Any]]:
    told = nodes.ask_node("corpus.mjs", None, str(script_file()), str(NODE_LOADER), str(FOLDER))
    found: list[dict[str, Any]] = told["answers"]
    return found


def test_the_script_says_of_every_case_what_the_rules_say(answers: list[dict[str, Any]]) -> None:
    wrong = [f"{a['id']}: {a['state']}, wanted {a['expect']}" for a in answers if a["state"] not in a["expect"]]
    assert len(answers) >= 450
    assert wrong == []


def test_where_the_standards_leave_it_open_script_and_command_say_the_same(answers: list[dict[str, Any]]) -> None:
    by_script = {answer["id"]: answer["state"] for answer in answers}
    differing = [
        f"{c.id}: {by_script[c.id]}, {state_of(c)} in Python" for c in undecided() if by_script[c.id] != state_of(c)
    ]
    assert differing == []


def test_no_case_takes_long(answers: list[dict[str, Any]]) -> None:
    assert [a["id"] for a in answers if a["millis"] > MILLIS_AT_MOST] == []
