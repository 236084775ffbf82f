"""Whose award it is: earners of the ledger by any of their addresses, and new ones for addresses that nobody has.

Two rows are one person's when they have an address in common, or the same id with the issuer. The same name is no
reason: people who share a name are kept apart, and listed. Nothing in an earner's row of the ledger is changed; where a
file knows more or says otherwise, that is listed too.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from hashlib import md5, sha256
from unicodedata import normalize

from msgspec import Struct, field

from generator.imports.draws import Draws
from generator.imports.incoming import Field, Incoming
from generator.ledger.faults import Fault
from generator.ledger.texts import id_fault, mail_fault, name_fault
from generator.model import Earner, Ledger, normal_language


class Person(Struct):
    """An earner: one of the ledger at `row`, or a new one. `line` is where the file has him or her first."""

    id: str
    name: str
    emails: list[str]
    line: int
    row: int | None = None
    earner: Earner | None = None
    language: str = ""
    is_noted: bool = False  # as somebody whose name is spelled in two ways
    asks: bool = False  # has awards that were not accepted: none goes onto the site before it is claimed

    def has(self, mail: str) -> bool:
        return any(address.lower() == mail for address in self.emails)


class Listed(Struct, frozen=True):
    """Somebody in the file of people that may be given beside one of awards."""

    email: str
    name: str


class Doubt(Struct, frozen=True):
    """Why it cannot be said whose an award is."""

    field: Field
    fault: Fault


class People(Struct):
    """All who are met in one import. `listed` has people by address in small letters, and by user name."""

    ledger: Ledger
    draws: Draws
    listed: Mapping[str, Listed] = field(default_factory=dict)
    asking: frozenset[str] = frozenset()  # addresses of which not every award was accepted
    new: list[Person] = field(default_factory=list)
    notes: list[tuple[int, Fault]] = field(default_factory=list)
    _by_mail: dict[str, Person] = field(default_factory=dict)
    _by_person: dict[str, Person] = field(default_factory=dict)
    _by_row: dict[int, Person] = field(default_factory=dict)
    _digests: Digests | None = None

    def find(self, item: Incoming) -> Person | Doubt:
        """Whose award this is."""
        mail = self._address(item)
        if isinstance(mail, Doubt):
            return mail
        known = self._by_mail.get(mail.lower()) or self._known(mail.lower(), item)
        by_id = self._by_id(item)
        if by_id is not None and known is None:
            return self._another_address(by_id, mail, item)
        if by_id is not None and known is not by_id:
            text = "the address belongs to one earner and the issuer's id of the earner to another"
            return Doubt(Field.PERSON, Fault("two-earners", text, "correct one of them"))
        person = known or self._make(mail, item)
        if isinstance(person, Person):
            self._remember(person, mail, item)
        return person

    def _address(self, item: Incoming) -> str | Doubt:
        listed = self.listed.get(item.email.lower())
        mail = listed.email if listed else item.email
        if mail:
            fault = mail_fault(mail)
            if fault is None:
                return mail
            hint = "an earner has an e-mail address here; for user names give them with --people"
            return Doubt(Field.EMAIL, fault._replace(hint=hint))
        for digest, salt in item.hidden:
            if self._digests is None:
                self._digests = Digests(self._every_address())
            if found := self._digests.find(digest, salt):
                return found
        text, hint = "there is no e-mail address", "an earner without one cannot be told from others"
        if item.hidden:
            text = "the address is there only as a digest, and nobody known has one that fits"
            hint = "give the addresses and names of your earners: --people FILE"
        return Doubt(Field.EMAIL, Fault("email-missing", text, hint))

    def _every_address(self) -> Iterator[str]:
        for earner in self.ledger.earners.values():
            yield from earner.emails
        yield from (listed.email for listed in self.listed.values())

    def _known(self, mail: str, item: Incoming) -> Person | None:
        row = self.ledger.earners.row_of_address(mail)
        if row is None:
            return None
        if row not in self._by_row:
            (earner,) = self.ledger.earners.read([row])
            self._by_row[row] = Person(earner.id, earner.name, list(earner.emails), item.line, row, earner)
        return self._by_row[row]

    def _by_id(self, item: Incoming) -> Person | None:
        if not item.person:
            return None
        if item.person in self._by_person:
            return self._by_person[item.person]
        row = self.ledger.earners.row_of(item.person) if id_fault(item.person) is None else None
        if row is None:
            return None
        if row not in self._by_row:
            (earner,) = self.ledger.earners.read([row])
            self._by_row[row] = Person(earner.id, earner.name, list(earner.emails), item.line, row, earner)
        return self._by_row[row]

    def _another_address(self, person: Person, mail: str, item: Incoming) -> Person | Doubt:
        """The issuer's id says who it is, and the address is a new one."""
        if person.row is None:
            person.emails.append(mail)
            self._remember(person, mail, item)
            return person
        if _plain(person.name) != _plain(item.name):
            text = f"the issuer's id is that of earner '{person.id}', who has another address and another name"
            return Doubt(Field.PERSON, Fault("two-earners", text, "correct the id, or leave it out"))
        text = f"earner '{person.id}' has an address here that earners.csv does not know"
        self.notes.append((item.line, Fault("address-new", text, "add it in the column emails, if it is right")))
        self._by_mail[mail.lower()] = person
        return person

    def _make(self, mail: str, item: Incoming) -> Person | Doubt:
        listed = self.listed.get(mail.lower())
        name = normalize("NFC", item.name or (listed.name if listed else ""))
        if not name:
            hint = "write it into the file, or give the names of your earners: --people FILE"
            return Doubt(Field.NAME, Fault("name-missing", "there is no name for this address", hint))
        if fault := name_fault(name):
            return Doubt(Field.NAME, fault)
        person = Person(self._new_id(item), name, [mail], item.line, asks=mail.lower() in self.asking)
        person.language = normal_language(item.language) or "" if item.language else ""
        self.new.append(person)
        return person

    def _new_id(self, item: Incoming) -> str:
        """The issuer's own id where it can be one of ours, else a random one."""
        if item.person and id_fault(item.person) is None and self.ledger.earners.row_of(item.person) is None:
            return item.person
        return self.draws.earner_id()

    def _remember(self, person: Person, mail: str, item: Incoming) -> None:
        if self._by_mail.setdefault(mail.lower(), person) is person and item.person:
            self._by_person.setdefault(item.person, person)
        person.asks = person.asks or mail.lower() in self.asking
        if item.name and not person.is_noted and _plain(item.name) != _plain(person.name):
            person.is_noted = True
            where = f"earner '{person.id}'" if person.row is not None else f"line {person.line}"
            text = f"the name is spelled otherwise than in {where}; that spelling stays"
            self.notes.append((item.line, Fault("name-differs", text, "correct it in earners.csv if it is wrong")))

    def is_address(self, mail: str) -> bool:
        """Whether an address, in small letters, is an earner's."""
        return mail in self._by_mail or self.ledger.has_address(mail)

    def namesakes(self) -> Iterator[tuple[int, Fault]]:
        """New earners with the name of another one, who is somebody else as far as the addresses say."""
        first: dict[str, str] = {}
        again: list[tuple[Person, str]] = []
        for person in self.new:
            other = first.setdefault(_plain(person.name), f"line {person.line}")
            if other != f"line {person.line}":
                again.append((person, other))
        owner = {_plain(person.name): person for person in reversed(self.new)}
        for earner in self.ledger.earners.values() if owner else ():
            if (namesake := owner.pop(_plain(earner.name), None)) is not None:
                again.append((namesake, f"earner '{earner.id}'"))
        for person, other in again:
            text = f"has the name of {other} and another address: kept apart"
            hint = "if they are one person, put both addresses into one row of earners.csv and import again"
            yield person.line, Fault("same-name", text, hint)


class Digests:
    """Addresses by their digest: `sha256$…` or `md5$…` of the address and a salt. Open Badges 2.0, IdentityHash."""

    def __init__(self, addresses: Iterator[str]) -> None:
        known = set(addresses)
        self._addresses = sorted(known | {address.lower() for address in known})
        self._plain: dict[str, dict[str, str]] = {}

    def find(self, digest: str, salt: str) -> str:
        """The address that gives this digest, "" where none does."""
        kind, _, value = digest.partition("$")
        make = {"sha256": sha256, "md5": md5}.get(kind.lower())
        if make is None:
            return ""
        if salt:
            end, wanted = salt.encode(), value.lower()
            return next((mail for mail in self._addresses if make(mail.encode() + end).hexdigest() == wanted), "")
        if kind not in self._plain:
            self._plain[kind] = {make(mail.encode()).hexdigest(): mail for mail in self._addresses}
        return self._plain[kind].get(value.lower(), "")


def _plain(name: str) -> str:
    return " ".join(normalize("NFKC", name).casefold().split())
