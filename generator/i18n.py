"""Words, dates and numbers in the reader's language.

A phrase is a whole sentence with named places: `Awarded to {name}`. Phrases live in TOML, nested tables read as
dotted keys; a table whose keys are plural categories of the CLDR is one phrase in several forms:

    [home]
    awards = { one = "{count} award", other = "{count} awards" }        # the phrase `home.awards`

English is complete. Where another language lacks a phrase the English one stands in for it, says that it is
English, so that a page can mark it, and is recorded as a fault, so that `check` can list it. A place is filled with
text, never looked into: `{name.x}` is not a place. Nothing here reads the locale of the machine.

Dates, numbers, plurals and lists are written by Babel from the CLDR. What HTML makes of all this is for `pages`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any

from babel import Locale
from babel.dates import DateTimeFormat, format_date, format_skeleton, get_date_format
from babel.lists import format_list
from babel.numbers import format_decimal, format_percent
from babel.units import format_unit
from msgspec import Struct

from generator.model import Spoken

ENGLISH = "en"
PLACE = re.compile(r"\{([a-z][a-z_]*)\}")
_CATEGORIES = frozenset({"zero", "one", "two", "few", "many", "other"})
_DATE_FIELDS = re.compile(r"%\((\w+)\)s")  # of a pattern as Babel keeps it
# The territory that link previews want beside the language; they know no scripts.
_TERRITORIES = {"en": "en_US", "fr": "fr_FR", "ja": "ja_JP", "zh-Hans": "zh_CN", "zh-Hant": "zh_TW"}
_DURATION = re.compile(
    r"P(?=\d|T\d)(?:(?P<year>\d+)Y)?(?:(?P<month>\d+)M)?(?:(?P<week>\d+)W)?(?:(?P<day>\d+)D)?"
    r"(?:T(?=\d)(?:(?P<hour>\d+)H)?(?:(?P<minute>\d+)M)?(?:(?P<second>\d+)S)?)?",
    re.ASCII,
)


class Phrase(Struct, frozen=True):
    """One saying in one language, by plural category; a phrase without a plural has only `other`."""

    language: str
    forms: Mapping[str, str]

    def places(self) -> frozenset[str]:
        """The names of its places, over all forms."""
        return frozenset(name for form in self.forms.values() for name in PLACE.findall(form))


class Fault(Struct, frozen=True, order=True):
    """A phrase that is not as it should be: `kind` is `missing`, `unknown`, `places` or `shape`."""

    key: str
    kind: str
    language: str


@dataclass(frozen=True, slots=True)
class Phrases:
    """All phrases for readers of one language, and what was found wrong while loading them."""

    language: str
    entries: Mapping[str, Phrase] = field(repr=False)
    faults: tuple[Fault, ...] = ()

    @classmethod
    def load(
        cls, base: Mapping[str, Any], overlay: Mapping[str, Any] | None = None, *, language: str = ENGLISH
    ) -> Phrases:
        """The English of `base` with the phrases of `overlay` in `language` laid over it.

        Both are as TOML gives them. A phrase of the overlay is left out, and recorded, if English has no such key
        (`unknown`), if it uses a place that English does not offer (`places`), or if it is not text (`shape`).
        """
        entries, faults = _entries(base, ENGLISH)
        own, misshapen = _entries(overlay or {}, language)
        faults += misshapen
        given = {fault.key for fault in misshapen}
        for key, phrase in own.items():
            given.add(key)
            if key not in entries:
                faults.append(Fault(key, "unknown", language))
            elif not phrase.places() <= entries[key].places():
                faults.append(Fault(key, "places", language))
            else:
                entries[key] = phrase
        if language != ENGLISH:
            faults += [Fault(key, "missing", language) for key in entries if key not in given]
        return cls(language, entries, tuple(sorted(faults)))

    def missing(self) -> tuple[str, ...]:
        """The keys for which English stands in because the language has none, in order."""
        return tuple(fault.key for fault in self.faults if fault.kind == "missing")

    def pattern(self, key: str, count: object = None) -> Spoken:
        """The phrase `key`, its places still open, in the form for `count`. Raises KeyError for an unknown key."""
        if key not in self.entries:
            raise KeyError(f"no phrase is called {key!r}")
        phrase = self.entries[key]
        form = _locale(phrase.language).plural_form(count) if isinstance(count, int) else "other"
        return Spoken(phrase.forms.get(form, phrase.forms["other"]), phrase.language)

    def say(self, key: str, /, **places: object) -> Spoken:
        """The phrase `key` with its places filled; the place `count` also chooses the plural form."""
        pattern = self.pattern(key, places.get("count"))
        text = "".join(
            literal + (written(places[place], pattern.language) if place else "")
            for literal, place in pieces(pattern.text)
        )
        return Spoken(text, pattern.language)


def pieces(pattern: str) -> Iterator[tuple[str, str]]:
    """A phrase cut into (text, name of the place after it); the last name is ""."""
    parts = PLACE.split(pattern)
    return zip(parts[::2], [*parts[1::2], ""], strict=True)


def written(value: object, language: str) -> str:
    """A value as it stands in a sentence: numbers as the language writes them, all else as its text."""
    return format_number(value, language) if isinstance(value, int) else str(value)


def format_day(day: date, language: str) -> str:
    """A day in words, such as `November 1, 2026`. A moment (aware) is shown by its day in UTC."""
    return _long_date(day.astimezone(UTC).date() if isinstance(day, datetime) else day, language)


def format_month(day: date, language: str) -> str:
    """A month in words, such as `November 2026`."""
    return _long_month(day.replace(day=1), language)


def format_number(number: float | Decimal, language: str) -> str:
    """A number with the marks of the language."""
    return format_decimal(number, locale=_locale(language))


def format_share(percent: Decimal, language: str) -> str:
    """A percentage, all its decimals kept: `92.5%`, in French `92,5 %`."""
    return _share(str(percent), language)  # as text, because 92.0 and 92 are equal and not written alike


def format_duration(iso: str, language: str) -> str:
    """An ISO 8601 duration in words: `P1Y6M` is `1 year, 6 months`. Raises ValueError for anything else."""
    match = _DURATION.fullmatch(iso)
    if match is None:
        raise ValueError(f"{iso!r} is not a duration")
    parts = [
        _measure(int(number), f"duration-{unit}", language)
        for unit, number in match.groupdict().items()
        if number is not None
    ]
    return format_list(parts, style="unit", locale=_locale(language))


@lru_cache(maxsize=64)
def language_name(tag: str) -> str:
    """The name of a language in that language, as it stands alone in a list: `Français`, `简体中文`."""
    locale = _locale(tag)
    name = locale.languages.get(str(locale)) or locale.display_name or tag
    return name[0].upper() + name[1:]


def social_locale(tag: str) -> str:
    """The language as link previews name it (Open Graph, `og:locale`)."""
    return _TERRITORIES.get(tag, tag.replace("-", "_"))


@lru_cache(maxsize=64)
def _locale(tag: str) -> Locale:
    return Locale.parse(tag.replace("-", "_"))


def _measure(number: int, unit: str, language: str) -> str:
    # Chinese and Japanese have one form of a unit, kept by the CLDR as "short" alone; Babel then gives the unit's id.
    long = format_unit(number, unit, locale=_locale(language))
    return format_unit(number, unit, length="short", locale=_locale(language)) if unit in long else long


def _long_date(day: date, language: str) -> str:
    pattern = _days_of(day.year, day.month, language)
    return pattern % day.day if pattern else format_date(day, "long", locale=_locale(language))


@lru_cache(maxsize=1024)
def _days_of(year: int, month: int, language: str) -> str:
    """How a day of that month is written, with `%d` in its place; "" where it takes more than its number."""
    pattern = str(get_date_format("long", _locale(language)).format)
    fields = DateTimeFormat(date(year, month, 1), _locale(language))
    names = set(_DATE_FIELDS.findall(pattern))
    if "%%" in pattern or not all(name == "d" or name.strip("yMLG") == "" for name in names):
        return ""
    spelled = {name: "%d" if name == "d" else fields[name].replace("%", "%%") for name in names}
    return pattern % spelled


@lru_cache(maxsize=1024)
def _share(percent: str, language: str) -> str:
    return format_percent(Decimal(percent) / 100, locale=_locale(language), decimal_quantization=False)


@lru_cache(maxsize=1024)
def _long_month(day: date, language: str) -> str:
    return format_skeleton("yMMMM", day, locale=_locale(language))


def _entries(table: Mapping[str, Any], language: str) -> tuple[dict[str, Phrase], list[Fault]]:
    found: dict[str, Phrase] = {}
    faults: list[Fault] = []
    for key, value in _leaves(table, ""):
        forms = value if isinstance(value, Mapping) else {"other": value}
        if "other" in forms and all(isinstance(form, str) for form in forms.values()):
            found[key] = Phrase(language, dict(forms))
        else:
            faults.append(Fault(key, "shape", language))
    return found, faults


def _leaves(table: Mapping[str, Any], above: str) -> Iterator[tuple[str, Any]]:
    for name, value in table.items():
        if isinstance(value, Mapping) and not (value and value.keys() <= _CATEGORIES):
            yield from _leaves(value, f"{above}{name}.")
        else:
            yield above + name, value
