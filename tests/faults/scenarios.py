"""Six kinds of build, each prepared up to the moment before the command: what stands, and what has been edited since.

    first        nothing is published yet
    changed      every page says something else, and a badge is revoked
    shrinking    an earner has withdrawn: pages and badges go
    no-change    the same again
    incremental  one award more
    parallel     as `changed`, by more than one process
    in-place     as `incremental`, in the way that is meant for very large sites: see IN_PLACE

A prepared project is kept as a copy and put back at the same place before every run, with its times and hard links. An
engine may recognise its own files by more than that; then the copy would be built from scratch and an incremental build
never tried. `Prepared` finds out, by counting operations with and without copying, and prepares anew for each run where
a copy is not as good.
"""

from __future__ import annotations

import importlib
import importlib.util
import shutil
import subprocess
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests import projects
from tests.faults.library import NO_FAULT, Fault
from tests.faults.oplog import read_log
from tests.faults.running import Ran, Runner
from tests.faults.trees import Listing, listing, names_beside

HEADER = "id,earner,achievement,awarded_at,expires_at,status_index,visibility,evidence_url,evidence_name,evidence_text,results\n"
AWARDS = (
    HEADER
    + "{a1},e1,grafting,2025-03-01T09:00:00Z,2045-03-01,17,,,,,score=92\n{a2},e2,grafting,2025-04-01,,4711,,,,,\n"
)
ONE_MORE = "{a3},e2,grafting,2025-05-01,,99,,,,,\n"
EARNERS = "".join(projects.EARNERS.splitlines(keepends=True)[:3])
NO_EVENTS = "at,award,event,reason,by\n"
REVOKED = "2026-02-01T00:00:00Z,{a2},revoked,The exam was taken by someone else.,registrar\n"


def write_small(folder: Path) -> Path:
    """The project that all kinds begin with: two earners, two awards, one achievement."""
    return projects.write_project(folder, awards=AWARDS, earners=EARNERS, events=NO_EVENTS, slugs=["grafting"])


def _replace(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text, f"{path} does not say {old!r}"
    path.write_text(text.replace(old, new), encoding="utf-8")


def _append(path: Path, row: str) -> None:
    with path.open("a", encoding="utf-8") as file:
        file.write(row.format(**projects.IDS))


def retitle(project: Path, title: str = "Orchard Guild, new badges") -> None:
    """Change what stands on every page, and nothing that is signed."""
    _replace(project / "content" / "site.toml", 'title = "Orchard Guild badges"', f'title = "{title}"')


def _change(project: Path) -> None:
    retitle(project)
    _append(project / "content" / "events.csv", REVOKED)


def _shrink(project: Path) -> None:
    _replace(project / "content" / "earners.csv", "en,public,auto,ada-quince", "en,sealed,auto,ada-quince")


def _add(project: Path) -> None:
    _append(project / "content" / "awards.csv", ONE_MORE)


def _leave(project: Path) -> None:
    """Edit nothing."""


@dataclass(frozen=True, slots=True)
class Scenario:
    """A kind of build. `options` are used where the command has them."""

    name: str
    is_first: bool
    edit: Callable[[Path], None]
    options: tuple[tuple[str, ...], ...] = ()
    settings: tuple[tuple[str, str, int], ...] = ()  # constants of the engine that are other than usual
    is_piecewise: bool = False  # after a crash, parts of the site may be old and parts new until the next build

    def has_settings(self) -> bool:
        """Whether the engine has these constants."""
        return all(
            importlib.util.find_spec(module) is not None and hasattr(importlib.import_module(module), name)
            for module, name, _ in self.settings
        )


SCENARIOS = (
    Scenario("first", True, _leave),
    Scenario("changed", False, _change, (("--full",),)),
    Scenario("shrinking", False, _shrink),
    Scenario("no-change", False, _leave),
    Scenario("incremental", False, _add),
    Scenario("parallel", False, _change, (("--jobs", "2"),)),
)

# A site of very many files is changed piece by piece, because staging it whole would take too long for one new badge.
# Its size is not what matters here, so the engine is told that this small site is a large one.
IN_PLACE = Scenario(
    "in-place",
    False,
    _add,
    settings=(("generator.build.survey", "IN_PLACE_FROM", 0), ("generator.build.run", "WORTH_KEEPING", 0)),
    is_piecewise=True,
)


@dataclass(frozen=True, slots=True)
class Prepared:
    """A scenario with its project at `place`, and what an undisturbed build makes of it."""

    scenario: Scenario
    place: Path
    copy: Path | None  # None: a copy is not as good, so every run is prepared anew
    argv: tuple[str, ...]
    missing: tuple[str, ...]  # options that this command does not have
    old: Listing
    new: Listing
    inputs: Listing
    beside: tuple[frozenset[str], ...]  # what may stand in the project, but for the site, once a build has ended well
    operations: tuple[str, ...]  # of an undisturbed build: the name of each that changes something, in order

    script: Path | None = None  # stands in for the command, in tests of these tests

    @property
    def site(self) -> Path:
        """Where the site stands."""
        return self.place / "site"

    def run(self, runner: Runner, fault: Fault = NO_FAULT, log: Path | None = None) -> Ran:
        """Give the command."""
        return runner.run(self.place, self.argv, fault, log=log, script=self.script, settings=self.scenario.settings)

    def restore(self, runner: Runner) -> None:
        """Put the project back as it was before the command."""
        if self.copy is None:
            _prepare(self.scenario, self.place, runner)
        else:
            remove(self.place)
            copy_tree(self.copy, self.place)


def prepare(scenario: Scenario, folder: Path, runner: Runner) -> Prepared:
    """Prepare `scenario` below `folder`, and build it undisturbed to learn what it must come to."""
    place, copy = folder / "project", folder / "copy"
    argv, missing = _argv(scenario, runner, folder)
    _prepare(scenario, place, runner)
    copy_tree(place, copy)
    old, written = listing(place / "site"), inputs(place)

    def build(log: Path | None = None) -> Ran:
        return sound(runner.run(place, argv, log=log, settings=scenario.settings))

    count = build().count
    new, beside = listing(place / "site"), names_beside(place)
    build()
    last = names_beside(place)
    remove(place)
    copy_tree(copy, place)
    kept = copy if build().count == count else None
    if kept is None:
        _prepare(scenario, place, runner)
    else:
        remove(place)
        copy_tree(copy, place)
    build(folder / "log")
    operations = tuple(step.name for step in read_log(folder / "log"))
    return Prepared(scenario, place, kept, argv, missing, old, new, written, (beside, last), operations)


def _prepare(scenario: Scenario, place: Path, runner: Runner) -> None:
    remove(place)
    write_small(place)
    if not scenario.is_first:
        sound(runner.run(place, ["build"]))
    scenario.edit(place)


def _argv(scenario: Scenario, runner: Runner, folder: Path) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The command line, and the options wished for that it does not have."""
    told = sound(runner.run(folder, ["build", "--help"])).out
    had = [option for option in scenario.options if option[0] in told]
    return ("build", *(word for option in had for word in option)), tuple(
        option[0] for option in scenario.options if option not in had
    )


def inputs(project: Path) -> Listing:
    """What the organisation wrote: no build changes any of it."""
    return {f"{name}/{path}": entry for name in ("content", "keys") for path, entry in listing(project / name).items()}


def sound(ran: Ran) -> Ran:
    """The run, which must have gone well: it prepares what follows."""
    assert ran.code == 0 and not ran.left, f"exit {ran.code}\n{ran.out}{ran.err}"
    return ran


def copy_tree(source: Path, target: Path) -> None:
    """A copy with the same modes, times and hard links."""
    _do(["cp", "-a", "--reflink=never", str(source), str(target)])


def remove(folder: Path) -> None:
    """Remove a tree, whatever its modes are."""
    if folder.is_symlink() or folder.is_file():
        folder.unlink()
    elif folder.exists():
        shutil.rmtree(folder)


def _do(command: Sequence[str]) -> None:
    subprocess.run(command, check=True)
