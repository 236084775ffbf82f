"""What only shows when files are held against each other: achievements that name others, rules that name achievements.

References from rows (award to earner and achievement, event to award) are checked where the rows are read.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Mapping, Sequence

from generator.ledger.achievements import Catalogue
from generator.ledger.award_rows import AwardRows
from generator.ledger.awards import unbadged_fault
from generator.ledger.faults import Fault, Report
from generator.ledger.rules import Rules
from generator.ledger.tables import Table
from generator.model import Achievement, Place
from generator.printable import quoted

_HEAPS = 64


def check_catalogue(catalogue: Catalogue, rules: Rules, report: Report) -> None:
    """References between achievements, and between them and the rules."""
    for slug, table in catalogue.tables.items():
        _check_references(catalogue.achievements[slug], table, catalogue)
        fault = unbadged_fault(catalogue.achievements[slug].code, rules.unbadged)
        if fault:
            table.fault(fault._replace(hint="take the achievement out, or the rule"), "code")
    for slug, place in rules.certification_places:
        if fault := catalogue.known.unknown(slug):
            report.add(place, fault)
    _check_skills(catalogue)


def _check_references(achievement: Achievement, table: Table, catalogue: Catalogue) -> None:
    for slug in achievement.related:
        fault = _reference_fault(achievement.slug, slug, catalogue, table)
        if fault:
            table.fault(fault, "related", table.data["related"].index(slug))
    if achievement.replaced_by:
        fault = _reference_fault(achievement.slug, achievement.replaced_by, catalogue, table)
        if fault or (fault := _circle_fault(achievement, catalogue.achievements)):
            table.fault(fault, "replaced_by")


def _reference_fault(own: str, slug: str, catalogue: Catalogue, table: Table) -> Fault | None:
    if slug == own:
        return Fault("self-reference", f"{quoted(own)} names itself", "name another achievement, or take it out")
    known = catalogue.known
    return known.unknown(slug, in_full=table.document.report.has_room(table.document.path, known.code))


def _circle_fault(achievement: Achievement, achievements: Mapping[str, Achievement]) -> Fault | None:
    """Whoever follows `replaced_by` must come to an end."""
    seen = [achievement.slug]
    following = achievements.get(achievement.replaced_by)
    while following and following.slug not in seen:
        seen.append(following.slug)
        following = achievements.get(following.replaced_by)
    if following is None or following.slug != achievement.slug:
        return None
    way = " to ".join(quoted(slug) for slug in [*seen, achievement.slug])
    return Fault("replaced-in-a-circle", f"replaced_by leads from {way}", "the newest one has no replaced_by")


def _check_skills(catalogue: Catalogue) -> None:
    """One address, one skill: two achievements that mean the same one say it in the same words."""
    first: dict[str, tuple[str, object]] = {}
    for slug, table in catalogue.tables.items():
        for at, skill in enumerate(catalogue.achievements[slug].skills):
            other, name = first.setdefault(skill.slug, (slug, skill.name))
            if name != skill.name:
                text = f"the skill {quoted(skill.slug)} has another name here than in {quoted(other)}"
                hint = "they share one page, with the first name; use the same words, or give one another slug"
                table.fault(Fault("skill-two-names", text, hint).warning(), "skills", at, "name")


def check_repeats(awards: AwardRows, report: Report) -> None:
    """Warn of awards of one achievement to one earner at the same second: most likely a row pasted twice."""
    for row, first in sorted(_repeats(awards)):
        slug = quoted(list(awards.achievements)[awards.achievement[row]])
        text = f"the same earner was awarded {slug} at the same time in line {awards.file.line(first)}"
        hint = "both badges are made; if a row was pasted twice, take this one out before it is published"
        place = Place(awards.file.path, awards.file.line(row))
        report.add(place, Fault("award-repeated", text, hint).warning())


def _repeats(awards: AwardRows) -> Iterator[tuple[int, int]]:
    """Awards that repeat an earlier one, each with the first like it, by position.

    Those of some earners at a time, so that only their keys are in memory.
    """
    heaps = [array("I") for _ in range(_HEAPS)]
    for row, earner in enumerate(awards.earner_row):
        heaps[earner % _HEAPS].append(row)
    for heap in heaps:
        keys = [[column[row] for row in heap] for column in (awards.earner_row, awards.achievement, awards.awarded_at)]
        if len(set(map(hash, zip(*keys, strict=True)))) < len(heap):
            first: dict[tuple[int, ...], int] = {}
            for row, key in zip(heap, zip(*keys, strict=True), strict=True):
                if first.setdefault(key, row) != row:
                    yield row, first[key]


def check_contacts(contacts: Sequence[tuple[str, Place]], earner_of: Mapping[str, str], report: Report) -> None:
    """Warn where an address that is public by choice is also an earner's."""
    for address, place in contacts:
        earner = earner_of.get(address)
        if earner:
            text = f"this public contact is also an address of earner {quoted(earner)}"
            hint = "it will stand on every page; use an address of the organisation if that is not wanted"
            report.add(place, Fault("contact-is-earner", text, hint).warning())
