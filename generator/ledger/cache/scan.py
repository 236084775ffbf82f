"""Finding a few keys among millions of rows without an index: one quick pass over a column, or over a file.

For a handful of numbers the bytes of the column are searched, for more all its values are held against a set. Either
takes some hundredths of a second for a million rows, which is less than to make an index that serves once.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Collection, Iterable, Iterator
from itertools import compress, count

from generator.ledger.cache.pieces import Unsure
from generator.ledger.rowfile import RowFile

_FEW = 5
_AT_ONCE = 1 << 18
_MOST_LOOKED_AT = 256


def rows_with(column: array[int], wanted: Collection[int]) -> list[int]:
    """The rows in which one of the wanted numbers stands, in order."""
    if len(wanted) > _FEW:
        keys = frozenset(wanted)  # most often none of them is there, which is told sooner than where
        return [] if keys.isdisjoint(column) else list(compress(count(), map(keys.__contains__, column)))
    patterns = [array(column.typecode, [number]).tobytes() for number in wanted]
    found = []
    for start in range(0, len(column) if patterns else 0, _AT_ONCE):
        data = column[start : start + _AT_ONCE].tobytes()
        found += [start + row for pattern in patterns for row in _places(data, pattern)]
    return sorted(found)


def _places(data: bytes, key: bytes) -> Iterator[int]:
    """Where a number stands in a column of its kind, from 0."""
    width = len(key)
    at = data.find(key)
    while at >= 0:
        if at % width == 0:
            yield at // width
        at = data.find(key, at + 1)


def rows_with_text(file: RowFile, texts: Iterable[str], has: Callable[[int, str], bool]) -> dict[str, set[int]]:
    """By each of some words of small ASCII letters, the rows of which `has(row, word)` is true.

    Such a word stands by itself between commas, semicolons, blanks or quotes. Capital letters are taken for small ones.
    A word with a mark of what was no text (pictures have such words) is in no row as long as the mark itself is not.
    """
    found: dict[str, set[int]] = {text: set() for text in texts}
    words = [text for text in found if NO_TEXT not in text]
    if not all(text.isascii() for text in words):
        raise Unsure("letters other than a-z")
    looked_at = 0
    for start, data in file.windows() if found else ():
        if _KELVIN in data or (len(words) < len(found) and NO_TEXT.encode() in data):
            raise Unsure("a letter that is small elsewhere, or the mark of what is none")
        lowered = data.lower()
        for text, rows in ((text, found[text]) for text in words):
            ats = [at for at in _finds(lowered, text.encode()) if _is_apart(lowered, at, at + len(text))]
            looked_at += len(ats)
            rows.update(row for row in map(file.row_around, (start + at for at in ats)) if has(row, text))
        if looked_at > _MOST_LOOKED_AT:
            raise Unsure("a word that stands in many rows")
    return found


NO_TEXT = "\N{REPLACEMENT CHARACTER}"  # the mark of what was no text; no address has it in its domain
_KELVIN = "\N{KELVIN SIGN}".encode()  # the one letter beyond ASCII that becomes one of a-z
_INSIDE = frozenset(range(0x21, 0x7F)) - frozenset(b',;"')


def _is_apart(data: bytes, start: int, end: int) -> bool:
    return _INSIDE.isdisjoint(data[start - 1 : start] + data[end : end + 1])


def _finds(data: bytes, key: bytes) -> Iterator[int]:
    at = data.find(key)
    while at >= 0:
        yield at
        at = data.find(key, at + 1)
