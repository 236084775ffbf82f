"""Small PNG files for tests, made by hand: chunks from the definition, not from the code that is tested."""

from __future__ import annotations

import struct
import zlib

SIGNATURE = bytes.fromhex("89504e470d0a1a0a")
SAMPLES = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}
PASSES = ((0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2))


def chunk(name: bytes, data: bytes = b"") -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(data, zlib.crc32(name)))


def ihdr(width: int = 3, height: int = 2, depth: int = 8, colour: int = 6, interlace: int = 0) -> bytes:
    return chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, interlace))


def png(*chunks: bytes) -> bytes:
    return SIGNATURE + b"".join(chunks)


def rows(width: int, height: int, depth: int, colour: int, interlace: int, filler: int = 0) -> bytes:
    """The stream before compression: for each row a filter byte 0, then bytes of `filler`."""
    stream = b""
    for left, top, right, down in PASSES if interlace else ((0, 0, 1, 1),):
        columns, lines = len(range(left, width, right)), len(range(top, height, down))
        row = b"\0" + bytes([filler]) * ((columns * depth * SAMPLES[colour] + 7) // 8)
        stream += row * lines if columns else b""
    return stream


def picture(
    width: int = 3,
    height: int = 2,
    depth: int = 8,
    colour: int = 6,
    interlace: int = 0,
    *before: bytes,
    filler: int = 0,
) -> bytes:
    """A whole picture with `before` between IHDR and IDAT."""
    stream = zlib.compress(rows(width, height, depth, colour, interlace, filler))
    extra = (chunk(b"PLTE", bytes(6)),) if colour == 3 and not before else ()
    return png(ihdr(width, height, depth, colour, interlace), *extra, *before, chunk(b"IDAT", stream), chunk(b"IEND"))


def independent_chunks(data: bytes) -> list[tuple[bytes, bytes]]:
    """Another reader of chunks, as short as can be: no checks but the checksum."""
    found, rest = [], data[8:]
    while rest:
        size = int.from_bytes(rest[:4], "big")
        name, body, checksum = rest[4:8], rest[8 : 8 + size], rest[8 + size : 12 + size]
        assert zlib.crc32(name + body).to_bytes(4, "big") == checksum
        found.append((name, body))
        rest = rest[12 + size :]
    return found
