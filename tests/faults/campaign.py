"""Every fault at every operation of six small builds, and every power cut: the tables that docs/RELIABILITY.md quotes.

    make faults                                                       all of it, and into the page
    .venv/bin/python -m tests.faults.campaign                         all of it
    .venv/bin/python -m tests.faults.campaign --kinds first,parallel  some kinds of build
    .venv/bin/python -m tests.faults.campaign --sample 40             so many faults of each kind instead of all

Exit code 0 when no fault did harm; each that did is listed, with what was wrong. With --write the tables replace what
stands between the two marks in the page.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

from tests.faults import library
from tests.faults.benches import Bench, benches, scratch, share
from tests.faults.judging import Finding, try_fault
from tests.faults.library import Class, Fault, Kind
from tests.faults.plans import every_fault, reading_faults, some_cuts, spread
from tests.faults.powerloss import LOSSES, Verdict, judge_cuts, record, try_cut
from tests.faults.scenarios import IN_PLACE, SCENARIOS

Each = TypeVar("Each")

_BEGIN, _END = "<!-- made by `make faults` -->", "<!-- end -->"

_LOOKED_AT = 100  # places of reading, and of looking, at which that fails

_COLUMNS = ("build", "operations", "faults", "old", "new", "between", "neither", "converged", "tracebacks", "harmful")
_CUT_COLUMNS = ("build", "moments", "states", "old", "new", "between", "neither", "rebuilt", "converged")


@dataclass(slots=True)
class Tally:
    """What is counted for one kind of build."""

    name: str
    operations: int = 0
    findings: list[Finding] = field(default_factory=list)
    verdicts: list[Verdict] = field(default_factory=list)
    cuts: list[Finding] = field(default_factory=list)

    def row(self) -> tuple[object, ...]:
        """The faults; where old and new are one tree, it counts as new."""
        stood = Counter(finding.stood for finding in self.findings)
        return (
            self.name,
            self.operations,
            len(self.findings),
            stood["old"],
            stood["new"] + stood["same"],
            stood["between"],
            stood["neither"],
            sum(finding.converged for finding in self.findings),
            sum(finding.traceback for finding in self.findings),
            sum(bool(finding.problems) for finding in self.findings),
        )

    def cut_row(self) -> tuple[object, ...]:
        """The power cuts, both readings of syncfs together."""
        states = sum(verdict.states for verdict in self.verdicts)
        old, new = sum(verdict.old for verdict in self.verdicts), sum(verdict.new for verdict in self.verdicts)
        moments = sum(verdict.cuts for verdict in self.verdicts)
        converged = sum(cut.converged for cut in self.cuts)
        between = sum(verdict.between for verdict in self.verdicts)
        neither = states - old - new - between
        return (self.name, moments, states, old, new, between, neither, len(self.cuts), converged)

    def harm(self) -> Iterable[str]:
        """Everything that was wrong, each thing once, with the faults that did it."""
        found: dict[str, list[str]] = {}
        for finding in (*self.findings, *self.cuts):
            for problem in finding.problems:
                found.setdefault(problem, []).append(str(finding.fault))
        for problem, faults in found.items():
            more = f" and {len(faults) - 3} more" if len(faults) > 3 else ""
            yield f"{self.name}: {problem}\n    {', '.join(faults[:3])}{more}"
        problems = [problem for verdict in self.verdicts for problem in verdict.problems]
        yield from (f"{self.name}: power cut {problem}" for problem in problems[:5])
        if len(problems) > 5:
            yield f"{self.name}: and {len(problems) - 5} more states after a power cut"


def main() -> int:
    """Run what was asked for, print the tables, and say by the exit code whether all went well."""
    wishes = _wishes()
    if reason := library.missing():
        print(f"not run: {reason}")
        return 1
    tallies = []
    with scratch() as folder, library.compiled() as lib:
        for scenario in (*SCENARIOS, *([IN_PLACE] if IN_PLACE.has_settings() else [])):
            if wishes.kinds is None or scenario.name in wishes.kinds.split(","):
                with benches(scenario, folder / scenario.name, lib, wishes.workers) as workers:
                    tallies.append(_campaign(workers, wishes.sample))
    harm = [line for tally in tallies for line in tally.harm()]
    tables = [
        _table(_COLUMNS, [tally.row() for tally in tallies]),
        _table(_CUT_COLUMNS, [t.cut_row() for t in tallies]),
    ]
    print("\n".join([*tables, *(harm or ["no fault did harm"])]))
    if wishes.write is not None and not harm:
        _write(wishes.write, "\n".join([_how(wishes), *tables]))
    return 1 if harm else 0


def _write(page: Path, tables: str) -> None:
    """Put the tables between the marks of the page."""
    before, _, rest = page.read_text(encoding="utf-8").partition(_BEGIN)
    _, _, after = rest.partition(_END)
    page.write_text(f"{before}{_BEGIN}\n\n{tables}\n{_END}{after}", encoding="utf-8")


def _how(wishes: argparse.Namespace) -> str:
    """What made the tables, and when."""
    some = f" --sample {wishes.sample}" if wishes.sample else ""
    return f"`python -m tests.faults.campaign{some}` on {datetime.now(UTC):%Y-%m-%d}:\n"


def _wishes() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="tests.faults.campaign", description=__doc__.splitlines()[0])
    parser.add_argument("--kinds", help="kinds of build, parted by commas; by default all")
    parser.add_argument("--sample", type=int, help="so many faults of each kind, spread evenly, instead of all")
    parser.add_argument(
        "--write", type=Path, metavar="PAGE", help="put the tables into this page, if no fault did harm"
    )
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1, help="runs at a time")
    return parser.parse_args()


def _campaign(workers: Sequence[Bench], sample: int | None) -> Tally:
    began, (runner, prepared) = time.monotonic(), (workers[0].runner, workers[0].prepared)
    tally = Tally(prepared.scenario.name, len(prepared.operations))
    for option in prepared.missing:
        print(f"{tally.name}: this command has no {option}; tried without", file=sys.stderr)
    faults = _some([*every_fault(prepared), *reading_faults(_reads(workers[0]), _LOOKED_AT)], sample)
    tally.findings = share(faults, workers, lambda bench, fault: try_fault(bench.prepared, fault, bench.runner))
    for counts in (True, False):
        tally.verdicts.append(judge_cuts(prepared, record(prepared, runner, syncfs_counts=counts)))
    cuts = _some([*some_cuts(prepared, LOSSES)], sample)
    tally.cuts = share(cuts, workers, lambda bench, cut: try_cut(bench.prepared, cut[0], cut[1], bench.runner))
    print(f"{tally.name}: {len(faults) + len(cuts):,} runs in {time.monotonic() - began:.0f} s", file=sys.stderr)
    return tally


def _some(everything: list[Each], sample: int | None) -> list[Each]:
    return everything if sample is None else [everything[number - 1] for number in spread(len(everything), sample)]


def _reads(bench: Bench) -> dict[Class, int]:
    """How many operations of reading and of looking an undisturbed build makes."""
    counts = {}
    for each in (Class.READS, Class.LOOKS):
        bench.prepared.restore(bench.runner)
        counts[each] = bench.prepared.run(bench.runner, Fault(Kind.NOTHING, classes=each)).count
    return counts


def _table(columns: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """Lines for a page in Markdown, with sums."""
    total = ("all", *(sum(int(str(row[index])) for row in rows) for index in range(1, len(columns))))
    lines = [[f"{cell:,}" if isinstance(cell, int) else str(cell) for cell in row] for row in (*rows, total)]
    head = [f"| {' | '.join(columns)} |", f"|---|{'---:|' * (len(columns) - 1)}"]
    return "\n".join([*head, *(f"| {' | '.join(line)} |" for line in lines), ""])


if __name__ == "__main__":
    sys.exit(main())
