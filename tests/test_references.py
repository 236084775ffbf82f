"""References and names of headings, as an organisation's own pages write them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.references import (
    HEADING_NAME,
    Reference,
    cut_name,
    heading_in,
    name_of,
    parse_reference,
    prose_lines,
    references_in,
)


def test_references_are_found_where_they_stand() -> None:
    line = "See [a](badge:bread), [b](https://example.org/), [c]( page:faq#claim ) and [d](<page:about>)."
    assert [(found.at, found.text) for found in references_in(line)] == [
        (line.index("badge:"), "badge:bread"),
        (line.index("page:faq"), "page:faq#claim"),
        (line.index("page:about"), "page:about"),
    ]
    assert next(references_in("[a]: page:faq")).reference == Reference("page", "faq", "")


def test_a_reference_has_a_kind_a_name_and_perhaps_a_heading() -> None:
    assert parse_reference("page:faq#claim") == Reference("page", "faq", "claim")
    assert parse_reference("badge:bread") == Reference("badge", "bread", "")
    assert parse_reference("https://example.org/page:faq") is None


@pytest.mark.parametrize(
    ("line", "heading"),
    [
        ("## How? {#how}", (2, "How?", "how")),
        ("  ### How? ###", (3, "How?", None)),
        ("# Odd {#Not OK}", (1, "Odd", "Not OK")),
        ("#hashtag", None),
        ("    ## code", None),
    ],
)
def test_a_heading_is_its_level_its_words_and_the_name_it_was_given(line: str, heading) -> None:
    assert heading_in(line) == heading


def test_lines_of_fenced_code_are_no_prose() -> None:
    text = "a\n```toml\n# no\n~~~\n````\nb\n~~~\nc\n```\nd\n~~~\n"
    assert [line for _, line in prose_lines(text)] == ["a", "b", ""]


@given(st.lists(st.text(max_size=40), max_size=6))
def test_made_names_are_all_different_and_never_one_of_the_templates(words: list[str]) -> None:
    used: set[str] = set()
    for text in words:
        name = name_of(text, used)
        assert name not in used
        assert name != "main"
        assert "_" not in name
        assert not any(char.isspace() for char in name)
        used.add(name)


@given(st.from_regex(HEADING_NAME, fullmatch=True), st.text(st.characters(exclude_characters="{}#\n"), max_size=30))
def test_a_given_name_comes_back(name: str, words: str) -> None:
    assert cut_name(f"{words} {{#{name}}}")[1] == name


@given(st.text(max_size=200))
def test_any_text_can_be_looked_at(text: str) -> None:
    for _, line in prose_lines(text):
        heading_in(line)
        for found in references_in(line):
            assert line[found.at :].startswith(found.text)
            assert parse_reference(found.text) == found.reference
