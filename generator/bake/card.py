"""The card of an achievement: the picture that platforms show of a link to it, or to one of its awards.

    1200 by 630 pixels, PNG, 66 colours at most; the art in the middle, on a tint of the site's colour

There are no words on it: platforms set the title of the page beside it, in letters that every reader's device has, so
one card serves all languages, and no font decides about its bytes. The art stands in the square of 420 pixels in the
middle, which every platform leaves whole. A card names nobody.

Pillow decodes and scales (with whole numbers, the same everywhere) and counts colours; what is written is compressed by
`wire.deflate`, so the same art gives the same bytes on every machine.
"""

from __future__ import annotations

import struct
import zlib
from io import BytesIO
from typing import TYPE_CHECKING

from generator.wire.deflate import deflate
from generator.wire.png import Chunk, write_png

if TYPE_CHECKING:
    from PIL import Image

WIDTH_PX, HEIGHT_PX = 1200, 630
_ART_PX = 420
_BAND_PX = 12
_COLOURS = 64  # of the art; a badge is no photograph
_DEFAULT = "#0b5cad"


def draw_card(art: bytes, accent: str) -> bytes:
    """The card for a sound PNG. `accent` is the colour `#rrggbb` of the site, "" for the theme's own."""
    band = bytes.fromhex((accent or _DEFAULT)[1:])
    ground = bytes(255 - (255 - part) // 9 for part in band)
    tile, palette = _tile(art, ground)
    left, top = (WIDTH_PX - tile.width) // 2, (HEIGHT_PX - tile.height) // 2
    header = struct.pack(">IIBBBBB", WIDTH_PX, HEIGHT_PX, 8, 3, 0, 0, 0)
    last = len(palette) // 3  # the number of the band's colour
    stream = b"\x78\x01" + _packed(tile, left, top, last) + _checksum(tile, left, top, last)
    chunks = (b"IHDR", header), (b"PLTE", palette + band), (b"IDAT", stream), (b"IEND", b"")
    return write_png(Chunk(*chunk) for chunk in chunks)


def _tile(art: bytes, ground: bytes) -> tuple[Image.Image, bytes]:
    """The art on the ground in its size on the card, and its colours; the first is the ground, which is behind it."""
    from PIL import Image  # noqa: PLC0415 - most builds draw no card, and loading it takes a while

    with Image.open(BytesIO(art), formats=("PNG",)) as opened:
        clear = opened.has_transparency_data
        picture = opened.convert("RGBA" if clear else "RGB")
    scale = min(_ART_PX / picture.width, _ART_PX / picture.height)
    size = max(1, round(picture.width * scale)), max(1, round(picture.height * scale))
    if clear and size != picture.size:
        picture = picture.convert("RGBa")  # as `resize` would do; it would also make RGBA of it again, for nothing
    flat = picture = picture.resize(size, Image.Resampling.HAMMING)
    if clear:
        flat = Image.new("RGB", size, tuple(ground))
        flat.paste(picture.convert("RGB"), mask=picture.getchannel(3))
    tile = flat.quantize(_COLOURS, Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
    palette = bytes(tile.getpalette() or ())
    tile = tile.point([len(palette) // 3, *range(1, 256)])  # its first colour goes to the end, for the ground
    if clear:
        tile.paste(0, mask=picture.getchannel(3).point([255] + [0] * 255))
    return tile, ground + palette[3:] + palette[:3]


def _packed(tile: Image.Image, left: int, top: int, band: int) -> bytes:
    """The rows of the card, filter 0 each, deflated.

    The ground is colour 0, so all is zeros between two rows of the tile, filters too. Four zeros stand for them, and
    four bytes for each row of the band; `deflate` is told how many they are.
    """
    from PIL import Image  # noqa: PLC0415 - as above

    head = (b"\0" + bytes([band]) * 4) * _BAND_PX
    rows = Image.new("P", (4 + tile.width, tile.height))
    rows.paste(tile, (4, 0))
    data = head + rows.tobytes() + bytes(4)
    after = WIDTH_PX - left - tile.width + (HEIGHT_PX - top - tile.height) * (1 + WIDTH_PX)
    longer = dict.fromkeys(range(4, len(head), 5), WIDTH_PX - 4)
    longer |= dict.fromkeys(range(len(head) + 3, len(data), rows.width), 1 + WIDTH_PX - rows.width)
    longer |= {len(head) + 3: (top - _BAND_PX) * (1 + WIDTH_PX) + 1 + left - 4, len(data) - 1: after - 4}
    return deflate(data, longer)


def _checksum(tile: Image.Image, left: int, top: int, band: int) -> bytes:
    """Adler-32 of the same rows, at their full length."""
    from PIL import Image  # noqa: PLC0415 - as above

    rows = Image.new("P", (1 + WIDTH_PX, HEIGHT_PX))
    rows.paste(band, (1, 0, 1 + WIDTH_PX, _BAND_PX))
    rows.paste(tile, (1 + left, top))
    return struct.pack(">I", zlib.adler32(rows.tobytes()))
