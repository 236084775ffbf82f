"""What is to be made, decided before anything is: which awards are on the site, whose profiles, which lists.

Everything here follows from the ledger alone. An award is on the site when its earner takes part in it and it is
public or unlisted; sealed and withheld ones leave no trace but their bit in a status list, because a credential that
was handed over in private can be revoked too.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from generator.addresses import Addresses, status_place
from generator.credential.did import PublishedKey
from generator.credential.status import REVOCATION, SUSPENSION
from generator.credential.times import format_instant
from generator.model import Award, Earner, Ledger, Site, Standing, StatusList, Visibility

ON_SITE = (Visibility.PUBLIC, Visibility.UNLISTED)


@dataclass(frozen=True, slots=True)
class Plan:
    """One site to make. `awards` are those on it, by id; `listed` those of them that may be found."""

    ledger: Ledger
    site: Site
    addresses: Addresses
    keys: tuple[PublishedKey, ...]  # all keys of the DID document, the signing one among them
    multikey: str  # the key that signs
    demo: bool  # it is a published one: nothing signed with it proves anything
    awards: tuple[Award, ...]
    listed: frozenset[str]
    profiles: Mapping[str, tuple[Award, ...]]  # earner id -> listed awards, newest first; public earners with a handle
    status_lists: tuple[StatusList, ...]

    @property
    def method(self) -> str:
        """The absolute id of the signing key."""
        return f"{self.addresses.did()}#{self.multikey}"

    def profile_of(self, earner: Earner) -> str:
        """The handle of the earner's page, or "" where there is none."""
        return earner.handle if earner.id in self.profiles else ""


def plan_site(
    ledger: Ledger, keys: Sequence[PublishedKey], multikey: str, *, demo: bool = False, base_url: str | None = None
) -> Plan:
    """Decide what the site of `ledger` holds. `base_url` stands in for the one of site.toml (a preview, a mirror)."""
    site = _moved(ledger.site, base_url) if base_url else ledger.site
    seen = {award.id: award.visible_as(ledger.earners[award.earner]) for award in ledger.awards}
    shown = sorted((award for award in ledger.awards if seen[award.id] in ON_SITE), key=lambda award: award.id)
    listed = frozenset(award.id for award in shown if seen[award.id] is Visibility.PUBLIC)
    return Plan(
        ledger=ledger,
        site=site,
        addresses=Addresses(site.base_url),
        keys=tuple(keys),
        multikey=multikey,
        demo=demo,
        awards=tuple(shown),
        listed=listed,
        profiles=_profiles(ledger, [award for award in shown if award.id in listed]),
        status_lists=plan_status_lists(ledger),
    )


def _moved(site: Site, base_url: str) -> Site:
    """The same site at another address; an issuer's page that was the site itself moves with it."""
    issuer = site.issuer
    if issuer.url == site.base_url + "/":
        issuer = replace(issuer, url=base_url + "/")
    return replace(site, base_url=base_url, issuer=issuer)


def _profiles(ledger: Ledger, listed: Sequence[Award]) -> dict[str, tuple[Award, ...]]:
    awards: dict[str, list[Award]] = defaultdict(list)
    for award in listed:
        awards[award.earner].append(award)
    public = [e for e in ledger.earners.values() if e.handle and e.visibility is Visibility.PUBLIC and e.id in awards]
    newest_first = {e.id: sorted(awards[e.id], key=lambda award: award.id) for e in public}
    for entries in newest_first.values():
        entries.sort(key=lambda award: award.awarded_at, reverse=True)
    return {earner.id: tuple(newest_first[earner.id]) for earner in public}


def plan_status_lists(ledger: Ledger) -> tuple[StatusList, ...]:
    """Both lists of every block of indices in use. A list is dated by the ledger, never by a clock.

    Its date is the moment up to which the ledger is complete (`Site.as_of`); a ledger in which nothing has happened
    since its awards has lists as old as its oldest award.
    """
    if not ledger.awards:
        return ()
    as_of = format_instant(ledger.site.as_of or min(award.awarded_at for award in ledger.awards))
    set_bits: dict[tuple[int, str], set[int]] = {}
    for award in ledger.awards:
        number, position = status_place(award.status_index)
        revocation = set_bits.setdefault((number, REVOCATION), set())
        suspension = set_bits.setdefault((number, SUSPENSION), set())
        standing, _ = award.standing()
        if standing is not Standing.GOOD:
            revocation.add(position)
        if standing is Standing.SUSPENDED:
            suspension.add(position)
    return tuple(
        StatusList(purpose, number, frozenset(bits), as_of) for (number, purpose), bits in sorted(set_bits.items())
    )
