"""Reading PDFs of strangers: every honest way of writing the file table, and an end to every dishonest one."""

from __future__ import annotations

import contextlib
import tracemalloc
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.errors import WireError
from generator.wire.pdf import MAX_BYTES, Pdf, Ref, Stream
from generator.wire.pdfobjects import MAX_DEPTH, Budget, Name, Reader
from tests.bakedpdf import attached, object_at, whole
from tests.steps import steps_at_most


def value(text: bytes) -> object:
    return Reader(text, 0, Budget(10_000)).value()


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        (b"null", None),
        (b" %a comment\r\n true ", True),
        (b"-12", -12),
        (b"+.5", 0.5),
        (b"4.", 4.0),
        (b"/Type#20x ", Name("Type x")),
        (b"/", Name("")),
        (
            rb"(a(b)\)\101\\ \
c)",
            b"a(b))A\\ c",
        ),
        (b"<48 4>", b"H@"),
        (b"[1 2 R 3 0 R]", None),
        (b"<</A[12 0 R 7]/B<</C(d)>>>>", {"A": [Ref(12, 0), 7], "B": {"C": b"d"}}),
    ],
)
def test_a_value_is_read_as_the_standard_writes_it(text: bytes, meaning: object) -> None:
    if text.startswith(b"[1 2 R"):
        assert value(text) == [Ref(1, 2), Ref(3, 0)]
    else:
        assert value(text) == meaning


@pytest.mark.parametrize(
    "text",
    [b"", b"(a", b"<4g>", b"[1", b"<</A 1", b"<</A 1/A 2>>", b"<<1 2>>", b"nil", b"1.2.3", b"/" + b"n" * 200, b"]"],
)
def test_what_is_no_value_is_refused(text: bytes) -> None:
    with pytest.raises(WireError):
        value(text)


def test_values_nested_too_deeply_are_refused() -> None:
    assert value(b"[" * MAX_DEPTH + b"]" * MAX_DEPTH) is not None
    with pytest.raises(WireError, match="too deeply"):
        value(b"[" * 10_000 + b"]" * 10_000)


def test_the_newest_edition_of_an_object_counts() -> None:
    old = attached(b"{}")
    place = len(old)
    start = int(old.rpartition(b"startxref\n")[2].split(b"\n")[0])
    newer = b"1 0 obj\n(newer)\nendobj\n"
    table = b"xref\n1 1\n%010d 00000 n \n" % place
    end = b"trailer\n<</Root 1 0 R/Size 6/Prev %d>>\nstartxref\n%d\n%%%%EOF\n" % (start, place + len(newer))
    assert Pdf(old + newer + table + end).resolve(Ref(1, 0)) == b"newer"


def test_an_object_that_calls_itself_otherwise_is_refused() -> None:
    data = attached(b"{}").replace(b"2 0 obj", b"9 0 obj")
    with pytest.raises(WireError, match="is not there"):
        Pdf(data).resolve(Ref(2, 0))


def test_an_encrypted_file_is_refused() -> None:
    with pytest.raises(WireError, match="encrypted"):
        Pdf(attached(b"{}").replace(b"/Size", b"/Encrypt 9 0 R/Size"))


@pytest.mark.parametrize(
    "objects",
    [
        [b"<</Length 1 0 R>>\nstream\nx\nendstream"],  # a stream that is its own length
        [b"<</Length %d 0 R>>\nstream\nx\nendstream" % (number + 2) for number in range(3000)],  # a long row of them
    ],
)
def test_lengths_that_lead_in_circles_or_far_away_end(objects: list[bytes]) -> None:
    with pytest.raises(WireError):
        Pdf(whole(objects)).resolve(Ref(1, 0))


def test_a_table_that_leads_back_to_itself_ends() -> None:
    data = whole([b"null"])
    start = int(data.rpartition(b"startxref\n")[2].split(b"\n")[0])
    with pytest.raises(WireError, match="circle"):
        Pdf(data.replace(b"/Size", b"/Prev %d/Size" % start))


@pytest.mark.parametrize("terms", [b"", b"/DecodeParms<</Predictor 12/Columns 3>>"])
def test_sections_that_list_the_same_objects_again_and_again_are_refused_in_few_steps(terms: bytes) -> None:
    rows = bytes(4 * 600_000)
    index = b" ".join([b"0 150000"] * 4)
    head = b"%PDF-1.7\n"
    section = b"1 0 obj\n<</Type/XRef/W[1 1 1]/Index[%b]/Size 9%b/Length %d>>\nstream\n" % (index, terms, len(rows))
    data = head + section + rows + b"\nendstream\nendobj\nstartxref\n%d\n%%%%EOF\n" % len(head)
    with steps_at_most(20_000), pytest.raises(WireError, match="list more than"):
        Pdf(data)


def test_a_bomb_is_not_inflated_beyond_what_was_asked_for() -> None:
    bomb = zlib.compress(bytes(200 << 20), 9)
    data = whole([b"<</Filter/FlateDecode/Length %d>>\nstream\n" % len(bomb) + bomb + b"\nendstream"])
    pdf = Pdf(data)
    stream = pdf.resolve(Ref(1, 0))
    assert isinstance(stream, Stream)
    tracemalloc.start()
    try:
        with pytest.raises(WireError, match="too much"):
            pdf.content(stream, 1 << 20)
        assert tracemalloc.get_traced_memory()[1] < 4 << 20
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize(
    "body",
    [
        b"[" + b"0 " * (MAX_BYTES // 2 - 2000) + b"]",
        b"(" + b"\\(" * (MAX_BYTES // 2 - 2000) + b")",
        b"%" * (MAX_BYTES - 4000),
        b"<" + b" " * (MAX_BYTES - 4000),
        b"<<" * (MAX_BYTES // 2 - 2000),
    ],
    ids=["numbers", "escapes", "comment", "hex", "depth"],
)
def test_the_largest_file_of_nothing_in_particular_takes_a_few_steps_a_byte(body: bytes) -> None:
    with steps_at_most(2000 + 4 * MAX_BYTES), pytest.raises(WireError):
        Pdf(whole([body])).resolve(Ref(1, 0))


@given(st.data())
def test_a_damaged_file_is_read_or_refused_and_nothing_else(data: st.DataObject) -> None:
    good = bytearray(attached(b'{"a": 1}', packed=data.draw(st.booleans())))
    for _ in range(data.draw(st.integers(1, 6))):
        at = data.draw(st.integers(0, len(good) - 1))
        new = data.draw(st.sampled_from([b"", b"0", b"<<", b"]", b" 0 R", b"/W", b"(", b"9999999999", b"\xff"]))
        good[at : at + data.draw(st.integers(0, 4))] = new
    try:
        pdf = Pdf(bytes(good))
        for number in range(8):
            found = pdf.resolve(Ref(number, 0))
            if isinstance(found, Stream):
                pdf.content(found, 1 << 16)
    except WireError:
        pass


@given(st.binary(max_size=400))
def test_any_bytes_behind_the_mark_are_read_or_refused(rest: bytes) -> None:
    with contextlib.suppress(WireError):
        Pdf(b"%PDF-1.7\n" + rest)


def test_where_an_object_is_does_not_depend_on_what_is_written_inside_another() -> None:
    data = attached(b'{"text": "2 0 obj (another) endobj"}')
    assert isinstance(Pdf(data).resolve(Ref(2, 0)), dict)
    assert object_at(data, 2) == data.index(b"2 0 obj")
