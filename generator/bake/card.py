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
    from PIL import Image  # noqa: PLC0415 - most builds draw no card, and loading it takes a while

    band = bytes.fromhex((accent or _DEFAULT)[1:])
    ground = bytes(255 - (255 - part) // 9 for part in band)
    tile, palette = _tile(art, ground)
    card = Image.new("P", (WIDTH_PX, HEIGHT_PX), len(palette) // 3)
    card.paste(len(palette) // 3 + 1, (0, 0, WIDTH_PX, _BAND_PX))
    card.paste(tile, ((WIDTH_PX - tile.width) // 2, (HEIGHT_PX - tile.height) // 2))
    return _written(card.tobytes(), palette + ground + band)


def _tile(art: bytes, ground: bytes) -> tuple[Image.Image, bytes]:
    """The art on the ground in its size on the card, and its colours; the colour behind them is the ground itself."""
    from PIL import Image  # noqa: PLC0415 - as above

    with Image.open(BytesIO(art), formats=("PNG",)) as opened:
        picture = opened.convert("RGBA")
    scale = min(_ART_PX / picture.width, _ART_PX / picture.height)
    size = max(1, round(picture.width * scale)), max(1, round(picture.height * scale))
    picture = picture.resize(size, Image.Resampling.HAMMING)
    below = Image.new("RGBA", size, (*ground, 255))
    flat = Image.alpha_composite(below, picture).convert("RGB")
    tile = flat.quantize(_COLOURS, Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
    palette = bytes(tile.getpalette() or ())
    tile.paste(len(palette) // 3, mask=picture.getchannel("A").point([255] + [0] * 255))
    return tile, palette


def _written(pixels: bytes, palette: bytes) -> bytes:
    rows = b"".join(b"\0" + pixels[at : at + WIDTH_PX] for at in range(0, len(pixels), WIDTH_PX))  # filter 0 each
    header = struct.pack(">IIBBBBB", WIDTH_PX, HEIGHT_PX, 8, 3, 0, 0, 0)
    stream = b"\x78\x01" + deflate(rows) + struct.pack(">I", zlib.adler32(rows))
    return write_png(
        Chunk(*chunk) for chunk in ((b"IHDR", header), (b"PLTE", palette), (b"IDAT", stream), (b"IEND", b""))
    )
