"""What is to be made, decided before anything is: which awards are on the site, whose profiles, which lists.

Everything here follows from the ledger alone. An award is on the site when its earner takes part in it and it is
public or unlisted; sealed and withheld ones leave no trace but their bit in a status list, because a credential that
was handed over in private can be revoked too.

Awards are spoken of by their position in the ledger and earners by theirs: a million of each are a few arrays, and an
Award is made only where somebody looks at it.
"""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from itertools import accumulate, compress

from msgspec import Struct, field
from msgspec.structs import replace

from generator.addresses import STATUS_LIST_LENGTH, Addresses, status_place
from generator.build.columns import find_byte
from generator.build.traits import (
    HAS_ORIGINAL,
    HAS_PROFILE,
    ON_SITE,
    STANDING_SHIFT,
    STANDINGS,
    VISIBILITIES,
    VISIBILITY_BITS,
    Before,
    both,
    traits_of,
)
from generator.credential.did import PublishedKey
from generator.credential.status import REVOCATION, SUSPENSION
from generator.credential.times import format_instant
from generator.model import Award, Ledger, Portrait, Site, Standing, StatusList, Visibility


class Plan(Struct, frozen=True):
    """One site to make."""

    ledger: Ledger
    site: Site
    addresses: Addresses
    keys: tuple[PublishedKey, ...]  # all keys of the DID document, the signing one among them
    multikey: str  # the key that signs
    demo: bool  # it is a published one: nothing signed with it proves anything
    traits: bytes  # of each award of the ledger: see `traits`
    profiles: Profiles
    portraits: Mapping[str, Portrait]  # of earners with a page, by handle: what they chose to show there
    earners_listed: int  # with at least one public award
    status_lists: tuple[StatusList, ...]
    holders: Mapping[str, int]  # of each achievement: people who hold it for all to see; {} where nobody is to know
    originals: Mapping[int, int] = field(default_factory=dict)  # of awards with one, by position: a stamp of the file
    preview: bool = False  # to be looked at on this machine, and never published

    @property
    def method(self) -> str:
        """The absolute id of the signing key."""
        return f"{self.addresses.did()}#{self.multikey}"

    @property
    def shown(self) -> array[int]:
        """The positions of the awards on the site."""
        return array("I", compress(range(len(self.traits)), self.traits.translate(_IS_SHOWN)))

    def on_site(self) -> int:
        """How many awards are on the site."""
        return self.traits.translate(_IS_SHOWN).count(1)

    @property
    def awards(self) -> Iterator[Award]:
        """The awards on the site, one after the other."""
        return (self.ledger.awards[position] for position in self.shown)

    def marks(self) -> Sequence[int]:
        """Of each award a number that changes with anything that its files are made of, but for its traits."""
        if not self.originals:
            return self.ledger.awards.mark
        marks = array("Q", self.ledger.awards.mark)
        for position, stamp in self.originals.items():
            marks[position] ^= stamp
        return marks

    def is_on_site(self, position: int) -> bool:
        """Whether the award has a page."""
        return VISIBILITIES[self.traits[position] & VISIBILITY_BITS] in ON_SITE

    def is_listed(self, position: int) -> bool:
        """Whether the award may be found: it is public."""
        return VISIBILITIES[self.traits[position] & VISIBILITY_BITS] is Visibility.PUBLIC

    def listed(self) -> int:
        """How many awards may be found."""
        public = VISIBILITIES.index(Visibility.PUBLIC)
        return self.traits.translate(_VISIBILITY_OF).count(public)


class Profiles(Struct):
    """Earners with a page: public, with a handle, and with at least one public award that they do not hide."""

    ledger: Ledger
    rows: array[int]  # positions of those earners in the ledger
    _listed: bytes  # of each award: whether it stands on a page of its earner
    _starts: array[int] = field(default_factory=lambda: array("I"))
    _members: array[int] = field(default_factory=lambda: array("I"))
    _looks: int = 0

    def positions(self, row: int) -> Sequence[int]:
        """The positions of the awards on an earner's page, in the order of the ledger."""
        self._looks += 1
        if not self._members and self._looks <= _LOOKS_BEFORE_SORTING:
            return self._look_for(row)
        if not self._members:
            self._sort()
        return self._members[self._starts[row] : self._starts[row + 1]]

    def counts(self, rows: Sequence[int]) -> list[int]:
        """How many awards stand on the page of each of these earners."""
        self._looks += 1
        if self._members or self._looks > _LOOKS_BEFORE_SORTING:
            return [len(self.positions(row)) for row in rows]
        column = compress(self.ledger.awards.earner_row, self._listed)
        found = Counter(filter(frozenset(rows).__contains__, column))
        return [found[row] for row in rows]

    def awards(self, row: int) -> tuple[Award, ...]:
        """The awards on an earner's page, newest first."""
        found = sorted((self.ledger.awards[position] for position in self.positions(row)), key=lambda award: award.id)
        return tuple(sorted(found, key=lambda award: award.awarded_at, reverse=True))

    def _look_for(self, row: int) -> list[int]:
        """For a few earners, one run through the column of each costs less than sorting all."""
        earners, start = self.ledger.awards.earner_row, 0
        found: list[int] = []
        while True:
            try:
                start = earners.index(row, start) + 1
            except ValueError:
                return found
            if self._listed[start - 1]:
                found.append(start - 1)

    def _sort(self) -> None:
        rows, earners = self.ledger.awards.earner_row, len(self.ledger.earners)
        counts = array("I", bytes(4 * earners))
        for row in compress(rows, self._listed):
            counts[row] += 1
        self._starts = array("I", accumulate(counts, initial=0))
        members, following = array("I", bytes(4 * self._starts[-1])), self._starts[:]
        for position in compress(range(len(rows)), self._listed):
            row = rows[position]
            members[following[row]] = position
            following[row] += 1
        self._members = members


_LOOKS_BEFORE_SORTING = 20
_VISIBILITY_OF = bytes(byte & VISIBILITY_BITS for byte in range(256))
_OF_PROFILE = bytes(bool(byte & HAS_PROFILE) for byte in range(256))
_IS_PUBLIC = bytes(VISIBILITIES[byte & VISIBILITY_BITS] is Visibility.PUBLIC for byte in range(256))
_IS_SHOWN = bytes(VISIBILITIES[byte & VISIBILITY_BITS] in ON_SITE for byte in range(256))

_IN_FORCE = VISIBILITIES.index(Visibility.PUBLIC) | STANDINGS.index(Standing.GOOD) << STANDING_SHIFT
_HOLDS = bytes(byte & ~(HAS_PROFILE | HAS_ORIGINAL) == _IN_FORCE for byte in range(256))


def plan_site(
    ledger: Ledger,
    keys: Sequence[PublishedKey],
    multikey: str,
    *,
    demo: bool = False,
    base_url: str | None = None,
    originals: Mapping[int, int] | None = None,
    before: Before | None = None,
) -> Plan:
    """Decide what the site of `ledger` holds. `base_url` stands in for the one of site.toml (a preview, a mirror).

    `before` spares a look at awards that are as they were; the plan is the same without it.
    """
    site = _moved(ledger.site, base_url) if base_url else ledger.site
    listed = bytes(ledger.awards.visibility).translate(_IS_PUBLIC)
    shown = _without_hidden(ledger, listed)
    with_awards = _with_awards(ledger, listed)
    with_shown = with_awards if shown is listed else _with_awards(ledger, shown)
    public = bytes(ledger.earners.visibility).translate(_IS_PUBLIC)
    has_profile = both(with_shown, both(public, ledger.earners.has_handle))
    rows = array("I", compress(range(len(has_profile)), has_profile))
    traits = traits_of(ledger, has_profile, rows, originals or {}, before)
    return Plan(
        ledger=ledger,
        site=site,
        addresses=Addresses(site.base_url),
        keys=tuple(keys),
        multikey=multikey,
        demo=demo,
        traits=traits,
        profiles=Profiles(
            ledger,
            rows,
            both(shown, traits.translate(_OF_PROFILE)),
        ),
        portraits={p.handle: p for row, p in sorted(ledger.portraits.items()) if has_profile[row]},
        earners_listed=sum(with_awards),
        status_lists=plan_status_lists(ledger),
        holders=count_holders(ledger, traits) if site.show_holders else {},
        originals=originals or {},
    )


def _moved(site: Site, base_url: str) -> Site:
    """The same site at another address; an issuer's page that was the site itself moves with it."""
    issuer = site.issuer
    if issuer.url == site.base_url + "/":
        issuer = replace(issuer, url=base_url + "/")
    return replace(site, base_url=base_url, issuer=issuer)


def _without_hidden(ledger: Ledger, listed: bytes) -> bytes:
    """Of each award: whether it is public and its earner does not hide it. Hiding takes away and never adds."""
    if not ledger.portraits:
        return listed
    shown = bytearray(listed)
    for award_id in (award_id for portrait in ledger.portraits.values() for award_id in portrait.hidden):
        position = ledger.awards.row_of(award_id)
        if position is not None:
            shown[position] = 0
    return bytes(shown)


def _with_awards(ledger: Ledger, listed: bytes) -> bytearray:
    """Of each earner: whether there is a public award."""
    found = bytearray(len(ledger.earners))
    for row in compress(ledger.awards.earner_row, listed):
        found[row] = 1
    return found


def count_holders(ledger: Ledger, traits: bytes) -> dict[str, int]:
    """How many people hold each achievement for all to see: with an award that is public, in force and in date."""
    counted = traits.translate(_HOLDS)
    # One number for a person and an achievement, so that who holds the same twice counts once.
    people = max(1, len(ledger.earners))
    pairs = zip(compress(ledger.awards.achievement, counted), compress(ledger.awards.earner_row, counted), strict=True)
    found = Counter(key // people for key in {achievement * people + earner for achievement, earner in pairs})
    return {slug: found[at] for at, slug in enumerate(ledger.achievements)}


def plan_status_lists(ledger: Ledger) -> tuple[StatusList, ...]:
    """Both lists of every block of indices in use. A list is dated by the ledger, never by a clock.

    Its date is the moment up to which the ledger is complete (`Site.as_of`); a ledger in which nothing has happened
    since its awards has lists as old as its oldest award.
    """
    awards = ledger.awards
    if not len(awards):
        return ()
    as_of = format_instant(ledger.site.as_of or _oldest(ledger))
    set_bits: Mapping[tuple[int, str], set[int]] = {
        (number, purpose): set() for number in _lists_in_use(ledger) for purpose in (REVOCATION, SUSPENSION)
    }
    for at, standing in enumerate(STANDINGS):
        if standing is Standing.GOOD:
            continue
        for position in find_byte(bytes(awards.standing), at):
            number, bit = status_place(awards.status_index[position])
            set_bits[number, REVOCATION].add(bit)
            if standing is Standing.SUSPENDED:
                set_bits[number, SUSPENSION].add(bit)
    return tuple(StatusList(purpose, number, frozenset(bits), as_of) for (number, purpose), bits in set_bits.items())


def _oldest(ledger: Ledger) -> datetime:
    return datetime.fromtimestamp(min(ledger.awards.awarded_at), UTC)


def _lists_in_use(ledger: Ledger) -> list[int]:
    """The numbers of the status lists that some award stands in, in order."""
    column, found, most = ledger.awards.status_index, set[int](), max(ledger.awards.status_index)
    every = set(range(status_place(most)[0]))
    for start in range(0, len(column), _AT_ONCE):
        found.update(index // STATUS_LIST_LENGTH for index in column[start : start + _AT_ONCE])
        if found == every:
            break
    return [number + 1 for number in sorted(found)]


_AT_ONCE = 4096
