"""Which byte of a file does not fit its encoding, and where it stands."""

from __future__ import annotations

import codecs
import io
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

_BLOCK = 1 << 16
_WITHOUT_MARK = {"utf-8-sig": "utf-8", "utf-16": "utf-16-le"}


class WrongByte(NamedTuple):
    """A byte by its line, the character of it in which it stands, and the byte of it that it is: all from 1."""

    line: int
    column: int
    number: int
    value: int


def find_wrong_byte(path: Path, encoding: str) -> WrongByte | None:
    """The first one, None where every byte fits. Lines end as in tables: with LF, CR or both."""
    found = _first_wrong(path, encoding)
    if found is None:
        return None
    at, value = found
    line, column, number = 1, 1, 1
    decoder = io.IncrementalNewlineDecoder(codecs.getincrementaldecoder(encoding)(), translate=True)
    for block in _blocks(path, at):
        *lines, rest = decoder.decode(block).split("\n")
        if lines:
            line, column, number = line + len(lines), 1, 1
        column += len(rest)
        number += len(rest.encode(_WITHOUT_MARK.get(encoding, encoding)))
    return WrongByte(line, column, number, value)


def _first_wrong(path: Path, encoding: str) -> tuple[int, int] | None:
    """Where in the file it stands, and the byte itself."""
    decoder = codecs.getincrementaldecoder(encoding)()
    read = 0
    try:
        for block in _blocks(path, path.stat().st_size):
            read += len(block)
            decoder.decode(block)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError as error:
        # What is decoded ends where the block ends, and may begin in the one before.
        return read - len(error.object) + error.start, error.object[error.start]
    return None


def _blocks(path: Path, size: int) -> Iterator[bytes]:
    with path.open("rb") as file:
        while size > 0 and (block := file.read(min(_BLOCK, size))):
            size -= len(block)
            yield block
