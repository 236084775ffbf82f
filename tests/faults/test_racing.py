"""PROMISES P5: two builds race, again and again, with different content; nobody who reads meets a mixture.

Two readers watch. One reads the whole tree: it opens the root once and everything else relative to that descriptor, so
that it holds one tree from the first name to the last byte, whatever the name `site` comes to mean meanwhile. That is
what an upload or a backup of the folder does, and the only reading of many files that any builder can keep whole: who
asks by path for one page and then for another may be given a page of each site. A tree that was replaced is removed
while such a reader may still be in it. Then it finds something missing and begins anew; these readings are counted
apart, as `gone`. A reading counts as a mixture when it is neither of the two sites and its root is still the published
one: then nobody had a right to remove anything.

The other reader is a web server's: it asks for single files by path. Each must be one site's or the other's, whole.
"""

from __future__ import annotations

import hashlib
import os
import stat
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from threading import Event

import pytest

from tests.faults.running import Ran, Runner
from tests.faults.scenarios import retitle, sound, write_small

WHOLE = 220  # whole-tree readings that must succeed
BUILDS = 8  # builds of each side that must have published meanwhile
PATIENCE = 120.0

_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW


def read_whole(site: Path, pause: float) -> tuple[str, bool]:
    """One digest over names, modes and bytes of the tree that stands at `site` now; "" if it goes away meanwhile.

    Also whether that tree is still the published one at the end. `pause` is slept before each entry.
    """
    root = os.open(site, _FOLDER)
    try:
        whole = hashlib.sha256()
        try:
            for name, mode, data in _entries(root, "", pause):
                whole.update(f"{len(name)} {name} {mode:o} {len(data)} ".encode() + data)
            digest = whole.hexdigest()
        except FileNotFoundError:
            digest = ""
        return digest, os.stat(site).st_ino == os.fstat(root).st_ino  # noqa: PTH116 - both by the same call
    finally:
        os.close(root)


def _entries(folder: int, prefix: str, pause: float) -> Iterator[tuple[str, int, bytes]]:
    yield prefix, os.fstat(folder).st_mode, b""
    for name in sorted(os.listdir(folder)):
        time.sleep(pause)
        handle = os.open(name, os.O_RDONLY | os.O_NOFOLLOW, dir_fd=folder)
        try:
            mode = os.fstat(handle).st_mode
            if stat.S_ISDIR(mode):
                yield from _entries(handle, f"{prefix}/{name}", pause)
            else:
                yield f"{prefix}/{name}", mode, _bytes_of(handle)
        finally:
            os.close(handle)


def _bytes_of(handle: int) -> bytes:
    whole = bytearray()
    while part := os.read(handle, 1 << 20):
        whole += part
    return bytes(whole)


def _files(site: Path) -> dict[str, bytes]:
    return {path.relative_to(site).as_posix(): path.read_bytes() for path in site.rglob("*") if path.is_file()}


class Race:
    """Two sites that can be published at one place, and two builders that do so in turns of their own."""

    def __init__(self, folder: Path, runner: Runner, *, one_project: bool) -> None:
        self.projects = [write_small(folder / name) for name in ("a", "b")]
        self.site = folder / "site"
        texts, self.digests, self.files = [], [], []
        for number, project in enumerate(self.projects):
            retitle(project, f"Guild badges, edition {number}")
            texts.append((project / "content" / "site.toml").read_bytes())
            sound(runner.run(project, self.argv))
            self.digests.append(read_whole(self.site, 0)[0])
            self.files.append(_files(self.site))
        if one_project:
            self.projects[1] = self.projects[0]
        self._texts = texts
        self.ran: list[Ran] = []

    @property
    def argv(self) -> list[str]:
        """Both builds are given the same place to publish at."""
        return ["build", "--out", str(self.site)]

    def edit(self, number: int) -> None:
        """Give the project this builder's content, in one step."""
        project = self.projects[number]
        draft = project / f"draft-{number}"
        draft.write_bytes(self._texts[number])
        draft.replace(project / "content" / "site.toml")

    def keep_building(self, number: int, runner: Runner, end: Event) -> None:
        """Publish until the end."""
        while not end.is_set():
            self.edit(number)
            self.ran.append(runner.run(self.projects[number], self.argv))

    @property
    def published(self) -> int:
        """How many builds have put their site in place."""
        return sum(ran.code == 0 for ran in self.ran)


@contextmanager
def _racing(race: Race, runners: tuple[Runner, Runner]) -> Iterator[Callable[[], bool]]:
    """Let both build for as long as the block lasts; gives a question: should a reader go on?"""
    end, until = Event(), time.monotonic() + PATIENCE
    with ThreadPoolExecutor(2) as pool:
        builders: list[Future[None]] = [
            pool.submit(race.keep_building, number, runner, end) for number, runner in enumerate(runners)
        ]
        try:
            yield lambda: time.monotonic() < until and not any(builder.done() for builder in builders)
        finally:
            end.set()
    for builder in builders:
        builder.result()


@pytest.fixture(params=[True, False], ids=["one-project", "two-projects-one-place"])
def race(request: pytest.FixtureRequest, folder: Path, runner: Runner) -> Race:
    place = folder / f"race-{request.param}"
    place.mkdir()
    return Race(place, runner, one_project=request.param)


def test_whoever_reads_during_racing_builds_gets_one_site_or_the_other(
    race: Race, folder: Path, runner: Runner, fault_library: Path
) -> None:
    seen: Counter[str] = Counter()
    readings = 0
    mixed: list[str] = []
    with (
        Runner(fault_library, folder / "other", folder / "warm") as other,
        _racing(race, (runner, other)) as goes_on,
    ):
        while goes_on() and (seen["whole"] < WHOLE or race.published < 2 * BUILDS):
            digest, is_published = read_whole(race.site, 0.0005 * (readings % 4))
            readings += 1
            is_whole = digest in race.digests
            seen["whole" if is_whole else "mixture" if is_published else "gone"] += 1
            seen[digest] += 1
            _read_single_files(race, mixed)
    print(
        f"{seen['whole']} whole-tree readings, {seen['mixture']} mixtures, {seen['gone']} gone, {race.published} builds"
    )
    assert seen["mixture"] == 0 and mixed == []
    assert seen["whole"] >= WHOLE and race.published >= 2 * BUILDS, (seen, race.ran[-1])
    assert all(seen[digest] for digest in race.digests), "one edition was never published"
    _check_refusals(race)


def _read_single_files(race: Race, mixed: list[str]) -> None:
    for path in sorted(race.files[0].keys() & race.files[1].keys()):
        data = _read(race.site / path)
        if data not in (race.files[0][path], race.files[1][path]):
            mixed.append(f"{path}: {'missing' if data is None else f'{len(data)} bytes'}")


def _read(path: Path) -> bytes | None:
    """One file by its path; a second time when it is gone, as the tree in which it was found may just have been retired."""
    for _ in range(2):
        try:
            return path.read_bytes()
        except FileNotFoundError:
            continue
    return None


def _check_refusals(race: Race) -> None:
    """A build that did not publish was refused in one line, because of the other."""
    for ran in race.ran:
        assert ran.code == 0 or (ran.code == 1 and "another build" in ran.err and "Traceback" not in ran.err), ran
