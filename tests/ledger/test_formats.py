"""docs/formats: every problem that a reader can report is on the page of its file, every column too, and no other."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from generator.ledger import awards, earners, events, facts, folder, profiles, site
from generator.ledger.results import RESULT_STATUSES
from generator.model import EventKind
from tests.ledger import sample
from tests.ledger.catalogue import SLIPS, Slip

ROOT = Path(__file__).resolve().parent.parent.parent
PAGES = ROOT / "docs" / "formats"
NAMES = (
    *("site.toml.md", "rules.toml.md", "achievement.md", "endorsements.md"),
    *("earners.csv.md", "awards.csv.md", "events.csv.md", "profiles.md"),
    *("pages.md", "support.toml.md"),
)
# Codes that are put together: unknown-<noun>, and the constant in `folder`.
COMPOSED = {
    folder.MISSING,
    *(f"unknown-{what}" for what in ("earner", "achievement", "award", "level", "value", "status")),
}


def page(name: str) -> str:
    return (PAGES / name).read_text(encoding="utf-8")


def codes_on(name: str) -> set[str]:
    """The codes in the first column of the last table of a page."""
    table = page(name).split("## Problems")[1]
    cells = [line.split("|")[1] for line in table.splitlines() if line.startswith("| `")]
    return set(re.findall("`([a-z0-9-]+)`", " ".join(cells)))


def codes_in_source() -> set[str]:
    """The code of every `Fault(...)` and `Problem(...)` of the room, where it is written out."""
    found = set(COMPOSED)
    for path in sorted((ROOT / "generator" / "ledger").glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            at = {"Fault": 0, "Problem": 1}.get(getattr(node.func, "id", "")) if isinstance(node, ast.Call) else None
            if at is not None:
                code = node.args[at]
                if isinstance(code, ast.Constant):
                    found.add(code.value)
    return found


def page_of(path: str) -> str:
    return "achievement.md" if "/achievements" in path else f"{path.rpartition('/')[2]}.md"


def test_every_code_is_on_a_page_and_no_page_has_another() -> None:
    assert set().union(*map(codes_on, NAMES)) == codes_in_source()


@pytest.mark.parametrize("slip", SLIPS, ids=lambda slip: f"{slip.path.rpartition('/')[2]}-{slip.code}")
def test_a_problem_is_explained_on_the_page_of_its_file(slip: Slip, tmp_path: Path) -> None:
    for problem in sample.problems(slip.make(sample.sound()), tmp_path):
        assert problem.code in codes_on(page_of(problem.place.path))


@pytest.mark.parametrize(
    ("name", "columns"),
    [("earners.csv.md", earners.COLUMNS), ("awards.csv.md", awards.COLUMNS), ("events.csv.md", events.COLUMNS)],
)
def test_every_column_has_its_line(name: str, columns: earners.Columns) -> None:
    assert ",".join(columns.required) in page(name)
    for column in columns.all:
        assert f"\n| `{column}` |" in page(name)


def test_every_field_of_an_achievement_and_every_word_is_named() -> None:
    for key in facts._KEYS:
        assert re.search(rf"`(\[\[)?{key}\b", page("achievement.md")), key
    for key in site._KEYS:
        assert re.search(rf"`\[?{key}\b", page("site.toml.md")), key
    for key in profiles._KEYS:
        assert re.search(rf"`(\[\[)?{key}\b", page("profiles.md")), key
    for kind in EventKind:
        assert f"`{kind}`" in page("events.csv.md")
    for status in RESULT_STATUSES:
        assert f"`{status}`" in page("awards.csv.md")


@pytest.mark.parametrize("name", NAMES)
def test_every_page_says_which_version_it_describes(name: str) -> None:
    assert "\nFormat version 1." in page(name)


def example(name: str, number: int = 0) -> str:
    """The indented blocks of a page, without their indentation."""
    blocks = re.findall(r"(?:^    .*\n(?:\n(?=    ))?)+", page(name), re.MULTILINE)
    return re.sub("^    ", "", blocks[number], flags=re.MULTILINE)


def test_the_examples_are_read_without_a_problem(tmp_path: Path) -> None:
    files = {
        "content/site.toml": example("site.toml.md"),
        "content/issuer.png": sample.png(),
        "content/rules.toml": example("rules.toml.md").replace("data-store-operator", "bread"),
        "content/achievements/bread/achievement.md": example("achievement.md"),
        "content/achievements/bread/achievement.fr.md": "Trois pains.\n",
        "content/achievements/bread/badge.png": sample.png(),
        "content/earners.csv": example("earners.csv.md"),
        "content/awards.csv": example("awards.csv.md"),
        "content/events.csv": example("events.csv.md"),
        "content/pages/faq.md": example("pages.md", 1),
        "content/support.toml": example("support.toml.md"),
    }
    files["content/pages/faq.fr.md"] = files["content/pages/faq.md"].replace("contents = true\n", "")
    ledger = sample.read(files, tmp_path)
    assert ledger.warnings == ()
    assert len(ledger.awards) == 2
    assert len(ledger.awards[1].events) == 1
    assert ledger.pages[0].contents
    assert ledger.support.troubles[0].ask("school").key == "schools"
