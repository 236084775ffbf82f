"""What there is to do: a plan held against what the last build left."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from msgspec import Struct

from generator.build import aggregates, digests
from generator.build.delta import Delta, changes, columns_of
from generator.build.look import mails_in
from generator.build.newest import feed_parts
from generator.build.part import Makings, Part
from generator.build.people import People, list_parts, look_at_people, names_parts
from generator.build.plan import Plan
from generator.build.rows import Basis
from generator.build.shard import Work
from generator.build.sitemap import sitemap_parts
from generator.build.state import Columns, State, Unit
from generator.signing.signer import Signer

# From so many files on, a change of at most so many awards and people is moved in instead of staging all.
IN_PLACE_FROM = 100_000
MOST_IN_PLACE = 1_000
_LITTLE = 16


class Survey(Struct, frozen=True):
    """One build before anything is made. `before` and `delta` are None where everything is to be made."""

    plan: Plan
    work: Work
    out: Path
    makings: Makings
    columns: Columns
    people: People
    before: State | None
    delta: Delta | None
    made_anew: str  # why, where everything is
    addressed: str  # see `State`

    @property
    def own(self) -> frozenset[str]:
        """The public contacts of the organisation, in lower case."""
        return self.plan.ledger.contacts()

    @property
    def in_place(self) -> bool:
        """Whether what is new is moved into the site that stands."""
        if self.before is None or self.delta is None:
            return False
        if self.plan.preview:  # one person looks at it, who would rather wait less than never meet half a change
            return True
        if self.before.files < IN_PLACE_FROM:
            return False
        changed = len(self.delta.render) + len(self.delta.removed) + len(self.people.changed) + len(self.people.gone)
        return changed <= MOST_IN_PLACE

    @property
    def is_little(self) -> bool:
        """Whether so few awards and profiles of a large site are to be made that one process is enough."""
        return self.in_place and self.delta is not None and len(self.delta.render) + len(self.people.changed) <= _LITTLE

    def units_before(self) -> dict[str, Unit]:
        """The parts of the site that stands which need not be made anew for some common reason."""
        return {} if self.before is None or self.delta is None else dict(self.before.units)

    def parts(self, signer: Signer) -> Iterator[Part]:
        """Everything of the site but awards and profiles."""
        yield from aggregates.parts(self.makings, signer)
        before = self.units_before()
        yield from list_parts(self.makings, self.people, before)
        yield from names_parts(self.makings, self.people, before)
        yield from sitemap_parts(self.makings, self.people, self.delta, before)
        yield from feed_parts(self.makings, self.delta, before)

    def basis(self) -> Basis | None:
        """What the rows of this build have in common with the file of rows that is there."""
        before, delta = self.before, self.delta
        if before is None or before.basis is None or delta is None:
            return None
        if list(before.achievements) != list(self.makings.achievements):  # their numbers are in the rows
            return None
        return before.basis.after(delta.front, delta.behind, len(self.columns.traits))

    def nothing_changed(self, signer: Signer) -> bool:
        """Whether the site that stands is the one that would be made."""
        delta, people = self.delta, self.people
        if delta is None or delta.render or delta.removed or people.changed or people.gone:
            return False
        now = {part.name: part.digest for part in self.parts(signer)}
        return now == {name: unit.digest for name, unit in self.units_before().items()}


def survey(plan: Plan, work: Work, out: Path, before: State | None, why: str) -> Survey:
    """Look at everything once. `before` is the state of the site at `out`, or None and `why` there is none."""
    makings = Makings(plan, work, digests.common(plan, work.theme), digests.achievements(plan, work.art.digests))
    columns = columns_of(plan)
    mails = _mails_in_theme(plan, work)
    addressed = digests.earners(plan) if mails else ""
    delta = None
    if before is not None and before.common != makings.common:
        why = "the settings, the theme, the key or the program changed"
    elif before is not None and before.addressed != addressed and any(map(plan.ledger.has_address, mails)):
        why = "what stands in the theme is now the e-mail address of an earner"  # the last look finds it, if published
    elif before is not None:
        delta = changes(before, columns, makings.achievements)
        why = "too many lines of awards.csv have moved" if delta is None else ""
    portraits = digests.portraits(plan, work.art.digests)
    people = look_at_people(plan, columns, portraits, before, delta)
    return Survey(plan, work, out, makings, columns, people, before, delta, why, addressed)


def _mails_in_theme(plan: Plan, work: Work) -> list[str]:
    """What may be an earner's address in files of the theme, which are looked at only when they are made."""
    found = {mail for data in work.theme.sources() for mail in mails_in(data)}
    return sorted(mail for mail in found - plan.ledger.contacts() if "." in mail.rpartition("@")[2])
