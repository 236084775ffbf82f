"""What is open answers nothing that its value would have to answer."""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import Any

import pytest
from markupsafe import Markup, escape

from generator.model import Spoken
from generator.pages.frame import Day
from generator.pages.holes import (
    Hole,
    OpenMarkup,
    OpenText,
    Refused,
    doubts_of,
    is_open,
    open_concat,
    open_escape,
    open_markup,
    open_markup_join,
    pieces_of,
    text_of,
)

ID, NAME, PROSE = Hole(0, "id", solid=True), Hole(1, "name"), Hole(2, "prose", markup=True)
# Of every type that a value could be used as. What is left out says nothing of a value, or cannot be come by.
BUILT_IN = (str, bytes, int, float, complex, list, tuple, dict, set, frozenset, type(iter("")), range, Markup)
NOT_QUESTIONS = {
    *("__new__", "__init__", "__init_subclass__", "__subclasshook__", "__class__", "__class_getitem__", "__doc__"),
    *("__getattribute__", "__setattr__", "__delattr__", "__setitem__", "__delitem__", "__dir__", "__sizeof__"),
    *("__reduce__", "__reduce_ex__", "__getstate__", "__setstate__", "__getnewargs__", "__getformat__", "__bool__"),
    *("__html__", "__html_format__", "__module__", "__dict__", "__weakref__", "__slots__", "__next__", "__buffer__"),
    *("__annotations__", "__static_attributes__", "__firstlineno__", "__annotate__", "__annotate_func__"),
}


def opened(*pieces: str | Hole) -> Any:
    return OpenText(pieces, [])


@pytest.mark.parametrize(
    "question", sorted({name for kind in BUILT_IN for name in dir(kind) if name.startswith("__")} - NOT_QUESTIONS)
)
def test_every_question_that_python_can_ask_of_a_value_is_refused(question: str) -> None:
    for value in (opened(NAME), OpenMarkup([NAME], [])):
        with pytest.raises(Refused):
            getattr(type(value), question)(value)
        assert doubts_of(value) == [f"{question} of text that differs from page to page"]


@pytest.mark.parametrize("name", sorted(set(dir(Markup)) - {"split", "startswith", "__bool__"}))
def test_no_attribute_of_a_string_is_given(name: str) -> None:
    for value in (opened(NAME), OpenMarkup([NAME], [])):
        with pytest.raises(Refused):
            getattr(value, name)
        assert doubts_of(value)


@pytest.mark.parametrize(
    "ask",
    [
        len,
        str,
        repr,
        hash,
        list,
        iter,
        int,
        float,
        ascii,
        lambda value: f"{value}",
        lambda value: "%s" % value,  # noqa: UP031
        lambda value: value == "x",
        lambda value: operator.eq("x", value),
        lambda value: operator.eq(value, value),
        lambda value: value in ["x"],
        lambda value: "x" in value,
        lambda value: {value: 1},
        lambda value: value[0],
        lambda value: value[:1],
        lambda value: "abc"[value],
        lambda value: value + "x",
        lambda value: "x" + value,
        lambda value: value * 2,
        lambda value: value < "x",
        lambda value: max(value, "x"),
        lambda value: sorted([value, "x"]),
        lambda value: isinstance(value, str),
        lambda value: isinstance(value, Undefined),
        lambda value: hasattr(value, "__html__"),
        lambda value: Day("x", value) == Day("x", "y"),
        lambda value: Spoken(value, "en") == Spoken("x", "en"),
        lambda value: hash(Spoken(value, "en")),
        lambda value: repr(Spoken(value, "en")),
        escape,
        lambda value: Markup("%s") % value,
        operator.index,
    ],
)
def test_what_python_does_with_a_value_is_refused_and_put_on_record(ask: Callable[[Any], Any]) -> None:
    for value in (opened("a", NAME), OpenMarkup([NAME], [])):
        with pytest.raises(Refused):
            ask(value)
        assert doubts_of(value)


class Undefined:
    """Another class than a string's."""


@pytest.mark.parametrize(
    "use",
    [
        lambda value: "".join([value]),
        lambda value: value in "abc",
        "abc".startswith,
        lambda value: "abc".replace("a", value),
        "abc".find,
        lambda value: str(Spoken(value, "en")),
    ],
)
def test_where_a_string_is_wanted_it_is_none(use: Callable[[Any], Any]) -> None:
    with pytest.raises((TypeError, Refused)):
        use(opened("a", NAME))


def test_a_doubt_that_was_swallowed_is_still_on_record() -> None:
    value = opened(NAME)
    assert getattr(_Tolerant(value), "length", None) == 0
    assert doubts_of(value) == ["__len__ of text that differs from page to page"]


class _Tolerant:
    def __init__(self, value: Any) -> None:
        try:
            self.length = len(value)
        except Exception:
            self.length = 0


def test_text_is_cut_at_what_can_be_in_no_hole() -> None:
    url = opened("https://x.example/awards/", ID, "/")
    parts = url.split("/")
    assert parts[:4] == ["https:", "", "x.example", "awards"]
    assert pieces_of(parts[4]) == (ID,)
    assert parts[5:] == [""]
    assert [pieces_of(part) for part in opened("a/b", ID, "c", ID).split("/")[1:]] == [("b", ID, "c", ID)]


@pytest.mark.parametrize(
    ("pieces", "separator"),
    [
        (("a/", NAME), "/"),
        (("a/", ID), "a"),
        (("a/", ID), "0"),
        (("a/", ID), ""),
        (("a/", ID), "/a"),
        (("a/", ID), None),
        (("a/", ID), ("/",)),
        (("a/", ID), "é"),
    ],
)
def test_text_is_not_cut_where_a_hole_could_be_cut_too(pieces: tuple[Any, ...], separator: Any) -> None:
    with pytest.raises(Refused):
        opened(*pieces).split(separator)


def test_text_is_cut_by_one_mark_and_no_number_of_times() -> None:
    with pytest.raises(TypeError):
        opened("a/", ID).split("/", 1)


@pytest.mark.parametrize(
    ("prefix", "answer"), [("https://", True), ("https://x/", True), ("", True), ("http:", False), ("x", False)]
)
def test_how_text_begins_is_told_where_that_shows_before_the_first_hole(prefix: str, answer: bool) -> None:
    assert opened("https://x/", NAME).startswith(prefix) is answer


@pytest.mark.parametrize("prefix", ["https://x/a", "https://x//", ("https", "http"), None])
def test_how_text_begins_is_refused_where_a_hole_decides(prefix: Any) -> None:
    with pytest.raises(Refused):
        opened("https://x/", NAME).startswith(prefix)


def test_how_a_hole_begins_is_refused() -> None:
    with pytest.raises(Refused):
        opened(NAME, "x").startswith("A")
    with pytest.raises(Refused):
        OpenMarkup([NAME], []).startswith("A")


def test_what_is_open_is_never_empty() -> None:
    assert opened(NAME)
    assert not doubts_of(opened(NAME))


def test_escaping_leaves_holes_open_and_markup_as_it_is() -> None:
    escaped = open_escape(opened("<a>&", NAME, "'"))
    assert pieces_of(escaped) == ("&lt;a&gt;&amp;", NAME, "&#39;")
    assert open_escape(escaped) is escaped
    assert open_markup(escaped) is escaped
    assert pieces_of(open_escape(Spoken(opened(NAME, "<"), "en"))) == (NAME, "&lt;")
    assert pieces_of(open_escape(Day(opened(NAME), "x"))) == (NAME,)


@pytest.mark.parametrize("value", ["<b>", Markup("<b>"), 3, None, Spoken("<b>", "en"), Day("<b>", "x")])
def test_what_is_not_open_is_escaped_as_ever(value: object) -> None:
    made = open_escape(value)
    assert made == escape(value)
    assert type(made) is Markup


def test_joined_pieces_keep_their_order_and_their_record() -> None:
    doubts: list[str] = []
    joined = open_concat(["<p>", OpenMarkup(["a", PROSE], doubts), Markup("<b>"), OpenMarkup([NAME], doubts), "</p>"])
    assert pieces_of(joined) == ("<p>a", PROSE, "<b>", NAME, "</p>")
    assert doubts_of(joined) is doubts
    assert open_concat(["a", Markup("b")]) == "ab"
    assert open_concat([]) == ""


def test_text_that_nobody_escaped_is_not_put_out() -> None:
    with pytest.raises(Refused):
        open_concat(["<p>", opened(NAME)])
    with pytest.raises(TypeError):
        open_concat([OpenMarkup([NAME], []), 3])


def test_the_tilde_joins_text_and_escapes_it_beside_markup() -> None:
    text = open_markup_join(["<", 3, opened(NAME, ">"), Spoken("&", "en")])
    assert type(text) is OpenText
    assert pieces_of(text) == ("<3", NAME, ">&")
    html = open_markup_join(["<", opened(NAME, ">"), Markup("<b>")])
    assert type(html) is OpenMarkup
    assert pieces_of(html) == ("&lt;", NAME, "&gt;<b>")
    assert pieces_of(open_markup_join(["<", OpenMarkup([NAME, "<"], [])])) == ("&lt;", NAME, "<")
    assert open_markup_join(["<", Markup("<")]) == Markup("&lt;<")
    assert open_markup_join(["<", 3]) == "<3"


def test_text_without_a_hole_is_a_string() -> None:
    assert text_of(["a", "", "b"], []) == "ab"
    assert is_open(text_of(["a", NAME], []))
    assert not is_open(NAME)
