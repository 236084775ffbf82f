from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from generator import i18n
from tools.bench.patterns import Hole, Piece, find_holes, find_page_holes, joined, long_day
from tools.bench.sites import layout

VALUES = {
    "id": "zq0001",
    "name": "Zqname One",
    "awarded": "2001-02-03T04:05:06Z",
    "expires": "2002-05-06",
    "result": "",
}


def test_values_become_holes_named_by_field_and_form() -> None:
    pattern = find_holes('{"id":"zq0001","name":"Zqname One"}', VALUES, "json")
    assert pattern == (
        Piece('{"id":"', Hole("id", "raw")),
        Piece('","name":"', Hole("name", "json")),
        Piece('"}', None),
    )


def test_an_instant_is_found_whole_as_a_day_and_in_words() -> None:
    text = "2001-02-03T04:05:06Z 2001-02-03 February 3, 2001 2002-05-06T23:59:59Z"
    forms = [piece.hole for piece in find_holes(text, VALUES, "html")]
    assert forms == [
        Hole("awarded", "raw"),
        Hole("awarded", "day"),
        Hole("awarded", "long"),
        Hole("expires", "day"),
        None,
    ]


def test_what_stands_in_a_data_block_of_a_page_is_written_as_in_a_script() -> None:
    text = 'a Zqname One <script type="application/json" id="x">Zqname One</script> Zqname One'
    forms = [piece.hole.form for piece in find_page_holes(text, VALUES) if piece.hole]
    assert forms == ["html", "script", "html"]


@given(st.lists(st.sampled_from(["zq0001", "Zqname One", "plain", "<", "é", ""]), max_size=20))
def test_a_pattern_filled_with_its_own_values_is_the_text_again(words: list[str]) -> None:
    text = " ".join(words)
    assert layout(find_holes(text, VALUES, "html"), lambda name: VALUES[name]) == text
    assert layout(joined([find_holes(word, VALUES, "html") for word in words]), lambda name: VALUES[name]) == "".join(
        words
    )


@given(st.dates(min_value=date(1000, 1, 1)))
def test_a_day_in_words_is_written_as_on_our_pages(day: date) -> None:
    assert long_day(day.isoformat()) == i18n.format_day(day, "en")
