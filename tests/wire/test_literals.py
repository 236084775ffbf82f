"""Plain values as RDF terms: what JSON-LD would bend is refused."""

from __future__ import annotations

import math
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.wire.literals import address, is_address, literal
from generator.wire.termtable import OutsideTerms, TermError

XSD = "http://www.w3.org/2001/XMLSchema#"
FLOAT = "https://www.w3.org/2001/XMLSchema#float"


@pytest.mark.parametrize(
    ("value", "datatype", "term"),
    [
        ("a", "", '"a"'),
        ("", "", '""'),
        ('"\\\n', "", r'"\"\\\n"'),
        ("a", XSD + "string", '"a"'),
        ("2026-01-15", "xsd:dateTime", '"2026-01-15"^^<xsd:dateTime>'),
        (True, "", f'"true"^^<{XSD}boolean>'),
        (False, XSD + "boolean", f'"false"^^<{XSD}boolean>'),
        (3, "", f'"3"^^<{XSD}integer>'),
        (3.0, "", f'"3"^^<{XSD}integer>'),
        (-0.0, "", f'"0"^^<{XSD}integer>'),
        (3, FLOAT, f'"3"^^<{FLOAT}>'),
        (2**53 - 1, "", f'"9007199254740991"^^<{XSD}integer>'),
        (1.5, "", f'"1.5E0"^^<{XSD}double>'),
        (7.625, FLOAT, f'"7.625E0"^^<{FLOAT}>'),
        (0.1, FLOAT, f'"1.0E-1"^^<{FLOAT}>'),
        (-12345678.25, FLOAT, f'"-1.234567825E7"^^<{FLOAT}>'),
        (1e-6, FLOAT, f'"1.0E-6"^^<{FLOAT}>'),
    ],
)
def test_values_are_written_as_json_ld_writes_them(value: Any, datatype: str, term: str) -> None:
    assert literal(value, datatype) == term


@pytest.mark.parametrize("value", [562949953421312.25, -562949953421312.75, 1125899906842623.5])
def test_a_number_halfway_between_two_texts_is_refused_because_libraries_round_it_in_two_ways(value: float) -> None:
    with pytest.raises(OutsideTerms, match="more digits than a signature keeps"):
        literal(value, FLOAT)


@pytest.mark.parametrize(
    ("value", "datatype", "kind"),
    [
        ("true", XSD + "boolean", TermError),
        ("1.5", FLOAT, TermError),
        (True, FLOAT, TermError),
        (1, XSD + "boolean", TermError),
        (1, XSD + "dateTime", TermError),
        (True, XSD + "anyURI", TermError),
        (1.5, XSD + "integer", TermError),
        (math.nan, "", OutsideTerms),
        (math.inf, FLOAT, OutsideTerms),
        (2**53, "", OutsideTerms),
        (1e20, FLOAT, OutsideTerms),
        (0.1 + 0.2, FLOAT, OutsideTerms),
        (2251799813685248.5, "", OutsideTerms),
        (1e-7, FLOAT, OutsideTerms),
        ("\ud800", "", TermError),
        ("\uffff", "", TermError),
        (None, "", OutsideTerms),
        ([], "", TermError),
        ((1,), "", TermError),
    ],
)
def test_what_would_be_bent_or_read_in_two_ways_is_refused(value: Any, datatype: str, kind: type[TermError]) -> None:
    with pytest.raises(kind):
        literal(value, datatype)


@given(st.floats(1e-6, 1e15) | st.floats(-1e15, -1e-6))
def test_a_number_that_is_written_reads_back_as_itself(value: float) -> None:
    try:
        text = literal(value, FLOAT).split('"')[1]
    except OutsideTerms:
        exact = Decimal(value).normalize().as_tuple().digits
        assert float(f"{value:.15e}") != value or (len(exact) == 17 and exact[-1] == 5)
    else:
        assert float(text) == value


@pytest.mark.parametrize(
    "text",
    [
        "https://example.org/é?a=b&c#d",
        "did:web:badges.example.org#z6Mk",
        "urn:x",
        "data:image/png;base64,AA==",
        "A+.-1:例え",
    ],
)
def test_an_absolute_address_is_taken_as_it_is(text: str) -> None:
    assert address(text) == f"<{text}>"


@pytest.mark.parametrize("character", [*' <>"{}|\\^`', "\0", "\t", "\n", "\x1f", "\x7f", "\x85", "\ud800", "\ufffe"])
def test_no_character_that_could_end_an_address_is_taken(character: str) -> None:
    for text in (f"https://example.org/{character}", f"https://example.org/{character}b", f"{character}urn:x"):
        assert not is_address(text)
        with pytest.raises(TermError, match="wanted an absolute address"):
            address(text)


@pytest.mark.parametrize(
    "value", ["", "relative", "/path", "//host/", "#fragment", ":a", "_:b0", "1a:b", "a:", 7, None, ["urn:x"], {}]
)
def test_what_is_no_absolute_address_is_refused(value: Any) -> None:
    with pytest.raises(TermError, match="wanted an absolute address"):
        address(value)
