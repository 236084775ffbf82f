"""The nearest right answer to a wrong one: "did you mean 'welding-basics'?".

Among few names the likeness of whole words decides (difflib). A ledger may hold a million ids; there a name is looked
for that lies one slip of the fingers away, which asks the index some two thousand times however long it is.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from difflib import get_close_matches

from generator.printable import quoted

_FEW = 500
_LONGEST = 100
_LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789-_"


def nearest(wanted: str, known: Collection[str]) -> str | None:
    """The name in `known` that `wanted` most likely stands for, or None. `known` is a set or dict where it is large."""
    plain = wanted[:_LONGEST].strip().casefold()
    for spelling in (plain, plain.replace("_", "-"), plain.replace(" ", "-"), plain.replace("-", "_")):
        if spelling in known:
            return spelling
    if len(known) > _FEW:
        return one_slip_away(plain, known)
    folded = {name.casefold(): name for name in sorted(known, reverse=True)}
    close = get_close_matches(plain, folded, n=1, cutoff=0.6)
    return folded[close[0]] if close else None


def one_slip_away(word: str, known: Collection[str]) -> str | None:
    """A name in `known`, a set or dict, that a single slip turns into `word`."""
    return next((slip for slip in _slips(word[:_LONGEST]) if slip in known), None)


def _slips(word: str) -> Iterator[str]:
    """All words one slip away: two letters swapped, one too many, one wrong, one missing."""
    cuts = [(word[:at], word[at:]) for at in range(len(word) + 1)]
    yield from (a + b[1] + b[0] + b[2:] for a, b in cuts if len(b) > 1)
    yield from (a + b[1:] for a, b in cuts if b)
    yield from (a + letter + b[1:] for a, b in cuts if b for letter in _LETTERS)
    yield from (a + letter + b for a, b in cuts for letter in _LETTERS)


def did_you_mean(wanted: str, known: Collection[str], otherwise: str = "") -> str:
    """A hint that names the nearest of `known`, or where nothing is near says `otherwise`."""
    found = nearest(wanted, known)
    return otherwise if found is None else f"did you mean {quoted(found)}?"


def one_of(known: Collection[str]) -> str:
    """`one of a, b, c`, for a hint that lists all choices."""
    return "one of " + ", ".join(known)
