"""One run of the benchmark: what was asked for, the ledgers made for it, and what is removed at its end.

Nothing on the disk is removed before the last measurement: some file systems are many times slower for minutes after a
large removal. What lies in memory is removed as soon as it is not needed, since it takes the memory of what follows.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from statistics import median

from tools.bench.machine import Places, cores, file_system
from tools.bench.measure import Cost

MAKE_LEDGER = Path(__file__).resolve().with_name("make_ledger.py")
LARGE_ART_BYTES = 1_000  # in the large ledger, so that pictures do not decide whether it fits on a disk


@dataclass(frozen=True, slots=True)
class Wishes:
    """How much is to be measured."""

    awards: int  # against the floor
    site_sizes: tuple[int, ...]  # against other generators
    memory_sizes: tuple[int, ...]
    large: int
    signed: int
    repeats: int
    jobs: int = field(default_factory=cores)


FULL = Wishes(
    awards=50_000,
    site_sizes=(10_000, 50_000),
    memory_sizes=(10_000, 100_000),
    large=1_000_000,
    signed=10_000,
    repeats=3,
)
QUICK = Wishes(awards=2_000, site_sizes=(2_000,), memory_sizes=(1_000, 2_000), large=8_000, signed=1_000, repeats=1)


@dataclass(slots=True)
class Session:
    """What the runners share. `say` tells a person how far it is."""

    wishes: Wishes
    places: Places
    say: Callable[[str], None]
    _projects: dict[tuple[int, int], Path] = field(default_factory=dict)
    _numbers: int = 0

    def project(self, awards: int, art_bytes: int = 8000) -> Path:
        """A project of so many awards, made once. Its files have been read lately, so none is read from the disk."""
        key = (awards, art_bytes)
        if key not in self._projects:
            folder = self.places.disk / f"ledger-{awards}-{art_bytes}"
            self.say(f"making a ledger of {awards:,} awards")
            command = [sys.executable, str(MAKE_LEDGER), str(awards), str(folder), "--art-bytes", str(art_bytes)]
            subprocess.run(command, check=True)
            self._projects[key] = folder
        return self._projects[key]

    def new_folder(self, place: Path, name: str) -> Path:
        """A path at `place` that has never been, for somebody to make."""
        self._numbers += 1
        return place / f"{name}-{self._numbers}"

    def done_with(self, folder: Path) -> None:
        """Remove `folder` if it takes memory."""
        if folder.is_relative_to(self.places.ram):
            shutil.rmtree(folder)

    def settle(self, place: Path) -> None:
        """Let the disk finish what was written before."""
        if place == self.places.disk:
            os.sync()

    def kinds(self) -> list[tuple[Path, str]]:
        """The two places with the names of their file systems."""
        return [(place, file_system(place)) for place in (self.places.ram, self.places.disk)]


@contextmanager
def opened(wishes: Wishes, places: Places, say: Callable[[str], None]) -> Iterator[Session]:
    """A session with new folders inside `places.ram` and `places.disk`, removed at its end."""
    places.disk.mkdir(parents=True, exist_ok=True)
    places.cache.mkdir(parents=True, exist_ok=True)
    places.check()
    with (
        tempfile.TemporaryDirectory(prefix="badgepress-bench-", dir=places.ram) as ram,
        tempfile.TemporaryDirectory(prefix="badgepress-bench-", dir=places.disk) as disk,
    ):
        yield Session(wishes, replace(places, ram=Path(ram), disk=Path(disk)), say)


def in_turn(repeats: int, *runs: Callable[[], Cost]) -> list[Sequence[Cost]]:
    """The costs of each of `runs`, done in turn so that a slow minute of the machine meets all of them."""
    costs: list[list[Cost]] = [[] for _ in runs]
    for _ in range(repeats):
        for kept, run in zip(costs, runs, strict=True):
            kept.append(run())
    return list(costs)


def middle_cpu(costs: Sequence[Cost]) -> float:
    return median(cost.cpu for cost in costs)


def middle_wall(costs: Sequence[Cost]) -> float:
    return median(cost.wall for cost in costs)


def spread(costs: Sequence[Cost]) -> str:
    """The least and the most CPU time, where there is more than one run."""
    if len(costs) < 2:
        return "one run"
    least, most = min(cost.cpu for cost in costs), max(cost.cpu for cost in costs)
    return f"{len(costs)} runs, CPU {least:.2f} to {most:.2f} s"
