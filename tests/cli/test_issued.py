"""`badgepress build`, when what was issued changes: as a person and a script meet it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from generator.cli.app import main
from tests import projects
from tests.sitemaking import tree_hash

CHANGED = (
    "content/awards.csv:2:1: warning: 1 published credential is replaced by another one: "
    f"{projects.VALID} (content/awards.csv:2)\n"
    "    not meant: put back what was changed, then build again\n"
)
GONE = (
    "content/awards.csv:1:1: warning: 1 published award has no line here any more, and no page on the site: "
    f"{projects.EARLY}\n"
    "    put the line back, and those of its events: "
)


def _build(project: Path, *words: str) -> Result:
    return CliRunner().invoke(main, ["build", "-C", str(project), *words])


@pytest.fixture
def project(tmp_path: Path) -> Path:
    folder = projects.write_project(tmp_path / "p")
    first = _build(folder)
    assert first.exit_code == 0 and "warning: " not in first.output
    return folder


def _edit(project: Path, old: str, new: str) -> None:
    path = project / "content" / "awards.csv"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def _change_and_drop(project: Path) -> None:
    _edit(project, "Three trees", "Four trees")
    _edit(project, f"{projects.EARLY},e3,grafting,2045-01-01,,131072,,,,,\n", "")


def test_what_changes_and_what_is_gone_is_told_with_the_ways_out_before_and_when_it_happens(project: Path) -> None:
    _change_and_drop(project)
    for words in (["--dry-run"], ["--full"]):
        said = _build(project, *words)
        assert said.exit_code == 0 and CHANGED in said.stderr and GONE in said.stderr
        # `check` knows no site, so nobody is sent there for these.
        assert "badgepress check" not in said.stderr
    assert "warning: " not in _build(project).output


def test_a_quiet_build_does_not_keep_it_back(project: Path) -> None:
    _change_and_drop(project)
    said = _build(project, "--quiet")
    assert said.exit_code == 0 and said.stdout == "" and said.stderr.startswith(CHANGED)


def test_other_warnings_are_counted_apart(project: Path) -> None:
    _edit(project, "Three trees", "Four trees")
    path = project / "content" / "earners.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("Secret Sloe", "Secret Sloe "), encoding="utf-8")
    said = _build(project)
    assert CHANGED in said.stderr
    assert "  1 warning: run `badgepress check` to see them." in said.stderr


def test_machines_get_numbers_and_warnings_and_nothing_on_the_error_output(project: Path) -> None:
    quiet = json.loads(_build(project, "--json").stdout)
    assert (quiet["issued_changed"], quiet["issued_gone"], quiet["warnings"]) == (0, 0, [])
    _change_and_drop(project)
    said = _build(project, "--json")
    told = json.loads(said.stdout)
    assert said.exit_code == 0 and said.stderr == ""
    assert (told["state"], told["issued_changed"], told["issued_gone"]) == ("done", 1, 1)
    assert [(one["code"], one["severity"], one["file"], one["line"]) for one in told["warnings"]] == [
        ("issued-changed", "warning", "content/awards.csv", 2),
        ("issued-gone", "warning", "content/awards.csv", 1),
    ]


def test_a_withdrawal_that_was_taken_out_is_told_with_the_ways_out(project: Path) -> None:
    path = project / "content" / "events.csv"
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join(line for line in lines if ",revoked," not in line), encoding="utf-8")
    assert json.loads(_build(project, "--json", "--dry-run").stdout)["issued_lifted"] == 1
    said = _build(project, "--quiet")
    assert said.exit_code == 0
    assert said.stderr.startswith(
        "content/awards.csv:5:1: warning: 1 badge that is published as withdrawn is valid again, and no event says why: "
    )
    assert "\n    not meant: put back what was taken out of content/events.csv" in said.stderr
    assert _build(project, "--quiet").stderr == ""


def test_a_moved_status_index_is_refused_like_any_other_mistake_in_the_ledger(project: Path) -> None:
    _edit(project, ",17,", ",18,")
    before = tree_hash(project / "site")
    for words in ([], ["--dry-run"], ["--full"]):
        said = _build(project, *words)
        assert said.exit_code == 1
        assert said.stderr == (
            f"content/awards.csv:2:62: award {projects.VALID} is published with the status index 17, and this row says 18\n"
            "    put 17 back: who has the file looks there, and would never find it revoked\n"
            "    where nobody has the badge yet, remove the folder of the site and build anew\n"
            "1 problem, nothing written. The site is as it was.\n"
        )
    told = json.loads(_build(project, "--json").stdout)
    assert told["state"] == "refused"
    assert [(p["code"], p["line"], p["column"]) for p in told["problems"]] == [("status-index-moved", 2, 62)]
    assert tree_hash(project / "site") == before
    _edit(project, ",18,", ",17,")
    assert _build(project).exit_code == 0
