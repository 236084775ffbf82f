"""The awards of a ledger as columns, and as records made when they are asked for.

Of an award in memory: some fifty bytes, listed in `model.Awards`, and where its row stands. Everything else is read
again from the file. Each row that is read again is compared with the mark of its award, which covers the rows of its
earner and its events too.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple, Protocol, overload

from generator.ledger.award_ids import AwardIds
from generator.ledger.batch import AwardBatch, Rows
from generator.ledger.chunks import Chunk
from generator.ledger.column import Column, fill, reserve, trim
from generator.ledger.earner_rows import RULES, EarnerRows
from generator.ledger.event_rows import EventRows
from generator.ledger.marks import after_event, award_marks
from generator.ledger.plain_awards import OWN_WORDS, Judged
from generator.ledger.records import AWARD_COLUMNS, columns, grouped, make_awards
from generator.ledger.rowfile import RowFile
from generator.ledger.rows import place_of
from generator.model import Accept, Acceptance, Achievement, Award, Awards, EventKind, Place, Standing, Visibility

_AT_ONCE = 1000

_VISIBILITIES = list(Visibility)
_ACCEPTANCES = list(Acceptance)
_STANDINGS = list(Standing)
_NONE = _VISIBILITIES.index(Visibility.NONE)
_ACCEPTED = _ACCEPTANCES.index(Acceptance.ACCEPTED)
_BY_RULE = {Accept.AUTO: Acceptance.ACCEPTED, Accept.ASK: Acceptance.PENDING, Accept.NEVER: Acceptance.DECLINED}
_WORD_OF = {  # what an earner says about one award
    EventKind.PUBLISHED: OWN_WORDS["public"],
    EventKind.UNLISTED: OWN_WORDS["unlisted"],
    EventKind.SEALED: OWN_WORDS["sealed"],
}
_TAKING_PART = {
    EventKind.DECLINED: _ACCEPTANCES.index(Acceptance.DECLINED),
    **dict.fromkeys((EventKind.CLAIMED, *_WORD_OF), _ACCEPTED),
}

# By the rule of the earner.
_ACCEPTANCE_OF = bytearray(256)
_VISIBILITY_OF = bytearray(256)
_VISIBLE_OF = bytearray(256)
for (_visibility, _accept), _rule in RULES.items():
    _ACCEPTANCE_OF[_rule] = _ACCEPTANCES.index(_BY_RULE[_accept])
    _VISIBILITY_OF[_rule] = _VISIBILITIES.index(_visibility)
    _VISIBLE_OF[_rule] = _VISIBILITY_OF[_rule] if _ACCEPTANCE_OF[_rule] == _ACCEPTED else _NONE


class Where(Protocol):
    """Where the current row stands: `rows.Rows`."""

    line: int
    start: int
    end: int

    @property
    def raw(self) -> bytes: ...


class Happening(NamedTuple):
    """An event of an award: what, when in seconds, the row, and how the award stands after it."""

    kind: EventKind
    at: int
    raw: bytes
    standing: Standing


COLUMNS = (
    *("visibility", "acceptance", "standing", "status_index", "earner_row", "achievement"),
    *("awarded_at", "expires_at", "mark"),
)


class AwardRows(Awards):
    """All awards of a file. Rows are added by `awards`, what happened to them by `events`; later nothing changes."""

    visibility: bytearray
    acceptance: bytearray
    standing: bytearray
    status_index: array[int]
    earner_row: array[int]
    achievement: array[int]
    awarded_at: array[int]
    expires_at: array[int]
    mark: array[int]

    def __init__(self, file: RowFile, earners: EarnerRows, achievements: Mapping[str, Achievement]) -> None:
        self.file = file
        self.earners = earners
        self.achievements = achievements
        self.events = EventRows(RowFile(""), 0)
        self.visibility = bytearray()
        self.acceptance = bytearray()
        self.standing = bytearray()
        self.status_index = array("I")
        self.earner_row = array("I")
        self.achievement = array("I")
        self.awarded_at = array("q")
        self.expires_at = array("q")
        self.reissued_at: dict[int, int] = {}
        self.mark = array("Q")
        self._ids = AwardIds()
        self._own = bytearray()
        self._count = 0

    @property
    def ids(self) -> AwardIds:
        return self._ids

    def row_of(self, award_id: str) -> int | None:
        return self._ids.find(award_id)

    def rows_by_id(self) -> array[int]:
        return self._ids.in_order()

    def last_events(self, count: int) -> list[int]:
        return self.events.last_lines(count)

    def standing_of(self, row: int) -> Standing:
        return _STANDINGS[self.standing[row]]

    def place_in(self, row: int, column: int) -> Place:
        """Where the field of that column (from 0) of a row begins."""
        return place_of(self.file.path, self.file.line(row), self.file.raw(row).decode(), column)

    def __len__(self) -> int:
        return self._count

    @overload
    def __getitem__(self, at: int) -> Award: ...
    @overload
    def __getitem__(self, at: slice) -> tuple[Award, ...]: ...
    def __getitem__(self, at: int | slice) -> Award | tuple[Award, ...]:
        positions = range(len(self))[at]
        return self.read([positions])[0] if isinstance(positions, int) else tuple(self._each(positions))

    def __iter__(self) -> Iterator[Award]:
        return self._each(range(len(self)))

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Sequence):
            return NotImplemented
        return len(self) == len(other) and all(mine == theirs for mine, theirs in zip(self, other, strict=True))

    __hash__ = None  # type: ignore[assignment]

    def _each(self, positions: range) -> Iterator[Award]:
        for start in range(0, len(positions), _AT_ONCE):
            yield from self.read(positions[start : start + _AT_ONCE])

    def read(self, rows: Sequence[int]) -> list[Award]:
        """The awards at these positions."""
        raws, events, event_raws = self._raws(rows)
        numbers = [number for found in events.values() for number in found]
        made = self.events.read(numbers, event_raws) if numbers else []
        of = grouped(made, {at: len(found) for at, found in events.items()})
        found = columns(raws, AWARD_COLUMNS)
        return make_awards(found, self.file.lines(rows), self.file.path, self.achievements, of)

    def batch(self, rows: Sequence[int]) -> AwardBatch:
        raws, events, event_raws = self._raws(rows)
        numbers = [number for found in events.values() for number in found]
        earners = {row: None for row in map(self.earner_row.__getitem__, rows)}
        places = {row: at for at, row in enumerate(sorted(earners))}
        return AwardBatch(
            awards=_rows(self.file, rows, raws),
            earners=_rows(self.earners.file, list(places), self.earners.raws(list(places))),
            events=_rows(self.events.file, numbers, event_raws),
            earner_of=array("I", (places[self.earner_row[row]] for row in rows)),
            event_counts={at: len(found) for at, found in events.items()},
            layout=self.earners.layout,
            defaults=self.earners.defaults,
        )

    def _raws(self, rows: Sequence[int]) -> tuple[list[bytes], dict[int, list[int]], list[bytes]]:
        """The rows of awards; by position in `rows`, the numbers of their events; and the rows of all these events."""
        raws = self.file.raws(rows)
        events = {at: found for at, row in enumerate(rows) if (found := self.events.of(row))} if self.events else {}
        event_raws = self.events.file.raws([number for found in events.values() for number in found])
        marks = award_marks(raws, map(self.earners.mark.__getitem__, map(self.earner_row.__getitem__, rows)))
        following = iter(event_raws)
        for at, found in events.items():
            for _ in found:
                marks[at] = after_event(marks[at], next(following))
        wanted = array("Q", map(self.mark.__getitem__, rows))
        if marks != wanted:
            raise (self.events.file if self.events.file.has_changed() else self.file).changed()
        return raws, events, event_raws

    # What the readers of awards.csv and events.csv do, before anybody else sees this.

    def reserve(self, expected: int) -> None:
        """Be ready for about so many rows in all."""
        reserve(expected, *self._columns())
        self._ids.reserve(expected)
        self.file.reserve(expected)

    def _columns(self) -> tuple[Column, ...]:
        """Those that are filled in here."""
        words = (self.visibility, self.acceptance, self.standing, self._own)
        return (*words, self.earner_row, self.achievement, self.awarded_at, self.expires_at, self.mark)

    def add_all(self, chunk: Chunk, judged: Judged) -> None:
        """Add the rows of a chunk, whose ids and status indexes are entered."""
        first = self._count
        rules = bytes(map(self.earners.rules.__getitem__, judged.earner_rows))
        self.file.add_all(chunk.starts, chunk.ends, chunk.lines)
        fill(self.acceptance, first, rules.translate(_ACCEPTANCE_OF))
        fill(self.visibility, first, _visible(judged.own, rules))
        fill(self._own, first, judged.own)
        fill(self.standing, first, bytes(len(chunk)))
        fill(self.earner_row, first, judged.earner_rows)
        fill(self.achievement, first, judged.achievements)
        fill(self.awarded_at, first, judged.awarded_at)
        fill(self.expires_at, first, judged.expires_at)
        marks = award_marks(chunk.raw, map(self.earners.mark.__getitem__, judged.earner_rows))
        self._count = fill(self.mark, first, marks)

    def trim(self) -> None:
        """After the last row."""
        trim(self._count, self.status_index, *self._columns())
        self._ids.trim()
        self.file.close()

    def add_event(self, award: int, kind: EventKind, at: int, rows: Where, standing: Standing) -> None:
        """One more event of the award at that position, after which it stands as `standing` says. `at` in seconds."""
        self.events.add(award, rows.start, rows.end, rows.line)
        self._own[award] = self._happen(award, self._own[award], Happening(kind, at, rows.raw, standing))

    def _happen(self, award: int, own: int, event: Happening) -> int:
        """Let an event change what is known of an award; its own word after that."""
        if event.kind is EventKind.REISSUED:
            self.reissued_at[award] = event.at
        self.standing[award] = _STANDINGS.index(event.standing)
        self.mark[award] = after_event(self.mark[award], event.raw)
        if event.kind in _TAKING_PART:
            own = _WORD_OF.get(event.kind, own)
            self.acceptance[award] = _TAKING_PART[event.kind]
            is_accepted = self.acceptance[award] == _ACCEPTED
            rule = self.earners.rules[self.earner_row[award]]
            self.visibility[award] = _more_private(own, _VISIBILITY_OF[rule]) if is_accepted else _NONE
        return own

    def close(self) -> None:
        """After the last event."""
        self._own = bytearray()
        self._ids.forget_index()

    # What is done with rows that were read some other time: see `cache.ledger`.

    def columns(self) -> dict[str, Column]:
        """All there is to know of sound rows, apart from files and events."""
        return {
            **{name: getattr(self, name) for name in COLUMNS},
            "low": self._ids.low,
            "high": self._ids.high,
            "reissued": array("I", self.reissued_at),
            "reissued_at": array("q", self.reissued_at.values()),
        }

    def restore(self, columns: Mapping[str, Any]) -> None:
        """Become what `columns` were taken from."""
        for name in COLUMNS:
            setattr(self, name, columns[name])
        self._ids.restore(columns["low"], columns["high"])
        self.reissued_at = dict(zip(columns["reissued"], columns["reissued_at"], strict=True))
        self._count = len(self.mark)

    def replace(self, first: int, stop: int, raw: Sequence[bytes], judged: Judged) -> None:
        """Put rows without events in place of those from `first` up to `stop`. Where they stand is for `file`."""
        rules = bytes(map(self.earners.rules.__getitem__, judged.earner_rows))
        self.acceptance[first:stop] = rules.translate(_ACCEPTANCE_OF)
        self.visibility[first:stop] = _visible(judged.own, rules)
        self.standing[first:stop] = bytes(len(raw))
        marks = award_marks(raw, map(self.earners.mark.__getitem__, judged.earner_rows))
        for name, values in (
            ("status_index", judged.status_index),
            ("earner_row", judged.earner_rows),
            ("achievement", judged.achievements),
            ("awarded_at", judged.awarded_at),
            ("expires_at", judged.expires_at),
            ("mark", marks),
        ):
            column = getattr(self, name)
            column[first:stop] = array(column.typecode, values)
        self._ids.replace(first, stop, judged.ids)
        more = len(raw) - (stop - first)
        self.reissued_at = {
            row + more if row >= stop else row: at for row, at in self.reissued_at.items() if not first <= row < stop
        }
        self._count = len(self.mark)

    def restate(self, row: int, raw: bytes, own: int, events: Iterable[Happening]) -> None:
        """Say again how an award stands, after its earner's row or its events have changed."""
        rule = self.earners.rules[self.earner_row[row]]
        self.acceptance[row] = _ACCEPTANCE_OF[rule]
        self.visibility[row] = _more_private(own, _VISIBLE_OF[rule])
        self.standing[row] = 0
        self.mark[row] = award_marks([raw], [self.earners.mark[self.earner_row[row]]])[0]
        for event in events:
            own = self._happen(row, own, event)


def _visible(own: bytes, rules: bytes) -> bytes:
    """How public awards without events are, given their own words and the rules of their earners."""
    visible = rules.translate(_VISIBLE_OF)
    return bytes(map(_more_private, own, visible)) if any(own) else visible


def _more_private(own: int, visibility: int) -> int:
    return max(own - 1, visibility)


def _rows(file: RowFile, rows: Sequence[int], raws: Sequence[bytes]) -> Rows:
    return Rows(file.path, b"\n".join(raws), array("I", file.lines(rows)))
