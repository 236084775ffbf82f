"""What all tests share: which sets can run on this machine, said at the end; hypothesis settings; the example's site.

Three sets need something that a machine may lack. They are skipped with the reason, and the end of the run names
each set, how many of its tests did not run, and why, so that green never hides a gap.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

from tests import browser as browsers
from tests import nodes

if TYPE_CHECKING:
    from playwright.sync_api import Browser

REPOSITORY = Path(__file__).resolve().parent.parent
SHARED = REPOSITORY.parent / "shared"
STANDARDS = SHARED / "standards" / "data"

# The same examples on every run and machine; `--hypothesis-profile=search` looks for new ones.
settings.register_profile(
    "steady", deadline=None, derandomize=True, database=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.register_profile("search", deadline=None, max_examples=1000, print_blob=True)
settings.load_profile("steady")


def missing_sets() -> dict[str, str]:
    """The sets of tests that cannot run here, and why."""
    reasons = {
        "extra": None if STANDARDS.is_dir() else "the standards' data folder ../shared is not there",
        "node": nodes.missing(),
        "browser": browsers.missing(),
    }
    return {name: reason for name, reason in reasons.items() if reason}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for name, reason in missing_sets().items():
        for item in items:
            if item.get_closest_marker(name):
                item.add_marker(pytest.mark.skip(reason=f"{name}: {reason}"))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    skipped = Counter(_reason(report) for report in terminalreporter.stats.get("skipped", []))
    unasked = len(terminalreporter.stats.get("deselected", []))
    terminalreporter.section("what did not run")
    for reason, count in sorted(skipped.items()):
        terminalreporter.write_line(f"{count} skipped: {reason}")
    if unasked:
        terminalreporter.write_line(f"{unasked} left out by the command line")
    if not skipped and not unasked:
        terminalreporter.write_line("nothing: every test that was collected ran")


def _reason(report: pytest.TestReport) -> str:
    where = report.longrepr
    text = where[2] if isinstance(where, tuple) else str(where)
    return text.removeprefix("Skipped: ")


@pytest.fixture(scope="session")
def standards() -> Path:
    """The data of the standards (contexts, examples, schemas, vectors); for tests marked `extra`."""
    return STANDARDS


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One chromium for the tests of this process that are marked `browser`."""
    with browsers.launched() as launched:
        yield launched


@pytest.fixture(scope="session")
def example_project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the repository's own project folder, keys readable by their owner only, one for the whole run."""
    return _once(tmp_path_factory, "example", _copy_project)


@pytest.fixture(scope="session")
def example_site(tmp_path_factory: pytest.TempPathFactory, example_project: Path) -> Path:
    """The repository's example, built by the installed command; one for the whole run, also with many workers."""
    return _once(tmp_path_factory, "example-site", lambda folder: _build(example_project, folder)) / "site"


def _once(factory: pytest.TempPathFactory, name: str, make) -> Path:
    """Let the first worker that comes make the folder `name`; the others wait for it and share the outcome."""
    base = factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    folder, outcome = shared / name, shared / f"{name}.outcome"
    with (shared / f"{name}.lock").open("w", encoding="utf-8") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not outcome.exists():
            folder.mkdir()
            outcome.write_text(make(folder), encoding="utf-8")
    problem = outcome.read_text(encoding="utf-8")
    if problem:
        pytest.fail(problem, pytrace=False)
    return folder


def _copy_project(folder: Path) -> str:
    for name in ("content", "templates", "keys"):
        shutil.copytree(REPOSITORY / name, folder / name)
    for path in [folder / "keys", *(folder / "keys").iterdir()]:
        path.chmod(0o700 if path.is_dir() else 0o600)
    return ""


def _build(project: Path, folder: Path) -> str:
    command = [str(Path(sys.executable).with_name("badgepress")), "build", "-C", str(project)]
    done = subprocess.run(
        [*command, "--out", str(folder / "site")], capture_output=True, encoding="utf-8", check=False, timeout=600
    )
    if done.returncode == 0:
        return ""
    return f"the example did not build: exit {done.returncode}\n{done.stdout}{done.stderr}"
