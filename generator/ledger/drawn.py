"""Pictures for achievements that have none: shape and colours, drawn here, the same each time.

    drawn/hexagon-3-7-2.png        outline, colours, figure, level: all of the drawing stands in its path

An outline for the kind of achievement, colours and a figure that its slug chooses, and up to three studs for its level.
No words: one picture serves every language, and needs no font. 600 by 600 pixels with a palette, below 12,000 bytes
before a credential is baked in. A dark rim with a golden edge keeps it legible on light and dark grounds.

Shapes are drawn four times too large and made smaller, which gives soft edges. Rows that repeat the
one above cost next to nothing, and the encoder is ours, so the bytes do not depend on a machine's zlib.
"""

from __future__ import annotations

import hashlib
import re
import struct
import zlib
from collections.abc import Sequence
from functools import lru_cache
from math import cos, pi, sin

from generator.wire.deflate import deflate
from generator.wire.png import Chunk, write_png

SIDE_PX = 600
FOLDER = "drawn/"

_OUTLINES = ("hexagon", "circle", "diamond", "shield", "octagon")
_KINDS = {
    **dict.fromkeys(("Certification", "Certificate", "CertificateOfCompletion", "License"), "hexagon"),
    **dict.fromkeys(("Assessment", "QualityAssuranceCredential"), "octagon"),
    **dict.fromkeys(("MicroCredential", "Course", "LearningProgram", "Competency"), "diamond"),
    **dict.fromkeys(("Membership", "CommunityService", "Award"), "shield"),
}
# The rim, the ground and the figure of each: every figure has 4.5 to 1 or more on its ground.
_COLOURS = (
    ("#0b2545", "#13507d", "#dbeafe"),
    ("#12372a", "#1e6650", "#dcfce7"),
    ("#3b1d4e", "#6b3a86", "#f3e8ff"),
    ("#4a1d1f", "#8f3236", "#fee2e2"),
    ("#3a2a0c", "#7a5516", "#fef3c7"),
    ("#102f36", "#17616b", "#cffafe"),
    ("#2b2f38", "#505a6b", "#f1f5f9"),
    ("#2c1b55", "#4c3aa1", "#e0e7ff"),
)
_GOLD = "#f2c14e"
_SCALE = 4
_STEPS = 3
_LEVELS = {
    "fundamentals": 1,
    "beginner": 1,
    "associate": 2,
    "intermediate": 2,
    "expert": 3,
    "advanced": 3,
    "professional": 3,
}
_PATH = re.compile(rf"{FOLDER}({'|'.join(_OUTLINES)})-(\d)-(\d)-(\d)\.png")

Points = Sequence[tuple[float, float]]


def drawn_path(slug: str, kind: str, level: str) -> str:
    """The path that says what is drawn for an achievement without a picture."""
    chance = hashlib.sha256(slug.encode()).digest()
    outline = _KINDS.get(kind, "circle")
    return f"{FOLDER}{outline}-{chance[0] % len(_COLOURS)}-{chance[1] % 10}-{_studs(level)}.png"


def is_drawn(path: str) -> bool:
    """Whether a picture is one of these, and not a file in content/."""
    return path.startswith(FOLDER)


@lru_cache(maxsize=64)
def draw(path: str) -> bytes:
    """The picture that `path` stands for, as a PNG. Raises ValueError for a path that is none."""
    match = _PATH.fullmatch(path)
    if match is None:
        raise ValueError(f"not the path of a drawn picture: {path!r}")
    outline, colours, figure, studs = match[1], *map(int, match.groups()[1:])
    rim, ground, light = _COLOURS[colours % len(_COLOURS)]
    layers = [
        (_GOLD, [_outline(outline, 290)]),
        (rim, [_outline(outline, 274)]),
        (ground, [_outline(outline, 226)]),
        (light, _figure(figure)),
        (ground, [_polygon(48, 32, 0.0)]),
        *[
            (colour, [_stud(at, studs, size) for at in range(studs)])
            for colour, size in ((rim, 34), (_GOLD, 24))
            if studs
        ],
    ]
    return _encode([(colour, _mask(shapes)) for colour, shapes in layers])


def _studs(level: str) -> int:
    digit = re.search(r"[1-3]", level)
    return int(digit[0]) if digit else _LEVELS.get(level.strip().lower(), 0)


def _outline(name: str, radius: float) -> Points:
    if name == "shield":
        wide, top = radius * 0.86, -radius * 0.86
        side = [(wide * cos(at * pi / 60), radius * 0.2 + radius * 0.8 * sin(at * pi / 60)) for at in range(61)]
        return [(-wide, top), (wide, top), *side]
    if name == "circle":
        return _polygon(180, radius * 0.95, 0.0)
    corners, turn = {"hexagon": (6, pi / 6), "diamond": (4, 0.0), "octagon": (8, pi / 8)}[name]
    return _polygon(corners, radius, turn)


def _polygon(corners: int, radius: float, turn: float) -> Points:
    return [
        (radius * cos(turn + 2 * pi * at / corners), radius * sin(turn + 2 * pi * at / corners))
        for at in range(corners)
    ]


def _figure(number: int) -> list[Points]:
    """A star, or a flower of petals, with five to seven points."""
    points, radius = 5 + number % 3, 138.0
    if number < 5:
        turns = [(radius if at % 2 == 0 else radius * 0.5, pi * at / points - pi / 2) for at in range(2 * points)]
        return [[(far * cos(turn), far * sin(turn)) for far, turn in turns]]
    reach, size = radius * 0.62, radius * 1.15 / points + 24
    turns = [(0.0, 2 * pi * at / points - pi / 2) for at in range(points)]
    return [[(reach * cos(turn) + x, reach * sin(turn) + y) for x, y in _polygon(60, size, 0.0)] for _, turn in turns]


def _stud(at: int, of: int, size: float) -> Points:
    left = (at - (of - 1) / 2) * 74
    return [(left + x, 196 + y) for x, y in _polygon(5 * 12, size, 0.0)]


def _mask(shapes: list[Points]) -> bytes:
    """How much of each pixel the shapes cover, 0 to 255."""
    from PIL import Image, ImageDraw  # noqa: PLC0415 - few ledgers have a picture to draw, and loading it takes a while

    large = Image.new("L", (SIDE_PX * _SCALE, SIDE_PX * _SCALE))
    pen, middle = ImageDraw.Draw(large), SIDE_PX / 2
    for shape in shapes:
        pen.polygon([(round((middle + x) * _SCALE), round((middle + y) * _SCALE)) for x, y in shape], fill=255)
    return large.reduce(_SCALE).tobytes()


def _encode(layers: list[tuple[str, bytes]]) -> bytes:
    """Layers from the back, as a PNG with a palette: each colour over the one that it meets, in steps."""
    colours, alphas = bytearray(3), bytearray(1)
    seen: dict[tuple[int, int, int], int] = {}
    pixels, tops = bytearray(SIDE_PX**2), bytearray(SIDE_PX**2)  # tops: the number of the layer seen, 0 for none
    for number, (_, cover) in enumerate(layers, 1):
        for at in _touched(cover):
            step = (cover[at] * _STEPS + 127) // 255
            if step:
                key = (tops[at], number, step)
                if key not in seen:
                    seen[key] = len(alphas)
                    colour, alpha = _over(layers, *key)
                    colours += colour
                    alphas.append(alpha)
                pixels[at] = seen[key]
                tops[at] = number if step > _STEPS // 2 else tops[at]
    return _png(bytes(pixels), bytes(colours), bytes(alphas))


def _touched(cover: bytes) -> list[int]:
    return [match.start() + at for match in re.finditer(rb"[^\x00]+", cover) for at in range(len(match[0]))]


def _over(layers: list[tuple[str, bytes]], under: int, number: int, step: int) -> tuple[bytes, int]:
    top = bytes.fromhex(layers[number - 1][0][1:])
    if not under:
        return top, step * 255 // _STEPS
    low = bytes.fromhex(layers[under - 1][0][1:])
    return bytes((a * step + b * (_STEPS - step)) // _STEPS for a, b in zip(top, low, strict=True)), 255


def _png(pixels: bytes, colours: bytes, alphas: bytes) -> bytes:
    rows, above = [], bytes(SIDE_PX)
    for at in range(0, len(pixels), SIDE_PX):
        row = pixels[at : at + SIDE_PX]
        # Filter 2 says what is not as in the row above: nearly nothing.
        rows.append(b"\2" + bytes((one - other) & 255 for one, other in zip(row, above, strict=True)))
        above = row
    stream = b"".join(rows)
    packed = b"\x78\x01" + deflate(stream) + struct.pack(">I", zlib.adler32(stream))
    header = struct.pack(">IIBBBBB", SIDE_PX, SIDE_PX, 8, 3, 0, 0, 0)
    chunks = [("IHDR", header), ("PLTE", colours), ("tRNS", alphas), ("IDAT", packed), ("IEND", b"")]
    return write_png(Chunk(name.encode(), data) for name, data in chunks)
