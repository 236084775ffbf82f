"""Pages of the docs as a newcomer walks through them: the commands that follow a `$`, in one shell, in order.

$ command            run; it must end well
> more of it         its next lines
$ command  # refused, # not valid: it must end with 1
output               some line of what came back; dates, times and ids of awards may differ
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

REPOSITORY = Path(__file__).parent.parent.parent
AWARD = "6p6dmdc914bc5hbw"  # the award on every page
_FAILS = re.compile(r"\s+# (refused|not valid)$")
_VARIES = (
    (re.compile(r"\b[0-9a-hjkmnp-tv-z]{16}\b"), "ID"),
    (re.compile(r"\d{4}-\d\d-\d\d(T[\d:]+Z)?"), "DATE"),
    (re.compile(r"\d+\.\d s"), "SECONDS"),
    (re.compile(r"\d+ of \d+ phrases"), "PHRASES"),
)


@dataclass
class Step:
    """A command, whether it must end well, and lines of what must come back."""

    command: str
    fails: bool
    output: list[str] = field(default_factory=list)


def steps_of(page: Path) -> list[Step]:
    """All commands of a page with what the page shows of their output."""
    steps: list[Step] = []
    open_step = False
    for line in page.read_text(encoding="utf-8").splitlines():
        text = line.removeprefix("    ")
        if text == line or not text.strip():
            open_step = open_step and line.startswith("    ")
        elif text.startswith("$ "):
            steps.append(Step(_FAILS.sub("", text[2:]), bool(_FAILS.search(text))))
            open_step = True
        elif open_step and text.startswith("> "):
            steps[-1].command += "\n" + text[2:]
        elif open_step:
            steps[-1].output.append(text)
    return steps


def walk(steps: list[Step], folder: Path, award: str = AWARD) -> list[tuple[Step, int, str]]:
    """Run the commands in one shell that begins in `folder`; of each its exit code and all it said."""
    script = ["export LC_ALL=C.UTF-8"]
    for number, step in enumerate(steps):
        command = step.command.replace(AWARD, award)
        script += [f"echo '@@ {number}'", command, 'echo "@@= $?"']
    path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    environment = {"PATH": path, "HOME": str(folder)}
    # The checkout that is tested, where it is not the one that is installed.
    environment |= {name: os.environ[name] for name in ("PYTHONPATH",) if name in os.environ}
    done = subprocess.run(
        ["bash", "-c", "\n".join(script)],
        cwd=folder, env=environment, encoding="utf-8", check=False, timeout=300,
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )  # fmt: skip
    parts = re.split(r"^@@ \d+\n", done.stdout, flags=re.MULTILINE)[1:]
    assert len(parts) == len(steps), done.stdout
    results = []
    for step, part in zip(steps, parts, strict=True):
        said, _, code = part.rpartition("@@= ")
        results.append((step, int(code), said))
    return results


def masked(text: str) -> str:
    """`text` without what differs from run to run."""
    for pattern, word in _VARIES:
        text = pattern.sub(word, text)
    return text
