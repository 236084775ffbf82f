"""What verbs say is to be done next: commands that there are."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests import projects
from tests.publish.places import run

VERBS = [
    ("award", "--achievement", "grafting", "--email", "ivo@example.com"),
    ("revoke", projects.VALID, "--reason", "A slip."),
    ("keys", "compromise", "mine"),
]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    folder = projects.write_project(tmp_path / "p")
    assert run("keys", "new", "mine", "--no-passphrase", "-C", folder).exit_code == 0
    return folder


def _publishes(project: Path) -> None:
    with (project / "content" / "site.toml").open("a", encoding="utf-8") as file:
        file.write('\n[publish]\nto = "folder"\npath = "../web"\n')


@pytest.mark.parametrize("words", VERBS, ids=lambda words: words[0])
def test_publishing_is_named_as_a_command_where_site_toml_says_where_to(project: Path, words: tuple[str, ...]) -> None:
    _publishes(project)
    result = run(*words, "-C", project)
    assert "  badgepress build\n  badgepress publish\n" in result.stderr


@pytest.mark.parametrize("words", VERBS, ids=lambda words: words[0])
def test_where_it_does_not_the_site_is_to_be_brought_to_the_web(project: Path, words: tuple[str, ...]) -> None:
    told = json.loads(run(*words, "-C", project, "--json").stdout)
    assert "bring site/ to the web" in told["next"] and "badgepress publish" not in told["next"]


def test_a_key_that_is_activated_is_followed_by_the_same_steps(project: Path) -> None:
    _publishes(project)
    assert "  badgepress publish\n" in run("keys", "activate", "mine", "-C", project).stderr


def test_a_slip_in_site_toml_does_not_keep_a_key_from_being_activated(project: Path) -> None:
    (project / "content" / "site.toml").write_text("no toml")
    assert run("keys", "activate", "mine", "-C", project).exit_code == 0
