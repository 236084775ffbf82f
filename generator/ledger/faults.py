"""Faults and where they are collected: every reader of this room hands what is wrong to one Report.

A `Fault` is what is wrong with a value, said without a place; a check returns one or None. A Report gives it its
place, keeps it, and hands all out in the one order that people and tests rely on:

    site.toml, rules.toml, achievements/ by slug, pages/ by name, support.toml, earners.csv, awards.csv, events.csv,
    profiles/;
    in a file by line, then column

A file with the same slip in every line would bury everything else and fill the memory, so of one kind in one file
`MOST_OF_A_KIND` are listed and the last entry counts the rest. PROMISES P8, P15.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

from generator.model import Place, Problem, Severity

MOST_OF_A_KIND = 1000

_ORDER = (
    *("site.toml", "rules.toml", "achievements", "pages", "support.toml"),
    *("earners.csv", "awards.csv", "events.csv", "profiles"),
)


class Fault(NamedTuple):
    """What is wrong (`text`), what to do (`hint`), and a stable name for it (`code`)."""

    code: str
    text: str
    hint: str = ""
    severity: Severity = Severity.ERROR

    def warning(self) -> Fault:
        """The same as a warning: it says what will happen anyway."""
        return self._replace(severity=Severity.WARNING)


class Report:
    """The problems found so far; `errors` counts those that are not warnings."""

    def __init__(self) -> None:
        self._problems: list[Problem] = []
        self._counts: Counter[tuple[str, str]] = Counter()
        self._first_left_out: dict[tuple[str, str], Problem] = {}
        self.errors = 0

    def add(self, place: Place, fault: Fault) -> None:
        """Put `fault` on record as standing at `place`."""
        kind = (place.path, fault.code)
        self._counts[kind] += 1
        self.errors += fault.severity is Severity.ERROR
        problem = Problem(place, fault.code, fault.text, fault.hint, fault.severity)
        if self._counts[kind] <= MOST_OF_A_KIND:
            self._problems.append(problem)
        else:
            self._first_left_out.setdefault(kind, problem)

    def has_room(self, path: str, code: str) -> bool:
        """Whether another `code` of this file would be listed: if not, its words need no work."""
        return self._counts[path, code] < MOST_OF_A_KIND

    def problems(self) -> tuple[Problem, ...]:
        """All of them, in order."""
        counted = [and_more(problem, self._counts[kind]) for kind, problem in self._first_left_out.items()]
        return in_order([*self._problems, *counted])


def in_order(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Problems in the order of the files; those of one place stay in the order they come in."""
    return tuple(sorted(problems, key=_order))


def and_more(problem: Problem, count: int) -> Problem:
    """What stands in the place of `problem`, the first of its kind that is not listed, where there are `count`."""
    more = count - MOST_OF_A_KIND
    text = f"from here on {more:,} more of this kind in this file, not listed: {problem.code}"
    return Problem(problem.place, problem.code, text, "mend the ones above first", problem.severity)


def _order(problem: Problem) -> tuple[int, list[str], int, int]:
    """Sorting is stable, so that problems of one place keep the order in which they were found."""
    place = problem.place
    parts = place.path.split("/")[1:]
    first = parts[0] if parts else ""
    # A picture that site.toml names stands with it; the folder as a whole comes before all.
    rank = _ORDER.index(first) + 1 if first in _ORDER else int(bool(parts))
    return rank, [] if first == "site.toml" else parts, place.line, place.column
