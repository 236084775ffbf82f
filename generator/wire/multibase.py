"""Multibase and Multikey: how keys and signatures are spelled in signed documents.

    signature    "z" + base58btc(64 bytes)                          a DataIntegrityProof's `proofValue`
    public key   "z" + base58btc(0xed 0x01 || 32-byte key)          always 48 characters, always "z6Mk..."
    secret key   "z" + base58btc(0x80 0x26 || 32-byte seed)         always "z3u2..."; test vectors only

base58btc writes a number in base 58, most significant digit first, with the digits and letters less `0`, `O`, `I`
and `l`; each zero byte in front becomes one `1`. So every byte string has exactly one spelling, and a decoder here
accepts no other: no white space, no other base, no length but the one asked for.

Spec: Multibase (draft-multiformats), Controlled Identifiers 1.0 section 2.2.2 "Multikey". What the bytes mean (whether
a key is a point of the curve, whether a signature fits) is for `wire.ed25519`.
"""

from __future__ import annotations

from generator.errors import WireError

MAX_CHARACTERS = 128  # bounds the time that a hostile string can cost; 64 bytes need 88

_DIGITS = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_VALUES = {digit: value for value, digit in enumerate(_DIGITS)}
_PAIRS = [high + low for high in _DIGITS for low in _DIGITS]
_TWO, _FOUR = 58**2, 58**4
_GROUP = 58**10  # ten digits at once: fits in a machine word, so the inner divisions are cheap

_PUBLIC_ED25519 = b"\xed\x01"  # multicodec ed25519-pub 0xed as varint
_SECRET_ED25519 = b"\x80\x26"  # multicodec ed25519-priv 0x1300 as varint


def base58_encode(data: bytes) -> str:
    """`data` in base58btc, without a multibase prefix. The inverse of `base58_decode`."""
    groups = []
    number = int.from_bytes(data, "big")
    while number:
        number, group = divmod(number, _GROUP)
        groups.append(_ten_digits(group))
    digits = "".join(reversed(groups)).lstrip("1")
    zeros = len(data) - len(data.lstrip(b"\0"))
    return "1" * zeros + digits


def _ten_digits(group: int) -> str:
    # Two, four and four digits: numbers of one machine word each, and no loop.
    high, low = divmod(group, _FOUR)
    first, middle = divmod(high, _FOUR)
    return f"{_PAIRS[first]}{_PAIRS[middle // _TWO]}{_PAIRS[middle % _TWO]}{_PAIRS[low // _TWO]}{_PAIRS[low % _TWO]}"


def base58_decode(text: str) -> bytes:
    """The bytes that `text` spells, at most MAX_CHARACTERS of it. Raises WireError for any other character."""
    if len(text) > MAX_CHARACTERS:
        raise WireError(f"expected at most {MAX_CHARACTERS} characters of base58, got {len(text)}")
    number = 0
    for place, character in enumerate(text, start=1):
        value = _VALUES.get(character)
        if value is None:
            raise WireError(f"character {place} is not base58btc")
        number = number * 58 + value
    zeros = len(text) - len(text.lstrip("1"))
    return b"\0" * zeros + number.to_bytes((number.bit_length() + 7) // 8, "big")


def encode_signature(signature: bytes) -> str:
    """The `proofValue` of a 64-byte signature."""
    return _encode(b"", signature, 64)


def decode_signature(text: str) -> bytes:
    """The 64 bytes of a `proofValue`. Raises WireError for anything but their one spelling."""
    return _decode(b"", text, 64)


def encode_multikey(public_key: bytes) -> str:
    """The Multikey text `z6Mk...` of a 32-byte Ed25519 public key."""
    return _encode(_PUBLIC_ED25519, public_key, 32)


def decode_multikey(text: str) -> bytes:
    """The 32-byte Ed25519 public key of a Multikey text. Raises WireError for another kind of key or spelling."""
    return _decode(_PUBLIC_ED25519, text, 32)


def decode_secret_multikey(text: str) -> bytes:
    """The 32-byte seed of a secret Multikey `z3u2...`, as published test vectors hold them."""
    return _decode(_SECRET_ED25519, text, 32)


def _encode(prefix: bytes, data: bytes, length: int) -> str:
    if len(data) != length:
        raise WireError(f"expected {length} bytes, got {len(data)}")
    return "z" + base58_encode(prefix + data)


def _decode(prefix: bytes, text: str, length: int) -> bytes:
    if not text.startswith("z"):
        raise WireError("expected multibase base58btc, which begins with z")
    data = base58_decode(text[1:])
    if not data.startswith(prefix):
        raise WireError(f"expected a key of kind {prefix.hex()}, got {data[: len(prefix)].hex() or 'nothing'}")
    if len(data) != len(prefix) + length or base58_encode(data) != text[1:]:
        raise WireError(f"expected the one spelling of {length} bytes, got {len(data) - len(prefix)} bytes")
    return data[len(prefix) :]
