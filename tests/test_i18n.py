from __future__ import annotations

import tomllib
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from babel import Locale
from babel.dates import format_date
from hypothesis import given
from hypothesis import strategies as st

from generator import i18n
from generator.i18n import Fault, Phrases
from generator.model import LANGUAGES

ENGLISH = tomllib.loads("""
[award]
to = "Awarded to {name}"
[home]
awards = { one = "{count} award", other = "{count} awards" }
""")
FRENCH = tomllib.loads("""
[award]
to = "Décerné à {name}"
[home]
awards = { one = "{count} badge", many = "{count} de badges", other = "{count} badges" }
""")


def test_a_phrase_is_found_by_its_dotted_key_and_its_places_are_filled() -> None:
    assert Phrases.load(ENGLISH).say("award.to", name="Ana").text == "Awarded to Ana"


@pytest.mark.parametrize(
    ("language", "overlay", "count", "said"),
    [
        ("en", {}, 0, "0 awards"),
        ("en", {}, 1, "1 award"),
        ("en", {}, 1412, "1,412 awards"),
        ("fr", FRENCH, 0, "0 badge"),
        ("fr", FRENCH, 1, "1 badge"),
        ("fr", FRENCH, 2, "2 badges"),
        ("fr", FRENCH, 1_000_000, "1\u202f000\u202f000 de badges"),
    ],
)
def test_the_plural_form_is_that_of_the_language(language: str, overlay: dict, count: int, said: str) -> None:
    phrases = Phrases.load(ENGLISH, overlay, language=language)
    assert phrases.say("home.awards", count=count).text == said


def test_a_missing_phrase_comes_in_english_says_so_and_is_recorded() -> None:
    phrases = Phrases.load(ENGLISH, {"award": FRENCH["award"]}, language="fr")
    said = phrases.say("home.awards", count=0)
    assert (said.text, said.language) == ("0 awards", "en")
    assert phrases.missing() == ("home.awards",)
    assert phrases.say("award.to", name="Ana").language == "fr"


def test_a_complete_language_has_no_faults() -> None:
    assert Phrases.load(ENGLISH, FRENCH, language="fr").faults == ()


@pytest.mark.parametrize(
    ("overlay", "fault"),
    [
        ({"award": {"from": "De {name}"}}, Fault("award.from", "unknown", "fr")),
        ({"award": {"to": "Décerné à {nom}"}}, Fault("award.to", "places", "fr")),
        ({"award": {"to": 7}}, Fault("award.to", "shape", "fr")),
        ({"home": {"awards": {"one": "{count} badge"}}}, Fault("home.awards", "shape", "fr")),
    ],
)
def test_a_phrase_that_cannot_be_used_is_recorded_and_english_stands(overlay: dict, fault: Fault) -> None:
    phrases = Phrases.load(ENGLISH, overlay, language="fr")
    assert fault in phrases.faults
    assert phrases.say("award.to", name="Ana").text == "Awarded to Ana"


def test_a_project_may_say_it_differently_in_english() -> None:
    phrases = Phrases.load(ENGLISH, {"award": {"to": "Given to {name}"}})
    assert phrases.say("award.to", name="Ana").text == "Given to Ana"
    assert phrases.faults == ()


def test_an_unknown_phrase_is_an_error() -> None:
    with pytest.raises(KeyError, match="nope"):
        Phrases.load(ENGLISH).say("award.nope")


def test_a_place_that_is_not_given_is_an_error() -> None:
    with pytest.raises(KeyError, match="name"):
        Phrases.load(ENGLISH).say("award.to")


@given(st.text())
def test_what_fills_a_place_is_never_looked_into(name: str) -> None:
    assert Phrases.load(ENGLISH).say("award.to", name=name).text == f"Awarded to {name}"


def test_only_plain_names_in_braces_are_places() -> None:
    pattern = "{a.__class__} {0} {} {A} {name!r}"
    assert Phrases.load({"x": pattern}).say("x", a=1, name=2).text == pattern


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "November 1, 2026"),
        ("fr", "1 novembre 2026"),
        ("ja", "2026年11月1日"),
        ("zh-Hans", "2026年11月1日"),
        ("zh-Hant", "2026年11月1日"),
    ],
)
def test_a_day_is_written_as_the_language_writes_it(language: str, text: str) -> None:
    assert i18n.format_day(date(2026, 11, 1), language) == text


def test_a_moment_counts_by_its_day_in_utc() -> None:
    moment = datetime(2026, 11, 1, 8, 30, tzinfo=timezone(timedelta(hours=9)))
    assert i18n.format_day(moment, "en") == "October 31, 2026"
    assert i18n.format_day(datetime(2026, 10, 31, 23, 59, 59, tzinfo=UTC), "en") == "October 31, 2026"


@pytest.mark.parametrize("language", [*LANGUAGES, "ar", "de", "eu", "vi"])
def test_every_day_is_written_as_babel_writes_it(language: str) -> None:
    locale = Locale.parse(language.replace("-", "_"))
    for day in (date(year, 1, 1) + timedelta(days=at) for year in (1, 987, 2024, 9999) for at in range(0, 365, 3)):
        assert i18n.format_day(day, language) == format_date(day, "long", locale=locale)


@pytest.mark.parametrize(
    ("language", "text"), [("en", "92.5%"), ("fr", "92,5\u00a0%"), ("ja", "92.5%"), ("zh-Hans", "92.5%")]
)
def test_a_percentage_keeps_its_decimals(language: str, text: str) -> None:
    assert i18n.format_share(Decimal("92.5"), language) == text


@pytest.mark.parametrize(
    ("iso", "language", "text"),
    [
        ("P3Y", "en", "3 years"),
        ("P1Y6M", "en", "1 year, 6 months"),
        ("P2W", "en", "2 weeks"),
        ("PT90M", "en", "90 minutes"),
        ("P3Y", "fr", "3 ans"),
        ("P3Y", "ja", "3 年"),
        ("P3Y", "zh-Hans", "3年"),
        ("P3Y", "zh-Hant", "3 年"),
    ],
)
def test_a_duration_is_written_in_words(iso: str, language: str, text: str) -> None:
    assert i18n.format_duration(iso, language).replace("\xa0", " ") == text


@pytest.mark.parametrize("iso", ["", "P", "PT", "3Y", "P1.5Y", "P-1Y", "P3Y ", "P１Y"])
def test_what_is_no_duration_is_refused(iso: str) -> None:
    with pytest.raises(ValueError, match="not a duration"):
        i18n.format_duration(iso, "en")


def test_each_language_is_called_by_its_own_name() -> None:
    assert [i18n.language_name(tag) for tag in LANGUAGES] == ["English", "Français", "日本語", "简体中文", "繁體中文"]


def test_link_previews_know_languages_by_a_territory() -> None:
    assert [i18n.social_locale(tag) for tag in LANGUAGES] == ["en_US", "fr_FR", "ja_JP", "zh_CN", "zh_TW"]
