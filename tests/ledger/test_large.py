"""What an award costs in memory, however large the ledger is."""

from __future__ import annotations

import gc
import tracemalloc
from pathlib import Path

from generator.ledger import read_ledger
from tests.ledger import many, sample

FEW, MANY = 10_000, 30_000


def project(awards: int, folder: Path) -> Path:
    """A ledger of so many awards, a quarter as many earners, and an event for every tenth award."""
    people = [
        f"p{number},Ann {number},ann{number}@example.org,en,public,auto,ann-{number}" for number in range(awards // 4)
    ]
    rows = [
        f"{number:016},p{number % (awards // 4)},cake,2025-04-{1 + number % 28:02},,{number},,,,,"
        for number in range(awards)
    ]
    events = [f"2025-06-01,{number:016},claimed,,registrar" for number in range(0, awards, 10)]
    files = sample.sound()
    for path, model, lines in (
        (many.EARNERS, sample.EARNERS, people),
        (many.AWARDS, sample.AWARDS, rows),
        (many.EVENTS, sample.EVENTS, events),
    ):
        files[path] = "\n".join([model.split("\n")[0], *lines, ""])
    return sample.write(files, folder)


def held_and_peak(folder: Path) -> tuple[int, int]:
    """The bytes that a ledger holds, and the most that were in use while it was read."""
    gc.collect()
    tracemalloc.start()
    try:
        ledger = read_ledger(folder)
        assert ledger.warnings == ()
        return tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()


def test_an_award_costs_less_than_a_hundred_bytes(tmp_path: Path) -> None:
    few, few_peak = held_and_peak(project(FEW, tmp_path / "few"))
    plenty, peak = held_and_peak(project(MANY, tmp_path / "many"))
    assert (plenty - few) / (MANY - FEW) < 75
    assert (peak - few_peak) / (MANY - FEW) < 100


def test_going_through_all_awards_takes_no_more_memory_than_some(tmp_path: Path) -> None:
    ledger = read_ledger(project(MANY, tmp_path))
    tracemalloc.start()
    try:
        count = sum(1 for _ in ledger.awards) + sum(1 for _ in ledger.earners.values())
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert count == MANY + MANY // 4
    assert peak < 8_000_000
