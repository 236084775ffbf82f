"""The machine: an old Python, a clock that is wrong, a full disk, a package that is missing."""

from __future__ import annotations

from collections import namedtuple
from datetime import UTC, datetime
from pathlib import Path

import pytest

from generator.doctor import machine
from generator.ledger import read_ledger
from tests import projects

NOW = datetime(2026, 11, 21, tzinfo=UTC)


def found(tmp_path: Path, now: datetime = NOW, python: tuple[int, ...] = (3, 12, 1)) -> dict[str, str]:
    folder = tmp_path / "p"
    ledger = read_ledger(folder if folder.exists() else projects.write_project(folder))
    return {each.code: each.weight.value for each in machine.look_at_machine(tmp_path, ledger, now, python)}


def test_a_machine_in_order_is_well(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = namedtuple("usage", "free")(10**12)
    monkeypatch.setattr(machine.shutil, "disk_usage", lambda path: usage)
    assert found(tmp_path) == {"python": "ok", "packages": "ok", "clock": "ok", "disk": "ok"}


def test_a_python_without_security_fixes_is_pointed_out(tmp_path: Path) -> None:
    late = datetime(2028, 1, 1, tzinfo=UTC)
    assert found(tmp_path, late, (3, 11, 9))["python-old"] == "warning"
    assert found(tmp_path, late, (3, 13, 0))["python"] == "ok"


def test_a_clock_behind_this_program_or_behind_the_ledger_is_pointed_out(tmp_path: Path) -> None:
    assert found(tmp_path, datetime(1970, 1, 2, tzinfo=UTC))["clock"] == "problem"
    folder = projects.write_project(tmp_path / "late")
    site = folder / "content" / "site.toml"
    site.write_text(site.read_text().replace("2026-06-01", "2031-06-01"))
    ledger = read_ledger(folder)
    weights = {each.code: each.weight for each in machine.look_at_machine(tmp_path, ledger, NOW, (3, 12))}
    assert weights["clock"] is machine.Weight.WARNING


def test_a_full_disk_is_pointed_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machine.shutil, "disk_usage", lambda path: namedtuple("usage", "free")(10**6))
    assert found(tmp_path)["disk"] == "warning"


@pytest.mark.parametrize("version", [None, "1.0"])
def test_a_package_that_is_missing_or_too_old_is_a_problem(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, version: str | None
) -> None:
    real = machine._version
    monkeypatch.setattr(machine, "_version", lambda name: version if name == "orjson" else real(name))
    assert found(tmp_path)["package"] == "problem"
