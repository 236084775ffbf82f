"""A large ledger: the memory of a build at three sizes, one award more, and whether any edit is found.

What a build wrote is not taken from its own word: files that changed are counted below the site, its neighbours and the
project by their times. Edits keep the length and the time of change of the file where they can, so that only its
contents give them away. An edit is found when the build makes something anew or refuses to, naming a problem.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from tools.bench import engine
from tools.bench.engine import Build
from tools.bench.figures import Bound, Figure, Section, gathered, megabytes, micros, number
from tools.bench.make_ledger import award_id, status_index
from tools.bench.session import LARGE_ART_BYTES, Session

_SEED = 1  # what make_ledger.py uses where nothing else is said
_REFUSED = 1
_TICK_S = 0.05  # times of files are this coarse at the most
_READERS, _CHUNK = 8, 500  # folders that are looked at by one of so many at once


@dataclass(frozen=True, slots=True)
class Built:
    """A ledger of some size and its site, built in full."""

    awards: int
    project: Path
    site: Path
    full: Build


@dataclass(frozen=True, slots=True)
class Written:
    """Files that are new or changed, counted by their times, and their bytes."""

    files: int
    bytes: int


def measure(session: Session) -> Section:
    wishes = session.wishes
    about = (
        f"Ledgers of {', '.join(f'{size:,}' for size in wishes.memory_sizes)} and {wishes.large:,} awards, pictures "
        f"of {LARGE_ART_BYTES:,} bytes, each built in full; then one line is added to the ledger and the site built "
        "again, several times, of which the middle one counts; the first reads from the disk what the full build has "
        "pushed out of memory. Memory is resident size as the kernel keeps its peak, shared pages counted in each "
        "process; times are of the whole command, from start to exit."
    )
    return gathered("A large ledger", about, _figures(session))


def _figures(session: Session) -> Iterator[Figure]:
    wishes = session.wishes
    sizes = {size: session.places.ram for size in wishes.memory_sizes} | {wishes.large: session.places.disk}
    appended: dict[int, Written] = {}
    for size, place in sizes.items():
        built = _full_build(session, size, place)
        yield from _memory(session, built)
        if size in (wishes.memory_sizes[0], wishes.large):
            runs = [_append(session, built, more) for more in range(wishes.repeats)]
            appended[size] = max((written for _, written in runs), key=lambda written: written.files)
            if size == wishes.large:
                yield from _append_figures(session, built, [again for again, _ in runs], appended)
                yield from _edits(session, built)
        session.done_with(built.site)


def _full_build(session: Session, awards: int, place: Path) -> Built:
    project = session.project(awards, LARGE_ART_BYTES)
    site = session.new_folder(place, f"large-{awards}") / "site"  # a folder of its own: neighbours belong to it
    site.parent.mkdir()
    session.settle(place)
    session.say(f"building {awards:,} awards in full")
    full = engine.build(project, site, jobs=session.wishes.jobs, full=True, watch_memory=True)
    return Built(awards, project, site, full)


def _memory(session: Session, built: Built) -> Iterator[Figure]:
    peaks, cost = built.full.cost.peaks, built.full.cost
    assert peaks is not None
    commands = (session.places.shown(built.full.command),)
    yield Figure(
        what=f"parent, {built.awards:,} awards",
        ours=megabytes(peaks.first),
        value=peaks.first / 1e6,
        wanted=Bound("<=", 150, "MB"),
        commands=commands,
        note=f"Pss {megabytes(peaks.first_pss)}; the full build took {number(cost.wall)} s and {number(cost.cpu)} s of "
        f"CPU, {micros(cost.cpu / built.awards)} an award",
    )
    if peaks.others:
        yield Figure(
            what=f"largest worker, {built.awards:,} awards",
            ours=megabytes(peaks.others),
            value=peaks.others / 1e6,
            wanted=Bound("<=", 60, "MB"),
            commands=commands,
            note=f"Pss {megabytes(peaks.others_pss)}; {peaks.processes} processes in all",
        )
    else:
        reason = "this build started no other process"
        yield Figure(what=f"largest worker, {built.awards:,} awards", wanted=Bound("<=", 60, "MB"), missing=reason)


# One award more


def appended_line(awards: int, more: int) -> str:
    """The line for one award more than `awards` and `more` others: it has the place that comes next."""
    number = awards + more
    return (
        f"{award_id(number, _SEED)},e{more},achievement-000,2026-10-01T00:00:00Z,,{status_index(number, awards)},,,,,\n"
    )


def _append(session: Session, built: Built, more: int) -> tuple[Build, Written]:
    """Build after one award more, before which `more` others were added."""
    with (built.project / "content" / "awards.csv").open("a", encoding="utf-8", newline="") as file:
        file.write(appended_line(built.awards, more))
    session.say(f"one award more than {built.awards + more:,}")
    return _build_again(session, built)


def _build_again(session: Session, built: Built, accept: tuple[int, ...] = (0,)) -> tuple[Build, Written]:
    time.sleep(2 * _TICK_S)
    session.settle(session.places.disk)
    began = time.time_ns()
    again = engine.build(built.project, built.site, jobs=session.wishes.jobs, accept=accept)
    return again, written_since(began, [built.site.parent, built.project])


def written_since(began: int, folders: Iterable[Path]) -> Written:
    """What below `folders` was written after `began`, in nanoseconds since 1970. Many folders are looked at at once."""
    limit = began - int(_TICK_S * 1e9)
    files = size = 0
    todo = [str(folder) for folder in folders]
    with ThreadPoolExecutor(_READERS) as readers:
        while todo:
            chunks = [todo[at : at + _CHUNK] for at in range(0, len(todo), _CHUNK)]
            found = list(readers.map(partial(_look, limit=limit), chunks))
            todo = [folder for inside, _, _ in found for folder in inside]
            files += sum(count for _, count, _ in found)
            size += sum(length for _, _, length in found)
    return Written(files, size)


def _look(folders: Sequence[str], limit: int) -> tuple[list[str], int, int]:
    """The folders in these, and how many files of theirs were written after `limit`, with their bytes."""
    inside: list[str] = []
    files = size = 0
    for folder in folders:
        with os.scandir(folder) as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    inside.append(entry.path)
                elif (about := entry.stat(follow_symlinks=False)).st_mtime_ns >= limit:
                    files, size = files + 1, size + about.st_size
    return inside, files, size


def _append_figures(
    session: Session, built: Built, runs: Sequence[Build], appended: dict[int, Written]
) -> Iterator[Figure]:
    fewest, most = min(appended), max(appended)
    again = sorted(runs, key=lambda run: run.cost.wall)[len(runs) // 2]
    each = ", ".join(f"{run.cost.wall:.2f}" for run in runs)
    commands = (session.places.shown(again.command),)
    share = again.cost.wall / built.full.cost.wall
    yield Figure(
        what=f"one award appended to {built.awards:,}: the whole process",
        ours=f"{again.cost.wall:.2f} s",
        value=again.cost.wall,
        wanted=Bound("<=", 1, "s"),
        commands=commands,
        note=f"one after the other {each} s; {again.cost.cpu:.2f} s of CPU; the build says it touched "
        f"{again.touched:,} files",
    )
    yield Figure(
        what="the same, against the full build",
        ours=f"{again.cost.wall:.2f} s",
        against=f"{number(built.full.cost.wall)} s",
        value=100 * share,
        wanted=Bound("<=", 0.5, "%"),
        commands=(*commands, session.places.shown(built.full.command)),
        note=f"of its CPU: {number(100 * again.cost.cpu / built.full.cost.cpu)} %",
    )
    yield Figure(
        what=f"the same, files written, against those at {fewest:,}",
        ours=f"{appended[most].files:,}",
        against=f"{appended[fewest].files:,}",
        value=appended[most].files / max(1, appended[fewest].files),
        wanted=Bound("<=", 1.5),
        commands=commands,
        note=f"{megabytes(appended[most].bytes)} and {megabytes(appended[fewest].bytes)} with the build's own records, "
        "counted by their times below the site, beside it and in the project",
    )


# Edits


@dataclass(frozen=True, slots=True)
class Edit:
    """A change of one file of content/: `change` gives its new bytes, or says of a place which bytes it gets."""

    what: str
    file: str
    change: Callable[[bytes], tuple[int, bytes, bytes]]  # where, what stands there, what shall stand there


def _replacing(old: bytes, new: bytes) -> Callable[[bytes], tuple[int, bytes, bytes]]:
    """The first `old` behind the middle of the file becomes `new`."""

    def change(text: bytes) -> tuple[int, bytes, bytes]:
        return text.index(old, len(text) // 2), old, new

    return change


def _in_the_middle(awards: int, place: int) -> bytes:
    """The id of an award from the middle to which nothing has happened: make_ledger.py revokes each hundredth."""
    return award_id(awards // 200 * 100 + place, _SEED).encode()


def _without(award: bytes) -> Callable[[bytes], tuple[int, bytes, bytes]]:
    def change(text: bytes) -> tuple[int, bytes, bytes]:
        start = text.index(b"\n" + award + b",") + 1
        return start, text[start : text.index(b"\n", start) + 1], b""

    return change


def _revoking(award: bytes) -> Callable[[bytes], tuple[int, bytes, bytes]]:
    line = b"2026-10-02T00:00:00Z," + award + b",revoked,An edit.,registrar\n"
    return lambda text: (len(text), b"", line)


def edits(awards: int) -> list[Edit]:
    """Four edits, in the middle of files where that makes sense."""
    return [
        Edit("a letter in the middle of awards.csv, length and time as before", "awards.csv",
             _replacing(b",Reviewed.", b",Reviewes.")),
        Edit("a letter of a name in the middle of earners.csv, length and time as before", "earners.csv",
             _replacing(b" Rowan ", b" Rowen ")),
        Edit("a line gone from the middle of awards.csv", "awards.csv", _without(_in_the_middle(awards, 2))),
        Edit("a line more in events.csv, which revokes an award", "events.csv", _revoking(_in_the_middle(awards, 1))),
    ]  # fmt: skip


def _edits(session: Session, built: Built) -> Iterator[Figure]:
    for edit in edits(built.awards):
        session.say(f"an edit: {edit.what}")
        path = built.project / "content" / edit.file
        undo = apply_edit(path, edit)
        again, written = _build_again(session, built, accept=(0, _REFUSED))
        is_found = again.touched > 0 if again.cost.status == 0 else edit.file in _refusal(again)
        said = f"made {written.files:,} files anew" if again.cost.status == 0 else _refusal(again)
        yield Figure(
            what=f"{edit.what}: found",
            ours=f"{again.cost.wall:.2f} s",
            value=again.cost.wall if is_found else None,
            wanted=Bound("<=", 3, "s"),
            commands=(session.places.shown(again.command),),
            note=f"the build {said}; {again.cost.cpu:.2f} s of CPU",
            missing="" if is_found else "the edit was not found",
        )
        undo()
        if again.cost.status == 0:
            engine.build(built.project, built.site, jobs=session.wishes.jobs)


def apply_edit(path: Path, edit: Edit) -> Callable[[], None]:
    """Make the edit; gives what undoes it. Where the length stays, the file's time does too."""
    text, times = path.read_bytes(), path.stat()
    at, old, new = edit.change(text)
    path.write_bytes(text[:at] + new + text[at + len(old) :])
    if len(old) == len(new):
        os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))

    def undo() -> None:
        path.write_bytes(text)

    return undo


def _refusal(build: Build) -> str:
    said = " ".join((build.cost.stdout + build.cost.stderr).split())
    return f"refused: {said[:200]}"
