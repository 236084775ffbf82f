"""Other site generators on the same ledger, writing the pages of awards and nothing else.

Their pages are ours: the text of the commonest kind of award stands in a layout, and what differs from award to award
is filled in by the generator from its own kind of source. They sign nothing, bake nothing and format no dates; whatever
can be switched off is. That is the least they can do, so a ratio here is the least we are ahead.

A generator is a `Generator`: how its sources are written, the command that builds them, and where pages come out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from tools.bench import engine
from tools.bench.figures import Bound, Figure, NotMeasuredError, Section, gathered, micros, number
from tools.bench.measure import Cost, run
from tools.bench.patterns import FIELDS, INSTANTS, Hole, Pattern, long_day
from tools.bench.probes import Rows, read_rows, shape_patterns
from tools.bench.session import Session, in_turn, middle_cpu, middle_wall, spread

_ANY_SIGNATURE = "z" + "1" * 87  # nobody here signs, so all pages show the same one


@dataclass(frozen=True, slots=True)
class Pages:
    """What a generator is to write: a text with holes, and for each page its id and the values by name of the hole."""

    pattern: Pattern
    values: tuple[Mapping[str, str], ...]


@dataclass(frozen=True, slots=True)
class Generator:
    """One generator. `write(pages, folder)` makes its sources; `command(folder, out)` is what is measured."""

    name: str
    write: Callable[[Pages, Path], None]
    command: Callable[[Path, Path], tuple[str, ...]]
    version: Callable[[], str]
    environment: Mapping[str, str]


def hole_name(hole: Hole) -> str:
    """What a hole is called in sources: `awarded`, `awarded_long`."""
    return f"{hole.field}_{hole.form}" if hole.form in ("day", "long") else hole.field


def pages_of(project: Path, folder: Path) -> Pages:
    """The pages of a ledger; probes are built in `folder` (new)."""
    rows = read_rows(project)
    commonest = rows.shapes[rows.commonest()]
    (patterns,) = shape_patterns(project, [commonest], folder)
    return Pages(patterns.page, tuple(_values(rows)))


def _values(rows: Rows) -> Iterable[Mapping[str, str]]:
    for _, values in rows.awards:
        named = {**dict(zip(FIELDS, values, strict=True)), "signature": _ANY_SIGNATURE}
        for field in INSTANTS:
            named[f"{field}_day"] = named[field][:10]
            named[f"{field}_long"] = long_day(named[field]) if named[field] else ""
        yield named


def layout(pattern: Pattern, hole: Callable[[str], str], *, text: Callable[[str], str] = str) -> str:
    """The pattern in the language of a template: `hole` writes a hole by its name, `text` what stands between them."""
    return "".join(text(piece.text) + (hole(hole_name(piece.hole)) if piece.hole else "") for piece in pattern)


def against(
    session: Session, generator: Generator, sizes: Iterable[int], wall: float | None = None, cpu: float | None = None
) -> Section:
    """Our whole build against the generator's pages, at each size; `wall` and `cpu` are the ratios wanted."""
    figures = (figure for size in sizes for figure in _figures(session, generator, size, wall, cpu))
    about = (
        f"{generator.name} {generator.version()} writes the pages of the awards and nothing else; ours is the whole "
        "build with signed credentials, pictures, all other pages and checks. Its pages are ours with the values of "
        "each award filled in; everything else, signatures too, stands in its layout."
    )
    return gathered(f"Against {generator.name}", about, figures)


def _figures(
    session: Session, generator: Generator, size: int, wall: float | None, cpu: float | None
) -> Iterable[Figure]:
    project = session.project(size)
    sources = session.new_folder(session.places.disk, f"{generator.name.lower()}-source")
    probes = session.new_folder(session.places.ram, "probes")
    session.say(f"{generator.name}: writing its sources for {size:,} awards")
    pages = pages_of(project, probes)
    generator.write(pages, sources)
    # Where nothing is wanted of the ratio, memory alone will do.
    for place, kind in session.kinds() if wall else session.kinds()[:1]:
        race = _Race(session, generator, project, sources, place, size)
        ours, theirs = in_turn(session.wishes.repeats, race.ours, race.theirs)
        note = f"ours {spread(ours)}; theirs {spread(theirs)}; their pages have {number(race.page_bytes)} bytes each"
        yield Figure(
            what=f"wall time, {size:,} awards, {kind}",
            ours=f"{middle_wall(ours):.2f} s",
            against=f"{middle_wall(theirs):.2f} s",
            value=middle_wall(theirs) / middle_wall(ours),
            wanted=Bound(">=", wall, "× faster") if wall else None,
            unit="× faster",
            commands=race.commands,
            note=note,
        )
        yield Figure(
            what=f"CPU per award, {size:,} awards, {kind}",
            ours=micros(middle_cpu(ours) / size),
            against=micros(middle_cpu(theirs) / size),
            value=middle_cpu(ours) / middle_cpu(theirs),
            wanted=Bound("<=", cpu, "of its CPU") if cpu else None,
            unit="of its CPU",
            commands=race.commands,
        )


class _Race:
    """Both generators at one place and size."""

    def __init__(
        self, session: Session, generator: Generator, project: Path, sources: Path, place: Path, size: int
    ) -> None:
        self._session, self._generator, self._project = session, generator, project
        self._sources, self._place, self._size = sources, place, size
        self.page_bytes = 0.0
        self.commands: tuple[str, str] = ("", "")

    def ours(self) -> Cost:
        site = self._session.new_folder(self._place, "site")
        self._session.say(f"building {site.name}")
        self._session.settle(self._place)
        built = engine.build(self._project, site, jobs=self._session.wishes.jobs, full=True)
        self._session.done_with(site)
        self.commands = (self._session.places.shown(built.command), self.commands[1])
        return built.cost

    def theirs(self) -> Cost:
        out = self._session.new_folder(self._place, self._generator.name.lower())
        self._session.say(f"{self._generator.name}: building {out.name}")
        command = self._generator.command(self._sources, out)
        self._session.settle(self._place)
        cost = run(command, folder=self._sources, environment=self._generator.environment)
        self.page_bytes = self._check(out)
        self._session.done_with(out)
        self.commands = (self.commands[0], self._session.places.shown(command))
        return cost

    def _check(self, out: Path) -> float:
        """The mean size of the pages. Raises NotMeasuredError unless there is one about each award."""
        sizes = count = 0
        for folder in (out / "awards").iterdir():
            page = (folder / "index.html").read_bytes()
            if folder.name.encode() not in page:
                raise NotMeasuredError(
                    f"{self._generator.name} wrote a page that does not name its award {folder.name}"
                )
            sizes += len(page)
            count += 1
        if count != self._size:
            raise NotMeasuredError(f"{self._generator.name} wrote {count:,} pages, wanted {self._size:,}")
        return sizes / count
