"""A column map: a small TOML file in which an administrator says what the columns of any table are.

    version = 1
    title = "the export of our learning system"
    system = "our-lms"              the word of `from` in content/imports/badges.toml
    dates = "dmy"                   or "mdy"; without it the columns show it
    separator = ";"                 without it the header line shows it

    [columns]
    email = "Mail address"          the name of a column, or a list of names that it goes by
    name = ["Learner", "Lernende"]  or its number, from 1, where the file has no header line

Format: docs/formats/column-map.md.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from generator.errors import LedgerError
from generator.imports.csvformat import CsvFormat
from generator.imports.dates import Order
from generator.imports.incoming import Field
from generator.imports.table import SEPARATORS
from generator.ledger.faults import Fault, Report
from generator.ledger.plain import decode
from generator.ledger.privacy import Privacy
from generator.ledger.tables import Table
from generator.ledger.texts import id_fault
from generator.ledger.toml import parse

VERSION = 1
_KEYS = ("version", "title", "system", "dates", "separator", "columns")
_COLUMNS = tuple(word.value for word in Field)


def read_column_map(path: Path) -> CsvFormat:
    """The kind of table that the file describes. Raises LedgerError with every problem in it."""
    report = Report()
    text = decode(path.read_bytes(), str(path), report)
    document = None if text is None else parse(text, str(path), report, Privacy(report))
    kind = _kind(Table(document)) if document else None
    if report.errors or kind is None:
        raise LedgerError(report.problems())
    return kind


def _kind(top: Table) -> CsvFormat | None:
    top.only(_KEYS)
    check_version(top, VERSION)
    dates = top.word("dates", [order.value for order in Order], "")
    separator = top.data.get("separator", "")
    if separator not in ("", *SEPARATORS):
        top.fault(Fault("choice", "the separator is not one that is known", 'one of ",", ";" and "\\t"'), "separator")
    system = top.required("system", 'system = "our-lms"')
    if system and (fault := id_fault(system, "the system")):
        top.fault(fault, "system")
    if not top.require("columns", "a table: [columns]"):
        return None
    columns, order = _columns(top.table("columns"))
    return CsvFormat(
        name="columns",
        title=top.name("title") or "the table that the column map describes",
        system=system,
        columns=columns,
        order=order,
        dates=Order(dates) if dates else None,
        separator=separator,
    )


def check_version(top: Table, known: int) -> None:
    """Report a file of another version than the one that is known."""
    if top.require("version", f"version = {known}") and top.data["version"] != known:
        text = f"version {top.data['version']!r} is not known here"
        top.fault(Fault("version", text, f"this program reads version {known}"), "version")


def _columns(table: Table) -> tuple[dict[Field, tuple[str, ...]], tuple[Field | None, ...]]:
    """Names of each column; or, where they are numbers, which stands where."""
    table.only(_COLUMNS, "column of this program")
    columns: dict[Field, tuple[str, ...]] = {}
    numbers: dict[int, Field] = {}
    for key, value in table.data.items():
        if key not in _COLUMNS:
            continue
        if type(value) is int and value > 0:
            numbers[value] = Field(key)
        elif _is_names(value):
            columns[Field(key)] = (value,) if isinstance(value, str) else tuple(value)
        else:
            hint = "write its name in quotes, a list of names, or its number from 1"
            table.fault(Fault("wrong-type", "this is not the name of a column", hint), key)
    if numbers and columns:
        table.fault(Fault("choice", "some columns have a name and some a number", "use one or the other"))
    if "email" not in table.data and table.is_sound:
        table.fault(Fault("key-missing", "'email' is missing", 'add email = "..."'))
    return columns, tuple(numbers.get(at) for at in range(1, max(numbers, default=0) + 1))


def _is_names(value: Any) -> bool:
    names = value if isinstance(value, list) else [value]
    return bool(names) and all(isinstance(name, str) and name.strip() for name in names)
