"""Where each key and value of a TOML file stands: what the standard library's reader does not tell.

`locate` walks over text that tomllib has accepted, so it need not judge it: it recognises strings only to step over
them. A path names a value as one would reach it in the parsed document:

    [[skills]]                    ("skills", 0)
    name = {en = "Bread"}         ("skills", 0, "name"), ("skills", 0, "name", "en")

A table that has a header stands where its header begins. Grammar: TOML 1.0.0.
"""

from __future__ import annotations

import re
import tomllib
from bisect import bisect_right

Path = tuple[str | int, ...]

_BLANK = re.compile(r"[ \t]*")
_BETWEEN = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*+")
_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")
# A run of three quotes ends a string of several lines; up to two more belong to its text.
_STRINGS = {
    '"""': re.compile(r'"""(?:[^"\\]|\\[\s\S]|"{1,2}(?!"))*+"{3,5}'),
    "'''": re.compile(r"'''(?:[^']|'{1,2}(?!'))*+'{3,5}"),
    '"': re.compile(r'"(?:[^"\\\n]|\\.)*+"'),
    "'": re.compile(r"'[^'\n]*+'"),
}
# A date and its time may be joined by a blank.
_BARE_VALUE = re.compile(r"\d{4}-\d\d-\d\d \d\d:[^\s,\]}#]*|[^\s,\]}#]+")


class Places:
    """Line and column, both from 1, of the keys and values of one text."""

    def __init__(self, text: str) -> None:
        self.keys: dict[Path, int] = {}
        self.values: dict[Path, int] = {}
        self._lines = [0, *(match.end() for match in re.finditer("\n", text))]

    def of_key(self, path: Path) -> tuple[int, int]:
        """Where the last name of `path` is written; where it is not, the place of what holds it."""
        return self._nearest(self.keys, self.values, path)

    def of_value(self, path: Path) -> tuple[int, int]:
        """Where the value begins; for a table with a header, its header."""
        return self._nearest(self.values, self.keys, path)

    def _nearest(self, first: dict[Path, int], second: dict[Path, int], path: Path) -> tuple[int, int]:
        while path:
            at = first.get(path, second.get(path))
            if at is not None:
                return self._line_and_column(at)
            path = path[:-1]
        return 1, 1

    def _line_and_column(self, at: int) -> tuple[int, int]:
        line = bisect_right(self._lines, at)
        return line, at - self._lines[line - 1] + 1


def locate(text: str) -> Places:
    """The places in `text`, which tomllib has read without complaint."""
    walker = _Walker(text)
    walker.document()
    return walker.places


class _Walker:
    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.places = Places(text)
        self.lengths: dict[Path, int] = {}  # of arrays of tables

    def document(self) -> None:
        table: Path = ()
        self._skip(_BETWEEN)
        while self.at < len(self.text):
            table = self._header() if self.text[self.at] == "[" else self._pair(table)
            self._skip(_BETWEEN)

    def _header(self) -> Path:
        """`[a.b]` or `[[a.b]]`: the path of the table that begins here."""
        start = self.at
        is_array = self.text.startswith("[[", start)
        self.at += 2 if is_array else 1
        path = self._names((), is_header=True, is_array=is_array)
        self.at += 2 if is_array else 1
        self.places.values.setdefault(path, start)
        if is_array:
            self.places.values.setdefault(path[:-1], start)
        return path

    def _pair(self, table: Path) -> Path:
        """`a.b = value` in `table`, which is handed back."""
        path = self._names(table)
        self.at += 1  # the equals sign
        self._skip(_BLANK)
        self._value(path)
        return table

    def _names(self, path: Path, is_header: bool = False, is_array: bool = False) -> Path:
        """Step over a dotted key; the path it leads to. In a header, an array stands for its last table."""
        while True:
            self._skip(_BLANK)
            start = self.at
            path = (*path, self._name())
            self.places.keys.setdefault(path, start)
            self._skip(_BLANK)
            more = self.text.startswith(".", self.at)
            if is_header and (more or not is_array) and path in self.lengths:
                path = (*path, self.lengths[path] - 1)
            if not more:
                break
            self.at += 1
        if is_array:
            self.lengths[path] = self.lengths.get(path, 0) + 1
            path = (*path, self.lengths[path] - 1)
        return path

    def _name(self) -> str:
        bare = _BARE_KEY.match(self.text, self.at)
        if bare:
            self.at = bare.end()
            return bare[0]
        start = self.at
        self._skip(_STRINGS[self.text[start]])
        name = tomllib.loads(f"name = {self.text[start : self.at]}")["name"]
        assert isinstance(name, str)
        return name

    def _value(self, path: Path) -> None:
        self.places.values[path] = self.at
        opening = self.text[self.at]
        if opening == "[":
            self._array(path)
        elif opening == "{":
            self._inline_table(path)
        else:
            quote = self.text[self.at : self.at + 3]
            self._skip(_STRINGS.get(quote) or _STRINGS.get(opening) or _BARE_VALUE)

    def _array(self, path: Path) -> None:
        self.at += 1
        self._skip(_BETWEEN)
        length = 0
        while self.text[self.at] != "]":
            self._value((*path, length))
            length += 1
            self._comma()
        self.at += 1

    def _inline_table(self, path: Path) -> None:
        self.at += 1
        self._skip(_BETWEEN)
        while self.text[self.at] != "}":
            self._pair(path)
            self._comma()
        self.at += 1

    def _comma(self) -> None:
        self._skip(_BETWEEN)
        if self.text[self.at] == ",":
            self.at += 1
            self._skip(_BETWEEN)

    def _skip(self, pattern: re.Pattern[str]) -> None:
        match = pattern.match(self.text, self.at)
        assert match is not None, "tomllib accepts what this walker does not know"
        self.at = match.end()
