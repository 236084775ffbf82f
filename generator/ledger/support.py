"""support.toml: what may be wrong, how badges come to people, and whom to ask for each of both.

The format is described in docs/formats/support.toml.md.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Generic, TypeVar

from msgspec import Struct, field

from generator.ledger.faults import Fault, Report
from generator.ledger.folder import MISSING, Folder
from generator.ledger.pagetext import Targets
from generator.ledger.plain import read_text
from generator.ledger.privacy import Privacy
from generator.ledger.suggest import did_you_mean, one_of
from generator.ledger.tables import Table
from generator.ledger.texts import name_fault
from generator.ledger.toml import parse
from generator.model import Channel, Contact, Place, Support, Text, Trouble
from generator.printable import quoted
from generator.references import references_in

PATH = "content/support.toml"
MOST_CHANNELS = 8  # the style sheet shows the routes of one of so many

Kind = TypeVar("Kind", Channel, Contact, Trouble)


class Routes(Struct):
    """What support.toml says; `contacts` are addresses that are public by choice, in small letters."""

    support: Support = field(default_factory=Support)
    contacts: tuple[tuple[str, Place], ...] = ()
    advice: list[tuple[Text, Table]] = field(default_factory=list)


def read_support(folder: Folder, report: Report, privacy: Privacy, languages: tuple[str, ...]) -> Routes:
    """The routes; none where the file is not there."""
    text = read_text(folder, PATH, report)
    if isinstance(text, Fault):
        if text.code != MISSING:
            report.add(Place(PATH), text)
        return Routes()
    document = parse(text, PATH, report, privacy, languages) if text is not None else None
    return _Reader(Table(document)).routes() if document else Routes()


def check_support(routes: Routes, targets: Targets, report: Report) -> None:
    """References in advice, each told at the beginning of the text it stands in."""
    for text, table in routes.advice:
        for language, variant in text.variants:
            for line in variant.split("\n"):
                for found in references_in(line):
                    fault = targets.fault(found.reference, language)
                    if fault:
                        key = ("advice", language) if isinstance(table.data["advice"], dict) else ("advice",)
                        report.add(table.place(*key), fault)


class _Named(Struct, Generic[Kind]):
    """Things of one kind by their ids."""

    noun: str
    known: dict[str, Kind] = field(default_factory=dict)
    broken: bool = False

    def enter(self, table: Table, thing: Kind) -> None:
        """Take `thing` in, if its id is its own."""
        if not thing.key:
            self.broken = True
        elif thing.key in self.known:
            table.fault(Fault("repeated", f"there are two {self.noun}s {quoted(thing.key)}", "name one anew"), "id")
        else:
            self.known[thing.key] = thing

    def find(self, key: str, table: Table, *place: str) -> Kind | None:
        """The thing called `key`; where there is none, that is told at `place`."""
        found = self.known.get(key)
        if found is None and key and not self.broken:
            hint = did_you_mean(
                key, self.known, one_of(self.known) if self.known else f"begin one with [[{self.noun}s]]"
            )
            fault = Fault("unknown-route", f"no {self.noun} has the id {quoted(key)}", hint)
            table.fault(fault, *place)
        return found


class _Reader:
    def __init__(self, top: Table) -> None:
        self.top = top
        self.channels: _Named[Channel] = _Named("channel")
        self.contacts: _Named[Contact] = _Named("contact")
        self.troubles: _Named[Trouble] = _Named("problem")
        self.public: list[tuple[str, Place]] = []
        self.advice: list[tuple[Text, Table]] = []

    def routes(self) -> Routes:
        """All that the file says."""
        self.top.only(("channels", "contacts", "problems"), "table")
        for table in self.top.tables("channels"):
            table.only(("id", "name"))
            self.channels.enter(table, Channel(_id(table), _name(table)))
        if len(self.channels.known) > MOST_CHANNELS:
            text = (
                f"there are {len(self.channels.known)} channels; at most {MOST_CHANNELS} can be told apart on the page"
            )
            self.top.fault(Fault("too-many", text, "put some together"), "channels", MOST_CHANNELS)
        for table in self.top.tables("contacts"):
            self.contacts.enter(table, self._contact(table))
        for table in self.top.tables("problems"):
            self._trouble(table)
        support = Support(tuple(self.channels.known.values()), tuple(self.troubles.known.values()))
        return Routes(support, tuple(self.public), self.advice)

    def _contact(self, table: Table) -> Contact:
        table.only(("id", "name", "email", "url", "hours"))
        email = table.mail("email")
        if email:
            self.public.append((email.lower(), table.place("email")))
        if not {"email", "url"} & set(table.data):
            fault = Fault("key-missing", "the contact has neither 'email' nor 'url'", 'add email = "help@example.org"')
            table.fault(fault)
        return Contact(_id(table), _name(table), email, table.web("url"), table.text("hours", name_fault))

    def _trouble(self, table: Table) -> None:
        table.only(("id", "name", "advice", "contact", "contacts"))
        contact = table.required("contact", 'contact = "..."')
        advice = table.text("advice")
        found = self.contacts.find(contact, table, "contact")
        by_channel = tuple(self._by_channel(table.table("contacts")))
        trouble = Trouble(_id(table), _name(table), advice, found or _NOBODY, by_channel)
        self.troubles.enter(table, trouble)
        if advice:
            self.advice.append((advice, table))

    def _by_channel(self, table: Table) -> Iterator[tuple[str, Contact]]:
        for key in table.data:
            name = table.name(key)
            channel = self.channels.find(key, table, key)
            contact = self.contacts.find(name, table, key)
            if channel and contact:
                yield channel.key, contact


_NOBODY = Contact("", Text(()))


def _id(table: Table) -> str:
    return table.slug("id") if table.require("id", 'id = "..."') else ""


def _name(table: Table) -> Text:
    return table.text("name", name_fault, required='name = "..."')
