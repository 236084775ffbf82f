from __future__ import annotations

import pytest
from markupsafe import Markup

from generator.i18n import Phrases
from generator.model import Spoken
from generator.pages.parts import Prose
from generator.pages.words import Words

ENGLISH = {"plain": "<b>R&D</b>", "of": "<i>{name}</i> & co", "n": {"one": "{count} badge", "other": "{count} badges"}}


@pytest.fixture
def t() -> Words:
    return Words(Phrases.load(ENGLISH))


@pytest.fixture
def ja() -> Words:
    return Words(Phrases.load(ENGLISH, {"of": "{name}ほか"}, language="ja"))


def test_a_phrase_is_text_and_not_markup(t: Words) -> None:
    assert t("plain") == t("plain") == "&lt;b&gt;R&amp;D&lt;/b&gt;"
    assert t.plain("plain") == "<b>R&D</b>"


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("<script>", "&lt;script&gt;"),
        (Markup("<b>Ana</b>"), "<b>Ana</b>"),
        (Spoken("<Ana>", "en"), "&lt;Ana&gt;"),
        (Spoken("<花>", "ja"), '<span lang="ja">&lt;花&gt;</span>'),
        (1234567, "1,234,567"),
    ],
)
def test_what_fills_a_place_is_escaped_unless_it_is_markup(t: Words, value: object, shown: str) -> None:
    assert t("of", name=value) == f"&lt;i&gt;{shown}&lt;/i&gt; &amp; co"


def test_count_chooses_the_form_each_time(t: Words) -> None:
    assert [t("n", count=count) for count in (1, 2, 1)] == ["1 badge", "2 badges", "1 badge"]


def test_english_standing_in_is_marked(ja: Words) -> None:
    assert ja("plain") == '<span lang="en">&lt;b&gt;R&amp;D&lt;/b&gt;</span>'
    assert ja("of", name=Spoken("Ana", "en")) == '<span lang="en">Ana</span>ほか'


def test_only_another_language_is_marked(ja: Words) -> None:
    assert ja.lang(Spoken("花", "ja")) == ""
    assert ja.lang(Prose(Markup("<p>x</p>"), "en")) == ' lang="en"'
    assert ja.said(Spoken("花", "ja")) == "花"


def test_a_language_cannot_break_out_of_its_attribute(t: Words) -> None:
    assert t.lang(Spoken("x", '"><script>')) == ' lang="&#34;&gt;&lt;script&gt;"'
