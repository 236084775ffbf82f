"""CSV of other programs: separators, encodings, places; the standard library's reader is the oracle for values."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from generator.errors import BadgepressError
from generator.imports.table import Table, normal, write_rows

VALUES = st.lists(
    st.lists(st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=12), min_size=2, max_size=4),
    min_size=1,
    max_size=5,
)


def written(tmp_path: Path, data: bytes) -> Path:
    path = tmp_path / "some.csv"
    path.write_bytes(data)
    return path


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    VALUES, st.sampled_from(",;\t"), st.sampled_from(["\n", "\r\n"]), st.sampled_from(["utf-8", "utf-8-sig", "utf-16"])
)
def test_what_a_spreadsheet_writes_is_read_back(
    tmp_path: Path, rows: list[list[str]], separator: str, end: str, encoding: str
) -> None:
    header = ["first", "second"]
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=separator, lineterminator=end).writerows([header, *rows])
    path = written(tmp_path, text.getvalue().encode(encoding))
    table = Table(path)
    assert table.separator == separator
    found = list(table.records())
    expected = csv.reader(io.StringIO(text.getvalue(), newline=""), delimiter=separator)
    kept = [row for row in expected if "".join(row).strip()]
    assert [record.values for record in found] == kept
    assert not any(record.fault for record in found)


def test_each_value_is_found_in_its_line_and_column(tmp_path: Path) -> None:
    table = Table(written(tmp_path, b'a;b;c\n"x;y";2;"th\nree"\n4;"say ""so""";6\n'))
    _, second, third = table.records()
    assert (second.line, third.line) == (2, 4)
    assert [table.column_of(second, at) for at in range(3)] == [1, 7, 9]
    assert [table.column_of(third, at) for at in range(3)] == [1, 3, 16]


def test_a_quote_that_never_closes_is_told_with_its_line(tmp_path: Path) -> None:
    table = Table(written(tmp_path, b'a,b\n1,2\n"3,4\n5,6\n'))
    broken = [record for record in table.records() if record.fault]
    assert [record.line for record in broken] == [3]


def test_another_encoding_is_refused_until_it_is_named(tmp_path: Path) -> None:
    path = written(tmp_path, "name\nBjörk\n".encode("windows-1252"))
    with pytest.raises(BadgepressError, match="0xF6"):
        list(Table(path).records())
    assert [record.values for record in Table(path, "windows-1252").records()] == [["name"], ["Björk"]]


def test_names_of_columns_differ_in_nothing_that_programs_vary() -> None:
    assert normal("E-Mail-Adresse") == normal("e mail ADRESSE") == "emailadresse"
    assert normal("Vor/-Nachname") == "vornachname"


FORMULAS = st.text(st.sampled_from("'=+-@\t\r a5"), max_size=6)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.lists(st.lists(FORMULAS, min_size=2, max_size=2), max_size=4), st.sampled_from(",;\t"))
def test_no_value_is_written_as_a_formula_and_each_is_read_back_as_it_was(
    tmp_path: Path, rows: list[list[str]], separator: str
) -> None:
    data = write_rows([["first", "second"], *rows], separator)
    plain = list(csv.reader(io.StringIO(data.decode(), newline=""), delimiter=separator))
    assert not [value for row in plain for value in row if value.startswith(tuple("=+-@\t\r"))]
    table = Table(written(tmp_path, data), separator=separator)
    kept = [row for row in rows if "".join(row).strip()]
    assert [record.values for record in list(table.records())[1:]] == kept


@pytest.mark.parametrize("value", ["=1+1", "-3.5", "+49 30", "@home", "'tis", "'=x"])
def test_a_formula_is_guarded_by_one_apostrophe_and_other_apostrophes_stay(tmp_path: Path, value: str) -> None:
    is_formula = value.lstrip("'")[0] in "=+-@"
    data = write_rows([["a", "b"], [value, "x"]])
    assert data == f"a,b\n{chr(39) * is_formula}{value},x\n".encode()
    assert list(Table(written(tmp_path, data)).records())[1].values == [value, "x"]
