from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from generator.ledger.read import read_ledger
from generator.model import Award, Earner
from tools.bench.large import Edit, apply_edit, edits, written_since
from tools.bench.session import MAKE_LEDGER

AWARDS = 400


@pytest.fixture
def project(tmp_path: Path) -> Path:
    folder = tmp_path / "project"
    subprocess.run([sys.executable, str(MAKE_LEDGER), str(AWARDS), str(folder), "--achievements", "2"], check=True)
    return folder


def records(project: Path) -> tuple[list[Award], dict[str, Earner]]:
    """All of a ledger, read now: it makes its records only when asked for them."""
    ledger = read_ledger(project)
    return list(ledger.awards), dict(ledger.earners)


@pytest.mark.parametrize("place", range(len(edits(AWARDS))))
def test_each_edit_changes_the_ledger_and_leaves_it_sound_and_can_be_undone(project: Path, place: int) -> None:
    edit = edits(AWARDS)[place]
    path = project / "content" / edit.file
    before, text = records(project), path.read_bytes()
    undo = apply_edit(path, edit)
    assert records(project) != before
    undo()
    assert path.read_bytes() == text


def test_an_edit_that_keeps_the_length_keeps_the_time_of_the_file_too(tmp_path: Path) -> None:
    path = tmp_path / "awards.csv"
    path.write_bytes(b"one\ntwo\n")
    os.utime(path, ns=(10**18, 10**18))
    apply_edit(path, Edit("", "awards.csv", lambda text: (4, b"two", b"six")))
    assert (path.read_bytes(), path.stat().st_mtime_ns) == (b"one\nsix\n", 10**18)


def test_files_written_are_counted_by_their_times_whatever_wrote_them(tmp_path: Path) -> None:
    for name in ("a/old.txt", "a/deep/older.txt", "b/old.txt"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"old")
        os.utime(path, ns=(10**18, 10**18))
    began = time.time_ns()
    (tmp_path / "a" / "deep" / "new.txt").write_bytes(b"12345")
    (tmp_path / "b" / "old.txt").write_bytes(b"changed")
    written = written_since(began, [tmp_path / "a", tmp_path / "b"])
    assert (written.files, written.bytes) == (2, 12)
