"""A drawing as the picture of an achievement: accepted when it only draws, and its faults said at their place."""

from __future__ import annotations

from pathlib import Path

import pytest

from generator.errors import LedgerError
from generator.ledger import art
from generator.ledger.read import read_ledger
from tests import projects

SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 90 90">\n<title>x</title><rect width="9" height="9"/></svg>'
FOLDER = "content/achievements/grafting"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    project = projects.write_project(tmp_path / "project")
    (project / FOLDER / "badge.png").unlink()
    return project


def draw(project: Path, text: str) -> None:
    (project / FOLDER / "badge.svg").write_text(text, encoding="utf-8")


def refused(project: Path) -> list[tuple[str, str]]:
    with pytest.raises(LedgerError) as caught:
        read_ledger(project)
    return [(str(problem.place), problem.code) for problem in caught.value.problems]


def test_a_drawing_is_art_with_a_size_of_its_shape(project: Path) -> None:
    draw(project, SVG)
    ledger = read_ledger(project)
    found = ledger.achievements["grafting"].art
    assert (found.path, found.format, found.width_px, found.height_px) == (f"{FOLDER}/badge.svg", "svg", 600, 600)
    assert ledger.warnings == ()


def test_what_is_published_is_the_drawing_alone(project: Path) -> None:
    draw(project, SVG)
    data = art.load(project, f"{FOLDER}/badge.svg")
    assert data.startswith(b"<svg xmlns=") and b"title" not in data and b"rect" in data


def test_a_drawing_that_does_more_is_refused_at_its_line(project: Path) -> None:
    draw(project, SVG.replace("<rect", "\n <script/><rect"))
    assert refused(project) == [(f"{FOLDER}/badge.svg:3:2", "art-broken")]
    with pytest.raises(LedgerError):
        art.load(project, f"{FOLDER}/badge.svg")


def test_a_drawing_that_is_not_square_gets_the_same_warning_as_a_photograph(project: Path) -> None:
    draw(project, SVG.replace("90 90", "90 45"))
    assert [problem.code for problem in read_ledger(project).warnings] == ["art-not-square"]


def test_beside_a_png_a_drawing_is_only_its_original_and_is_not_read(project: Path) -> None:
    draw(project, "<script/>")
    (project / FOLDER / "badge.png").write_bytes(projects.small_png())
    ledger = read_ledger(project)
    assert ledger.achievements["grafting"].art.format == "png" and ledger.warnings == ()


def test_no_picture_at_all_is_still_missing_as_a_png(project: Path) -> None:
    assert refused(project) == [(f"{FOLDER}/badge.png:1:1", "art-missing")]
