"""The page of a skill, with the badges that show it, and the list of all skills."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import ClassVar

from msgspec import Struct

from generator import addresses
from generator.model import Achievement, Alignment, Skill, Spoken
from generator.pages.frame import Frame, Here, Page, make_page, make_preview
from generator.pages.parts import Card, Link, achievement_card, by_name, is_retired, sort_key
from generator.pages.skills import Reference, reference_to


class SkillView(Struct, frozen=True):
    """All that the page of a skill may show: badges on offer first, those that no longer are last."""

    template: ClassVar[str] = "skill.html"

    page: Page
    name: Spoken
    references: tuple[Reference, ...]
    offered: tuple[Card, ...]
    retired: tuple[Card, ...]
    skills: str
    catalogue: str


class ListedSkill(Struct, frozen=True):
    """A line in the list of skills: which, and how many badges show it."""

    name: Link
    badges: int


class SkillsView(Struct, frozen=True):
    """All that the list of skills may show."""

    template: ClassVar[str] = "skills.html"

    page: Page
    skills: tuple[ListedSkill, ...]
    catalogue: str


def by_skill(achievements: Iterable[Achievement]) -> dict[str, list[Achievement]]:
    """The achievements that show each skill, by its address; skills in order of theirs."""
    found: dict[str, list[Achievement]] = {}
    for achievement in achievements:
        for skill in achievement.skills:
            found.setdefault(skill.slug, []).append(achievement)
    return dict(sorted(found.items()))


def skill_view(frame: Frame, slug: str, achievements: Sequence[Achievement]) -> SkillView:
    """The page of the skill at `slug`, which all `achievements` show. Its name is that of the first of them."""
    here = Here(frame, addresses.skill_page(slug))
    name = skill_name(slug, achievements, frame)
    site = frame.site.title.choose(frame.language)
    title = frame.say("skill.title", name=name.text, site=site)
    about = frame.say("skill.description", name=name.text, site=site)
    ordered = by_name(frame, achievements)
    return SkillView(
        page=make_page(here, title=title, description=about, preview=make_preview(frame, title, about)),
        name=name,
        references=tuple(reference_to(here, alignment) for alignment in _alignments(slug, achievements)),
        offered=tuple(achievement_card(here, a) for a in ordered if not is_retired(frame, a)),
        retired=tuple(achievement_card(here, a) for a in ordered if is_retired(frame, a)),
        skills=here.page(addresses.skills()),
        catalogue=here.page(addresses.catalogue()),
    )


def skills_view(frame: Frame, skills: Mapping[str, Sequence[Achievement]]) -> SkillsView:
    """The list of all skills, in the order of their names."""
    here = Here(frame, addresses.skills())
    listed = [
        ListedSkill(Link(skill_name(slug, found, frame), here.page(addresses.skill_page(slug))), len(found))
        for slug, found in skills.items()
    ]
    title = frame.say("skills.title", site=frame.site.title.choose(frame.language))
    about = frame.say("skills.description", issuer=frame.site.issuer.name.choose(frame.language))
    return SkillsView(
        page=make_page(here, title=title, description=about, preview=make_preview(frame, title, about)),
        skills=tuple(sorted(listed, key=lambda skill: (sort_key(skill.name.text.text), skill.name.href))),
        catalogue=here.page(addresses.catalogue()),
    )


def skill_name(slug: str, achievements: Sequence[Achievement], frame: Frame) -> Spoken:
    """What the first of these achievements calls the skill."""
    return _skill(slug, achievements[0]).name.choose(frame.language)


def _skill(slug: str, achievement: Achievement) -> Skill:
    return next(skill for skill in achievement.skills if skill.slug == slug)


def _alignments(slug: str, achievements: Sequence[Achievement]) -> list[Alignment]:
    """What public frameworks say of the skill according to any of the achievements, each entry once."""
    found = {(a.url, a.name): a for each in achievements for a in _skill(slug, each).alignments}
    return list(found.values())
