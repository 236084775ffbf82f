"""Our deflate: zlib reads it, and its bytes are a function of the data alone."""

from __future__ import annotations

import hashlib
import random
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.wire import deflate as room
from generator.wire.deflate import deflate


def inflate(packed: bytes) -> bytes:
    """zlib's reading; the stream must end exactly where the bytes end."""
    inflater = zlib.decompressobj(wbits=-15)
    data = inflater.decompress(packed)
    assert inflater.eof
    assert not inflater.unused_data
    return data


def sparse(bits: int, share: float, seed: int = 1) -> bytes:
    """A bit string in which about `share` of all bits is set. Python promises that `random()` stays the same."""
    draw, data = random.Random(seed), bytearray(bits // 8)
    for index in range(bits):
        if draw.random() < share:
            data[index >> 3] |= 0x80 >> (index & 7)
    return bytes(data)


@given(st.binary(max_size=300))
def test_zlib_gives_back_any_bytes(data: bytes) -> None:
    assert inflate(deflate(data)) == data


@given(st.lists(st.tuples(st.integers(0, 255), st.integers(1, 700)), max_size=12))
def test_zlib_gives_back_runs_of_any_length(runs: list[tuple[int, int]]) -> None:
    data = b"".join(bytes([value]) * length for value, length in runs)
    assert inflate(deflate(data)) == data


@given(st.lists(st.tuples(st.integers(0, 255), st.integers(4, 700)), max_size=12))
def test_what_is_left_out_of_runs_is_packed_as_if_it_stood_there(runs: list[tuple[int, int]]) -> None:
    short = b"".join(bytes([value]) * 4 for value, _ in runs)
    longer = {4 * number + 3: length - 4 for number, (_, length) in enumerate(runs)}
    assert deflate(short, longer) == deflate(b"".join(bytes([value]) * length for value, length in runs))


@pytest.mark.parametrize("length", [0, 1, 2, 3, 4, 5, *range(256, 265), *range(514, 524), 16_384, 70_000])
def test_zlib_gives_back_one_run_at_every_limit_of_a_copy(length: int) -> None:
    assert inflate(deflate(bytes(length))) == bytes(length)


def test_codes_never_pass_the_limit_of_15_bits() -> None:
    """Counts that grow like Fibonacci numbers would make Huffman codes of more than 15 bits."""
    counts = [1, 1]
    while len(counts) < 22:
        counts.append(counts[-1] + counts[-2])
    values = [value for value, count in enumerate(counts) for _ in range(count)]
    data = bytes(value * 2 + place % 2 for place, value in enumerate(values))  # no runs: each byte is a literal
    assert inflate(deflate(data)) == data
    lengths = room._code_lengths(dict(enumerate(counts)), 15)
    assert max(lengths.values()) == 15
    assert sum(2.0**-length for length in lengths.values()) == 1


@given(st.lists(st.integers(1, 1000), min_size=2, max_size=40))
def test_codes_are_as_short_as_huffman_makes_them_where_the_limit_does_not_bind(counts: list[int]) -> None:
    lengths = room._code_lengths(dict(enumerate(counts)), 40)
    weight = sum(counts[symbol] * length for symbol, length in lengths.items())
    heap, huffman = sorted(counts), 0
    while len(heap) > 1:
        joined = heap[0] + heap[1]
        huffman += joined
        heap = sorted([*heap[2:], joined])
    assert weight == huffman


@pytest.mark.parametrize("share", [0.0001, 0.001, 0.01, 0.05, 0.2, 0.5])
def test_a_status_list_is_about_as_small_as_zlib_makes_it(share: float) -> None:
    data = sparse(131_072, share)
    ours, theirs = len(deflate(data)), len(zlib.compress(data, 9, wbits=-15))
    assert ours <= theirs * 1.1 + 10


@pytest.mark.parametrize(
    ("data", "digest"),
    [
        (b"", "3d8f5c04c0d262d8"),
        (bytes(16_384), "b09c9d71ab98f52c"),
        (sparse(131_072, 0.01), "c7599c67d8ed40c8"),
        (bytes(range(256)) * 3, "6edadb5cd4060380"),
    ],
)
def test_the_bytes_are_the_ones_written_down(data: bytes, digest: str) -> None:
    """They may never change: status lists are signed."""
    assert hashlib.sha256(deflate(data)).hexdigest()[:16] == digest


def test_an_empty_status_list_is_this_stream() -> None:
    assert deflate(bytes(16_384)).hex() == "edc13101000000c2a0f54f6d0c1f20000000000000000000000000000000e06e"
