"""Pieces that several views are made of, already chosen, worded and linked.

`translated` is the one way in which text of a credential becomes text in another language: only if the ledger still
says the same in the credential's language may its translation stand on the page.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from markupsafe import Markup
from msgspec import Struct

from generator import addresses
from generator.model import Achievement, Spoken, Standing, Text
from generator.pages.frame import Day, Frame, Here, Image, card_image, site_image
from generator.pages.markdown import render_markdown

ART_PX = 272  # the art of a page's own subject, at most
CARD_PX = 128  # the art on a card
FACE_PX = 128  # the picture of an earner


class Picture(Struct, frozen=True):
    """An image on the page: link, size in CSS pixels, words ("" where the words stand beside it)."""

    href: str
    width: int
    height: int
    alt: Spoken | None


class Link(Struct, frozen=True):
    """Text that leads somewhere; "" where it does not."""

    text: Spoken
    href: str


class Detail(Struct, frozen=True):
    """A small fact: the phrase that names it (under `details`), and its text."""

    key: str
    text: Spoken


class Prose(Struct, frozen=True):
    """Text from Markdown, safe to show, and its language."""

    html: Markup
    language: str


class Retired(Struct, frozen=True):
    """A badge that is no longer offered (`since`), or will not be after a day to come (`until`)."""

    since: Day | None
    until: Day | None
    replaced_by: Link | None
    reason: Spoken | None


class Facets(Struct, frozen=True):
    """What a badge is found and sorted by: words that no reader sees, and the day on which it last changed."""

    kind: str
    level: str
    skills: str  # their addresses, with a blank between two
    order: int  # its place in the order of names
    changed: Day | None


class Card(Struct, frozen=True):
    """A badge in a grid: art, name, what kind it is, a day, and its state if that needs saying.

    `state` is "retired", "revoked", "suspended", "expired" or "". `facets` are for the catalogue alone.
    """

    name: Link
    picture: Picture
    kind: Spoken | None
    code: str
    day: Day | None
    state: str
    facets: Facets | None = None


def fit(width_px: int, height_px: int, box: int) -> tuple[int, int]:
    """The size at which a picture of that size fits a square of `box`, never enlarged, its shape kept."""
    scale = min(1.0, box / width_px, box / height_px)
    return max(1, round(width_px * scale)), max(1, round(height_px * scale))


def art(here: Here, achievement: Achievement, path: str, box: int, *, beside_words: bool = False) -> Picture:
    """The achievement's art, served from `path`, for a square of `box`."""
    width, height = fit(achievement.art.width_px, achievement.art.height_px, box)
    alt = None if beside_words else achievement.art.alt.choose(here.frame.language)
    return Picture(here.file(path), width, height, alt)


def art_path(achievement: Achievement) -> str:
    """Where the art of an achievement is served."""
    if achievement.art.look:
        return addresses.achievement_look(achievement.slug, achievement.art.look, achievement.art.format)
    return addresses.achievement_art(achievement.slug, achievement.art.format)


def preview_image(frame: Frame, achievement: Achievement) -> Image | None:
    """The achievement's card for a link preview. It names no earner, so it serves every kind of page.

    A drawing has no card, because platforms take no SVG; then it is the site's own, None where there is none.
    """
    if achievement.art.format != "png":
        return site_image(frame)
    alt = achievement.art.alt.choose(frame.language).text
    return card_image(frame, addresses.achievement_card(achievement.slug), alt)


def prose(text: Spoken) -> Prose | None:
    """Markdown as it stands below a section's heading, or None where there is none."""
    return Prose(render_markdown(text.text), text.language) if text.text.strip() else None


def kind(frame: Frame, achievement_type: str) -> Spoken:
    """What kind of achievement it is, in words. A type of the organisation's own is its own word."""
    own = achievement_type.removeprefix("ext:")
    return Spoken(own, frame.default) if own != achievement_type else frame.phrases.say(f"type.{own}")


def translated(said: str, text: Text, frame: Frame, language: str) -> Spoken:
    """What a credential says in `language`, in the reader's language if the ledger has it as a translation of that."""
    if any(variant == said for _, variant in text.variants):
        chosen = text.choose(frame.language)
        if chosen.language == frame.language:
            return chosen
    return Spoken(said, language)


def is_retired(frame: Frame, achievement: Achievement) -> bool:
    """Whether it is no longer offered, as far as the ledger goes."""
    if achievement.retired_on is None:
        return False
    return frame.site.as_of is None or achievement.retired_on <= frame.site.as_of.date()


def last_change(frame: Frame, achievement: Achievement) -> date | None:
    """The newest day on which it was first offered, got its look or was retired, as far as the ledger goes."""
    as_of = frame.site.as_of
    days = (achievement.offered_since, achievement.retired_on)
    past = [day for day in days if day and (as_of is None or day <= as_of.date())]
    return max((*past, *(design.effective_from for design in achievement.designs[1:])), default=None)


def retirement(frame: Frame, achievement: Achievement, replaced_by: Link | None = None) -> Retired | None:
    """What to say of an achievement's end, or None if it has none."""
    if achievement.retired_on is None:
        return None
    day = frame.day(achievement.retired_on)
    past = is_retired(frame, achievement)
    reason = achievement.retired_reason.choose(frame.language)
    return Retired(day if past else None, None if past else day, replaced_by, reason if reason.text else None)


def name_link(here: Here, achievement: Achievement) -> Link:
    """An achievement's name, and the way to its page."""
    name = achievement.name.choose(here.frame.language)
    return Link(name, here.page(addresses.achievement_page(achievement.slug)))


def achievement_card(here: Here, achievement: Achievement) -> Card:
    """An achievement in a grid."""
    return Card(
        name=name_link(here, achievement),
        picture=art(here, achievement, art_path(achievement), CARD_PX, beside_words=True),
        kind=kind(here.frame, achievement.type),
        code=achievement.code,
        day=None,
        state="retired" if is_retired(here.frame, achievement) else "",
    )


def dated_state(frame: Frame, standing: Standing, ends: datetime | None) -> str:
    """The first that holds of revoked, suspended, expired (DESIGN-UX 2), else "".

    An end is compared with the moment up to which the ledger is complete: what had ended by then has ended. That
    something has not begun yet is never said: a page is read later than it is made, and then it may have.
    """
    if standing is not Standing.GOOD:
        return standing.value
    as_of = frame.site.as_of
    return "expired" if as_of is not None and ends is not None and ends < as_of else ""


def sort_key(name: str) -> tuple[str, str]:
    """Names in an order that does not depend on width or case, accents counting only between names else alike."""
    plain = unicodedata.normalize("NFKC", name).casefold()
    bare = "".join(char for char in unicodedata.normalize("NFKD", plain) if not unicodedata.combining(char))
    return bare, plain


def by_name(frame: Frame, achievements: Iterable[Achievement]) -> list[Achievement]:
    """Achievements in the order of their names in the reader's language, then of their slugs."""
    return sorted(achievements, key=lambda a: (sort_key(a.name.choose(frame.language).text), a.slug))


def as_list(value: Any) -> list[Any]:
    """A member of a JSON-LD document that may stand alone or in an array, as a list."""
    if value is None:
        return []
    return value if isinstance(value, list) else [value]
