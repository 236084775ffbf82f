from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tools.check_increments import seen

TOOL = Path(__file__).resolve().parent.parent.parent / "tools" / "check_increments.py"


def test_a_site_built_step_by_step_is_the_one_built_in_full(tmp_path: Path) -> None:
    command = [sys.executable, TOOL, "400", "--spare-room", "--place", tmp_path]
    done = subprocess.run(list(map(str, command)), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    *steps, verdict = done.stdout.strip().splitlines()
    assert verdict == "equal"
    assert len(steps) == 9
    grown, full = (line.split("SHA-256 ")[1] for line in (steps[6], steps[8]))
    assert grown == full


def test_the_digest_of_a_tree_tells_a_file_that_moved_changed_or_is_gone(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "one").write_bytes(b"1")
    (tmp_path / "two").write_bytes(b"22")
    before = seen("before", tmp_path)
    assert seen("again", tmp_path) == before
    digests = {before}
    (tmp_path / "a" / "one").write_bytes(b"2")
    digests.add(seen("changed", tmp_path))
    (tmp_path / "a" / "one").rename(tmp_path / "one")
    digests.add(seen("moved", tmp_path))
    (tmp_path / "one").unlink()
    digests.add(seen("gone", tmp_path))
    assert [before[0], len(digests)] == [2, 4]
