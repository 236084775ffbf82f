"""CSV as other programs write it: records with the line they begin in, and the place of each value.

UTF-8 with or without a byte order mark, UTF-16 with one, or the encoding that is named. The separator is the one of
`,` `;` and tab that the first line has most of, outside quotes. Line ends of any kind; quotes as in RFC 4180. A record
is read in one piece of at most 1 MiB. A quote that is not closed would swallow the rows behind it: it is told where it
opens (see `quotes`), and reading goes on at the next line that is a row by itself.

A spreadsheet takes a value for a formula that begins with = + - @, a tab or a carriage return. Such values are written
with an apostrophe in front, and so are those that begin with apostrophes and then one of these; where a table is read,
one such apostrophe is taken away. What was written is read back as it was.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections import deque
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from generator.errors import BadgepressError
from generator.imports.encodings import find_wrong_byte
from generator.imports.quotes import find_fault
from generator.ledger.faults import Fault

SEPARATORS = ",;\t"
_LONGEST = 1 << 20
_MOST_AGAIN = 64 << 20  # characters
_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_FORMULA = re.compile(r"'*[=+\-@\t\r]")


_TOO_LONG = Fault("record-too-long", f"this row has more than {_LONGEST:,} characters", "shorten it")


class Record(NamedTuple):
    """One row: the line it begins in, its values, its own text, what is wrong with it as a whole, and where."""

    line: int
    values: list[str]
    text: str
    fault: Fault | None = None
    fault_at: tuple[int, int] = (1, 1)  # line and column

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
        width = 0
        with self.path.open("rb") as raw:
            lines = _Lines(raw, self._encoding, self.separator)
            reader = csv.reader(lines, delimiter=self.separator)
            while True:
                lines.text, first = [], lines.number + 1
                try:
                    record = Record(first, next(reader), "".join(lines.text))
                    if '"' in record.text and (len(lines.text) > 1 or record.text.count('"') % 2):
                        record = self._judged(record, lines, width)
                except StopIteration:
                    return
                except csv.Error:
                    record = self._judged(Record(first, [], "".join(lines.text), _TOO_LONG, (first, 1)), lines, width)
                except UnicodeDecodeError as error:
                    raise self._wrong_encoding() from error
                self.seen = min(raw.tell(), self.size)
                if "'" in record.text:
                    record = record._replace(values=[_unguarded(value) for value in record.values])
                width = width or len(record.values)
                if record.fault or not record.is_blank:
                    yield record

    def _judged(self, record: Record, lines: _Lines, width: int) -> Record:
        """The same, unless a quote has swallowed lines: then what may belong to it, and the others come again."""
        opened = find_fault(record.text, self.separator)
        if opened is None:
            return record
        taken = lines.text
        again = (at for at in range(1, len(taken)) if self._is_row(taken[at], width))
        stop = next(again, len(taken)) if lines.may_give_back() else len(taken)
        lost = "".join(taken[:stop])
        lines.give_back(stop)
        values = next(csv.reader([lost.rstrip("\r\n")], delimiter=self.separator), []) if len(lost) <= _LONGEST else []
        at = record.line + opened.lines_below, opened.column
        return Record(record.line, values, lost, opened.fault, at)

    def _is_row(self, line: str, width: int) -> bool:
        """Whether `line` looks like a row by itself rather than the inside of a value; without `width` any may be."""
        try:
            values = next(csv.reader([line], delimiter=self.separator), [])
        except csv.Error:
            return False
        return len(values) == width if width else len(values) > 1

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
                first = next((line for line in _Lines(raw, self._encoding, "") if line.strip()), "")
        except UnicodeDecodeError as error:
            raise self._wrong_encoding() from error
        except csv.Error as error:
            text = f"{self.path}:1:1: the first line has more than {_LONGEST:,} characters"
            raise BadgepressError(text, "it names the columns; is this a table?") from error
        outside = re.sub(r'"(?:[^"]|"")*"?', "", first)
        return max(SEPARATORS, key=outside.count)

    def _wrong_encoding(self) -> BadgepressError:
        hint = 'save the file as "CSV UTF-8", or name its encoding: --encoding windows-1252'
        found = find_wrong_byte(self.path, self._encoding)
        if found is None:
            return BadgepressError(f"{self.path} was changed while it was being read", "try again")
        which = f"the byte 0x{found.value:02X} here (byte {found.number:,} of this line)"
        text = f"{self.path}:{found.line}:{found.column}: {which} is not {self._encoding.removesuffix('-sig')}"
        return BadgepressError(text, hint)


class _Lines:
    """The lines of a file with their ends; those since `text` was emptied are kept in it.

    They end with csv.Error where a record of several is seen to be broken: it is looked at whenever it has twice as
    many lines as before, so that a quote hides few lines and looking costs no more than reading.
    """

    def __init__(self, raw: io.BufferedReader, encoding: str, separator: str) -> None:
        self._lines = io.TextIOWrapper(raw, encoding=encoding, newline="")
        self._separator = separator
        self._again: deque[str] = deque()
        self._given_back = 0
        self.text: list[str] = []
        self.number = 0

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self._again.popleft() if self._again else self._lines.readline(_LONGEST + 1)
        if not line:
            raise StopIteration
        self.text.append(line)
        self.number += 1
        if len(line) > _LONGEST:
            raise csv.Error("a line is too long")
        count = len(self.text)
        if count > 1 and count & (count - 1) == 0 and find_fault("".join(self.text), self._separator, is_whole=False):
            raise csv.Error("a quote is closed in the middle of a value")
        return line

    def may_give_back(self) -> bool:
        """Whether what a broken record has swallowed may be read again: not for ever, whatever a file holds."""
        return self._given_back <= _MOST_AGAIN

    def give_back(self, start: int) -> None:
        """Hand out again the lines of `text`, from index `start` on."""
        again = self.text[start:]
        self._again.extendleft(reversed(again))
        self._given_back += sum(map(len, again))
        self.number -= len(again)


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
