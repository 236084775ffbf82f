"""Measure Badgepress against a floor in C, other generators and other signers; print the table with ratios.

    python tools/bench/run.py                                 everything; what `make bench` does
    python tools/bench/run.py --rows floor,signing --quick    some of it, small: shows that it works, not how fast it is

Everything takes about 25 minutes, 65 GB on a disk and 5 GB in a tmpfs, and is refused where there is less. It
asks for gcc, libsodium-dev, libssl-dev and hugo from Debian, node and npm, and puts Eleventy (npm) and Pelican (PyPI)
below --cache. What cannot be had is named in the table as not measured. Nothing else should run on the machine.

Each line of the table comes from this one run. Works that are compared are done in turn, --repeats times, and the
middle one counts; wall times of a shared machine move by a factor of two all the same, CPU times less.
"""

from __future__ import annotations

import argparse
import importlib
import sys
import time
import traceback
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

if __package__ in (None, ""):
    sys.path[0] = str(Path(__file__).resolve().parent.parent.parent)  # instead of this folder, which hides packages

from tools.bench.engine import NoEngineError, get_ready
from tools.bench.figures import Figure, Section, markdown, summary
from tools.bench.machine import NoRoomError, Places, describe
from tools.bench.room import need
from tools.bench.session import FULL, QUICK, Session, Wishes, opened

HERE = Path(__file__).resolve().parent
# In this order: the large ledger first, while nothing has been written to the disk.
ROWS = {
    "large": ("large", "One award more, and any edit, in a large ledger; memory"),
    "floor": ("floor", "CPU time of an award"),
    "signing": ("signers", "Signing"),
    "hugo": ("hugo", "Against Hugo"),
    "eleventy": ("eleventy", "Against Eleventy"),
    "pelican": ("pelican", "Against Pelican"),
    "waiting": ("waiting", "Waiting"),
}
SHOWN_FIRST = ("floor", "hugo", "signing", "large", "waiting", "eleventy", "pelican")


def main(words: Sequence[str] | None = None) -> int:
    options = _parser().parse_args(words)
    rows = options.rows.split(",") if options.rows else list(ROWS)
    if unknown := [row for row in rows if row not in ROWS]:
        print(f"no rows are called {', '.join(unknown)}; there are: {', '.join(ROWS)}", file=sys.stderr)
        return 2
    places = Places(ram=options.ram, disk=options.disk or options.cache / "work", cache=options.cache)
    wishes = _wishes(options)
    try:
        with opened(wishes, places, _say) as session:
            need(wishes, rows, session.places)
            began = time.monotonic()
            get_ready(session.project(100), session.new_folder(session.places.ram, "first"))
            sections = {row: _section(row, session) for row in ROWS if row in rows}
            minutes = (time.monotonic() - began) / 60
            text = report(session, [sections[row] for row in SHOWN_FIRST if row in sections], minutes, options.quick)
            print(text, flush=True)
            broken = [section.title for section in sections.values() if not section.is_whole]
            if options.write and not broken:
                options.write.write_text(text, encoding="utf-8", newline="")
            _say("removing what was built, which takes some minutes")
    except (NoRoomError, NoEngineError) as error:
        print(f"not measured: {error}", file=sys.stderr)
        return 1
    if broken:
        print(f"broke off: {', '.join(broken)}; nothing written", file=sys.stderr)
        return 1
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", metavar="A,B", help=f"only these: {', '.join(ROWS)}")
    parser.add_argument("--quick", action="store_true", help="a few thousand awards, each measured once")
    parser.add_argument("--awards", type=int, metavar="N", help="awards against the floor and other generators")
    parser.add_argument("--large", type=int, metavar="N", help="awards of the large ledger")
    parser.add_argument("--repeats", type=int, metavar="N", help="how often each work is done")
    parser.add_argument("--jobs", type=int, metavar="N", help="processes of a build; default: one for each core")
    parser.add_argument("--ram", type=Path, default=Path("/dev/shm"), metavar="DIR", help="a tmpfs")
    parser.add_argument("--disk", type=Path, metavar="DIR", help="on a disk; default: work/ below --cache")
    parser.add_argument("--cache", type=Path, default=HERE / ".cache", metavar="DIR", help="where tools are installed")
    parser.add_argument("--write", type=Path, metavar="FILE", help="write the table to FILE too")
    return parser


def _wishes(options: argparse.Namespace) -> Wishes:
    wishes = QUICK if options.quick else FULL
    if options.awards:
        wishes = replace(wishes, awards=options.awards, site_sizes=(options.awards,))
    given = {name: getattr(options, name) for name in ("large", "repeats", "jobs") if getattr(options, name)}
    return replace(wishes, **given)


def _say(text: str) -> None:
    print(f"  {text}", file=sys.stderr, flush=True)


def _section(row: str, session: Session) -> Section:
    module, title = ROWS[row]
    print(title, file=sys.stderr, flush=True)
    measure: Callable[[Session], Section] = importlib.import_module(f"tools.bench.{module}").measure
    try:
        return measure(session)
    except Exception as error:  # a fault of this section: what the others have measured is shown all the same
        traceback.print_exc()
        return Section(title, "", (Figure("all of it", missing=f"{type(error).__name__}: {error}"),), is_whole=False)


def report(session: Session, sections: Sequence[Section], minutes: float, quick: bool) -> str:
    """The whole of docs/PERFORMANCE.md."""
    wishes = session.wishes
    lines = ["# Performance\n"]
    lines.append("Written by `tools/bench/run.py`; do not edit. `make bench` measures again and writes it anew.\n")
    if quick:
        lines.append("**A small trial run: it shows that the measurement works, not how fast anything is.**\n")
    lines += [f"* {line}" for line in describe(session.places)]
    lines.append(
        f"* This run: {minutes:.0f} minutes; each work done {wishes.repeats} times in turn, the middle one counts; "
        f"{wishes.jobs} processes for a build"
    )
    lines.append(f"* Targets: {summary(sections)}\n")
    lines.append(
        "Ratios of one run say more than times: another machine has other times and nearly the same ratios. CPU is "
        "user and system time of all processes of a command. The program has been used before, so its modules and "
        "templates are compiled. `$RAM`, `$DISK` and `$CACHE` are folders of the run.\n"
    )
    return "\n".join(lines) + "\n" + markdown(sections)


if __name__ == "__main__":
    raise SystemExit(main())
