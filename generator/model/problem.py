"""A problem in the organisation's files: where, what, and what to do. A value, never an exception."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct


class Severity(StrEnum):
    """An error says what did not happen; a warning says what will happen anyway."""

    ERROR = "error"
    WARNING = "warning"


class Place(Struct, frozen=True, order=True):
    """A point in a file: path relative to the project folder with `/`, line and column counted from 1."""

    path: str
    line: int = 1
    column: int = 1

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:{self.column}"


class Problem(Struct, frozen=True):
    """One thing to mend: `code` is stable and for machines, `text` says what is wrong, `hint` what to do."""

    place: Place
    code: str
    text: str
    hint: str = ""
    severity: Severity = Severity.ERROR
