"""The look-book of an achievement: which looks it may have, and which one an award keeps."""

from __future__ import annotations

import hashlib
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from generator.ledger import art
from generator.model import Text
from tests.ledger import sample
from tests.ledger.test_achievements import told, with_fields

OLD = '[[designs]]\npicture = "looks/old.png"\neffective_from = 2019-03-01\n'
NOW = '[[designs]]\npicture = "badge.png"\neffective_from = 2023-01-01\nnote = "Calmer."\n'
FOLDER = "content/achievements/pie/looks"


def files(fields: str) -> sample.Files:
    return {**with_fields(fields), f"{FOLDER}/old.png": sample.png()}


def test_a_look_book_arrives_with_the_present_look_last(tmp_path: Path) -> None:
    alt = 'image_alt = "A grey pie"\n'
    pie = sample.read(files(OLD + alt + NOW), tmp_path).achievements["pie"]
    old, now = pie.designs
    assert (old.art.path, old.art.alt, old.effective_from) == (
        f"{FOLDER}/old.png",
        Text.of("A grey pie"),
        date(2019, 3, 1),
    )
    assert now.art is pie.art
    assert now.note == Text.of("Calmer.")


def test_an_earlier_look_is_named_by_what_is_published_of_it(tmp_path: Path) -> None:
    old, now = sample.read(files(OLD + NOW), tmp_path).achievements["pie"].designs
    assert old.art.look == hashlib.sha256(art.load(tmp_path, f"{FOLDER}/old.png")).hexdigest()[:16]
    assert now.art.look == ""


@pytest.mark.parametrize(
    ("made_out", "path"),
    [
        (datetime(2018, 1, 1, tzinfo=UTC), f"{FOLDER}/old.png"),
        (datetime(2022, 12, 31, 23, 59, 59, tzinfo=UTC), f"{FOLDER}/old.png"),
        (datetime(2023, 1, 1, tzinfo=UTC), "content/achievements/pie/badge.png"),
    ],
)
def test_an_award_has_the_last_look_in_effect_on_its_day(tmp_path: Path, made_out: datetime, path: str) -> None:
    assert sample.read(files(OLD + NOW), tmp_path).achievements["pie"].art_at(made_out).path == path


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        (NOW + OLD, ["5:11 art-path", "9:11 design-last", "10:18 design-order"]),
        (OLD, ["5:11 design-last"]),
        (OLD + NOW.replace("2023-01-01", "2019-03-01"), ["9:18 design-order"]),
        (OLD.replace("old.png", "old.svg") + NOW, ["5:11 design-format"]),
        (OLD.replace("old.png", "lost.png") + NOW, ["5:11 art-missing"]),
        (OLD.replace("looks/old.png", "../x.png") + NOW, ["5:11 art-path"]),
        (OLD + NOW.replace("note", "image_alt"), ["10:13 design-last"]),
        (OLD.replace("effective_from = 2019-03-01\n", "") + NOW, ["4:1 key-missing"]),
    ],
)
def test_a_slip_in_a_look_book_is_told_with_its_place(fields: str, expected: list[str], tmp_path: Path) -> None:
    problems = sample.problems(files(fields), tmp_path)
    places = [f"{p.place.line}:{p.place.column} {p.code}" for p in problems if p.code != "file-stray"]
    assert places == expected


def test_a_picture_that_no_look_names_is_told(tmp_path: Path) -> None:
    problems = sample.problems(files(""), tmp_path)
    assert [(p.place.path, p.code, p.severity.value) for p in problems] == [
        (f"{FOLDER}/old.png", "file-stray", "warning")
    ]


def test_an_achievement_without_looks_has_no_book(tmp_path: Path) -> None:
    assert told("", tmp_path) == []
    pie = sample.read(with_fields(""), tmp_path).achievements["pie"]
    assert pie.designs == ()
    assert pie.art_at(datetime(1999, 1, 1, tzinfo=UTC)) is pie.art
