"""CSV: what the standard library reads is read the same, each field has its place, and nothing broken hides a row."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.ledger.csvtext import start
from generator.ledger.faults import Fault, Report
from generator.ledger.header import Columns
from generator.ledger.lines import LONGEST_LINE
from generator.ledger.rows import Rows
from generator.model import Place

COLUMNS = Columns(("id", "name", "note"), ("extra",))
BEGINNING = re.compile("[a-z]+[0-9]+,")
HEADER = b"id,name,note\n"


def walk(data: bytes) -> tuple[list[list[str]], list[str], Rows]:
    """The rows of a file, the problems as text, and the reader itself."""
    report = Report()
    rows = Rows(io.BytesIO(data), "f.csv", COLUMNS, report, BEGINNING)
    found = list(rows)
    return found, [f"{p.place.line}:{p.place.column} {p.code}" for p in report.problems()], rows


def told(data: bytes) -> list[str]:
    return walk(data)[1]


def read(data: bytes) -> list[list[str]]:
    found, problems, _ = walk(data)
    assert problems == []
    return [fields[:3] for fields in found]


def test_a_mark_of_byte_order_and_windows_line_ends_are_forgiven() -> None:
    assert read(b"\xef\xbb\xbfid,name,note\r\na1,Ann,x\r\n") == [["a1", "Ann", "x"]]


def test_blank_lines_and_rows_of_empty_fields_are_skipped() -> None:
    assert read(HEADER + b"\na1,Ann,x\n\n,,\n\r\na2,Bo,\n\n") == [["a1", "Ann", "x"], ["a2", "Bo", ""]]


def test_a_last_line_needs_no_line_end() -> None:
    assert read(HEADER + b"a1,Ann,x") == [["a1", "Ann", "x"]]


def test_a_quoted_value_may_have_lines_commas_and_quotes() -> None:
    assert read(HEADER + b'a1,"Ann ""A""\nOne, Two",x\n') == [["a1", 'Ann "A"\nOne, Two', "x"]]


def test_other_line_separators_are_ordinary_characters_of_a_value() -> None:
    text = "id,name,note\na1,Ann\u2028B\x85,x\n"
    assert read(text.encode()) == [["a1", "Ann\u2028B\x85", "x"]]


def test_the_line_of_a_row_is_the_one_it_begins_in() -> None:
    rows = Rows(io.BytesIO(HEADER + b'a1,"A\nB",x\n\na2,C,y\n'), "f.csv", COLUMNS, Report(), BEGINNING)
    assert [rows.line for _ in rows] == [2, 5]


def test_a_place_is_where_the_field_begins_its_quote_included() -> None:
    rows = Rows(io.BytesIO(HEADER + 'a1,"千\nB, ","x"\n'.encode()), "f.csv", COLUMNS, Report(), BEGINNING)
    next(iter(rows))
    assert [rows.place(column) for column in range(3)] == [
        Place("f.csv", 2, 1),
        Place("f.csv", 2, 4),
        Place("f.csv", 3, 6),
    ]


def test_only_the_first_error_of_a_field_is_reported() -> None:
    report = Report()
    rows = Rows(io.BytesIO(HEADER + b"a1,Ann,x\n"), "f.csv", COLUMNS, report, BEGINNING)
    for _ in rows:
        rows.fault(1, Fault("one", "first"))
        rows.fault(1, Fault("two", "second"))
        assert not rows.is_sound
    assert [problem.code for problem in report.problems()] == ["one"]


@pytest.mark.parametrize(
    ("data", "problems"),
    [
        (b"", ["1:1 header-missing"]),
        (b"\n\n", ["1:1 header-missing"]),
        (b"a1,Ann,x\n", ["1:1 header-missing"]),
        (b"id;name;note\na1;Ann;x\n", ["1:1 csv-separator"]),
        (b"id\tname\tnote\n", ["1:1 csv-separator"]),
        (b"id,nmae,note\na1,Ann,x\n", ["1:4 column-unknown"]),
        (b"id,Name,note\na1,Ann,x\n", ["1:4 column-unknown"]),
        (b"id,name\na1,Ann\n", ["1:1 column-missing"]),
        (b"id,name,note,name\na1,Ann,x,y\n", ["1:14 column-repeated"]),
        (b"id,note,name\na1,x,Ann\n", ["1:4 column-order"]),
        (b"id,extra,name,note\na1,,Ann,x\n", ["1:4 column-order"]),
        (b"id,name,note,colour\na1,Ann,x,red\n", ["1:14 column-unknown"]),
        (b'id,"name,note\na1,Ann,x\n', ["1:4 csv-quote"]),
        (b"id,name,n\xf6te\na1,Ann,x\n", ["1:10 not-utf8"]),
    ],
)
def test_a_slip_in_the_header_is_one_problem(data: bytes, problems: list[str]) -> None:
    assert told(data) == problems


@pytest.mark.parametrize(
    ("header", "row"),
    [
        (b"id,note,name", b"a1,x,Ann"),
        (b"id,nmae,note", b"a1,Ann,x"),
        (b"id,name,note,colour", b"a1,Ann,x,red"),
        (b"id,name,note,name", b"a1,Ann,x,Ben"),
        (b'id,"name,note', b"a1,Ann,x"),
        (b"id,name,n\xf6te", b"a1,Ann,x"),
        (b"a0,Al,y", b"a1,Ann,x"),
    ],
)
def test_rows_below_a_wrong_header_are_read_all_the_same(header: bytes, row: bytes) -> None:
    found, _, _ = walk(header + b"\n" + row + b"\n")
    assert found[-1][:3] == ["a1", "Ann", "x"]


def test_a_column_that_is_missing_spoils_the_rows_without_a_word() -> None:
    report = Report()
    rows = Rows(io.BytesIO(b"id,name\na1,Ann\n"), "f.csv", COLUMNS, report, BEGINNING)
    for fields in rows:
        assert fields == ["a1", "Ann", "", ""]
        rows.fault(2, Fault("blank", "the note is blank"))
        assert not rows.is_sound
    assert [problem.code for problem in report.problems()] == ["column-missing"]


def test_a_name_that_is_missing_in_the_header_alone_is_one_problem() -> None:
    found, problems, _ = walk(b"id,name\na1,Ann,x\na2,Bo,y\na3,C\n")
    assert problems == ["1:1 column-missing", "4:1 field-count"]
    assert [fields[:3] for fields in found] == [["a1", "Ann", "x"], ["a2", "Bo", "y"]]


@pytest.mark.parametrize(
    "columns", [[f"x{n}" for n in range(100_000)], ["name"] * 100_000], ids=["unknown", "repeated"]
)
def test_a_header_of_many_wrong_columns_names_the_first_of_them(columns: list[str]) -> None:
    problems = told(",".join(["id", "name", "note", *columns]).encode())
    assert 50 <= len(problems) <= 51


def test_an_optional_column_may_be_there_or_not() -> None:
    assert walk(b"id,name,note,extra\na1,Ann,x,y\n")[0] == [["a1", "Ann", "x", "y"]]
    assert walk(b"id,name,note\na1,Ann,x\n")[0] == [["a1", "Ann", "x", ""]]


@pytest.mark.parametrize(
    ("broken", "problem"),
    [
        (b"b1,Bo", "3:1 field-count"),
        (b"b1,Bo,x,y", "3:9 field-count"),
        (b'b1,"Bo,x', "3:4 csv-quote"),
        (b'b1,"Bo"x,y', "3:4 csv-quote"),
        (b'b1,Bo "x",y', "3:4 csv-quote"),
        (b'b1, "Bo, x",y', "3:4 csv-quote"),
        (b"b1,Bo\rx,y", "3:4 csv-line-end"),
        (b"b1,B\xe9,x", "3:5 not-utf8"),
        (b"b1,B\x00,x", "3:4 control-character"),
        (b'b1,"two\nlines"x,y', "3:4 csv-quote"),
        (b'b1,"two\nlines"', "3:1 field-count"),
        (b"b1," + b"x" * LONGEST_LINE + b",y", "3:1 line-too-long"),
    ],
)
def test_a_broken_row_is_one_problem_and_hides_no_other(broken: bytes, problem: str) -> None:
    found, problems, _ = walk(HEADER + b"a1,Ann,x\n" + broken + b'\nc1,Cy,"z"\nd1,Di\n')
    last = 5 + broken.count(b"\n")
    assert problems == [problem, f"{last}:1 field-count"]
    assert ["c1", "Cy", "z", ""] in found


def test_a_quote_that_swallows_a_whole_file_of_rows_gives_them_back() -> None:
    rows = b"".join(b"r%d,Name,note\n" % number for number in range(100_000))
    found, problems, _ = walk(HEADER + b'b1,"Bo,x\n' + rows + b"c1,Cy\n")
    assert problems == ["2:4 csv-quote", "100003:1 field-count"]
    assert len(found) == 100_000


def test_many_open_quotes_cost_no_more_than_their_rows() -> None:
    found, problems, _ = walk(HEADER + b'b1,"Bo,x\na1,Ann,x\n' * 400)
    assert problems == [f"{line}:4 csv-quote" for line in range(2, 802, 2)]
    assert len(found) == 400


def test_rows_that_cannot_be_read_leave_their_key() -> None:
    _, _, rows = walk(HEADER + b'a1,Ann\nb1,"Bo,x\nc1,C\xff,x\n')
    assert rows.lost == {"a1": 2, "b1": 3, "c1": 4}


def test_each_line_with_wrong_bytes_is_named_by_its_first_one() -> None:
    assert told(HEADER + "a1,é".encode() + b"\xff\xfe,x\na2,Bo,x\na3,\x80,x\n") == ["2:5 not-utf8", "4:4 not-utf8"]


def test_a_file_of_sixteen_bit_text_is_one_problem() -> None:
    assert told("id,name,note\na1,Ann,x\n".encode("utf-16")) == ["1:1 not-utf8"]


def test_a_file_whose_lines_end_with_cr_alone_is_one_problem() -> None:
    assert told(b"id,name,note\ra1,Ann,x\r") == ["1:9 csv-line-end"]


def test_a_file_of_one_endless_line_is_one_problem_and_little_memory() -> None:
    assert told(b"x" * (3 * LONGEST_LINE)) == ["1:1 line-too-long"]


FIELDS = st.text(alphabet=st.characters(codec="utf-8", exclude_characters="\x00\r"), max_size=12)


@given(st.lists(st.lists(FIELDS, min_size=3, max_size=3), max_size=8), st.sampled_from(["\n", "\r\n"]), st.booleans())
def test_what_a_writer_writes_is_read_back(rows: list[list[str]], line_end: str, quote_all: bool) -> None:
    text = io.StringIO()
    quoting = csv.QUOTE_ALL if quote_all else csv.QUOTE_MINIMAL
    csv.writer(text, lineterminator=line_end, quoting=quoting).writerows([["id", "name", "note"], *rows])
    data = text.getvalue().encode()
    expected = [row for row in csv.reader(io.StringIO(data.decode(), newline="")) if any(row)][1:]
    assert [fields[:3] for fields in walk(data)[0]] == expected


@given(st.lists(FIELDS.filter(lambda text: text), min_size=1, max_size=6), st.booleans())
def test_each_field_of_a_record_is_found_where_it_was_written(fields: list[str], quote_all: bool) -> None:
    record, places = "", []
    for text in fields:
        record += "," if record else ""
        places.append((record.count("\n"), len(record) - (record.rfind("\n") + 1) + 1))
        plain = not quote_all and not set(text) & set('",\n')
        record += text if plain else '"' + text.replace('"', '""') + '"'
    assert [start(record + "\n", position) for position in range(len(fields))] == places
    assert start(record + "\n", len(fields)) == places[-1]


@given(
    st.lists(st.sampled_from([b'"', b",", b"\n", b"\r", b"a1,", b"\xff", b"x", b"\x00", b'""', HEADER]), max_size=40)
)
def test_arbitrary_bytes_give_rows_or_problems_and_never_an_exception(pieces: list[bytes]) -> None:
    found, _, _ = walk(HEADER + b"".join(pieces))
    assert all(len(fields) == 4 for fields in found)


@given(st.binary(max_size=200))
def test_arbitrary_bytes_without_a_header_are_taken_as_calmly(data: bytes) -> None:
    walk(data)


def test_the_limit_of_the_library_is_put_back(tmp_path: Path) -> None:
    before = csv.field_size_limit()
    walk(HEADER + b"a1,Ann,x\n")
    assert csv.field_size_limit() == before


def test_an_input_error_ends_the_file_with_a_problem() -> None:
    class Broken(io.BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            if self.tell():
                raise OSError(5, "Input/output error")
            return super().read(20)

    report = Report()
    rows = Rows(Broken(HEADER + b"a1,Ann,x\n" * 9), "f.csv", COLUMNS, report, BEGINNING)
    list(rows)
    assert [problem.code for problem in report.problems()] == ["file-unreadable"]


def test_an_optional_column_may_be_left_out_before_one_that_is_there() -> None:
    report = Report()
    text = "name,email,when\n" + "".join(f"a{number},b,c{number}\n" for number in range(50))
    columns = Columns(("name", "email"), ("what", "when"))
    rows = list(Rows(io.BytesIO(text.encode()), "x.csv", columns, report, re.compile("a")))
    assert [row[2:] for row in rows] == [["", f"c{number}"] for number in range(50)]
    assert not report.problems()
