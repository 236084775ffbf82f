"""The project folder: keys that are no secrets, what git would take, what was left, a site for another address."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from generator.cli.app import main
from tests import projects
from tests.sitemaking import build


def run(*words: object) -> Result:
    result = CliRunner().invoke(main, [str(word) for word in words])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def found(folder: Path) -> dict[str, tuple[str, str]]:
    told = json.loads(run("doctor", "-C", folder, "--json").stdout)
    return {each["code"]: (each["weight"], each["about"]) for each in told["findings"]}


@pytest.fixture
def project(tmp_path: Path) -> Path:
    folder = tmp_path / "p"
    words = ("--base-url", "https://badges.orchard.college", "--title", "Orchard", "--no-passphrase")
    assert run("init", folder, *words).exit_code == 0
    assert run("build", "-C", folder).exit_code == 0
    return folder


def weights(folder: Path) -> dict[str, str]:
    return {code: weight for code, (weight, _) in found(folder).items()}


def test_a_project_in_order_is_well_but_for_its_open_key(project: Path) -> None:
    said = weights(project)
    assert {code for code, weight in said.items() if weight != "ok"} <= {"key-open", "disk"}
    assert run("doctor", "-C", project).exit_code == 0


def test_a_key_that_others_may_read_is_a_problem(project: Path) -> None:
    (project / "keys" / next((project / "keys").glob("*.key")).name).chmod(0o644)
    assert weights(project)["keys"] == "problem"
    result = run("doctor", "-C", project)
    assert result.exit_code == 1 and "chmod 600" in result.stdout


def test_a_key_whose_secret_is_gone_is_a_problem(project: Path) -> None:
    next((project / "keys").glob("*.key")).unlink()
    assert weights(project)["key-missing"] == "problem"


@pytest.mark.skipif(shutil.which("git") is None, reason="git is not there")
def test_a_secret_key_in_version_control_is_a_problem_and_one_that_is_ignored_is_not(project: Path) -> None:
    def git(*words: str) -> None:
        subprocess.run(["git", "-C", str(project), *words], check=True, capture_output=True)

    git("init", "-q")
    assert weights(project)["git"] == "ok"
    (project / ".gitignore").unlink()
    assert weights(project)["key-not-ignored"] == "problem"
    git("add", "keys")
    assert weights(project)["key-in-git"] == "problem"


def test_the_published_demo_key_is_a_warning_for_an_example_and_a_problem_for_a_real_address(tmp_path: Path) -> None:
    example = projects.write_project(tmp_path / "example")
    assert weights(example)["key-published"] == "warning"
    real = projects.write_project(tmp_path / "real", base_url="https://badges.orchard.college")
    assert weights(real)["key-published"] == "problem"


@pytest.mark.parametrize("name", [".site.stage", ".site.journal", "content/.awards.csv.new", "keys/.2026a.pub.new"])
def test_what_a_crash_has_left_is_pointed_out(project: Path, name: str) -> None:
    (project / name).write_text("")
    weight, about = found(project)["left-over"]
    assert weight == "warning" and about.endswith(name)


def test_a_site_for_another_address_or_without_what_hosts_want_is_pointed_out(project: Path) -> None:
    (project / "site" / "CNAME").write_text("elsewhere.example.org\n")
    (project / "site" / ".nojekyll").unlink()
    settings = project / "content" / "site.toml"
    settings.write_text(settings.read_text().replace("badges.orchard.college", "new.orchard.college"))
    said = weights(project)
    assert (said["site-address"], said["site-host"], said["site-file"]) == ("warning", "warning", "warning")


def test_a_ledger_that_cannot_be_read_hides_nothing_of_the_rest(project: Path) -> None:
    (project / "content" / "awards.csv").write_text("id\n")
    (project / ".site.stage").mkdir()
    said = weights(project)
    assert said["ledger"] == "problem" and said["left-over"] == "warning" and "clock" in said


def test_nothing_is_changed_by_looking(tmp_path: Path) -> None:
    folder = projects.write_project(tmp_path / "p")
    build(folder)
    before = {path: path.stat().st_mtime_ns for path in folder.rglob("*")}
    run("doctor", "-C", folder, "-q")
    assert {path: path.stat().st_mtime_ns for path in folder.rglob("*")} == before


def test_a_pipe_in_the_place_of_the_lock_is_not_waited_for(project: Path) -> None:
    lock = project / ".site.lock"
    lock.unlink()
    os.mkfifo(lock)
    program = "from generator.cli.app import main; main()"
    words = [sys.executable, "-P", "-c", program, "doctor", "-C", str(project), "--json"]
    told = subprocess.run(words, timeout=30, check=True, capture_output=True)
    assert "left-over" in {each["code"] for each in json.loads(told.stdout)["findings"]}
