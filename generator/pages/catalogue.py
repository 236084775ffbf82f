"""The home page and the catalogue: all that can be earned, what no longer can, and what never had a badge."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import ClassVar

from msgspec import Struct

from generator import addresses
from generator.model import Achievement, Conferral, Exclusion, Spoken
from generator.pages.feed import feed_link
from generator.pages.finder import Finder, catalogue_cards, make_finder
from generator.pages.frame import Day, Frame, Here, Page, make_page, make_preview
from generator.pages.parts import Card, Link, achievement_card, by_name, is_retired, last_change, name_link

SHOWN_AT_HOME = 12
NEWEST_AT_HOME = 4  # of those, where the ledger says when badges changed


class HomeView(Struct, frozen=True):
    """All that the home page may show. `more`: there are badges beside those in `newest` and `cards`."""

    template: ClassVar[str] = "home.html"

    page: Page
    title: Spoken
    tagline: Spoken | None
    badges: int
    awards: int
    earners: int
    newest: tuple[Card, ...]
    cards: tuple[Card, ...]
    more: bool
    catalogue: str
    skills: str  # "" where no badge names one
    earners_page: str
    verify_page: str


class Group(Struct, frozen=True):
    """A part of the catalogue: "certifications", "others" or "retired"."""

    key: str
    cards: tuple[Card, ...]


class Unbadged(Struct, frozen=True):
    """An exam, or several, without a badge of its own: why (`reason`), or what it counts towards."""

    codes: tuple[str, ...]
    name: Spoken | None
    reason: Spoken | None
    counts_towards: Link | None
    since: Day | None


class CatalogueView(Struct, frozen=True):
    """All that the catalogue may show. Groups without a badge are left out."""

    template: ClassVar[str] = "catalogue.html"

    page: Page
    groups: tuple[Group, ...]
    unbadged: tuple[Unbadged, ...]
    finder: Finder | None
    skills: str  # link to the list of skills, "" where there is none
    retired: str  # link to the list of badges that have an end, "" where there is none


def home_view(frame: Frame, achievements: Iterable[Achievement], *, awards: int, earners: int) -> HomeView:
    """The home page. The two numbers count what is public; the badges are those on offer.

    First those that are new or changed, where the ledger says so and there is a choice; then certifications.
    """
    here = Here(frame, addresses.home())
    offered = [a for a in by_name(frame, achievements) if not is_retired(frame, a)]
    offered.sort(key=lambda a: not _is_certification(a))
    newest = _newest(frame, offered)
    others = [a for a in offered if a not in newest]
    title = frame.site.title.choose(frame.language)
    tagline = frame.site.tagline.choose(frame.language)
    about = tagline.text or frame.say("home.description", site=title)
    return HomeView(
        page=make_page(
            here,
            title=title.text,
            description=about,
            preview=make_preview(frame, title.text, about),
            alternates=feed_link(here, addresses.home(), frame.site.hosting.feed),
        ),
        title=title,
        tagline=tagline if tagline.text else None,
        badges=len(offered),
        awards=awards,
        earners=earners,
        newest=tuple(achievement_card(here, a) for a in newest),
        cards=tuple(achievement_card(here, a) for a in others[: SHOWN_AT_HOME - len(newest)]),
        more=len(offered) > SHOWN_AT_HOME,
        catalogue=here.page(addresses.catalogue()),
        skills=here.page(addresses.skills()) if any(a.skills for a in offered) else "",
        earners_page=here.page(addresses.earners()),
        verify_page=here.page(addresses.verify()),
    )


def _newest(frame: Frame, offered: Sequence[Achievement]) -> list[Achievement]:
    """The few that changed last, the newest first; none of a catalogue that fits the page as it is."""
    dated = [(day, a) for a in offered if (day := last_change(frame, a))]
    if len(offered) <= SHOWN_AT_HOME:
        return []
    return [a for _, a in sorted(dated, key=lambda pair: pair[0], reverse=True)[:NEWEST_AT_HOME]]


def catalogue_view(
    frame: Frame,
    achievements: Iterable[Achievement],
    exclusions: Sequence[Exclusion],
    conferrals: Sequence[Conferral],
) -> CatalogueView:
    """The catalogue, each group in the order of names; exams without a badge in the order of rules.toml."""
    here = Here(frame, addresses.catalogue())
    ordered = by_name(frame, achievements)
    known = {achievement.slug: achievement for achievement in ordered}
    belongs: dict[str, Callable[[Achievement], bool]] = {
        "certifications": lambda a: not is_retired(frame, a) and _is_certification(a),
        "others": lambda a: not is_retired(frame, a) and not _is_certification(a),
        "retired": lambda a: is_retired(frame, a),
    }
    cards = catalogue_cards(here, ordered)
    groups = [Group(key, tuple(cards[a.slug] for a in ordered if has(a))) for key, has in belongs.items()]
    site = frame.site.title.choose(frame.language)
    title = frame.say("catalogue.title", site=site)
    about = frame.say("catalogue.description", site=site)
    return CatalogueView(
        page=make_page(here, title=title, description=about, preview=make_preview(frame, title, about)),
        groups=tuple(group for group in groups if group.cards),
        unbadged=(
            *(_conferral(here, entry, known[entry.certification]) for entry in conferrals),
            *(_exclusion(frame, entry) for entry in exclusions),
        ),
        finder=make_finder(here, ordered),
        skills=here.page(addresses.skills()) if any(a.skills for a in ordered) else "",
        retired=here.page(addresses.retired()) if any(a.retired_on for a in ordered) else "",
    )


def _is_certification(achievement: Achievement) -> bool:
    return achievement.type == "Certification"


def _conferral(here: Here, conferral: Conferral, certification: Achievement) -> Unbadged:
    name = conferral.exam_name.choose(here.frame.language)
    return Unbadged(
        codes=(conferral.exam,),
        name=name if name.text else None,
        reason=None,
        counts_towards=name_link(here, certification),
        since=None,
    )


def _exclusion(frame: Frame, exclusion: Exclusion) -> Unbadged:
    return Unbadged(
        codes=exclusion.codes,
        name=None,
        reason=exclusion.reason.choose(frame.language),
        counts_towards=None,
        since=frame.day(exclusion.on) if exclusion.on is not None else None,
    )
