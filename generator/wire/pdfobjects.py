"""The values that a PDF is made of, read strictly from bytes.

    null true false 12 -3 +.5       None, bool, int, float
    /Name#20x                       Name("Name x")
    (text \\(and\\) \\101) <48 49>     bytes
    [ ... ] << /Key value ... >>    list, dict by the text of its keys
    12 0 R                          Ref(12, 0)

`Reader` reads one value after the other. It counts what it reads against a budget that a whole file shares, and goes
no deeper than MAX_DEPTH, so a hostile file ends in WireError after a bounded effort.

Spec: ISO 32000-1, 7.2 and 7.3.
"""

from __future__ import annotations

import re
from typing import Any

from msgspec import Struct

from generator.errors import WireError

MAX_DEPTH = 32

_SPACE = re.compile(rb"(?:[\x00\t\n\x0c\r ]++|%[^\r\n]*+)*+")
_NUMBER = re.compile(rb"[+-]?(?:\d{1,18}(?:\.\d{0,18})?|\.\d{1,18})(?![^\x00\t\n\x0c\r \[\]<>(){}/%])")
_NAME = re.compile(rb"/([^\x00\t\n\x0c\r \[\]<>(){}/%]{0,127})(?![^\x00\t\n\x0c\r \[\]<>(){}/%])")
_REF = re.compile(rb"(\d{1,10})[\x00\t\n\x0c\r ]+(\d{1,5})[\x00\t\n\x0c\r ]+R(?![^\x00\t\n\x0c\r \[\]<>(){}/%])")
_WORD = re.compile(rb"[a-zA-Z]{1,16}")
_HEX = re.compile(rb"<([0-9A-Fa-f\x00\t\n\x0c\r ]*+)>")
_HEX_IN_NAME = re.compile(rb"#([0-9A-Fa-f]{2})")
_STRING_PART = re.compile(rb"[^()\\]++")
_OCTAL = re.compile(rb"[0-7]{1,3}")
_WORDS = {b"null": None, b"true": True, b"false": False}
_ESCAPES = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f", b"(": b"(", b")": b")", b"\\": b"\\"}


class Name(str):
    """A name, without its slash."""

    __slots__ = ()


class Ref(Struct, frozen=True):
    """A reference to an object of the file."""

    number: int
    generation: int


class Budget:
    """How many values may still be read, in a whole file."""

    def __init__(self, values: int) -> None:
        self.left = values

    def spend(self) -> None:
        """Count one. Raises WireError where there are none left."""
        self.left -= 1
        if self.left < 0:
            raise WireError("it has too many parts")


class Reader:
    """Reads values from `data`, beginning at `at`; `at` is then behind what was read."""

    def __init__(self, data: bytes, at: int, budget: Budget) -> None:
        self.data = data
        self.at = at
        self._budget = budget

    def skip(self) -> None:
        """Go on to what is neither blank nor a comment."""
        match = _SPACE.match(self.data, self.at)
        assert match is not None  # it matches nothing too
        self.at = match.end()

    def take(self, word: bytes) -> bool:
        """Go behind `word`, if it stands here."""
        self.skip()
        if not self.data.startswith(word, self.at):
            return False
        self.at += len(word)
        return True

    def expect(self, word: bytes) -> None:
        """The same for what must stand here. Raises WireError."""
        if not self.take(word):
            raise WireError(f"{word.decode('ascii')} is missing at byte {self.at}")

    def integer(self) -> int:
        """A whole number that is not negative."""
        value = self.value()
        if type(value) is not int or value < 0:
            raise WireError(f"a whole number is missing before byte {self.at}")
        return value

    def value(self, depth: int = 0) -> Any:
        """The next value. Raises WireError for anything else."""
        self._budget.spend()
        if depth > MAX_DEPTH:
            raise WireError("its values are nested too deeply")
        self.skip()
        start = self.data[self.at : self.at + 1]
        if start == b"/":
            return self._name()
        if start == b"(":
            return self._string()
        if start == b"[":
            return self._list(depth)
        if start == b"<":
            return self._dict(depth) if self.data.startswith(b"<<", self.at) else self._hex()
        return self._plain()

    def _plain(self) -> Any:
        if match := _REF.match(self.data, self.at):
            self.at = match.end()
            return Ref(int(match[1]), int(match[2]))
        if match := _NUMBER.match(self.data, self.at):
            self.at = match.end()
            return float(match[0]) if b"." in match[0] else int(match[0])
        word = _WORD.match(self.data, self.at)
        if word is None or word[0] not in _WORDS:
            raise WireError(f"there is no value at byte {self.at}")
        self.at = word.end()
        return _WORDS[word[0]]

    def _name(self) -> Name:
        match = _NAME.match(self.data, self.at)
        if match is None:
            raise WireError(f"the name at byte {self.at} is too long")
        self.at = match.end()
        return Name(_HEX_IN_NAME.sub(lambda hexed: bytes([int(hexed[1], 16)]), match[1]).decode("latin-1"))

    def _list(self, depth: int) -> list[Any]:
        self.at += 1
        found = []
        while not self.take(b"]"):
            found.append(self.value(depth + 1))
        return found

    def _dict(self, depth: int) -> dict[str, Any]:
        self.at += 2
        found: dict[str, Any] = {}
        while not self.take(b">>"):
            key = self.value(depth + 1)
            if not isinstance(key, Name):
                raise WireError(f"a key is missing before byte {self.at}")
            if key in found:
                raise WireError(f"a dictionary has the key {str(key)[:40]!r} twice")
            found[str(key)] = self.value(depth + 1)
        return found

    def _hex(self) -> bytes:
        match = _HEX.match(self.data, self.at)
        if match is None:
            raise WireError(f"the text at byte {self.at} has no end")
        self.at = match.end()
        digits = bytes(match[1]).translate(None, b"\x00\t\n\x0c\r ")
        return bytes.fromhex((digits + b"0" * (len(digits) % 2)).decode("ascii"))

    def _string(self) -> bytes:
        self.at += 1
        parts, depth = [], 1
        while True:
            if match := _STRING_PART.match(self.data, self.at):
                parts.append(match[0])
                self.at = match.end()
            sign = self.data[self.at : self.at + 1]
            self._budget.spend()
            if not sign:
                raise WireError("a text has no end")
            self.at += 1
            depth += {b"(": 1, b")": -1}.get(sign, 0)
            if not depth:
                return b"".join(parts)
            parts.append(self._escaped() if sign == b"\\" else sign)

    def _escaped(self) -> bytes:
        if match := _OCTAL.match(self.data, self.at):
            self.at = match.end()
            return bytes([int(match[0], 8) & 255])
        sign = self.data[self.at : self.at + 1]
        self.at += 1
        if sign == b"\r" and self.data.startswith(b"\n", self.at):
            self.at += 1
        return b"" if sign in (b"\r", b"\n") else _ESCAPES.get(sign, sign)
