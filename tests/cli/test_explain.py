"""`badgepress explain`: the row or rule that decides, with its place, and the same answer as the built site."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from generator.cli.app import main
from tests import projects
from tests.sitemaking import build

RULES = """\
[[confers]]
exam = "OX-1"
exam_name = "Grafting exam"
certification = "grafting"

[[excluded]]
codes = ["OX-074"]
reason = "Withdrawn before badges began."
on = 2019-07-31
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    folder = projects.write_project(tmp_path / "project")
    (folder / "content" / "rules.toml").write_text(RULES, encoding="utf-8")
    return folder


def run(*words: object, project: Path) -> Result:
    result = CliRunner().invoke(main, ["explain", *[str(word) for word in words], "-C", str(project)])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def told(*words: object, project: Path) -> dict[str, tuple[str, str]]:
    account = json.loads(run(*words, "--json", project=project).stdout)
    return {"": (account["answer"], ""), **{step["name"]: (step["text"], step["place"]) for step in account["steps"]}}


def test_an_award_is_explained_by_rows_with_their_places(project: Path) -> None:
    said = told(projects.REVOKED, project=project)
    assert said[""][0] == "on the site, listed; revoked"
    assert said["earned"][1] == "content/awards.csv:5:1"
    assert said["accepted"][1].startswith("content/earners.csv:3:1")
    assert "someone else" in said["stands"][0] and said["stands"][1] == "content/events.csv:2:1"


def test_the_answer_is_what_the_built_site_shows(project: Path) -> None:
    events = project / "content" / "events.csv"
    events.write_text(events.read_text() + f"2025-11-01,{projects.VALID},declined,,\n")
    (project / "content" / "earners.csv").write_text(
        projects.EARNERS.replace("ja,public,auto", "ja,public,ask"), encoding="utf-8"
    )
    build(project)
    for award in projects.IDS.values():
        answer = told(award, project=project)[""][0]
        assert answer.startswith("on the site") is (project / "site" / "awards" / award).is_dir(), (award, answer)
    assert told(projects.VALID, project=project)[""][0] == "not on the site: declined"
    assert told(projects.VALID_JAPANESE, project=project)[""][0] == "not on the site: pending"
    assert told(projects.SEALED, project=project)[""][0] == "not on the site: sealed"


def test_an_award_is_found_by_the_address_of_its_page(project: Path) -> None:
    address = f"https://badges.example.org/awards/{projects.EXPIRED}/"
    assert told(address, project=project)[""][0] == "on the site, listed; expired"


@pytest.mark.parametrize("name", ["e1", "ada.quince@example.com", "ADA.QUINCE@example.com", "ada-quince"])
def test_an_earner_is_found_by_id_address_and_handle(project: Path, name: str) -> None:
    said = told(name, project=project)
    assert said[""][0] == "3 awards, 3 of them on the site"
    assert {projects.VALID, projects.EXPIRED, projects.SUSPENDED} < said.keys()


def test_the_rule_that_keeps_an_exam_from_being_badged_is_named(project: Path) -> None:
    excluded = told("e1", "ox-074", project=project)
    assert excluded["excluded"] == ("not badged since 2019-07-31: Withdrawn before badges began.", "content/rules.toml")
    assert excluded[""][0] == "e1 can have no badge for ox-074: it is not badged"
    confers = told("e1", "OX-1", project=project)
    assert "confers grafting" in confers["confers"][0]
    assert confers[""][0] == "e1 has grafting" and projects.VALID in confers


def test_somebody_without_a_badge_is_told_what_is_missing(project: Path) -> None:
    said = told("e3", "pruning", project=project)
    assert said[""][0] == "e3 has no pruning: no row of content/awards.csv says so"
    assert "badgepress award --achievement pruning" in said["way out"][0]


def test_a_badge_and_a_code_are_explained_without_an_earner(project: Path) -> None:
    assert told("grafting", project=project)[""][0] == "offered, 4 awards"
    assert told("OG-1", project=project)[""][0] == "offered, 3 awards"
    assert told("OX-1", project=project)[""][0] == "not badged itself; grafting is"


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        (["graftnig"], "did you mean 'grafting'?"),
        (["0000000000000a99"], "content/awards.csv"),
        (["e1", "prunning"], "did you mean 'pruning'?"),
        (["nobody@example.com", "grafting"], "e-mail"),
        (["https://elsewhere.example.org/awards/x/"], "award's id"),
    ],
)
def test_an_unknown_name_is_refused_with_a_way_out(project: Path, words: list[str], hint: str) -> None:
    result = run(*words, project=project)
    assert result.exit_code == 1 and hint in result.stderr


def test_an_explanation_shows_no_address_of_an_earner(project: Path) -> None:
    for name in (projects.VALID, "ada.quince@example.com", "e2"):
        assert "@example" not in run(name, project=project).stdout
