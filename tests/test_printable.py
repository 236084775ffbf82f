"""PROMISES, rule 7: text from content reaches a terminal only with its control and direction characters shown."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.printable import printable, quoted, without_addresses


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain, with é, 千 and 👩‍🍳", "plain, with é, 千 and 👩‍🍳"),
        ("\x1b[31mred\x1b[0m", "␛[31mred␛[0m"),
        ("two\nlines\tand a bell\x07", "two␊lines␉and a bell␇"),
        ("nothing\x00\x7f", "nothing␀␡"),
        ("right\u202eleft\u2066", "right‹U+202E›left‹U+2066›"),
        ("zero\u200bwidth\ufeff", "zero‹U+200B›width‹U+FEFF›"),
        ("half \ud800", "half ‹U+D800›"),
    ],
)
def test_what_cannot_be_seen_is_shown_as_a_mark(text: str, shown: str) -> None:
    assert printable(text) == shown


@given(st.text())
def test_nothing_that_steers_a_terminal_comes_through(text: str) -> None:
    hidden = {"Cc", "Cs", "Zl", "Zp"}
    shown = printable(text)
    assert not [char for char in shown if unicodedata.category(char) in hidden]
    assert not set(shown) & set("\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


@given(st.text(alphabet=st.characters(categories=["L", "N", "P", "Zs"])))
def test_text_that_can_be_seen_is_left_alone(text: str) -> None:
    assert printable(text) == text


def test_a_long_value_is_shortened() -> None:
    assert quoted("x" * 61) == "'" + "x" * 59 + "…'"
    assert quoted("x" * 60) == "'" + "x" * 60 + "'"
    assert quoted("a b" * 100_000, limit=5) == "'a ba…'"


@pytest.mark.parametrize(
    "value",
    ["ann@example.org", "mail <ann@example.org>", "see%40example.org", "%40", "ann＠example.org", "x" * 300 + "@y.org"],
)
def test_a_quoted_value_shows_no_address(value: str) -> None:
    shown = quoted(value)
    assert "ann" not in shown
    assert "example.org" not in shown
    assert "…@…" in shown


def test_only_the_words_with_an_address_are_hidden() -> None:
    assert without_addresses("ask ann@example.org today") == "ask …@… today"
