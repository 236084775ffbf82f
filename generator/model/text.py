"""Text that an organisation writes once for each language, and the tags of those languages.

A `Text` holds its variants in the order of the file. Nobody asks it for "the" string: a reader has a language,
and what comes back says in which language it is, so that a page can mark what is not in its own.
"""

from __future__ import annotations

from msgspec import Struct

# BCP 47 tags we write, in the order in which a site lists them.
LANGUAGES = ("en", "fr", "ja", "zh-Hans", "zh-Hant")

# What people and platforms write for the two Chinese scripts.
_ALIASES = {
    "zh": "zh-Hans",
    "zh-cn": "zh-Hans",
    "zh-sg": "zh-Hans",
    "zh-my": "zh-Hans",
    "zh-tw": "zh-Hant",
    "zh-hk": "zh-Hant",
    "zh-mo": "zh-Hant",
}
_CANONICAL = {tag.lower(): tag for tag in LANGUAGES}


def normal_language(tag: str) -> str | None:
    """The tag we use for `tag` (any case, `_` or `-`, region or script), or None for a language we do not have."""
    wanted = tag.strip().replace("_", "-").lower()
    while wanted:
        found = _CANONICAL.get(wanted) or _ALIASES.get(wanted)
        if found:
            return found
        wanted = wanted.rpartition("-")[0]
    return None


class Spoken(Struct, frozen=True):
    """A string and the language it is in."""

    text: str
    language: str

    def __str__(self) -> str:
        return self.text


class Text(Struct, frozen=True):
    """One saying in one or more languages, the default language first."""

    variants: tuple[tuple[str, str], ...]

    @classmethod
    def of(cls, text: str, language: str = "en") -> Text:
        """A text in one language."""
        return cls(((language, text),))

    def choose(self, language: str) -> Spoken:
        """The variant in `language`, else the first one, with the language that it is really in."""
        for tag, text in self.variants:
            if tag == language:
                return Spoken(text, tag)
        tag, text = self.variants[0] if self.variants else (language, "")
        return Spoken(text, tag)

    def languages(self) -> tuple[str, ...]:
        """The tags it exists in."""
        return tuple(tag for tag, _ in self.variants)

    def __bool__(self) -> bool:
        return any(text for _, text in self.variants)


NO_TEXT = Text(())
