"""events.csv: what happened to awards after they were made, one event a line, in order of time for each award.

The format is described in docs/formats/events.csv.md. For each award with events a `_Story` follows what is still
possible; where a line of it could not be read, nothing more is said about what the lines after it presuppose.
"""

from __future__ import annotations

import re
from array import array
from datetime import UTC, datetime

from msgspec import Struct

from generator.ledger.awards import Ranks
from generator.ledger.bulk import Moments, looks_harmless
from generator.ledger.chunks import Chunk
from generator.ledger.event_rows import EventRows
from generator.ledger.faults import Fault
from generator.ledger.header import Columns
from generator.ledger.moments import moment, spelled
from generator.ledger.privacy import Privacy
from generator.ledger.rowfile import RowFile
from generator.ledger.rows import Rows
from generator.ledger.suggest import did_you_mean, nearest, one_of
from generator.model import EventKind, Standing
from generator.printable import quoted

PATH = "content/events.csv"
COLUMNS = Columns(("at", "award", "event", "reason", "by"), key=1)
BEGINNING = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[^,\n]*,[0-9a-z]{16},")

_AT, _AWARD, _EVENT, _REASON, _BY = range(5)
KINDS = {member.value: member for member in EventKind}
NEED_REASON = frozenset((EventKind.REVOKED, EventKind.SUSPENDED))
DEPENDING = NEED_REASON | {EventKind.REINSTATED, EventKind.REISSUED}  # on how the award stands


class _Story(Struct):
    """Where one award stands after what has been read; `is_doubtful` once a line of it was wrong."""

    standing: Standing = Standing.GOOD
    last: datetime | None = None
    last_line: int = 0
    is_doubtful: bool = False


def read_events(rows: Rows, file: RowFile, ranks: Ranks, privacy: Privacy) -> datetime | None:
    """Give the awards their events, which are in `rows` and `file`; the time of the newest one."""
    ranks.awards.events = EventRows(file, len(ranks.awards))
    reader = _Reader(rows, ranks, privacy)
    for piece in rows.pieces():
        if isinstance(piece, Chunk):
            reader.take_all(piece)
        else:
            reader.take(piece)
    return None if reader.newest is None else datetime.fromtimestamp(reader.newest, UTC)


class _Reader:
    """One row after the other. `stories` has only what is not sound: else the columns of awards say it."""

    def __init__(self, rows: Rows, ranks: Ranks, privacy: Privacy) -> None:
        self.rows = rows
        self.ranks = ranks
        self.awards = ranks.awards
        self.events = ranks.awards.events
        self.privacy = privacy
        self.stories: dict[str, _Story] = {}
        self.times = array("q")  # of all events of sound rows, in seconds since 1970
        self.newest: int | None = None
        self.moments = Moments()

    def take_all(self, chunk: Chunk) -> None:
        """Read a chunk: row by row, since each may depend on the one before; what is plainly in order quickly."""
        times, awards, kinds, reasons, _ = chunk.columns
        seconds = self.moments.seconds(times)
        is_harmless = looks_harmless("\n".join(reasons))
        for at, award in enumerate(self.awards.ids.find_all(awards)):
            kind = KINDS.get(kinds[at])
            if (
                seconds is not None
                and award is not None
                and kind is not None
                and (is_harmless or not self.privacy.suspects(reasons[at]))
                and (kind not in NEED_REASON or reasons[at].strip())
                and self._fits(award, awards[at], kind, seconds[at])
            ):
                self.rows.point_at(chunk, at)
                self._add(award, kind, seconds[at], standing_after(kind, self.awards.standing_of(award)))
            else:
                self.take(self.rows.look_at(chunk, at))

    def _fits(self, award: int, award_id: str, kind: EventKind, at: int) -> bool:
        """Whether this can happen to the award now, and nothing needs to be said about it."""
        last = self.events.last(award)
        return (
            (at >= self.awards.awarded_at[award] or kind is EventKind.OFFERED)
            and (last is None or at >= self.times[last])
            and (kind not in DEPENDING or not senseless(kind, self.awards.standing_of(award)))
            and award_id not in self.stories
            and award_id not in self.rows.lost
        )

    def _add(self, award: int, kind: EventKind, at: int, standing: Standing) -> None:
        """Enter the current row, after which the award stands as `standing` says."""
        self.awards.add_event(award, kind, at, self.rows, standing)
        self.times.append(at)
        self.newest = at if self.newest is None else max(self.newest, at)

    def take(self, row: list[str]) -> None:
        """Read one row into the story of its award."""
        at = self._at(row[_AT])
        kind = self._kind(row[_EVENT])
        award_id = row[_AWARD]
        self._check_reason(row[_REASON], kind)
        award = self.awards.row_of(award_id)
        story = self._story(award_id, award)
        if award_id not in self.ranks.known:
            self._unknown_award(award_id, story)
        if at:
            self._check_time(at, kind, award_id, story)
        if kind:
            self._check_sense(kind, award_id, story)
        else:
            story.is_doubtful = True
        if at and kind and award is not None and self.rows.is_sound:
            self._add(award, kind, int(at.timestamp()), story.standing)
        elif award_id:
            self.stories[award_id] = story

    def _story(self, award_id: str, award: int | None) -> _Story:
        """What is known so far of the award with this id, which is the one at that position."""
        if award_id in self.stories or award is None:
            return self.stories.get(award_id) or _Story()
        last = self.events.last(award)
        if last is None:
            return _Story()
        time = datetime.fromtimestamp(self.times[last], UTC)
        return _Story(self.awards.standing_of(award), time, self.events.file.line(last))

    def _at(self, text: str) -> datetime | None:
        if not text:
            self.rows.fault(_AT, Fault("date-missing", "the event has no time", "write it like 2026-03-01T09:30:00Z"))
            return None
        found = moment(text)
        if isinstance(found, Fault):
            self.rows.fault(_AT, found)
            return None
        return found

    def _kind(self, text: str) -> EventKind | None:
        kind = KINDS.get(text)
        if kind is None:
            hint = did_you_mean(text, KINDS, one_of(KINDS))
            self.rows.fault(_EVENT, Fault("choice", f"{quoted(text)} is not an event", hint))
        return kind

    def _unknown_award(self, text: str, story: _Story) -> None:
        """Report it, if that is to be. The award that was probably meant has a gap in its story from here on."""
        story.is_doubtful = True
        if not text:
            self.rows.fault(_AWARD, Fault("award-missing", "the event names no award", "write an id of awards.csv"))
        else:
            known = self.ranks.known
            has_room = self.rows.report.has_room(PATH, known.code)
            fault = known.unknown(text, in_full=has_room)
            if fault:
                self.rows.fault(_AWARD, fault)
            meant = nearest(text, known.sound) if has_room else None
            if meant:
                self.stories[meant] = self._story(meant, self.awards.row_of(meant))
                self.stories[meant].is_doubtful = True
        self.rows.spoil(_AWARD)

    def _check_reason(self, reason: str, kind: EventKind | None) -> None:
        if kind in NEED_REASON and not reason.strip():
            hint = "say in one sentence why: the badge's page will show it"
            self.rows.fault(_REASON, Fault("reason-missing", f"the event {kind} has no reason", hint))
        if self.privacy.suspects(reason):
            self.privacy.look(self.rows.place(_REASON), reason, in_row=True)

    def _check_time(self, at: datetime, kind: EventKind | None, award_id: str, story: _Story) -> None:
        """Not before the award was made (an offer may be), and not before the event in front of it."""
        made = self.ranks.made(award_id)
        if made and at < made[0] and kind not in (EventKind.OFFERED, None):
            text = f"the event is of {spelled(at)}, but the award was made at {spelled(made[0])}"
            self.rows.fault(_AT, Fault("event-before-award", text, f"see line {made[1]} of awards.csv"))
        elif story.last and at < story.last:
            before = f"the one before it, in line {story.last_line}, of {spelled(story.last)}"
            text = f"the event is of {spelled(at)}, but {before}"
            self.rows.fault(_AT, Fault("event-order", text, "the events of an award stand in order of time"))
        story.last, story.last_line = at, self.rows.line

    def _check_sense(self, kind: EventKind, award_id: str, story: _Story) -> None:
        """Whether the award is in a state in which this can happen; then, the state after it."""
        is_doubtful = story.is_doubtful or award_id in self.rows.lost
        fault = None if is_doubtful else senseless(kind, story.standing)
        if fault:
            self.rows.fault(_EVENT, fault)
        story.standing = standing_after(kind, story.standing)


def standing_after(kind: EventKind, standing: Standing) -> Standing:
    """How an award stands after an event."""
    if kind is EventKind.REVOKED:
        return Standing.REVOKED
    if kind is EventKind.SUSPENDED and standing is Standing.GOOD:
        return Standing.SUSPENDED
    return Standing.GOOD if kind is EventKind.REINSTATED else standing


def senseless(kind: EventKind, standing: Standing) -> Fault | None:
    """What speaks against `kind` for an award that stands as `standing` says."""
    if kind is EventKind.REINSTATED and standing is Standing.GOOD:
        hint = "reinstated follows suspended or revoked; look at the order of the lines"
        return Fault("event-not-possible", "the award is neither suspended nor revoked here", hint)
    if kind is EventKind.REISSUED and standing is Standing.REVOKED:
        return Fault("event-not-possible", "the award is revoked here", "reinstate it before you reissue it")
    if (kind, standing) in (
        (EventKind.REVOKED, Standing.REVOKED),
        (EventKind.SUSPENDED, Standing.SUSPENDED),
        (EventKind.SUSPENDED, Standing.REVOKED),
    ):
        text = f"the award is {standing} already: this event changes nothing but the reason shown"
        return Fault("event-without-effect", text, "leave it, or take it out before it is published").warning()
    return None
