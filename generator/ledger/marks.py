"""Marks: eight bytes that change when a row does, so that a build can tell which awards to make anew.

    mark of an earner     BLAKE2b-64 of its row
    mark of an award      BLAKE2b-64 of its row and the earner's mark; then, for each of its events in the order of the
                          file, BLAKE2b-64 of the mark so far and the event's row

A row is its bytes without the line end; marks are little-endian numbers, eight bytes in what is digested. The three
kinds differ in the personalisation of the digest. Settings and achievements are not part of a mark. RFC 7693.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable
from hashlib import blake2b
from operator import add
from struct import Struct
from sys import byteorder

_MARK = Struct("<Q")
_EARNER = blake2b(digest_size=8, person=b"earner")
_AWARD = blake2b(digest_size=8, person=b"award")
_EVENT = blake2b(digest_size=8, person=b"event")


def earner_marks(raw: Iterable[bytes]) -> array[int]:
    """The marks of earners, given their rows."""
    return _marks(_EARNER, raw)


def award_marks(raw: Iterable[bytes], earners: Iterable[int]) -> array[int]:
    """The marks of awards without events, given their rows and the marks of their earners."""
    return _marks(_AWARD, map(add, raw, map(_MARK.pack, earners)))


def after_event(mark: int, raw: bytes) -> int:
    """The mark of an award that had `mark`, with one more event."""
    return _marks(_EVENT, [_MARK.pack(mark) + raw])[0]


def _marks(start: blake2b, rows: Iterable[bytes]) -> array[int]:
    """The digests of rows, as numbers; each begins with what `start` has taken in."""
    digests = []
    for row in rows:
        digest = start.copy()
        digest.update(row)
        digests.append(digest.digest())
    marks = array("Q", b"".join(digests))
    if byteorder == "big":
        marks.byteswap()
    return marks
