"""What an administrator wants to happen to awards, held against the ledger before anything is written.

    revoke      revoked      a badge that stands, or is on hold
    suspend     suspended    a badge that stands
    reinstate   reinstated   a badge that is revoked or on hold
    reissue     reissued     a badge that is not revoked

The ledger's reader only warns of an event that changes nothing; a wish for one is refused, because it is a slip. Every
refusal is found, not only the first. Nothing here writes (see `append`) and nothing reads a clock.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime

from msgspec import Struct

from generator import addresses
from generator.addresses import Addresses
from generator.ledger.append import Line
from generator.ledger.earner_rows import EarnerRows, Owners
from generator.ledger.faults import Fault, Report
from generator.ledger.ids import Known
from generator.ledger.moments import spelled
from generator.ledger.privacy import Privacy
from generator.ledger.texts import name_fault, text_fault
from generator.model import Award, Event, EventKind, Ledger, Place, Standing
from generator.printable import quoted

_PAGES = addresses.award_page("*").partition("*")[0]
_ID_IN_PATH = re.compile(rf"(?:[^/]+/)?{re.escape(_PAGES)}([^/]+)(?:/.*)?")  # a language may stand in front
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_NEED_REASON = (EventKind.REVOKED, EventKind.SUSPENDED)


class Refusal(Struct, frozen=True):
    """A wish that is not granted: what it was about ("" for all of it), why, and what to do."""

    about: str
    text: str
    hint: str = ""


class Wish(Struct, frozen=True):
    """One kind of event for some awards, named by id or by the address of their page."""

    kind: EventKind
    awards: tuple[str, ...]
    reason: str
    by: str
    at: datetime


def check_wish(wish: Wish, ledger: Ledger, now: datetime) -> tuple[list[tuple[Award, Line]], list[Refusal]]:
    """The awards with the lines to write, and everything that speaks against them: if anything does, write nothing."""
    awards, refusals = find_awards(wish.awards, ledger)
    refusals += _about_words(wish, ledger)
    if wish.at > now:
        hint = "the ledger says what has happened; leave --at out for now"
        refusals.append(Refusal("--at", f"{spelled(wish.at)} is still to come", hint))
    granted = []
    for award in awards:
        refusal = _about_award(award, wish)
        if refusal:
            refusals.append(refusal)
        else:
            granted.append((award, Line(wish.at, award.id, wish.kind, wish.reason, wish.by)))
    return granted, refusals


def find_awards(named: Sequence[str], ledger: Ledger) -> tuple[list[Award], list[Refusal]]:
    """The awards that are meant, each once, and a refusal for each name that means none."""
    awards = ledger.awards
    known = Known(awards.ids, "award", "content/awards.csv")
    where = Addresses(ledger.site.base_url)
    found: dict[str, Award] = {}
    refusals = []
    for name in named:
        wanted = _id_in(name, where)
        if isinstance(wanted, Refusal):
            refusals.append(wanted)
        elif (row := awards.row_of(wanted)) is not None:
            found[wanted] = awards[row]
        else:
            fault = known.unknown(wanted)
            assert fault is not None  # the ledger was read whole, so what is not in it does not exist
            refusals.append(Refusal(name, fault.text, fault.hint))
    return list(found.values()), refusals


def _id_in(name: str, where: Addresses) -> str | Refusal:
    """The id in the address of a page or file of an award; what is no address is an id."""
    if "/" not in name:
        return name
    path = where.path(name)
    match = _ID_IN_PATH.fullmatch(path) if path is not None else None
    if match:
        return match[1]
    if path is None and _SCHEME.match(name):
        return Refusal(
            name, f"this address is not below {where.base_url}", "give the award's id, or its page's address"
        )
    return Refusal(name, "this is not the address of an award's page", f"they begin with {where.url(_PAGES)}")


def _about_words(wish: Wish, ledger: Ledger) -> list[Refusal]:
    """What is wrong with reason and by, in the words of the ledger's own reader."""
    refusals = []
    if wish.kind in _NEED_REASON and not wish.reason.strip():
        hint = "say in one sentence why, with --reason: the badge's page will show it"
        refusals.append(Refusal("--reason", f"a badge is not {wish.kind} without a reason", hint))
    for option, fault in (
        ("--reason", text_fault(wish.reason, "the reason")),
        ("--reason", _address_in(wish.reason, ledger)),
        ("--by", name_fault(wish.by, "the role")),
    ):
        if fault:
            refusals.append(Refusal(option, fault.text, fault.hint))
    return refusals


def _address_in(text: str, ledger: Ledger) -> Fault | None:
    """An earner's e-mail address in a text that will be published, if there is one."""
    assert isinstance(ledger.earners, EarnerRows), "a ledger is made by read_ledger"
    earner_of = Owners(ledger.earners)
    report = Report()
    privacy = Privacy(report)
    privacy.know(earner_of, frozenset(), earner_of.domains)
    privacy.look(Place("--reason"), text, in_row=True)
    privacy.close(iter(earner_of))
    first = next(iter(report.problems()), None)
    return Fault(first.code, first.text, first.hint) if first else None


def _about_award(award: Award, wish: Wish) -> Refusal | None:
    standing, said = award.standing()
    refusal = _senseless(wish.kind, standing)
    if refusal:
        since = f", since {spelled(said.at)}" if said else ""
        return Refusal(award.id, refusal[0] + since, refusal[1])
    last = award.events[-1] if award.events else None
    if wish.at < award.awarded_at and award.awarded_at >= (last.at if last else award.awarded_at):
        text = f"it is awarded only at {spelled(award.awarded_at)}, later than {spelled(wish.at)}"
        return Refusal(award.id, text, f"see line {award.place.line} of {award.place.path}; --at gives another time")
    if last is not None and wish.at < last.at:
        return Refusal(award.id, _too_early(last, wish.at), "the events of an award stand in order of time; see --at")
    return None


def _too_early(last: Event, at: datetime) -> str:
    return f"its last event ({last.kind}, {last.place}) is of {spelled(last.at)}, later than {spelled(at)}"


def _senseless(kind: EventKind, standing: Standing) -> tuple[str, str] | None:
    """Why an award that stands so can not have this event, and what to do instead."""
    if standing is Standing.REVOKED and kind in (EventKind.REVOKED, EventKind.SUSPENDED, EventKind.REISSUED):
        return "it is revoked already", "badgepress reinstate lifts a revocation"
    if standing is Standing.SUSPENDED and kind is EventKind.SUSPENDED:
        return "it is suspended already", "badgepress revoke withdraws it, badgepress reinstate lifts the suspension"
    if standing is Standing.GOOD and kind is EventKind.REINSTATED:
        return "it is neither revoked nor suspended", "there is nothing to lift"
    return None


def check_undo(
    kind: EventKind, named: Sequence[str], ledger: Ledger
) -> tuple[list[tuple[Award, Event]], list[Refusal]]:
    """The awards with the events to be taken back, first in the file first, and what speaks against it.

    Those are the last lines of events.csv: one for each award that is named, each of this kind. Whether a site with
    them was built already is for the caller to find out.
    """
    awards, refusals = find_awards(named, ledger)
    pairs = sorted(((award, award.events[-1]) for award in awards if award.events), key=lambda pair: pair[1].place.line)
    last_lines = ledger.awards.last_events(len(awards))
    for award in awards:
        event = award.events[-1] if award.events else None
        if event is None or event.kind is not kind:
            what = f"its last event is {quoted(event.kind.value)}" if event else "it has no event"
            refusals.append(Refusal(award.id, f"{what}, so there is no {quoted(kind.value)} to take back"))
        elif event.place.line not in last_lines:
            hint = "only the last lines of events.csv are taken back; badgepress reinstate lifts a revocation"
            refusals.append(Refusal(award.id, f"other events stand behind {event.place}", hint))
    return pairs, refusals
