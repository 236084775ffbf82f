"""A new look: what it changes on a site, and what it must not."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

from generator.build import survey
from tests import projects
from tests.sitemaking import build, tree, tree_hash

BLUE = projects.small_png(colour=(20, 60, 200))
FACTS = "content/achievements/grafting/achievement.md"
BOOK = """\
[[designs]]
picture = "looks/first.png"
effective_from = 2020-01-01

[[designs]]
picture = "badge.png"
effective_from = 2025-03-15
"""


def redesign(project: Path, book: str = BOOK) -> None:
    """Give grafting a blue badge; the red one becomes its first look."""
    folder = project / "content/achievements/grafting"
    (folder / "looks").mkdir()
    (folder / "badge.png").rename(folder / "looks/first.png")
    (folder / "badge.png").write_bytes(BLUE)
    text = (folder / "achievement.md").read_text(encoding="utf-8")
    head, fence, body = text.rpartition("+++\n")
    (folder / "achievement.md").write_text(f"{head}\n{book}{fence}{body}", encoding="utf-8")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return projects.write_project(tmp_path / "project")


def test_a_redesign_changes_no_credential_and_no_picture_of_an_award_made_before(project: Path) -> None:
    build(project)
    before = tree(project / "site")
    redesign(project)
    build(project)
    after = tree(project / "site")
    credentials = [path for path in before if path.endswith("credential.json")]
    assert [path for path in credentials if before[path] != after[path]] == []
    old, new = f"awards/{projects.VALID}/badge.png", f"awards/{projects.VALID_JAPANESE}/badge.png"
    assert before[old] == after[old]
    assert before[new] != after[new]
    assert before["badges/grafting/badge.png"] != after["badges/grafting/badge.png"]


def test_the_earlier_picture_stays_at_an_address_that_says_what_it_is(project: Path) -> None:
    build(project)
    red = (project / "site/badges/grafting/badge.png").read_bytes()
    redesign(project)
    build(project)
    look = hashlib.sha256(red).hexdigest()[:16]
    assert (project / f"site/badges/grafting/looks/{look}.png").read_bytes() == red
    page = (project / "site/badges/grafting/index.html").read_text(encoding="utf-8")
    assert f'src="looks/{look}.png"' in page
    assert 'Design updated on <time datetime="2025-03-15">' in page
    profile = (project / "site/earners/ada-quince/index.html").read_text(encoding="utf-8")
    assert f'src="../../badges/grafting/looks/{look}.png"' in profile


def test_the_words_of_an_earlier_look_stay_in_its_credentials(project: Path) -> None:
    book = BOOK.replace("2020-01-01\n", '2020-01-01\nimage_alt = "A red square"\n')
    redesign(project, book)
    build(project)

    def caption(award: str) -> str:
        document = json.loads((project / f"site/awards/{award}/credential.json").read_text(encoding="utf-8"))
        return str(document["credentialSubject"]["achievement"]["image"]["caption"])

    assert caption(projects.VALID) == "A red square"
    assert caption(projects.VALID_JAPANESE) == "grafting badge".replace("grafting", _name(project))


def _name(project: Path) -> str:
    text = (project / FACTS).read_text(encoding="utf-8")
    return text.split('name = "', 1)[1].split('"', 1)[0]


def test_an_award_that_is_reissued_takes_the_look_of_that_day(project: Path) -> None:
    redesign(project)
    build(project)
    path = project / "content/events.csv"
    line = f"2026-03-01T00:00:00Z,{projects.VALID},reissued,New look.,registrar\n"
    path.write_text(path.read_text(encoding="utf-8") + line, encoding="utf-8")
    before = (project / f"site/awards/{projects.VALID}/index.html").read_bytes()
    build(project)
    after = (project / f"site/awards/{projects.VALID}/index.html").read_bytes()
    look = next((project / "site/badges/grafting/looks").iterdir()).name
    assert look.encode() in before
    assert look.encode() not in after


@pytest.mark.parametrize("way", ["whole", "in place"])
def test_a_redesign_upon_the_last_build_is_that_of_a_full_build(
    project: Path, way: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if way == "in place":
        monkeypatch.setattr(survey, "IN_PLACE_FROM", 0)
    build(project)
    redesign(project)
    assert build(project).made_anew == ""
    build(project, project.parent / "whole", full=True)
    assert tree_hash(project / "site") == tree_hash(project.parent / "whole")
