"""PNG chunks: sound files come back byte for byte, everything else is refused with a reason."""

from __future__ import annotations

import io
import struct
import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from generator.errors import WireError
from generator.wire import png as room
from generator.wire.png import Chunk, Header, clean, itxt, read_chunks, read_header, write_chunk, write_png
from tests.pictures import chunk, ihdr, independent_chunks, picture, png

IDAT = chunk(b"IDAT", b"x")
IEND = chunk(b"IEND")
TEXT = chunk(b"tEXt", b"Comment\0hello")


def test_the_chunks_of_a_picture_come_in_order_and_an_independent_reader_agrees() -> None:
    data = picture(3, 2, 8, 6, 0, TEXT)
    chunks = read_chunks(data)
    assert [chunk.name for chunk in chunks] == [b"IHDR", b"tEXt", b"IDAT", b"IEND"]
    assert [(chunk.name, chunk.data) for chunk in chunks] == independent_chunks(data)


def test_writing_what_was_read_gives_the_same_bytes() -> None:
    data = png(ihdr(), TEXT, IDAT, chunk(b"IDAT"), chunk(b"tIME", bytes(7)), IEND)
    assert write_png(read_chunks(data)) == data


def test_a_picture_by_pillow_is_read_and_its_header_understood() -> None:
    buffer = io.BytesIO()
    Image.new("RGBA", (17, 5), (1, 2, 3, 4)).save(buffer, "PNG")
    assert read_header(read_chunks(buffer.getvalue())) == Header(17, 5, 8, 6, False)


@pytest.mark.parametrize("colour", range(8))
@pytest.mark.parametrize("depth", [0, 1, 2, 3, 4, 8, 16, 32])
def test_exactly_the_fifteen_kinds_of_pixels_are_accepted(colour: int, depth: int) -> None:
    legal = {0: (1, 2, 4, 8, 16), 2: (8, 16), 3: (1, 2, 4, 8), 4: (8, 16), 6: (8, 16)}
    data = png(ihdr(1, 1, depth, colour), IDAT, IEND)
    if depth in legal.get(colour, ()):
        samples = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}[colour]
        assert read_header(read_chunks(data)).bits_per_pixel == depth * samples
    else:
        with pytest.raises(WireError, match=f"bit depth {depth} with colour type {colour} does not exist"):
            read_chunks(data)


@pytest.mark.parametrize(("width", "height"), [(1, 1), (4096, 4096), (1, 4096)])
def test_sides_up_to_4096_pixels_are_accepted(width: int, height: int) -> None:
    header = read_header(read_chunks(png(ihdr(width, height), IDAT, IEND)))
    assert (header.width_px, header.height_px) == (width, height)


HEADER = struct.pack(">IIBBBBB", 3, 2, 8, 6, 0, 0, 0)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "not a PNG"),
        (b"\x89PNG\r\n\x1a", "not a PNG"),
        (b"\xff\xd8\xff\xe0" + bytes(40), "not a PNG"),
        (b"\x89PNG\n\x1a\n" + ihdr() + IDAT + IEND, "not a PNG"),
        (png(), "cut short"),
        (png(ihdr(), IDAT), "cut short"),
        (png(ihdr(), IDAT, IEND)[:-1], "cut short"),
        (png(ihdr(), IDAT)[:-1], "longer than the file"),
        (png(ihdr(), b"\x7f\xff\xff\xff" + IDAT[4:], IEND), "the chunk at byte 33 is longer than the file"),
        (png(ihdr(), b"\xff\xff\xff\xff" + IDAT[4:], IEND), "longer than the file"),
        (png(ihdr(), IDAT, IEND, b"\0"), "1 bytes follow IEND"),
        (png(ihdr(), IDAT, IEND, IEND), "12 bytes follow IEND"),
        (png(ihdr(), chunk(b"t3Xt"), IDAT, IEND), "not four letters"),
        (png(ihdr(), chunk(b"tEX "), IDAT, IEND), "not four letters"),
        (png(ihdr(), chunk(b"tEX\xe9"), IDAT, IEND), "not four letters"),
        (png(ihdr(), IDAT[:-1] + bytes([IDAT[-1] ^ 1]), IEND), "checksum of chunk IDAT at byte 33"),
        (png(ihdr()[:-1] + b"\0", IDAT, IEND), "checksum of chunk IHDR at byte 8"),
        (png(IDAT, ihdr(), IEND), "IHDR is not the first"),
        (png(IEND), "IHDR is not the first"),
        (png(ihdr(), ihdr(), IDAT, IEND), "IHDR is not the first chunk, or not the only"),
        (png(ihdr(), IEND), "no image data"),
        (png(ihdr(), IDAT, TEXT, IDAT, IEND), "other chunks stand between"),
        (png(ihdr(), chunk(b"IDAX"), IDAT, IEND), "IDAX is unknown and may not be ignored"),
        (png(ihdr(), chunk(b"QaTZ"), IDAT, IEND), "QaTZ is unknown and may not be ignored"),
        (png(ihdr(), chunk(b"PLTE", bytes(3)), chunk(b"PLTE", bytes(3)), IDAT, IEND), "PLTE is there twice"),
        (png(ihdr(), IDAT, chunk(b"PLTE", bytes(3)), IEND), "after the image data"),
        (png(ihdr(), IDAT, chunk(b"IEND", b"x")), "IEND is not empty"),
        (png(chunk(b"IHDR", HEADER[:-1]), IDAT, IEND), "IHDR: expected 13 bytes, got 12"),
        (png(chunk(b"IHDR", HEADER + b"\0"), IDAT, IEND), "IHDR: expected 13 bytes, got 14"),
        (png(ihdr(0, 1), IDAT, IEND), "is 0 x 1 pixels"),
        (png(ihdr(1, 0), IDAT, IEND), "is 1 x 0 pixels"),
        (png(ihdr(4097, 1), IDAT, IEND), "is 4097 x 1 pixels; 1 to 4096"),
        (png(ihdr(1, 2**31), IDAT, IEND), "1 to 4096"),
        (png(chunk(b"IHDR", HEADER[:10] + b"\1\0\0"), IDAT, IEND), "method that does not exist"),
        (png(chunk(b"IHDR", HEADER[:10] + b"\0\1\0"), IDAT, IEND), "method that does not exist"),
        (png(chunk(b"IHDR", HEADER[:10] + b"\0\0\2"), IDAT, IEND), "method that does not exist"),
    ],
)
def test_a_picture_that_is_not_sound_is_refused_with_the_reason(data: bytes, reason: str) -> None:
    with pytest.raises(WireError, match=reason):
        read_chunks(data)


@pytest.mark.parametrize("interlace", [0, 1])
def test_interlaced_pictures_are_accepted_and_known_as_such(interlace: int) -> None:
    assert read_header(read_chunks(picture(9, 9, 8, 2, interlace))).interlaced is bool(interlace)


def test_the_size_of_a_file_is_bounded_and_the_bound_is_the_callers() -> None:
    data = png(ihdr(), chunk(b"IDAT", bytes(room.MAX_BYTES)), IEND)
    with pytest.raises(WireError, match="expected at most 8388608 bytes, got 8388665"):
        read_chunks(data)
    assert len(read_chunks(data, max_bytes=len(data))) == 3
    with pytest.raises(WireError, match="at most"):
        read_chunks(data, max_bytes=len(data) - 1)


def test_the_number_of_chunks_is_bounded_and_with_it_the_memory() -> None:
    empty = chunk(b"teXt")
    most = room.MAX_CHUNKS - 3
    assert len(read_chunks(png(ihdr(), empty * most, IDAT, IEND))) == room.MAX_CHUNKS
    tracemalloc.start()
    try:
        with pytest.raises(WireError, match="more than 16384 chunks"):
            read_chunks(png(ihdr(), empty * 600_000, IDAT, IEND))
        assert tracemalloc.get_traced_memory()[1] < 24 * 1024 * 1024
    finally:
        tracemalloc.stop()


def test_cleaning_keeps_what_draws_and_nothing_else() -> None:
    drawing = [ihdr(2, 2, 8, 3), chunk(b"PLTE", bytes(6)), chunk(b"tRNS", b"\0"), IDAT, chunk(b"IDAT", b"y"), IEND]
    noise = [
        TEXT,
        itxt("openbadgecredential", b"{}"),
        chunk(b"eXIf", b"GPS"),
        chunk(b"pHYs", bytes(9)),
        chunk(b"acTL", bytes(8)),
    ]
    data = png(drawing[0], *noise, *drawing[1:5], chunk(b"tIME", bytes(7)), drawing[5])
    assert clean(data) == png(*drawing)
    assert clean(clean(data)) == clean(data)


def test_cleaning_refuses_what_is_not_sound() -> None:
    with pytest.raises(WireError, match="cut short"):
        clean(picture()[:-1])


def test_an_itxt_chunk_is_the_one_of_the_standard() -> None:
    wanted = "0000001a 69545874 6f70656e626164676563726564656e7469616c 0000000000 7b7d 9f947307"
    assert itxt("openbadgecredential", b"{}") == bytes.fromhex(wanted)


@pytest.mark.parametrize("keyword", ["x", "x" * 79, "a b"])
def test_a_keyword_of_any_allowed_length_is_written(keyword: str) -> None:
    assert itxt(keyword, b"text") == chunk(b"iTXt", keyword.encode() + b"\0\0\0\0\0text")


@pytest.mark.parametrize("keyword", ["", "x" * 80, " a", "a ", "a\0b", "a\nb"])
def test_a_keyword_that_png_does_not_allow_is_refused(keyword: str) -> None:
    with pytest.raises(WireError, match="1 to 79 printable characters"):
        itxt(keyword, b"")


def test_a_chunk_is_written_with_length_and_checksum() -> None:
    assert write_chunk(b"IEND", b"") == bytes.fromhex("0000000049454e44ae426082")


@given(st.data())
def test_damage_of_any_kind_is_a_wire_error_or_a_sound_picture(data: st.DataObject) -> None:
    """Whatever passes is sound: written again it gives the same bytes."""
    start = bytearray(png(ihdr(), TEXT, IDAT, IEND))
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(start)))
        start[at : at + data.draw(st.integers(0, 30))] = data.draw(st.binary(max_size=30))
    _sound_or_refused(bytes(start))


@given(
    st.lists(
        st.tuples(st.sampled_from([b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"iTXt"]), st.binary(max_size=20)),
        max_size=6,
    )
)
def test_chunks_in_any_order_are_a_wire_error_or_a_sound_picture(chunks: list[tuple[bytes, bytes]]) -> None:
    _sound_or_refused(png(*(chunk(*one) for one in chunks)))
    _sound_or_refused(png(ihdr(), *(chunk(*one) for one in chunks), IEND))


def _sound_or_refused(data: bytes) -> None:
    try:
        chunks = read_chunks(data)
    except WireError:
        return
    assert write_png(chunks) == data
    assert chunks[0].name == b"IHDR"
    assert chunks[-1] == Chunk(b"IEND", b"")
