"""What a change of some rows of awards.csv makes of a million awards, and of those whose earners or events changed.

New rows are judged as the full reader judges them; only what they might repeat is looked for in the columns instead of
an index. An id that the same rows had before is nobody else's, so of a piece that was read again few ids, status
indexes and so on are new. Where an award cannot simply be said anew, everything is read in full.
"""

from __future__ import annotations

from array import array
from collections.abc import Collection, Iterable, Mapping
from typing import TypeVar

from msgspec.structs import replace

from generator.ledger import awards as awards_csv
from generator.ledger.achievements import Catalogue
from generator.ledger.award_ids import packed
from generator.ledger.award_rows import AwardRows, Happening
from generator.ledger.awards import unbadged_fault
from generator.ledger.cache.earners import KeptEarners, chunk_of, place, rows_of_change
from generator.ledger.cache.pieces import Change, Unsure
from generator.ledger.cache.scan import rows_with
from generator.ledger.chunks import Chunk
from generator.ledger.events import standing_after
from generator.ledger.faults import Fault
from generator.ledger.index import Index, code_of
from generator.ledger.plain_awards import OWN_WORDS, Judge, Judged
from generator.ledger.privacy import Privacy
from generator.ledger.records import AWARD_COLUMNS, columns
from generator.model import Place, Standing

Key = TypeVar("Key")

_EARNER, _VISIBILITY, _URL = 1, 6, 7
_MOST_RESTATED = 5000


class AwardChange:
    """The rows from `first` up to `stop` become those of `chunk`."""

    def __init__(
        self, awards: AwardRows, change: Change, catalogue: Catalogue, unbadged: Mapping[str, Fault], privacy: Privacy
    ) -> None:
        self.awards = awards
        self.change = change
        self.first, self.stop = rows_of_change(awards.file, change)
        self.chunk: Chunk | None = None
        self.judged = Judged([], [], [], [], [], [], b"", [])
        if change.data:
            self.chunk = chunk_of(awards.file, change, self.first, AWARD_COLUMNS, AWARD_COLUMNS)
            self.judged = self._judged(self.chunk, catalogue, unbadged, privacy)

    def _judged(self, chunk: Chunk, catalogue: Catalogue, unbadged: Mapping[str, Fault], privacy: Privacy) -> Judged:
        row_of = self._earner_rows(chunk)
        codes = array("q", map(code_of, row_of))
        index = Index(codes, len(codes))
        index.put_all(0, len(codes))
        achievements = catalogue.achievements

        def is_awardable(slug: str) -> bool:
            unclear = slug in catalogue.unclear_results
            return not unclear and not unbadged_fault(achievements[slug].code, unbadged)

        found = Judge(achievements, is_awardable, index, privacy.suspects).judge(chunk)
        if found is None:
            raise Unsure("rows of awards that are not plainly in order")
        for at in found.suspects:
            for column in chunk.columns[_URL:]:
                privacy.look(Place(awards_csv.PATH, chunk.lines[at]), column[at], in_row=True)
        rows = list(row_of.values())
        return replace(found, earner_rows=[rows[at] for at in found.earner_rows])

    def _earner_rows(self, chunk: Chunk) -> dict[str, int]:
        """The rows of the earners that are named: most likely those that the same awards had before."""
        earners = self.awards.earners
        assert isinstance(earners, KeptEarners)
        likely = sorted(set(self.awards.earner_row[self.first : self.stop]))
        wanted = set(chunk.columns[_EARNER])
        found = {earner.id: row for earner, row in zip(earners.read(likely), likely, strict=True)}
        found = {earner_id: row for earner_id, row in found.items() if earner_id in wanted}
        missing = {earner_id for earner_id in wanted - found.keys() if earner_id.isascii()}
        return found | {earner_id: rows[0] for earner_id, rows in earners.rows_of(missing).items() if rows}

    def check_unique(self) -> None:
        """No other award has one of the ids or status indexes, or is the same of the same earner at the same time."""
        awards, first, stop, judged = self.awards, self.first, self.stop, self.judged
        low, high = packed(judged.ids) if judged.ids else (array("Q"), array("H"))
        ids = awards.ids
        fresh = _fresh(zip(low, high, strict=True), zip(ids.low[first:stop], ids.high[first:stop], strict=True))
        if any((ids.low[row], ids.high[row]) in fresh for row in rows_with(ids.low, {key[0] for key in fresh})):
            raise Unsure("an id of an award is there twice")
        fresh_numbers = _fresh(judged.status_index, awards.status_index[first:stop])
        if rows_with(awards.status_index, fresh_numbers):
            raise Unsure("a status index is there twice")
        traits = (awards.earner_row, awards.achievement, awards.awarded_at)
        fresh_traits = _fresh(
            zip(judged.earner_rows, judged.achievements, judged.awarded_at, strict=True),
            zip(*(column[first:stop] for column in traits), strict=True),
        )
        for row in rows_with(awards.awarded_at, {trait[2] for trait in fresh_traits}):
            if tuple(column[row] for column in traits) in fresh_traits:
                raise Unsure("an award is perhaps there twice")

    def take(self) -> set[int]:
        """Let the rows take their places; those with events, of which more is to be said."""
        awards, first, stop = self.awards, self.first, self.stop
        last = self._last_events()
        raw = self.chunk.raw if self.chunk else []
        place(awards.file, first, stop, self.chunk, self.change)
        awards.replace(first, stop, raw, self.judged)
        awards.events.replace_awards(first, stop, last)
        return {first + at for at, number in enumerate(last) if number is not None}

    def _last_events(self) -> list[int | None]:
        """The last event of each new row. An award with events may change, but not its id, nor when it was made."""
        awards, judged = self.awards, self.judged
        if not len(awards.events):
            return [None] * len(judged.ids)
        old = range(self.first, self.stop)
        last = {awards.ids[row]: (number, row) for row in old if (number := awards.events.last(row)) is not None}
        new = dict(zip(judged.ids, judged.awarded_at, strict=True))
        if any(new.get(award_id) != awards.awarded_at[row] for award_id, (_, row) in last.items()):
            raise Unsure("an award with events has changed")
        return [last[award_id][0] if award_id in last else None for award_id in judged.ids]


def _fresh(new: Iterable[Key], old: Iterable[Key]) -> set[Key]:
    """The keys of new rows that no old one has; each of the new rows has its own."""
    keys = list(new)
    found = set(keys)
    if len(found) < len(keys):
        raise Unsure("rows repeat each other")
    return found.difference(old)


def restate(awards: AwardRows, rows: Collection[int]) -> None:
    """Say anew what awards are worth, from their rows, those of their earners, and their events."""
    if len(rows) > _MOST_RESTATED:
        raise Unsure("many awards have changed")
    wanted = sorted(rows)
    raws = awards.file.raws(wanted)
    found = columns(raws, AWARD_COLUMNS)
    earners = awards.earners.read([awards.earner_row[row] for row in wanted])
    if [earner.id for earner in earners] != found[_EARNER]:
        raise Unsure("an earner with awards has another id")
    for row, raw, word in zip(wanted, raws, found[_VISIBILITY], strict=True):
        awards.restate(row, raw, OWN_WORDS[word], _happenings(awards, row))


def _happenings(awards: AwardRows, row: int) -> Iterable[Happening]:
    numbers = awards.events.of(row) if len(awards.events) else []
    raws = awards.events.file.raws(numbers)
    standing = Standing.GOOD
    for event, raw in zip(awards.events.read(numbers, raws) if numbers else [], raws, strict=True):
        standing = standing_after(event.kind, standing)
        yield Happening(event.kind, int(event.at.timestamp()), raw, standing)
