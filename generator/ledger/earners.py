"""earners.csv: who earns. Private: of all this only name, language, handle and did may reach a page or a credential.

The format is described in docs/formats/earners.csv.md. No message shows more of an earner than the id: a value is
repeated only where it looks like a slip in one of the few words that its column may hold.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from generator.errors import WireError
from generator.ledger.faults import Fault
from generator.ledger.header import Columns
from generator.ledger.ids import Known
from generator.ledger.privacy import Privacy
from generator.ledger.rows import Rows
from generator.ledger.site import Defaults
from generator.ledger.suggest import did_you_mean, nearest, one_of
from generator.ledger.texts import id_fault, mail_fault, name_fault, name_warning
from generator.ledger.vocabulary import is_reserved_handle
from generator.model import LANGUAGES, Accept, Earner, Place, Visibility, normal_language
from generator.printable import quoted
from generator.wire.multibase import decode_multikey

PATH = "content/earners.csv"
COLUMNS = Columns(("id", "name", "emails", "language", "visibility", "accept", "handle"), ("did",), is_private=True)
BEGINNING = re.compile(r"[a-z0-9][a-z0-9_-]*,[^,\n]+,[^,\n]*@")

_ID, _NAME, _EMAILS, _LANGUAGE, _VISIBILITY, _ACCEPT, _HANDLE, _DID = range(8)
_TAG = re.compile(r"[A-Za-z]{2,3}([-_][A-Za-z0-9]{2,8})*")
_SEPARATORS = re.compile(r"[;\s]+")


@dataclass(slots=True)
class People:
    """All earners. `earner_of` has every address in small letters; `spelled` those written otherwise."""

    earners: dict[str, Earner]
    known: Known
    earner_of: dict[str, str] = field(default_factory=dict)
    spelled: list[str] = field(default_factory=list)

    def addresses(self) -> Iterator[str]:
        """Every address, in small letters and as it is written."""
        yield from self.earner_of
        yield from self.spelled


def nobody() -> People:
    """What is known where earners.csv could not be read: nothing, so that no earner is called unknown."""
    people = People({}, Known({}, "earner", PATH))
    people.known.is_complete = False
    return people


def read_earners(rows: Rows, defaults: Defaults, privacy: Privacy) -> People:
    """The people in `rows`."""
    reader = _Reader(rows, defaults, privacy)
    for fields in rows:
        reader.take(fields)
    people = reader.people
    people.known.is_complete = rows.is_readable
    for lost in rows.lost:
        people.known.add_lost(lost, id_fault)
    return people


class _Reader:
    """One row after the other, and what must be unique over all of them."""

    def __init__(self, rows: Rows, defaults: Defaults, privacy: Privacy) -> None:
        earners: dict[str, Earner] = {}
        self.people = People(earners, Known(earners, "earner", PATH))
        self.rows = rows
        self.defaults = defaults
        self.privacy = privacy
        self.lines: dict[str, int] = {}  # of ids
        self.handles: dict[str, int] = {}

    def take(self, row: list[str]) -> None:
        """Read one row into `people`."""
        self._check_id(row[_ID])
        self._check_name(row[_NAME])
        earner = Earner(
            id=row[_ID],
            name=row[_NAME],
            emails=self._emails(row[_EMAILS], row[_ID]),
            language=self._language(row[_LANGUAGE]),
            visibility=self._choice(_VISIBILITY, row[_VISIBILITY], Visibility) or self.defaults.visibility,
            accept=self._choice(_ACCEPT, row[_ACCEPT], Accept) or self.defaults.accept,
            handle=self._handle(row[_HANDLE]),
            place=Place(PATH, self.rows.line),
            did=self._did(row[_DID]),
        )
        if self.rows.is_sound:
            self.people.earners[earner.id] = earner
        elif id_fault(earner.id):
            self.people.known.add_misspelt(earner.id)
        else:
            self.people.known.add_broken(earner.id)

    def _check_id(self, earner_id: str) -> None:
        fault = (
            id_fault(earner_id) if earner_id else Fault("id-missing", "the earner has no id", "give each a short one")
        )
        first = self.lines.setdefault(earner_id, self.rows.lost.get(earner_id, self.rows.line))
        if fault is None and first != self.rows.line:
            fault = Fault(
                "id-repeated", f"the id {quoted(earner_id)} is taken: it stands in line {first}", "choose another"
            )
        if fault:
            self.rows.fault(_ID, fault)

    def _check_name(self, name: str) -> None:
        if not name.strip():
            self.rows.fault(_NAME, Fault("name-missing", "the earner has no name", "write it as a badge shall show it"))
            return
        fault = name_fault(name) or name_warning(name)
        if fault:
            self.rows.fault(_NAME, fault)
        if self.privacy.suspects(name):
            self.privacy.look(self.rows.place(_NAME), name, in_row=True)

    def _emails(self, column: str, earner_id: str) -> tuple[str, ...]:
        addresses = [address for address in _SEPARATORS.split(column) if address]
        if not addresses:
            self.rows.fault(_EMAILS, Fault("email-missing", "the earner has no e-mail address", "give one at least"))
        for number, address in enumerate(addresses, start=1):
            fault = mail_fault(address, "the address" if len(addresses) == 1 else f"address {number}")
            fault = fault or self._taken(address, number, earner_id)
            if fault:
                self.rows.fault(_EMAILS, fault)
        return tuple(dict.fromkeys(addresses))

    def _taken(self, address: str, number: int, earner_id: str) -> Fault | None:
        """Claim `address` for this earner, unless another one has it."""
        folded = address.lower()
        if folded != address:
            self.people.spelled.append(address)
        owner = self.people.earner_of.setdefault(folded, earner_id)
        if owner == earner_id:
            return None
        line = self.lines.get(owner, 0)
        hint = "one person has one row, with all addresses in it; or one of the two is a slip"
        return Fault("email-repeated", f"address {number} belongs to earner {quoted(owner)} (line {line}) too", hint)

    def _language(self, column: str) -> str:
        language = _normal(column) if column else self.defaults.language
        if language is None:
            shown = quoted(column) if _TAG.fullmatch(column) else "this"
            fault = Fault("language-unknown", f"{shown} is not a language of this program", one_of(LANGUAGES))
            self.rows.fault(_LANGUAGE, fault)
        return language or ""

    def _choice(self, column: int, text: str, kind: type[Visibility] | type[Accept]):  # type: ignore[no-untyped-def]
        """The member of `kind` that `text` names, None where it is blank or wrong."""
        if not text:
            return None
        words = kind._value2member_map_
        if text not in words:
            names = [member.value for member in kind]
            noun = COLUMNS.all[column]
            shown = quoted(text) if nearest(text, names) else "this"
            hint = did_you_mean(text, names, f"{noun} is {one_of(names)}, or blank")
            self.rows.fault(column, Fault("choice", f"{shown} is not a word of the column {noun}", hint))
        return words.get(text)

    def _handle(self, handle: str) -> str:
        if not handle:
            return ""
        fault = _without_value(id_fault(handle), "the handle")
        if fault is None and is_reserved_handle(handle):
            fault = Fault("id-reserved", f"the handle {quoted(handle)} is kept for the site itself", "choose another")
        first = self.handles.setdefault(handle, self.rows.line)
        if fault is None and first != self.rows.line:
            fault = Fault("handle-repeated", f"the handle is taken: it stands in line {first}", "choose another")
        if fault:
            self.rows.fault(_HANDLE, fault)
        if self.privacy.suspects(handle):
            self.privacy.look(self.rows.place(_HANDLE), handle, in_row=True)
        return handle

    def _did(self, did: str) -> str:
        fault = _did_fault(did) if did else None
        if fault:
            self.rows.fault(_DID, fault)
        return did


@lru_cache(maxsize=256)
def _normal(tag: str) -> str | None:
    return normal_language(tag)


def _did_fault(did: str) -> Fault | None:
    """What keeps `did` from being the did:key of an Ed25519 key."""
    why = "it does not begin with did:key:z6Mk"
    if did.startswith("did:key:z6Mk"):
        try:
            decode_multikey(did.removeprefix("did:key:"))
            return None
        except WireError as error:
            why = str(error)
    return Fault("did", f"this is not the did:key of an Ed25519 key: {why}", "leave it blank if there is none")


def _without_value(fault: Fault | None, what: str) -> Fault | None:
    """The fault of an id, said of something that is no id and therefore not repeated."""
    rule = f"{what} is not 1 to 100 characters of a-z, 0-9, _ and -, beginning with a letter or digit"
    return fault and (fault._replace(text=rule, hint="write it like alice-martin") if fault.code == "id" else fault)
