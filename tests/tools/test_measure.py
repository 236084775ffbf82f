from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tools.bench.measure import CommandFailedError, run, session_members

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="what is measured is read from Linux's /proc")

# Each process says what it used itself, as the last thing it does.
BUSY = """
import time
while time.process_time() < {seconds}: pass
print(time.process_time(), flush=True)
"""
FAMILY = """
import subprocess, sys
children = [subprocess.Popen([sys.executable, "-c", {child!r}]) for _ in range(2)]
sys.exit(sum(child.wait() for child in children))
"""


def python(text: str) -> list[str]:
    return [sys.executable, "-c", text]


def test_cpu_time_is_that_of_a_command_and_of_all_its_descendants() -> None:
    child = FAMILY.format(child=BUSY.format(seconds=0.15))
    cost = run(python(FAMILY.format(child=child)))
    said = [float(line) for line in cost.stdout.split()]
    assert len(said) == 4
    # What the grandchildren say is a part of it; the rest is starting seven interpreters.
    assert cost.cpu >= sum(said)
    assert cost.cpu == cost.user + cost.system


def test_a_command_that_waits_uses_wall_time_and_no_cpu_time() -> None:
    idle = run(["sleep", "0.3"])
    assert idle.wall >= 0.3
    assert idle.cpu < idle.wall


def test_memory_is_told_apart_for_the_first_process_and_the_largest_of_the_others() -> None:
    hold = "import time; held = b'x' * {size}_000_000; time.sleep(0.4)"
    small, large = hold.format(size=60), hold.format(size=120)
    text = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {large!r}]); {small}"
    peaks = run(python(text), watch_memory=True).peaks
    assert peaks is not None
    assert 60e6 < peaks.first < 110e6
    assert 120e6 < peaks.others < 170e6
    assert peaks.processes == 2
    assert 0 < peaks.others_pss <= peaks.others


def test_memory_is_not_watched_unless_asked_for() -> None:
    assert run(["true"]).peaks is None


def test_a_command_that_fails_is_an_error_with_its_own_words() -> None:
    with pytest.raises(CommandFailedError, match="ended with 3\nno such award"):
        run(python("import sys; print('no such award', file=sys.stderr); sys.exit(3)"))


def test_an_exit_status_that_was_asked_for_is_an_answer() -> None:
    cost = run(python("import sys; print('said'); sys.exit(3)"), accept=(0, 3))
    assert (cost.status, cost.stdout) == (3, "said\n")


def test_a_process_left_behind_is_an_error_because_its_time_is_not_known() -> None:
    with pytest.raises(CommandFailedError, match="left processes running") as caught:
        run(["sh", "-c", "sleep 30 &"])
    (left,) = re.findall(r"\[(\d+)\]", str(caught.value))
    os.kill(int(left), signal.SIGKILL)


def test_the_members_of_a_session_are_found_whatever_they_are_called(tmp_path: Path) -> None:
    name = tmp_path / "a ) b"
    name.symlink_to("/bin/sleep")
    process = subprocess.Popen([name, "30"], start_new_session=True)
    try:
        assert session_members(process.pid) == [process.pid]
    finally:
        process.kill()
        process.wait()
    assert session_members(process.pid) == []


def test_environment_and_folder_reach_the_command(tmp_path: Path) -> None:
    text = "import os; print(os.getcwd(), os.environ['MEASURED'])"
    assert run(python(text), folder=tmp_path, environment={"MEASURED": "yes"}).stdout == f"{tmp_path} yes\n"


def test_wall_time_is_the_time_until_the_end() -> None:
    began = time.perf_counter()
    cost = run(["true"])
    assert 0 < cost.wall <= time.perf_counter() - began
