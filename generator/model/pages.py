"""An organisation's own pages: content/pages/, each in one or more languages."""

from __future__ import annotations

from datetime import date

from msgspec import Struct

from generator.model.problem import Place
from generator.model.text import Spoken


class Edition(Struct, frozen=True):
    """A page in one language. `body` is Markdown; `revision` is that of the text it is, or was translated from."""

    language: str
    title: str
    description: str
    body: str
    revision: int


class WrittenPage(Struct, frozen=True):
    """A page about anything; `name` is its address. `editions` begin with the default language.

    The revision, the day and the author are those of the default edition; 1, None and "" where nobody says.
    """

    name: str
    editions: tuple[Edition, ...]
    place: Place
    order: int = 100
    in_nav: bool = False
    contents: bool = False  # a table of contents stands above
    revised_on: date | None = None
    author: str = ""

    def edition(self, language: str) -> Edition:
        """The edition in `language`, else the first one."""
        return next((found for found in self.editions if found.language == language), self.editions[0])

    def title(self, language: str) -> Spoken:
        """What it is called, and in which language."""
        found = self.edition(language)
        return Spoken(found.title, found.language)
