"""The pixels of a PNG: all there, and no more. Pillow is asked whether it agrees."""

from __future__ import annotations

import io
import tracemalloc
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from generator.errors import WireError
from generator.wire.pixels import check_pixels
from generator.wire.png import Header
from tests.pictures import chunk, ihdr, picture, png, rows

KINDS = [
    (depth, colour)
    for colour, depths in {0: (1, 2, 4, 8, 16), 2: (8, 16), 3: (1, 2, 4, 8), 4: (8, 16), 6: (8, 16)}.items()
    for depth in depths
]
IEND = chunk(b"IEND")


@pytest.mark.parametrize("interlace", [0, 1])
@pytest.mark.parametrize(("depth", "colour"), KINDS)
def test_every_kind_and_size_of_picture_has_the_size_that_pillow_expects(
    depth: int, colour: int, interlace: int
) -> None:
    for width in (1, 2, 3, 4, 5, 7, 8, 9, 13):
        for height in (1, 2, 3, 5, 7, 8, 9, 13):
            data = picture(width, height, depth, colour, interlace)
            assert check_pixels(data) == Header(width, height, depth, colour, interlace == 1)
            with Image.open(io.BytesIO(data), formats=["PNG"]) as image:
                image.load()
                assert image.size == (width, height)


@pytest.mark.parametrize("interlace", [0, 1])
@pytest.mark.parametrize("change", [lambda stream: stream[:-1], lambda stream: stream + b"\0", lambda stream: b""])
def test_one_byte_of_pixels_too_few_or_too_many_is_refused(change: object, interlace: int) -> None:
    stream = change(rows(5, 4, 8, 2, interlace))
    with pytest.raises(WireError, match=r"the image data (ends before|does not end with) the last pixel"):
        check_pixels(png(ihdr(5, 4, 8, 2, interlace), chunk(b"IDAT", zlib.compress(stream)), IEND))


def in_idats(stream: bytes, size: int) -> bytes:
    return b"".join(chunk(b"IDAT", stream[at : at + size]) for at in range(0, len(stream), size))


@pytest.mark.parametrize("size", [1, 2, 7, 1000])
def test_the_stream_may_be_cut_into_chunks_anywhere(size: int) -> None:
    stream = zlib.compress(rows(9, 9, 8, 6, 0, filler=200))
    check_pixels(png(ihdr(9, 9), chunk(b"IDAT"), in_idats(stream, size), chunk(b"IDAT"), IEND))


def test_a_large_picture_takes_little_memory() -> None:
    data = picture(4096, 4096, 16, 6)
    tracemalloc.start()
    try:
        check_pixels(data)
        assert tracemalloc.get_traced_memory()[1] < 8 * 1024 * 1024
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("level", [0, 1, 9])
def test_a_noisy_picture_passes_at_every_level_of_compression(level: int) -> None:
    stream = b"".join(b"\4" + bytes((row * 7 + at * at) % 256 for at in range(300)) for row in range(200))
    check_pixels(png(ihdr(100, 200, 8, 2), in_idats(zlib.compress(stream, level), 8192), IEND))


def test_a_bomb_stops_at_the_first_byte_too_many() -> None:
    bomb = zlib.compress(bytes(64 << 20), 9)
    tracemalloc.start()
    try:
        with pytest.raises(WireError, match="does not end with the last pixel"):
            check_pixels(png(ihdr(5, 5), chunk(b"IDAT", bomb), IEND))
        assert tracemalloc.get_traced_memory()[1] < 2 * 1024 * 1024
    finally:
        tracemalloc.stop()


STREAM = zlib.compress(rows(3, 2, 8, 6, 0))


@pytest.mark.parametrize(
    ("idat", "reason"),
    [
        (b"", "ends before the last pixel"),
        (STREAM[:-5], "ends before the last pixel"),
        (STREAM[:-1], "does not end with the last pixel"),
        (STREAM[:4], "ends before the last pixel"),
        (STREAM + b"\0", "does not end with the last pixel"),
        (STREAM + bytes(40_000), "does not end with the last pixel"),
        (STREAM[:-1] + bytes([STREAM[-1] ^ 1]), "cannot be inflated"),
        (b"\0" + STREAM, "cannot be inflated"),
        (zlib.compress(b"\5" + rows(3, 2, 8, 6, 0)[1:]), "a filter that does not exist"),
    ],
)
def test_image_data_that_is_not_whole_is_refused(idat: bytes, reason: str) -> None:
    with pytest.raises(WireError, match=reason):
        check_pixels(png(ihdr(), chunk(b"IDAT", idat), IEND))


def test_the_second_row_of_an_interlaced_picture_is_looked_at_too() -> None:
    stream = bytearray(rows(4, 4, 8, 0, 1))
    stream[-5] = 9  # the filter byte of the last row: one byte and four pixels
    with pytest.raises(WireError, match="a filter that does not exist"):
        check_pixels(png(ihdr(4, 4, 8, 0, 1), chunk(b"IDAT", zlib.compress(bytes(stream))), IEND))


def plte(length: int) -> bytes:
    return chunk(b"PLTE", bytes(length))


def trns(length: int) -> bytes:
    return chunk(b"tRNS", bytes(length))


@pytest.mark.parametrize(
    ("depth", "colour", "before"),
    [
        (8, 3, [plte(3)]),
        (8, 3, [plte(768)]),
        (1, 3, [plte(6)]),
        (8, 3, [plte(9), trns(1)]),
        (8, 3, [plte(9), trns(3)]),
        (8, 2, [plte(768)]),
        (8, 6, [plte(3)]),
        (8, 0, [trns(2)]),
        (16, 2, [trns(6)]),
    ],
)
def test_palettes_and_transparency_that_fit_are_accepted(depth: int, colour: int, before: list[bytes]) -> None:
    check_pixels(picture(3, 2, depth, colour, 0, *before))


@pytest.mark.parametrize(
    ("depth", "colour", "before", "reason"),
    [
        (8, 3, [chunk(b"gAMA", bytes(4))], "has no palette"),
        (8, 3, [plte(0)], "PLTE of 0 bytes is not 1 to 256 colours"),
        (8, 3, [plte(4)], "PLTE of 4 bytes"),
        (8, 3, [plte(771)], "PLTE of 771 bytes"),
        (1, 3, [plte(9)], "not 1 to 2 colours"),
        (8, 2, [plte(771)], "not 1 to 256 colours"),
        (8, 0, [plte(3)], "which colour type 0 must not"),
        (8, 4, [plte(3)], "which colour type 4 must not"),
        (8, 3, [plte(9), trns(4)], "tRNS of 4 bytes does not fit colour type 3"),
        (8, 3, [plte(9), trns(0)], "tRNS of 0 bytes"),
        (8, 0, [trns(1)], "tRNS of 1 bytes does not fit colour type 0"),
        (8, 2, [trns(2)], "does not fit colour type 2"),
        (8, 4, [trns(2)], "does not fit colour type 4"),
        (8, 6, [trns(6)], "does not fit colour type 6"),
        (8, 3, [plte(9), trns(1), trns(1)], "tRNS is there twice"),
        (8, 3, [trns(1), plte(9)], "not between palette and image data"),
    ],
)
def test_palettes_and_transparency_that_do_not_fit_are_refused(
    depth: int, colour: int, before: list[bytes], reason: str
) -> None:
    with pytest.raises(WireError, match=reason):
        check_pixels(picture(3, 2, depth, colour, 0, *before))


def test_transparency_after_the_pixels_is_refused() -> None:
    data = png(ihdr(), chunk(b"IDAT", STREAM), trns(2), IEND)
    with pytest.raises(WireError, match="not between palette and image data"):
        check_pixels(data)


@given(st.sampled_from(KINDS), st.integers(1, 20), st.integers(1, 20), st.integers(0, 1), st.binary(max_size=60))
def test_damage_to_the_image_data_is_a_wire_error_or_as_pillow_sees_it(
    kind: tuple[int, int], width: int, height: int, interlace: int, noise: bytes
) -> None:
    depth, colour = kind
    stream = bytearray(zlib.compress(rows(width, height, depth, colour, interlace)))
    stream[2 : 2 + len(noise)] = noise
    palette = [plte(6)] if colour == 3 else []
    data = png(ihdr(width, height, depth, colour, interlace), *palette, chunk(b"IDAT", bytes(stream)), IEND)
    try:
        check_pixels(data)
    except WireError:
        return
    with Image.open(io.BytesIO(data), formats=["PNG"]) as image:
        image.load()
