"""RFC 8785 against another implementation of it, and the figures of the W3C's eddsa-jcs-2022."""

from __future__ import annotations

import datetime
import hashlib
import json
import math
import struct
from typing import Any

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from generator.errors import WireError
from generator.wire.jcs import canonical_json
from tests.oracles import w3c_vectors
from tests.strategies import credentials, json_values

# Characters on both sides of the place where UTF-16 and code points sort differently.
EDGES = st.text(st.sampled_from('aA\x00\x1f\x7f"\\/é€\ud7ff\ue000\uffff\U00010000\U0010ffff😀'), max_size=4)


@given(json_values())
def test_any_value_is_written_as_another_implementation_writes_it(value: Any) -> None:
    assert canonical_json(value) == rfc8785.dumps(value)


@given(st.dictionaries(EDGES, EDGES | st.dictionaries(EDGES, st.floats(-1e3, 1e3)), max_size=8))
def test_names_beyond_the_basic_plane_sort_as_utf_16(value: Any) -> None:
    assert canonical_json(value) == rfc8785.dumps(value)


@given(
    st.integers(0, 2**64 - 1).map(lambda bits: struct.unpack("<d", struct.pack("<Q", bits))[0]).filter(math.isfinite)
)
def test_any_double_is_written_as_ecmascript_writes_it(number: float) -> None:
    assert canonical_json([number]) == rfc8785.dumps([number])


@given(
    st.floats(1e-8, 1e22)
    | st.integers(-8, 23).map(lambda power: 10.0**power)
    | st.integers(0, 10**6).map(lambda n: n / 1000)
)
def test_doubles_where_the_notation_changes_are_written_alike(number: float) -> None:
    assert canonical_json([number, -number]) == rfc8785.dumps([number, -number])


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (0.0, "0"),
        (-0.0, "0"),
        (5e-324, "5e-324"),
        (-5e-324, "-5e-324"),
        (1.7976931348623157e308, "1.7976931348623157e+308"),
        (9007199254740992.0, "9007199254740992"),
        (295147905179352830000.0, "295147905179352830000"),
        (9.999999999999997e22, "9.999999999999997e+22"),
        (1e21, "1e+21"),
        (1e-6, "0.000001"),
        (9.999999999999997e-7, "9.999999999999997e-7"),
        (333333333.3333332, "333333333.3333332"),
        (1.5, "1.5"),
        (3.0, "3"),
        (2**53 - 1, "9007199254740991"),
    ],
)
def test_numbers_stand_as_in_the_table_of_the_standard(number: float, text: str) -> None:
    """RFC 8785, appendix B."""
    assert canonical_json(number) == text.encode()


@given(credentials())
def test_a_credential_reads_back_as_it_was(document: Any) -> None:
    written = canonical_json(document)
    assert written == rfc8785.dumps(document)
    assert json.loads(written) == document


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        (math.nan, "not finite"),
        ({"a": [1, math.inf]}, "not finite"),
        ([0.5, 0.5, {"b": -math.inf}], "not finite"),
        (2**53, "beyond 2"),
        ({"a": 0.5, "b": [-(2**53)]}, "beyond 2"),
        ("\ud800", "half a surrogate"),
        ({"\udfff": 1}, "half a surrogate"),
        ({"\udfff": 1e30}, "half a surrogate"),
        ({"\U00010000": "\ud800"}, "half a surrogate"),
        ({1: 2}, "a name is a int"),
        ({None: 2}, "a name is a NoneType"),
        ((1, 2), "a tuple is not"),
        (b"a", "a bytes is not"),
        ([datetime.date(2026, 1, 15)], "a date is not"),
        ({"a": {1}}, "a set is not"),
    ],
)
def test_what_has_no_canonical_form_is_refused(value: Any, reason: str) -> None:
    with pytest.raises(WireError, match=reason):
        canonical_json(value)


def test_values_without_end_are_refused() -> None:
    deep: list[Any] = []
    for _ in range(5000):
        deep = [deep]
    circle: dict[str, Any] = {}
    circle["circle"] = circle
    for value in (deep, circle):
        with pytest.raises(WireError, match="nested more than"):
            canonical_json(value)


def test_the_w3c_document_and_proof_options_are_reproduced_byte_for_byte() -> None:
    vector = w3c_vectors()["vectors"]["eddsa-jcs-2022"]
    for value, text, digest in (
        (vector["unsigned"], vector["canonical_document"], vector["document_hash"]),
        (vector["proof_options"], vector["canonical_proof_options"], vector["proof_options_hash"]),
    ):
        assert canonical_json(value) == text.encode()
        assert hashlib.sha256(canonical_json(value)).hexdigest() == digest
    assert vector["hash_data"] == vector["proof_options_hash"] + vector["document_hash"]
