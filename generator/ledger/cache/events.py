"""What lines added to events.csv make of the awards they name.

Each is held to what `events` asks of a line that needs no words: the award is known, the time does not lie before the
award or its last event, and the event is possible as the award stands. Any other change of the file is read in full.
"""

from __future__ import annotations

from generator.ledger import events as events_csv
from generator.ledger.award_ids import packed
from generator.ledger.award_rows import AwardRows
from generator.ledger.bulk import Moments, are_award_ids
from generator.ledger.cache.earners import chunk_of
from generator.ledger.cache.pieces import Change, Unsure
from generator.ledger.cache.scan import rows_with
from generator.ledger.events import DEPENDING, KINDS, NEED_REASON, senseless, standing_after
from generator.ledger.privacy import Privacy
from generator.ledger.records import EVENT_COLUMNS
from generator.model import EventKind, Place, Standing


class EventChange:
    """Lines that follow the last event. `newest` is the time of the newest of them, in seconds."""

    def __init__(self, awards: AwardRows, change: Change, privacy: Privacy) -> None:
        self.awards = awards
        self.events = awards.events
        if change.end > change.start or change.start != self.events.file.start(len(self.events)):
            raise Unsure("events have changed")
        self.chunk = chunk_of(self.events.file, change, len(self.events), EVENT_COLUMNS, EVENT_COLUMNS)
        times, ids, kinds, reasons, _ = self.chunk.columns
        seconds = Moments().seconds(times)
        if seconds is None:
            raise Unsure("an event without a plain time")
        self.times = seconds
        self.newest = max(seconds)
        self.rows = self._award_rows(ids)
        for line, reason in zip(self.chunk.lines, reasons, strict=True):
            privacy.look(Place(events_csv.PATH, line), reason, in_row=True)
        self.kinds = [_kind(kind, reason) for kind, reason in zip(kinds, reasons, strict=True)]

    def _award_rows(self, ids: list[str]) -> list[int]:
        """The row of each award that is named."""
        if not are_award_ids(ids):
            raise Unsure("an event of no award")
        columns = self.awards.ids
        keys = list(zip(*packed(ids), strict=True))
        found = {(columns.low[row], columns.high[row]): row for row in rows_with(columns.low, {low for low, _ in keys})}
        if not found.keys() >= set(keys):
            raise Unsure("an event of an unknown award")
        return [found[key] for key in keys]

    def take(self) -> set[int]:
        """Enter the events; the awards that they happened to."""
        chunk = self.chunk
        state = {row: self._state(row) for row in set(self.rows)}
        for at, (row, kind, time) in enumerate(zip(self.rows, self.kinds, self.times, strict=True)):
            last, standing = state[row]
            if time < last or (time < self.awards.awarded_at[row] and kind is not EventKind.OFFERED):
                raise Unsure("an event before another")
            if kind in DEPENDING and senseless(kind, standing):
                raise Unsure("an event that does not fit")
            state[row] = time, standing_after(kind, standing)
            self.events.add(row, chunk.starts[at], chunk.ends[at], chunk.lines[at])
        return set(state)

    def _state(self, row: int) -> tuple[int, Standing]:
        """When the last event of an award was, long ago for none, and how the award stands."""
        last = self.events.last(row)
        numbers = [] if last is None else [last]
        events = self.events.read(numbers, self.events.file.raws(numbers)) if numbers else []
        time = int(events[0].at.timestamp()) if events else -(1 << 40)
        return time, self.awards.standing_of(row)


def _kind(text: str, reason: str) -> EventKind:
    kind = KINDS.get(text)
    if kind is None or (kind in NEED_REASON and not reason.strip()):
        raise Unsure("an event that is not plainly in order")
    return kind
