"""From a drawing to a small PNG: reduced, given a palette, written.

The outermost colour of a picture is always its rim. So the half transparent points along the edge need no colours
of their own, only steps between nothing and the rim:

    palette entry 0          nothing
    entries 1 to 6           the rim, more and more solid
    entries 7 and up         solid colours, the most used first

Nothing in the choice of the palette depends on the version of the imaging library.
"""

from __future__ import annotations

import struct
import zlib
from collections import Counter
from pathlib import Path

from PIL import Image

from art.canvas import SCALE, Canvas, Colour

_EDGE_STEPS = 6
_CLOSEST = 30  # two palette colours are at least so far apart, as a sum over red, green and blue


def write_png(path: Path, drawing: Canvas, outline: Canvas, rim: Colour, colours: int = 24) -> None:
    """Write `drawing`, cut out by the mask `outline`, as a PNG with a palette of at most `colours` solid colours."""
    solid = drawing.image.reduce(SCALE)
    alpha = outline.image.reduce(SCALE)
    chosen = _most_used(solid, colours)
    indexed = _nearest(solid, chosen).point(lambda index: index + _EDGE_STEPS + 1)
    steps = alpha.point(lambda value: round(value * (_EDGE_STEPS + 1) / 255))
    indexed.paste(steps, (0, 0), steps.point(lambda step: 255 if step <= _EDGE_STEPS else 0))
    opacity = bytes(round(255 * step / (_EDGE_STEPS + 1)) for step in range(_EDGE_STEPS + 1))
    palette = bytes(part for colour in [rim] * (_EDGE_STEPS + 1) + chosen for part in colour)
    path.write_bytes(_png(indexed, palette, opacity))


def _png(indexed: Image.Image, palette: bytes, opacity: bytes) -> bytes:
    """A PNG of palette entries, one byte each, no filter: PNG (Third Edition), 11.2 and 11.3.1."""
    width, height = indexed.size
    points = indexed.tobytes()
    lines = b"".join(b"\0" + points[y * width : (y + 1) * width] for y in range(height))
    header = struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)
    body = _chunk(b"PLTE", palette) + _chunk(b"tRNS", opacity) + _chunk(b"IDAT", zlib.compress(lines, 9))
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", header) + body + _chunk(b"IEND", b"")


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def _points(image: Image.Image) -> list[Colour]:
    """The colours of `image`, point by point."""
    data = image.tobytes()
    return list(zip(data[0::3], data[1::3], data[2::3], strict=True))


def _most_used(image: Image.Image, limit: int) -> list[Colour]:
    """The colours that cover most of `image`, none of them close to another."""
    counted = sorted(Counter(_points(image)).items(), key=lambda pair: (-pair[1], pair[0]))
    chosen: list[Colour] = []
    for colour, _ in counted:
        if all(sum(abs(a - b) for a, b in zip(colour, other, strict=True)) >= _CLOSEST for other in chosen):
            chosen.append(colour)
            if len(chosen) == limit:
                break
    return chosen


def _nearest(image: Image.Image, chosen: list[Colour]) -> Image.Image:
    """For each point of `image` the number of the nearest of the colours `chosen`, as a grey picture."""
    points = _points(image)
    places = {colour: _nearest_of(colour, chosen) for colour in set(points)}
    return Image.frombytes("L", image.size, bytes(places[point] for point in points))


def _nearest_of(colour: Colour, chosen: list[Colour]) -> int:
    red, green, blue = colour
    distances = [(red - r) ** 2 + (green - g) ** 2 + (blue - b) ** 2 for r, g, b in chosen]
    return distances.index(min(distances))
