"""Strict JSON: one text, one value, the same for every reader; from strangers, in bounded time.

JSON leaves open what a second member of the same name means, how deep a text may go and how large a number may be.
Readers answer differently, and a signature seen by one would then cover what another does not see. Refused here:

* bytes that are not UTF-8, a byte order mark, anything after the value
* the same member twice in one object
* NaN, Infinity, numbers that overflow (1e999), whole numbers beyond 2^53 - 1 either way
* half a surrogate pair (`\\ud800`)
* more than `max_bytes` bytes, or more than `max_depth` objects and lists inside one another

Spec: RFC 8259; RFC 7493 (I-JSON), section 2.
"""

from __future__ import annotations

import json
import math
import re
from collections import Counter
from typing import Any, NoReturn

import orjson

from generator.errors import WireError

MAX_BYTES = 1 << 20
MAX_DEPTH = 32
MAX_INTEGER = 2**53 - 1

# A whole string, also one that is never closed (it is not looked at again from inside), or one bracket.
_STRING_OR_BRACKET = re.compile(r'"[^"\\]*+(?:\\.[^"\\]*+)*+(?:"|\\?\Z)|[\[\]{}]', re.DOTALL)


def parse_json(data: bytes, *, max_bytes: int = MAX_BYTES, max_depth: int = MAX_DEPTH) -> Any:
    """The value that `data` says. Raises WireError with the reason."""
    if len(data) > max_bytes:
        raise WireError(f"it has {len(data)} bytes, at most {max_bytes} are read")
    if data.startswith(b"\xef\xbb\xbf"):
        raise WireError("it begins with a byte order mark")
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        raise WireError(f"it is not UTF-8: byte {error.start} does not fit") from error
    _check_depth(text, max_depth)
    try:
        value = _DECODER.decode(text)
    except json.JSONDecodeError as error:
        raise WireError(f"it is not JSON: {error.msg.lower()}, line {error.lineno}, column {error.colno}") from error
    if "\\u" in text:
        _check_surrogates(value)
    return value


def _check_depth(text: str, max_depth: int) -> None:
    """Refuse what is nested too deep, before a parser goes down there."""
    depth = 0
    for found in _STRING_OR_BRACKET.finditer(text):
        bracket = found[0]
        if bracket in ("[", "{"):
            depth += 1
            if depth > max_depth:
                raise WireError(f"it is nested more than {max_depth} levels deep")
        elif bracket in ("]", "}"):
            depth -= 1


def _check_surrogates(value: Any) -> None:
    # orjson writes only what is UTF-8; in text read as UTF-8, escapes alone can have brought in anything else.
    try:
        orjson.dumps(value)
    except orjson.JSONEncodeError as error:
        raise WireError("a string holds half a surrogate pair") from error


def _object(members: list[tuple[str, Any]]) -> dict[str, Any]:
    value = dict(members)
    if len(value) != len(members):
        twice, _ = Counter(name for name, _ in members).most_common(1)[0]
        raise WireError(f"the member {twice[:80]!r} occurs twice in one object")
    return value


def _integer(digits: str) -> int:
    # The length first: reading a million digits is work, and int() refuses beyond a length of its own.
    if len(digits) > 17 or abs(int(digits)) > MAX_INTEGER:
        raise WireError("a whole number is beyond 2^53 - 1, where not every reader keeps it exactly")
    return int(digits)


def _fraction(digits: str) -> float:
    number = float(digits)
    if math.isinf(number):
        raise WireError(f"the number {digits[:30]} is too large")
    return number


def _no_number(word: str) -> NoReturn:
    raise WireError(f"{word} is not a number of JSON")


_DECODER = json.JSONDecoder(
    object_pairs_hook=_object, parse_int=_integer, parse_float=_fraction, parse_constant=_no_number
)
