"""Bitstring status lists: which positions are set, as the text `encodedList` of a signed list.

    encodedList   "u" + base64url, no padding, of a gzip file holding the bits
    bits          index 0 is the most significant bit of byte 0: byte index >> 3, mask 0x80 >> (index & 7)
    size          at least 131,072 bits = 16,384 bytes, so that a list says nothing about how many badges there are
    gzip, ours    1f 8b 08 00 00000000 02 ff || raw deflate || CRC-32 of the bits || their size in bytes (little-endian)

The same positions give the same text on every machine: no library's deflate is used (it differs between versions of
zlib and its replacements, and with it the signature over the list), but `wire.deflate`, which is ours. Reading accepts
what any gzip encoder writes, within bounds.

Spec: Bitstring Status List 1.0, sections 3.2 and 3.3. Whether a list may be trusted is for `verify`.
"""

from __future__ import annotations

import base64
import binascii
import struct
import zlib
from collections.abc import Iterable

from generator.errors import WireError
from generator.wire.deflate import deflate

MIN_LENGTH = 131_072  # bits
MAX_BYTES = 16 * 1024 * 1024  # what we inflate at most: 134 million entries

_GZIP_HEADER = bytes.fromhex("1f8b08000000000002ff")  # no name, no time, best compression, unknown system


def encode_list(set_bits: Iterable[int], length: int = MIN_LENGTH) -> str:
    """The `encodedList` of `length` bits (a multiple of 8) of which `set_bits` are 1."""
    if length < MIN_LENGTH or length % 8:
        raise WireError(f"a status list has {MIN_LENGTH} bits or more, a multiple of 8; {length} is not")
    bits = bytearray(length // 8)
    for index in set_bits:
        if not 0 <= index < length:
            raise WireError(f"status index {index} is outside a list of {length}")
        bits[index >> 3] |= 0x80 >> (index & 7)
    return encode_bytes(bytes(bits))


def encode_bytes(bits: bytes) -> str:
    """The `encodedList` of bits that are already in bytes. The inverse of `decode_list`."""
    trailer = struct.pack("<II", zlib.crc32(bits), len(bits) & 0xFFFFFFFF)
    return "u" + base64.urlsafe_b64encode(_GZIP_HEADER + deflate(bits) + trailer).rstrip(b"=").decode("ascii")


def decode_list(encoded: str, *, max_bytes: int = MAX_BYTES) -> bytes:
    """The bits of an `encodedList`, at least MIN_LENGTH of them and at most `max_bytes` bytes.

    Raises WireError for anything else: another base, a second spelling, a gzip file that is broken, cut short, followed
    by other data or larger than allowed.
    """
    packed = _base64url(encoded, max_bytes)
    inflater = zlib.decompressobj(wbits=16 + zlib.MAX_WBITS)  # gzip, with its checksum and length
    try:
        bits = inflater.decompress(packed, max_bytes + 1)
    except zlib.error as error:
        raise WireError("the status list is not sound gzip") from error
    if len(bits) > max_bytes:
        raise WireError(f"the status list has more than {max_bytes} bytes")
    if not inflater.eof or inflater.unused_data:
        raise WireError("the gzip file does not end where the status list ends")
    if len(bits) * 8 < MIN_LENGTH:
        raise WireError(f"the status list has {len(bits) * 8} bits; {MIN_LENGTH} are the least allowed")
    return bits


def bit(bits: bytes, index: int) -> bool:
    """Whether the bit at `index` is set. Raises WireError for an index outside the list."""
    if not 0 <= index < len(bits) * 8:
        raise WireError(f"status index {index} is outside a list of {len(bits) * 8}")
    return bool(bits[index >> 3] & (0x80 >> (index & 7)))


def _base64url(encoded: str, max_bytes: int) -> bytes:
    """The bytes of a multibase base64url text: one spelling, no padding, bounded."""
    if not encoded.startswith("u"):
        raise WireError("expected multibase base64url, which begins with u")
    if len(encoded) > 2 * max_bytes:  # incompressible bits and a generous header
        raise WireError(f"the encoded status list has more than {2 * max_bytes} characters")
    try:
        text = encoded[1:].encode("ascii")
        data = base64.b64decode(text + b"=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (UnicodeEncodeError, binascii.Error) as error:
        raise WireError("the encoded status list is not base64url without padding") from error
    if base64.urlsafe_b64encode(data).rstrip(b"=") != text:
        raise WireError("the encoded status list is not the one base64url spelling of its bytes")
    return data
