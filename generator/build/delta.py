"""What has changed since the last build, award by award and earner by earner.

The columns of the last build are held against those of the plan. Where rows stand as they stood, whole blocks compare
at once; where some were put in or taken out, the rest is found by its ids. Many rows between two changes are no matter
as long as they stand where they stood: one award is revoked far in front, and another added at the end.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice

from msgspec import Struct
from msgspec.structs import replace

from generator.build.columns import Mapped
from generator.build.plan import Plan
from generator.build.state import Columns, State
from generator.build.traits import ON_SITE, VISIBILITIES, VISIBILITY_BITS

_BLOCK = 4096
# More rows that stand elsewhere than before are not looked for one by one: then everything is made anew.
_MOST_MOVED = 200_000
# And so many that are not as they were, with others between them that are.
_MOST_APART = 20_000
_NOT_THERE = 0xFFFFFFFF
_IS_SHOWN = bytes(VISIBILITIES[byte & VISIBILITY_BITS] in ON_SITE for byte in range(256))


Id = tuple[int, int]  # both parts, as in the columns


class Delta(Struct, frozen=True):
    """What to make, what to leave, and what to take away."""

    render: array[int]  # positions of awards on the site that are new or not as they were
    removed: tuple[Id, ...]  # awards that leave the site
    earners: frozenset[int]  # marks of earners with an award that is new, gone or changed
    front: int  # so many awards at the start of the ledger are the first ones of the last build ...
    behind: int  # ... and so many at its end the last ones, each as it was


def changes(state: State, columns: Columns, achievements: Mapping[str, str]) -> Delta | None:
    """What `columns` changes in the site that `state` tells of. None where too much has moved to say."""
    old, rows_before, rows = _in_terms_of(achievements, state), len(state.columns.traits), len(columns.traits)
    if rows_before == rows:
        differing = list(_differing_from(old, columns, 0))
        pairs = _settled(old, columns, differing, differing)
        start = differing[0] if differing else rows
        end = rows - 1 - differing[-1] if differing else 0
    else:
        start = _common_start(old, columns)
        end = _common_end(old, columns, min(rows_before, rows) - start)
        before: Sequence[int] = range(start, rows_before - end)
        after: Sequence[int] = range(start, rows - end)
        if max(len(before), len(after)) > _MOST_MOVED:
            end = 0
            differing = list(islice(_differing_from(old, columns, start), _MOST_APART + 1))
            before = [*differing, *range(min(rows_before, rows), rows_before)]
            after = [*differing, *range(min(rows_before, rows), rows)]
            if max(len(before), len(after)) > _MOST_APART:
                return None
        pairs = _settled(old, columns, before, after)
    return _delta(old, columns, *pairs, start, end)


def _in_terms_of(achievements: Mapping[str, str], state: State) -> Columns:
    """The old columns with the achievements counted as they are now. One that has changed is one that is not there."""
    if dict(state.achievements) == dict(achievements):
        return state.columns
    place = {slug: at for at, slug in enumerate(achievements)}
    now = [
        place[slug] if achievements.get(slug) == digest else _NOT_THERE for slug, digest in state.achievements.items()
    ]
    return replace(state.columns, achievement=Mapped(now, state.columns.achievement))


def _settled(old: Columns, new: Columns, before: Sequence[int], after: Sequence[int]) -> tuple[list[int], list[int]]:
    """Of those rows, the ones that are not the same under the same id."""
    known = {(high, low): (row, made_from) for row, (high, low, *made_from) in _each(old, before)}
    fresh = []
    for row, (high, low, *made_from) in _each(new, after):
        was = known.get((high, low))
        if was is not None and was[1] == made_from:
            del known[high, low]
        else:
            fresh.append(row)
    return [row for row, _ in known.values()], fresh


def _each(columns: Columns, rows: Sequence[int]) -> Iterator[tuple[int, tuple[int, ...]]]:
    """Those rows, each with what tells it from another. A range of them is read in blocks."""
    blocks = [range(row, row + 1) for row in rows]
    if isinstance(rows, range):
        blocks = [rows[at : at + _BLOCK] for at in range(0, len(rows), _BLOCK)]
    for block in blocks:
        yield from zip(block, _read(columns, block), strict=True)


def _delta(old: Columns, new: Columns, before: Iterable[int], after: Iterable[int], front: int, behind: int) -> Delta:
    was_shown = {_id(old, row) for row in before if _IS_SHOWN[old.traits[row]]}
    render = array("I", (row for row in after if _IS_SHOWN[new.traits[row]]))
    earners = {old.earner[row] for row in before} | {new.earner[row] for row in after}
    removed = tuple(sorted(was_shown - {_id(new, row) for row in render}))
    return Delta(render, removed, frozenset(earners), front, behind)


def _id(columns: Columns, row: int) -> Id:
    return columns.id_high[row], columns.id_low[row]


def _differing(old: Columns, new: Columns, mine: range, theirs: range) -> Iterator[int]:
    """The rows of `theirs` that are not those of `mine`, which are as many."""
    pairs = zip(_read(old, mine), _read(new, theirs), strict=True)
    return (row for row, (one, other) in zip(theirs, pairs, strict=True) if one != other)


def _read(columns: Columns, block: range) -> Iterator[tuple[int, ...]]:
    """What tells a row from another, of each row of a block: every column is read once."""
    compared = (columns.id_high, columns.id_low, columns.marks, columns.traits, columns.achievement)
    return zip(*(column[block.start : block.stop] for column in compared), strict=True)


def _differing_from(old: Columns, new: Columns, start: int) -> Iterator[int]:
    """The rows from `start` on that both have, and that are not the same. Blocks that are, byte by byte, are passed."""
    least = min(len(old.traits), len(new.traits))
    for at in range(start, least, _BLOCK):
        block = range(at, min(at + _BLOCK, least))
        if not _is_same(old, new, block, block):
            yield from _differing(old, new, block, block)


def _common_start(old: Columns, new: Columns) -> int:
    return next(_differing_from(old, new, 0), min(len(old.traits), len(new.traits)))


def _common_end(old: Columns, new: Columns, most: int) -> int:
    end, n_old, n_new = 0, len(old.traits), len(new.traits)
    while end < most:
        step = min(_BLOCK, most - end)
        mine, theirs = range(n_old - end - step, n_old - end), range(n_new - end - step, n_new - end)
        if not _is_same(old, new, mine, theirs):
            return n_new - 1 - max(_differing(old, new, mine, theirs))
        end += step
    return end


def _is_same(old: Columns, new: Columns, mine: range, theirs: range) -> bool:
    one, other = slice(mine.start, mine.stop), slice(theirs.start, theirs.stop)
    return (
        old.marks[one] == new.marks[other]
        and bytes(old.traits[one]) == bytes(new.traits[other])
        and old.achievement[one] == new.achievement[other]
        and old.id_low[one] == new.id_low[other]
        and old.id_high[one] == new.id_high[other]
    )


def columns_of(plan: Plan) -> Columns:
    """The columns of a plan, for comparison and for the next build's state."""
    awards, earners = plan.ledger.awards, plan.ledger.earners
    return Columns(
        id_high=awards.ids.high,
        id_low=awards.ids.low,
        marks=plan.marks(),
        traits=plan.traits,
        achievement=awards.achievement,
        earner=Mapped(earners.mark, awards.earner_row),
        profile=Mapped(earners.mark, plan.profiles.rows),
        profile_group=array("Q"),
        handles=b"",
    )
