"""Strict JSON: what every reader reads alike, and nothing else, in bounded time."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.errors import WireError
from generator.wire.strictjson import parse_json
from tests.steps import steps_at_most
from tests.strategies import json_values

MAX = 2**53 - 1


@given(json_values())
def test_what_json_writes_is_read_back_as_it_was(value: object) -> None:
    assert parse_json(json.dumps(value).encode()) == value
    assert parse_json(json.dumps(value, ensure_ascii=False, indent=1).encode()) == value


def _as_bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


@given(st.binary(max_size=60) | st.text('{}[]":,0123456789eE.+-\\untrfals \ud800', max_size=40).map(_as_bytes))
def test_any_bytes_give_a_value_or_a_plain_reason(data: bytes) -> None:
    try:
        value = parse_json(data)
    except WireError as error:
        assert str(error)
    else:
        assert value == json.loads(data)


def test_numbers_keep_their_kind() -> None:
    value = parse_json(f"[0, -0, 1.0, 1e2, 0.1, {MAX}, -{MAX}]".encode())
    assert value == [0, 0, 1.0, 100.0, 0.1, MAX, -MAX]
    assert [type(number) for number in value] == [int, int, float, float, float, int, int]


def test_escapes_that_make_a_pair_are_one_character() -> None:
    assert parse_json(rb'{"\ud83c\udf93": "\u0000\u2028\/"}') == {"🎓": "\0\u2028/"}


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b'{"a": 1, "a": 1}', "the member 'a' occurs twice"),
        (rb'{"a": 1, "\u0061": 2}', "the member 'a' occurs twice"),
        (b'[{"x": [{"b": 1, "c": 2, "b": 3}]}]', "the member 'b' occurs twice"),
        (b"NaN", "NaN is not a number"),
        (b"[Infinity]", "Infinity is not a number"),
        (b'{"a": -Infinity}', "-Infinity is not a number"),
        (b"1e999", "is too large"),
        (b"-1e999", "is too large"),
        (f"{MAX + 1}".encode(), "beyond 2^53 - 1"),
        (f"-{MAX + 1}".encode(), "beyond 2^53 - 1"),
        (rb'"\ud800"', "half a surrogate pair"),
        (rb'["\udc00\ud800"]', "half a surrogate pair"),
        (rb'{"\ud800": 1}', "half a surrogate pair"),
        (b'\xef\xbb\xbf{"a": 1}', "byte order mark"),
        (b'"\xff"', "not UTF-8: byte 1"),
        (b'"\xed\xa0\x80"', "not UTF-8"),
        (b'"\xc0\xaf"', "not UTF-8"),
        ('"a"'.encode("utf-16"), "not UTF-8"),
        (b"{} {}", "extra data, line 1, column 4"),
        (b'{"a": 1}\x00', "not JSON"),
        (b"", "not JSON"),
        (b" \n", "not JSON"),
        (b"[1,]", "not JSON"),
        (b"{'a': 1}", "not JSON"),
        (b"[01]", "not JSON"),
        (b"[+1]", "not JSON"),
        (b"[.5]", "not JSON"),
        (b"// c\n1", "not JSON"),
        (b'"a\nb"', "invalid control character"),
        (b'"\\x"', "not JSON"),
        ("\u00a01".encode(), "not JSON"),
        ("١".encode(), "not JSON"),
    ],
)
def test_what_readers_read_differently_is_refused(data: bytes, reason: str) -> None:
    with pytest.raises(WireError, match=reason.replace("^", r"\^")):
        parse_json(data)


def test_the_bounds_are_the_callers_to_move() -> None:
    assert parse_json(b"[" * 32 + b"]" * 32)
    with pytest.raises(WireError, match="more than 32 levels"):
        parse_json(b"[" * 33 + b"]" * 33)
    assert parse_json(b'{"a":[1]}', max_depth=2, max_bytes=9) == {"a": [1]}
    with pytest.raises(WireError, match="more than 1 levels"):
        parse_json(b'{"a":[1]}', max_depth=1)
    with pytest.raises(WireError, match="has 9 bytes, at most 8"):
        parse_json(b'{"a":[1]}', max_bytes=8)


def test_brackets_inside_strings_are_not_depth() -> None:
    text = "[{" * 40 + '\\"' * 3
    assert parse_json(json.dumps([text, {text: text}]).encode()) == [text, {text: text}]


@pytest.mark.parametrize(
    "data",
    [
        b"[" * 1_000_000,
        b'{"a":' * 200_000,
        b"[]" * 500_000,
        b'"' + b'\\"' * 500_000,
        b'"' * 1_000_001,
        b'["' + b"a" * 1_000_000,
        b"9" * 1_000_000,
        b"0." + b"3" * 1_000_000 + b"e999",
        b"1e" + b"9" * 1_000_000,
        b"{" + b",".join(b'"%d":0' % number for number in range(90_000)) + b',"89999":1}',
        b"[" + b"-" * 1_000_000,
    ],
    ids=[
        "deep",
        "deep-objects",
        "wide",
        "escaped-quotes",
        "quotes",
        "open-string",
        "digits",
        "fraction",
        "exponent",
        "twice",
        "signs",
    ],
)
def test_a_megabyte_made_to_cost_time_is_refused_in_few_steps(data: bytes) -> None:
    with steps_at_most(1000 + 6 * len(data)), pytest.raises(WireError):
        parse_json(data)
