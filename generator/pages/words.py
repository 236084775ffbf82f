"""`t`: the phrases as a template uses them, beside its view.

    {{ t("award.awarded_to", name=t.said(view.earner.text)) }}     a sentence, its places filled and escaped
    {{ t.plain("nav.sections") }}                                  the same as plain text, for an attribute
    <h1{{ t.lang(view.name) }}>{{ view.name.text }}</h1>           lang="..", if it is not the page's language
    {{ t.said(view.name) }}                                        the text, in a span with lang if it is needed
"""

from __future__ import annotations

from markupsafe import Markup, escape

from generator.i18n import Phrases, pieces, written
from generator.model import Spoken
from generator.pages.parts import Prose


class Words:
    """The phrases of one language, written as HTML."""

    __slots__ = ("_phrases",)

    def __init__(self, phrases: Phrases) -> None:
        self._phrases = phrases

    def __call__(self, key: str, **places: object) -> Markup:
        """The phrase `key` with its places filled; in a span with `lang` where English stands in for it."""
        pattern = self._phrases.pattern(key, places.get("count"))
        parts = [
            escape(literal) + (self._fill(places, place, pattern.language) if place else "")
            for literal, place in pieces(pattern.text)
        ]
        return self._in_span(Markup().join(parts), pattern.language)

    def plain(self, key: str, **places: object) -> str:
        """The phrase `key` as text without markup."""
        return self._phrases.say(key, **places).text

    def said(self, spoken: Spoken) -> Markup:
        """A text, marked with its language where that is not the page's."""
        return self._in_span(escape(spoken.text), spoken.language)

    def lang(self, spoken: Spoken | Prose) -> Markup:
        """The attribute that says the language of a text, or nothing where it is the page's."""
        return Markup() if spoken.language == self._phrases.language else Markup(' lang="%s"') % spoken.language

    def _fill(self, places: dict[str, object], place: str, language: str) -> Markup:
        value = places[place]
        return self.said(value) if isinstance(value, Spoken) else escape(_text(value, language))

    def _in_span(self, content: Markup, language: str) -> Markup:
        if language == self._phrases.language:
            return content
        return Markup('<span lang="%s">%s</span>') % (language, content)


def _text(value: object, language: str) -> object:
    return value if isinstance(value, Markup) else written(value, language)
