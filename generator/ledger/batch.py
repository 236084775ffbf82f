"""Some awards as they stand in the files, small and fit to be sent: records are made of them in another process.

Rows travel as bytes, each earner once however many of the awards are hers. Whoever makes the records needs the
achievements, and nothing else: no file, no ledger.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Mapping

from msgspec import Struct

from generator.errors import BadgepressError
from generator.ledger.header import Layout
from generator.ledger.records import (
    AWARD_COLUMNS,
    EVENT_COLUMNS,
    columns_of_text,
    grouped,
    make_awards,
    make_earners,
    make_events,
)
from generator.ledger.site import Defaults
from generator.model import Achievement, Award, Earner


class Rows(Struct, frozen=True):
    """Rows of one file, with LF between them, and the line in which each begins."""

    path: str
    joined: bytes
    lines: array[int]

    def columns(self, width: int) -> list[list[str]]:
        return columns_of_text(self.joined, len(self.lines), width)


class AwardBatch(Struct, frozen=True):
    """Awards, their earners and their events. See `model.Batch`."""

    awards: Rows
    earners: Rows
    events: Rows
    earner_of: array[int]  # of each award, a position in `earners`
    event_counts: dict[int, int]  # of the awards that have events, in order
    layout: Layout  # of earners
    defaults: Defaults

    def __len__(self) -> int:
        return len(self.earner_of)

    def raw(self) -> Iterator[bytes]:
        """The bytes of the files that it holds."""
        return (rows.joined for rows in (self.awards, self.earners, self.events))

    def pairs(self, achievements: Mapping[str, Achievement]) -> Iterator[tuple[Award, Earner]]:
        """Each award with its earner, in the order in which they were asked for."""
        earners = self._earners()
        for award, at in zip(self._awards(achievements), self.earner_of, strict=True):
            earner = earners[at]
            if award.earner != earner.id:
                raise BadgepressError(f"{award.place}: two ids of earners cannot be told apart", "change one of them")
            yield award, earner

    def _earners(self) -> list[Earner]:
        found = self.earners.columns(len(self.layout.names))
        found = [found[at] for at in self.layout.positions if at is not None]
        return make_earners(found, self.earners.lines, self.earners.path, self.defaults)

    def _awards(self, achievements: Mapping[str, Achievement]) -> list[Award]:
        events = make_events(self.events.columns(EVENT_COLUMNS), self.events.lines, self.events.path)
        found = self.awards.columns(AWARD_COLUMNS)
        of = grouped(events, self.event_counts)
        return make_awards(found, self.awards.lines, self.awards.path, achievements, of)
