"""JCS: the one way to write a JSON value, byte for byte.

    members   in the order of their names as UTF-16 code units
    strings   UTF-8; escaped are only `"`, `\\` and U+0000 to U+001F, with the short form where there is one
    numbers   as ECMAScript writes them: 3.0 is `3`, 1e21 is `1e+21`, -0.0 is `0`

`orjson` writes the same for nearly every credential, fifty times faster than Python can. It differs for very large and
very small fractions, for `3.0`, and for names beyond U+FFFF, which UTF-16 sorts before U+E000; where the value holds
any of these, it is written by ours.

What has no such form is refused: NaN and infinities, whole numbers beyond 2^53 - 1 (not every reader keeps them),
lone surrogates, names that are not strings.

Spec: RFC 8785; ECMA-262, Number::toString.
"""

from __future__ import annotations

import json
import math
from typing import Any

import orjson

from generator.errors import WireError
from generator.wire.strictjson import MAX_INTEGER

MAX_DEPTH = 100


def canonical_json(value: Any) -> bytes:
    """The RFC 8785 form of `value`: dicts, lists, strings, numbers, booleans and None. Raises WireError."""
    if _is_plain(value, 0):
        try:
            return orjson.dumps(value, option=orjson.OPT_SORT_KEYS)
        except orjson.JSONEncodeError as error:
            raise WireError("a string holds half a surrogate pair") from error
    try:
        return _write(value).encode()
    except UnicodeEncodeError as error:
        raise WireError("a string holds half a surrogate pair") from error


def _is_plain(value: Any, depth: int) -> bool:
    """Whether orjson writes `value` as RFC 8785 does. Raises WireError where it has no canonical form at all."""
    kind = type(value)
    if kind is str or kind is bool or value is None:
        return True
    if kind is int:
        if abs(value) > MAX_INTEGER:
            raise WireError("a whole number is beyond 2^53 - 1, where not every reader keeps it exactly")
        return True
    if kind is float:
        if not math.isfinite(value):
            raise WireError("a number is not finite")
        return 1e-3 <= abs(value) < 1e15 and not value.is_integer()
    if depth == MAX_DEPTH:
        raise WireError(f"it is nested more than {MAX_DEPTH} levels deep")
    # No early end: what lies behind the first fraction is checked as well.
    if kind is list:
        return all([_is_plain(entry, depth + 1) for entry in value])
    if kind is dict:
        return all([_is_plain_name(name) & _is_plain(entry, depth + 1) for name, entry in value.items()])
    raise WireError(f"a {kind.__name__} is not a JSON value")


def _is_plain_name(name: Any) -> bool:
    if type(name) is not str:
        raise WireError(f"a name is a {type(name).__name__}, not a string")
    return name.isascii() or max(name) <= "\uffff"


def _write(value: Any) -> str:
    if isinstance(value, dict):
        members = sorted(value.items(), key=lambda member: member[0].encode("utf-16-be"))
        return "{" + ",".join(f"{_write(name)}:{_write(entry)}" for name, entry in members) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(_write, value)) + "]"
    if isinstance(value, float):
        return _write_number(value)
    return json.dumps(value, ensure_ascii=False)


def _write_number(value: float) -> str:
    """Number::toString: the shortest digits that read back as `value`, the point or exponent placed by its rules."""
    if value == 0:
        return "0"
    sign = "-" if value < 0 else ""
    mantissa, _, exponent = repr(abs(value)).partition("e")
    whole, _, fraction = mantissa.partition(".")
    digits = (whole + fraction).lstrip("0")
    point = int(exponent or 0) + len(whole) - (len(whole + fraction) - len(digits))  # 0.digits times 10^point
    return sign + _place_point(digits.rstrip("0"), point)


def _place_point(digits: str, point: int) -> str:
    """ECMA-262, Number::toString (6) to (10), where n is `point` and k the number of digits."""
    if len(digits) <= point <= 21:
        return digits.ljust(point, "0")
    if 0 < point <= 21:
        return f"{digits[:point]}.{digits[point:]}"
    if -6 < point <= 0:
        return "0." + "0" * -point + digits
    mantissa = digits[0] + ("." + digits[1:] if len(digits) > 1 else "")
    return f"{mantissa}e{point - 1:+d}"
