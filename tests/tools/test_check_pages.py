from __future__ import annotations

import subprocess
import sys
from pathlib import Path

TOOL = Path(__file__).resolve().parent.parent.parent / "tools" / "check_pages.py"


def test_a_site_made_from_forms_is_the_one_made_without(tmp_path: Path) -> None:
    command = [sys.executable, TOOL, "400", "--achievements", "3", "--place", tmp_path]
    done = subprocess.run(list(map(str, command)), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    forms, plain, files = done.stdout.strip().splitlines()
    assert forms.startswith("compiled: 400 compiled credentials, 0 plain credentials,")
    assert "0 compiled pages" not in forms
    assert plain == "plain: 0 compiled credentials, 400 plain credentials, 0 compiled pages, 400 plain pages"
    assert files.endswith("0 different, 0 alone")
