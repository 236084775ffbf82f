"""PNG as a row of chunks: read strictly, written back byte for byte.

    file    89 50 4e 47 0d 0a 1a 0a, then chunks: IHDR first, IDAT at least once and all together, IEND last and empty
    chunk   4-byte length of the data || 4 letters of name || data || CRC-32 of name and data     (big-endian)
    IHDR    width, height (4 bytes each) || bit depth || colour type || compression 0 || filter 0 || interlace 0 or 1

A picture that this reader passes has a correct checksum on every chunk and nothing behind its end, so no byte of it can
change unnoticed. Sizes are bounded before anything is allocated. What the chunks hold is for others: `wire.pixels`
inflates the image data, `bake` knows the text chunks. Nothing here decodes or re-encodes an image.

Spec: PNG (Third Edition), sections 5 and 11.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterable, Iterator

from msgspec import Struct

from generator.errors import WireError

SIGNATURE = b"\x89PNG\r\n\x1a\n"
MAX_BYTES = 8 * 1024 * 1024
MAX_SIDE_PX = 4096
MAX_CHUNKS = 16_384  # honest files of 8 MiB have a thousand or two; each costs memory that its bytes do not show

_CRITICAL = frozenset((b"IHDR", b"PLTE", b"IDAT", b"IEND"))
_KEPT = _CRITICAL | {b"tRNS"}

# Colour type: the bit depths it may have, and its samples for each pixel. Section 11.2.1.
_DEPTHS = {0: (1, 2, 4, 8, 16), 2: (8, 16), 3: (1, 2, 4, 8), 4: (8, 16), 6: (8, 16)}
_SAMPLES = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}


class Chunk(Struct, frozen=True):
    """One chunk: four letters and its data, without length and checksum."""

    name: bytes
    data: bytes


class Header(Struct, frozen=True):
    """What IHDR says."""

    width_px: int
    height_px: int
    bit_depth: int
    colour_type: int
    interlaced: bool

    @property
    def bits_per_pixel(self) -> int:
        return self.bit_depth * _SAMPLES[self.colour_type]


def read_chunks(data: bytes, *, max_bytes: int = MAX_BYTES) -> list[Chunk]:
    """The chunks of a sound PNG, in order, IHDR and IEND included.

    Raises WireError for anything else: see the module. Chunks that may be ignored (name begins with a small letter)
    are handed on unread; an unknown chunk that may not be ignored is refused, as section 5.4 asks.
    """
    if len(data) > max_bytes:
        raise WireError(f"expected at most {max_bytes} bytes, got {len(data)}")
    if not data.startswith(SIGNATURE):
        raise WireError("not a PNG: the first eight bytes are not its signature")
    chunks = list(_walk(data))
    _check_order([chunk.name for chunk in chunks])
    _parse_header(chunks[0].data)
    if chunks[-1].data:
        raise WireError("IEND is not empty")
    return chunks


def _walk(data: bytes) -> Iterator[Chunk]:
    at = len(SIGNATURE)
    for _ in range(MAX_CHUNKS):
        if len(data) - at < 12:
            raise WireError("ends without IEND: the file is cut short")
        (length,) = struct.unpack_from(">I", data, at)
        if length > len(data) - at - 12:
            raise WireError(f"the chunk at byte {at} is longer than the file")
        body = data[at + 4 : at + 8 + length]
        if not body[:4].isalpha():
            raise WireError(f"the chunk at byte {at} has a name that is not four letters")
        (checksum,) = struct.unpack_from(">I", data, at + 8 + length)
        if zlib.crc32(body) != checksum:
            raise WireError(f"the checksum of chunk {body[:4].decode('ascii')} at byte {at} does not fit")
        yield Chunk(body[:4], body[4:])
        at += 12 + length
        if body[:4] == b"IEND":
            break
    else:
        raise WireError(f"has more than {MAX_CHUNKS} chunks")
    if at != len(data):
        raise WireError(f"{len(data) - at} bytes follow IEND")


def _check_order(names: list[bytes]) -> None:
    """Once and first IHDR; IDAT, and in one run; PLTE at most once and before IDAT. Section 5.6."""
    if names[0] != b"IHDR" or names.count(b"IHDR") != 1:
        raise WireError("IHDR is not the first chunk, or not the only one of its name")
    for name in names:
        if name[:1].isupper() and name not in _CRITICAL:
            raise WireError(f"chunk {name.decode('ascii')} is unknown and may not be ignored")
    if b"IDAT" not in names:
        raise WireError("has no image data (IDAT)")
    first, count = names.index(b"IDAT"), names.count(b"IDAT")
    if names[first : first + count] != [b"IDAT"] * count:
        raise WireError("other chunks stand between those of the image data (IDAT)")
    if names.count(b"PLTE") > 1 or b"PLTE" in names[first:]:
        raise WireError("PLTE is there twice, or after the image data")


def read_header(chunks: list[Chunk]) -> Header:
    """What the first of `chunks` (from `read_chunks`) says of the picture."""
    return _parse_header(chunks[0].data)


def _parse_header(data: bytes) -> Header:
    if len(data) != 13:
        raise WireError(f"IHDR: expected 13 bytes, got {len(data)}")
    width, height, depth, colour, compression, filtering, interlace = struct.unpack(">IIBBBBB", data)
    if not (0 < width <= MAX_SIDE_PX and 0 < height <= MAX_SIDE_PX):
        raise WireError(f"is {width} x {height} pixels; 1 to {MAX_SIDE_PX} on each side are accepted")
    if depth not in _DEPTHS.get(colour, ()):
        raise WireError(f"bit depth {depth} with colour type {colour} does not exist")
    if compression != 0 or filtering != 0 or interlace > 1:
        raise WireError("uses a compression, filter or interlace method that does not exist")
    return Header(width, height, depth, colour, interlace == 1)


def write_chunk(name: bytes, data: bytes) -> bytes:
    """One chunk as it stands in a file: length, name, data, checksum."""
    body = name + data
    return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))


def write_png(chunks: Iterable[Chunk]) -> bytes:
    """The file that has these chunks: the inverse of `read_chunks`, byte for byte."""
    return SIGNATURE + b"".join(write_chunk(chunk.name, chunk.data) for chunk in chunks)


def itxt_prefix(keyword: str) -> bytes:
    """What stands before the text in an uncompressed iTXt chunk without language. Section 11.3.3.4.

    keyword 00, compression flag 00, compression method 00, language tag (empty) 00, translated keyword (empty) 00
    """
    name = keyword.encode("ascii")
    if not 1 <= len(name) <= 79 or not keyword.isprintable() or name != name.strip():
        raise WireError("a keyword is 1 to 79 printable characters without blanks at its ends")
    return name + b"\0\0\0\0\0"


def itxt(keyword: str, text: bytes) -> bytes:
    """A whole iTXt chunk; `text` is UTF-8 and stands there as it is."""
    return write_chunk(b"iTXt", itxt_prefix(keyword) + text)


def clean(data: bytes) -> bytes:
    """The same picture with nothing but what draws it: IHDR, PLTE, tRNS, IDAT, IEND, each byte-equal."""
    return write_png(chunk for chunk in read_chunks(data) if chunk.name in _KEPT)
