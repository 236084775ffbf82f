"""The page of one achievement: what it is, what it asks for, and what became of it.

Credentials point here: `#criteria`, `#result-<key>`, `#level-<key>-<level>` and `#skill-<slug>` are anchors on it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from generator import addresses, i18n
from generator.model import Achievement, Spoken
from generator.pages.frame import Frame, Here, Page, make_page, make_preview
from generator.pages.parts import (
    ART_PX,
    Card,
    Detail,
    Picture,
    Prose,
    Retired,
    achievement_card,
    art,
    art_path,
    kind,
    preview_image,
    prose,
    retirement,
)
from generator.pages.results import Measure, measures
from generator.pages.skills import NamedSkill, skills_taught


@dataclass(frozen=True, slots=True)
class AchievementView:
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
    related: tuple[Card, ...]
    catalogue: str
    verify_page: str


def achievement_view(
    frame: Frame, achievement: Achievement, *, related: Sequence[Achievement], replaced_by: Achievement | None
) -> AchievementView:
    """The page of `achievement`; `related` keep their order."""
    here = Here(frame, addresses.achievement_page(achievement.slug))
    name = achievement.name.choose(frame.language)
    description = achievement.description.choose(frame.language)
    successor = achievement_card(here, replaced_by).name if replaced_by is not None else None
    title = frame.say("achievement.title", name=name.text, site=frame.site.title.choose(frame.language))
    return AchievementView(
        page=make_page(
            here,
            title=title,
            description=description.text,
            preview=make_preview(frame, name.text, description.text, preview_image(frame, achievement)),
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
        related=tuple(achievement_card(here, other) for other in related),
        catalogue=here.page(addresses.catalogue()),
        verify_page=here.page(addresses.verify()),
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
    }
    return tuple(Detail(key, text) for key, text in rows.items() if text.text)


def _reader(frame: Frame, text: str) -> Spoken:
    return Spoken(text, frame.language)
