"""Traits: what a page of an award depends on beside its own lines of the ledger, one byte for each award.

    bits 0-1   how public it is: the position in list(Visibility)
    bits 2-3   how it stands: the position in list(Standing)
    bit 4      it has expired, by the day of the ledger
    bit 5      it begins after that day
    bit 6      its earner has a page
    bit 7      there is a picture of it from another platform: see `originals`

They are put together from columns. Of an award whose mark is the one it had, bits 4 to 6 are most often known from the
last build: its dates stand in lines that the mark covers, and so does its earner.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence

from msgspec import Struct

from generator.build.columns import Column
from generator.model import Ledger, Standing, Visibility

ON_SITE = (Visibility.PUBLIC, Visibility.UNLISTED)
VISIBILITIES = tuple(Visibility)
STANDINGS = tuple(Standing)

VISIBILITY_BITS = 0b11
STANDING_SHIFT = 2
EXPIRED = 1 << 4
BEGINS_LATER = 1 << 5
HAS_PROFILE = 1 << 6
HAS_ORIGINAL = 1 << 7

_BLOCK = 4096
_KNOWN = bytes(byte & (EXPIRED | BEGINS_LATER | HAS_PROFILE) for byte in range(256))


class Before(Struct, frozen=True):
    """What a build of the same program with the same day of the ledger knew: marks and traits of awards, and the marks
    of the earners with a page."""

    marks: Column
    traits: Column
    profile: Column


def traits_of(
    ledger: Ledger, has_profile: bytes, rows: Sequence[int], originals: Iterable[int], before: Before | None
) -> bytes:
    """The byte of each award. `has_profile` says of each earner whether there is a page, `rows` has those with one."""
    awards, as_of = ledger.awards, ledger.site.as_of
    if before is not None and not _is_comparable(ledger, rows, before):
        before = None
    dated = bytearray(len(awards))
    for start in range(0, len(awards), _BLOCK):
        block = slice(start, min(start + _BLOCK, len(awards)))
        if before is not None and before.marks[block] == awards.mark[block]:
            dated[block] = bytes(before.traits[block]).translate(_KNOWN)
        else:
            dated[block] = _dated(ledger, has_profile, block)
    for position, second in awards.reissued_at.items():
        is_later = as_of is not None and second > int(as_of.timestamp())
        dated[position] = dated[position] & ~BEGINS_LATER | BEGINS_LATER * is_later
    for position in originals:
        dated[position] |= HAS_ORIGINAL
    return _sum((dated, 1), (awards.visibility, 1), (awards.standing, 1 << STANDING_SHIFT))


def _is_comparable(ledger: Ledger, rows: Sequence[int], before: Before) -> bool:
    """Whether the earners with a page are the same."""
    return array("Q", before.profile[:]) == array("Q", map(ledger.earners.mark.__getitem__, rows))


def _dated(ledger: Ledger, has_profile: bytes, block: slice) -> bytes:
    """Bits 4 to 6 of the awards of a block, which does not know of another edition."""
    awards, as_of = ledger.awards, ledger.site.as_of
    parts = [(bytes(map(has_profile.__getitem__, awards.earner_row[block])), HAS_PROFILE)]
    if as_of is not None:
        moment = int(as_of.timestamp())
        parts.append((bytes(map(moment.__gt__, awards.expires_at[block])), EXPIRED))
        parts.append((bytes(map(moment.__lt__, awards.awarded_at[block])), BEGINS_LATER))
    return _sum(*parts)


def _sum(*parts: tuple[Iterable[int], int]) -> bytes:
    """Columns of bytes, each times its weight, added up. Every summand stays in its own byte, so one multiplication and
    one sum do for all awards at once."""
    columns = [(bytes(column), weight) for column, weight in parts]
    total = sum(int.from_bytes(column, "little") * weight for column, weight in columns)
    return total.to_bytes(len(columns[0][0]), "little")


def both(one: Iterable[int], other: Iterable[int]) -> bytes:
    """Of each: whether it is set in both columns."""
    first = bytes(one)
    return (int.from_bytes(first, "little") & int.from_bytes(bytes(other), "little")).to_bytes(len(first), "little")
