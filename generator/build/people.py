"""Pages of people: a profile for each earner who wants one, and the list of earners in its groups, with the
names that it is searched by.

There may be hundreds of thousands, so what the last build knew of them is columns, and only those earners are looked at
whose own line or one of whose awards has changed. A group of the list is made anew when one of its earners is.
"""

from __future__ import annotations

import hashlib
from array import array
from collections.abc import Iterator, Mapping, Sequence
from functools import partial

from msgspec import Struct

from generator import addresses
from generator.build.columns import Column, find_all
from generator.build.delta import Delta
from generator.build.digests import digest_of
from generator.build.part import Makings, Part
from generator.build.plan import Plan
from generator.build.shard import Made, in_each_language
from generator.build.state import Columns, State, Unit
from generator.model import Earner
from generator.pages.directory import MOST_LOADED, WHOLE, Group, depth_for, group_of, names_shard, shards_for
from generator.pages.frame import Frame
from generator.pages.views import View, earners_view, groups_view


class People(Struct, frozen=True):
    """Who has a page, and what the last build knew of that."""

    plan: Plan
    depth: int
    groups: array[int]  # Q: of each earner with a page, the digest of the group
    handles: bytes
    changed: array[int]  # I: places among those earners whose page is to be made
    remade: frozenset[int]  # digests of groups to be made
    gone: tuple[str, ...]  # handles of earners whose page goes
    portraits: Mapping[str, str]  # digest of what an earner chose to show, by handle


def look_at_people(
    plan: Plan, columns: Columns, portraits: Mapping[str, str], state: State | None, delta: Delta | None
) -> People:
    """What there is to do. Without `delta` everything is."""
    rows, depth = plan.profiles.rows, depth_for(len(plan.profiles.rows))
    if state is None or delta is None or state.depth != depth:
        groups, handles = _known_of(plan, rows, depth)
        gone = _gone(state, handles) if state else ()
        return People(plan, depth, groups, handles, array("I", range(len(rows))), frozenset(groups), gone, portraits)
    old = state.columns
    start, end = _same_ends(old, columns)
    middle = range(start, len(rows) - end)
    groups, handles = _known_of(plan, rows[start : middle.stop], depth)
    known = bytes(old.handles[:])
    is_apart = bool(middle) or len(old.profile) != len(rows)
    old_handles = known.split(b"\n")[:-1] if is_apart else []
    was = range(start, len(old.profile) - end)
    if is_apart:
        before, after = old_handles[:start], old_handles[was.stop :]
        handles = b"".join(h + b"\n" for h in before) + handles + b"".join(h + b"\n" for h in after)
    else:
        handles = known
    all_groups = array("Q", [*old.profile_group[:start], *groups, *old.profile_group[was.stop :]])
    touched = set(middle) | {at for at in _places(columns.profile, delta.earners)}
    touched |= _with_another_portrait(state.portraits, portraits, handles)
    remade = {all_groups[at] for at in touched} | {old.profile_group[at] for at in was}
    remade |= {old.profile_group[at] for at in _places(old.profile, delta.earners)}
    now = set(handles.decode().split("\n")) if is_apart else set()
    gone = tuple(handle for at in was if (handle := old_handles[at].decode()) not in now)
    return People(plan, depth, all_groups, handles, array("I", sorted(touched)), frozenset(remade), gone, portraits)


def _with_another_portrait(old: Mapping[str, str], new: Mapping[str, str], handles: bytes) -> set[int]:
    """Where those earners stand who chose to show something else than before."""
    changed = {handle.encode() for handle in old.keys() | new.keys() if old.get(handle) != new.get(handle)}
    return {at for at, handle in enumerate(handles.split(b"\n")) if handle in changed} if changed else set()


def _known_of(plan: Plan, rows: Sequence[int], depth: int) -> tuple[array[int], bytes]:
    groups, handles = array("Q"), []
    for earner in _earners(plan, rows):
        groups.append(_group_key(group_of(earner.name, depth)))
        handles.append(earner.handle + "\n")
    return groups, "".join(handles).encode()


def _earners(plan: Plan, rows: Sequence[int]) -> Iterator[Earner]:
    for start in range(0, len(rows), _READ_AT_ONCE):
        yield from plan.ledger.earners.read(rows[start : start + _READ_AT_ONCE])


_READ_AT_ONCE = 1_000


def _group_key(group: Group) -> int:
    return int.from_bytes(hashlib.blake2b(group.key.encode(), digest_size=8).digest(), "little")


def _gone(state: State, handles: bytes) -> tuple[str, ...]:
    now = set(handles.split(b"\n"))
    return tuple(handle.decode() for handle in bytes(state.columns.handles[:]).split(b"\n") if handle not in now)


def _same_ends(old: Columns, new: Columns) -> tuple[int, int]:
    """How many earners with a page are as they were, from the start, and from the end."""
    least = min(len(old.profile), len(new.profile))
    if old.profile[:least] == new.profile[:least]:
        return least, 0
    start = 0
    while start < least and old.profile[start] == new.profile[start]:
        start += 1
    end = 0
    while end < least - start and old.profile[-end - 1] == new.profile[-end - 1]:
        end += 1
    return start, end


def _places(column: Column, keys: frozenset[int]) -> Iterator[int]:
    """Where any of `keys` stands in `column`."""
    if len(keys) <= _FEW:
        for key in sorted(keys):
            yield from find_all(column, key)
    else:
        yield from (at for at, key in enumerate(column[:]) if key in keys)


_FEW = 20


def list_parts(makings: Makings, people: People, before: Mapping[str, Unit]) -> Iterator[Part]:
    """The list of earners: one page, or the way to its groups and each group."""
    work, path = makings.work, addresses.earners()
    if not people.depth:
        yield _list_part(makings, people, WHOLE, path, range(len(people.groups)))
        return
    groups, earners = _groups(people), len(people.groups)
    shards = shards_for(earners)
    shard_of = {group.key: key % shards for key, group in groups.items()}
    view = partial(groups_view, groups=list(groups.values()), shard_of=shard_of, earners=earners)
    yield Part(
        addresses.file_of(path),
        digest_of(makings.common, sorted(groups.values()), shards, earners <= MOST_LOADED),
        partial(in_each_language, work, path, view),
    )
    for key, group in sorted(groups.items(), key=lambda entry: entry[1]):
        page = addresses.directory(group.key)
        unit = before.get(addresses.file_of(page))
        if unit is not None and key not in people.remade:
            yield Part(addresses.file_of(page), unit.digest, tuple)
        else:
            members = [at for at, other in enumerate(people.groups) if other == key]
            yield _list_part(makings, people, group, page, members)


def names_parts(makings: Makings, people: People, before: Mapping[str, Unit]) -> Iterator[Part]:
    """The names that the list is searched by. A shard is made anew when one of its groups is."""
    count = shards_for(len(people.groups))
    paths = [addresses.names_of_earners(number) for number in range(count)]
    is_other = count != sum(addresses.names_of_earners(at) in before for at in range(count + 1))
    remade = set(range(count)) if is_other else {key % count for key in people.remade if count}
    members: dict[int, list[int]] = {number: [] for number in remade}
    for at, key in enumerate(people.groups) if remade else ():
        if key % count in remade:
            members[key % count].append(people.plan.profiles.rows[at])
    for number, path in enumerate(paths):
        if number in remade:
            marks = [people.plan.ledger.earners.mark[row] for row in members[number]]
            yield Part(path, digest_of(makings.common, marks), partial(_names_file, people.plan, path, members[number]))
        else:
            yield Part(path, before[path].digest, tuple)


def _names_file(plan: Plan, path: str, rows: Sequence[int]) -> Iterator[Made]:
    yield Made(path, names_shard(_earners(plan, rows), plan.site.languages[0]))


def _list_part(makings: Makings, people: People, group: Group, path: str, members: Sequence[int]) -> Part:
    plan = makings.plan
    rows = [plan.profiles.rows[at] for at in members]
    counts = plan.profiles.counts(rows)
    marks = [plan.ledger.earners.mark[row] for row in rows]

    def view(frame: Frame) -> View:
        return earners_view(frame, zip(_earners(plan, rows), counts, strict=True), group)

    return Part(
        addresses.file_of(path),
        digest_of(makings.common, counts, marks),
        partial(in_each_language, makings.work, path, view),
    )


def _groups(people: People) -> dict[int, Group]:
    """Every group that somebody stands in, by its digest."""
    some = {key: at for at, key in enumerate(people.groups)}
    plan = people.plan
    found = plan.ledger.earners.read([plan.profiles.rows[at] for at in some.values()])
    return {key: group_of(earner.name, people.depth) for key, earner in zip(some, found, strict=True)}
