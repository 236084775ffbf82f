"""A theme's templates run on text with holes, so that the page comes out with holes.

The templates are compiled once more, by the same Jinja under the same rules, into an environment in which the few
functions that make strings (`escape`, `Markup`, `concat`, the operator `~`) know what is open, and in which no filter
and no test is given anything open. Everything else in a template is as it always is: what it asks of an open value is
answered or refused by the value itself (`holes`).

Should a Jinja to come run templates in another way, its own functions meet what is open, ask for a string, and are
refused: nothing here can go wrong unnoticed, it can only give up.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any, ClassVar

from jinja2.runtime import Macro
from markupsafe import Markup, escape

from generator.i18n import Phrases, pieces, written
from generator.model import Spoken
from generator.pages.award import AwardView
from generator.pages.frame import Day
from generator.pages.holes import (
    OpenMarkup,
    Piece,
    Refused,
    is_open,
    open_concat,
    open_escape,
    open_markup,
    open_markup_join,
    pieces_of,
    refuse,
    text_of,
)
from generator.pages.render import Compiled, Sandbox, Theme, put
from generator.pages.words import Words


def open_environment(theme: Theme) -> OpenEnvironment:
    """The templates of `theme`, ready to be run on views with holes."""
    environment = theme.environment(OpenEnvironment)
    tables: list[dict[str, Any]] = [environment.filters, environment.tests]
    for table in tables:
        table.update({name: _closed(function) for name, function in table.items()})
    environment.filters.update({"e": open_escape, "escape": open_escape})
    return environment


def render_open(environment: OpenEnvironment, view: AwardView, doubts: list[str]) -> tuple[Piece, ...]:
    """The page of a view with holes, in pieces. `doubts` is the record that everything open in the view writes to.

    Raises Refused where the page could come out in another way for other values, and whatever a template raises.
    """
    template = environment.get_template(view.template)
    page = open_concat(template.generate(view=view, t=environment.words_of(view.page.phrases, doubts)))
    if doubts:
        raise Refused(doubts[0])
    return pieces_of(page) if is_open(page) else (page,)


class OpenWords(Words):
    """`t` for views with holes: the same phrases, with what is open left open in their places."""

    __slots__ = ("doubts",)

    def __init__(self, phrases: Phrases) -> None:
        super().__init__(phrases)
        self.doubts: list[str] = []  # the record of the run at hand

    def plain(self, key: str, /, **places: object) -> Any:
        if not places:
            return super().plain(key)
        pattern = self.phrases.pattern(key, places.get("count"))
        parts: list[Piece] = []
        for literal, place in pieces(pattern.text):
            parts.append(literal)
            parts.extend(_text(places[place], pattern.language) if place else ())
        return text_of(parts, self.doubts)

    def said(self, spoken: Spoken) -> Any:
        return self._in_span(open_escape(spoken.text), spoken.language)

    def _filled(self, key: str, places: dict[str, object]) -> Any:
        pattern = self.phrases.pattern(key, places.get("count"))
        parts = []
        for literal, place in pieces(pattern.text):
            parts.append(escape(literal))
            if place:
                parts.append(self._place(places[place], pattern.language))
        return self._in_span(open_markup(open_concat(parts)), pattern.language)

    def _place(self, value: Any, language: str) -> Any:
        if is_open(value) or type(value) is Day:
            return open_escape(value)
        return super()._place(value, language)

    def _in_span(self, content: Any, language: str) -> Any:
        if language == self.phrases.language:
            return content
        return open_markup(open_concat([Markup('<span lang="%s">') % language, content, Markup("</span>")]))


def _text(value: Any, language: str) -> tuple[Piece, ...]:
    if type(value) is Spoken or type(value) is Day:
        value = value.text
    if type(value) is OpenMarkup:
        refuse(value, "plain text")
    return pieces_of(value) if is_open(value) else (written(value, language),)


class _OpenMacro(Macro):
    """A macro that may put out something open."""

    def _invoke(self, arguments: list[Any], autoescape: bool) -> Any:
        made = self._func(*arguments)
        return open_markup(made) if autoescape else made


def _put(value: Any) -> Any:
    kind = type(value)
    if kind is OpenMarkup or kind is Markup:
        return value
    return put(value) if kind is str else open_escape(value)


class _OpenTemplate(Compiled):
    stand_ins: ClassVar[Mapping[str, Any]] = {
        "escape": _put,
        "Markup": open_markup,
        "markup_join": open_markup_join,
        "Macro": _OpenMacro,
    }


class OpenEnvironment(Sandbox):
    """Where templates are run on what is open."""

    template_class = _OpenTemplate
    words = OpenWords
    macro = _OpenMacro
    _last: OpenWords | None = None
    concat = staticmethod(open_concat)

    def words_of(self, phrases: Phrases, doubts: list[str]) -> OpenWords:
        """`t` for one run. The phrases without places that it has filled are kept from run to run."""
        words = self._last
        if words is None or words.phrases is not phrases:
            words = self._last = OpenWords(phrases)
        words.doubts = doubts
        return words

    def wrap_str_format(self, value: Any) -> Any:
        # A method of a string may need wrapping here; what is open is none, and would refuse to be asked.
        return None if is_open(value) else super().wrap_str_format(value)

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        # What is open has given the attribute already, so it is one of those it answers.
        return is_open(obj) or super().is_safe_attribute(obj, attr, value)


def _closed(function: Callable[..., Any]) -> Callable[..., Any]:
    """A filter or test that refuses what is open, whatever it would have made of it."""

    @wraps(function)
    def asked(*arguments: Any, **named: Any) -> Any:
        for value in (*arguments, *named.values()):
            if is_open(value):
                refuse(value, getattr(function, "__name__", "a filter"))
        return function(*arguments, **named)

    return asked
