"""Rows are read again as they were read first, and a file that has changed is noticed."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from generator.errors import BadgepressError
from generator.ledger import rowfile
from generator.ledger.rowfile import RowFile

ROWS = [b"row %d" % number + b"x" * (number % 5) for number in range(300)]


def opened(path: Path) -> RowFile:
    return RowFile("content/f.csv", os.open(path, os.O_RDONLY))


def written(path: Path, rows: list[bytes], between: bytes = b"\n") -> RowFile:
    """A file of these rows with `between` behind each, and where they stand."""
    path.write_bytes(b"".join(row + between for row in rows))
    file = opened(path)
    start = 0
    for line, row in enumerate(rows, start=2):
        file.add(start, start + len(row) + len(between), line)
        start += len(row) + len(between)
    file.close()
    return file


@pytest.mark.parametrize("between", [b"\n", b"\r\n", b"\n\n"])
def test_rows_come_back_without_their_line_ends(between: bytes, tmp_path: Path) -> None:
    file = written(tmp_path / "f", ROWS, between)
    assert len(file) == 300
    assert [file.raw(row) for row in (0, 7, 299)] == [ROWS[0], ROWS[7], ROWS[299]]
    assert file.raws(range(300)) == ROWS
    assert file.raws([5, 3, 4, 5]) == [ROWS[5], ROWS[3], ROWS[4], ROWS[5]]
    assert file.raws([299, 0]) == [ROWS[299], ROWS[0]]
    assert file.raws([]) == file.raws(range(0)) == []


def test_rows_come_a_window_at_a_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = written(tmp_path / "f", ROWS)
    for window in (1, 13, 100):
        monkeypatch.setattr(rowfile, "_WINDOW", window)
        assert file.raws(range(10, 300)) == ROWS[10:]


def test_what_stands_between_rows_is_left_out(tmp_path: Path) -> None:
    (tmp_path / "f").write_bytes(b"one\n,,,\ntwo\n")
    file = opened(tmp_path / "f")
    file.add_all([0], [4], [2])
    file.add_all([8], [12], [4])
    assert file.raws(range(2)) == [b"one", b"two"]
    assert file.lines(range(2)) == [2, 4]


def test_lines_are_those_of_the_file_also_where_rows_have_several(tmp_path: Path) -> None:
    file = RowFile("content/f.csv")
    file.add_all([0, 5, 9], [5, 9, 20], range(2, 5))
    file.add_all([20, 30], [30, 40], [5, 9])
    file.add(40, 45, 10)
    assert [file.line(row) for row in range(6)] == [2, 3, 4, 5, 9, 10]
    assert file.lines([5, 0, 4]) == [10, 2, 9]


def test_rows_beyond_four_gigabytes_are_found() -> None:
    far = 1 << 33
    file = RowFile("content/f.csv")
    file.reserve(2)
    file.add_all([0, 10], [10, 20], range(2, 4))
    file.add(20, far, 4)
    file.add(far, far + 5, 5)
    file.add_all([far + 9], [far + 12], [7])
    file.close()
    assert [file._span(row) for row in range(5)] == [(0, 10), (10, 20), (20, far), (far, far + 5), (far + 9, far + 12)]


def test_the_number_of_rows_is_guessed_about_right(tmp_path: Path) -> None:
    rows = [b"x" * 20] * 5000 + [b"y" * 200] * 5000
    file = written(tmp_path / "f", rows)
    assert 8_000 < file.expected() < 12_500
    (tmp_path / "empty").write_bytes(b"")
    assert opened(tmp_path / "empty").expected() == 1


def test_a_file_that_was_replaced_still_gives_what_was_read(tmp_path: Path) -> None:
    file = written(tmp_path / "f", ROWS)
    (tmp_path / "new").write_bytes(b"other")
    (tmp_path / "new").rename(tmp_path / "f")
    assert file.raws(range(300)) == ROWS
    assert not file.has_changed()


def test_a_file_that_was_written_into_says_so(tmp_path: Path) -> None:
    file = written(tmp_path / "f", ROWS)
    with (tmp_path / "f").open("ab") as stream:
        stream.write(b"more\n")
    assert file.has_changed()
    error = file.changed()
    assert isinstance(error, BadgepressError)
    assert (str(error), error.hint) == ("content/f.csv changed while it was being read", "build again")


def test_the_file_is_closed_when_nobody_needs_it(tmp_path: Path) -> None:
    (tmp_path / "f").write_bytes(b"")
    handle = os.open(tmp_path / "f", os.O_RDONLY)
    file = RowFile("content/f.csv", handle)
    assert os.fstat(handle).st_size == 0
    del file
    with pytest.raises(OSError, match="Bad file descriptor"):
        os.fstat(handle)
