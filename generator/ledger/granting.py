"""Which awards can be made of what is wanted: each wish held against the ledger, every refusal found at once.

An earner is known by any of the addresses in earners.csv, whatever the name; an unknown one gets a row. The key of an
award is earner, achievement and day (in UTC): one that is there already, and not revoked, is a repeat. Ids and status
indexes are drawn by lot (see `draw`). Nothing here writes (see `append`) and nothing reads a clock.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime
from enum import StrEnum

from msgspec import Struct, field

from generator.ledger.draw import new_award_id, new_status_indexes
from generator.ledger.early import early_fault
from generator.ledger.earner_rows import EarnerRows, Owners
from generator.ledger.faults import Fault
from generator.ledger.grants import Grant
from generator.ledger.ids import Known
from generator.ledger.moments import moment, spelled
from generator.ledger.newrows import RowsRefused
from generator.ledger.records import SEPARATORS
from generator.ledger.results import parse_results
from generator.ledger.spans import day_after
from generator.ledger.suggest import did_you_mean, one_of
from generator.ledger.texts import id_fault, mail_fault, name_fault, name_warning, slug_of, text_fault
from generator.ledger.urls import web_address_fault
from generator.ledger.wishes import Refusal
from generator.model import LANGUAGES, Achievement, Ledger, Standing, Visibility, normal_language
from generator.printable import quoted

NEVER = "never"  # what stands for "does not expire" where the achievement says how long it is valid


class OnRepeat(StrEnum):
    """What to do about an award that is there already."""

    REFUSE = "refuse"
    SKIP = "skip"
    AGAIN = "again"


class Granted(Struct, frozen=True):
    """An award to be made. `row` is that of awards.csv."""

    grant: Grant
    earner: str
    row: tuple[str, ...]

    @property
    def id(self) -> str:
        return self.row[0]


class Plan(Struct):
    """What would be written; if there are refusals, nothing may be, and it is only what can be granted.

    `skipped` names the award that is there, `newcomers` has for each of `people` the wish that made the row.
    """

    people: list[tuple[str, ...]] = field(default_factory=list)
    newcomers: list[Grant] = field(default_factory=list)
    granted: list[Granted] = field(default_factory=list)
    skipped: list[tuple[Grant, str]] = field(default_factory=list)
    refusals: list[Refusal] = field(default_factory=list)
    remarks: list[Refusal] = field(default_factory=list)


def plan_awards(grants: Sequence[Grant], ledger: Ledger, on_repeat: OnRepeat, now: datetime) -> Plan:
    """The rows to write for these wishes, and everything that speaks against them."""
    planner = _Planner(ledger, on_repeat, now)
    people = [(grant, planner.earner(grant)) for grant in grants]
    planner.know_awards(earner for _, earner in people)
    for grant, earner in people:
        planner.take(grant, earner)
    return planner.close()


def refusals_of(refused: RowsRefused, plan: Plan) -> list[Refusal]:
    """Why the ledger would not be sound with `plan`, said of what was wanted; of what was there, at its own place."""
    sources = ((refused.people, plan.newcomers), (refused.awards, [granted.grant for granted in plan.granted]))
    refusals = []
    for problem in refused.errors:
        found = [(grants[at[0]], at[1]) for rows, grants in sources if (at := rows.find(problem.place))]
        about = found[0][0].where(_WANTED_AS.get(found[0][1], found[0][1])) if found else str(problem.place)
        refusals.append(Refusal(about, problem.text, problem.hint))
    return list(dict.fromkeys(refusals))


# What columns of the ledger are called in a wish, where the name is another.
_WANTED_AS = {
    "id": "email",
    "earner": "email",
    "emails": "email",
    "accept": "email",
    "handle": "email",
    "awarded_at": "date",
    "expires_at": "expires",
    "status_index": "email",
}


class _Planner:
    """One wish after the other, and what must hold over all of them."""

    def __init__(self, ledger: Ledger, on_repeat: OnRepeat, now: datetime) -> None:
        assert isinstance(ledger.earners, EarnerRows), "a ledger is made by read_ledger"
        self.ledger = ledger
        self.on_repeat = on_repeat
        self.now = now
        self.plan = Plan()
        self.owners = Owners(ledger.earners)
        self.known = Known(ledger.achievements, "achievement", "content/achievements/")
        self.fresh: dict[str, str] = {}  # addresses of earners that are to be made, each with the id
        self.fresh_names: dict[str, str] = {}
        self.numbers: dict[str, int] = {}  # of ids that are wanted more than once, the next one to try
        self.newcomers: list[tuple[Grant, str]] = []
        self.there: dict[tuple[str, str, date], str] = {}  # each award by its key
        self.drawn: set[str] = set()
        self.sound: list[tuple[Grant, str, datetime, str]] = []

    def refuse(self, grant: Grant, column: str | tuple[str, ...], fault: Fault | None) -> bool:
        """Whether there was a fault to put on record. Several columns are those that do not fit together."""
        if fault:
            columns = (column,) if isinstance(column, str) else column
            self.plan.refusals.append(Refusal(grant.where(*columns), fault.text, fault.hint))
        return fault is not None

    def earner(self, grant: Grant) -> str:
        """The id of the earner who is meant, of a new one where nobody has the address; "" where it cannot be told."""
        addresses = [address for address in SEPARATORS.split(grant.email) if address]
        faults = [fault for address in addresses if (fault := mail_fault(address))]
        if not addresses:
            faults = [Fault("email-missing", "the earner has no e-mail address", "it says who is meant; give one")]
        refused = [self.refuse(grant, "email", fault) for fault in faults[:1]]
        refused.append(self.refuse(grant, "language", _language_fault(grant.language)))
        owners = {owner for address in addresses if (owner := self._owner(address))}
        if len(owners) > 1:
            names = " and ".join(quoted(owner) for owner in sorted(owners))
            hint = "one person has one row in earners.csv; name an address of one of them"
            refused.append(self.refuse(grant, "email", Fault("email", f"the addresses belong to {names}", hint)))
        refused.append(self._name_refused(grant, is_new=not owners))
        if any(refused):
            return ""
        return self._known(grant, owners.pop()) if owners else self._new(grant, addresses)

    def _owner(self, address: str) -> str | None:
        return self.owners.get(address.lower()) or self.fresh.get(address.lower())

    def _name_refused(self, grant: Grant, *, is_new: bool) -> bool:
        name = grant.name
        if not name.strip():
            missing = Fault("name-missing", "the earner has no name", "write it as the badge shall show it")
            return is_new and self.refuse(grant, "name", missing)
        if is_new and (doubt := name_warning(name)):
            self.plan.remarks.append(Refusal(grant.where("name"), doubt.text, doubt.hint))
        return self.refuse(grant, "name", name_fault(name) or _address_in(name))

    def _known(self, grant: Grant, earner: str) -> str:
        """An earner who is there: the name in the ledger is the one that badges show."""
        name = self.fresh_names.get(earner) or self.ledger.earners[earner].name
        if grant.name.strip() and grant.name != name:
            hint = "the badge shows that one; correct it there if it is wrong"
            text = f"earner {quoted(earner)} has another name in content/earners.csv"
            self.plan.remarks.append(Refusal(grant.where("name"), text, hint))
        return earner

    def _new(self, grant: Grant, addresses: Sequence[str]) -> str:
        earner = self._free_id(slug_of(grant.name) or "earner")
        self.fresh.update(dict.fromkeys((address.lower() for address in addresses), earner))
        self.fresh_names[earner] = grant.name
        self.newcomers.append((grant, earner))
        self.plan.newcomers.append(grant)
        language = normal_language(grant.language) or "" if grant.language else ""
        self.plan.people.append((earner, grant.name, ";".join(addresses), language, "", "", ""))
        return earner

    def _free_id(self, wanted: str) -> str:
        """`wanted`, or with the first number behind it that makes it free."""
        wanted = wanted[:90]
        # Names without a letter of a to z all want one id: none of its numbers is tried twice.
        number = self.numbers.get(wanted, 1)
        while True:
            name = wanted if number == 1 else f"{wanted}-{number}"
            number += 1
            if name not in self.fresh_names and self.ledger.earners.row_of(name) is None and id_fault(name) is None:
                self.numbers[wanted] = number
                return name

    def know_awards(self, earners: Iterable[str]) -> None:
        """Gather the awards that these earners have: what is wanted may be there already."""
        rows_of = {self.ledger.earners.row_of(earner): earner for earner in earners}
        awards, slugs = self.ledger.awards, list(self.ledger.achievements)
        revoked = list(Standing).index(Standing.REVOKED)
        for row, earner_row in enumerate(awards.earner_row):
            earner = rows_of.get(earner_row)
            if earner and awards.standing[row] != revoked:
                day = datetime.fromtimestamp(awards.awarded_at[row], UTC).date()
                self.there[earner, slugs[awards.achievement[row]], day] = awards.ids[row]

    def take(self, grant: Grant, earner: str) -> None:
        """Find out whether this wish can be granted."""
        achievement = self._achievement(grant)
        awarded_at = self._moment(grant)
        expires = self._expiry(grant, achievement, awarded_at)
        faults = [self.refuse(grant, column, fault) for column, fault in _other_faults(grant, achievement)]
        if achievement is None or awarded_at is None or expires is None or any(faults) or not earner:
            return
        key = (earner, achievement.slug, awarded_at.date())
        if key in self.there and self.on_repeat is not OnRepeat.AGAIN:
            self._repeated(grant, self.there[key])
            return
        if achievement.retired_on and awarded_at.date() > achievement.retired_on:
            text = f"{quoted(achievement.slug)} was retired on {achievement.retired_on}; the badge is made"
            self.plan.remarks.append(
                Refusal(grant.where("date", "achievement"), text, "give an earlier --date if that is wrong")
            )
        if doubt := early_fault(awarded_at, self.now):
            self.plan.remarks.append(Refusal(grant.where("date"), doubt.text, doubt.hint))
        self.there[key] = ""
        self.sound.append((grant, earner, awarded_at, expires))

    def _repeated(self, grant: Grant, award_id: str) -> None:
        if self.on_repeat is OnRepeat.SKIP:
            self.plan.skipped.append((grant, award_id))
            return
        which = f"it is award {award_id}" if award_id else "another line of this run says the same"
        hint = "--on-repeat skip passes over it, --on-repeat again makes a second badge"
        text = f"the same earner has {quoted(grant.achievement)} of the same day already: {which}"
        self.plan.refusals.append(Refusal(grant.where("email"), text, hint))

    def _achievement(self, grant: Grant) -> Achievement | None:
        if not grant.achievement:
            hint = f"name one with --achievement; there {_there_are(self.ledger)}"
            self.refuse(grant, "achievement", Fault("achievement-missing", "no achievement is named", hint))
            return None
        fault = self.known.unknown(grant.achievement)
        self.refuse(grant, "achievement", fault)
        return None if fault else self.ledger.achievements[grant.achievement]

    def _moment(self, grant: Grant) -> datetime | None:
        found = moment(grant.date)
        if isinstance(found, Fault):
            self.refuse(grant, "date", found)
            return None
        return found

    def _expiry(self, grant: Grant, achievement: Achievement | None, awarded_at: datetime | None) -> str | None:
        """What awards.csv shall say, "" for never; by default as long as the achievement says that it is valid."""
        if grant.expires == NEVER:
            return ""
        if not grant.expires:
            span = achievement.valid_for if achievement else ""
            return day_after(awarded_at.date(), span).isoformat() if span and awarded_at else ""
        found = moment(grant.expires, True)
        if isinstance(found, Fault):
            self.refuse(grant, "expires", found)
            return None
        if awarded_at and found <= awarded_at:
            text = f"it would expire at {spelled(found)}, which is not after the award at {spelled(awarded_at)}"
            self.refuse(grant, ("expires", "date"), Fault("expiry", text, f"--expires {NEVER} lets it stand for good"))
            return None
        return grant.expires

    def close(self) -> Plan:
        """Draw what is left to chance, now that it is known how many there are."""
        # What an option says holds for many rows, and is told once.
        self.plan.refusals = list(dict.fromkeys(self.plan.refusals))
        self._remark_namesakes()
        indexes = new_status_indexes(self.ledger.awards.status_index, len(self.sound))
        for (grant, earner, _, expires), index in zip(self.sound, indexes, strict=True):
            award_id = self._draw()
            evidence = (grant.evidence_url, grant.evidence_name, grant.evidence_text)
            begin = (award_id, earner, grant.achievement, grant.date, expires, str(index), grant.visibility)
            self.plan.granted.append(Granted(grant, earner, (*begin, *evidence, grant.results)))
        self.plan.remarks = list(dict.fromkeys(self.plan.remarks))
        return self.plan

    def _remark_namesakes(self) -> None:
        """Say of a new earner that somebody else has the same name: most likely one person with two addresses."""
        names = {grant.name.casefold(): (grant, earner) for grant, earner in self.newcomers}
        for other in self.ledger.earners.values() if names else ():
            grant, earner = names.pop(other.name.casefold(), (None, ""))
            if grant:
                text = f"earner {quoted(other.id)} has the same name as the new earner {quoted(earner)}"
                hint = "if they are one person, take this back and put both addresses into the one row of earners.csv"
                self.plan.remarks.append(Refusal(grant.where("email"), text, hint))

    def _draw(self) -> str:
        award_id = new_award_id(self.drawn)
        while self.ledger.awards.row_of(award_id) is not None:
            award_id = new_award_id(self.drawn)
        self.drawn.add(award_id)
        return award_id


def _there_are(ledger: Ledger) -> str:
    slugs = list(ledger.achievements)
    return f"are {len(slugs):,} in content/achievements/" if len(slugs) > 5 else f"is {', '.join(slugs)}"


def _language_fault(language: str) -> Fault | None:
    if not language or normal_language(language):
        return None
    return Fault("language-unknown", f"{quoted(language)} is not a language of this program", one_of(LANGUAGES))


def _other_faults(grant: Grant, achievement: Achievement | None) -> Iterator[tuple[str | tuple[str, ...], Fault]]:
    """What is wrong with the parts of a wish that need no other row."""
    words = [word.value for word in Visibility]
    if grant.visibility and grant.visibility not in words:
        hint = did_you_mean(grant.visibility, words, f"visibility is {one_of(words)}")
        yield "visibility", Fault("choice", f"{quoted(grant.visibility)} is not a visibility", hint)
    checks = (
        ("evidence_url", web_address_fault(grant.evidence_url) if grant.evidence_url else None),
        ("evidence_name", name_fault(grant.evidence_name, "the name of the evidence")),
        ("evidence_text", text_fault(grant.evidence_text, "the evidence")),
    )
    yield from ((column, fault) for column, fault in checks if fault)
    if grant.evidence_name and not (grant.evidence_url or grant.evidence_text):
        hint = "give its address or a text too, or leave the name out"
        columns = ("evidence_name", "evidence_url", "evidence_text")
        yield columns, Fault("evidence", "the evidence has a name, but neither address nor text", hint)
    results = parse_results(grant.results, achievement) if achievement else ()
    if isinstance(results, Fault):
        yield ("results", "achievement"), results


def _address_in(name: str) -> Fault | None:
    """An e-mail address in the place of a name, or in it: it would be published."""
    if "@" not in name or all(mail_fault(part) for part in SEPARATORS.split(name)):
        return None
    return Fault("private-address", "the name holds an e-mail address, and would publish it", "write the name alone")
