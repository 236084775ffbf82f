"""`t`: the phrases as a template uses them, beside its view.

What a template writes, and what it gets:

    {{ t("award.awarded_to", name=view.name) }}            a sentence, its places filled and escaped
    {{ t.plain("nav.main") }}                              the same as plain text, for an attribute
    <h1{{ t.lang(view.name) }}>{{ view.name.text }}</h1>   lang="..", if it is not the page's language
    {{ t.said(view.name) }}                                the text, in a span with lang if it needs one

A place takes text, a number, a `Spoken` or markup that another part of the template has made.
"""

from __future__ import annotations

from markupsafe import Markup, escape

from generator.i18n import Phrases, pieces, written
from generator.model import Spoken
from generator.pages.parts import Prose


class Words:
    """The phrases of one language, written as HTML."""

    __slots__ = ("_fixed", "_fixed_plain", "phrases")

    def __init__(self, phrases: Phrases) -> None:
        self.phrases = phrases
        # Phrases used without a place: they never come out differently.
        self._fixed: dict[str, Markup] = {}
        self._fixed_plain: dict[str, str] = {}

    def __call__(self, key: str, /, **places: object) -> Markup:
        """The phrase `key` with its places filled; in a span with `lang` where English stands in for it."""
        if places:
            return self._filled(key, places)
        if key not in self._fixed:
            self._fixed[key] = self._filled(key, places)
        return self._fixed[key]

    def plain(self, key: str, /, **places: object) -> str:
        """The phrase `key` as text without markup."""
        if places:
            return self.phrases.say(key, **places).text
        if key not in self._fixed_plain:
            self._fixed_plain[key] = self.phrases.say(key).text
        return self._fixed_plain[key]

    def said(self, spoken: Spoken) -> Markup:
        """A text, marked with its language where that is not the page's."""
        return self._in_span(escape(spoken.text), spoken.language)

    def lang(self, spoken: Spoken | Prose) -> Markup:
        """The attribute that says the language of a text, or nothing where it is the page's."""
        return _NOTHING if spoken.language == self.phrases.language else Markup(' lang="%s"') % spoken.language

    def _filled(self, key: str, places: dict[str, object]) -> Markup:
        pattern = self.phrases.pattern(key, places.get("count"))
        parts = []
        for literal, place in pieces(pattern.text):
            parts.append(escape(literal))
            if place:
                parts.append(self._place(places[place], pattern.language))
        return self._in_span(_NOTHING.join(parts), pattern.language)

    def _place(self, value: object, language: str) -> Markup:
        if isinstance(value, Markup):
            return value
        return self.said(value) if isinstance(value, Spoken) else escape(written(value, language))

    def _in_span(self, content: Markup, language: str) -> Markup:
        if language == self.phrases.language:
            return content
        return Markup('<span lang="%s">%s</span>') % (language, content)


_NOTHING = Markup()
