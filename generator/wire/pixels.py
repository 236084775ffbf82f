"""Whether the image data of a PNG is whole: `wire.png` reads the chunks, this inflates what is in them.

    IDAT      one zlib stream over all chunks of the name, nothing behind it
    stream    rows from the top: 1 byte of filter (0 to 4), then the pixels, `bits_per_pixel` each, up to a full byte
    interlaced (Adam7): the same for each of seven reduced pictures; one without pixels is left out
    PLTE      must be there for colour type 3, must not for 0 and 4; 1 to 256 colours, and for type 3 at most 2^depth
    tRNS      after PLTE, before IDAT, once at most; 2 bytes for type 0, 6 for type 2, up to the palette's length for 3

The stream is inflated some rows at a time, so a bomb costs no memory and stops where the pixels should. Meant for the
art that an organisation supplies, once at load; nothing in the path of an award needs it.

Spec: PNG (Third Edition), sections 7 to 10, 11.2.2, 11.3.1.1.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator

from generator.errors import WireError
from generator.wire.png import Chunk, Header, read_chunks, read_header

_SLICE = 16_384  # bytes given to zlib at once; it hands back what it has not used, and that copy stays small
_AT_ONCE = 65_536  # bytes of rows, if that is more than one row

# Adam7: first column, first row, step to the right, step down. Section 8.1.
_PASSES = ((0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2))


def check_pixels(data: bytes) -> Header:
    """Raise WireError unless `data` is a PNG whose pixels are all there, and no more. Returns what its header says."""
    chunks = read_chunks(data)
    header = read_header(chunks)
    _check_colours(header, chunks)
    stream = _Inflater(b"".join(chunk.data for chunk in chunks if chunk.name == b"IDAT"))
    for row_bytes, rows in _row_sizes(header):
        at_once = max(1, _AT_ONCE // row_bytes)
        for first in range(0, rows, at_once):
            some = stream.read(row_bytes * min(at_once, rows - first))
            if max(some[::row_bytes]) > 4:
                raise WireError("a row of pixels has a filter that does not exist")
    stream.expect_end()
    return header


def _row_sizes(header: Header) -> Iterator[tuple[int, int]]:
    """Pairs of bytes in a row (with its filter byte) and number of such rows, in the order of the stream."""
    passes = _PASSES if header.interlaced else ((0, 0, 1, 1),)
    for left, top, right, down in passes:
        columns = -(-(header.width_px - left) // right)
        rows = -(-(header.height_px - top) // down)
        if columns > 0:
            yield 1 + (columns * header.bits_per_pixel + 7) // 8, rows


def _check_colours(header: Header, chunks: list[Chunk]) -> None:
    names = [chunk.name for chunk in chunks]
    colours = _palette_length(header, chunks)
    if b"tRNS" not in names:
        return
    at = names.index(b"tRNS")
    if names.count(b"tRNS") > 1 or b"PLTE" in names[at:] or b"IDAT" in names[:at]:
        raise WireError("tRNS is there twice, or not between palette and image data")
    length = len(chunks[at].data)
    fits = {0: length == 2, 2: length == 6, 3: 0 < length <= colours}
    if not fits.get(header.colour_type, False):
        raise WireError(f"tRNS of {length} bytes does not fit colour type {header.colour_type}")


def _palette_length(header: Header, chunks: list[Chunk]) -> int:
    """The number of colours in PLTE, 0 where there is none and need not be."""
    palette = next((chunk.data for chunk in chunks if chunk.name == b"PLTE"), None)
    if palette is None:
        if header.colour_type == 3:
            raise WireError("has no palette (PLTE), which colour type 3 needs")
        return 0
    if header.colour_type in (0, 4):
        raise WireError(f"has a palette (PLTE), which colour type {header.colour_type} must not")
    most = 2**header.bit_depth if header.colour_type == 3 else 256
    if len(palette) % 3 or not 0 < len(palette) <= 3 * most:
        raise WireError(f"PLTE of {len(palette)} bytes is not 1 to {most} colours of 3 bytes")
    return len(palette) // 3


class _Inflater:
    """A zlib stream read in pieces of a known size."""

    def __init__(self, compressed: bytes) -> None:
        self._zlib = zlib.decompressobj()
        self._compressed = compressed
        self._at = 0
        self._ready = bytearray()

    def read(self, size: int) -> bytes:
        """The next `size` bytes. Raises WireError where the stream is broken or ends before."""
        while len(self._ready) < size:
            piece = self._more(size)
            if not piece and self._spent():
                raise WireError("the image data ends before the last pixel")
            self._ready += piece
        taken = bytes(self._ready[:size])
        del self._ready[:size]
        return taken

    def expect_end(self) -> None:
        """Raise WireError unless all has been read, the stream's own checksum too."""
        extra = bytes(self._ready)
        while not extra and not self._spent():
            extra = self._more(1)
        if extra or not self._zlib.eof or self._zlib.unused_data or self._at < len(self._compressed):
            raise WireError("the image data does not end with the last pixel")

    def _more(self, size: int) -> bytes:
        given = self._zlib.unconsumed_tail
        if not given:
            given = self._compressed[self._at : self._at + _SLICE]
            self._at += len(given)
        try:
            return self._zlib.decompress(given, size)
        except zlib.error as error:
            raise WireError("the image data cannot be inflated") from error

    def _spent(self) -> bool:
        return self._zlib.eof or (self._at >= len(self._compressed) and not self._zlib.unconsumed_tail)
