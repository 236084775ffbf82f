"""Withdrawals that are published, and that the ledger does not tell of any more.

A bit of a status list that is set withdraws a badge, whoever holds it. It is cleared where a `reinstated` event says
so. Where an event was taken out of events.csv it would be cleared as well, and nobody would know: so it is told.

Only lists that change are looked at, beside the published ones that they replace.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import compress

import msgspec

from generator import addresses
from generator.build.issued import Named, Some
from generator.credential.status import REVOCATION, read_status_bits, read_status_index
from generator.errors import WireError
from generator.model import Award, EventKind, Ledger

_FIRST = addresses.status_list(REVOCATION, 1).partition("1")[0]  # how the paths of these lists begin


def is_revocations(path: str) -> bool:
    """Whether a revocation list stands there."""
    return path.startswith(_FIRST)


def cleared(data: bytes, published: bytes | None) -> set[int]:
    """The status indices that the published list withdraws, and the new one, `data`, does not.

    The published file may be anything: one that is no such list withdraws nothing.
    """
    now, before = _withdrawn(data), _withdrawn(published)
    return before - now


def _withdrawn(data: bytes | None) -> set[int]:
    if data is None:
        return set()
    try:
        document = msgspec.json.decode(data, type=dict[str, object])
        url = str(document.get("id"))
        first = read_status_index(url, "0")
        bits = read_status_bits(document, url=url, purpose=REVOCATION)
    except (ValueError, RecursionError, WireError):
        return set()
    return set() if first is None else {first + at for at in _set_bits(bits)}


def _set_bits(bits: bytes) -> Iterator[int]:
    """The positions of the bits that are set, of which the first is the highest of its byte."""
    for at in compress(range(len(bits)), bits):
        yield from (8 * at + bit for bit in range(8) if bits[at] >> 7 - bit & 1)


def note_lifted(ledger: Ledger, indices: set[int], some: Some) -> None:
    """Note the awards with these status indices of which no event says that they are valid again."""
    if not indices:
        return
    awards = ledger.awards
    for row, index in enumerate(awards.status_index):
        if index in indices and not _is_reinstated(award := awards[row]):
            some.note(Named(award.place, award.id))


def _is_reinstated(award: Award) -> bool:
    return any(event.kind is EventKind.REINSTATED for event in award.events)
