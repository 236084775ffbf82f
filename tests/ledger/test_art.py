"""Pictures: refused where they are not sound, doubted where they will look bad, cleaned where they are published."""

from __future__ import annotations

import struct
import zlib
from pathlib import Path

import pytest

from generator.errors import LedgerError
from generator.ledger import art
from generator.wire import png
from tests.ledger import sample

PATH = "content/achievements/bread/badge.png"


def chunk(name: bytes, data: bytes) -> bytes:
    return png.write_chunk(name, data)


def with_art(picture: bytes, tmp_path: Path) -> list[str]:
    return sample.told(sample.problems({**sample.sound(), PATH: picture}, tmp_path))


def huge() -> bytes:
    data = sample.png()
    header = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 0, 0, 0, 0)
    return data[:8] + chunk(b"IHDR", header) + data[33:]


@pytest.mark.parametrize(
    "picture",
    [
        b"",
        b"GIF89a",
        sample.png()[:-1],
        sample.png() + b"x",
        sample.png().replace(b"IDAT", b"IDAX"),
        huge(),
        sample.png()[:33] + chunk(b"IDAT", zlib.compress(b"\0" * 10)) + chunk(b"IEND", b""),
    ],
    ids=["empty", "not a PNG", "cut short", "more behind", "wrong checksum", "bomb", "too few pixels"],
)
def test_a_picture_that_is_not_sound_is_one_problem(picture: bytes, tmp_path: Path) -> None:
    assert with_art(picture, tmp_path) == [f"{PATH}:1:1: art-broken"]


@pytest.mark.parametrize(
    ("picture", "code"),
    [
        (sample.png(300, 200), "art-not-square"),
        (sample.png(199, 199), "art-small"),
        (sample.png(400, 400, level=0), "art-heavy"),
    ],
)
def test_a_picture_that_will_look_bad_is_a_warning(picture: bytes, code: str, tmp_path: Path) -> None:
    assert with_art(picture, tmp_path) == [f"{PATH}:1:1: {code}"]
    assert sample.read({}, tmp_path).warnings[0].code == code


def test_the_picture_of_the_issuer_is_held_to_the_same(tmp_path: Path) -> None:
    files = {**sample.sound(), "content/issuer.png": b"GIF89a"}
    assert sample.told(sample.problems(files, tmp_path)) == ["content/issuer.png:1:1: art-broken"]


def test_a_missing_picture_is_named_with_what_to_put_there(tmp_path: Path) -> None:
    files = sample.sound()
    del files[PATH]
    (problem,) = sample.read(files, tmp_path).warnings
    assert sample.told((problem,)) == [f"{PATH}:1:1: art-drawn"]
    assert "PNG" in problem.hint


def test_what_a_picture_says_beside_its_pixels_is_left_behind(tmp_path: Path) -> None:
    told = chunk(b"tEXt", b"Author\0alice@example.org") + chunk(b"eXIf", b"MM\0*") + chunk(b"gAMA", b"\0\0\xb1\x8f")
    picture = sample.png(extra=told)
    project = sample.write({**sample.sound(), PATH: picture}, tmp_path)
    ledger = sample.read({}, project)
    cleaned = art.load(project, ledger.achievements["bread"].art.path)
    assert cleaned == sample.png()
    assert [part.name for part in png.read_chunks(cleaned)] == [b"IHDR", b"IDAT", b"IEND"]


def test_the_picture_of_the_issuer_is_loaded_by_the_path_in_its_profile(tmp_path: Path) -> None:
    ledger = sample.read(sample.sound(), tmp_path)
    assert art.load(tmp_path, ledger.site.issuer.image) == sample.png()


@pytest.mark.parametrize(("content", "code"), [(None, "file-missing"), (b"GIF89a", "art-broken")])
def test_a_picture_that_has_changed_since_is_refused_when_loaded(
    content: bytes | None, code: str, tmp_path: Path
) -> None:
    if content is not None:
        sample.write({PATH: content}, tmp_path)
    with pytest.raises(LedgerError) as caught:
        art.load(tmp_path, PATH)
    assert sample.told(caught.value.problems) == [f"{PATH}:1:1: {code}"]
