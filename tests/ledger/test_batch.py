"""A batch is all that another process needs, and small."""

from __future__ import annotations

import pickle
import random
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from generator.ledger import read_ledger
from tests.ledger import many, sample
from tests.ledger.test_award_rows import sound

SCRIPT = """
import pickle, sys
batch, achievements = pickle.load(sys.stdin.buffer)
pickle.dump(list(batch.pairs(achievements)), sys.stdout.buffer)
"""


@pytest.mark.parametrize("seed", range(8))
def test_pairs_are_the_awards_asked_for_each_with_its_earner(seed: int, tmp_path: Path) -> None:
    ledger = sound(seed, tmp_path)
    chance = random.Random(seed)
    rows = [chance.randrange(len(ledger.awards)) for _ in range(40)]
    batch = pickle.loads(pickle.dumps(ledger.awards.batch(rows)))
    assert len(batch) == 40
    found = list(batch.pairs(ledger.achievements))
    assert found == [(ledger.awards[row], ledger.earners[ledger.awards[row].earner]) for row in rows]


def test_a_batch_may_be_a_range_or_empty(tmp_path: Path) -> None:
    ledger = sample.read(sample.sound(), tmp_path)
    pairs = ledger.awards.batch(range(2, 5)).pairs(ledger.achievements)
    assert [award for award, _ in pairs] == list(ledger.awards[2:5])
    assert list(ledger.awards.batch(range(0)).pairs(ledger.achievements)) == []
    assert list(ledger.awards.batch([]).pairs({})) == []


def test_another_process_makes_the_same_records_without_the_files(tmp_path: Path) -> None:
    ledger = sample.read(sample.sound(), tmp_path)
    parcel = pickle.dumps((ledger.awards.batch(range(8)), dict(ledger.achievements)))
    expected = [(award, ledger.earners[award.earner]) for award in ledger.awards]
    shutil.rmtree(tmp_path / "content")
    root = Path(__file__).parents[2]
    done = subprocess.run([sys.executable, "-c", SCRIPT], input=parcel, capture_output=True, cwd=root, check=True)
    assert pickle.loads(done.stdout) == expected


def test_its_bytes_are_those_of_the_rows(tmp_path: Path) -> None:
    ledger = sample.read(sample.sound(), tmp_path)
    held = b"\n".join(ledger.awards.batch([1]).raw())
    assert sample.AWARDS.split("\n")[2].encode() in held
    assert sample.EARNERS.split("\n")[2].encode() in held
    assert sample.EVENTS.split("\n")[3].encode() in held
    assert b"alice" not in held


def test_two_thousand_awards_are_little_to_send(tmp_path: Path) -> None:
    """Rows of 110 bytes, each with an earner of 70 and an event of 60, are sent with little beside them."""
    people = [
        f"person-{number},Ada Quince {number},person.{number}@mail.example.com,en,public,auto,ada-quince-{number}"
        for number in range(2000)
    ]
    awards = [
        f"{number:016},person-{number},cake,2025-04-10T15:59:58Z,2045-04-10,{number},,https://example.org/portfolio/{number},Portfolio,"
        for number in range(2000)
    ]
    events = [f"2025-05-10T15:59:58Z,{number:016},claimed,,registrar" for number in range(2000)]
    files = sample.sound()
    files[many.EARNERS] = "\n".join([sample.EARNERS.split("\n")[0], *people])
    files[many.AWARDS] = "\n".join([sample.AWARDS.split("\n")[0], *(row + "," for row in awards)])
    files[many.EVENTS] = "\n".join([sample.EVENTS.split("\n")[0], *events])
    ledger = read_ledger(sample.write(files, tmp_path))
    rows = sum(map(len, people + awards + events))
    assert len(pickle.dumps(ledger.awards.batch(range(2000)))) < rows + 2000 * 30
