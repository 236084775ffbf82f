"""The list of badges that are no longer offered, or will not be for long: since when, why, and what to take instead."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import ClassVar

from msgspec import Struct

from generator import addresses
from generator.model import Achievement, Spoken
from generator.pages.frame import Frame, Here, Page, make_page, make_preview
from generator.pages.parts import Link, Retired, by_name, is_retired, kind, name_link, retirement


class Ended(Struct, frozen=True):
    """A badge that has an end: its name, what kind it is, its code, and all there is to say of the end."""

    name: Link
    kind: Spoken
    code: str
    end: Retired


class RetiredView(Struct, frozen=True):
    """All that the list may show: ends to come, the nearest first; then those that were, the newest first."""

    template: ClassVar[str] = "retired.html"

    page: Page
    ending: tuple[Ended, ...]
    ended: tuple[Ended, ...]
    catalogue: str


def retired_view(frame: Frame, achievements: Iterable[Achievement]) -> RetiredView:
    """The list; `achievements` are all there are, because successors are named."""
    here = Here(frame, addresses.retired())
    ordered = by_name(frame, achievements)
    known = {achievement.slug: achievement for achievement in ordered}
    ends = [(a.retired_on, a) for a in ordered if a.retired_on is not None]
    ended = [pair for pair in ends if is_retired(frame, pair[1])]
    ending = [pair for pair in ends if not is_retired(frame, pair[1])]
    title = frame.say("retired.title", site=frame.site.title.choose(frame.language))
    about = frame.say("retired.description", issuer=frame.site.issuer.name.choose(frame.language))
    return RetiredView(
        page=make_page(here, title=title, description=about, preview=make_preview(frame, title, about)),
        ending=tuple(_ended(here, a, known) for _, a in sorted(ending, key=_day)),
        ended=tuple(_ended(here, a, known) for _, a in sorted(ended, key=_day, reverse=True)),
        catalogue=here.page(addresses.catalogue()),
    )


def _day(pair: tuple[date, Achievement]) -> date:
    return pair[0]


def _ended(here: Here, achievement: Achievement, known: dict[str, Achievement]) -> Ended:
    successor = known.get(achievement.replaced_by)
    end = retirement(here.frame, achievement, name_link(here, successor) if successor else None)
    assert end is not None
    return Ended(name_link(here, achievement), kind(here.frame, achievement.type), achievement.code, end)
