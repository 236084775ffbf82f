"""content/ to model.Ledger: everything is read and checked before anything is reported, and reported all at once.

    1. settings, rules, achievements, the organisation's own pages: what rows refer to, and what they do not
    2. earners; now the addresses that must not be published are known
    3. awards, then events: each row against what has been read
    4. endorsements: now it is known up to which moment the ledger is complete
    5. profiles: what earners chose to show, each held against the earner and the awards
    6. what only shows when files are held against each other

Each file is opened without following links, and a file that cannot be read hides nothing of the others. Nothing here
writes, and nothing reads a clock. PROMISES P8, P14, P15; the formats are described in docs/formats/.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping
from datetime import datetime
from difflib import get_close_matches
from pathlib import Path
from typing import TypeVar

from msgspec.structs import replace

from generator.errors import LedgerError
from generator.garbage import no_collection
from generator.ledger import awards as awards_csv
from generator.ledger import earners as earners_csv
from generator.ledger import events as events_csv
from generator.ledger.achievements import read_achievements
from generator.ledger.cache.notes import Notes
from generator.ledger.check import check_catalogue, check_contacts, check_repeats
from generator.ledger.endorsements import read_endorsements
from generator.ledger.faults import Fault, Report
from generator.ledger.folder import MISSING, Folder, Instead
from generator.ledger.header import Columns
from generator.ledger.pages import check_pages, read_pages
from generator.ledger.privacy import Privacy
from generator.ledger.profiles import Registry, read_profiles
from generator.ledger.rowfile import RowFile
from generator.ledger.rows import Rows
from generator.ledger.rules import read_rules
from generator.ledger.site import read_site
from generator.ledger.support import check_support, read_support
from generator.model import Ledger, Place, Problem, Severity, Site
from generator.printable import printable, quoted

Found = TypeVar("Found")

JOURNAL = ".import.journal"  # there as long as a change to several files is not wholly in place: see `change`

_ASIDE = ("content/pages", "content/profiles", "content/support.toml")  # no row depends on them
_FILES = ("site.toml", "rules.toml", "support.toml", "earners.csv", "awards.csv", "events.csv")


def read_ledger(
    project: Path,
    notes: Notes | None = None,
    instead: Mapping[str, bytes] | None = None,
    *,
    for_rows: bool = False,
) -> Ledger:
    """The ledger in `project`/content, with its warnings. `notes` are taken for `cache.ledger`, where they are wanted.

    With `instead` it is the ledger as it would be if the files at these paths held these bytes. `for_rows` is for
    whoever needs rows and no page: errors in what no row depends on are then among the warnings, still as errors.
    Raises LedgerError holding every problem found, warnings too, if one of them is an error.
    """
    report = Report()
    folder = notes.folder(project) if notes else Instead(project, instead) if instead else Folder(project)
    privacy = notes.privacy(report) if notes else Privacy(report)
    names = _names_in_content(folder)
    with no_collection():
        ledger = _read(folder, Folder(project), report, privacy, notes)
    check_names([name for name, _ in names], report)
    problems = report.problems()
    if any(problem.severity is Severity.ERROR and not (for_rows and _is_aside(problem)) for problem in problems):
        raise LedgerError(problems)
    return replace(ledger, warnings=problems)


def _is_aside(problem: Problem) -> bool:
    return any(f"{problem.place.path}/".startswith(f"{path}/") for path in _ASIDE)


def refuse_no_content(project: Path) -> None:
    """Raise LedgerError where `project` has no folder content/ that can be read."""
    _names_in_content(Folder(project))


def _names_in_content(folder: Folder) -> list[tuple[str, str]]:
    names = folder.names("content")
    if isinstance(names, Fault):
        raise LedgerError([_no_content(names)])
    return names


def _read(folder: Folder, plain: Folder, report: Report, privacy: Privacy, notes: Notes | None) -> Ledger:
    # What earners chose to show is read anew each time, so it is no part of what is noted: see `cache.again`.
    settings = read_site(folder, report, privacy)
    languages = settings.site.languages
    rules = read_rules(folder, report, privacy, languages)
    catalogue = read_achievements(folder, report, privacy, languages)
    pages = read_pages(folder, report, privacy, languages)
    routes = read_support(folder, report, privacy, languages)
    contacts = (*settings.contacts, *routes.contacts)
    if notes:
        notes.settle()

    people = _read_rows(
        folder,
        report,
        (earners_csv.PATH, earners_csv.COLUMNS, earners_csv.BEGINNING),
        lambda rows, file: earners_csv.read_earners(rows, file, settings.defaults, privacy),
        lambda: earners_csv.nobody(settings.defaults),
        notes=notes,
    )
    privacy.know(people.earner_of, frozenset(address for address, _ in contacts), people.earner_of.domains)
    earners_csv.look_for_addresses(people, privacy)

    ranks = _read_rows(
        folder,
        report,
        (awards_csv.PATH, awards_csv.COLUMNS, awards_csv.BEGINNING),
        lambda rows, file: awards_csv.read_awards(rows, file, catalogue, people, rules.unbadged, privacy),
        lambda: awards_csv.no_awards(catalogue, people),
        notes=notes,
    )
    newest = _read_rows(
        folder,
        report,
        (events_csv.PATH, events_csv.COLUMNS, events_csv.BEGINNING),
        lambda rows, file: events_csv.read_events(rows, file, ranks, privacy),
        lambda: None,
        is_required=False,
        notes=notes,
    )
    ranks.awards.close()
    if notes:
        notes.newest = newest
    site = as_of(settings.site, newest)
    read_endorsements(folder, catalogue, site, site.as_of, report, privacy)
    registry = Registry(people.earners, ranks.awards) if not report.errors else None
    portraits = read_profiles(plain, registry, report, privacy, languages)
    privacy.close(people.earner_of.every_spelling())

    check_catalogue(catalogue, rules, report)
    targets = pages.targets(catalogue.known, languages[0] if languages else "")
    check_pages(pages, targets, report)
    check_support(routes, targets, report)
    check_repeats(ranks.awards, report)
    check_contacts(contacts, people.earner_of, report)
    return Ledger(
        site=site,
        achievements=catalogue.achievements,
        earners=people.earners,
        awards=ranks.awards,
        exclusions=rules.exclusions,
        conferrals=rules.conferrals,
        pages=pages.pages,
        support=routes.support,
        portraits=portraits,
    )


def as_of(site: Site, newest: datetime | None) -> Site:
    """The site with the moment up to which the ledger is complete."""
    times = [time for time in (site.as_of, newest) if time is not None]
    return replace(site, as_of=max(times, default=None))


def _read_rows(
    folder: Folder,
    report: Report,
    table: tuple[str, Columns, re.Pattern[str]],
    read: Callable[[Rows, RowFile], Found],
    nothing: Callable[[], Found],
    is_required: bool = True,
    notes: Notes | None = None,
) -> Found:
    """What `read` makes of the rows of a CSV file, or `nothing` where it cannot be opened."""
    path, columns, beginning = table
    opened = folder.open(path)
    if isinstance(opened, Fault):
        if is_required or opened.code != MISSING:
            hint = opened.hint or f"its first line is {','.join(columns.required)}"
            report.add(Place(path), opened._replace(hint=hint))
        return nothing()
    with opened as stream:
        # What is read again later is read from the same file, whatever takes its name meanwhile.
        file = RowFile(path, os.dup(stream.fileno()))
        bytes_of = notes.stream(path, stream) if notes else stream
        return read(Rows(bytes_of, path, columns, report, beginning), file)


def _no_content(fault: Fault) -> Problem:
    if fault.code == MISSING:
        hint = "go to the project folder, which holds content/ and keys/, or name it with -C"
        fault = fault._replace(text="there is no folder content/ here", hint=hint)
    return Problem(Place("content"), fault.code, fault.text, fault.hint)


def check_names(names: list[str], report: Report) -> None:
    """Warn of a file that is not read because its name is nearly, but not quite, the one it should have.

    While several files are being changed as one (see `change`), what they hold together is not the ledger.
    """
    if JOURNAL in names:
        text = "an import is being put in place, or was interrupted while it was"
        hint = "run `badgepress import --finish`: it does what was left to do"
        report.add(Place(f"content/{JOURNAL}"), Fault("import-unfinished", text, hint))
    strays = {name.casefold(): name for name in names if name not in _FILES}
    for wanted in _FILES:
        near = [] if wanted in names else get_close_matches(wanted, strays, n=1, cutoff=0.8)
        if near:
            fault = Fault("file-stray", "this file is not read", f"did you mean {quoted(wanted)}?")
            report.add(Place(f"content/{printable(strays[near[0]])}"), fault.warning())
