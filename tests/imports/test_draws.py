"""Ids and status indexes are drawn at random from what is free."""

from __future__ import annotations

from pathlib import Path

from generator.addresses import STATUS_LIST_LENGTH
from generator.imports.draws import Draws
from generator.ledger.read import read_ledger
from generator.ledger.texts import award_id_fault, id_fault
from tests import projects


def test_what_is_taken_is_never_drawn(tmp_path: Path) -> None:
    ledger = read_ledger(projects.write_project(tmp_path / "project"))
    numbers = iter([17, 99, 5, 5, 6])  # 17 and 99 are in the ledger, 5 is drawn twice
    draws = Draws(ledger, 2, lambda below: next(numbers))
    assert [draws.status_index(), draws.status_index()] == [5, 6]


def test_an_id_that_an_award_has_is_drawn_again(tmp_path: Path) -> None:
    ledger = read_ledger(projects.write_project(tmp_path / "project"))
    letters = "0123456789abcdefghjkmnpqrstvwxyz"
    taken = sum(letters.index(letter) << 5 * at for at, letter in enumerate(projects.VALID))
    numbers = iter([taken, 7, 9])
    draws = Draws(ledger, 1, lambda below: next(numbers))
    assert draws.award_id() == "7" + 15 * "0"
    assert award_id_fault("7" + 15 * "0") is None and id_fault(draws.earner_id()) is None


def test_half_of_every_status_list_stays_free(tmp_path: Path) -> None:
    ledger = read_ledger(projects.write_project(tmp_path / "project"))
    asked: list[int] = []

    def below(size: int) -> int:
        asked.append(size)
        return size - 1

    Draws(ledger, STATUS_LIST_LENGTH, below).status_index()
    assert asked == [3 * STATUS_LIST_LENGTH]
