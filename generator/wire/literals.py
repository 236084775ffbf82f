"""Plain JSON values as RDF terms: strings, numbers, truth values and addresses, in the spelling of `nquads`.

JSON-LD takes a value as it comes: `"3"` and 3 become the same statement where the context names a datatype, and of
0.30000000000000004 it keeps sixteen digits. Whoever reads the JSON sees a difference that no signature covers. So here
a value must be of the JSON kind that its datatype has, a number must survive being written, and what is not a
character, or not an absolute address, is refused rather than left out.

    3, 3.0  "3"        1.5  "1.5E0"        true  "true"        with the datatype of the term, if it has one

Spec: JSON-LD 1.1 Processing Algorithms, 8.2.2 "Object to RDF Conversion"; RFC 3987 for what an address may not hold.
"""

from __future__ import annotations

import math
import re
from typing import Any

from generator.wire.nquads import format_literal
from generator.wire.strictjson import MAX_INTEGER
from generator.wire.termtable import IRI_CHARACTER, OutsideTerms, TermError

SMALLEST_FRACTION = 1e-6

_XSD = "http://www.w3.org/2001/XMLSchema#"
_BOTH_XSD = (_XSD, "https://www.w3.org/2001/XMLSchema#")  # Open Badges has the second
_BOOLEANS = frozenset(f"{xsd}boolean" for xsd in _BOTH_XSD)
_INTEGERS = frozenset(f"{xsd}{name}" for xsd in _BOTH_XSD for name in ("integer", "nonNegativeInteger"))
_NUMBERS = _INTEGERS | {f"{xsd}{name}" for xsd in _BOTH_XSD for name in ("float", "double", "decimal")}

# Stricter than JSON-LD, which takes all text with a colon in it: such an address would break the lines of N-Quads.
_IRI = re.compile(f"[A-Za-z][A-Za-z0-9+.-]*:{IRI_CHARACTER}+")
# U+FFFE and U+FFFF are written in two ways by the libraries of others, and stand for nothing.
_NO_CHARACTER = re.compile("[\ud800-\udfff\ufffe\uffff]")


def is_address(text: str) -> bool:
    """Whether `text` is an absolute IRI, free of what would break a line of N-Quads."""
    return _IRI.fullmatch(text) is not None


def address(value: Any) -> str:
    """The term of an absolute address. Raises TermError for anything else."""
    if not isinstance(value, str):
        raise TermError("is not a string, wanted an absolute address")
    if not is_address(value):
        raise TermError(f"is {value[:80]!r}, wanted an absolute address")
    return f"<{value}>"


def literal(value: Any, datatype: str) -> str:
    """The literal of a plain JSON value; `datatype` is what its term asks for, "" for the value's own.

    Raises TermError, or OutsideTerms for what may be honest.
    """
    if isinstance(value, str):
        return _string(value, datatype)
    if isinstance(value, bool):
        return _boolean(value, datatype)
    if isinstance(value, int | float):
        return _number(value, datatype)
    if value is None:
        raise OutsideTerms("is null")
    raise TermError("is not a JSON value")


def _string(text: str, datatype: str) -> str:
    if datatype in _BOOLEANS or datatype in _NUMBERS:
        raise TermError("is a string, wanted a number or a truth value")
    if not text.isascii() and (stray := _NO_CHARACTER.search(text)):
        raise TermError(f"holds U+{ord(stray[0]):04X}, which is not a character")
    return format_literal(text, datatype)


def _boolean(value: bool, datatype: str) -> str:
    if datatype and datatype not in _BOOLEANS:
        raise TermError("is true or false, wanted another kind of value")
    return format_literal("true" if value else "false", datatype or f"{_XSD}boolean")


def _number(value: int | float, datatype: str) -> str:
    if datatype and datatype not in _NUMBERS:
        raise TermError("is a number, wanted another kind of value")
    if not math.isfinite(value) or abs(value) > MAX_INTEGER:
        raise OutsideTerms("is a number beyond 2^53 - 1, which not every reader keeps exactly")
    if value == int(value):
        return format_literal(str(int(value)), datatype or f"{_XSD}integer")
    if datatype in _INTEGERS:
        raise TermError("is a number with a fraction, wanted a whole one")
    # A library in wide use takes for a fraction what ECMAScript writes with a point: 1e-7 would be signed as 0.
    if abs(value) < SMALLEST_FRACTION:
        raise OutsideTerms("is a fraction below 0.000001, which not every reader keeps")
    return format_literal(_double(value), datatype or f"{_XSD}double")


def _double(value: float) -> str:
    """The canonical form of xsd:double with at most sixteen digits, as JSON-LD writes it."""
    digits, _, exponent = f"{value:.15E}".partition("E")
    text = f"{digits.rstrip('0')}E{int(exponent)}".replace(".E", ".0E")
    # Halfway between two texts of sixteen digits, some libraries round to the even one and some away from zero.
    exact = f"{abs(value):.75E}".partition("E")[0].rstrip("0")
    if float(text) != value or (len(exact) == 18 and exact[-1] == "5"):
        raise OutsideTerms("is a number with more digits than a signature keeps")
    return text
