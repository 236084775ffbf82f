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
from tests.steps import steps_at_most

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


HIDING = """\
Badge Template ID,Issued to Email,Issued to First Name,Issue Date
t,nora@example.com,"Nora,2024-03-01
t,ivo@example.com,Ivo,2024-03-01
t,"jo@example.com,Jo,2024-03-01
t,"al@example.com",Al,2024-03-01
t,di@example.com,"Di
and Al",2024-03-01
t,bo@example.com,"Bo,2024-03-01
t,cy@example.com,Cy,2024-03-01
"""


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"], ids=["LF", "CRLF", "CR"])
def test_an_open_quote_is_told_where_it_opens_and_hides_no_row_behind_it(tmp_path: Path, end: str) -> None:
    table = Table(written(tmp_path, HIDING.replace("\n", end).encode()))
    records = list(table.records())
    assert [(record.line, record.values[2]) for record in records if not record.fault][1:] == [
        (3, "Ivo"),
        (5, "Al"),
        (6, f"Di{end}and Al"),
        (9, "Cy"),
    ]
    assert [(*record.fault_at, record.fault.text) for record in records if record.fault] == [
        (2, 20, "the quote that opens here is closed 2 lines further down in the middle of a value"),
        (4, 3, "the quote that opens here is closed 1 line further down in the middle of a value"),
        (8, 18, "a quote in this row is not closed: it opens here, and 1 line below it were read as part of its value"),
    ]
    assert [record.text for record in records if record.fault] == [
        line + end for line in HIDING.splitlines() if line.count('"') % 2 and "and Al" not in line and '"Di' not in line
    ]


@pytest.mark.parametrize(
    ("row", "column"),
    [('1,5" disk', 4), ('1,"say "hi"', 11), ('1,"a""', 3), ('"1""","2" "', 11)],
)
def test_an_odd_quote_in_a_row_is_told_at_its_column(tmp_path: Path, row: str, column: int) -> None:
    found = list(Table(written(tmp_path, f"a,b\n{row}\n3,4\n".encode())).records())
    assert [record.fault_at for record in found if record.fault] == [(2, column)]
    assert found[-1].values == ["3", "4"]


@pytest.mark.parametrize("row", ['1,"2', '"1","2', '1,2"'])
def test_of_many_rows_with_an_open_quote_each_is_told(tmp_path: Path, row: str) -> None:
    found = list(Table(written(tmp_path, b"a,b\n" + f"{row}\n".encode() * 500)).records())
    assert [record.line for record in found if record.fault] == list(range(2, 502))


@pytest.mark.parametrize("rows", ['"x","y\nx,y\n', 'x,"y\n', 'x,"y\n' + "x,y\n" * 9, '"x","y\n'], ids=repr)
def test_many_open_quotes_cost_no_more_than_their_rows(tmp_path: Path, rows: str) -> None:
    path = written(tmp_path, ("a,b\n" + rows * (40_000 // rows.count("\n"))).encode())
    with steps_at_most(200 * 40_000):
        assert sum(1 for _ in Table(path).records()) > 39_000


def test_quotes_that_hide_nothing_are_let_pass(tmp_path: Path) -> None:
    found = list(Table(written(tmp_path, b'a,b\n1,a "b" c\n2,"d" e\n3,"f\ng"\n')).records())
    assert not any(record.fault for record in found) and len(found) == 4


def test_a_value_beyond_its_bound_is_told_as_such_and_hides_no_row_behind_it(tmp_path: Path) -> None:
    data = b'a,b\n1,"' + b"x\n" * 600_000 + b'"\n2,3\n'
    *_, broken, last = (record for record in Table(written(tmp_path, data)).records() if len(record.values) != 1)
    assert last.values == ["2", "3"]
    assert broken.fault is not None and broken.fault.code in ("record-too-long", "csv-quote")


def test_another_encoding_is_refused_until_it_is_named(tmp_path: Path) -> None:
    path = written(tmp_path, "name\nBjörk\n".encode("windows-1252"))
    with pytest.raises(BadgepressError, match="0xF6"):
        list(Table(path).records())
    assert [record.values for record in Table(path, "windows-1252").records()] == [["name"], ["Björk"]]


@pytest.mark.parametrize(
    ("data", "encoding", "place"),
    [
        (b"name\nBj\xf6rk\n", "", "2:3: the byte 0xF6 here (byte 3 of this line) is not utf-8"),
        (b"name\n" + b"Zo\xc3\xab\n" * 9000 + b"\xc3\xab,Bj\xf6rk\n", "", "9002:5: the byte 0xF6 here (byte 6 "),
        (b"\xef\xbb\xbfname\r\n" + b"x" * 70_000 + b"\r\nBj\xf6rk\n", "", "3:3: the byte 0xF6 here (byte 3 "),
        (b"name\rx\rBj\xf6", "", "3:3: the byte 0xF6 here (byte 3 "),
        ("name\nBjö".encode("utf-16") + b"\x00\xdc", "", "2:4: the byte 0x00 here (byte 7 of this line) is not utf-16"),
        (b"n\nBj\x81", "windows-1252", "2:3: the byte 0x81 here (byte 3 of this line) is not windows-1252"),
    ],
)
def test_a_byte_that_does_not_fit_is_told_with_its_line_and_column(
    tmp_path: Path, data: bytes, encoding: str, place: str
) -> None:
    path = written(tmp_path, data)
    with pytest.raises(BadgepressError) as caught:
        list(Table(path, encoding).records())
    assert str(caught.value).startswith(f"{path}:{place}")
    assert "--encoding" in caught.value.hint


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
