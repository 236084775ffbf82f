"""Many rows of awards.csv judged at once: are they all plainly in order?

Where they are, the columns of them come back. Where a single value needs a closer look, nothing does, and `awards`
reads the rows one by one, with words for what it finds. Whether ids and status indexes are unique is for `awards` to
say. An earner is found by a code of the id; who makes the records compares the ids themselves.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, time
from itertools import chain
from operator import gt
from typing import cast

from msgspec import Struct

from generator.ledger.bulk import Moments, are_award_ids, are_web_addresses, looks_harmless, numbers
from generator.ledger.chunks import Chunk
from generator.ledger.faults import Fault
from generator.ledger.index import Index, code_of
from generator.ledger.numbers import LARGEST
from generator.ledger.results import parse_results
from generator.ledger.texts import LONGEST_NAME, name_fault
from generator.model import Achievement, Visibility

# An award's own word on how public it is: 0 for none, so that any other word is the more private.
OWN_WORDS = {"": 0, **{word.value: at for at, word in enumerate(Visibility, start=1)}}

NEVER = 1 << 40  # seconds: no date comes near
_MOST_KNOWN = 10_000


class Judged(Struct, frozen=True):
    """Of rows that are in order, what is to be kept of each; and the positions of those that deserve a look for
    addresses."""

    ids: Sequence[str]
    earner_rows: Sequence[int]
    achievements: Sequence[int]  # positions
    awarded_at: Sequence[int]  # seconds since 1970
    expires_at: Sequence[int]  # the same, NEVER for none
    status_index: Sequence[int]
    own: bytes  # words on how public it is
    suspects: Sequence[int]


class Judge:
    """Knows earners and achievements. `awardable` has those that may be awarded, in the order of all achievements."""

    def __init__(
        self,
        achievements: Mapping[str, Achievement],
        awardable: Callable[[str], bool],
        earners: Index,
        suspects: Callable[[str], bool],
    ) -> None:
        self._achievements = achievements
        self._position = {slug: at for at, slug in enumerate(achievements) if awardable(slug)}
        self._last_second = [_last_second(achievement) for achievement in achievements.values()]
        self._retires = min(self._last_second, default=NEVER) < NEVER
        self._earners = earners
        self._suspects = suspects
        self._awarded = Moments()
        self._expires = Moments(at_end=True, blank=NEVER)
        self._known_results: set[tuple[str, str]] = set()

    def judge(self, chunk: Chunk) -> Judged | None:
        """What these rows say, if nothing in them needs a closer look."""
        ids, earners, slugs, awarded, expires, indexes, words, *_ = chunk.columns
        status_index = numbers(indexes, LARGEST)
        if not are_award_ids(ids) or status_index is None or not OWN_WORDS.keys() >= set(words):
            return None
        achievements = list(map(self._position.get, slugs))
        earner_rows = self._earners.find_codes(map(code_of, earners))
        if None in achievements or -1 in earner_rows:
            return None
        times = self._times(awarded, expires, cast(list[int], achievements))
        suspects = self._texts(chunk)
        if times is None or suspects is None:
            return None
        own = bytes(map(OWN_WORDS.__getitem__, words))
        return Judged(ids, earner_rows, cast(list[int], achievements), *times, status_index, own, suspects)

    def _times(
        self, awarded: list[str], expires: list[str], achievements: list[int]
    ) -> tuple[list[int], list[int]] | None:
        """When each award was made and when it expires: later, and made before the achievement was retired."""
        starts, ends = self._awarded.seconds(awarded), self._expires.seconds(expires)
        if starts is None or ends is None or not all(map(gt, ends, starts)):
            return None
        if self._retires and any(map(gt, starts, map(self._last_second.__getitem__, achievements))):
            return None
        return starts, ends

    def _texts(self, chunk: Chunk) -> list[int] | None:
        """Whether evidence and results are sound; the positions of rows that deserve a look for addresses."""
        slugs, (urls, names, texts, results) = chunk.columns[2], chunk.columns[7:11]
        if not self._are_evidence(urls, names, texts, chunk.is_printable):
            return None
        fresh = self._unknown(slugs, results)
        if any(isinstance(parse_results(text, self._achievements[slug]), Fault) for slug, text in fresh):
            return None
        joined = "\n".join(chain(urls, names, texts, (text for _, text in fresh)))
        if looks_harmless(joined):
            self._known_results |= fresh if len(self._known_results) < _MOST_KNOWN else set()
            return []
        rows = zip(urls, names, texts, results, strict=True)
        return [at for at, row in enumerate(rows) if any(row) and self._suspects("\n".join(row))]

    def _unknown(self, slugs: list[str], results: list[str]) -> set[tuple[str, str]]:
        """Results that have not been looked at, each with its achievement."""
        known = self._known_results
        if not any(results) or all(map(known.__contains__, zip(slugs, results, strict=True))):
            return set()
        return set(zip(slugs, results, strict=True)) - known

    def _are_evidence(self, urls: list[str], names: list[str], texts: list[str], is_printable: bool) -> bool:
        if any(names):
            some_lack_url = any(map(gt, map(bool, names), map(bool, urls)))
            if some_lack_url and any(
                name and not url + text for url, name, text in zip(urls, names, texts, strict=True)
            ):
                return False
            if max(map(len, names)) > LONGEST_NAME or not (is_printable or not any(map(name_fault, names))):
                return False
        return not any(urls) or are_web_addresses([url for url in urls if url])


def _last_second(achievement: Achievement) -> int:
    """The last second at which it may be awarded without a warning."""
    if achievement.retired_on is None:
        return NEVER
    return int(datetime.combine(achievement.retired_on, time(23, 59, 59), UTC).timestamp())
