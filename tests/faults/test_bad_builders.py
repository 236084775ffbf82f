"""The judges on trial: programs that publish carelessly, each of which must be found out.

Each stands in for the command, on a site of two pages; a careful one must be found blameless.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.faults.judging import Finding, try_fault
from tests.faults.library import Fault, Kind
from tests.faults.oplog import read_log
from tests.faults.powerloss import judge_cuts, record, try_cut
from tests.faults.running import Runner
from tests.faults.scenarios import SCENARIOS, Prepared, copy_tree, inputs
from tests.faults.trees import listing, names_beside

BEGINNING = """\
import ctypes, os, shutil, sys
project = sys.argv[-1]
site, stage = f"{project}/site", f"{project}/.site.stage"
shutil.rmtree(stage, ignore_errors=True)

def write(path, text, durable=True):
    with open(path, "w") as file:
        file.write(text)
        file.flush()
        if durable:
            os.fsync(file.fileno())

def sync(folder):
    handle = os.open(folder, os.O_RDONLY)
    os.fsync(handle)
    os.close(handle)

def exchange():
    if ctypes.CDLL(None).renameat2(-100, stage.encode(), -100, site.encode(), 2):
        raise SystemExit("refused: cannot exchange. The site is as it was.")
"""

STAGED = """\
try:
    os.mkdir(stage)
    write(f"{stage}/index.html", "new")
    write(f"{stage}/other.html", "new")
    sync(stage)
    exchange()
except OSError as error:
    raise SystemExit(f"refused: {error}")
try:
    sync(project)
except OSError as error:
    raise SystemExit("refused: the new site is in place, but the disk did not confirm it")
shutil.rmtree(stage, ignore_errors=True)
"""

IN_PLACE = """\
write(f"{site}/index.html", "new")
write(f"{site}/other.html", "new")
"""

AWAY_AND_BACK = """\
os.mkdir(stage)
write(f"{stage}/index.html", "new")
write(f"{stage}/other.html", "new")
sync(stage)
os.rename(site, f"{project}/.site.old")
os.rename(stage, site)
sync(project)
shutil.rmtree(f"{project}/.site.old")
"""

LAZY = STAGED.replace('"new")', '"new", durable=False)')
NAMELESS = STAGED.replace("    sync(stage)\n", "")
UNCONFIRMED = STAGED.replace("    sync(project)\n", "    pass\n")
EAGER = STAGED.replace("try:\n    sync(project)", "shutil.rmtree(stage, ignore_errors=True)\ntry:\n    sync(project)")
TALKATIVE = STAGED.replace("except OSError as error:", "except ZeroDivisionError as error:")
BOASTFUL = STAGED.replace('    raise SystemExit(f"refused: {error}")', "    raise SystemExit(0)")
MESSY = STAGED.replace("    os.mkdir(stage)", "    write(f'{project}/.site.{os.getpid()}', ''); os.mkdir(stage)")
LYING = STAGED.replace("refused: the new site is in place", "refused: the site is as it was")
STAYING = STAGED + "\nif not os.fork():\n    os.close(1); os.close(2)\n    __import__('time').sleep(60)\n"

KILLS = (Kind.KILL_BEFORE, Kind.KILL_AFTER, Kind.TORN_WRITE)
FAILS = (Kind.ERROR_ONCE,)


@pytest.fixture
def prepared(folder: Path, runner: Runner, request: pytest.FixtureRequest) -> Callable[[str], Prepared]:
    """A site of two pages, and a program that shall publish two others."""

    def prepare(text: str) -> Prepared:
        base = folder / request.node.name.replace("[", "-").rstrip("]")
        place, copy, script, log = base / "project", base / "copy", base / "script.py", base / "log"
        for name in ("content", "keys", "site"):
            (place / name).mkdir(parents=True)
        for name in ("content/awards.csv", "site/index.html", "site/other.html"):
            (place / name).write_text("old", encoding="utf-8")
        script.write_text(BEGINNING + text, encoding="utf-8")
        copy_tree(place, copy)
        old, written = listing(place / "site"), inputs(place)
        done = runner.run(place, ["build"], script=script, log=log)
        assert done.code == 0, done.err
        new, beside = listing(place / "site"), names_beside(place)
        steps = tuple(step.name for step in read_log(log))
        return Prepared(SCENARIOS[1], place, copy, ("build",), (), old, new, written, (beside,), steps, script)

    return prepare


def _try_all(prepared: Prepared, runner: Runner, kinds: tuple[Kind, ...], error: int = 0) -> list[Finding]:
    numbers = range(1, len(prepared.operations) + 1)
    return [try_fault(prepared, Fault(kind, number, error), runner) for number in numbers for kind in kinds]


def _problems(findings: list[Finding]) -> str:
    return "\n".join(str(finding) for finding in findings if finding.problems)


def test_a_careful_builder_is_found_blameless(prepared: Callable[[str], Prepared], runner: Runner) -> None:
    careful = prepared(STAGED)
    assert not _problems(_try_all(careful, runner, KILLS))
    assert not _problems(_try_all(careful, runner, FAILS, error=28))
    for counts in (True, False):
        assert not judge_cuts(careful, record(careful, runner, syncfs_counts=counts)).problems
    assert not _problems([try_cut(careful, number, ("all", "zeros"), runner) for number in (2, 5, 8)])


@pytest.mark.parametrize("text", [IN_PLACE, AWAY_AND_BACK], ids=["in-place", "away-and-back"])
def test_a_builder_with_a_moment_without_a_whole_site_is_found_out_by_killing_it(
    prepared: Callable[[str], Prepared], runner: Runner, text: str
) -> None:
    assert "neither old nor new" in _problems(_try_all(prepared(text), runner, KILLS))


@pytest.mark.parametrize(
    "text", [LAZY, NAMELESS, UNCONFIRMED, EAGER], ids=["bytes", "names", "the-exchange", "in-the-wrong-order"]
)
def test_a_builder_that_does_not_make_it_durable_is_found_out_by_cutting_the_power(
    prepared: Callable[[str], Prepared], runner: Runner, text: str
) -> None:
    careless = prepared(text)
    assert not _problems(_try_all(careless, runner, (Kind.KILL_AFTER,)))
    assert judge_cuts(careless, record(careless, runner, syncfs_counts=True)).problems


def test_bytes_that_nobody_made_durable_are_torn_in_earnest(
    prepared: Callable[[str], Prepared], runner: Runner
) -> None:
    lazy = prepared(LAZY)
    exchanged = lazy.operations.index("rename") + 1
    assert "neither" in _problems([try_cut(lazy, exchanged, ("all", "half"), runner)])


def test_a_traceback_is_found_out(prepared: Callable[[str], Prepared], runner: Runner) -> None:
    assert "a traceback was shown" in _problems(_try_all(prepared(TALKATIVE), runner, FAILS, error=5))


def test_exit_0_without_a_new_site_is_found_out(prepared: Callable[[str], Prepared], runner: Runner) -> None:
    assert "exit 0, but the old site stands" in _problems(_try_all(prepared(BOASTFUL), runner, FAILS, error=5))


def test_a_message_that_is_not_true_is_found_out(prepared: Callable[[str], Prepared], runner: Runner) -> None:
    assert "the message says the site is as it was" in _problems(_try_all(prepared(LYING), runner, FAILS, error=5))


def test_what_is_left_beside_the_site_is_found_out(prepared: Callable[[str], Prepared], runner: Runner) -> None:
    assert "leaves other files beside the site" in _problems(_try_all(prepared(MESSY), runner, (Kind.KILL_AFTER,)))


def test_a_process_that_goes_on_is_found_out(folder: Path, runner: Runner) -> None:
    staying = folder / "staying.py"
    place = folder / "stayed"
    (place / "site").mkdir(parents=True)
    staying.write_text(BEGINNING + STAYING, encoding="utf-8")
    ran = runner.run(place, ["build"], script=staying)
    assert ran.code == 0 and ran.left
