"""Marks are digests of rows, as the docstring says, so that another program can make the same."""

from __future__ import annotations

from hashlib import blake2b
from pathlib import Path

import pytest

from tests.ledger import sample

AWARDS, EARNERS, EVENTS = "content/awards.csv", "content/earners.csv", "content/events.csv"


def digest(person: bytes, data: bytes) -> bytes:
    return blake2b(data, digest_size=8, person=person).digest()


def test_a_mark_is_the_digest_of_the_rows_it_covers(tmp_path: Path) -> None:
    ledger = sample.read(sample.sound(), tmp_path)
    alice = digest(b"earner", sample.EARNERS.split("\n")[1].encode())
    assert ledger.earners.mark[0] == int.from_bytes(alice, "little")
    mark = digest(b"award", sample.AWARDS.split("\n")[1].encode() + alice)
    for line in sample.EVENTS.split("\n")[1:3]:
        mark = digest(b"event", mark + line.encode())
    assert ledger.awards.mark[0] == int.from_bytes(mark, "little")


def marks(files: sample.Files, project: Path) -> list[int]:
    return list(sample.read(files, project).awards.mark)


@pytest.mark.parametrize(
    ("path", "old", "new", "touched"),
    [
        (AWARDS, ",,22,", ",,99,", [5]),
        (AWARDS, "alone,\n", "alone,\n\n", [1]),
        (EARNERS, "Alice Martin", "Alice Marten", [0, 4]),
        (EVENTS, "Awarded by mistake", "Given by mistake", [2]),
        (EVENTS, "2026-02-06,0000000000000008,declined,,\n", "", [7]),
        (EVENTS, "2026-02-07,0000000000000007,claimed,,\n", "2026-02-07,0000000000000006,claimed,,\n", [5, 6]),
        (EARNERS, "fay,Fay Odell", "gus,Gus Odell", []),
        ("content/site.toml", "Example Badges", "Other Badges", []),
        (EVENTS, "at,award,event,reason,by\n", "at,award,event,reason,by\n\n,,,,\n", []),
    ],
)
def test_a_change_touches_the_marks_of_the_awards_made_of_it(
    path: str, old: str, new: str, touched: list[int], tmp_path: Path
) -> None:
    before = marks(sample.sound(), tmp_path / "a")
    after = marks(sample.replaced(sample.sound(), path, old, new), tmp_path / "b")
    assert [row for row in range(8) if before[row] != after[row]] == touched


def test_line_ends_and_what_follows_the_last_row_touch_none(tmp_path: Path) -> None:
    files = sample.sound()
    plain = marks(files, tmp_path / "a")
    assert marks({**files, AWARDS: sample.AWARDS.rstrip("\n")}, tmp_path / "b") == plain
    windows = {path: files[path].replace("\n", "\r\n") for path in (EARNERS, EVENTS)}
    assert marks({**files, **windows}, tmp_path / "c") == plain
