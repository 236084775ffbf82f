"""A kind of table: which column is what. Each platform's is a value of `CsvFormat` in `formats/`; so is a column map.

Names of columns are compared without case, blanks and punctuation, and in every language that a platform has written
them in: a column is told by any of its names. Columns that no name fits are left alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct, field

from generator.errors import BadgepressError
from generator.imports.dates import Order
from generator.imports.incoming import Field, Incoming, Status, Unread
from generator.imports.table import Record, Table, normal
from generator.ledger.faults import Fault
from generator.ledger.suggest import did_you_mean, one_of
from generator.model import Place
from generator.printable import printable, quoted

REASON = "reason"  # the column that a file of rejected rows has behind the others

STATUSES = {
    "accepted": Status.ACCEPTED,
    "public": Status.ACCEPTED,
    "pending": Status.PENDING,
    "unaccepted": Status.PENDING,
    "offered": Status.PENDING,
    "rejected": Status.DECLINED,
    "declined": Status.DECLINED,
    "revoked": Status.REVOKED,
    "": Status.UNSAID,
}


class CsvFormat(Struct, frozen=True):
    """One kind of table.

    `columns` has the names that a column goes by; `tells` are names that together say that a file is of this kind.
    Without a header line, `order` says which column is which.
    """

    name: str
    title: str
    system: str
    columns: Mapping[Field, Sequence[str]] = field(default_factory=dict)
    tells: Sequence[str] = ()
    order: Sequence[Field | None] = ()
    dates: Order | None = None
    separator: str = ""

    def fits(self, header: Sequence[str]) -> bool:
        """Whether a header line is one of this kind."""
        names = {normal(name) for name in header}
        return bool(self.tells) and all(normal(name) in names for name in self.tells)

    def places(self, header: Sequence[str]) -> dict[Field, int]:
        """Where each column stands, from 0."""
        if self.order:
            return {word: at for at, word in enumerate(self.order) if word}
        names = self._names(header)
        found = {}
        for column, known in self.columns.items():
            if places := [names[normal(name)][0] for name in known if normal(name) in names]:
                found[column] = places[0]
        return found

    def doubled(self, header: Sequence[str]) -> tuple[int, int] | None:
        """Two places, from 0, of a column that is used: which of them is meant cannot be told."""
        if self.order:
            return None
        names, used = self._names(header), self.places(header).values()
        return next(((at[0], at[1]) for at in names.values() if len(at) > 1 and at[0] in used), None)

    @staticmethod
    def _names(header: Sequence[str]) -> dict[str, list[int]]:
        names: dict[str, list[int]] = {}
        for at, name in enumerate(header):
            names.setdefault(normal(name), []).append(at)
        return names


class CsvSource:
    """A table of awards, read as one format says."""

    def __init__(self, table: Table, kind: CsvFormat) -> None:
        self.system, self.title, self.dates = kind.system, kind.title, kind.dates
        self.kind = kind
        self.size = table.size
        self._table = table
        self._header = [] if kind.order else _header(table)
        self._places = kind.places(self._header)
        self._width = len(kind.order or self._header)
        self._record = Record(0, [], "")
        if not self._places:
            raise _not_this_kind(table, self._header, kind)
        if doubled := kind.doubled(self._header):
            raise _doubled(table, self._header, *doubled)

    @property
    def seen(self) -> int:
        return self._table.seen

    @property
    def fields(self) -> frozenset[Field]:
        """What the file has a column for."""
        return frozenset(self._places)

    def rows(self) -> Iterator[Incoming | Unread]:
        """Every row."""
        records = self._table.records()
        if not self.kind.order:
            next(records, None)
        for record in records:
            self._record = record
            yield self._read(record)

    def _read(self, record: Record) -> Incoming | Unread:
        if record.fault:
            return Unread(record.line, None, record.fault)
        extra = record.values[self._width :]
        if len(record.values) < self._width or any(extra):
            text = f"this row has {len(record.values)} values; {self._width} columns were announced"
            if self.kind.order:
                text = f"this row has {len(record.values)} values; {self.kind.title} has exactly {self._width}"
            return Unread(record.line, None, Fault("field-count", text, "quote a value that holds the separator"))
        return incoming_of(record.line, {column: record.values[at].strip() for column, at in self._places.items()})

    def place(self, line: int, column: Field | None) -> Place:
        """Where a value stands. The row that was read last is at hand; another one is looked for in the file."""
        at = self._places.get(column) if column else None
        if self._record.fault and line == self._record.line:
            return Place(str(self._table.path), *self._record.fault_at)
        if not at:
            return Place(str(self._table.path), line)
        record = self._record
        if line != record.line:
            record = next((found for found in self._table.records() if found.line == line), record)
        return Place(str(self._table.path), line, self._table.column_of(record, at) if record.line == line else 1)

    def header(self) -> Sequence[str]:
        """The columns of a file of rejected rows: those of this file, and the reason. A list has none."""
        return [name for name in self._header if normal(name) != REASON] + [REASON] if self._header else []

    def raw(self, line: int) -> Sequence[str]:
        """The values of the row that was read last, without what an earlier reason said."""
        values = [*self._record.values, *[""] * (self._width - len(self._record.values))]
        kept = zip(self._header or [""] * self._width, values, strict=False)
        return [value for name, value in kept if normal(name) != REASON]

    @property
    def separator(self) -> str:
        return self._table.separator


def incoming_of(line: int, values: Mapping[Field, str]) -> Incoming | Unread:
    """One row, given its values by what they are."""
    said = values.get(Field.STATUS, "").casefold()
    if said not in STATUSES:
        hint = did_you_mean(said, list(STATUSES), one_of([word for word in STATUSES if word]))
        return Unread(line, Field.STATUS, Fault("status", f"{quoted(said)} is not a status that is known here", hint))
    parts = (values.get(part, "") for part in (Field.FIRST_NAME, Field.MIDDLE_NAME, Field.LAST_NAME))
    name = values.get(Field.NAME, "") or " ".join(part for part in parts if part)
    plain = {word: values.get(word, "") for word in _PLAIN}
    found = Incoming(line=line, name=" ".join(name.split()), status=STATUSES[said])
    found.badge, found.badge_name = plain[Field.BADGE], plain[Field.BADGE_NAME]
    found.email, found.person = plain[Field.EMAIL], plain[Field.PERSON]
    found.awarded, found.expires = plain[Field.AWARDED], plain[Field.EXPIRES]
    found.evidence_url, found.evidence_name = plain[Field.EVIDENCE_URL], plain[Field.EVIDENCE_NAME]
    found.evidence_text, found.language = plain[Field.EVIDENCE_TEXT], plain[Field.LANGUAGE]
    found.id, found.url, found.reason = plain[Field.ID], plain[Field.URL], plain[Field.REASON]
    return found


_NAMES = (Field.NAME, Field.FIRST_NAME, Field.MIDDLE_NAME, Field.LAST_NAME, Field.STATUS)
_PLAIN = tuple(word for word in Field if word not in _NAMES)


def header_of(table: Table) -> list[str]:
    """The first row of a file, as it is."""
    first = next(table.records(), None)
    if first and first.fault:
        line, column = first.fault_at
        raise BadgepressError(f"{printable(str(table.path))}:{line}:{column}: {first.fault.text}", first.fault.hint)
    return [] if first is None else [value.strip() for value in first.values]


def _header(table: Table) -> list[str]:
    header = header_of(table)
    if not header:
        raise BadgepressError(f"{printable(str(table.path))} is empty", "its first line names the columns")
    return header


def _doubled(table: Table, header: Sequence[str], first: int, second: int) -> BadgepressError:
    text = f"{printable(str(table.path))}:1:1: columns {first + 1} and {second + 1} have one name: "
    hint = "take one of them out, or give it another name"
    return BadgepressError(f"{text}{quoted(header[first])} and {quoted(header[second])}", hint)


def _not_this_kind(table: Table, header: Sequence[str], kind: CsvFormat) -> BadgepressError:
    known = ", ".join(names[0] for names in kind.columns.values())
    text = f"{printable(str(table.path))}:1:1: none of its columns is one of {kind.title}"
    return BadgepressError(text, f"it has {printable(', '.join(header))[:200]}; {kind.title} has {known}")
