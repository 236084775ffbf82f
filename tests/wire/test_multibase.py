"""Multibase: one spelling for each key and signature."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.errors import WireError
from generator.wire import multibase
from tests.conftest import STANDARDS

MULTIKEY = "z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2"
PUBLIC = bytes.fromhex("b00d8d938e7f773d51565aad36a623f5344f7f5d1960f9cf3e8e12620ea2810f")
# VC-DI-EdDSA 1.0, B.1: the signature of the rdfc example.
PROOF_VALUE = "z2YwC8z3ap7yx1nZYCg4L3j3ApHsF8kgPdSb5xoS1VR7vPG3F561B52hYnQF9iseabecm3ijx4K1FBTQsCZahKZme"
SIGNATURE = bytes.fromhex(
    "4d8e53c2d5b3f2a7891753eb16ca993325bdb0d3cfc5be1093d0a18426f5ef85"
    "78cadc0fd4b5f4dd0d1ce0aefd15ab120b7a894d0eb094ffda4e6553cd1ed50d"
)


def naive_base58(data: bytes) -> str:
    """The definition, one digit at a time."""
    alphabet = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
    number, digits = int.from_bytes(data, "big"), ""
    while number:
        number, digit = divmod(number, 58)
        digits = alphabet[digit] + digits
    return "1" * (len(data) - len(data.lstrip(b"\0"))) + digits


def test_the_public_key_of_the_standard_is_spelled_as_there() -> None:
    assert multibase.encode_multikey(PUBLIC) == MULTIKEY
    assert multibase.decode_multikey(MULTIKEY) == PUBLIC
    assert len(MULTIKEY) == 48


def test_the_signature_of_the_standard_is_spelled_as_there() -> None:
    assert multibase.encode_signature(SIGNATURE) == PROOF_VALUE
    assert multibase.decode_signature(PROOF_VALUE) == SIGNATURE


def test_the_secret_key_of_the_standard_can_be_read() -> None:
    seed = multibase.decode_secret_multikey("z3u2en7t5LR2WtQH5PfFqMqwVHBeXouLzo6haApm8XHqvjxq")
    assert seed.hex() == "c96ef9ea10c5e414c471723aff9de72c35fa5b70fae97e8832ecac7d2e2b8ed6"


@pytest.mark.parametrize(
    ("data", "text"),
    [
        # draft-msporny-base58, section 5
        (b"Hello World!", "2NEpo7TZRRrLZSi2U"),
        (
            b"The quick brown fox jumps over the lazy dog.",
            "USm3fpXnKG5EUBx2ndxBDMPVciP5hGey2Jh4NDv6gmeo1LkMeiKrLJUUBk6Z",
        ),
        (bytes.fromhex("0000287fb4cd"), "11233QC4"),
        (b"", ""),
        (b"\0", "1"),
        (b"\0\0", "11"),
    ],
)
def test_base58_gives_the_published_examples(data: bytes, text: str) -> None:
    assert multibase.base58_encode(data) == text
    assert multibase.base58_decode(text) == data


@given(st.binary(max_size=90))
def test_base58_is_the_definition_and_comes_back(data: bytes) -> None:
    text = multibase.base58_encode(data)
    assert text == naive_base58(data)
    assert multibase.base58_decode(text) == data


@given(
    st.text(max_size=130) | st.text(alphabet="123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz", max_size=130)
)
def test_whatever_base58_can_be_read_has_that_one_spelling(text: str) -> None:
    try:
        data = multibase.base58_decode(text)
    except WireError:
        return
    assert multibase.base58_encode(data) == text


def test_base58_longer_than_the_bound_is_refused_before_any_work() -> None:
    with pytest.raises(WireError, match="at most 128 characters of base58, got 1000000"):
        multibase.base58_decode("z" * 1_000_000)
    assert multibase.base58_decode("1" * 128) == bytes(128)


@pytest.mark.parametrize("text", ["0", "O", "I", "l", " 2", "2\n", "2=", "é", "２"])
def test_base58_has_no_other_characters(text: str) -> None:
    with pytest.raises(WireError, match=r"character \d is not base58btc"):
        multibase.base58_decode(text)


def test_the_place_of_a_wrong_character_is_counted_from_1() -> None:
    with pytest.raises(WireError, match="character 3 is not base58btc"):
        multibase.base58_decode("22l2")


@pytest.mark.parametrize(
    ("decode", "text"),
    [
        (multibase.decode_multikey, ""),
        (multibase.decode_multikey, "z"),
        (multibase.decode_multikey, MULTIKEY[1:]),
        (multibase.decode_multikey, "Z" + MULTIKEY[1:]),
        (multibase.decode_multikey, MULTIKEY + "2"),
        (multibase.decode_multikey, MULTIKEY[:-1]),
        (multibase.decode_multikey, " " + MULTIKEY),
        (multibase.decode_multikey, "z1" + MULTIKEY[1:]),
        # another kind of key of 32 bytes: X25519, and the secret of a pair
        (multibase.decode_multikey, "z" + multibase.base58_encode(b"\xec\x01" + PUBLIC)),
        (multibase.decode_multikey, "z3u2en7t5LR2WtQH5PfFqMqwVHBeXouLzo6haApm8XHqvjxq"),
        (multibase.decode_multikey, "z" + multibase.base58_encode(b"\xed\x01" + PUBLIC[:-1])),
        (multibase.decode_secret_multikey, MULTIKEY),
        (multibase.decode_signature, PROOF_VALUE[1:]),
        (multibase.decode_signature, "u" + PROOF_VALUE[1:]),
        (multibase.decode_signature, PROOF_VALUE[:-3]),
        (multibase.decode_signature, PROOF_VALUE + "1"),
        (multibase.decode_signature, "z1" + PROOF_VALUE[1:]),
        (multibase.decode_signature, MULTIKEY),
    ],
)
def test_anything_but_the_one_spelling_is_refused(decode: Callable[[str], bytes], text: str) -> None:
    with pytest.raises(WireError):
        decode(text)


@pytest.mark.parametrize("length", [0, 31, 33, 64])
def test_a_key_of_another_length_has_no_spelling(length: int) -> None:
    with pytest.raises(WireError, match=f"expected 32 bytes, got {length}"):
        multibase.encode_multikey(bytes(length))


@given(st.binary(min_size=64, max_size=64))
def test_every_signature_comes_back(signature: bytes) -> None:
    assert multibase.decode_signature(multibase.encode_signature(signature)) == signature


@pytest.mark.extra
@pytest.mark.parametrize("suite", ["eddsa-rdfc-2022", "eddsa-rdfc-2022-employ", "eddsa-jcs-2022"])
def test_all_signatures_of_the_standard_are_spelled_as_there(suite: str) -> None:
    folder = STANDARDS / "vectors" / suite
    kind = "JCS" if "jcs" in suite else "DataInt"
    signature = bytes.fromhex((folder / f"sigHex{kind}.txt").read_text().strip())
    document = json.loads((folder / f"signed{kind}.json").read_text(encoding="utf-8"))
    assert multibase.encode_signature(signature) == document["proof"]["proofValue"]
