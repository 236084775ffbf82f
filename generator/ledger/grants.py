"""Awards that somebody wants to make: from the command line, or from the rows of a CSV file of their own.

    name,email,achievement,date,expires,evidence_url,evidence_name,evidence_text,results,language,visibility

Of these columns only the first two must be there, in this order; what a row leaves empty is as the command says. The
format is described in docs/verbs/award.md. Whether a wish can be granted is for `granting`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field, fields
from pathlib import Path

from generator.errors import BadgepressError
from generator.ledger.faults import Report
from generator.ledger.header import Columns
from generator.ledger.rows import Rows, place_of
from generator.ledger.wishes import Refusal
from generator.model import Severity

COLUMNS = Columns(
    ("name", "email"),
    (
        "achievement",
        "date",
        "expires",
        "evidence_url",
        "evidence_name",
        "evidence_text",
        "results",
        "language",
        "visibility",
    ),
    is_private=True,
)
_BEGINNING = re.compile(r"[^,\n]+,[^,\n]*@")


def _option(column: str, *_: str) -> str:
    return f"--{column.replace('_', '-')}"


@dataclass(frozen=True, slots=True)
class Grant:
    """One award that is wanted, in the words of whoever wants it.

    `where` says where a column of it stands: in a row, or in an option of the command. Of several columns that do not
    fit together the first that stands in the row counts.
    """

    name: str
    email: str
    achievement: str
    date: str
    expires: str = ""
    evidence_url: str = ""
    evidence_name: str = ""
    evidence_text: str = ""
    results: str = ""
    language: str = ""
    visibility: str = ""
    where: Callable[..., str] = field(default=_option, compare=False, repr=False)


def read_grants(path: Path, otherwise: Grant) -> tuple[list[Grant], list[Refusal]]:
    """The wishes in a CSV file, and what is wrong with its form. What a row leaves empty is as in `otherwise`."""
    report = Report()
    found: list[Grant] = []
    try:
        with path.open("rb", buffering=0) as stream:
            rows = Rows(stream, str(path), COLUMNS, report, _BEGINNING)
            for row in rows:
                if rows.is_sound:
                    found.append(_grant(row, rows, otherwise))
    except OSError as error:
        raise BadgepressError(f"{path} cannot be read: {(error.strerror or '').lower()}") from error
    refusals = [
        Refusal(str(problem.place), problem.text, problem.hint)
        for problem in report.problems()
        if problem.severity is Severity.ERROR
    ]
    return found, refusals


def _grant(row: list[str], rows: Rows, otherwise: Grant) -> Grant:
    row_says = {column: value.strip() for column, value in zip(COLUMNS.all, row, strict=True)}
    said = {column: value or getattr(otherwise, column) for column, value in row_says.items()}
    path, line, record = rows.path, rows.line, rows.raw.decode("utf-8")
    positions = dict(zip(COLUMNS.all, rows.layout.positions, strict=True))

    def where(column: str, *others: str) -> str:
        for name in (column, *others):
            # What the row leaves empty is as the option says; where that says nothing, the row should have.
            position = positions[name]
            if position is not None and (row_says[name] or not getattr(otherwise, name)):
                return str(place_of(path, line, record, position))
        return otherwise.where(column)

    return Grant(**said, where=where)


assert COLUMNS.all == tuple(item.name for item in fields(Grant) if item.name != "where")
