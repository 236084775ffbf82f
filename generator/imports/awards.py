"""What is new in a file, what the ledger has already, and where the two contradict each other.

An award is known when the ledger has one of the same earner, achievement and second; as many rows of a file are known
as the ledger has of these, so that two awards of one day stay two. Where rows have ids, the id decides: what was
imported once is known by it, whatever else was corrected since. So a second run of the same file changes nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from generator.imports.dates import When
from generator.imports.incoming import Incoming, Status
from generator.imports.people import Person
from generator.ledger.faults import Fault
from generator.ledger.moments import spelled
from generator.model import Award, Ledger, Standing

Key = tuple[str, str, int]  # earner's id, achievement, second


@dataclass(slots=True)
class Known:
    """The row is an award of the ledger; `fault` says where they differ."""

    fault: Fault | None = None


@dataclass(slots=True)
class Repeated:
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

    def take_stock(self, rows: set[int]) -> None:
        """Look at the awards of the earners at these positions."""
        awards, slugs = self.ledger.awards, list(self.ledger.achievements)
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
            if item.id in self.origins:
                return Known(self._differs(self.origins[item.id], item, key, expires))
            if item.id in self._ids:
                return Repeated(self._ids[item.id])
        if left := self._left.get(key):
            return Known(self._differs(self.ledger.awards[left.pop(0)], item, key, expires))
        if not item.id and key in self._lines:
            return Repeated(self._lines[key])
        self._lines.setdefault(key, item.line)
        if item.id:
            self._ids[item.id] = item.line
        return None

    def _differs(self, award: Award | str, item: Incoming, key: Key, expires: When | None) -> Fault | None:
        """What the file says otherwise of an award than the ledger, if anything."""
        if isinstance(award, str):
            position = self.ledger.awards.row_of(award)
            if position is None:
                return Fault("award-gone", f"this row became award '{award}', which is no longer in awards.csv")
            award = self.ledger.awards[position]
        if (award.earner, award.achievement) != key[:2]:
            text = (
                f"this row became award '{award.id}', which is another earner's or another achievement's in the ledger"
            )
            return Fault("award-differs", text, "the ledger stays as it is")
        if int(award.awarded_at.timestamp()) != key[2]:
            text = f"award '{award.id}' was made {spelled(award.awarded_at)} in the ledger"
            return Fault("award-differs", text, "the ledger stays as it is")
        if (award.expires_at and int(award.expires_at.timestamp())) != (expires and expires.second):
            until = f"until {spelled(award.expires_at)}" if award.expires_at else "without end"
            text = f"award '{award.id}' is valid {until} in the ledger"
            return Fault("award-differs", text, "the ledger stays as it is")
        if (item.status is Status.REVOKED) and award.standing()[0] is not Standing.REVOKED:
            hint = f'badgepress revoke {award.id} --reason "…"'
            return Fault("award-differs", f"award '{award.id}' is revoked here and not in the ledger", hint)
        return None
