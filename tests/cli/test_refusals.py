"""How verbs tell that a ledger cannot be read: what is wrong, counted alone; what is doubtful is for `check`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from generator.ledger import read_ledger
from generator.preview.workshop import News, Workshop
from tests import projects
from tests.publish.places import run

VERBS = [
    ("build",),
    ("award", "--achievement", "grafting", "--name", "Nan Bramley", "--email", "nan@example.com"),
    ("revoke", projects.VALID, "--reason", "A slip."),
    ("explain", projects.VALID),
]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Twenty warnings in earners.csv, then one error in the same file."""
    doubtful = "".join(f"n{n},Nan Bramley {n} ,nan{n}@example.com,en,public,auto,\n" for n in range(20))
    wrong = "x1,Nan Bramley,no address,en,public,auto,\n"
    return projects.write_project(tmp_path / "p", earners=projects.EARNERS + doubtful + wrong)


@pytest.mark.parametrize("words", VERBS, ids=lambda words: words[0])
def test_a_refusal_names_and_counts_what_is_wrong_and_only_counts_what_is_doubtful(
    project: Path, words: tuple[str, ...]
) -> None:
    result = run(*words, "-C", project)
    assert result.exit_code == 1
    wrong, *_, counted, doubtful = result.stderr.splitlines()
    assert wrong.startswith("content/earners.csv:26:")
    assert counted.startswith("1 problem, nothing ")
    assert doubtful == "  20 warnings: run `badgepress check` to see them."
    assert "warning: " not in result.stderr


@pytest.mark.parametrize("words", VERBS, ids=lambda words: words[0])
def test_a_refusal_for_machines_has_warnings_apart_from_problems(project: Path, words: tuple[str, ...]) -> None:
    told = json.loads(run(*words, "-C", project, "--json").stdout)
    assert told["state"] == "refused"
    assert [problem["severity"] for problem in told["problems"]] == ["error"]
    assert [problem["severity"] for problem in told["warnings"]] == ["warning"] * 20


def test_without_warnings_none_are_spoken_of(tmp_path: Path) -> None:
    project = projects.write_project(tmp_path / "p", awards=projects.AWARDS.replace("e1,grafting", "e1,graftign", 1))
    assert "warning" not in run("build", "-C", project).stderr


def test_a_preview_counts_no_warnings_as_problems(project: Path) -> None:
    told: list[News] = []

    def build() -> None:
        read_ledger(project)

    workshop = Workshop(project, build)  # type: ignore[arg-type]
    workshop.hearers.append(told.append)
    workshop._make([])
    assert [str(problem.place) for problem in told[0].problems] == ["content/earners.csv:26:16"]
