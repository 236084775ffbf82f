"""The shape that our key files share: ASCII lines `word value`, each ended by LF, in one order, and nothing else.

A file has one spelling only: no comments, no blank lines, one space after the word, no CR, an LF at the end. So what is
read and what is written are equal byte for byte, and a checksum over lines means what it says.
"""

from __future__ import annotations

from generator.errors import KeyFileError

MAX_BYTES = 4096


class Lines:
    """A cursor over the lines of one file. Errors give the path and the line, and never quote a value."""

    def __init__(self, data: bytes, path: str, first: str) -> None:
        """Begin behind the first line, which must be `first`: the format and its version."""
        self._path = path
        self._number = 1
        if len(data) > MAX_BYTES:
            raise self.error(f"expected at most {MAX_BYTES} bytes, got {len(data)}")
        if any(byte != 0x0A and not 0x20 <= byte <= 0x7E for byte in data):
            raise self.error("holds something other than printable ASCII in lines that end with LF")
        if not data.endswith(b"\n"):
            raise self.error("the last line does not end with LF: the file may be cut short")
        self._lines = data[:-1].decode("ascii").split("\n")
        if self._lines[0] != first:
            raise self.error(f"expected the first line to be {first!r}")

    def take(self, word: str) -> str:
        """The value of the next line, which must be `word value`."""
        self._number += 1
        if self._number > len(self._lines):
            raise self.error(f"expected a line {word!r}, but the file ends")
        found, space, value = self._lines[self._number - 1].partition(" ")
        if found != word or not space or not value or value != value.strip(" ") or "  " in value:
            raise self.error(f"expected {word!r}, one space and its value")
        return value

    def take_if(self, word: str) -> str | None:
        """The value of the next line if that begins with `word`; otherwise None, and the line is still to be taken."""
        following = self._lines[self._number] if self._number < len(self._lines) else ""
        return self.take(word) if following.partition(" ")[0] == word else None

    def end(self) -> None:
        """Nothing may follow."""
        if self._number < len(self._lines):
            self._number += 1
            raise self.error("expected the end of the file")

    def error(self, what: str) -> KeyFileError:
        """What is wrong with the line read last, with its place."""
        return KeyFileError(f"{self._path}:{self._number}: {what}")
