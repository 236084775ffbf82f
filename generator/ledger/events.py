"""events.csv: what happened to awards after they were made, one event a line, in order of time for each award.

The format is described in docs/formats/events.csv.md. For each award with events a `_Story` follows what is still
possible; where a line of it could not be read, nothing more is said about what the lines after it presuppose.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from datetime import datetime

from generator.ledger.awards import Awards
from generator.ledger.faults import Fault
from generator.ledger.header import Columns
from generator.ledger.moments import moment, spelled
from generator.ledger.privacy import Privacy
from generator.ledger.rows import Rows
from generator.ledger.suggest import did_you_mean, nearest, one_of
from generator.model import Event, EventKind, Place, Standing
from generator.printable import quoted

PATH = "content/events.csv"
COLUMNS = Columns(("at", "award", "event", "reason", "by"), key=1)
BEGINNING = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[^,\n]*,[0-9a-z]{16},")

_AT, _AWARD, _EVENT, _REASON, _BY = range(5)
_KINDS = {member.value: member for member in EventKind}
_NEED_REASON = frozenset((EventKind.REVOKED, EventKind.SUSPENDED))


@dataclass(slots=True)
class _Story:
    """What has been read of one award; `is_doubtful` once a line of it was wrong."""

    events: list[Event] = field(default_factory=list)
    standing: Standing = Standing.GOOD
    last: datetime | None = None
    last_line: int = 0
    is_doubtful: bool = False


def read_events(rows: Rows, awards: Awards, privacy: Privacy) -> datetime | None:
    """Give the awards their events; the time of the newest one."""
    reader = _Reader(rows, awards, privacy)
    for fields in rows:
        reader.take(fields)
    for award_id, story in reader.stories.items():
        position = awards.position.get(award_id)
        if position is not None and story.events:
            awards.awards[position] = replace(awards.awards[position], events=tuple(story.events))
    return reader.newest


class _Reader:
    def __init__(self, rows: Rows, awards: Awards, privacy: Privacy) -> None:
        self.rows = rows
        self.awards = awards
        self.privacy = privacy
        self.stories: dict[str, _Story] = {}
        self.newest: datetime | None = None

    def take(self, row: list[str]) -> None:
        """Read one row into the story of its award."""
        at = self._at(row[_AT])
        kind = self._kind(row[_EVENT])
        award_id = row[_AWARD]
        self._check_reason(row[_REASON], kind)
        story = self.stories.setdefault(award_id, _Story()) if award_id else _Story()
        if award_id not in self.awards.known:
            self._unknown_award(award_id, story)
        if at:
            self._check_time(at, kind, award_id, story)
        if kind:
            self._check_sense(kind, award_id, story)
        else:
            story.is_doubtful = True
        if at and kind and self.rows.is_sound:
            reason, place = row[_REASON].replace("\r\n", "\n"), Place(PATH, self.rows.line)
            story.events.append(Event(at, award_id, kind, reason, row[_BY], place))
            self.newest = at if self.newest is None else max(self.newest, at)

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
        kind = _KINDS.get(text)
        if kind is None:
            hint = did_you_mean(text, _KINDS, one_of(_KINDS))
            self.rows.fault(_EVENT, Fault("choice", f"{quoted(text)} is not an event", hint))
        return kind

    def _unknown_award(self, text: str, story: _Story) -> None:
        """Report it, if that is to be. The award that was probably meant has a gap in its story from here on."""
        story.is_doubtful = True
        if not text:
            self.rows.fault(_AWARD, Fault("award-missing", "the event names no award", "write an id of awards.csv"))
        else:
            known = self.awards.known
            has_room = self.rows.report.has_room(PATH, known.code)
            fault = known.unknown(text, in_full=has_room)
            if fault:
                self.rows.fault(_AWARD, fault)
            meant = nearest(text, known.sound) if has_room else None
            if meant:
                self.stories.setdefault(meant, _Story()).is_doubtful = True
        self.rows.spoil(_AWARD)

    def _check_reason(self, reason: str, kind: EventKind | None) -> None:
        if kind in _NEED_REASON and not reason.strip():
            hint = "say in one sentence why: the badge's page will show it"
            self.rows.fault(_REASON, Fault("reason-missing", f"the event {kind} has no reason", hint))
        if self.privacy.suspects(reason):
            self.privacy.look(self.rows.place(_REASON), reason, in_row=True)

    def _check_time(self, at: datetime, kind: EventKind | None, award_id: str, story: _Story) -> None:
        """Not before the award was made (an offer may be), and not before the event in front of it."""
        made = self.awards.made(award_id)
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
        fault = None if is_doubtful else _senseless(kind, story.standing)
        if fault:
            self.rows.fault(_EVENT, fault)
        if kind is EventKind.REVOKED:
            story.standing = Standing.REVOKED
        elif kind is EventKind.SUSPENDED and story.standing is Standing.GOOD:
            story.standing = Standing.SUSPENDED
        elif kind is EventKind.REINSTATED:
            story.standing = Standing.GOOD


def _senseless(kind: EventKind, standing: Standing) -> Fault | None:
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
