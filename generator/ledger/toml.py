"""A TOML file as located data: the standard library reads it, `locate` says where things stand.

Syntax errors come in the reader's own words with its own line and column. Two things are refused beforehand or
caught, because the reader's effort grows with their square or with the depth of the stack: keys of more than
`MOST_PARTS` dotted parts, and values nested too deeply. PROMISES P15.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from generator.ledger.faults import Fault, Report
from generator.ledger.locate import Path, Places, locate
from generator.ledger.privacy import Privacy
from generator.model import Place

MOST_PARTS = 64

_PART = r"""(?:[A-Za-z0-9_-]++|"[^"\n]*+"|'[^'\n]*+')"""
# Not from the middle of a name, or a long one would be tried from each of its letters.
_TOO_MANY_PARTS = re.compile(rf"(?<![A-Za-z0-9_-]){_PART}(?:[ \t]*+\.[ \t]*+{_PART}){{{MOST_PARTS}}}")
# Strings and comments, to be stepped over; brackets; numbers.
_TOKEN = re.compile(
    r"""(?P<over>"{3}(?:[^\\]|\\.)*?"{3}|'{3}.*?'{3}|"(?:[^"\\\n]|\\.)*+"|'[^'\n]*+'|\#[^\n]*+)"""
    r"|(?P<open>[\[{])|(?P<close>[\]}])|(?P<number>(?<![0-9_])[0-9](?:_?[0-9])*+)",
    re.DOTALL,
)
_DEEP = 100  # brackets inside each other: the reader gives up only much further in
_MOST_DIGITS = 4300  # of a whole number, by the standard library

_AT = re.compile(r"(.*) \(at (?:line (\d+), column (\d+)|end of document)\)", re.DOTALL)

# What tomllib says, and what a person may have done.
_SLIPS = (
    ("Cannot overwrite", "the same key is given twice"),
    ("Duplicate inline", "the same key is given twice"),
    ("Cannot redefine", "the same table is begun twice"),
    ("Escaped character", "\\u and \\U are followed by the number of a character; halves of one are none"),
    ("Invalid hex", "\\u is followed by four digits of 0-9 and a-f, \\U by eight, \\x by two"),
    ("Invalid initial", "a key is made of letters, digits, _ and -; any other stands between quotes"),
    ("Found invalid", "delete it: no such character stands in a file of TOML"),
    ("Expected ']", "a table begins with [name], one of several with [[name]], alone on a line"),
    ("Cannot declare", "the same table is begun twice"),
    ("Cannot mutate", "a table written as {...} cannot be added to further down"),
    ("Invalid value", 'text stands between quotes: key = "value"'),
    ("Expected '='", "a line is key = value; a key with blanks in it needs quotes"),
    ("Expected newline", 'one key = value on each line; a quote inside text is written \\"'),
    ("Invalid statement", "a line is key = value, [table] or # comment"),
    ("Illegal character", "text on one line ends with its quote on that line"),
    ("Unescaped", "a \\ inside quotes is written \\\\"),
    ("Invalid date", "a date is written 2026-03-01, without quotes"),
    ("Unclosed", "a [ needs its ]"),
    ("Unterminated", "a quote needs its other quote"),
)


class Document(Struct, frozen=True):
    """One TOML file on its way into the ledger; `languages` is the site's, () where that is not known."""

    path: str
    data: dict[str, Any]
    places: Places
    report: Report
    privacy: Privacy
    languages: tuple[str, ...] = ()

    def in_languages(self, languages: tuple[str, ...]) -> Document:
        """The same, once the languages of the site are known."""
        return replace(self, languages=languages)

    def key_place(self, path: Path) -> Place:
        return Place(self.path, *self.places.of_key(path))

    def value_place(self, path: Path) -> Place:
        return Place(self.path, *self.places.of_value(path))


def parse(text: str, path: str, report: Report, privacy: Privacy, languages: tuple[str, ...] = ()) -> Document | None:
    """The document in `text`, or None with the reason in `report`."""
    crowded = _TOO_MANY_PARTS.search(text)
    if crowded:
        line = text.count("\n", 0, crowded.start()) + 1
        hint = "a dot leads from a table to what is in it; a name with dots in it stands between quotes"
        report.add(Place(path, line), Fault("toml-syntax", f"a key has more than {MOST_PARTS} dotted parts", hint))
        return None
    try:
        data = tomllib.loads(text)
        return Document(path, data, locate(text), report, privacy, languages)
    except RecursionError:
        fault = Fault("toml-syntax", "values are nested too deeply", "write the lists inside each other out")
        report.add(_place_of(next(_too_deep(text), 0), path, text), fault)
    except ValueError as error:  # TOMLDecodeError, or a number of thousands of digits
        report.add(*_syntax_fault(str(error), path, text))
    return None


def _syntax_fault(message: str, path: str, text: str) -> tuple[Place, Fault]:
    match = _AT.fullmatch(message)
    if match is None:
        hint = f"at most {_MOST_DIGITS:,} are read; text of digits stands between quotes"
        fault = Fault("toml-syntax", "this is not TOML: a number has too many digits", hint)
        return _place_of(next(_too_long(text), 0), path, text), fault
    reason = match[1]
    if match[2]:
        place = Place(path, int(match[2]), int(match[3]))
    else:
        last = text.rstrip("\r\n").rpartition("\n")[2]
        place = Place(path, text.rstrip("\r\n").count("\n") + 1, len(last.rstrip("\r")) + 1)
    hint = next((slip for start, slip in _SLIPS if reason.startswith(start)), "how TOML is written: https://toml.io")
    return place, Fault("toml-syntax", f"this is not TOML: {reason[:1].lower()}{reason[1:200]}", hint)


def _too_deep(text: str) -> Iterator[int]:
    """Where a bracket opens that stands in `_DEEP` others."""
    depth = 0
    for token in _TOKEN.finditer(text):
        depth += (token.lastgroup == "open") - (token.lastgroup == "close")
        if token.lastgroup == "open" and depth > _DEEP:
            yield token.start()


def _too_long(text: str) -> Iterator[int]:
    """Where a number begins that the standard library does not read."""
    for token in _TOKEN.finditer(text):
        if token.lastgroup == "number" and len(token[0].replace("_", "")) > _MOST_DIGITS:
            yield token.start()


def _place_of(at: int, path: str, text: str) -> Place:
    return Place(path, text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at))
