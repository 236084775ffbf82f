"""The engine under measurement: `badgepress build`, by its command line alone.

    badgepress build -C PROJECT --out SITE --json [--jobs N] [--full]

Options that a version does not have are left out and named by `lacking`, so that a report says what it measured.
"""

from __future__ import annotations

import functools
import json
import os
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tools.bench.machine import PYTHON_FOLDER, REPOSITORY
from tools.bench.measure import Cost, run

_BADGEPRESS = PYTHON_FOLDER / "badgepress"


class NoEngineError(Exception):
    """There is nothing to measure."""


@dataclass(frozen=True, slots=True)
class Build:
    """One build: the command, its cost and what it printed."""

    command: tuple[str, ...]
    cost: Cost
    said: dict[str, Any]

    @property
    def touched(self) -> int:
        """Files that the build says it added, changed or removed."""
        return sum(int(self.said.get(name, 0)) for name in ("added", "changed", "removed"))

    @property
    def ways(self) -> str:
        """How credentials and pages were made, where the build says so: from a compiled form, or plainly."""
        counts = self.said.get("compiled", {})
        return ", ".join(f"{count:,} {name.replace('_', ' ')}" for name, count in counts.items())


@functools.cache
def _help() -> str:
    if not _BADGEPRESS.exists():
        raise NoEngineError("badgepress is not installed in .venv: make .venv/installed")
    asked = subprocess.run([_BADGEPRESS, "build", "--help"], capture_output=True, text=True, check=False)
    if asked.returncode:
        raise NoEngineError(f"badgepress does not start: {asked.stderr.strip().splitlines()[-1:]}")
    return asked.stdout


def has(option: str) -> bool:
    return f"{option} " in _help()


def lacking() -> list[str]:
    """Options of the contract that this version does not have."""
    return [option for option in ("--jobs", "--full") if not has(option)]


def get_ready(project: Path, site: Path) -> None:
    """Have the program as it is after its first use: its modules and templates compiled, as Python and it keep them.

    An environment in which Python keeps nothing would measure a compiler at every start.
    """
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    subprocess.run([PYTHON_FOLDER / "python", "-m", "compileall", "-q", REPOSITORY / "generator"], check=True)
    build(project, site, full=True)


def build_command(project: Path, site: Path, *, jobs: int | None = None, full: bool = False) -> tuple[str, ...]:
    command = [str(_BADGEPRESS), "build", "-C", str(project), "--out", str(site), "--json"]
    if jobs is not None and has("--jobs"):
        command += ["--jobs", str(jobs)]
    if full and has("--full"):
        command += ["--full"]
    return tuple(command)


def build(
    project: Path,
    site: Path,
    *,
    jobs: int | None = None,
    full: bool = False,
    watch_memory: bool = False,
    accept: tuple[int, ...] = (0,),
) -> Build:
    """Build and measure. Raises CommandFailedError for an exit status not in `accept`."""
    command = build_command(project, site, jobs=jobs, full=full)
    cost = run(command, watch_memory=watch_memory, accept=accept)
    return Build(command, cost, _parse(cost.stdout))


def _parse(text: str) -> dict[str, Any]:
    try:
        said = json.loads(text)
    except json.JSONDecodeError:
        return {}
    return said if isinstance(said, dict) else {}
