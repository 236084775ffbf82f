"""A ledger in memory with the columns of a real one, each worked out from the records themselves."""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from generator.model import Acceptance, Achievement, Award, Awards, Earner, Earners, Ledger, Site, Standing, Visibility

VISIBILITIES, ACCEPTANCES, STANDINGS = list(Visibility), list(Acceptance), list(Standing)


class SomeEarners(Earners):
    """Earners of a list."""

    def __init__(self, earners: Sequence[Earner]) -> None:
        self._all = list(earners)
        self.visibility = bytes(VISIBILITIES.index(earner.visibility) for earner in earners)
        self.has_handle = bytes(bool(earner.handle) for earner in earners)
        self.mark = array("Q", range(1, len(earners) + 1))

    def row_of(self, earner_id: str) -> int | None:
        return next((at for at, earner in enumerate(self._all) if earner.id == earner_id), None)

    def read(self, rows: Sequence[int]) -> list[Earner]:
        return [self._all[row] for row in rows]

    def has_address(self, mail: str) -> bool:
        return any(mail in earner.emails for earner in self._all)

    def __getitem__(self, earner_id: str) -> Earner:
        return {earner.id: earner for earner in self._all}[earner_id]

    def __iter__(self) -> Iterator[str]:
        return (earner.id for earner in self._all)

    def __len__(self) -> int:
        return len(self._all)


class SomeAwards(Awards):
    """Awards of a list."""

    def __init__(self, awards: Sequence[Award], earners: SomeEarners, achievements: Mapping[str, Achievement]) -> None:
        self._all = list(awards)
        of = [earners[award.earner] for award in awards]
        slugs = list(achievements)
        self.visibility = bytes(VISIBILITIES.index(a.visible_as(e)) for a, e in zip(awards, of, strict=True))
        self.acceptance = bytes(ACCEPTANCES.index(a.acceptance(e)) for a, e in zip(awards, of, strict=True))
        self.standing = bytes(STANDINGS.index(award.standing()[0]) for award in awards)
        self.status_index = array("I", (award.status_index for award in awards))
        self.earner_row = array("I", (earners.row_of(award.earner) or 0 for award in awards))
        self.achievement = array("I", (slugs.index(award.achievement) for award in awards))
        self.awarded_at = array("q", (int(award.awarded_at.timestamp()) for award in awards))
        self.expires_at = array("q", (int(a.expires_at.timestamp()) if a.expires_at else 1 << 40 for a in awards))
        self.mark = array("Q", range(1, len(awards) + 1))
        self.reissued_at = {
            at: int(award.issued_at().timestamp())
            for at, award in enumerate(awards)
            if award.issued_at() != award.awarded_at
        }

    @property
    def ids(self) -> Any:
        return [award.id for award in self._all]

    def row_of(self, award_id: str) -> int | None:
        return self.ids.index(award_id) if award_id in self.ids else None

    def rows_by_id(self) -> list[int]:
        return sorted(range(len(self._all)), key=self.ids.__getitem__)

    def last_events(self, count: int) -> list[int]:
        return [event.place.line for award in self._all for event in award.events][-count:]

    def batch(self, rows: Sequence[int]) -> Any:
        raise NotImplementedError("made for plans, which make no files")

    def __getitem__(self, at: Any) -> Any:
        return self._all[at]

    def __len__(self) -> int:
        return len(self._all)


def ledger_of(
    site: Site, achievements: Mapping[str, Achievement], earners: Sequence[Earner], awards: Sequence[Award]
) -> Ledger:
    """A ledger that holds just that."""
    people = SomeEarners(earners)
    return Ledger(site, achievements, people, SomeAwards(awards, people, achievements))
