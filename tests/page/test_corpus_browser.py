"""The script of the pages in Debian's chromium over every case of tests/corpus: the state that the rules give, and ours."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.corpus_python import state_of, undecided
from tests.page.corpus_in_browser import answers_in
from tests.page.judges import published_script

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def answers(browser: Browser) -> list[dict[str, Any]]:
    return answers_in(browser, published_script())


def test_the_page_says_of_every_case_what_the_rules_say(answers: list[dict[str, Any]]) -> None:
    wrong = [f"{a['id']}: {a['state']}, wanted {a['expect']}" for a in answers if a["state"] not in a["expect"]]
    assert len(answers) >= 450
    assert wrong == []


def test_where_the_standards_leave_it_open_page_and_command_say_the_same(answers: list[dict[str, Any]]) -> None:
    by_page = {answer["id"]: answer["state"] for answer in answers}
    differing = [
        f"{c.id}: {by_page[c.id]}, {state_of(c)} in Python" for c in undecided() if by_page[c.id] != state_of(c)
    ]
    assert differing == []
