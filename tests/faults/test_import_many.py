"""PROMISES P3: wherever an import is killed or an operation fails, content/ is as it was or has all of it."""

from __future__ import annotations

import errno
import json
import shutil
from pathlib import Path

import pytest

from tests import projects
from tests.faults.library import NO_FAULT, Fault, Kind
from tests.faults.plans import spread
from tests.faults.running import Runner
from tests.imports.importing import credly, snapshot

PLACES = 70  # for each kind of fault
FAULTS = {
    "killed before": (Kind.KILL_BEFORE, 0),
    "killed after": (Kind.KILL_AFTER, 0),
    "half of a write, then killed": (Kind.TORN_WRITE, 0),
    "disk full from then on": (Kind.ERROR_ON, errno.ENOSPC),
    "an error once": (Kind.ERROR_ONCE, errno.EIO),
}


class Trial:
    """A project to import into, as it was before, and the words that do it."""

    def __init__(self, folder: Path) -> None:
        shutil.rmtree(folder, ignore_errors=True)
        self.project = projects.write_project(folder / "project")
        shutil.rmtree(self.project / "keys")
        rows = (
            {},
            {"Status": "revoked", "Issue Date": "2024-03-02"},
            {"Badge Template ID": "t-2", "Badge Name": "Cider"},
        )
        self.file = credly(folder / "c.csv", *rows)
        self.words = ["import", str(self.file), "--make-achievements", "--json"]
        self.before = snapshot(self.project)

    def judge(self, runner: Runner) -> str:
        """What is wrong after a fault and the way out that is offered; "" if nothing is."""
        finished = runner.run(self.project, ["import", "--finish"])
        if finished.code != 0:
            return f"cannot be finished: {finished.err}"
        if snapshot(self.project) == self.before:
            return ""
        again = runner.run(self.project, self.words)
        said = json.loads(again.out)
        if (said["state"], said["known"]) != ("unchanged", 3):
            return f"is neither as it was nor has all of it: {again.out[:300]}"
        undone = runner.run(self.project, ["import", "--undo"])
        if undone.code != 0 or snapshot(self.project) != self.before:
            return f"cannot be taken back: {undone.err}"
        return ""


@pytest.mark.parametrize("name", FAULTS)
def test_after_any_fault_content_is_as_it_was_or_has_the_whole_import(runner: Runner, folder: Path, name: str) -> None:
    trial = Trial(folder / "count")
    count = runner.run(trial.project, trial.words, NO_FAULT).count
    assert count > 40 and trial.judge(runner) == ""
    kind, error = FAULTS[name]
    found = []
    for number in spread(count, PLACES):
        trial = Trial(folder / "trial")
        ran = runner.run(trial.project, trial.words, Fault(kind, number, error))
        assert ran.fired or kind is Kind.TORN_WRITE
        if "Traceback" in ran.err:
            found.append(f"{name} at {number}: {ran.err[-300:]}")
        if problem := trial.judge(runner):
            found.append(f"{name} at {number} of {count} {problem}")
    assert not found, "\n".join(found)
