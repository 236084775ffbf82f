from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tools.bench import engine, run
from tools.bench.engine import NoEngineError
from tools.bench.figures import Bound, Figure, NotMeasuredError, Section, Verdict, gathered
from tools.bench.machine import file_system
from tools.bench.session import Session

RAM = Path("/dev/shm")
in_memory = pytest.mark.skipif(
    not RAM.is_dir() or file_system(RAM) != "tmpfs" or file_system(Path(__file__).parent) == "tmpfs",
    reason="wanted a tmpfs at /dev/shm and the repository beside it on a disk",
)


def fake(session: Session) -> Section:
    assert session.places.ram.is_dir()
    assert session.places.disk.is_dir()
    return Section("Fake", "About.", (Figure("work", "1 s", "2 s", 0.5, Bound("<=", 0.6), ("make work",)),))


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    if file_system(tmp_path) != "tmpfs":
        yield tmp_path / "disk"
        return
    folder = run.HERE / ".cache" / "test"  # pytest's folders are in memory here
    yield folder
    subprocess.run(["rm", "-rf", str(folder)], check=True)


@in_memory
def test_one_command_prints_the_table_writes_it_and_leaves_nothing_else(
    tmp_path: Path, disk: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(run.ROWS, "floor", ("floor", "Fake"))
    monkeypatch.setattr("tools.bench.floor.measure", fake)
    out = tmp_path / "PERFORMANCE.md"
    words = ["--rows", "floor", "--quick", "--awards", "10", "--write", str(out), "--cache", str(tmp_path / "cache")]
    assert run.main([*words, "--disk", str(disk)]) == 0
    printed = capsys.readouterr().out
    assert out.read_text(encoding="utf-8") == printed.removesuffix("\n")
    assert "| 1 | work | 1 s | 2 s | 0.50× | ≤ 0.60× | met |" in printed
    assert "Targets: 1 met, 0 missed" in printed
    assert "Date: 20" in printed
    assert "trial run" in printed
    assert str(tmp_path) not in printed
    assert list(disk.iterdir()) == []


@in_memory
def test_a_run_that_broke_off_is_shown_and_not_written(
    tmp_path: Path, disk: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    broken = Section("Fake", "About.", (Figure("what follows", missing="no"),), is_whole=False)
    monkeypatch.setattr("tools.bench.floor.measure", lambda session: broken)
    out = tmp_path / "PERFORMANCE.md"
    words = ["--rows", "floor", "--quick", "--write", str(out), "--cache", str(tmp_path), "--disk", str(disk)]
    assert run.main(words) == 1
    assert "| 1 | what follows |  |  |  |  | not measured |" in capsys.readouterr().out
    assert not out.exists()


@in_memory
def test_a_section_with_a_fault_of_its_own_costs_no_other_what_was_measured(
    tmp_path: Path, disk: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(session: Session) -> Section:
        raise ValueError("an edit that changes nothing")

    monkeypatch.setattr("tools.bench.floor.measure", fake)
    monkeypatch.setattr("tools.bench.pelican.measure", broken)
    words = ["--rows", "floor,pelican", "--quick", "--cache", str(tmp_path), "--disk", str(disk)]
    assert run.main([*words, "--awards", "10"]) == 1
    printed = capsys.readouterr()
    assert "| 1 | work | 1 s | 2 s | 0.50× | ≤ 0.60× | met |" in printed.out
    assert "not measured: ValueError: an edit that changes nothing" in printed.out
    assert "broke off: Against Pelican; nothing written" in printed.err


def test_rows_that_do_not_exist_are_named_with_those_that_do(capsys: pytest.CaptureFixture[str]) -> None:
    assert run.main(["--rows", "floor,speed"]) == 2
    assert "no rows are called speed; there are: large, floor" in capsys.readouterr().err


def test_a_folder_of_the_wrong_kind_is_refused_before_anything_is_measured(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run.main(["--rows", "floor", "--ram", "/proc", "--disk", str(tmp_path), "--cache", str(tmp_path)]) == 1
    assert "not measured: --ram: /proc is proc, wanted tmpfs" in capsys.readouterr().err


def test_the_script_starts_by_its_path() -> None:
    done = subprocess.run(
        [sys.executable, str(run.HERE / "run.py"), "--help"], capture_output=True, text=True, check=True
    )
    assert "--rows" in done.stdout


def test_what_was_measured_stands_though_what_follows_could_not_be() -> None:
    def figures() -> Iterator[Figure]:
        yield Figure("first", value=1, wanted=Bound("<=", 2))
        raise NotMeasuredError("hugo ended with 1\n  File /somewhere\nno layout")

    section = gathered("Title", "About.", figures())
    assert [figure.verdict for figure in section.figures] == [Verdict.MET, Verdict.UNKNOWN]
    assert section.figures[1].missing == "hugo ended with 1: no layout"
    assert not section.is_whole


def test_options_that_a_version_lacks_are_left_out_and_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "_help", lambda: "  --out DIR   Where.\n  --jobs N    Processes.\n")
    command = engine.build_command(tmp_path, tmp_path / "site", jobs=3, full=True)
    assert command[-2:] == ("--jobs", "3")
    assert engine.lacking() == ["--full"]


def test_an_engine_that_does_not_start_is_said_in_its_own_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = tmp_path / "badgepress"
    broken.write_text("#!/bin/sh\necho 'no module' >&2\nexit 1\n", encoding="utf-8")
    broken.chmod(0o755)
    monkeypatch.setattr(engine, "_BADGEPRESS", broken)
    engine._help.cache_clear()
    try:
        with pytest.raises(NoEngineError, match="no module"):
            engine.has("--jobs")
        monkeypatch.setattr(engine, "_BADGEPRESS", tmp_path / "absent")
        with pytest.raises(NoEngineError, match="not installed"):
            engine.has("--jobs")
    finally:
        engine._help.cache_clear()
