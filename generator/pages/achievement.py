"""The page of one achievement: what it is, what it asks for, and what became of it.

Credentials point here: `#criteria`, `#result-<key>`, `#level-<key>-<level>` and `#skill-<slug>` are anchors on it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from markupsafe import Markup
from msgspec import Struct
from msgspec.structs import replace

from generator import addresses, i18n
from generator.model import Achievement, Design, Endorsement, Spoken
from generator.pages.frame import Day, Frame, Here, Page, make_page, make_preview
from generator.pages.linked import linked_achievement
from generator.pages.oembed import has_achievements, oembed_link
from generator.pages.parts import (
    ART_PX,
    CARD_PX,
    Card,
    Detail,
    Link,
    Picture,
    Prose,
    Retired,
    achievement_card,
    art,
    art_path,
    kind,
    name_link,
    preview_image,
    prose,
    retirement,
)
from generator.pages.results import Measure, measures
from generator.pages.skills import NamedSkill, skills_taught


class EndorsedBy(Struct, frozen=True):
    """What somebody else has signed about the badge: who, as they call themselves; when; what; and the signed file."""

    endorser: Link
    endorser_id: str
    signed: Day
    prose: Prose | None
    file: str


class Look(Struct, frozen=True):
    """How the badge looks or looked: its picture, since when, and a word about the change."""

    picture: Picture
    since: Day
    note: Spoken | None


class AchievementView(Struct, frozen=True):
    """All that the page of an achievement may show."""

    template: ClassVar[str] = "achievement.html"

    page: Page
    name: Spoken
    kind: Spoken
    description: Spoken
    picture: Picture
    retired: Retired | None
    details: tuple[Detail, ...]
    skills: tuple[NamedSkill, ...]
    criteria: Prose | None
    measures: tuple[Measure, ...]
    endorsements: tuple[EndorsedBy, ...]
    related: tuple[Card, ...]
    updated: Day | None  # when it got the look of today, if it had another before
    looks: tuple[Look, ...]  # the look-book, newest first; empty where there has been one look only
    holders: int  # people who hold it and show it, 0 where the site does not say
    catalogue: str
    verify_page: str
    linked: Markup


def achievement_view(
    frame: Frame,
    achievement: Achievement,
    *,
    related: Sequence[Achievement],
    replaced_by: Achievement | None,
    holders: int = 0,
) -> AchievementView:
    """The page of `achievement`; `related` keep their order. `holders` is 0 where nobody is to know."""
    here = Here(frame, addresses.achievement_page(achievement.slug))
    name = achievement.name.choose(frame.language)
    description = achievement.description.choose(frame.language)
    successor = name_link(here, replaced_by) if replaced_by is not None else None
    title = frame.say("achievement.title", name=name.text, site=frame.site.title.choose(frame.language))
    return AchievementView(
        page=make_page(
            here,
            title=title,
            description=description.text,
            preview=make_preview(frame, name.text, description.text, preview_image(frame, achievement)),
            alternates=oembed_link(here, has_achievements(frame)),
        ),
        name=name,
        kind=kind(frame, achievement.type),
        description=description,
        picture=art(here, achievement, art_path(achievement), ART_PX),
        retired=retirement(frame, achievement, successor),
        details=_details(frame, achievement),
        skills=skills_taught(here, achievement),
        criteria=prose(achievement.criteria.choose(frame.language)),
        measures=measures(frame, achievement),
        endorsements=tuple(_endorsed(here, achievement, each) for each in _standing(here, achievement)),
        related=tuple(achievement_card(here, other) for other in related),
        updated=frame.day(achievement.designs[-1].effective_from) if len(achievement.designs) > 1 else None,
        looks=_looks(here, achievement),
        holders=holders,
        catalogue=here.page(addresses.catalogue()),
        verify_page=here.page(addresses.verify()),
        linked=linked_achievement(here, achievement),
    )


def _looks(here: Here, achievement: Achievement) -> tuple[Look, ...]:
    if len(achievement.designs) < 2:
        return ()
    return tuple(_look(here, achievement, design) for design in reversed(achievement.designs))


def _look(here: Here, achievement: Achievement, design: Design) -> Look:
    looked = replace(achievement, art=design.art)
    note = design.note.choose(here.frame.language)
    picture = art(here, looked, art_path(looked), CARD_PX)
    return Look(picture, here.frame.day(design.effective_from), note if note.text else None)


def _standing(here: Here, achievement: Achievement) -> list[Endorsement]:
    """The endorsements in force, as far as the ledger goes, that are about this badge at this address."""
    about = here.frame.addresses.url(here.path)
    as_of = here.frame.site.as_of
    return [e for e in achievement.endorsements if e.about == about and (as_of is None or e.in_force(as_of))]


def _endorsed(here: Here, achievement: Achievement, endorsement: Endorsement) -> EndorsedBy:
    # Their words are in their language, which an endorsement does not tell; most are in that of the site.
    said = here.frame.default
    return EndorsedBy(
        endorser=Link(Spoken(endorsement.endorser, said), here.link(endorsement.endorser_url)),
        endorser_id=endorsement.endorser_id,
        signed=here.frame.day(endorsement.valid_from),
        prose=prose(Spoken(endorsement.comment, said)),
        file=here.file(addresses.endorsement(achievement.slug, endorsement.name)),
    )


def _details(frame: Frame, achievement: Achievement) -> tuple[Detail, ...]:
    said = frame.default
    rows = {
        "code": Spoken(achievement.code, said),
        "level": Spoken(achievement.level, said),
        "version": Spoken(achievement.version, said),
        "field": Spoken(achievement.field_of_study, said),
        "specialization": Spoken(achievement.specialization, said),
        "credits": _reader(frame, i18n.format_number(achievement.credits, frame.language))
        if achievement.credits is not None
        else _reader(frame, ""),
        "valid_for": _reader(frame, i18n.format_duration(achievement.valid_for, frame.language))
        if achievement.valid_for
        else _reader(frame, ""),
        "offered_since": _reader(frame, frame.day(achievement.offered_since).text)
        if achievement.offered_since
        else _reader(frame, ""),
    }
    return tuple(Detail(key, text) for key, text in rows.items() if text.text)


def _reader(frame: Frame, text: str) -> Spoken:
    return Spoken(text, frame.language)
