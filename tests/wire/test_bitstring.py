"""Status lists: the bits that were set, and nothing that is not a sound list."""

from __future__ import annotations

import base64
import gzip
import json
import random
import tracemalloc
import zlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.errors import WireError
from generator.wire.bitstring import MAX_BYTES, MIN_LENGTH, bit, decode_list, encode_list
from tests.conftest import STANDARDS

ALL_ZERO = "uH4sIAAAAAAAAA-3BMQEAAADCoPVPbQwfoAAAAAAAAAAAAAAAAAAAAIC3AYbSVKsAQAAA"
# From a list that the Digital Bazaar reader has read: only index 7421 is set.
ONLY_7421 = "uH4sIAAAAAAACA-3QMQ0AAAwDoB71r7k2lgwkkABHVQEAAAAAAAAAAAAAAAAAAPwxVL_g_QBAAAA"


def packed(encoded: str) -> bytes:
    """The gzip file inside an encodedList."""
    return base64.urlsafe_b64decode(encoded[1:] + "=" * (-len(encoded[1:]) % 4))


def spelled(data: bytes) -> str:
    return "u" + base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def test_index_0_is_the_leftmost_bit_of_the_first_byte() -> None:
    bits = decode_list(encode_list([0, 15, 131_071]))
    assert (bits[0], bits[1], bits[-1]) == (0b1000_0000, 0b0000_0001, 0b0000_0001)
    assert sum(bits) == 0x80 + 1 + 1
    assert [index for index in range(131_072) if bit(bits, index)] == [0, 15, 131_071]


def test_the_all_zero_list_of_the_standard_is_read() -> None:
    assert decode_list(ALL_ZERO) == bytes(16_384)


def test_in_the_example_list_only_index_7421_is_set() -> None:
    bits = decode_list(ONLY_7421)
    assert [index for index in range(len(bits) * 8) if bit(bits, index)] == [7421]


def test_an_empty_list_is_short_and_always_the_same() -> None:
    assert encode_list([]) == "uH4sIAAAAAAAC_-3BMQEAAADCoPVPbQwfIAAAAAAAAAAAAAAAAAAAAOBuhtJUqwBAAAA"


@given(st.sets(st.integers(0, MIN_LENGTH - 1), max_size=60))
def test_the_bits_that_were_set_are_set_and_the_order_does_not_matter(indexes: set[int]) -> None:
    encoded = encode_list(sorted(indexes))
    bits = decode_list(encoded)
    assert {
        at * 8 + place for at, byte in enumerate(bits) if byte for place in range(8) if byte & 0x80 >> place
    } == indexes
    assert encode_list([*sorted(indexes, reverse=True), *indexes]) == encoded


def test_gzip_and_zlib_read_what_we_write() -> None:
    indexes = random.Random(5).sample(range(MIN_LENGTH), 1310)
    file = packed(encode_list(indexes))
    assert file[:10].hex() == "1f8b08000000000002ff"
    assert gzip.decompress(file) == decode_list(spelled(file))
    assert int.from_bytes(file[-4:], "little") == 16_384


def test_a_list_where_one_badge_in_a_hundred_is_revoked_is_no_larger_than_with_zlib() -> None:
    encoded = encode_list(random.Random(5).sample(range(MIN_LENGTH), 1310))
    assert len(encoded) <= 1.3 * len(spelled(gzip.compress(decode_list(encoded), 9, mtime=0)))


@pytest.mark.parametrize("wbits", [31, 25], ids=["window 32 KiB", "window 512 bytes"])
@pytest.mark.parametrize("strategy", [zlib.Z_DEFAULT_STRATEGY, zlib.Z_FIXED, zlib.Z_HUFFMAN_ONLY, zlib.Z_RLE])
@pytest.mark.parametrize("level", [0, 1, 9])
def test_a_list_of_any_gzip_encoder_is_read(level: int, strategy: int, wbits: int) -> None:
    bits = decode_list(encode_list([3, 77, 130_000]))
    encoder = zlib.compressobj(level, zlib.DEFLATED, wbits, 9, strategy)
    assert decode_list(spelled(encoder.compress(bits) + encoder.flush())) == bits


def test_a_gzip_header_with_name_and_time_is_read(tmp_path: Path) -> None:
    path = tmp_path / "status-list.gz"
    with gzip.GzipFile(path, "wb", mtime=1_900_000_000) as file:
        file.write(bytes(16_384))
    assert decode_list(spelled(path.read_bytes())) == bytes(16_384)


@pytest.mark.parametrize(
    ("indexes", "length", "reason"),
    [
        ([-1], MIN_LENGTH, "status index -1 is outside a list of 131072"),
        ([MIN_LENGTH], MIN_LENGTH, "status index 131072 is outside"),
        ([], MIN_LENGTH - 8, "131064 is not"),
        ([], MIN_LENGTH + 1, "multiple of 8"),
    ],
)
def test_bits_that_no_list_can_hold_are_refused(indexes: list[int], length: int, reason: str) -> None:
    with pytest.raises(WireError, match=reason):
        encode_list(indexes, length)


@pytest.mark.parametrize("index", [-1, 131_072])
def test_an_index_outside_the_list_is_an_error_and_not_a_no(index: int) -> None:
    with pytest.raises(WireError, match="outside a list of 131072"):
        bit(bytes(16_384), index)


def test_a_longer_list_is_written_and_read() -> None:
    assert bit(decode_list(encode_list([262_143], 262_144)), 262_143)


ZERO = gzip.compress(bytes(16_384), mtime=0)


@pytest.mark.parametrize(
    ("encoded", "reason"),
    [
        ("", "begins with u"),
        ("H4sI", "begins with u"),
        ("z" + ALL_ZERO[1:], "begins with u"),
        ("u", "does not end"),
        (ALL_ZERO + "=", "base64url"),
        (ALL_ZERO + "==", "not"),
        (ALL_ZERO[:-1], "not"),
        (ALL_ZERO + "\n", "not base64url"),
        (ALL_ZERO[:20] + " " + ALL_ZERO[20:], "not base64url"),
        (ALL_ZERO.replace("-", "+"), "base64url"),
        ("uÄ", "not base64url"),
        (ONLY_7421[:-1] + "B", "not the one base64url spelling"),
        (spelled(ZERO[:-1]), "does not end"),
        (spelled(ZERO[:-9]), "does not end"),
        (spelled(ZERO + b"\0"), "does not end"),
        (spelled(ZERO + ZERO), "does not end"),
        (spelled(ZERO[:-8] + bytes(4) + ZERO[-4:]), "not sound gzip"),
        (spelled(ZERO[:-4] + bytes(4)), "not sound gzip"),
        (spelled(b"PK\3\4" + ZERO), "not sound gzip"),
        (spelled(zlib.compress(bytes(16_384))), "not sound gzip"),
        (spelled(gzip.compress(bytes(16_383), mtime=0)), "131064 bits; 131072 are the least"),
        (spelled(gzip.compress(b"", mtime=0)), "0 bits"),
    ],
)
def test_what_is_not_a_sound_list_is_refused_with_the_reason(encoded: str, reason: str) -> None:
    with pytest.raises(WireError, match=reason):
        decode_list(encoded)


def test_a_bomb_is_refused_without_being_inflated() -> None:
    bomb = zlib.compressobj(9, wbits=31)
    file = b"".join(bomb.compress(bytes(1 << 20)) for _ in range(64)) + bomb.flush()
    tracemalloc.start()
    try:
        with pytest.raises(WireError, match="more than 16777216 bytes"):
            decode_list(spelled(file))
        assert tracemalloc.get_traced_memory()[1] < 2.5 * MAX_BYTES
    finally:
        tracemalloc.stop()


def test_the_bound_is_the_callers_and_a_list_of_just_that_size_passes() -> None:
    assert len(decode_list(ALL_ZERO, max_bytes=16_384)) == 16_384
    with pytest.raises(WireError, match="more than 16383 bytes"):
        decode_list(ALL_ZERO, max_bytes=16_383)
    with pytest.raises(WireError, match="more than 32768 characters"):
        decode_list("u" + "A" * 32_768, max_bytes=16_384)
    with pytest.raises(WireError, match="not sound gzip"):
        decode_list("u" + "A" * 32_767, max_bytes=16_384)


@given(st.data())
def test_a_damaged_list_is_refused_or_says_the_same(data: st.DataObject) -> None:
    file = bytearray(packed(ONLY_7421))
    at = data.draw(st.integers(0, len(file) - 1))
    file[at] ^= data.draw(st.integers(1, 255))
    try:
        assert decode_list(spelled(bytes(file))) == decode_list(ONLY_7421)  # a byte of the header that means nothing
    except WireError:
        assert at not in range(4, 8)  # the time is nobody's concern


@given(st.text(max_size=60).map(lambda text: "u" + text) | st.binary(max_size=80).map(spelled))
def test_anything_at_all_is_a_list_or_a_wire_error(encoded: str) -> None:
    with pytest.raises(WireError):
        decode_list(encoded)


@pytest.mark.extra
def test_the_example_list_is_the_one_of_the_standards_folder() -> None:
    example = json.loads((STANDARDS / "examples" / "status-list-revoked-7421.json").read_text(encoding="utf-8"))
    assert example["credentialSubject"]["encodedList"] == ONLY_7421
