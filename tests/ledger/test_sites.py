"""tests/sites: whole tiny projects with one broken thing each, and beside them what an administrator reads about it."""

from __future__ import annotations

from pathlib import Path

import pytest

from generator.errors import LedgerError
from generator.ledger import read_ledger
from generator.model import Problem

SITES = Path(__file__).resolve().parent.parent / "sites"


def spoken(problems: tuple[Problem, ...]) -> str:
    """The problems as the command says them, without colour."""
    lines = [
        [f"{problem.place}: {problem.text}"] + [f"    {problem.hint}"] * bool(problem.hint) for problem in problems
    ]
    return "".join(f"{line}\n" for part in lines for line in part)


@pytest.mark.parametrize("site", sorted(path.parent.name for path in SITES.glob("*/expected.txt")))
def test_a_broken_site_is_told_in_these_words(site: str) -> None:
    expected = (SITES / site / "expected.txt").read_text(encoding="utf-8")
    try:
        found = read_ledger(SITES / site).warnings
    except LedgerError as error:
        found = error.problems
    assert spoken(found) == expected


def test_the_sites_are_sound_but_for_the_one_thing() -> None:
    ledger = read_ledger(SITES / "sound")
    assert ledger.warnings == ()
    assert [award.id for award in ledger.awards] == ["7f3k9q2m4c8w1x0z", "q8r2t6v0w4x8y2z6"]
