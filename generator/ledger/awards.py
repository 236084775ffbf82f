"""awards.csv: who earned what and when, one award a line.

The format is described in docs/formats/awards.csv.md. A million rows go through here: what most rows need is a look
into a dict or a cache, and words are made only for what is wrong.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from generator.ledger.achievements import Catalogue
from generator.ledger.earners import People
from generator.ledger.faults import Fault
from generator.ledger.header import Columns
from generator.ledger.ids import Known
from generator.ledger.moments import moment, spelled
from generator.ledger.numbers import Numbers
from generator.ledger.privacy import Privacy
from generator.ledger.results import parse_results
from generator.ledger.rows import Rows
from generator.ledger.suggest import did_you_mean, one_of
from generator.ledger.texts import AWARD_ID, award_id_fault, name_fault
from generator.ledger.urls import web_address_fault
from generator.model import Award, Evidence, Place, Result, Visibility
from generator.printable import quoted

PATH = "content/awards.csv"
COLUMNS = Columns(
    (
        "id",
        "earner",
        "achievement",
        "awarded_at",
        "expires_at",
        "status_index",
        "visibility",
        "evidence_url",
        "evidence_name",
        "evidence_text",
        "results",
    )
)
BEGINNING = re.compile(r"[0-9a-z]{16},[a-z0-9]")

_ID, _EARNER, _ACHIEVEMENT, _AWARDED, _EXPIRES, _INDEX, _VISIBILITY, _URL, _NAME, _TEXT, _RESULTS = range(11)
_VISIBILITIES = {member.value: member for member in Visibility}
_MOST_CACHED = 10_000


@dataclass(slots=True)
class Awards:
    """All awards in file order; `position` finds one by id. `broken` has line and, if known, time of broken rows."""

    awards: list[Award]
    position: dict[str, int]
    known: Known
    broken: dict[str, tuple[int, datetime | None]] = field(default_factory=dict)

    def made(self, award_id: str) -> tuple[datetime, int] | None:
        """When an award was made, and the line that says so, as far as that can be read."""
        at = self.position.get(award_id)
        if at is not None:
            return self.awards[at].awarded_at, self.awards[at].place.line
        line, time = self.broken.get(award_id, (0, None))
        return (time, line) if time else None


def no_awards() -> Awards:
    """What is known where awards.csv could not be read: nothing, so that no award is called unknown."""
    awards = Awards([], {}, Known({}, "award", PATH))
    awards.known.is_complete = False
    return awards


def read_awards(
    rows: Rows, catalogue: Catalogue, people: People, unbadged: Mapping[str, Fault], privacy: Privacy
) -> Awards:
    """The awards in `rows`; `unbadged` says of codes (casefolded) why they have no badge."""
    reader = _Reader(rows, catalogue, people, unbadged, privacy)
    for fields in rows:
        reader.take(fields)
    reader.numbers.close(rows.report)
    awards = reader.awards
    awards.known.is_complete = rows.is_readable
    for lost in rows.lost:
        awards.known.add_lost(lost, award_id_fault)
    return awards


class _Reader:
    """One row after the other, and what must be unique over all of them."""

    def __init__(
        self, rows: Rows, catalogue: Catalogue, people: People, unbadged: Mapping[str, Fault], privacy: Privacy
    ) -> None:
        position: dict[str, int] = {}
        self.awards = Awards([], position, Known(position, "award", PATH))
        self.rows = rows
        self.catalogue = catalogue
        self.people = people
        self.privacy = privacy
        self.numbers = Numbers(rows, _INDEX)
        self.unbadged = unbadged
        self.slug_of_code = {a.code.casefold(): a.slug for a in catalogue.achievements.values() if a.code}
        self.results: dict[tuple[str, str], tuple[Result, ...] | Fault] = {}

    def take(self, row: list[str]) -> None:
        """Read one row into `awards`."""
        award_id = row[_ID]
        self._check_id(award_id)
        earner = self._earner(row[_EARNER])
        achievement = self._achievement(row[_ACHIEVEMENT])
        awarded_at = self._moment(_AWARDED, row[_AWARDED])
        expires_at = self._expiry(row[_EXPIRES], awarded_at) if row[_EXPIRES] else None
        number = self.numbers.take(row[_INDEX], award_id)
        visibility = self._visibility(row[_VISIBILITY]) if row[_VISIBILITY] else None
        evidence = self._evidence(row[_URL], row[_NAME], row[_TEXT])
        results = self._results(row[_RESULTS], row[_ACHIEVEMENT]) if row[_RESULTS] else ()
        if evidence or results:
            self._look_for_addresses(row)
        self._check_retired(row[_ACHIEVEMENT], awarded_at)
        if not self.rows.is_sound or awarded_at is None:
            self._keep_broken(award_id, awarded_at)
            return
        place = Place(PATH, self.rows.line)
        self.awards.position[award_id] = len(self.awards.awards)
        self.awards.awards.append(
            Award(award_id, earner, achievement, awarded_at, expires_at, number, visibility, place, evidence, results)
        )

    def _keep_broken(self, award_id: str, awarded_at: datetime | None) -> None:
        if award_id_fault(award_id):
            self.awards.known.add_misspelt(award_id)
        else:
            self.awards.known.add_broken(award_id)
            self.awards.broken.setdefault(award_id, (self.rows.line, awarded_at))

    def _check_id(self, award_id: str) -> None:
        if not AWARD_ID.fullmatch(award_id):
            fault = award_id_fault(award_id)
            if fault:
                self.rows.fault(_ID, fault)
        elif award_id in self.awards.position or award_id in self.awards.broken or award_id in self.rows.lost:
            at = self.awards.position.get(award_id)
            first, _ = self.awards.broken.get(award_id, (self.rows.lost.get(award_id), None))
            line = first if at is None else self.awards.awards[at].place.line
            text = f"the id {quoted(award_id)} is taken: it stands in line {line}"
            self.rows.fault(
                _ID, Fault("id-repeated", text, "an award keeps its id for ever; draw a new one for this award")
            )

    def _earner(self, text: str) -> str:
        """The id of the earner, the very string that the earner has, so that a million awards share it."""
        earner = self.people.earners.get(text)
        if earner is not None:
            return earner.id
        if not text:
            self.rows.fault(_EARNER, Fault("earner-missing", "the award has no earner", "write an id of earners.csv"))
        else:
            self._fault_if(_EARNER, self._no_earner(text))
        self.rows.spoil(_EARNER)
        return text

    def _no_earner(self, text: str) -> Fault | None:
        fault = self._unknown(text, self.people.known)
        earner_id = self.people.earner_of.get(text.lower()) if fault else None
        if fault and earner_id:
            return fault._replace(hint=f"did you mean {quoted(earner_id)}? awards name an earner by id, not by address")
        return fault

    def _unknown(self, text: str, known: Known) -> Fault | None:
        return known.unknown(text, in_full=self.rows.report.has_room(PATH, known.code))

    def _achievement(self, text: str) -> str:
        achievement = self.catalogue.achievements.get(text)
        if achievement is None:
            self._fault_if(_ACHIEVEMENT, self._no_achievement(text))
            self.rows.spoil(_ACHIEVEMENT)
            return text
        if self.unbadged and achievement.code:
            self._fault_if(_ACHIEVEMENT, unbadged_fault(achievement.code, self.unbadged))
        return achievement.slug

    def _no_achievement(self, text: str) -> Fault | None:
        if not text:
            hint = "write the name of a folder in content/achievements/"
            return Fault("achievement-missing", "the award has no achievement", hint)
        fault = unbadged_fault(text, self.unbadged)
        if fault:
            return fault
        fault = self._unknown(text, self.catalogue.known)
        slug = self.slug_of_code.get(text.casefold())
        return fault._replace(hint=f"did you mean {quoted(slug)}, which has this code?") if fault and slug else fault

    def _moment(self, column: int, text: str, at_end: bool = False) -> datetime | None:
        if not text:
            self.rows.fault(column, Fault("date-missing", "the award has no date", "write it like 2026-03-01"))
            return None
        found = moment(text, at_end)
        if isinstance(found, Fault):
            self.rows.fault(column, found)
            return None
        return found

    def _expiry(self, text: str, awarded_at: datetime | None) -> datetime | None:
        found = self._moment(_EXPIRES, text, True)
        if found and awarded_at and found <= awarded_at:
            words = f"it would expire at {spelled(found)}, which is not after the award at {spelled(awarded_at)}"
            self.rows.fault(_EXPIRES, Fault("expiry", words, "leave it blank for an award that does not expire"))
        return found

    def _visibility(self, text: str) -> Visibility | None:
        found = _VISIBILITIES.get(text)
        if found is None:
            hint = did_you_mean(text, _VISIBILITIES, f"visibility is {one_of(_VISIBILITIES)}, or blank")
            self.rows.fault(_VISIBILITY, Fault("choice", f"{quoted(text)} is not a visibility", hint))
        return found

    def _evidence(self, url: str, name: str, text: str) -> Evidence | None:
        if not url and not name and not text:
            return None
        if url:
            self._fault_if(_URL, web_address_fault(url))
        if name:
            self._fault_if(_NAME, name_fault(name, "the evidence_name"))
            if not url and not text:
                hint = "add evidence_url or evidence_text, or leave the name out"
                self.rows.fault(_NAME, Fault("evidence", "the evidence has a name, but neither address nor text", hint))
        return Evidence(url, name, text.replace("\r\n", "\n"))

    def _results(self, text: str, slug: str) -> tuple[Result, ...]:
        achievement = self.catalogue.achievements.get(slug)
        if achievement is None or slug in self.catalogue.unclear_results:
            return ()
        found = self.results.get((slug, text))
        if found is None:
            found = parse_results(text, achievement)
            if len(self.results) < _MOST_CACHED:
                self.results[slug, text] = found
        if isinstance(found, Fault):
            self.rows.fault(_RESULTS, found)
            return ()
        return found

    def _look_for_addresses(self, row: list[str]) -> None:
        if not self.privacy.suspects("\n".join(row[_URL:])):
            return
        for column in range(_URL, _RESULTS + 1):
            if self.privacy.suspects(row[column]):
                self.privacy.look(self.rows.place(column), row[column], in_row=True)

    def _check_retired(self, slug: str, awarded_at: datetime | None) -> None:
        achievement = self.catalogue.achievements.get(slug)
        retired_on = achievement.retired_on if achievement else None
        if retired_on and awarded_at and awarded_at.date() > retired_on:
            text = f"awarded on {awarded_at.date()}, after {quoted(slug)} was retired on {retired_on}"
            self.rows.fault(
                _AWARDED, Fault("awarded-after-retirement", text, "check the date; the badge is made").warning()
            )

    def _fault_if(self, column: int, fault: Fault | None) -> None:
        if fault:
            self.rows.fault(column, fault)


def unbadged_fault(code: str, unbadged: Mapping[str, Fault]) -> Fault | None:
    """Why rules.toml lets nothing with this code be awarded, if it does."""
    fault = unbadged.get(code.casefold())
    return fault._replace(text=f"{quoted(code)} {fault.text}") if fault else None
