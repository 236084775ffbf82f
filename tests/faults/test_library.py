"""The preloaded library: it misses nothing that strace sees, and does to an operation what was asked."""

from __future__ import annotations

import errno
import re
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from tests.faults.library import Class, Fault, Kind
from tests.faults.oplog import read_log
from tests.faults.running import Runner
from tests.faults.scenarios import SCENARIOS, Scenario, prepare

# By system call: what the log calls it. `close` is left out: strace does not say which descriptors were for writing.
NAMES = {
    "openat": "open",
    "write": "write",
    "pwrite64": "write",
    "writev": "write",
    "sendfile": "write",
    "copy_file_range": "write",
    "fchmod": "chmod",
    "chmod": "chmod",
    "fchmodat": "chmod",
    "mkdir": "mkdir",
    "mkdirat": "mkdir",
    "link": "link",
    "linkat": "link",
    "symlink": "symlink",
    "symlinkat": "symlink",
    "unlink": "unlink",
    "rmdir": "rmdir",
    "rename": "rename",
    "renameat": "rename",
    "renameat2": "rename",
    "fsync": "fsync",
    "fdatasync": "fdatasync",
    "syncfs": "syncfs",
    "ftruncate": "truncate",
    "truncate": "truncate",
    "fallocate": "fallocate",
    "utimensat": "utimes",
    "flock": "flock",
}


def _traced(folder: Path, project: Path, argv: tuple[str, ...]) -> Counter[str]:
    """What strace sees of a build that changes something in the project."""
    trace = folder / "trace"
    command = ["strace", "-f", "-y", "-s", "0", "-o", str(trace), "-e", f"trace={','.join(NAMES)},unlinkat"]
    build = [str(Path(sys.executable).with_name("badgepress")), *argv, "-C", str(project)]
    done = subprocess.run([*command, *build], capture_output=True, encoding="utf-8", check=False, timeout=120)
    if "ptrace" in done.stderr and "not permitted" in done.stderr:
        pytest.skip("faults: strace may not trace here")
    assert done.returncode == 0, done.stderr
    seen: Counter[str] = Counter()
    for line in trace.read_text(encoding="utf-8", errors="replace").splitlines():
        found = re.match(r"\d+\s+(\w+)\((.*)", line)
        if found and str(project) in found[2]:
            seen[_name(*found.groups())] += 1
    del seen["look-open"]
    return seen


def _name(call: str, arguments: str) -> str:
    if call == "openat" and not re.search(r"O_(WRONLY|RDWR|CREAT|TRUNC)", arguments):
        return "look-open"
    if call == "unlinkat":
        return "rmdir" if "AT_REMOVEDIR" in arguments else "unlink"
    return NAMES[call]


@pytest.mark.skipif(shutil.which("strace") is None, reason="faults: strace is not there to count along")
@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda scenario: scenario.name)
def test_it_counts_every_operation_that_strace_sees(scenario: Scenario, folder: Path, runner: Runner) -> None:
    prepared = prepare(scenario, folder / scenario.name, runner)
    prepared.restore(runner)
    seen = _traced(folder, prepared.place, prepared.argv)
    counted = Counter(name for name in prepared.operations if name not in ("close", "mmap", "chown"))
    if (
        "--jobs" in prepared.argv
    ):  # two workers may meet at one folder or not: who comes second is told that it is there
        for either in (counted, seen):
            del either["mkdir"]
    assert counted == seen and seen


SCRIPT = """\
import errno, os, sys
folder = sys.argv[-1]
for number in range(3):
    try:
        handle = os.open(f"{folder}/{number}", os.O_WRONLY | os.O_CREAT)
        print(os.write(handle, b"0123456789"))
        os.close(handle)
    except OSError as error:
        print(errno.errorcode[error.errno])
print(os.stat(folder).st_mode > 0, len(os.listdir(folder)))
"""


@pytest.fixture
def small(tmp_path: Path) -> tuple[Path, Path]:
    """A program with nine operations that change something, and the folder it does so in."""
    script, place = tmp_path / "script.py", tmp_path / "place"
    script.write_text(SCRIPT, encoding="utf-8")
    place.mkdir()
    return script, place


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        (Fault(Kind.NOTHING), "10 10 10 True 3"),
        (Fault(Kind.ERROR_ONCE, 4, errno.EACCES), "10 EACCES 10 True 2"),
        (Fault(Kind.ERROR_ONCE, 6, errno.EIO), "10 10 EIO 10 True 3"),
        (Fault(Kind.ERROR_ON, 5, errno.ENOSPC), "10 ENOSPC ENOSPC True 2"),
        (Fault(Kind.ERROR_ON, 2, errno.EIO), "EIO EIO EIO True 1"),
        (Fault(Kind.SHORT_WRITE, 5), "10 5 10 True 3"),
        (Fault(Kind.SHORT_WRITE, 4), "10 10 10 True 3"),
        (Fault(Kind.ERROR_ONCE, 1, errno.EIO, Class.READS), None),
    ],
    ids=str,
)
def test_an_operation_fails_as_asked(runner: Runner, small: tuple[Path, Path], fault: Fault, said: str | None) -> None:
    script, place = small
    ran = runner.run(place, ["build"], fault, script=script)
    if said is None:
        assert ran.code == 1 and "OSError: [Errno 5]" in ran.err
    else:
        assert " ".join(ran.out.split()) == said and ran.code == 0


@pytest.mark.parametrize(
    ("kind", "sizes"),
    [(Kind.KILL_BEFORE, [10]), (Kind.KILL_AFTER, [10, 10]), (Kind.TORN_WRITE, [5, 10]), (Kind.KILL_MAIN, [10])],
    ids=lambda value: value.name if isinstance(value, Kind) else None,
)
def test_a_build_is_killed_where_asked(runner: Runner, small: tuple[Path, Path], kind: Kind, sizes: list[int]) -> None:
    script, place = small
    ran = runner.run(place, ["build"], Fault(kind, 5), script=script)
    found = sorted(path.stat().st_size for path in place.iterdir() if path.stat().st_size)
    assert (ran.code, found) == (-9, sizes)


def test_a_stopped_build_goes_on_when_told_to(runner: Runner, small: tuple[Path, Path]) -> None:
    script, place = small
    assert runner.run(place, ["build"], Fault(Kind.STOP, 7), script=script).stopped
    assert len(list(place.iterdir())) == 2
    assert runner.go_on().code == 0
    assert len(list(place.iterdir())) == 3


def test_the_log_says_what_happened_in_order_with_the_bytes(
    runner: Runner, small: tuple[Path, Path], tmp_path: Path
) -> None:
    script, place = small
    runner.run(place, ["build"], Fault(Kind.ERROR_ONCE, 4, errno.ENOSPC), script=script, log=tmp_path / "log")
    steps = read_log(tmp_path / "log")
    assert [(step.number, step.name, step.is_done) for step in steps] == [
        (1, "open", True),
        (2, "write", True),
        (3, "close", True),
        (4, "open", False),
        (5, "open", True),
        (6, "write", True),
        (7, "close", True),
    ]
    assert [step.data for step in steps if step.name == "write"] == [b"0123456789"] * 2
    assert steps[3].error == errno.ENOSPC
    assert {step.path for step in steps} == {f"{place}/{number}" for number in range(3)}


def test_processes_that_were_started_anew_are_counted_too(runner: Runner, tmp_path: Path) -> None:
    place, script = tmp_path / "place", tmp_path / "script.py"
    place.mkdir()
    script.write_text(
        "import subprocess, sys\n"
        "line = 'import os, sys; os.mkdir(sys.argv[1])'\n"
        "for name in 'ab':\n"
        "    subprocess.run([sys.executable, '-c', line, f'{sys.argv[-1]}/{name}'])\n",
        encoding="utf-8",
    )
    assert runner.run(place, ["build"], script=script).count == 2
