"""awards.csv: who earned what and when, one award a line.

The format is described in docs/formats/awards.csv.md. A million rows go through here: what most rows need is a look
into a dict or a cache, and words are made only for what is wrong.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime

from msgspec import Struct, field

from generator.ledger.achievements import Catalogue
from generator.ledger.award_rows import AwardRows
from generator.ledger.chunks import Chunk
from generator.ledger.earners import People
from generator.ledger.faults import Fault
from generator.ledger.header import Columns
from generator.ledger.ids import Known
from generator.ledger.moments import moment, spelled
from generator.ledger.numbers import Numbers
from generator.ledger.plain_awards import NEVER, OWN_WORDS, Judge, Judged
from generator.ledger.privacy import Privacy
from generator.ledger.results import parse_results
from generator.ledger.rowfile import RowFile
from generator.ledger.rows import Rows
from generator.ledger.suggest import did_you_mean, one_of
from generator.ledger.texts import award_id_fault, name_fault
from generator.ledger.urls import web_address_fault
from generator.model import Result, Visibility
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
_MOST_CACHED = 10_000


class Ranks(Struct):
    """All awards of sound rows, in file order. `broken` has line and, if known, time of broken rows."""

    awards: AwardRows
    known: Known
    broken: dict[str, tuple[int, datetime | None]] = field(default_factory=dict)

    def made(self, award_id: str) -> tuple[datetime, int] | None:
        """When an award was made, and the line that says so, as far as that can be read."""
        at = self.awards.row_of(award_id)
        if at is not None:
            return datetime.fromtimestamp(self.awards.awarded_at[at], UTC), self.awards.file.line(at)
        line, time = self.broken.get(award_id, (0, None))
        return (time, line) if time else None


def no_awards(catalogue: Catalogue, people: People) -> Ranks:
    """What is known where awards.csv could not be read: nothing, so that no award is called unknown."""
    ranks = _ranks(RowFile(PATH), catalogue, people)
    ranks.known.is_complete = False
    return ranks


def _ranks(file: RowFile, catalogue: Catalogue, people: People) -> Ranks:
    awards = AwardRows(file, people.earners, catalogue.achievements)
    return Ranks(awards, Known(awards.ids, "award", PATH))


def read_awards(
    rows: Rows, file: RowFile, catalogue: Catalogue, people: People, unbadged: Mapping[str, Fault], privacy: Privacy
) -> Ranks:
    """The awards in `rows`, which are those of `file`; `unbadged` says of codes (casefolded) why they have no badge."""
    ranks = _ranks(file, catalogue, people)
    reader = _Reader(rows, ranks, catalogue, people, unbadged, privacy)
    rows.read(reader.take_all, reader.take)
    reader.numbers.close(rows.report)
    ranks.awards.trim()
    ranks.known.is_complete = rows.is_readable
    for lost in rows.lost:
        ranks.known.add_lost(lost, award_id_fault)
    return ranks


class _Reader:
    """One row after the other, or many at once, and what must be unique over all of them."""

    def __init__(
        self,
        rows: Rows,
        ranks: Ranks,
        catalogue: Catalogue,
        people: People,
        unbadged: Mapping[str, Fault],
        privacy: Privacy,
    ) -> None:
        self.ranks = ranks
        self.awards = ranks.awards
        self.rows = rows
        self.catalogue = catalogue
        self.people = people
        self.privacy = privacy
        self.numbers = Numbers(rows, _INDEX, ranks.awards.status_index, ranks.awards.file)
        self.unbadged = unbadged
        self.is_ready = False  # for about as many rows as the file has
        self.position = {slug: at for at, slug in enumerate(catalogue.achievements)}
        self.slug_of_code = {a.code.casefold(): a.slug for a in catalogue.achievements.values() if a.code}
        self.results: dict[tuple[str, str], tuple[Result, ...] | Fault] = {}
        self.judge = Judge(catalogue.achievements, self._is_awardable, people.earners.index, privacy.suspects)

    def _is_awardable(self, slug: str) -> bool:
        achievement = self.catalogue.achievements[slug]
        return slug not in self.catalogue.unclear_results and not unbadged_fault(achievement.code, self.unbadged)

    def take_all(self, chunk: Chunk) -> bool:
        """Read a chunk, if all its rows are plainly in order and repeat nothing; else leave it untouched."""
        if not self.is_ready and not len(self.awards):
            expected = self.awards.file.expected()
            self.awards.reserve(expected)
            self.numbers.reserve(expected)
        self.is_ready = True
        found = self.judge.judge(chunk)
        others = (self.ranks.broken.keys(), self.rows.lost.keys())
        if found is None or not all(names.isdisjoint(found.ids) for names in others):
            return False
        if not self.awards.ids.add_all(found.ids):
            return False
        if not self.numbers.add_all(found.status_index):
            self.awards.ids.take_back(len(self.awards))
            return False
        self.awards.add_all(chunk, found)
        for at in found.suspects:
            self._look_for_addresses(self.rows.look_at(chunk, at))
        return True

    def take(self, row: list[str]) -> None:
        """Read one row."""
        award_id = row[_ID]
        self._check_id(award_id)
        earner = self._earner(row[_EARNER])
        self._check_achievement(row[_ACHIEVEMENT])
        awarded_at = self._moment(_AWARDED, row[_AWARDED])
        expires_at = self._expiry(row[_EXPIRES], awarded_at) if row[_EXPIRES] else None
        number = self.numbers.take(row[_INDEX], award_id)
        if row[_VISIBILITY]:
            self._check_visibility(row[_VISIBILITY])
        self._check_evidence(row[_URL], row[_NAME], row[_TEXT])
        results = self._results(row[_RESULTS], row[_ACHIEVEMENT]) if row[_RESULTS] else ()
        if results or any(row[_URL:_RESULTS]):
            self._look_for_addresses(row)
        self._check_retired(row[_ACHIEVEMENT], awarded_at)
        is_sound = self.rows.is_sound and awarded_at is not None and earner is not None
        self.numbers.keep(number, is_sound)
        if is_sound:
            assert awarded_at is not None and earner is not None
            self.awards.ids.add_all([award_id])
            own, at = OWN_WORDS[row[_VISIBILITY]], self.position[row[_ACHIEVEMENT]]
            times = [int(awarded_at.timestamp())], [int(expires_at.timestamp()) if expires_at else NEVER]
            self.awards.add_all(
                self.rows.current(), Judged([award_id], [earner], [at], *times, [number], bytes([own]), [])
            )
        else:
            self._keep_broken(award_id, awarded_at)

    def _keep_broken(self, award_id: str, awarded_at: datetime | None) -> None:
        if award_id_fault(award_id):
            self.ranks.known.add_misspelt(award_id)
        else:
            self.ranks.known.add_broken(award_id)
            self.ranks.broken.setdefault(award_id, (self.rows.line, awarded_at))

    def _check_id(self, award_id: str) -> None:
        fault = award_id_fault(award_id)
        if fault:
            self.rows.fault(_ID, fault)
            return
        at = self.awards.row_of(award_id)
        if at is not None or award_id in self.ranks.broken or award_id in self.rows.lost:
            first, _ = self.ranks.broken.get(award_id, (self.rows.lost.get(award_id), None))
            line = first if at is None else self.awards.file.line(at)
            text = f"the id {quoted(award_id)} is taken: it stands in line {line}"
            self.rows.fault(
                _ID, Fault("id-repeated", text, "an award keeps its id for ever; draw a new one for this award")
            )

    def _earner(self, text: str) -> int | None:
        """The position of the earner, None where there is none."""
        at = self.people.earners.row_of(text) if text else None
        if at is not None:
            return at
        if not text:
            self.rows.fault(_EARNER, Fault("earner-missing", "the award has no earner", "write an id of earners.csv"))
        else:
            self._fault_if(_EARNER, self._no_earner(text))
        self.rows.spoil(_EARNER)
        return None

    def _no_earner(self, text: str) -> Fault | None:
        fault = self._unknown(text, self.people.known)
        earner_id = self.people.earner_of.get(text.lower()) if fault else None
        if fault and earner_id:
            return fault._replace(hint=f"did you mean {quoted(earner_id)}? awards name an earner by id, not by address")
        return fault

    def _unknown(self, text: str, known: Known) -> Fault | None:
        return known.unknown(text, in_full=self.rows.report.has_room(PATH, known.code))

    def _check_achievement(self, text: str) -> None:
        achievement = self.catalogue.achievements.get(text)
        if achievement is None:
            self._fault_if(_ACHIEVEMENT, self._no_achievement(text))
            self.rows.spoil(_ACHIEVEMENT)
        elif self.unbadged and achievement.code:
            self._fault_if(_ACHIEVEMENT, unbadged_fault(achievement.code, self.unbadged))

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

    def _check_visibility(self, text: str) -> None:
        if text not in OWN_WORDS:
            words = [word.value for word in Visibility]
            hint = did_you_mean(text, words, f"visibility is {one_of(words)}, or blank")
            self.rows.fault(_VISIBILITY, Fault("choice", f"{quoted(text)} is not a visibility", hint))

    def _check_evidence(self, url: str, name: str, text: str) -> None:
        if url:
            self._fault_if(_URL, web_address_fault(url))
        if name:
            self._fault_if(_NAME, name_fault(name, "the evidence_name"))
            if not url and not text:
                hint = "add evidence_url or evidence_text, or leave the name out"
                self.rows.fault(_NAME, Fault("evidence", "the evidence has a name, but neither address nor text", hint))

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
