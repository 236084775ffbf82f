"""PROMISES P8: one wrong row never hides another, and each problem stands where an editor can jump to it."""

from __future__ import annotations

import random
import re
from pathlib import Path

import pytest

from generator.ledger.faults import MOST_OF_A_KIND, Fault, Report
from generator.model import Place, Severity
from tests.ledger import sample
from tests.ledger.catalogue import SLIPS, Slip

ADDRESS = re.compile(r"[\w.+-]+(@|%40)[\w-]+\.\w+", re.IGNORECASE)


def slip_id(slip: Slip) -> str:
    return f"{slip.path.rpartition('/')[2]}-{slip.code}"


def test_the_sample_ledger_is_sound_and_gives_no_warning(tmp_path: Path) -> None:
    assert sample.read(sample.sound(), tmp_path).warnings == ()


@pytest.mark.parametrize("slip", SLIPS, ids=slip_id)
def test_a_slip_gives_one_problem_at_its_line_and_column(slip: Slip, tmp_path: Path) -> None:
    found = sample.problems(slip.make(sample.sound()), tmp_path)
    assert sample.told(found) == [slip.told(sample.sound())]


@pytest.mark.parametrize("slip", SLIPS, ids=slip_id)
def test_a_problem_says_what_to_do_and_never_shows_an_address(slip: Slip, tmp_path: Path) -> None:
    (problem,) = sample.problems(slip.make(sample.sound()), tmp_path)
    assert problem.severity is Severity.ERROR
    assert problem.text
    assert problem.hint
    assert problem.text.isprintable()
    assert problem.hint.isprintable()
    assert not ADDRESS.search(problem.text + " " + problem.hint.replace("name@example.org", ""))


@pytest.mark.parametrize("seed", range(40))
def test_many_slips_at_once_are_all_reported_and_nothing_else(seed: int, tmp_path: Path) -> None:
    chosen = together(random.Random(seed))
    files = sample.sound()
    for slip in chosen:
        files = slip.make(files)
    expected = {slip.told(sample.sound()) for slip in chosen}
    assert set(sample.told(sample.problems(files, tmp_path))) == expected


def together(chance: random.Random) -> list[Slip]:
    """Up to twenty slips that leave each other alone: no line twice, nothing that two of them touch."""
    wanted = chance.randint(2, 20)
    chosen: list[Slip] = []
    lines: set[tuple[str, int]] = set()
    touched: set[str] = set()
    for slip in chance.sample(SLIPS, len(SLIPS)):
        own, touches = slip.lines(sample.sound()), set(slip.touches.split())
        if len(chosen) < wanted and not own & lines and not touches & touched:
            chosen.append(slip)
            lines |= own
            touched |= touches
    return chosen


def test_problems_come_in_the_order_of_the_files_then_of_lines_and_columns(tmp_path: Path) -> None:
    files = sample.sound()
    for slip in together(random.Random(7)):
        files = slip.make(files)
    order = ["site.toml", "rules.toml", "achievements", "earners.csv", "awards.csv", "events.csv"]
    found = [
        (order.index(problem.place.path.split("/")[1]), problem.place.path, problem.place.line, problem.place.column)
        for problem in sample.problems(files, tmp_path)
    ]
    assert found == sorted(found)
    assert len({rank for rank, *_ in found}) > 3


def test_two_slips_in_one_row_are_both_reported(tmp_path: Path) -> None:
    files = sample.replaced(sample.sound(), "content/awards.csv", "dara,cake,2026-01-13", "dora,cake,2026-13-01")
    assert sample.told(sample.problems(files, tmp_path)) == [
        "content/awards.csv:6:18: unknown-earner",
        "content/awards.csv:6:28: date",
    ]


def test_a_broken_file_hides_nothing_of_the_others(tmp_path: Path) -> None:
    files = sample.sound()
    files["content/site.toml"] = "base_url = \n"
    files["content/rules.toml"] = "[[excluded]\n"
    files["content/achievements/bread/badge.png"] = b"GIF89a"
    files["content/earners.csv"] = "id;name\nalice;Alice\n"
    files = sample.replaced(files, "content/awards.csv", ",,24,", ",,twenty,")
    files = sample.replaced(files, "content/events.csv", "reissued", "reisued")
    assert sample.told(sample.problems(files, tmp_path)) == [
        "content/site.toml:1:12: toml-syntax",
        "content/rules.toml:1:11: toml-syntax",
        "content/achievements/bread/badge.png:1:1: art-broken",
        "content/earners.csv:1:1: csv-separator",
        "content/awards.csv:10:41: status-index",
        "content/events.csv:8:29: choice",
    ]


def test_files_that_are_missing_are_all_named(tmp_path: Path) -> None:
    (tmp_path / "content").mkdir()
    assert sample.told(sample.problems({}, tmp_path)) == [
        "content/site.toml:1:1: file-missing",
        "content/achievements:1:1: file-missing",
        "content/earners.csv:1:1: file-missing",
        "content/awards.csv:1:1: file-missing",
    ]


def test_without_a_content_folder_there_is_one_problem(tmp_path: Path) -> None:
    (problem,) = sample.problems({}, tmp_path)
    assert str(problem.place) == "content:1:1"
    assert "-C" in problem.hint


def test_of_one_kind_in_one_file_the_first_thousand_are_listed_and_the_rest_counted() -> None:
    report = Report()
    for line in range(1, MOST_OF_A_KIND + 501):
        report.add(Place("content/awards.csv", line), Fault("date", f"slip {line}"))
    report.add(Place("content/awards.csv", 3), Fault("id", "another kind"))
    found = report.problems()
    assert len(found) == MOST_OF_A_KIND + 2
    assert "500 more" in found[-1].text
    assert found[-1].place.line == MOST_OF_A_KIND + 1
    assert report.errors == MOST_OF_A_KIND + 501
