"""What a build does to badges that are issued: no credential changes or goes without a word. DESIGN, D7.

What was signed and downloaded cannot be called back, so whoever builds is told when the site says something else than
it did. The new site is held against the published one; where none is there, nothing was issued.

    changed   the credential of an award is not the published one. A `reissued` event after the date of that one says
              so in the ledger: then it is not told
    gone      a published award has no row any more. One that is sealed, declined or pending is not gone
    lifted    an award that the published lists withdraw is valid again, and no event says so: see `lifted`
    moved     the row has another status index than the published credential, which is refused: see `ledger.moved`

Awards that are as they were cost nothing here. Of the others the first are kept, in the order of their rows, whoever
finds them first.
"""

from __future__ import annotations

from bisect import insort
from collections.abc import Callable, Iterable
from itertools import starmap
from pathlib import Path

import msgspec
from msgspec import Struct, field

from generator import addresses
from generator.build.delta import Delta
from generator.build.plan import Plan
from generator.build.trees import folders_in
from generator.build.writer import RIGHTS, Writer
from generator.credential.status import read_status_index
from generator.credential.times import parse_instant
from generator.errors import BuildError, WireError
from generator.ledger.award_ids import spelled_id
from generator.ledger.awards import PATH
from generator.ledger.faults import MOST_OF_A_KIND
from generator.ledger.moved import moved_indexes
from generator.ledger.texts import AWARD_ID
from generator.model import Award, EventKind, Ledger, Place, Problem, Severity

CHANGED = "issued-changed"
GONE = "issued-gone"
LIFTED = "issued-lifted"
TOLD = 5  # awards that a warning names


class Named(Struct, frozen=True, order=True):
    """An award that is told of, and its published status index where that is what there is to tell."""

    place: Place
    award_id: str
    was: int = 0


class Some(Struct):
    """How many awards, and the first `most` of them."""

    most: int
    count: int = 0
    first: list[Named] = field(default_factory=list)

    def note(self, named: Named) -> None:
        """One more."""
        self.count += 1
        self._keep(named)

    def add(self, other: Some) -> None:
        """Those of another worker too."""
        self.count += other.count
        for named in other.first:
            self._keep(named)

    def _keep(self, named: Named) -> None:
        insort(self.first, named)
        del self.first[self.most :]


class Issued(Struct):
    """What was found of badges that are issued."""

    changed: Some = field(default_factory=lambda: Some(TOLD))
    gone: Some = field(default_factory=lambda: Some(TOLD))
    lifted: Some = field(default_factory=lambda: Some(TOLD))
    moved: Some = field(default_factory=lambda: Some(MOST_OF_A_KIND + 1))

    def add(self, other: Issued) -> None:
        """What was found elsewhere too."""
        self.changed.add(other.changed)
        self.gone.add(other.gone)
        self.lifted.add(other.lifted)
        self.moved.add(other.moved)

    def replaced(self, award: Award, published: bytes | None) -> None:
        """The credential of `award` takes the place of another; `published` is that one, None for what is no file."""
        old = _read(published)
        if (was := _moved_from(award, old)) is not None:
            self.moved.note(Named(award.place, award.id, was))
        elif not _is_declared(award, old):
            self.changed.note(Named(award.place, award.id))

    def withheld(self, award: Award, published: bytes | None) -> None:
        """The credential of `award` leaves the site, and may come back: whoever has the file has it as before."""
        if (was := _moved_from(award, _read(published))) is not None:
            self.moved.note(Named(award.place, award.id, was))


class _Status(Struct, rename="camel"):
    status_list_credential: str
    status_list_index: str


class _Credential(Struct, rename="camel"):
    """What is read of a published credential. It is our own earlier work, so nothing here is verified."""

    valid_from: str = ""
    credential_status: _Status | None = None


_decoder = msgspec.json.Decoder(_Credential)


def _read(published: bytes | None) -> _Credential | None:
    """None for anything but a credential: whatever it is, nobody made it out."""
    try:
        return None if published is None else _decoder.decode(published)
    except (ValueError, RecursionError):
        return None


def _moved_from(award: Award, old: _Credential | None) -> int | None:
    """The published status index, where it can be told and is not that of the award."""
    if old is None or old.credential_status is None:
        return None
    status = old.credential_status
    was = read_status_index(status.status_list_credential, status.status_list_index)
    return None if was == award.status_index else was


def _is_declared(award: Award, old: _Credential | None) -> bool:
    """Whether the ledger says that the credential was made out anew since."""
    if old is None or not any(event.kind is EventKind.REISSUED for event in award.events):
        return False
    try:
        return parse_instant(old.valid_from) < award.issued_at()
    except WireError:
        return False


def leaving(plan: Plan, delta: Delta | None, out: Path, writer: Writer) -> Issued:
    """What there is to tell of awards that the published site at `out` has and the new one has not."""
    found, awards = Issued(), plan.ledger.awards
    for award_id in _awards_in(out) if delta is None else starmap(spelled_id, delta.removed):
        row = awards.row_of(award_id)
        if row is None:
            found.gone.note(Named(Place(PATH), award_id))
        elif not plan.is_on_site(row):
            found.withheld(awards[row], writer.published(addresses.credential(award_id)))
    return found


def _awards_in(site: Path) -> Iterable[str]:
    folder = site / addresses.award_pages().rstrip("/")
    try:
        yield from filter(AWARD_ID.fullmatch, folders_in(folder))
    except OSError as error:
        raise BuildError(f"cannot look at {folder}: {error.strerror}", RIGHTS) from error


def refused(ledger: Ledger, issued: Issued) -> list[Problem]:
    """Why the new site is not to be."""
    return moved_indexes(ledger, {named.award_id: named.was for named in issued.moved.first}, issued.moved.count)


def told(issued: Issued) -> tuple[Problem, ...]:
    """What whoever builds is told: one warning for all that change, for all that are gone, for all that are lifted."""
    makers = ((issued.changed, _changed), (issued.gone, _gone), (issued.lifted, _lifted))
    return tuple(make(some) for some, make in makers if some.count)


def _changed(some: Some) -> Problem:
    what = "published credential is replaced by another one" if some.count == 1 else _MANY_CHANGED
    hint = (
        "not meant: put back what was changed, then build again\n"
        "meant: earlier files that people keep go on verifying, and say what they said, so tell their holders\n"
        "a change after which `badgepress reissue` dates the badge anew is not told here; "
        "to end a badge keep its line, and `badgepress revoke` it"
    )
    if some.count > 1:
        hint = f"{_WHY_MANY}\n{hint}"
    return Problem(
        some.first[0].place, CHANGED, f"{some.count:,} {what}: {_listed(some, _with_line)}", hint, Severity.WARNING
    )


_MANY_CHANGED = "published credentials are replaced by others"
_WHY_MANY = (
    "an address, a key or an issuer that changes is in every credential, an earner or an achievement in all of theirs"
)


def _gone(some: Some) -> Problem:
    what = "published award has" if some.count == 1 else "published awards have"
    named = _listed(some, lambda each: each.award_id)
    text = f"{some.count:,} {what} no line here any more, and no page on the site: {named}"
    hint = (
        "put the line back, and those of its events: files that people keep go on verifying, "
        "those of a revoked badge do so again\n"
        "to end a badge keep its line, and `badgepress revoke` it; to take it from the site, seal it"
    )
    return Problem(some.first[0].place, GONE, text, hint, Severity.WARNING)


def _lifted(some: Some) -> Problem:
    what = (
        "badge that is published as withdrawn is" if some.count == 1 else "badges that are published as withdrawn are"
    )
    text = f"{some.count:,} {what} valid again, and no event says why: {_listed(some, _with_line)}"
    hint = (
        "not meant: put back what was taken out of content/events.csv, then build again\n"
        "meant: put it back all the same, and lift it with `badgepress reinstate`: then the ledger says when and why"
    )
    return Problem(some.first[0].place, LIFTED, text, hint, Severity.WARNING)


def _with_line(each: Named) -> str:
    return f"{each.award_id} ({each.place.path}:{each.place.line})"


def _listed(some: Some, spell: Callable[[Named], str]) -> str:
    """`a`, `a and b`, `a, b and 1 other`, `a, b and 999,998 others`."""
    words, more = [spell(each) for each in some.first], some.count - len(some.first)
    if more:
        words.append("1 other" if more == 1 else f"{more:,} others")
    *front, last = words
    return f"{', '.join(front)} and {last}" if front else last
