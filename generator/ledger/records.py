"""Rows that were found sound, made into records: columns of values in, as many frozen records out.

Nothing is checked again here: the values are those that `earners`, `awards` and `events` have accepted.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from itertools import repeat
from typing import Any, TypeVar, cast

from msgspec import Struct

from generator.ledger.chunks import columns_of, long_fields
from generator.ledger.moments import moment
from generator.ledger.results import parse_results
from generator.ledger.site import Defaults
from generator.model import (
    Accept,
    Achievement,
    Award,
    Earner,
    Event,
    EventKind,
    Evidence,
    Place,
    Result,
    Visibility,
    normal_language,
)

AWARD_COLUMNS = 11
EVENT_COLUMNS = 5

SEPARATORS = re.compile(r"[;\s]+")  # between addresses
_NO_EVENTS: tuple[Event, ...] = ()
_VISIBILITIES = {"": None, **{member.value: member for member in Visibility}}
_ACCEPTS = {member.value: member for member in Accept}
_KINDS = {member.value: member for member in EventKind}
_MOST_REMEMBERED = 4096

Record = TypeVar("Record", bound=Struct)


def make(kind: type[Record], /, **columns: Iterable[object]) -> list[Record]:
    """As many records as the shortest column has values, of each field one."""
    return list(map(kind, *(columns[name] for name in kind.__struct_fields__)))


def columns(rows: Sequence[bytes], width: int) -> list[list[str]]:
    """The values of sound rows, column by column."""
    return columns_of_text(b"\n".join(rows), len(rows), width)


def columns_of_text(joined: bytes, count: int, width: int) -> list[list[str]]:
    """The values of `count` sound rows with LF between them, column by column."""
    text = joined.decode("utf-8") + "\n"
    found = columns_of(text, width) if '"' not in text and count else None
    if found is None:
        with long_fields():
            fields = list(csv.reader(io.StringIO(text, newline="\n"), strict=True))
        found = [list(column) for column in zip(*fields, strict=True)] or [[] for _ in range(width)]
    assert len(found[0]) == count and len(found) == width, "a sound row has all its values"
    return found


def places(path: str, lines: Sequence[int]) -> list[Place]:
    """The beginnings of these lines."""
    return make(Place, path=repeat(path), line=lines, column=repeat(1))


def make_earners(found: list[list[str]], lines: Sequence[int], path: str, defaults: Defaults) -> list[Earner]:
    """The earners in these columns; `lines` has where each begins."""
    ids, names, mails, languages, visibilities, accepts, handles, *dids = found
    return make(
        Earner,
        id=ids,
        name=names,
        emails=map(_addresses, mails),
        language=[_language(tag) if tag else defaults.language for tag in languages],
        visibility=[_VISIBILITIES[word] or defaults.visibility for word in visibilities],
        accept=[_ACCEPTS[word] if word else defaults.accept for word in accepts],
        handle=handles,
        place=places(path, lines),
        did=dids[0] if dids else repeat(""),
    )


def _addresses(column: str) -> tuple[str, ...]:
    if column.isascii() and column.isprintable() and ";" not in column and " " not in column:
        return (column,)
    return tuple(dict.fromkeys(address for address in SEPARATORS.split(column) if address))


@lru_cache(maxsize=256)
def _language(tag: str) -> str:
    return normal_language(tag) or ""


def make_awards(
    found: list[list[str]],
    lines: Sequence[int],
    path: str,
    achievements: Mapping[str, Achievement],
    events: Mapping[int, tuple[Event, ...]],
) -> list[Award]:
    """The awards in these columns; `events` has those of the awards that have any, by position."""
    ids, earners, slugs, awarded, expiries, numbers, visibilities, urls, names, texts, results = found
    count = len(ids)
    return make(
        Award,
        id=ids,
        earner=earners,
        achievement=slugs,
        awarded_at=_moments(awarded),
        expires_at=[_moment(text, True) if text else None for text in expiries],
        status_index=map(int, numbers),
        visibility=map(_VISIBILITIES.__getitem__, visibilities),
        place=places(path, lines),
        evidence=_evidence(urls, names, texts),
        results=_results(results, slugs, achievements),
        events=[events.get(at, _NO_EVENTS) for at in range(count)] if events else repeat(_NO_EVENTS),
    )


def _moments(column: list[str]) -> list[datetime]:
    # Of the spellings that are accepted only 2026-03-01T09:30:00Z has twenty characters.
    whole = datetime.fromisoformat
    return [whole(text) if len(text) == 20 else _moment(text, False) for text in column]


def _moment(text: str, at_end: bool) -> datetime:
    return cast(datetime, moment(text, at_end))


def _evidence(urls: list[str], names: list[str], texts: list[str]) -> list[Evidence | None]:
    return [
        Evidence(url, name, text.replace("\r\n", "\n")) if url or name or text else None
        for url, name, text in zip(urls, names, texts, strict=True)
    ]


def _results(found: list[str], slugs: list[str], achievements: Mapping[str, Achievement]) -> list[tuple[Result, ...]]:
    known: dict[tuple[str, str], tuple[Result, ...]] = {}
    made = []
    for text, slug in zip(found, slugs, strict=True):
        results = known.get((slug, text)) if text else ()
        if results is None:
            results = cast(tuple[Result, ...], parse_results(text, achievements[slug]))
            if len(known) < _MOST_REMEMBERED:
                known[slug, text] = results
        made.append(results)
    return made


def make_events(found: list[list[str]], lines: Sequence[int], path: str) -> list[Event]:
    """The events in these columns; `lines` has where each begins."""
    times, awards, kinds, reasons, roles = found
    return make(
        Event,
        at=_moments(times),
        award=awards,
        kind=map(_KINDS.__getitem__, kinds),
        reason=[reason.replace("\r\n", "\n") for reason in reasons],
        by=roles,
        place=places(path, lines),
    )


def grouped(events: Sequence[Event], counts: Mapping[int, int]) -> dict[int, tuple[Event, ...]]:
    """Events that follow one another, as tuples: `counts` says how many belong to each key, in order."""
    found: dict[int, Any] = {}
    at = 0
    for key, count in counts.items():
        found[key] = tuple(events[at : at + count])
        at += count
    return found
