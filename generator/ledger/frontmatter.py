"""The two parts of achievement.md: TOML between two lines `+++`, then Markdown.

    +++
    name = "Cloud Data Steward"
    +++
    The holder has ...

The TOML keeps its line numbers: it is handed on with the lines in front of it left blank.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from generator.ledger.faults import Fault

_FENCE = re.compile(r"\+\+\+[ \t]*(?:\r?\n|\Z)")
_CLOSING = re.compile(r"^\+\+\+[ \t]*(?:\r?\n|\Z)", re.MULTILINE)


class Parts(NamedTuple):
    """`toml` begins at line 1 of the file; `body` begins at line `body_line`."""

    toml: str
    body: str
    body_line: int


def split(text: str) -> Parts | Fault:
    """The parts of `text`, or what is wrong with the fence around the first."""
    opening = _FENCE.match(text)
    if opening is None:
        hint = "its first line is +++, then TOML, then again +++, then the criteria"
        if text.startswith("---"):
            hint = 'fields stand between lines of +++, in TOML (name = "..."), not between lines of ---'
        return Fault("front-matter", "the file does not begin with a line +++", hint)
    closing = _CLOSING.search(text, opening.end())
    if closing is None:
        return Fault(
            "front-matter", "the fields that begin here have no end", "put a line +++ between them and the criteria"
        )
    before = text[: closing.end()]
    return Parts("\n" + text[opening.end() : closing.start()], text[closing.end() :], before.count("\n") + 1)


def split_optional(text: str) -> Parts | Fault:
    """As `split`, for a file that may have Markdown only."""
    return split(text) if _FENCE.match(text) else Parts("", text, 1)
