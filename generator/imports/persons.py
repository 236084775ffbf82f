"""A table of earners beside one of awards: names for addresses, and addresses for user names.

Columns by the names that are usual: an address, a name in one column or several, a user name; any separator.
`badgepress export people` writes such a table.
"""

from __future__ import annotations

from pathlib import Path

from generator.errors import LedgerError
from generator.imports.csvformat import CsvFormat, CsvSource
from generator.imports.incoming import Field, Unread
from generator.imports.people import Listed
from generator.imports.table import Table
from generator.ledger.faults import Fault
from generator.ledger.texts import mail_fault, name_fault
from generator.model import Problem

FORMAT = CsvFormat(
    name="people",
    title="a table of earners",
    system="people",
    columns={
        Field.EMAIL: (
            *("email", "emails", "email address", "mail", "mail address", "address", "addresses"),
            *("Recipient Email", "Issued to Email", "E-Mail-Adresse"),
        ),
        Field.NAME: ("name", "full name", "recipient name", "display name"),
        Field.FIRST_NAME: ("first name", "firstname", "given name"),
        Field.MIDDLE_NAME: ("middle name",),
        Field.LAST_NAME: ("last name", "lastname", "family name", "surname"),
        Field.PERSON: ("username", "user name", "user", "login", "id"),
    },
)


def read_people(path: Path, encoding: str = "") -> dict[str, Listed]:
    """Everybody in the table, by address and by user name in small letters. Raises LedgerError with every problem."""
    source = CsvSource(Table(path, encoding), FORMAT)
    if Field.EMAIL not in source.fields:
        text = "no column is named like one of e-mail addresses"
        hint = "call one `email`, beside `name` and, if there are user names, `username`"
        raise LedgerError([_placed(source, 1, None, Fault("columns", text, hint))])
    found: dict[str, Listed] = {}
    problems: list[Problem] = []
    for item in source.rows():
        if isinstance(item, Unread):
            problems.append(_placed(source, item.line, item.field, item.fault))
            continue
        addresses = item.email.replace(";", " ").split()
        faults = [(Field.EMAIL, fault) for mail in addresses or [""] if (fault := mail_fault(mail))]
        faults += [(Field.NAME, fault) for fault in [name_fault(item.name)] if fault]
        problems += [_placed(source, item.line, column, fault) for column, fault in faults]
        for key in [*addresses, *([item.person] if item.person and addresses else [])]:
            mail = key if key in addresses else addresses[0]
            found.setdefault(key.lower(), Listed(mail, item.name))
    if problems:
        raise LedgerError(problems)
    return found


def _placed(source: CsvSource, line: int, column: Field | None, fault: Fault) -> Problem:
    return Problem(source.place(line, column), fault.code, fault.text, fault.hint, fault.severity)
