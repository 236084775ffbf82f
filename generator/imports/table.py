"""CSV as other programs write it: records with the line they begin in, and the place of each value.

UTF-8 with or without a byte order mark, UTF-16 with one, or the encoding that is named. The separator is the one of
`,` `;` and tab that the first line has most of, outside quotes. Line ends of any kind; quotes as in RFC 4180. A record
is read in one piece of at most 1 MiB; a quote that is never closed would swallow the rest of a file, and is found by
that or by counting quotes.

A spreadsheet takes a value for a formula that begins with = + - @, a tab or a carriage return. Such values are written
with an apostrophe in front, and so are those that begin with apostrophes and then one of these; where a table is read,
one such apostrophe is taken away. What was written is read back as it was.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from generator.errors import BadgepressError
from generator.ledger.faults import Fault

SEPARATORS = ",;\t"
_LONGEST = 1 << 20
_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_FORMULA = re.compile(r"'*[=+\-@\t\r]")
_QUOTE_HINT = 'a value with a separator, a quote or a line end in it stands between quotes, and a quote in it is ""'


class Record(NamedTuple):
    """One row: the line it begins in, its values, its own text, and what is wrong with it as a whole."""

    line: int
    values: list[str]
    text: str
    fault: Fault | None = None

    @property
    def is_blank(self) -> bool:
        return not any(self.values) or not "".join(self.values).strip()


class Table:
    """A CSV file that can be gone through as often as one likes."""

    def __init__(self, path: Path, encoding: str = "", separator: str = "") -> None:
        self.path = path
        self.size = path.stat().st_size
        self.seen = 0  # bytes of what the records so far were
        self._encoding = encoding or _encoding_of(path)
        self.separator = separator or self._separator()

    def records(self) -> Iterator[Record]:
        """Every record that is not blank, the header line among them. Raises BadgepressError for a wrong encoding."""
        csv.field_size_limit(_LONGEST)
        with self.path.open("rb") as raw:
            lines = _Lines(raw, self._encoding)
            reader = csv.reader(lines, delimiter=self.separator)
            while True:
                lines.text, first = [], lines.number + 1
                try:
                    values = next(reader)
                    fault = None
                except StopIteration:
                    return
                except csv.Error:
                    values, fault = [], Fault("csv-quote", "this row does not end: a quote is not closed", _QUOTE_HINT)
                except UnicodeDecodeError as error:
                    raise self._wrong_encoding(lines.number + 1, error) from error
                self.seen = min(raw.tell(), self.size)
                text = "".join(lines.text)
                if "'" in text:
                    values = [_unguarded(value) for value in values]
                if fault is None and '"' in text and text.count('"') % 2:
                    fault = Fault("csv-quote", "a quote in this row is not closed", _QUOTE_HINT)
                record = Record(first, values, text, fault)
                if fault or not record.is_blank:
                    yield record

    def column_of(self, record: Record, position: int) -> int:
        """The character in its line, from 1, at which a value begins."""
        start = 0
        value = re.compile(rf'"(?:[^"]|"")*+"?[^{re.escape(self.separator)}]*+|[^{re.escape(self.separator)}]*+')
        for _ in range(min(position, max(0, len(record.values) - 1))):
            found = value.match(record.text, start)
            start = found.end() + 1 if found else start
        before = record.text[:start]
        return start - max(before.rfind("\n"), before.rfind("\r"))

    def _separator(self) -> str:
        try:
            with self.path.open("rb") as raw:
                first = next((line for line in _Lines(raw, self._encoding) if line.strip()), "")
        except UnicodeDecodeError as error:
            raise self._wrong_encoding(1, error) from error
        except csv.Error as error:
            text = f"{self.path}:1:1: the first line has more than {_LONGEST:,} characters"
            raise BadgepressError(text, "it names the columns; is this a table?") from error
        outside = re.sub(r'"(?:[^"]|"")*"?', "", first)
        return max(SEPARATORS, key=outside.count)

    def _wrong_encoding(self, line: int, error: UnicodeDecodeError) -> BadgepressError:
        bad = error.object[error.start]
        text = f"{self.path}:{line}: near this line the byte 0x{bad:02X} is not {self._encoding.removesuffix('-sig')}"
        return BadgepressError(text, 'save the file as "CSV UTF-8", or name its encoding: --encoding windows-1252')


class _Lines:
    """The lines of a file with their ends; those since `text` was emptied are kept in it."""

    def __init__(self, raw: io.BufferedReader, encoding: str) -> None:
        self._lines = io.TextIOWrapper(raw, encoding=encoding, newline="")
        self.text: list[str] = []
        self.number = 0

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self._lines.readline(_LONGEST + 1)
        if not line:
            raise StopIteration
        self.text.append(line)
        self.number += 1
        if len(line) > _LONGEST:
            raise csv.Error("a line is too long")
        return line


def _encoding_of(path: Path) -> str:
    with path.open("rb") as file:
        start = file.read(3)
    return next((name for mark, name in _MARKS if start.startswith(mark)), "utf-8")


def normal(name: str) -> str:
    """A column's name without what people and programs vary: case, blanks, punctuation."""
    return "".join(char for char in name.casefold() if char.isalnum())


def write_rows(rows: Sequence[Sequence[str]], separator: str = ",") -> bytes:
    """Rows as CSV, RFC 4180, with LF, and no value that a spreadsheet would calculate: the other direction."""
    wants_quotes = re.compile(rf'[{re.escape(separator)}"\r\n]')  # csv.writer forgets a lone carriage return

    def spelled(value: str) -> str:
        value = f"'{value}" if _FORMULA.match(value) else value
        return '"' + value.replace('"', '""') + '"' if wants_quotes.search(value) else value

    return "".join(separator.join(map(spelled, row)) + "\n" for row in rows).encode("utf-8")


def _unguarded(value: str) -> str:
    return value[1:] if value.startswith("'") and _FORMULA.match(value) else value
