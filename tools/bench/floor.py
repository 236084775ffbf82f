"""Badgepress against the floor: a C program with libsodium that writes the same bytes to the same files.

The program is compiled here, fed with the patterns and values of the ledger, and run in turn with the build. Then all
files of both are compared, so that a ratio is one between equal works. CPU time is that of the whole command on both
sides: ours with its start, its checks and all pages that are not an award's. The floor is one process, and so is the
build it is held against; a line beside has a build with all processes.
"""

from __future__ import annotations

import shlex
import shutil
import subprocess
import tomllib
from collections.abc import Iterable
from pathlib import Path

from generator.addresses import Addresses
from generator.pages.code import code_form
from tools.bench import engine
from tools.bench.figures import Bound, Figure, NotMeasuredError, Section, gathered, micros
from tools.bench.floor_input import seed_of, write_input
from tools.bench.measure import Cost, run
from tools.bench.probes import read_rows, shape_patterns
from tools.bench.session import Session, in_turn, middle_cpu, middle_wall, spread

SOURCE = Path(__file__).resolve().with_name("floor.c")
_LIBRARIES = ("-lsodium", "-lcrypto")
_COMPILE = ("gcc", "-O3", "-march=native", "-Wall", "-Wextra", "-Werror")
_FEWER = 5  # the second, smaller ledger, which shows what one more award costs


class NotTheSameError(NotMeasuredError):
    """The floor wrote other bytes than the build."""


def missing() -> str | None:
    """What keeps the floor from being compiled here, or None."""
    if shutil.which("gcc") is None:
        return "gcc is not installed: apt-get install gcc"
    for header, package in (("sodium.h", "libsodium-dev"), ("openssl/sha.h", "libssl-dev")):
        probe = subprocess.run(
            ["gcc", "-E", "-x", "c", "-"], input=f"#include <{header}>\n", capture_output=True, text=True, check=False
        )
        if probe.returncode:
            return f"{header} is not installed: apt-get install {package}"
    return None


def compile_floor(folder: Path) -> Path:
    program = folder / "floor"
    subprocess.run([*_COMPILE, "-o", str(program), str(SOURCE), *_LIBRARIES], check=True)
    return program


def prepare_input(project: Path, folder: Path) -> Path:
    """The input of the floor for a project; probes are built in `folder` (new)."""
    rows = read_rows(project)
    patterns = shape_patterns(project, rows.shapes, folder)
    site = tomllib.loads((project / "content" / "site.toml").read_text(encoding="utf-8"))
    code = code_form(Addresses(site["base_url"]))
    if code is None:
        raise NotMeasuredError("the address of the site is too long for codes")
    write_input(folder / "input", seed_of(project), code, rows, patterns)
    return folder / "input"


def differences(site: Path, floor: Path) -> list[str]:
    """Files below awards/ that are not the same in both; none for equal trees."""
    ours, theirs = _names(site / "awards"), _names(floor / "awards")
    both = (name for name in sorted(ours & theirs) if _read(site, name) != _read(floor, name))
    return [*sorted(ours ^ theirs), *both]


def _names(folder: Path) -> set[str]:
    return {f"{award.name}/{file.name}" for award in folder.iterdir() for file in award.iterdir()}


def _read(site: Path, name: str) -> bytes:
    return (site / "awards" / name).read_bytes()


def measure(session: Session) -> Section:
    awards = session.wishes.awards
    about = (
        f"A ledger of {awards:,} awards, built into a new folder. The floor is `tools/bench/floor.c`: it fills, "
        "hashes, signs, bakes and writes `credential.json`, `badge.png` and `index.html` of each award, byte for byte "
        "as the build does. Ours is the whole command with all other pages, lists and checks; both in one process, "
        f"both divided by the number of awards. {' '.join(_said())}".rstrip()
    )
    if reason := missing():
        return Section("CPU time of an award", about, (Figure("against C with libsodium", missing=reason),))
    return gathered("CPU time of an award", about, _figures(session))


def _said() -> list[str]:
    return [f"This version has no {option}." for option in engine.lacking()]


def _figures(session: Session) -> Iterable[Figure]:
    awards, repeats = session.wishes.awards, session.wishes.repeats
    program = compile_floor(session.places.ram)
    project = session.project(awards)
    flat = prepare_input(project, session.new_folder(session.places.ram, "probes"))
    for (place, kind), limit in zip(session.kinds(), (2.0, 1.6), strict=True):
        duel = _Duel(session, program, project, flat, place)
        ours, floor = in_turn(repeats, duel.build, duel.floor)
        yield Figure(
            what=f"CPU per award, {kind}, all three files",
            ours=micros(middle_cpu(ours) / awards),
            against=f"C + libsodium {micros(middle_cpu(floor) / awards)}",
            value=middle_cpu(ours) / middle_cpu(floor),
            wanted=Bound("<=", limit),
            commands=duel.commands,
            note=f"ours {spread(ours)}; floor {spread(floor)}; {duel.compared:,} awards compared, all files equal"
            + (f"; the build made {duel.ways}" if duel.ways else ""),
        )
        if place == session.places.ram:
            yield from _beside(session, duel, middle_cpu(ours), middle_cpu(floor))
        else:
            yield _on_disk(session, program, kind)


def _beside(session: Session, duel: _Duel, ours: float, floor: float) -> Iterable[Figure]:
    """What explains the first figure: one more award, and a floor that checks what it signed; we check it in sums."""
    awards, fewer = session.wishes.awards, session.wishes.awards // _FEWER
    small = session.project(fewer)
    flat = prepare_input(small, session.new_folder(session.places.ram, "probes"))
    less = _Duel(session, duel.program, small, flat, session.places.ram)
    ours_less, floor_less = in_turn(session.wishes.repeats, less.build, less.floor)
    each = (ours - middle_cpu(ours_less)) / (awards - fewer)
    floor_each = (floor - middle_cpu(floor_less)) / (awards - fewer)
    yield Figure(
        what=f"the same, one award more: between {fewer:,} and {awards:,}",
        ours=micros(each),
        against=f"C + libsodium {micros(floor_each)}",
        value=each / floor_each if min(each, floor_each) > 0 else None,
        commands=less.commands,
        note=f"what does not depend on the number: {max(0.0, ours - each * awards):.2f} s of CPU",
    )
    (wide,) = in_turn(session.wishes.repeats, duel.build_with_all)
    yield Figure(
        what=f"the same, ours in {session.wishes.jobs} processes",
        ours=micros(middle_cpu(wide) / awards),
        against=f"C + libsodium {micros(floor / awards)}",
        value=middle_cpu(wide) / floor,
        commands=duel.commands[:1],
        note=f"ours {spread(wide)}",
    )
    (checked,) = in_turn(session.wishes.repeats, duel.floor_with_check)
    yield Figure(
        what="the same, the floor checking each signature too",
        ours=micros(ours / awards),
        against=f"C + libsodium {micros(middle_cpu(checked) / awards)}",
        value=ours / middle_cpu(checked),
        commands=duel.commands[1:],
    )


def _on_disk(session: Session, program: Path, kind: str) -> Figure:
    """How long it takes until everything is on the disk, where a build puts it before it says that it is done."""
    fewer = session.wishes.awards // _FEWER
    small = session.project(fewer)
    flat = prepare_input(small, session.new_folder(session.places.ram, "probes"))
    duel = _Duel(session, program, small, flat, session.places.disk)
    ours, floor = in_turn(session.wishes.repeats, duel.build_with_all, duel.floor_to_the_disk)
    return Figure(
        what=f"wall time until it is on the disk, {fewer:,} awards, {kind}, ours in {session.wishes.jobs} processes",
        ours=f"{middle_wall(ours):.2f} s",
        against=f"C + libsodium, then `sync` {middle_wall(floor):.2f} s",
        value=middle_wall(ours) / middle_wall(floor),
        commands=duel.commands,
        note=f"CPU per award: {micros(middle_cpu(ours) / fewer)} and {micros(middle_cpu(floor) / fewer)}",
    )


class _Duel:
    """The two programs on one ledger and at one place; what they write in their first turn is compared."""

    def __init__(self, session: Session, program: Path, project: Path, flat: Path, place: Path) -> None:
        self._session, self._project, self._flat, self._place = session, project, flat, place
        self.program = program
        self.compared = 0
        self.commands: tuple[str, str] = ("", "")
        self.ways = ""
        self._site: Path | None = None

    def build(self, jobs: int = 1) -> Cost:
        site = self._session.new_folder(self._place, "site")
        self._session.say(f"building {site.name}")
        self._session.settle(self._place)
        built = engine.build(self._project, site, jobs=jobs, full=True)
        self.commands = (self._session.places.shown(built.command), self.commands[1])
        self._site, self.ways = site, built.ways
        return built.cost

    def floor(self) -> Cost:
        """After `build`, with whose site the files are compared the first time."""
        cost, out = self._floor()
        if self._site is not None:
            if not self.compared:
                self._compare(self._site, out)
            self._session.done_with(self._site)
            self._site = None
        self._session.done_with(out)
        return cost

    def build_with_all(self) -> Cost:
        cost = self.build(self._session.wishes.jobs)
        if self._site is not None:
            self._session.done_with(self._site)
            self._site = None
        return cost

    def floor_with_check(self) -> Cost:
        cost, out = self._floor("verify")
        self._session.done_with(out)
        return cost

    def floor_to_the_disk(self) -> Cost:
        out = self._session.new_folder(self._place, "floor")
        self._session.settle(self._place)
        program, flat, site = (shlex.quote(str(path)) for path in (self.program, self._flat, out))
        command = ("sh", "-c", f"{program} {flat} {site} && sync -f {site}")
        self.commands = (self.commands[0], self._session.places.shown(command))
        return run(command)

    def _floor(self, *more: str) -> tuple[Cost, Path]:
        out = self._session.new_folder(self._place, "floor")
        self._session.settle(self._place)
        command = (str(self.program), str(self._flat), str(out), *more)
        cost = run(command)
        self.commands = (self.commands[0], self._session.places.shown(command))
        return cost, out

    def _compare(self, site: Path, out: Path) -> None:
        if different := differences(site, out):
            raise NotTheSameError(f"{len(different)} files differ between build and floor, the first: {different[0]}")
        self.compared = sum(1 for _ in (site / "awards").iterdir())
