"""A ledger read again: what is kept of it, and the few rows that have changed since.

    1. settings, rules and achievements are read as ever; they must be what they were
    2. each CSV file is compared with the digests of its pieces
    3. the rows of the pieces that changed are judged, and take their places among the kept columns
    4. awards whose earner or events changed are said anew
    5. addresses that were not there before are looked for in all that is public

Raises Unsure wherever a reader in full might have something to say that is not said here.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path

from generator.ledger import awards as awards_csv
from generator.ledger import earners as earners_csv
from generator.ledger import events as events_csv
from generator.ledger import profiles
from generator.ledger.achievements import Catalogue, read_achievements
from generator.ledger.award_rows import AwardRows
from generator.ledger.cache import kept as cache_kept
from generator.ledger.cache.awards import AwardChange, restate
from generator.ledger.cache.earners import Changed, KeptEarners, change_earners, rows_of_change
from generator.ledger.cache.events import EventChange
from generator.ledger.cache.file import Columns, Header
from generator.ledger.cache.kept import PATHS, Table
from generator.ledger.cache.notes import Notes
from generator.ledger.cache.pieces import Change, Unsure, compare, in_turn
from generator.ledger.cache.scan import rows_with
from generator.ledger.check import check_catalogue
from generator.ledger.endorsements import read_endorsements
from generator.ledger.faults import Fault, Report, in_order
from generator.ledger.folder import MISSING, Folder
from generator.ledger.pages import check_pages, read_pages
from generator.ledger.privacy import Privacy
from generator.ledger.profiles import Registry, read_profiles
from generator.ledger.read import JOURNAL, as_of, check_names
from generator.ledger.records import AWARD_COLUMNS, EVENT_COLUMNS, columns
from generator.ledger.rowfile import RowFile
from generator.ledger.rules import Rules, read_rules
from generator.ledger.site import read_site
from generator.ledger.support import check_support, read_support
from generator.model import Ledger, Place, Portrait

_MOST_CLUES = 2000
_PUBLIC = {  # of rows with clues, which columns are public; those of earners name and handle
    earners_csv.PATH: (1, 6),
    awards_csv.PATH: (7, 8, 9, 10),
    events_csv.PATH: (3,),
}


class Again:
    """One such reading. `tables` and `header` are what is to be kept of it, unless `is_near`: see there."""

    def __init__(self, project: Path, header: Header, kept: Columns, size: int) -> None:
        self.header = header
        self.kept = kept
        self.tables: dict[str, Table] = {}
        self._project = project
        self._notes = Notes(size)
        self._folder = self._notes.folder(project)
        self._report = Report()
        self._privacy = Privacy(self._report)  # of what is no row: knows the addresses that were not there before
        self._changes: dict[str, list[Change]] = {}
        self._warned = {problem.place.path for problem in cache_kept.warnings_from(header)}

    def read(self) -> Ledger:
        """The ledger."""
        folder, report, privacy = self._folder, self._report, self._privacy
        names = folder.names("content")
        settings = read_site(folder, report, privacy)
        rules = read_rules(folder, report, privacy, settings.site.languages)
        catalogue = read_achievements(folder, report, privacy, settings.site.languages)
        pages = read_pages(folder, report, privacy, settings.site.languages)
        routes = read_support(folder, report, privacy, settings.site.languages)
        self._notes.settle()
        if isinstance(names, Fault) or self._notes.settings != self.header["settings"]:
            raise Unsure("settings, rules, achievements or pages have changed")
        if any(name == JOURNAL for name, _ in names):
            raise Unsure("an import is being put in place")

        for path in PATHS:
            self._compare(path)
        public = (*settings.contacts, *routes.contacts)
        tables, contacts = self.tables, frozenset(address for address, _ in public)
        earners = cache_kept.earners_from(tables[earners_csv.PATH], self.header, self.kept, settings.defaults)
        awards = cache_kept.awards_from(tables[awards_csv.PATH], self.kept, earners, catalogue)
        if events_csv.PATH in tables:
            awards.events = cache_kept.events_from(tables[events_csv.PATH], self.kept, len(awards))
        people = self._change_earners(earners, contacts)
        touched = set(rows_with(awards.earner_row, people.edited)) if people.edited else set()
        touched = self._change_awards(awards, catalogue, rules, touched)
        touched |= self._change_events(awards)
        restate(awards, touched)

        site = as_of(settings.site, self._newest())
        read_endorsements(folder, catalogue, site, site.as_of, report, privacy)
        if self._notes.files() != self.header["files"]:
            raise Unsure("endorsements have changed")
        portraits = self._read_profiles(Registry(earners, awards), settings.site.languages)
        self._look_for(people.owners(), contacts, people)
        check_catalogue(catalogue, rules, report)
        languages = settings.site.languages
        targets = pages.targets(catalogue.known, languages[0] if languages else "")
        check_pages(pages, targets, report)
        check_support(routes, targets, report)
        check_names([name for name, _ in names], report)
        self._check_end()
        warnings = in_order([*report.problems(), *cache_kept.warnings_from(self.header)])
        return Ledger(
            site,
            catalogue.achievements,
            earners,
            awards,
            rules.exclusions,
            rules.conferrals,
            pages.pages,
            routes.support,
            warnings,
            portraits,
        )

    @property
    def is_near(self) -> bool:
        """Whether what was kept will do for the next time too: since then only a few awards and events were added.

        They are read once more by each build until there are enough of them to keep everything anew.
        """
        changes = [change for found in self._changes.values() for change in found]
        added = sum(len(change.data) for change in changes)
        return (
            not self._changes[earners_csv.PATH]
            and added <= self._notes.size
            and all(change.is_added for change in changes)
        )

    def _read_profiles(self, registry: Registry, languages: tuple[str, ...]) -> dict[int, Portrait]:
        """What earners chose to show, read anew: it is in nobody's way, and few say anything that needs a full look."""
        report, privacy = Report(), self._row_privacy()
        portraits = read_profiles(Folder(self._project), registry, report, privacy, languages)
        self._check_clues(privacy)
        if report.problems() or any(path.startswith(profiles.PATH) for path in self._warned):
            raise Unsure("there is something to say of a profile")
        return portraits

    def _compare(self, path: str) -> None:
        """Open a CSV file and see what has changed in it."""
        opened = self._folder.open(path)
        is_kept = path in self.header["ended"]
        if isinstance(opened, Fault):
            if is_kept or opened.code != MISSING:
                raise Unsure(f"{path} is not there")
            return
        with opened as stream:
            file = RowFile(path, os.dup(stream.fileno()))
        if not is_kept:
            raise Unsure(f"{path} is new")
        self.tables[path] = cache_kept.table_from(path, file, self.header, self.kept)
        self._changes[path] = compare(self.tables[path].pieces, file)

    def _note(self, path: str, change: Change, first: int, stop: int, count: int) -> None:
        """Note a change that was made: so many rows, without clues, in place of those from `first` up to `stop`."""
        table = self.tables[path]
        table.pieces = table.pieces.after(change, self._notes.size)
        table.replace_clues(first, stop, count)
        self.header["ended"][path] = table.pieces.is_ended
        if stop > first and path in self._warned:
            raise Unsure("warnings about these rows may be others now")

    def _change_earners(self, earners: KeptEarners, contacts: frozenset[str]) -> Changed:
        changes = self._changes[earners_csv.PATH]
        if not changes:
            return Changed()
        if len(changes) > 1:  # to look for repeated rows, all others must stand where they are known to
            raise Unsure("earners have changed in several places")
        first, stop = rows_of_change(earners.file, changes[0])
        before = len(earners)
        people = change_earners(earners, changes[0])
        self._note(earners_csv.PATH, changes[0], first, stop, stop - first + len(earners) - before)
        is_warned = any(warning[0] not in PATHS for warning in self.header["warnings"])
        if not contacts.isdisjoint(people.owners()) or (is_warned and people.edited):
            raise Unsure("a public contact is perhaps an earner's")
        privacy = self._row_privacy()
        for earner in people.earners:
            for text in (earner.name, earner.handle):
                privacy.look(Place(earners_csv.PATH), text, in_row=True)
        self._check_clues(privacy)
        return people

    def _change_awards(self, awards: AwardRows, catalogue: Catalogue, rules: Rules, touched: set[int]) -> set[int]:
        """Let rows of awards take their places; the rows of which more is to be said, `touched` ones among them."""
        for change in in_turn(self._changes[awards_csv.PATH], self._notes.size):
            privacy = self._row_privacy()
            changing = AwardChange(awards, change, catalogue, rules.unbadged, privacy)
            self._check_clues(privacy)
            changing.check_unique()
            first, stop, count = changing.first, changing.stop, len(changing.judged.ids)
            with_events = changing.take()
            self._note(awards_csv.PATH, change, first, stop, count)
            moved = {row if row < first else row + count - (stop - first) for row in touched if not first <= row < stop}
            touched = moved | with_events
        return touched

    def _change_events(self, awards: AwardRows) -> set[int]:
        touched: set[int] = set()
        for change in self._changes.get(events_csv.PATH, []):
            privacy = self._row_privacy()
            changing = EventChange(awards, change, privacy)
            self._check_clues(privacy)
            before = len(awards.events)
            touched |= changing.take()
            self._note(events_csv.PATH, change, before, before, len(awards.events) - before)
            self.header["newest"] = max(changing.newest, self.header["newest"] or changing.newest)
        return touched

    def _newest(self) -> datetime | None:
        newest = self.header["newest"]
        return None if newest is None else datetime.fromtimestamp(newest, UTC)

    def _row_privacy(self) -> Privacy:
        """A watch over new rows, for clues alone: what has none is nobody's address."""
        privacy = Privacy(Report())
        privacy.know({}, frozenset())
        return privacy

    def _check_clues(self, privacy: Privacy) -> None:
        if privacy.clues:
            raise Unsure("a text that may hold an address")

    def _look_for(self, owners: dict[str, str], contacts: frozenset[str], people: Changed) -> None:
        """Look for addresses that were perhaps not there before, in what is no row and in rows with clues."""
        self._privacy.know(owners, contacts)
        if owners:
            if sum(len(table.clues) for table in self.tables.values()) > _MOST_CLUES:
                raise Unsure("many texts that may hold an address")
            for path, text in self._texts_with_clues():
                self._privacy.look(Place(path), text, in_row=True)
        spelled = (address for earner in people.earners for address in earner.emails)
        self._privacy.close(chain(owners, spelled))

    def _texts_with_clues(self) -> Iterator[tuple[str, str]]:
        """The public texts of rows with clues."""
        widths = dict(zip(PATHS, (len(self.header["layout"][0]), AWARD_COLUMNS, EVENT_COLUMNS), strict=True))
        for path, table in self.tables.items():
            found = columns(table.file.raws(table.clues), widths[path])
            yield from ((path, text) for column in _PUBLIC[path] for text in found[column])

    def _check_end(self) -> None:
        """Nothing is wrong with what is no row, and nobody has written into the files meanwhile."""
        if self._report.errors or any(table.file.has_changed() for table in self.tables.values()):
            raise Unsure("something is wrong, or is being written")
