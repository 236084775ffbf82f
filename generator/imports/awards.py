"""What is new in a file, what the ledger has already, and where the two contradict each other.

An award is known when the ledger has one of the same earner, achievement and second; as many rows of a file are known
as the ledger has of these, so that two awards of one day stay two. Where rows have ids, the id decides: what was
imported once is known by it, whatever else was corrected since. So a second run of the same file changes nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from msgspec import Struct

from generator.imports.dates import When
from generator.imports.incoming import Incoming, Status, short_id
from generator.imports.people import Person
from generator.ledger.faults import Fault
from generator.ledger.moments import spelled
from generator.model import Ledger, Standing

Key = tuple[str, str, int]  # earner's id, achievement, second


class Known(Struct):
    """The row is the award at that position of the ledger; `fault` says where they differ."""

    position: int | None
    fault: Fault | None = None


class Repeated(Struct):
    """The row says what another one said, in that line."""

    line: int


@dataclass(slots=True)
class Held:
    """What the ledger holds of the earners that a file speaks of. `origins` has awards by the ids of the file."""

    ledger: Ledger
    origins: Mapping[str, str]
    _left: dict[Key, list[int]] = field(default_factory=dict)  # positions of awards that no row was yet
    _lines: dict[Key, int] = field(default_factory=dict)
    _ids: dict[str, int] = field(default_factory=dict)
    _slugs: list[str] = field(init=False)

    def __post_init__(self) -> None:
        self._slugs = list(self.ledger.achievements)

    def take_stock(self, rows: set[int]) -> None:
        """Look at the awards of the earners at these positions."""
        awards, slugs = self.ledger.awards, self._slugs
        imported = frozenset(self.origins.values())
        ids: dict[int, str] = {}
        for position, row in enumerate(awards.earner_row):
            if row not in rows or (imported and awards.ids[position] in imported):
                continue
            if row not in ids:
                (earner,) = self.ledger.earners.read([row])
                ids[row] = earner.id
            key = ids[row], slugs[awards.achievement[position]], awards.awarded_at[position]
            self._left.setdefault(key, []).append(position)

    def judge(
        self, item: Incoming, person: Person, slug: str, awarded: When, expires: When | None
    ) -> Known | Repeated | None:
        """Whether the row is known or repeated; None for a new award, which is known from now on."""
        key = person.id, slug, awarded.second
        if item.id:
            if award := self.origins.get(item.id) or self.origins.get(short_id(item.id)):
                position = self.ledger.awards.row_of(award)
                return Known(position, self._differs(position, award, item, person, key, expires))
            if item.id in self._ids:
                return Repeated(self._ids[item.id])
        if left := self._left.get(key):
            position = left.pop(0)
            return Known(position, self._differs(position, "", item, person, key, expires))
        if not item.id and key in self._lines:
            return Repeated(self._lines[key])
        self._lines.setdefault(key, item.line)
        if item.id:
            self._ids[item.id] = item.line
        return None

    def _differs(
        self, position: int | None, award: str, item: Incoming, person: Person, key: Key, until: When | None
    ) -> Fault | None:
        """What the file says otherwise of an award than the ledger, if anything."""
        awards = self.ledger.awards
        if position is None:
            text = f"this row became award '{award}', which is no longer in awards.csv"
            return Fault("award-gone", text, "it is not made again")
        slug = self._slugs[awards.achievement[position]]
        if awards.earner_row[position] != person.row or slug != key[1]:
            return self._fault(position, "is another earner's or another achievement's in the ledger")
        made = awards.awarded_at[position]
        # A table says the day, the badge itself the second.
        if made != key[2] and (made % _DAY or made != key[2] - key[2] % _DAY):
            return self._fault(position, f"was made {_spelled(awards.awarded_at[position])} in the ledger")
        ends = awards.expires_at[position]
        if (until.second if until else _NEVER) != min(ends, _NEVER):
            when = "without end" if ends >= _NEVER else f"until {_spelled(ends)}"
            return self._fault(position, f"is valid {when} in the ledger")
        if item.status is Status.REVOKED and awards.standing[position] != _REVOKED:
            hint = f'badgepress revoke {awards.ids[position]} --reason "…"'
            return self._fault(position, "is revoked here and not in the ledger", hint)
        return None

    def _fault(self, position: int, text: str, hint: str = "the ledger stays as it is") -> Fault:
        return Fault("award-differs", f"award '{self.ledger.awards.ids[position]}' {text}", hint)


_DAY = 24 * 60 * 60
_NEVER = int(datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC).timestamp()) + 1
_REVOKED = list(Standing).index(Standing.REVOKED)


def _spelled(second: int) -> str:
    return spelled(datetime.fromtimestamp(second, UTC))
