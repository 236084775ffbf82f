"""What a command costs: wall time, CPU time of all its processes, and the most memory that each of them held.

    cost = run(["badgepress", "build"])            Cost(wall, user, system, stdout, peaks=None)
    cost = run([...], watch_memory=True)           the same with Peaks: first process, the others

CPU time is what the kernel adds up when a process is waited for: its own and that of every descendant that was waited
for in turn. A process that is still running at the end would be missing from the sum, so it is an error here.

Memory is read from /proc while the command runs: VmHWM, which the kernel keeps as the highest resident size so far, and
now and then Pss, in which pages that processes share count once. The command gets a session of its own, and whatever is
in that session belongs to it. Linux only.
"""

from __future__ import annotations

import os
import subprocess
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from tools.bench.figures import NotMeasuredError

_LOOK_EVERY_S = 0.05
_PSS_FIRST, _PSS_EVERY = 4, 20  # looks at a process; reading it walks all its pages
_SESSION = 3  # in /proc/PID/stat, counted from the field behind the name


class CommandFailedError(NotMeasuredError):
    """The command ended otherwise than asked, or left processes behind."""


@dataclass(frozen=True, slots=True)
class Peaks:
    """Bytes. `first` is the process that was started, `others` the largest of its descendants (0: it had none)."""

    first: int
    others: int
    first_pss: int
    others_pss: int
    processes: int  # seen in all


@dataclass(frozen=True, slots=True)
class Cost:
    """What one run took, in seconds; `status` is its exit status."""

    wall: float
    user: float
    system: float
    status: int
    stdout: str
    stderr: str
    peaks: Peaks | None = None

    @property
    def cpu(self) -> float:
        return self.user + self.system


def run(
    command: Sequence[str | Path],
    *,
    folder: Path | None = None,
    environment: Mapping[str, str] | None = None,
    watch_memory: bool = False,
    accept: Sequence[int] = (0,),
) -> Cost:
    """Run `command` to its end. Raises CommandFailedError for an exit status not in `accept`."""
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        began = time.perf_counter()
        process = subprocess.Popen(
            [str(word) for word in command],
            cwd=folder,
            env={**os.environ, **(environment or {})},
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=err,
            start_new_session=True,
        )
        memory = _Watch(process.pid) if watch_memory else None
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - began
        process.returncode = os.waitstatus_to_exitcode(status)
        cost = Cost(
            wall=wall,
            user=usage.ru_utime,
            system=usage.ru_stime,
            status=process.returncode,
            stdout=_text(out),
            stderr=_text(err),
            peaks=memory.end() if memory else None,
        )
    if cost.status not in accept:
        raise CommandFailedError(f"{_shown(command)} ended with {cost.status}\n{cost.stderr[-2000:]}")
    if left := session_members(process.pid):
        raise CommandFailedError(f"{_shown(command)} left processes running: {left}; its CPU time is not known")
    return cost


def session_members(session: int) -> list[int]:
    """The processes of a session that have not ended, by number."""
    found = []
    for name in os.listdir("/proc"):  # noqa: PTH208 - a look has to be cheap
        if name.isdigit() and _session_of(name) == session:
            found.append(int(name))
    return sorted(found)


def _session_of(process: str) -> int | None:
    try:
        stat = Path("/proc", process, "stat").read_bytes()
    except (FileNotFoundError, ProcessLookupError):
        return None
    fields = stat[stat.rindex(b")") + 2 :].split()  # the name may hold blanks and brackets
    return None if fields[0] == b"Z" else int(fields[_SESSION])


class _Watch:
    """Looks at the processes of a session until told to end."""

    def __init__(self, first: int) -> None:
        self._first = first
        self._highest: dict[int, int] = {}
        self._pss: dict[int, int] = {}
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)
        self._thread.start()

    def end(self) -> Peaks:
        self._over.set()
        self._thread.join()
        # Not ru_maxrss: it also counts what the process was before it became the command.
        return Peaks(
            first=self._highest.get(self._first, 0),
            others=self._of_others(self._highest),
            first_pss=self._pss.get(self._first, 0),
            others_pss=self._of_others(self._pss),
            processes=len(self._highest),
        )

    def _of_others(self, sizes: Mapping[int, int]) -> int:
        return max((size for process, size in sizes.items() if process != self._first), default=0)

    def _look(self) -> None:
        looks: Counter[int] = Counter()
        while not self._over.wait(_LOOK_EVERY_S):
            for process in session_members(self._first):
                looks[process] += 1
                self._keep(self._highest, process, _kilobytes(process, "status", b"VmHWM:"))
                if looks[process] % _PSS_EVERY == _PSS_FIRST:
                    self._keep(self._pss, process, _kilobytes(process, "smaps_rollup", b"Pss:"))

    @staticmethod
    def _keep(table: dict[int, int], process: int, kilobytes: int) -> None:
        if kilobytes:
            table[process] = max(table.get(process, 0), kilobytes * 1024)


def _kilobytes(process: int, file: str, name: bytes) -> int:
    """The number of a line `name` in a file about a process; 0 where the process is gone."""
    try:
        text = Path("/proc", str(process), file).read_bytes()
    except (FileNotFoundError, ProcessLookupError, PermissionError):
        return 0
    return next((int(line.split()[1]) for line in text.splitlines() if line.startswith(name)), 0)


def _text(file: IO[bytes]) -> str:
    file.seek(0)
    return file.read().decode("utf-8", errors="replace")


def _shown(command: Sequence[str | Path]) -> str:
    return " ".join(Path(word).name if str(word).startswith("/") else str(word) for word in command)
