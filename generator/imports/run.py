"""The whole story of an import, on one page.

    look       through the file once: which badges, how dates are written, whose awards
    settle     which achievement each badge is; new ones are made where that was asked for
    judge      every row: new, known, repeated, or not to be had; what is new goes into a staged change
    check      the ledger is read as it would be; a row that it does not accept is set aside, and judging begins again
    commit     all of it, or nothing

Nothing is written where a row cannot be had, unless such rows were asked to be left out. `now` is the only clock.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from generator.errors import LedgerError
from generator.imports import mapping, record
from generator.imports.attempt import Attempt
from generator.imports.awards import Held
from generator.imports.badges import Badges, settle_badges
from generator.imports.dates import Order
from generator.imports.draws import Draws
from generator.imports.incoming import Field, Source
from generator.imports.lines import Origin, Writer, earner_values
from generator.imports.making import PICTURE, plain_picture
from generator.imports.people import People
from generator.imports.record import Record
from generator.imports.survey import Seen, look_at
from generator.imports.wants import Came, Made, Wants, Watcher
from generator.ledger import events as events_csv
from generator.ledger.change import Content, opened_content
from generator.ledger.faults import Fault, Report, in_order
from generator.ledger.folder import Folder
from generator.ledger.privacy import Privacy
from generator.ledger.read import read_ledger
from generator.ledger.site import read_site
from generator.model import Accept, Ledger, Problem, Severity

_AWARDS, _EARNERS, _EVENTS = "content/awards.csv", "content/earners.csv", events_csv.PATH
_ACHIEVEMENTS = "content/achievements/"
_MOST_ROUNDS = 5


def run_import(
    source: Source,
    wants: Wants,
    watch: Watcher,
    before_commit: Callable[[Came], None] = lambda came: None,
    below: Callable[[int], int] | None = None,
) -> Came:
    """Import a file. Raises LedgerError where the ledger, the mapping or the file as a whole is not sound.

    `Came.rejected` has the reasons of single rows: without `wants.leaves_out` they keep everything from being written.
    `before_commit` is called when all is decided and nothing is in place: what has to be kept beside it is kept there.
    """
    with _opened(wants) as content:
        ledger = read_ledger(wants.project)
        with watch.stage("Look", source.size) as tick:
            seen, rows = look_at(source, ledger, tick)
        badges = settle_badges(source, seen, wants, ledger)
        orders, faults = seen.orders(wants.dates or source.dates, source)
        if faults := [*badges.faults, *faults]:
            problems = [Problem(place, fault.code, fault.text, fault.hint) for place, fault in faults]
            raise LedgerError(sorted(problems, key=lambda problem: problem.place))
        job = _Job(source, wants, content, ledger, seen, rows, badges, orders, below)
        came, attempt, after = job.try_until_sound(watch)
        if wants.dry_run or (came.rejected and not wants.leaves_out):
            return came
        before_commit(came)
        if not came.changes:
            return came
        came.warnings = sum(problem.severity is Severity.WARNING for problem in after.warnings)
        job.put_on_record(came, attempt)
        content.commit()
        return came


@contextmanager
def _opened(wants: Wants) -> Iterator[Content]:
    """content/, open for the change; for a dry run with a folder elsewhere, so that nothing is written here."""
    with ExitStack() as stack:
        scratch = Path(stack.enter_context(tempfile.TemporaryDirectory())) / "trial" if wants.dry_run else None
        yield stack.enter_context(opened_content(wants.project, scratch))


def _placed(source: Source, line: int, column: Field | None, fault: Fault) -> Problem:
    return Problem(source.place(line, column), fault.code, fault.text, fault.hint, fault.severity)


class _Job:
    """One import, as far as it is known before any row is judged."""

    def __init__(
        self,
        source: Source,
        wants: Wants,
        content: Content,
        ledger: Ledger,
        seen: Seen,
        rows: set[int],
        badges: Badges,
        orders: dict[Field, Order | None],
        below: Callable[[int], int] | None,
    ) -> None:
        self.source, self.wants, self.content, self.ledger = source, wants, content, ledger
        self.seen, self.rows, self.badges, self.orders, self.below = seen, rows, badges, orders, below
        self.record = Record(max(record.numbers(wants.project), default=0) + 1, source=source.title)
        self.accept = _default_accept(wants.project)
        self.first_lines = {path: _lines_in(wants.project / path) + 1 for path in (_AWARDS, _EARNERS, _EVENTS)}

    def try_until_sound(self, watch: Watcher) -> tuple[Came, Attempt, Ledger]:
        """Judge all rows, and again without those that the ledger does not accept."""
        excluded: dict[int, Fault] = {}
        spoilt: dict[str, list[Fault]] = {}
        for _ in range(_MOST_ROUNDS):
            attempt = self._attempt(excluded, spoilt)
            with watch.stage("Import", self.seen.rows) as tick:
                self._stage(attempt, tick)
            try:
                return attempt.came, attempt, self.content.check() if attempt.came.changes else self.ledger
            except LedgerError as error:
                rows, badges, others = self._at_home(error, attempt)
                if others or not (rows or badges):
                    raise LedgerError(in_order([*others, *self._told(rows, badges)])) from error
                excluded |= rows
                spoilt |= badges
                self.content.forget_all()
        raise LedgerError(in_order(self._told(excluded, spoilt)))

    def _attempt(self, excluded: dict[int, Fault], spoilt: dict[str, list[Fault]]) -> Attempt:
        draws = Draws(self.ledger, self.seen.rows, self.below) if self.below else Draws(self.ledger, self.seen.rows)
        held = Held(self.ledger, record.read_origins(self.wants.project, self.source.system))
        held.take_stock(self.rows)
        return Attempt(
            source=self.source,
            wants=self.wants,
            content=self.content,
            badges=self.badges,
            people=People(self.ledger, draws, self.wants.people, frozenset(self.seen.asking)),
            held=held,
            orders=self.orders,
            accept=self.accept,
            excluded=excluded,
            spoilt=spoilt,
            came=Came(self.source.title),
            origin=Origin(self.first_lines[_AWARDS]),
        )

    def _stage(self, attempt: Attempt, tick: Callable[[int], None]) -> None:
        """Write what is new beside what is there."""
        content, came, spans = self.content, attempt.came, self.record.spans
        self.record.files.clear()
        spans.clear()
        added = {"awards.csv": content.append("awards.csv", attempt.lines(tick))}
        self._stage_badges(came)
        came.earners = attempt.people.new
        header = content.first_line("earners.csv")
        writer, has_did = Writer(header), b"did" in header.rstrip().split(b",")
        lines = (writer.record(earner_values(person, has_did)).encode("utf-8") for person in came.earners)
        added["earners.csv"] = content.append("earners.csv", lines)
        beginning = (",".join(events_csv.COLUMNS.required) + "\n").encode()
        added["events.csv"] = content.append("events.csv", (line.encode("utf-8") for line in attempt.events), beginning)
        added[record.ORIGINS] = content.append(
            record.ORIGINS, attempt.origins, record.as_lines([record.ORIGINS_HEADER])
        )
        entries = [mapping.write_entries(came.entries)] if came.entries else []
        added[mapping.PATH] = content.append(mapping.PATH, entries, mapping.BEGINNING)
        spans.update({path: span for path, span in added.items() if span})
        self.record.files.update(attempt.files)
        notes = [*attempt.people.notes, *attempt.people.namesakes()]
        came.conflicts += [_placed(self.source, line, None, fault.warning()) for line, fault in notes]
        came.conflicts.sort(key=lambda problem: problem.place)

    def _stage_badges(self, came: Came) -> None:
        """New achievements, of which some row became an award; and what badges are here."""
        idle = {making.slug for making, _ in self.badges.makings} - came.per_achievement.keys()
        came.entries = [entry for entry in self.badges.entries if entry.achievement not in idle]
        for making, name in self.badges.makings:
            if making.slug not in idle:
                came.made.append(Made(making.slug, name, making.lacking))
                for file, data in making.files.items():
                    self._put(making.slug, file, data)

    def _put(self, slug: str, file: str, data: bytes) -> None:
        path = f"achievements/{slug}/{file}"
        self.content.put(path, data)
        self.record.files[path] = hashlib.sha256(data).hexdigest()

    def _at_home(
        self, error: LedgerError, attempt: Attempt
    ) -> tuple[dict[int, Fault], dict[str, list[Fault]], list[Problem]]:
        """What is wrong with the ledger as it would be, said of rows and of new achievements; and of nothing here."""
        rows: dict[int, Fault] = {}
        badges: dict[str, list[Fault]] = {}
        others = []
        made = {made.slug for made in attempt.came.made}
        for problem in error.errors:
            slug = _slug_in(problem.place.path)
            row = self._row_of(problem, attempt)
            if slug in made:
                fault = Fault(problem.code, f"no achievement can be made of this badge: {problem.text}", problem.hint)
                badges[slug] = list(dict.fromkeys([*badges.get(slug, []), fault]))
            elif row is not None:
                rows.setdefault(row, Fault(problem.code, problem.text, problem.hint))
            else:
                others.append(problem)
        return rows, badges, others

    def _told(self, rows: dict[int, Fault], badges: dict[str, list[Fault]]) -> Iterator[Problem]:
        """The same as problems, where nothing can be set aside."""
        places = {self.badges.slugs[badge]: seen.place for badge, seen in self.seen.badges.items()}
        yield from (_placed(self.source, row, None, fault) for row, fault in rows.items())
        for slug, faults in badges.items():
            yield from (Problem(places[slug], fault.code, fault.text, fault.hint) for fault in faults)

    def _row_of(self, problem: Problem, attempt: Attempt) -> int | None:
        path, line = problem.place.path, problem.place.line
        if path == _AWARDS:
            return attempt.origin.row(line)
        at = line - self.first_lines.get(path, line + 1)
        if path == _EARNERS and 0 <= at < len(attempt.came.earners):
            return attempt.came.earners[at].line
        return attempt.event_rows[at] if path == _EVENTS and 0 <= at < len(attempt.event_rows) else None

    def put_on_record(self, came: Came, attempt: Attempt) -> None:
        """Draw what is lacking, and note what is added, so that it can be taken back."""
        came.number = self.record.number
        for made in came.made:
            if "picture" in made.lacking:
                self._put(made.slug, PICTURE, plain_picture(made.slug))
        self.content.put(self.record.path, self.record.encode(self.wants.now))


def _slug_in(path: str) -> str:
    """The achievement that a file below content/achievements/ belongs to."""
    return path.removeprefix(_ACHIEVEMENTS).partition("/")[0] if path.startswith(_ACHIEVEMENTS) else ""


def _default_accept(project: Path) -> Accept:
    report = Report()
    return read_site(Folder(project), report, Privacy(report)).defaults.accept


def _lines_in(path: Path) -> int:
    """How many lines a file has; of one that is not there, the header that it will have."""
    if not path.exists():
        return 1
    with path.open("rb") as file:
        count = sum(block.count(b"\n") for block in iter(lambda: file.read(1 << 20), b""))
        if file.tell():
            file.seek(-1, os.SEEK_END)
            count += file.read(1) != b"\n"
    return count
