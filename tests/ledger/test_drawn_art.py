"""A drawing as the picture of an achievement: accepted when it only draws, and its faults said at their place."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from generator.errors import LedgerError
from generator.ledger import art, drawn
from generator.ledger.read import read_ledger
from generator.pages.accent import contrast
from generator.wire import pixels
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


def test_without_any_picture_one_is_drawn_and_that_is_said(project: Path) -> None:
    ledger = read_ledger(project)
    found = ledger.achievements["grafting"].art
    assert [(str(problem.place), problem.code) for problem in ledger.warnings] == [
        (f"{FOLDER}/badge.png:1:1", "art-drawn")
    ]
    assert (found.format, found.width_px, found.height_px) == ("png", 600, 600)
    header = pixels.check_pixels(art.load(project, found.path))
    assert (header.width_px, header.height_px, header.colour_type) == (600, 600, 3)


def test_what_is_drawn_says_type_and_level_and_tells_badges_apart() -> None:
    assert drawn.drawn_path("a", "Certification", "expert").startswith("drawn/hexagon-")
    assert drawn.drawn_path("a", "Badge", "Level 2").endswith("-2.png")
    assert drawn.drawn_path("a", "Badge", "").endswith("-0.png")
    assert len({drawn.drawn_path(f"slug-{at}", "Course", "") for at in range(60)}) > 25
    with pytest.raises(ValueError, match="not the path"):
        drawn.draw("drawn/../secret.png")


@pytest.mark.parametrize("outline", ["hexagon", "circle", "diamond", "shield", "octagon"])
@pytest.mark.parametrize("figure", [0, 2, 8])
def test_every_drawn_picture_is_small_enough_for_a_badge(outline: str, figure: int) -> None:
    data = drawn.draw(f"drawn/{outline}-1-{figure}-3.png")
    assert len(data) <= 12_288
    assert drawn.draw.__wrapped__(f"drawn/{outline}-1-{figure}-3.png") == data


def test_a_drawn_picture_is_legible_on_light_and_on_dark() -> None:
    for rim, ground, figure in drawn._COLOURS:
        assert contrast(ground, figure) >= 4.5
        assert contrast(rim, "#ffffff") >= 4.5  # its outline on a light page
    assert contrast(drawn._GOLD, "#10161d") >= 4.5  # and on a dark one


def test_these_bytes_are_the_same_on_every_machine() -> None:
    digest = hashlib.sha256(drawn.draw("drawn/shield-5-1-2.png")).hexdigest()
    assert digest == "552abeeccd960c7674818e229283670b3acadd9191cce1723ca43cf204f31afe"
