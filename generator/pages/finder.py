"""Finding badges in the catalogue: what can be chosen, and what each card is found by.

The page is whole without it: everything stands there, in groups. The script of the catalogue shows the choices and
takes cards out of sight or into another order; it knows no words but those that stand in the page.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from msgspec import Struct
from msgspec.structs import replace

from generator.model import Achievement, Spoken
from generator.pages.frame import Frame, Here
from generator.pages.parts import Card, Facets, achievement_card, kind, last_change, sort_key

SCRIPT = "catalogue.js"


class Option(Struct, frozen=True):
    """Something to choose: what cards carry for it, and its words."""

    value: str
    label: Spoken


class Finder(Struct, frozen=True):
    """The choices, each in the order of its words, and the link to the script. A choice of one thing is left out."""

    kinds: tuple[Option, ...]
    levels: tuple[Option, ...]
    skills: tuple[Option, ...]
    by_change: bool  # there are badges of which the ledger says when they changed
    script: str


def make_finder(here: Here, achievements: Sequence[Achievement]) -> Finder | None:
    """What can be chosen among `achievements`, or None where there is nothing to choose from."""
    if len(achievements) < 2:
        return None
    frame = here.frame
    kinds = {a.type: kind(frame, a.type) for a in achievements}
    levels = {a.level: Spoken(a.level, frame.default) for a in achievements if a.level}
    skills: dict[str, Spoken] = {}
    for skill in (skill for a in achievements for skill in a.skills):
        skills.setdefault(skill.slug, skill.name.choose(frame.language))
    by_change = any(last_change(frame, a) for a in achievements)
    return Finder(_options(kinds), _options(levels), _options(skills), by_change, here.asset(SCRIPT))


def _options(found: dict[str, Spoken]) -> tuple[Option, ...]:
    options = (Option(value, label) for value, label in found.items())
    ordered = sorted(options, key=lambda option: (sort_key(option.label.text), option.value))
    return tuple(ordered) if len(ordered) > 1 else ()


def catalogue_cards(here: Here, ordered: Iterable[Achievement]) -> dict[str, Card]:
    """The cards of achievements, which come in the order of names, by slug."""
    return {a.slug: _card(here, a, order) for order, a in enumerate(ordered)}


def _card(here: Here, achievement: Achievement, order: int) -> Card:
    return replace(achievement_card(here, achievement), facets=_facets(here.frame, achievement, order))


def _facets(frame: Frame, achievement: Achievement, order: int) -> Facets:
    day = last_change(frame, achievement)
    return Facets(
        kind=achievement.type,
        level=achievement.level,
        skills=" ".join(skill.slug for skill in achievement.skills),
        order=order,
        changed=frame.day(day) if day else None,
    )
