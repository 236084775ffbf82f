"""Workers for many runs: each has a server and a prepared project of its own, in memory where there is such a folder."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from tests.faults.running import Runner
from tests.faults.scenarios import Prepared, Scenario, prepare, write_small

Work = TypeVar("Work")
Outcome = TypeVar("Outcome")


@dataclass(frozen=True, slots=True)
class Bench:
    """One worker: its server, and its copy of the prepared project."""

    runner: Runner
    prepared: Prepared


@contextmanager
def scratch() -> Iterator[Path]:
    """A folder for the time being; in memory if possible, because small builds are thousands of fsyncs."""
    memory = Path("/dev/shm")
    place = Path(tempfile.mkdtemp(prefix="badgepress-faults-", dir=memory if os.access(memory, os.W_OK) else None))
    place.chmod(0o755)
    try:
        yield place.resolve()
    finally:
        shutil.rmtree(place, ignore_errors=True)


@contextmanager
def benches(scenario: Scenario, folder: Path, library: Path, number: int) -> Iterator[list[Bench]]:
    """`number` workers below `folder` with the scenario prepared."""
    folder.mkdir()
    warm = write_small(folder / "warm")
    with ExitStack() as servers:
        found = []
        for worker in range(number):
            place = folder / f"worker-{worker}"
            runner = servers.enter_context(Runner(library, place / "runner", warm))
            found.append(Bench(runner, prepare(scenario, place, runner)))
        yield found


def share(todo: Sequence[Work], workers: Sequence[Bench], do: Callable[[Bench, Work], Outcome]) -> list[Outcome]:
    """Do all of `todo`, each worker every so-manieth piece; the outcomes in the order of the work."""
    number = len(workers)

    def part(index: int) -> list[Outcome]:
        return [do(workers[index], each) for each in todo[index::number]]

    with ThreadPoolExecutor(number) as pool:
        parts = list(pool.map(part, range(number)))
    return [parts[index % number][index // number] for index in range(len(todo))]
