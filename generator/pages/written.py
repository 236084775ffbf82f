"""Pages of the organisation's own words: Markdown in one or more languages, with references into the site.

`Written` is the words themselves; the pages on support and privacy show them above what they are made of otherwise.
A text is rendered part by part, cut at its highest headings, so that the limits of `markdown` hold for each part and
not for the whole: a long list of questions is nothing out of the ordinary.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import ClassVar

from markupsafe import Markup
from msgspec import Struct

from generator import addresses, i18n
from generator.model import Edition, Spoken, WrittenPage
from generator.pages.frame import Day, Frame, Here, Page, make_page, make_preview
from generator.pages.markdown import Headed, render_own
from generator.pages.parts import Prose
from generator.references import heading_in, parse_reference, prose_lines


class Entry(Struct, frozen=True):
    """A line of the table of contents: words, link, and whether it stands below the line before it."""

    text: Spoken
    href: str
    is_below: bool


class Written(Struct, frozen=True):
    """What the organisation has written, in the reader's language or in the one that stands in for it."""

    title: Spoken
    lead: Spoken | None
    shown_in: Spoken | None  # the name of another language than the reader's, where it is shown in one
    newest: str  # the page this was translated from, where that has changed since; "" otherwise
    contents: tuple[Entry, ...]
    prose: Prose
    revised: Day | None
    author: Spoken | None


class WrittenView(Struct, frozen=True):
    """All that a page of the organisation's own words may show."""

    template: ClassVar[str] = "page.html"

    page: Page
    written: Written


def written_view(frame: Frame, page: WrittenPage) -> WrittenView:
    """The page of those words."""
    here = Here(frame, addresses.written_page(page.name))
    return WrittenView(own_surroundings(here, page), words(here, page))


def own_surroundings(here: Here, page: WrittenPage) -> Page:
    """What surrounds a page that the organisation has titled."""
    frame, edition = here.frame, page.edition(here.frame.language)
    title = frame.say("written.title", title=edition.title, site=frame.site.title.choose(frame.language))
    about = edition.description or edition.title
    return make_page(here, title=title, description=about, preview=make_preview(frame, edition.title, about))


def words(here: Here, page: WrittenPage) -> Written:
    """What the organisation has written, for the page at `here`."""
    frame, edition = here.frame, page.edition(here.frame.language)
    headings: list[Headed] = []
    html = Markup("\n").join(render_own(part, partial(resolve, here), 1, headings) for part in _parts(edition.body))
    is_behind = edition.revision < page.editions[0].revision
    return Written(
        title=Spoken(edition.title, edition.language),
        lead=Spoken(edition.description, edition.language) if edition.description else None,
        shown_in=_shown_in(frame, edition),
        newest=here.page(here.path, language=frame.default) if is_behind else "",
        contents=tuple(_contents(headings, edition)) if page.contents else (),
        prose=Prose(html, edition.language),
        revised=frame.day(page.revised_on) if page.revised_on else None,
        author=Spoken(page.author, frame.default) if page.author else None,
    )


def resolve(here: Here, href: str) -> str:
    """The link that a reference means on the page at `here`; "" for what is none."""
    reference = parse_reference(href)
    if reference is None:
        return ""
    if reference.kind == "badge":
        return here.page(addresses.achievement_page(reference.name))
    return here.page(addresses.written_page(reference.name), reference.heading)


def _parts(body: str) -> Iterator[str]:
    """The text cut before each of its highest headings."""
    found = [(at, heading.level) for at, line in prose_lines(body) if (heading := heading_in(line))]
    highest = min((level for _, level in found), default=0)
    cuts = [at for at, level in found if level == highest]
    lines = body.split("\n")
    for start, stop in zip([0, *cuts], [*cuts, len(lines)], strict=True):
        part = "\n".join(lines[start:stop])
        if part.strip():
            yield part


def _contents(headings: list[Headed], edition: Edition) -> Iterator[Entry]:
    """The first two levels of headings."""
    highest = min((heading.level for heading in headings), default=0)
    for heading in headings:
        if heading.level <= highest + 1:
            yield Entry(Spoken(heading.words, edition.language), f"#{heading.id}", heading.level > highest)


def _shown_in(frame: Frame, edition: Edition) -> Spoken | None:
    if edition.language == frame.language:
        return None
    return Spoken(i18n.language_name(edition.language), edition.language)
