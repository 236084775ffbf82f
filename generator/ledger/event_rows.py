"""The events of a ledger: where each stands, and of which award. Records are made when somebody asks for them.

Events of one award may stand anywhere in the file, so each knows the one before it, and each award its last one.
"""

from __future__ import annotations

from array import array
from collections.abc import Sequence

from generator.ledger.records import EVENT_COLUMNS, columns, make_events
from generator.ledger.rowfile import RowFile
from generator.model import Event


class EventRows:
    """All events of sound rows, numbered from 0 in the order of the file."""

    def __init__(self, file: RowFile, awards: int) -> None:
        self.file = file
        self._before = array("I")  # 1 + the event before this one of the same award, 0 for none
        self._awards = awards
        self._last = array("I")  # the same of each award; empty as long as nothing has happened

    def __len__(self) -> int:
        return len(self._before)

    def add(self, award: int, start: int, end: int, line: int) -> None:
        """One more event, of the award at that position."""
        if not self._last:
            self._last = array("I", [0]) * self._awards
        self._before.append(self._last[award])
        self.file.add(start, end, line)
        self._last[award] = len(self._before)

    def last(self, award: int) -> int | None:
        """The last event so far of the award at that position."""
        number = self._last[award] if self._last else 0
        return number - 1 if number else None

    def of(self, award: int) -> list[int]:
        """The events of an award, the oldest first."""
        found = []
        number = self._last[award] if self._last else 0
        while number:
            found.append(number - 1)
            number = self._before[number - 1]
        found.reverse()
        return found

    def columns(self) -> dict[str, array[int]]:
        """What a cache keeps of this, apart from the file."""
        return {"before": self._before, "last": self._last}

    def restore(self, before: array[int], last: array[int]) -> None:
        """Become what `columns` was taken from."""
        self._before, self._last = before, last

    def replace_awards(self, first: int, stop: int, last: Sequence[int | None]) -> None:
        """Put awards in place of those from `first` up to `stop`; `last` has the last event of each."""
        self._awards += len(last) - (stop - first)
        if self._last:
            self._last[first:stop] = array("I", (0 if number is None else number + 1 for number in last))

    def last_lines(self, count: int) -> list[int]:
        """The lines of the last so many events of the file."""
        return self.file.lines(range(max(0, len(self) - count), len(self)))

    def read(self, numbers: Sequence[int], raws: Sequence[bytes]) -> list[Event]:
        """The events of these numbers, given their rows."""
        return make_events(columns(raws, EVENT_COLUMNS), self.file.lines(numbers), self.file.path)
