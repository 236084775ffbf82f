"""Running the command under the fault library: one call, one build, and what came of it.

    with Runner(library, folder) as runner:
        ran = runner.run(project, ["build"], Fault(Kind.KILL_BEFORE, 17))

The command line is the only door used: nothing of the engine is imported here, so any engine can stand behind it.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

from tests.faults.library import NO_FAULT, Fault
from tests.projects import REPOSITORY

SECONDS = 60.0  # of one run; a small build takes a tenth of one, so whoever takes this long is stuck


@dataclass(frozen=True, slots=True)
class Ran:
    """What came of one run. `code` is negative for a signal, None while the run is stopped."""

    code: int | None
    out: str
    err: str
    count: int  # operations counted
    fired: bool  # the fault has happened
    late: bool  # it did not end by itself
    left: bool  # processes of it went on after its end
    stopped: bool = False


class Runner:
    """A server with the library preloaded, and a folder for what runs say."""

    def __init__(self, library: Path, folder: Path, warm: Path | None = None) -> None:
        """`warm` is a sound project to try everything on, so that the first run is no slower than the others."""
        self._folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        folder.chmod(0o777)  # a run may be another user's
        command = [sys.executable, str(Path(__file__).with_name("server.py")), *([str(warm)] if warm else [])]
        self._server = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=_environment(library), cwd=folder
        )

    def __enter__(self) -> Runner:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._server.communicate()

    def run(
        self,
        project: Path,
        argv: Sequence[str],
        fault: Fault = NO_FAULT,
        *,
        log: Path | None = None,
        limits: Mapping[str, int] | None = None,
        user: int = 0,
        script: Path | None = None,
        watch: Path | None = None,
        settings: Sequence[tuple[str, str, int]] = (),
        seconds: float = SECONDS,
    ) -> Ran:
        """Run `badgepress ARGV -C PROJECT`, or `script` with the same words.

        Counted is what happens below `project`, or below `watch`. `log` takes every operation down; `limits` are resource limits by name; `user` is the one to run as; `settings`
        are module, name and value of constants of the engine.
        """
        words = [*argv, "-C", str(project)] if argv else []
        return self._ask(
            argv=words,
            control=str(self._folder / "control"),
            out=str(self._folder / "out"),
            err=str(self._folder / "err"),
            prefix=str((watch or project).resolve()),
            log=str(log or ""),
            fault=[fault.kind, fault.number, fault.error, fault.classes],
            limits=dict(limits or {}),
            user=user,
            settings=list(settings),
            script=str(script or ""),
            seconds=seconds,
        )

    def go_on(self, seconds: float = SECONDS) -> Ran:
        """Wake the run that has stopped."""
        return self._ask(seconds=seconds)

    def _ask(self, **request: object) -> Ran:
        assert self._server.stdin is not None and self._server.stdout is not None
        self._server.stdin.write(json.dumps(request).encode() + b"\n")
        self._server.stdin.flush()
        line = self._server.stdout.readline()
        if not line:
            raise RuntimeError("the server has ended; what it said on standard error says why")
        answer = json.loads(line)
        said = [(self._folder / name).read_text(encoding="utf-8", errors="replace") for name in ("out", "err")]
        return Ran(out=said[0], err=said[1], **answer)


def _environment(library: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("FAULTS_", "PYTHON", "COV_"))}
    return {**kept, "LD_PRELOAD": str(library), "PYTHONPATH": str(REPOSITORY), "PYTHONUTF8": "1"}
