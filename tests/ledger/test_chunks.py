"""Rows that are read many at once are those that are read one by one, whatever the file holds and wherever it is cut."""

from __future__ import annotations

import io
import random
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.errors import LedgerError
from generator.ledger import chunks, lines, read_ledger, rows
from generator.ledger.chunks import Chunk
from generator.ledger.faults import Report
from generator.ledger.header import Columns
from generator.ledger.lines import Block
from generator.ledger.rows import Rows
from tests.ledger import many, sample

COLUMNS = Columns(("id", "name", "note"), ("extra",))
BEGINNING = re.compile("[a-z]+[0-9]+,")
HEADER = b"id,name,note\n"
PIECES = [b'"', b",", b"\n", b"\r\n", b"\r", b"a1,", b"b2,Bo,x\n", b'c3,"C, D",y\n', b'd4,"E\nF",z\n']
PIECES += [b"\xff", b"\xc2\xa0", b"x", b"\x00", b'""', b",,\n", b"e5,E,\xe2\x80\xa8\n", HEADER]
Walked = tuple[list[object], list[str], dict[str, int]]


def walk(data: bytes, block: int, chunked: bool = True) -> Walked:
    """Every row with all that is known of it, the problems, and the keys of lost rows."""
    report = Report()
    found: list[object] = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(lines, "BLOCK", block)
        if not chunked:
            patch.setattr(rows, "read_chunk", lambda block, width: None)
        reader = Rows(io.BytesIO(data), "f.csv", COLUMNS, report, BEGINNING)
        for fields in reader:
            places = [str(reader.place(column)) for column in range(3)]
            found.append((fields, reader.line, reader.start, reader.raw, places))
            assert data[reader.start : reader.end].rstrip(b"\r\n") == reader.raw
    return found, [f"{p.place} {p.code} {p.text}" for p in report.problems()], reader.lost


@given(st.lists(st.sampled_from(PIECES), max_size=30), st.sampled_from([1, 7, 30, 65536]))
def test_any_bytes_give_the_same_rows_and_problems_at_once_and_one_by_one(pieces: list[bytes], block: int) -> None:
    data = HEADER + b"".join(pieces)
    assert walk(data, block) == walk(data, 65536, chunked=False)


@given(st.lists(st.lists(st.text(max_size=4), min_size=3, max_size=3), max_size=12), st.integers(1, 60))
def test_where_a_block_ends_makes_no_difference(table: list[list[str]], block: int) -> None:
    quoted = [",".join('"' + value.replace('"', '""') + '"' for value in row) for row in table]
    data = HEADER + "\n".join(quoted).encode("utf-8", errors="replace")
    assert walk(data, block) == walk(data, 65536)


@pytest.mark.parametrize(
    "data",
    [b"a1,Ann,x\na2,Bo,\n", b"a1,Ann,x\r\na2,Bo,\r\n", b'a1,"Ann",x\na2,Bo,', 'a1,Ann,x\na2,"Bö\n",\n'.encode()],
    ids=["plain", "windows", "quotes", "lines in a value"],
)
def test_ordinary_rows_are_read_at_once(data: bytes) -> None:
    chunk = chunks.read_chunk(Block(data, 100, 7), 3)
    assert chunk is not None
    assert [column[0] for column in chunk.columns] == ["a1", "Ann", "x"]
    assert (chunk.size, list(chunk.lines)) == (len(data), [7, 8])
    spans = zip(chunk.starts, chunk.ends, chunk.raw, strict=True)
    assert [data[start - 100 : end - 100].rstrip(b"\r\n") == raw for start, end, raw in spans] == [True, True]


@pytest.mark.parametrize(
    "data", [b"a1,Ann\n", b"a1,Ann,x,y\n", b"a1,A\xff,x\n", b"a1,A\x07,x\n", b'a1,A"n,x\n', b"a1,A\rn,x\n", b"\n"]
)
def test_what_is_not_plainly_sound_is_left_to_a_closer_look(data: bytes) -> None:
    assert chunks.read_chunk(Block(data, 0, 1), 3) is None


def test_a_record_that_is_not_whole_is_left_for_the_next_block() -> None:
    chunk = chunks.read_chunk(Block(b'a1,Ann,x\na2,"Bo\n', 0, 1), 3)
    assert chunk is not None
    assert (len(chunk), chunk.size) == (1, 9)


def test_parts_of_a_chunk_are_all_of_it_in_order() -> None:
    data = b"".join(b"a%d,Ann,x\n" % number for number in range(10))
    chunk = chunks.read_chunk(Block(data, 0, 1), 3)
    assert chunk is not None
    parts = chunk.parts()
    assert all(len(part) < len(chunk) for part in parts)
    assert [key for part in parts for key in part.columns[0]] == chunk.columns[0]
    assert [line for part in parts for line in part.lines] == list(chunk.lines)


def test_a_row_that_is_refused_takes_few_others_along() -> None:
    data = HEADER + b"".join(b"a%d,Ann,x\n" % number for number in range(1000))
    reader = Rows(io.BytesIO(data), "f.csv", COLUMNS, Report(), BEGINNING)
    at_once: list[str] = []
    singly: list[str] = []

    def take_all(chunk: Chunk) -> bool:
        if "a500" in chunk.columns[0]:
            return False
        at_once.extend(chunk.columns[0])
        return True

    reader.read(take_all, lambda fields: singly.append(fields[0]))
    assert "a500" in singly
    assert len(singly) < 20
    assert sorted(at_once + singly) == sorted(f"a{number}" for number in range(1000))


def outcome(project: Path) -> object:
    """The whole ledger, or all problems."""
    try:
        ledger = read_ledger(project)
    except LedgerError as error:
        return error.problems
    return (ledger.warnings, list(ledger.awards), list(ledger.earners.items()), list(ledger.awards.mark), ledger.site)


@pytest.mark.parametrize("seed", range(120))
def test_a_ledger_read_at_once_is_the_one_read_row_by_row(
    seed: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The slow way, with words for everything, is the oracle of the fast one."""
    chance = random.Random(seed)
    files = many.make(chance)
    files = many.damage(chance, files) if seed % 3 else files
    project = sample.write(files, tmp_path)
    monkeypatch.setattr(lines, "BLOCK", chance.choice([40, 150, 700, 5000, 65536]))
    fast = outcome(project)
    monkeypatch.setattr(rows, "read_chunk", lambda block, width: None)
    assert outcome(project) == fast
