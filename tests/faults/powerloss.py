"""Power cuts: at every operation of a build, everything the disk might hold. PROMISES P2.

`judge_cuts` replays the log of one whole build on a `Disk` and, after each operation, asks what could be published: with
all, none, one, all but one, or the first few of the pending updates that the published tree depends on (every choice
where they are at most six), and with each fate of unsure bytes. Every such tree must be the old or the new one; and when
the command has ended well, the new one, because then a person has been told so.

`try_cut` goes further with one of them: it kills a build after an operation, takes back on the real disk what a power cut
would, looks at the published tree, and builds again. That shows that nothing the engine keeps for itself leads the next
build astray when it is lost, empty or torn.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, combinations
from pathlib import Path

from tests.faults.disk import EMPTY, FATES, HALF, KEPT, SURE, ZEROS, Disk, Node, Update
from tests.faults.judging import Finding, judge_next, standing
from tests.faults.library import Fault, Kind
from tests.faults.oplog import Step, read_log
from tests.faults.running import Runner
from tests.faults.scenarios import Prepared, remove, sound
from tests.faults.trees import Listing, difference, listing

_ALL_CHOICES = 6  # so many pending updates are tried in every combination
# What try_cut takes back: which pending updates are left, and the fate of bytes that are not sure.
LOSSES = (("none", SURE), ("all", EMPTY), ("all", ZEROS), ("all", HALF), ("last", SURE))


@dataclass(frozen=True, slots=True)
class Recorded:
    """One undisturbed build: the disk before it, and what it did."""

    disk: Disk
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What `judge_cuts` saw: so many different moments and states, and what was wrong."""

    cuts: int
    states: int
    old: int
    new: int
    between: int
    problems: tuple[str, ...]


def record(prepared: Prepared, runner: Runner, *, syncfs_counts: bool) -> Recorded:
    """Build once with a log. The log is complete: replayed, it gives what the build has left on the disk."""
    prepared.restore(runner)
    log = prepared.place.with_name("record")
    disk, check = Disk(prepared.place, syncfs_counts=syncfs_counts), Disk(prepared.place)
    _forget(log)
    sound(prepared.run(runner, log=log))
    steps = tuple(read_log(log))
    for step in steps:
        check.apply(step)
    found, real = _published(check, check.pending(), KEPT, ""), listing(prepared.place)
    assert found == real, f"the log of {prepared.scenario.name} is not complete: {difference(found, real)}"
    return Recorded(disk, steps)


def _forget(log: Path) -> None:
    for path in (log, log.with_name(f"{log.name}.data")):
        path.unlink(missing_ok=True)


def judge_cuts(prepared: Prepared, recorded: Recorded) -> Verdict:
    """Hold everything that could be published after each operation against the old and the new tree."""
    disk, seen, problems = recorded.disk, {"old": 0, "new": 0, "same": 0, "between": 0, "neither": 0}, []
    for number, step in enumerate((None, *recorded.steps)):
        if step is not None:
            disk.apply(step)
        for chosen, fate in _states(disk):
            found = _published(disk, chosen, fate)
            stood = standing(found, prepared)
            seen[stood] += 1
            is_last = number == len(recorded.steps)
            if stood == "neither" or (is_last and stood in ("old", "between")):
                problems.append(_told(number, step, fate, found, prepared.new if is_last else prepared.old))
    states = sum(seen.values())
    return Verdict(
        len(recorded.steps) + 1, states, seen["old"], seen["new"] + seen["same"], seen["between"], tuple(problems)
    )


def _told(number: int, step: Step | None, fate: str, found: Listing, wanted: Listing) -> str:
    after = f"after operation {number} ({step.name} {Path(step.path).name})" if step else "before any operation"
    return f"{after}, unsure bytes {fate}: {difference(found, wanted)}"


def _states(disk: Disk) -> Iterator[tuple[Collection[Update], str]]:
    """The choices and fates that can make a difference to what is published now."""
    within, updates = _reach(disk)
    fates = (SURE,) if all(node.is_sure for node in within) else FATES
    for chosen in _choices(updates):
        for fate in fates:
            yield chosen, fate


def _reach(disk: Disk) -> tuple[list[Node], list[Update]]:
    """Every node that could stand below site/ after a cut now, and the pending updates that could have a say in it."""
    pending = disk.pending()
    nodes: dict[int, Node] = {}
    updates: dict[int, Update] = {}
    todo: list[tuple[Node, str | None]] = [(disk.root, "site")]
    while todo:
        folder, only = todo.pop()
        found = [folder.sure_entries.get(only)] if only else list(folder.sure_entries.values())
        for update in disk.updates:
            hits = [node for place, name, node in update.effects if place is folder and only in (None, name)]
            if hits and not update.is_sure:
                updates[id(update)] = update
            found += hits
        for node in found:
            if node is not None and id(node) not in nodes:
                nodes[id(node)] = node
                if node.is_folder:
                    todo.append((node, None))
    return list(nodes.values()), [update for update in pending if id(update) in updates]


def _choices(updates: Sequence[Update]) -> Iterator[Collection[Update]]:
    if len(updates) <= _ALL_CHOICES:
        yield from chain.from_iterable(combinations(updates, size) for size in range(len(updates) + 1))
        return
    yield from (updates[:size] for size in range(len(updates) + 1))
    yield from ([update] for update in updates[1:])
    yield from ([*updates[:index], *updates[index + 1 :]] for index in range(len(updates) - 1))


def _published(disk: Disk, chosen: Collection[Update], fate: str, start: str = "site") -> Listing:
    found: Listing = {}
    for path, node in disk.walk(chosen, start):
        mode, data = node.after(fate)
        found[path] = ("folder", mode, "") if node.is_folder else ("file", mode, _digest(data))
    return found


@lru_cache(maxsize=4096)
def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def try_cut(prepared: Prepared, number: int, loss: tuple[str, str], runner: Runner) -> Finding:
    """Cut the power after operation `number`, with this loss, in earnest; then build again."""
    prepared.restore(runner)
    log = prepared.place.with_name("cut")
    _forget(log)
    disk = Disk(prepared.place)
    fault = Fault(Kind.KILL_AFTER, number)
    ran = prepared.run(runner, fault, log)
    for step in read_log(log):
        disk.apply(step)
    left, fate = loss
    pending = disk.pending()
    chosen = {"none": [], "all": pending, "last": pending[-1:]}[left]
    _take_back(disk, chosen, fate, prepared.place)
    found = listing(prepared.site)
    stood = standing(found, prepared)
    problems = [] if stood != "neither" else [f"the published tree is neither: {difference(found, prepared.old)}"]
    after = [f"updates left: {left}, unsure bytes: {fate}: {problem}" for problem in judge_next(prepared, runner)]
    return Finding(fault, ran.fired, stood, not after, traceback=False, problems=(*problems, *after))


def _take_back(disk: Disk, chosen: Collection[Update], fate: str, place: Path) -> None:
    """Make the real tree what the disk would hold. What is left keeps its inode and its time of change."""
    pool = place.with_name("aside")
    remove(pool)
    pool.mkdir()
    times = _set_aside(disk, place, pool)
    made: dict[int, Path] = {}
    for path, node in disk.walk(chosen):
        target, aside = place / path, pool / str(id(node))
        mode, data = node.after(fate)
        if node.is_folder:
            aside.rename(target) if aside.exists() else target.mkdir()
        elif id(node) in made:
            os.link(made[id(node)], target)
        else:
            _bring(aside, target, data)
        target.chmod(mode)
        made[id(node)] = target
    for key, target in made.items():
        if key in times:
            os.utime(target, ns=(times[key], times[key]))
    remove(pool)


def _set_aside(disk: Disk, place: Path, pool: Path) -> dict[int, int]:
    """Take the real tree apart into `pool`, each file and folder under the id of its node; gives their times of change."""
    found = list(disk.walk(disk.pending()))
    times = {id(node): (place / path).lstat().st_mtime_ns for path, node in found}
    for path, node in reversed(found):
        real, aside = place / path, pool / str(id(node))
        if aside.exists():
            real.unlink()
        else:
            real.rename(aside)
    return times


def _bring(aside: Path, target: Path, data: bytes) -> None:
    if aside.exists():
        os.link(aside, target)
    if not aside.exists() or target.read_bytes() != data:
        target.write_bytes(data)
