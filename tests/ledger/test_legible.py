"""Pictures that are lost on a light page or on a dark one are a doubt of `check`."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from PIL import Image, ImageDraw

from generator.ledger.legible import faint_art
from generator.ledger.read import read_ledger
from tests import projects

INK, PAPER, CLEAR = (16, 22, 29, 255), (255, 255, 255, 255), (0, 0, 0, 0)


def picture(figure: tuple[int, ...], outline: tuple[int, ...] = CLEAR, ground: tuple[int, ...] = CLEAR) -> bytes:
    image = Image.new("RGBA", (400, 400), ground)
    ImageDraw.Draw(image).ellipse((40, 40, 360, 360), fill=figure, outline=outline, width=24 if outline[3] else 0)
    made = io.BytesIO()
    image.save(made, "PNG")
    return made.getvalue()


def told(folder: Path, data: bytes) -> list[str]:
    project = projects.write_project(folder / "p")
    (project / "content" / "achievements" / "pruning" / "badge.png").write_bytes(data)
    return [
        f"{problem.code} {problem.text.split(' ground')[0]}"
        for problem in faint_art(project, read_ledger(project))
        if "pruning" in problem.place.path
    ]


@pytest.mark.parametrize(
    ("data", "wanted"),
    [
        (picture(PAPER), ["art-faint on a light"]),
        (picture(INK), ["art-faint on a dark"]),
        (picture(PAPER, INK), []),
        (picture(INK, PAPER), []),
        (picture(PAPER, ground=(160, 30, 60, 255)), []),
        (picture((200, 120, 40, 255)), []),
        (picture(CLEAR), ["art-faint on a light", "art-faint on a dark"]),
    ],
    ids=["white", "black", "white with an edge", "black with an edge", "on a ground of its own", "amber", "nothing"],
)
def test_a_picture_that_is_lost_on_a_page_is_a_doubt(tmp_path: Path, data: bytes, wanted: list[str]) -> None:
    assert told(tmp_path, data) == wanted


def test_the_pictures_of_the_example_stand_out_on_both(example_project: Path) -> None:
    assert list(faint_art(example_project, read_ledger(example_project))) == []
