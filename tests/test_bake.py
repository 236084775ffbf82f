"""Baking: the credential goes in and comes out byte for byte, and no damage goes unnoticed."""

from __future__ import annotations

import io
import json
import tracemalloc
import zlib
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from generator.bake import (
    MAX_BAKED_BYTES,
    MAX_TEXT_BYTES,
    OPEN_BADGES_2,
    OPEN_BADGES_3,
    Baker,
    BrokenPng,
    NotBaked,
    bake,
    unbake,
)
from generator.errors import WireError
from tests.pictures import chunk, ihdr, independent_chunks, picture, png

ART = picture(3, 2, 8, 6, 0, chunk(b"tEXt", b"Comment\0drawn by hand"), filler=77)
CREDENTIAL = json.dumps({"name": "Zoë 佐藤 🏅"}, ensure_ascii=False).encode()


def with_text(*chunks: bytes) -> bytes:
    """The art with these chunks after IHDR."""
    return ART[:33] + b"".join(chunks) + ART[33:]


def itxt(text: bytes, keyword: bytes = b"openbadgecredential", fields: bytes = b"\0\0\0\0\0") -> bytes:
    return chunk(b"iTXt", keyword + fields + text)


def test_a_picture_baked_with_two_braces_is_the_vector_of_the_standard() -> None:
    wanted = "0000001a 69545874 6f70656e626164676563726564656e7469616c 0000000000 7b7d 9f947307"
    assert bake(ART, b"{}") == ART[:33] + bytes.fromhex(wanted) + ART[33:]


@given(st.text(max_size=300).map(str.encode))
def test_unbake_gives_back_exactly_what_was_baked(credential: bytes) -> None:
    assert unbake(bake(ART, credential)) == credential


def test_pillow_and_an_independent_reader_find_the_same_text() -> None:
    baked = bake(ART, CREDENTIAL)
    found = [body for name, body in independent_chunks(baked) if name == b"iTXt"]
    assert found == [b"openbadgecredential\0\0\0\0\0" + CREDENTIAL]
    with Image.open(io.BytesIO(baked), formats=["PNG"]) as image:
        image.load()
        assert image.text["openbadgecredential"].encode() == CREDENTIAL == unbake(baked)
        assert image.text["Comment"] == "drawn by hand"
        pixels = image.tobytes()
    with Image.open(io.BytesIO(ART), formats=["PNG"]) as image:
        assert image.tobytes() == pixels


def test_baking_again_replaces_the_credential_and_leaves_every_other_byte() -> None:
    twice = bake(bake(ART, CREDENTIAL), b'{"newer": true}')
    assert twice == bake(ART, b'{"newer": true}')


@pytest.mark.parametrize(
    "old",
    [
        itxt(b"{}") + itxt(b"[]"),
        itxt(zlib.compress(b"{}"), fields=b"\0\1\0\0\0"),
        itxt(b"{}", fields=b"\0\0\0en\0Credential\0"),
        chunk(b"tEXt", b"openbadgecredential\0{}"),
        chunk(b"zTXt", b"openbadgecredential\0\0" + zlib.compress(b"{}")),
        chunk(b"iTXt", b"openbadgecredential"),
    ],
    ids=["twice", "compressed", "with a language", "as tEXt", "as zTXt", "cut short"],
)
def test_whatever_bore_the_keyword_before_is_gone_after_baking(old: bytes) -> None:
    assert bake(with_text(old), CREDENTIAL) == bake(ART, CREDENTIAL)


def test_one_picture_carries_both_generations() -> None:
    assertion = b'{"type": "Assertion"}'
    both = Baker(ART, (OPEN_BADGES_3, OPEN_BADGES_2)).bake(CREDENTIAL, assertion)
    assert unbake(both) == CREDENTIAL
    assert unbake(both, OPEN_BADGES_2) == assertion
    assert [name for name, _ in independent_chunks(both)] == [b"IHDR", b"iTXt", b"iTXt", b"tEXt", b"IDAT", b"IEND"]
    assert both == bake(bake(ART, assertion, OPEN_BADGES_2), CREDENTIAL)
    with Image.open(io.BytesIO(both), formats=["PNG"]) as image:
        assert image.text["openbadges"].encode() == assertion


def test_one_generation_is_replaced_without_touching_the_other() -> None:
    both = Baker(ART, (OPEN_BADGES_3, OPEN_BADGES_2)).bake(CREDENTIAL, b"{}")
    assert unbake(bake(both, b'{"a": 1}', OPEN_BADGES_2)) == CREDENTIAL
    assert unbake(bake(both, b'{"a": 1}'), OPEN_BADGES_2) == b"{}"


def test_a_baker_bakes_many_times_what_bake_bakes_once() -> None:
    baker = Baker(bake(ART, b"old"))
    for credential in (b"{}", CREDENTIAL, b"", bytes(range(128)) * 40):
        assert baker.bake(credential) == bake(ART, credential)


def test_a_baker_gives_the_picture_back_without_what_was_baked() -> None:
    assert Baker(bake(ART, CREDENTIAL)).plain == ART


def test_a_baker_wants_as_many_texts_as_it_has_keywords() -> None:
    baker = Baker(ART, (OPEN_BADGES_3, OPEN_BADGES_2))
    for texts in ((), (b"{}",), (b"{}", b"{}", b"{}")):
        with pytest.raises(ValueError, match="zip"):
            baker.bake(*texts)


def test_the_same_keyword_twice_is_refused() -> None:
    with pytest.raises(WireError, match="the same keyword twice"):
        Baker(ART, (OPEN_BADGES_3, OPEN_BADGES_3))


def test_text_that_could_not_be_read_back_is_not_baked() -> None:
    assert len(unbake(bake(ART, b"x" * MAX_TEXT_BYTES))) == MAX_TEXT_BYTES
    with pytest.raises(WireError, match="more than 1048576 bytes"):
        bake(ART, b"x" * (MAX_TEXT_BYTES + 1))
    with pytest.raises(WireError, match="not UTF-8 at byte 1"):
        bake(ART, b"{\xff}")


def test_a_picture_too_large_to_be_read_back_is_not_baked() -> None:
    room = MAX_BAKED_BYTES - MAX_TEXT_BYTES - 128
    smallest = len(png(ihdr(), chunk(b"IDAT"), chunk(b"IEND")))
    largest, larger = (png(ihdr(), chunk(b"IDAT", bytes(size - smallest)), chunk(b"IEND")) for size in (room, room + 1))
    assert len(unbake(bake(largest, b"x" * MAX_TEXT_BYTES))) == MAX_TEXT_BYTES
    for picture_, keywords in ((larger, (OPEN_BADGES_3,)), (largest, (OPEN_BADGES_3, OPEN_BADGES_2))):
        with pytest.raises(BrokenPng, match="too many to bake"):
            Baker(picture_, keywords)


def test_a_picture_without_a_credential_says_so_and_is_not_called_broken() -> None:
    for data in (ART, bake(ART, b"{}", OPEN_BADGES_2), with_text(itxt(b"{}", b"openbadgecredentialx"))):
        with pytest.raises(NotBaked, match="carries no openbadgecredential"):
            unbake(data)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "not a PNG"),
        (b"{}", "not a PNG"),
        (ART[:-1], "cut short"),
        (ART + b"\0", "follow IEND"),
        (bake(ART, b"{}")[:60], "longer than the file"),
        (with_text(itxt(b"{}"), itxt(b"{}")), "carries openbadgecredential 2 times"),
        (with_text(itxt(b"{}"), chunk(b"tEXt", b"openbadgecredential\0{}")), "2 times"),
        (with_text(chunk(b"tEXt", b"openbadgecredential\0{}")), "in a tEXt chunk; the standard wants iTXt"),
        (with_text(chunk(b"zTXt", b"openbadgecredential\0\0")), "in a zTXt chunk"),
        (with_text(chunk(b"iTXt", b"openbadgecredential")), "cut short"),
        (with_text(chunk(b"iTXt", b"openbadgecredential\0")), "cut short"),
        (with_text(itxt(b"", fields=b"\0\0\0")), "cut short"),
        (with_text(itxt(b"{}", fields=b"\0\0\0")), "cut short"),
        (with_text(itxt(b"{}", fields=b"\0\0\0en\0")), "cut short"),
        (with_text(itxt(b"{}", fields=b"\0\2\0\0\0")), "compressed in a way that does not exist"),
        (with_text(itxt(zlib.compress(b"{}"), fields=b"\0\1\1\0\0")), "compressed in a way that does not exist"),
        (with_text(itxt(b"{}", fields=b"\0\1\0\0\0")), "cannot be inflated"),
        (with_text(itxt(zlib.compress(b"{}")[:-1], fields=b"\0\1\0\0\0")), "does not end where its chunk ends"),
        (with_text(itxt(zlib.compress(b"{}") + b"x", fields=b"\0\1\0\0\0")), "does not end where its chunk ends"),
        (
            with_text(itxt(zlib.compress(b"x" * MAX_TEXT_BYTES) + b"x", fields=b"\0\1\0\0\0")),
            "does not end where its chunk ends",
        ),
        (with_text(itxt(b"\xc3\x28")), "not UTF-8 at byte 0"),
        (with_text(itxt("é".encode("latin-1"))), "not UTF-8"),
        (with_text(itxt(b"\xed\xa0\x80")), "not UTF-8"),
        (with_text(itxt(b"x" * (MAX_TEXT_BYTES + 1))), "more than 1048576 bytes"),
        (with_text(itxt(zlib.compress(b"x" * (MAX_TEXT_BYTES + 1)), fields=b"\0\1\0\0\0")), "more than 1048576 bytes"),
        (b"\x89PNG\r\n\x1a\n" + bytes(MAX_BAKED_BYTES), "expected at most 12582912 bytes"),
    ],
)
def test_a_broken_picture_is_refused_with_the_reason(data: bytes, reason: str) -> None:
    with pytest.raises(BrokenPng, match=reason):
        unbake(data)


def test_compressed_text_and_language_tags_are_read_though_we_write_neither() -> None:
    assert unbake(with_text(itxt(zlib.compress(CREDENTIAL), fields=b"\0\1\0\0\0"))) == CREDENTIAL
    assert unbake(with_text(itxt(CREDENTIAL, fields=b"\0\0\0fr\0badge\0"))) == CREDENTIAL
    assert unbake(with_text(itxt(zlib.compress(b"x" * MAX_TEXT_BYTES), fields=b"\0\1\0\0\0"))) == b"x" * MAX_TEXT_BYTES
    # Without compression its method means nothing: PNG asks readers to ignore it.
    assert unbake(with_text(itxt(CREDENTIAL, fields=b"\0\0\7\0\0"))) == CREDENTIAL


def test_a_credential_anywhere_before_iend_is_found() -> None:
    assert unbake(ART[:-12] + itxt(CREDENTIAL) + ART[-12:]) == CREDENTIAL


def test_a_bomb_costs_no_more_than_the_bound() -> None:
    bomb = with_text(itxt(zlib.compress(bytes(200 << 20), 9), fields=b"\0\1\0\0\0"))
    tracemalloc.start()
    try:
        with pytest.raises(BrokenPng, match="more than 1048576 bytes"):
            unbake(bomb)
        assert tracemalloc.get_traced_memory()[1] < 4 * 1024 * 1024
    finally:
        tracemalloc.stop()


def test_no_change_of_a_single_byte_goes_unnoticed() -> None:
    """Every position, every other value: never the same text again from a picture that is not the same."""
    baked = bake(picture(1, 1, 8, 0), b'{"id": "x"}')
    unnoticed = []
    for at in range(len(baked)):
        for value in range(256):
            if value == baked[at]:
                continue
            try:
                unbake(baked[:at] + bytes([value]) + baked[at + 1 :])
            except WireError:
                continue
            unnoticed.append((at, value))
    assert unnoticed == []


def test_no_cut_and_no_doubled_byte_goes_unnoticed() -> None:
    baked = bake(picture(1, 1, 8, 0), b'{"id": "x"}')
    for at in range(len(baked)):
        for changed in (
            baked[:at],
            baked[at:][1:],
            baked[:at] + baked[at + 1 :],
            baked[:at] + baked[at : at + 1] + baked[at:],
        ):
            with pytest.raises(WireError):
                unbake(changed)


@given(st.data())
def test_damage_of_any_kind_is_a_wire_error_or_a_text_in_utf8(data: st.DataObject) -> None:
    start = bytearray(bake(ART, CREDENTIAL))
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(start)))
        start[at : at + data.draw(st.integers(0, 30))] = data.draw(st.binary(max_size=30))
    with suppress(WireError):
        unbake(bytes(start)).decode()


@given(st.binary(max_size=60), st.sampled_from([b"iTXt", b"tEXt", b"zTXt"]))
def test_a_text_chunk_of_any_content_is_a_wire_error_or_a_text_in_utf8(content: bytes, name: bytes) -> None:
    with suppress(WireError):
        unbake(with_text(chunk(name, b"openbadgecredential\0" + content))).decode()
