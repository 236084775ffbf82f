"""Text with holes: filled, it is what it would have been with the values written in, and in order."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.wire.holes import NoForm, Words, in_order, is_order_sure, pattern

PIECES = st.sampled_from(["<a> ", "<a>", "a", "_:", " ", "%", "%%b", "é", "\0one\0", "\0two\0", "\0three\0"])
LINES = st.lists(st.lists(PIECES, max_size=5).map(lambda pieces: "".join(pieces) + "\n"), max_size=6)
LABELS = st.sampled_from(["c14n1", "c14n10", "c14n2", "c14n11", "a", "b", "<", "ab"])
VALUES = st.fixed_dictionaries({name: LABELS.map(str.encode) for name in ("one", "two", "three")})


def _written_in(line: str, values: dict[str, bytes]) -> bytes:
    for name, value in values.items():
        line = line.replace(f"\0{name}\0", value.decode())
    return line.encode()


@given(LINES, VALUES)
def test_lines_come_out_sorted_whatever_fills_them(lines: list[str], values: dict[str, bytes]) -> None:
    assert in_order(lines).fill(values) == b"".join(sorted(_written_in(line, values) for line in lines))


@given(LINES, VALUES)
def test_an_order_that_is_sure_never_changes(lines: list[str], values: dict[str, bytes]) -> None:
    for one in lines:
        for other in lines:
            if is_order_sure(one, other):
                assert (one <= other) == (_written_in(one, values) <= _written_in(other, values))


def test_lines_that_differ_in_one_label_are_sorted_by_it_as_text() -> None:
    lines = in_order(["<a> <p> \0x\0 .\n", "<a> <b> <c> .\n", "<a> <p> \0y\0 .\n", "<a> <q> \0x\0 .\n"])
    text = lines.fill({"x": b"_:c14n2", "y": b"_:c14n10"})
    assert text == b"<a> <b> <c> .\n<a> <p> _:c14n10 .\n<a> <p> _:c14n2 .\n<a> <q> _:c14n2 .\n"


def test_values_are_found_under_other_keys_where_there_are_some() -> None:
    made = pattern("\0x\0 of 100 % \0y\0", {"x": b"key"})
    assert made.fill({b"key": b"1", "y": b"2"}) == b"1 of 100 % 2"


def test_words_become_holes_and_quoted_ones_take_their_quotes_along() -> None:
    words = Words({"id": "w1"}, {"name": "w2"})
    assert words.mark('<https://a/w1/w1> "w2" "x"') == '<https://a/\0id\0/\0id\0> \0name\0 "x"'
    assert words.stray_in("has w2 inside") and not words.stray_in("w 2")


def test_a_quoted_word_inside_longer_text_has_no_form() -> None:
    with pytest.raises(NoForm, match="inside longer text"):
        Words({}, {"name": "w2"}).mark('"called w2"')


def test_without_words_a_text_stays_as_it_is() -> None:
    assert Words({}).mark("any text") == "any text"
