"""Figures as a table: what was measured beside what was wanted, the ratio, met or missed.

A `Figure` is one line. `wanted` is a bound on `value`: `Bound("<=", 2.0)`. A line without a bound informs and is judged
by nobody; a line that could not be measured says why. Each carries the commands that made it.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum


class NotMeasuredError(Exception):
    """Something could not be measured, or what was measured is not what was meant; the message says why."""


class Verdict(StrEnum):
    """What became of a target."""

    MET = "met"
    MISSED = "**missed**"
    UNKNOWN = "not measured"
    NONE = ""


@dataclass(frozen=True, slots=True)
class Bound:
    """What a value has to be: `sign` is `<=` or `>=`; `unit` follows both numbers."""

    sign: str
    limit: float
    unit: str = "×"

    def holds(self, value: float) -> bool:
        return value <= self.limit if self.sign == "<=" else value >= self.limit

    def __str__(self) -> str:
        return f"{'≤' if self.sign == '<=' else '≥'} {number(self.limit)}{spaced(self.unit)}"


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of the table."""

    what: str
    ours: str = ""
    against: str = ""
    value: float | None = None
    wanted: Bound | None = None
    commands: tuple[str, ...] = ()
    note: str = ""
    missing: str = ""  # why it could not be measured
    unit: str = "×"

    @property
    def verdict(self) -> Verdict:
        if self.missing:
            return Verdict.UNKNOWN
        if self.wanted is None or self.value is None:
            return Verdict.NONE
        return Verdict.MET if self.wanted.holds(self.value) else Verdict.MISSED

    @property
    def result(self) -> str:
        """The value with its unit."""
        unit = self.wanted.unit if self.wanted else self.unit
        return "" if self.value is None else f"{number(self.value)}{spaced(unit)}"


@dataclass(frozen=True, slots=True)
class Section:
    """The lines of one runner; `about` says in a sentence or two what was done. Not whole: it broke off."""

    title: str
    about: str
    figures: tuple[Figure, ...]
    is_whole: bool = True


def gathered(title: str, about: str, figures: Iterable[Figure]) -> Section:
    """A section of `figures` as they come; where one cannot be measured it is the last, and those before it stand."""
    found: list[Figure] = []
    try:
        for figure in figures:
            found.append(figure)
    except NotMeasuredError as error:
        print(f"{title}: {error}", file=sys.stderr)
        lines = [line.strip() for line in str(error).splitlines() if line.strip()]
        said = ": ".join(dict.fromkeys([lines[0], lines[-1]]))  # not a whole traceback, with paths of the machine
        return Section(title, about, (*found, Figure("what follows", missing=said[:300])), is_whole=False)
    return Section(title, about, tuple(found))


def spaced(unit: str) -> str:
    return unit if unit in ("", "×") else f" {unit}"


def number(value: float) -> str:
    """Three digits that say something."""
    if value == 0 or abs(value) >= 100:
        return f"{value:,.0f}"
    return f"{value:.1f}" if abs(value) >= 10 else f"{value:.2f}" if abs(value) >= 0.1 else f"{value:.2g}"


def micros(seconds: float) -> str:
    return f"{number(seconds * 1e6)} µs"


def megabytes(size: float) -> str:
    return f"{number(size / 1e6)} MB"


def markdown(sections: Sequence[Section]) -> str:
    """The sections as Markdown: a table each, and below it the command of each line."""
    return "\n".join(line for section in sections for line in _section(section))


def _section(section: Section) -> Iterable[str]:
    yield f"## {section.title}\n"
    yield f"{section.about}\n"
    yield "| | what | ours | against | result | wanted | |"
    yield "|---|---|---|---|---|---|---|"
    for place, figure in enumerate(section.figures, start=1):
        cells = (figure.what, figure.ours, figure.against, figure.result, str(figure.wanted or ""), figure.verdict)
        yield f"| {place} | " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"
    yield ""
    for place, figure in enumerate(section.figures, start=1):
        said = [figure.missing and f"not measured: {figure.missing}", figure.note]
        said += [f"`{command}`" for command in figure.commands]
        yield f"{place}. " + "<br>".join(text for text in said if text)
    yield ""


def summary(sections: Sequence[Section]) -> str:
    """How many targets were met, missed, not measured."""
    verdicts = [figure.verdict for section in sections for figure in section.figures]
    counts = [
        f"{sum(v is verdict for v in verdicts)} {verdict.name.lower()}" for verdict in (Verdict.MET, Verdict.MISSED)
    ]
    unknown = sum(v is Verdict.UNKNOWN for v in verdicts)
    return ", ".join(counts) + (f", {unknown} not measured" if unknown else "")
