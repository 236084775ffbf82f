"""The tutorial and the how-tos do what they say, in order, beginning with an empty folder."""

from __future__ import annotations

from pathlib import Path

import pytest

from generator.pages.theme_files import packaged_theme
from tests.docs.walking import REPOSITORY, Step, masked, steps_of, walk

DOCS = REPOSITORY / "docs"
HOWTOS = sorted(page.name for page in (DOCS / "howto").glob("*.md") if page.name != "README.md")
BEFORE = [
    Step('badgepress init . --base-url https://badges.orchard.college --title "Orchard" --no-passphrase', False),
    Step(
        'badgepress award --achievement first-badge --name "Ada Quince" --email ada@example.org --date 2026-03-01',
        False,
    ),
    Step("badgepress build", False),
]


def _hold(results: list[tuple[Step, int, str]]) -> None:
    for step, code, said in results:
        assert code == (1 if step.fails else 0), f"$ {step.command}\n{said}"
        lines = masked(said)
        for wanted in step.output:
            assert masked(wanted) in lines, f"$ {step.command}\nwanted: {wanted}\n{said}"


def test_the_tutorial_leads_from_an_empty_folder_to_a_published_badge_that_verifies(tmp_path: Path) -> None:
    steps = steps_of(DOCS / "tutorial.md")
    assert [step.command.split()[1] for step in steps if step.command.startswith("badgepress ")] == [
        *("init", "check", "award", "award", "build", "verify", "publish", "verify", "revoke", "build", "verify"),
    ]
    _hold(walk(steps, tmp_path))
    assert len(list((tmp_path / "web" / "awards").glob("*/badge.png"))) == 1


@pytest.mark.parametrize("name", HOWTOS)
def test_a_how_to_does_what_it_says_in_a_project_with_one_badge(name: str, tmp_path: Path) -> None:
    _hold(walk(BEFORE, tmp_path))
    award = (tmp_path / "content" / "awards.csv").read_text().splitlines()[-1].partition(",")[0]
    steps = steps_of(DOCS / "howto" / name)
    assert steps, "a how-to has at least one command"
    _hold(walk(steps, tmp_path, award))


def test_the_page_about_themes_does_what_it_says_in_a_project_with_one_badge(tmp_path: Path) -> None:
    _hold(walk(BEFORE, tmp_path))
    award = (tmp_path / "content" / "awards.csv").read_text().splitlines()[-1].partition(",")[0]
    steps = steps_of(DOCS / "theming.md")
    assert [step.command for step in steps if step.command.startswith("badgepress ")] == [
        "badgepress check",
        "badgepress build",
    ]
    _hold(walk(steps, tmp_path, award))
    tokens = "style/10-tokens.css"
    assert (tmp_path / "templates" / tokens).read_bytes() == (packaged_theme() / tokens).read_bytes()


def test_the_index_of_how_tos_names_each_of_them() -> None:
    index = (DOCS / "howto" / "README.md").read_text(encoding="utf-8")
    assert [name for name in HOWTOS if f"({name})" not in index] == []
