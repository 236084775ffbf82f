"""earners.csv: who earns. Private: of all this only name, language, handle and did may reach a page or a credential.

The format is described in docs/formats/earners.csv.md. No message shows more of an earner than the id: a value is
repeated only where it looks like a slip in one of the few words that its column may hold.
"""

from __future__ import annotations

import re
from array import array

from msgspec import Struct

from generator.ledger.bulk import looks_harmless
from generator.ledger.chunks import Chunk
from generator.ledger.earner_rows import RULES, EarnerRows, Keys, Owners
from generator.ledger.faults import Fault
from generator.ledger.header import Columns, Layout, standard_layout
from generator.ledger.ids import Known
from generator.ledger.plain_earners import Judged, did_fault, judge, normal
from generator.ledger.privacy import Privacy
from generator.ledger.records import SEPARATORS
from generator.ledger.rowfile import RowFile
from generator.ledger.rows import Rows, place_of
from generator.ledger.site import Defaults
from generator.ledger.suggest import did_you_mean, nearest, one_of
from generator.ledger.texts import id_fault, mail_fault, name_fault, name_warning
from generator.ledger.vocabulary import is_reserved_handle
from generator.model import LANGUAGES, Accept, Visibility
from generator.printable import quoted

PATH = "content/earners.csv"
COLUMNS = Columns(("id", "name", "emails", "language", "visibility", "accept", "handle"), ("did",), is_private=True)
BEGINNING = re.compile(r"[a-z0-9][a-z0-9_-]*,[^,\n]+,[^,\n]*@")

_ID, _NAME, _EMAILS, _LANGUAGE, _VISIBILITY, _ACCEPT, _HANDLE, _DID = range(8)
_AT_ONCE = 1000
_TAG = re.compile(r"[A-Za-z]{2,3}([-_][A-Za-z0-9]{2,8})*")


class People(Struct, frozen=True):
    """All earners of sound rows, in file order; which ids exist; and whose each address is."""

    earners: EarnerRows
    known: Known
    earner_of: Owners
    suspects: array[int]  # rows of which the name or the handle deserves a closer look


def nobody(defaults: Defaults) -> People:
    """What is known where earners.csv could not be read: nothing, so that no earner is called unknown."""
    people = _people(RowFile(PATH), standard_layout(COLUMNS), defaults)
    people.known.is_complete = False
    return people


def _people(file: RowFile, layout: Layout, defaults: Defaults) -> People:
    earners = EarnerRows(file, layout, defaults)
    return People(earners, Known(earners, "earner", PATH), Owners(earners), array("I"))


def read_earners(rows: Rows, file: RowFile, defaults: Defaults, privacy: Privacy) -> People:
    """The people in `rows`, which are those of `file`."""
    reader = _Reader(rows, _people(file, rows.layout, defaults), privacy)
    rows.read(reader.take_all, reader.take)
    people = reader.people
    people.earners.close()
    people.known.is_complete = rows.is_readable
    for lost in rows.lost:
        people.known.add_lost(lost, id_fault)
    return people


def look_for_addresses(people: People, privacy: Privacy) -> None:
    """Have a closer look at the names and handles that deserve it, now that all addresses are known."""
    earners = people.earners
    for start in range(0, len(people.suspects), _AT_ONCE):
        rows = people.suspects[start : start + _AT_ONCE]
        for earner, raw in zip(earners.read(rows), earners.raws(rows), strict=True):
            for column, text in ((_NAME, earner.name), (_HANDLE, earner.handle)):
                position = earners.layout.positions[column]
                if position is not None and privacy.suspects(text):
                    place = place_of(PATH, earner.place.line, raw.decode("utf-8"), position)
                    privacy.look(place, text, in_row=True)


class _Reader:
    """One row after the other, or many at once, and what must be unique over all of them."""

    def __init__(self, rows: Rows, people: People, privacy: Privacy) -> None:
        self.people = people
        self.earners = people.earners
        self.mails = people.earners.mails
        self.rows = rows
        self.defaults = people.earners.defaults
        self.privacy = privacy
        self.handles = Keys()
        self.is_ready = False  # for about as many rows as the file has
        # Of rows that are not sound: in which line an id, and a handle, stands first.
        self.lines: dict[str, int] = {}
        self.handle_lines: dict[str, int] = {}
        self.claimed: list[str] = []  # addresses of the current row that no other row has

    def take_all(self, chunk: Chunk) -> bool:
        """Read a chunk, if all its rows are plainly in order and repeat nothing; else leave it untouched."""
        self.earners.layout = self.rows.layout
        if not self.is_ready and not len(self.earners):
            expected = self.earners.file.expected()
            self.earners.reserve(expected)
            self.handles.reserve(expected)
        self.is_ready = True
        found = judge(chunk, self.defaults)
        if found is None or not self._add_keys(found):
            return False
        self.people.suspects.extend(len(self.earners) + at for at in self._suspects(chunk))
        self.earners.add_all(chunk, found.rules, found.has_handle)
        return True

    def _add_keys(self, found: Judged) -> bool:
        """Enter ids, addresses and handles, if all are new."""
        if not (
            self.lines.keys().isdisjoint(found.ids)
            and self.rows.lost.keys().isdisjoint(found.ids)
            and self.handle_lines.keys().isdisjoint(found.handles)
            and self.mails.others.keys().isdisjoint(found.addresses)
        ):
            return False
        first, mails, seen = len(self.earners), self.mails, len(self.mails)
        if not self.earners.add_ids(found.ids):
            return False
        if not mails.add_all(found.addresses, [first + at for at in found.owners]):
            self.earners.take_back_ids(len(found.ids))
            return False
        has_handle = [first + at for at, has in enumerate(found.has_handle) if has]
        if not self.handles.add_all(found.handles, has_handle):
            self.earners.take_back_ids(len(found.ids))
            mails.take_back(seen)
            return False
        mails.add_domains(found.addresses)
        return True

    def _suspects(self, chunk: Chunk) -> list[int]:
        """The rows of which a name or a handle deserves a closer look."""
        names, handles = chunk.columns[_NAME], chunk.columns[_HANDLE]
        if looks_harmless("\n".join(names)) and looks_harmless("\n".join(handles)):
            return []
        suspects = self.privacy.suspects
        return [at for at, pair in enumerate(zip(names, handles, strict=True)) if any(map(suspects, pair))]

    def take(self, row: list[str]) -> None:
        """Read one row."""
        self.earners.layout = self.rows.layout
        self.claimed = []
        self._check_id(row[_ID])
        self._check_name(row[_NAME])
        emails = self._emails(row[_EMAILS], row[_ID])
        self._check_language(row[_LANGUAGE])
        visibility = self._choice(_VISIBILITY, row[_VISIBILITY], Visibility) or self.defaults.visibility
        accept = self._choice(_ACCEPT, row[_ACCEPT], Accept) or self.defaults.accept
        self._check_handle(row[_HANDLE])
        self._check_did(row[_DID])
        if self.rows.is_sound:
            self._add(row, RULES[visibility, accept])
        else:
            self._set_aside(row, emails)

    def _add(self, row: list[str], rule: int) -> None:
        """Enter a sound row."""
        at = len(self.earners)
        if any(map(self.privacy.suspects, (row[_NAME], row[_HANDLE]))):
            self.people.suspects.append(at)
        for address in self.claimed:
            self.mails.add(address, at)
        self.mails.add_domains(self.claimed)
        if row[_HANDLE]:
            self.handles.add(row[_HANDLE], at)
        self.earners.add_id(row[_ID])
        self.earners.add_all(self.rows.current(), bytes([rule]), bytes([bool(row[_HANDLE])]))

    def _set_aside(self, row: list[str], emails: tuple[str, ...]) -> None:
        """Keep of a row that is not sound what the rows behind it must not repeat."""
        earner_id, line = row[_ID], self.rows.line
        for column in (_NAME, _HANDLE):
            if self.privacy.suspects(row[column]):
                self.privacy.look(self.rows.place(column), row[column], in_row=True)
        if id_fault(earner_id):
            self.people.known.add_misspelt(earner_id)
        else:
            self.people.known.add_broken(earner_id)
        if self._line_of(earner_id) is None:
            self.lines[earner_id] = line
        if row[_HANDLE] and self._line_of_handle(row[_HANDLE]) is None:
            self.handle_lines[row[_HANDLE]] = line
        self.mails.others.update(dict.fromkeys(self.claimed, (earner_id, line)))
        self.mails.add_domains(self.claimed)
        self.mails.spelled += [address for address in emails if address != address.lower()]

    def _line_of(self, earner_id: str) -> int | None:
        """The line in which an id stands first, up to the current row."""
        if earner_id in self.lines:
            return self.lines[earner_id]
        at = self.earners.row_of(earner_id)
        return self.rows.lost.get(earner_id) if at is None else self.earners.file.line(at)

    def _check_id(self, earner_id: str) -> None:
        fault = (
            id_fault(earner_id) if earner_id else Fault("id-missing", "the earner has no id", "give each a short one")
        )
        first = self._line_of(earner_id) if fault is None else None
        if first is not None:
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

    def _emails(self, column: str, earner_id: str) -> tuple[str, ...]:
        addresses = [address for address in SEPARATORS.split(column) if address]
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
        if folded in self.claimed:
            return None
        owner = self.people.earner_of.get(folded)
        if owner is None:
            self.claimed.append(folded)
        if owner in (None, earner_id):
            return None
        line = self._line_of(owner) or 0
        hint = "one person has one row, with all addresses in it; or one of the two is a slip"
        return Fault("email-repeated", f"address {number} belongs to earner {quoted(owner)} (line {line}) too", hint)

    def _check_language(self, column: str) -> None:
        if column and normal(column) is None:
            shown = quoted(column) if _TAG.fullmatch(column) else "this"
            fault = Fault("language-unknown", f"{shown} is not a language of this program", one_of(LANGUAGES))
            self.rows.fault(_LANGUAGE, fault)

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

    def _line_of_handle(self, handle: str) -> int | None:
        """The line in which a handle stands first, up to the current row."""
        if handle in self.handle_lines:
            return self.handle_lines[handle]
        at = self.handles.find(handle, lambda at: self.earners.read([at])[0].handle == handle)
        return None if at is None else self.earners.file.line(at)

    def _check_handle(self, handle: str) -> None:
        if not handle:
            return
        fault = _without_value(id_fault(handle), "the handle")
        if fault is None and is_reserved_handle(handle):
            fault = Fault("id-reserved", f"the handle {quoted(handle)} is kept for the site itself", "choose another")
        first = self._line_of_handle(handle) if fault is None else None
        if first is not None:
            fault = Fault("handle-repeated", f"the handle is taken: it stands in line {first}", "choose another")
        if fault:
            self.rows.fault(_HANDLE, fault)

    def _check_did(self, did: str) -> None:
        fault = did_fault(did) if did else None
        if fault:
            self.rows.fault(_DID, fault)


def _without_value(fault: Fault | None, what: str) -> Fault | None:
    """The fault of an id, said of something that is no id and therefore not repeated."""
    rule = f"{what} is not 1 to 100 characters of a-z, 0-9, _ and -, beginning with a letter or digit"
    return fault and (fault._replace(text=rule, hint="write it like alice-martin") if fault.code == "id" else fault)
