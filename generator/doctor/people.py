"""Earners who are most likely one person: a name written alike, one mailbox, handles that differ in a stroke.

An address that stands in two rows is an error already (see `ledger.earners`). What is told here may be a mistake: two
people can have one name. Of an earner no more is shown than the id.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator

from generator.doctor.finding import Finding, Weight
from generator.model import Earner, Ledger

MOST_TOLD = 100  # of one kind
_NOT_A_LETTER = re.compile(r"[\W_]+")
_MERGE = (
    "if they are one person: in awards.csv give all awards to one id, put all addresses into that row, "
    "take the other row out; badges keep their addresses, and `badgepress reissue` them if the name changed"
)
Key = Callable[[Earner], Iterable[str]]


def look_at_people(ledger: Ledger) -> Iterator[Finding]:
    """Groups of earners who may be one person, each with what they share."""
    kinds: tuple[tuple[str, str, Key], ...] = (
        ("same-name", "the same name, but for capitals, accents and blanks", lambda earner: [folded_name(earner.name)]),
        ("same-mailbox", "addresses that lead to one mailbox", lambda earner: map(mailbox, earner.emails)),
        ("near-handle", "handles that differ in a stroke", lambda earner: [_NOT_A_LETTER.sub("", earner.handle)]),
    )
    told: set[frozenset[str]] = set()
    groups = _groups(ledger.earners.values(), [key for _, _, key in kinds])
    for (code, text, _), found in zip(kinds, groups, strict=True):
        doubtful = [group for group in found if frozenset(each.id for each in group) not in told]
        told |= {frozenset(each.id for each in group) for group in doubtful}
        for group in doubtful[:MOST_TOLD]:
            lines = ", ".join(f"{each.id} (line {each.place.line})" for each in group)
            ids = tuple(each.id for each in group)
            yield Finding(Weight.WARNING, code, "content/earners.csv", f"{lines} have {text}", _MERGE, ids)
        if len(doubtful) > MOST_TOLD:
            more = f"{len(doubtful) - MOST_TOLD:,} more groups of earners have {text}"
            yield Finding(Weight.WARNING, code, "content/earners.csv", more, "mend the ones above first")
    if not told:
        yield Finding(Weight.FINE, "people", "content/earners.csv", f"{len(ledger.earners):,} earners, no two alike")


def _groups(earners: Iterable[Earner], keys: list[Key]) -> list[list[list[Earner]]]:
    """For each key the groups of two or more that share one, in file order."""
    found: list[dict[str, list[Earner]]] = [defaultdict(list) for _ in keys]
    for earner in earners:
        for groups, key in zip(found, keys, strict=True):
            for shared in {value for value in key(earner) if value}:
                groups[shared].append(earner)
    return [[group for group in groups.values() if len(group) > 1] for groups in found]


def folded_name(name: str) -> str:
    """A name without what people write differently: capitals, accents, width, blanks, points and strokes."""
    if name.isascii():
        return _NOT_A_LETTER.sub(" ", name.lower()).strip()
    plain = unicodedata.normalize("NFKD", name).casefold()
    return _NOT_A_LETTER.sub(" ", "".join(char for char in plain if not unicodedata.combining(char))).strip()


def mailbox(address: str) -> str:
    """An address without what mail hosts leave out of account: capitals, and what stands behind a plus."""
    local, _, domain = address.lower().rpartition("@")
    return f"{local.partition('+')[0]}@{domain}"
