"""Scenes for data: kept, layered, looked at closely, made open to everyone."""

from __future__ import annotations

from collections.abc import Sequence

from art.backdrop import glow, hills
from art.canvas import Canvas, Colour, Point, arc_points, rolling
from art.tones import Tones


def cubes(c: Canvas, t: Tones) -> None:
    """A small pile of equal blocks."""
    glow(c, t, 300, 250, 350)
    c.below(rolling(430, 16, 500, 60), t.ground[1])
    c.below(rolling(486, 12, 420, 220), t.ground[2])
    side = 66.0
    wide = side * 0.866
    for row, count in ((0, 3), (1, 2), (2, 1)):
        for n in range(count):
            x = 300 + 2 * wide * (n - (count - 1) / 2)
            _block(c, t, x, 372 - row * side * 1.5, side, row == 2)


def _block(c: Canvas, t: Tones, x: float, y: float, side: float, lit: bool) -> None:
    """A cube seen along its diagonal, (x, y) in its middle."""
    wide, half = side * 0.866, side / 2
    top = [(x, y - side), (x + wide, y - half), (x, y), (x - wide, y - half)]
    left = [(x - wide, y - half), (x, y), (x, y + side), (x - wide, y + half)]
    right = [(x + wide, y - half), (x, y), (x, y + side), (x + wide, y + half)]
    c.poly(left, t.sky[3] if not lit else t.metal)
    c.poly(right, t.sky[2] if not lit else t.metal_shade)
    c.poly(top, t.chalk if not lit else t.sun)
    for face in (top, left, right):
        c.line([*face, face[0]], 7, t.body)


def cloud_store(c: Canvas, t: Tones) -> None:
    """Three discs of a store with a cloud above."""
    glow(c, t, 300, 230, 340)
    c.below(rolling(452, 14, 460, 100), t.ground[1])
    for y in (402, 350, 298):
        _drum(c, t, y, lit=y == 298)
    _cloud(c, 300, 198, t.chalk)
    c.line([(300, 222), (300, 268)], 14, t.accent)
    c.poly([(268, 262), (332, 262), (300, 300)], t.accent)


def _drum(c: Canvas, t: Tones, y: float, lit: bool) -> None:
    """One disc with its top at `y`, outlined."""
    rx, ry, tall = 124, 34, 40
    for grow, side, top in ((7, t.body, t.body), (0, t.sky[2], t.chalk if lit else t.sky[3])):
        c.oval(300, y + tall, rx + grow, ry + grow, side)
        c.box(300 - rx - grow, y, 300 + rx + grow, y + tall, side)
        c.oval(300, y, rx + grow, ry + grow, top)
    c.disc(216, y + 48, 7, t.sun)
    c.disc(240, y + 54, 7, t.sun)


def _cloud(c: Canvas, x: float, y: float, colour: Colour) -> None:
    for dx, dy, radius in ((-84, 4, 44), (-30, -34, 62), (46, -22, 54), (96, 10, 38)):
        c.disc(x + dx, y + dy, radius, colour)
    c.box(x - 124, y, x + 132, y + 48, colour, 24)


def layers(c: Canvas, t: Tones) -> None:
    """Three sheets of a map, one over the other, and a pin on the top one."""
    glow(c, t, 300, 240, 350)
    for y, colour, edge in ((404, t.metal, t.metal_shade), (352, t.accent, t.sky[0]), (300, t.chalk, t.sky[1])):
        _sheet(c, y + 13, t.body, 17)
        _sheet(c, y + 8, edge, 8)
        _sheet(c, y, colour, 8)
    for share in (0.72, 0.42):
        ring = [(300 + (x - 300) * share, 300 + (y - 300) * share) for x, y in _rhomb(300)]
        c.line([*ring, ring[0]], 7, t.sky[3])
    c.poly([(248, 172), (352, 172), (300, 292)], t.sky[1])
    c.disc(300, 158, 56, t.sky[1])
    c.disc(300, 156, 24, t.chalk)


def _rhomb(y: float) -> list[Point]:
    return [(300, y - 80), (440, y), (300, y + 80), (160, y)]


def _sheet(c: Canvas, y: float, colour: Colour, soft: float) -> None:
    corners = _rhomb(y)
    c.poly(corners, colour)
    c.line([*corners, corners[0]], 2 * soft, colour)


def lens(c: Canvas, t: Tones) -> None:
    """A lens over a patchwork of fields, a river and two houses in it."""
    _fields(c, (t.sky[0], t.sky[1], t.ground[1]), 8.0, 40.0, 124)
    c.line([(386, 370), (462, 446)], 46, t.body)
    c.line([(400, 384), (458, 442)], 28, t.accent)
    c.disc(276, 260, 152, t.body)
    c.disc(276, 260, 141, t.chalk)
    inside, glass = Canvas(t.sky[3]), Canvas(0, mode="L")
    _fields(inside, (t.sky[4], t.sun, t.sky[3]), -22.0, 20.0, 150)
    inside.line([(110, 300), (236, 238), (264, 250), (264, 300), (290, 312), (460, 226)], 26, t.sky[1])
    for x, y in ((316, 184), (206, 330)):
        inside.poly([(x, y), (x + 24, y - 24), (x + 48, y), (x + 48, y + 34), (x, y + 34)], t.body)
    glass.disc(276, 260, 120, 255)
    c.stamp(inside, glass)


def _fields(c: Canvas, colours: Sequence[Colour], left: float, top: float, side: float) -> None:
    """Strips of farmland, each field falling one in two."""
    for column in range(-1, 8):
        x = left + column * side
        for row in range(-6, 9):
            y = top + row * side * 0.72 - column * side / 2
            corners = [(x, y), (x + side, y - side / 2), (x + side, y + side * 0.22), (x, y + side * 0.72)]
            c.poly(corners, colours[(row + 3 * column) % len(colours)])


def folded_map(c: Canvas, t: Tones) -> None:
    """A folded paper map with a dotted way to a cross."""
    glow(c, t, 300, 270, 350)
    hills(c, t, 430)
    edges, tops = (132, 216, 300, 384, 468), (196, 160, 196, 160, 196)
    for grow, light, dark in ((9, t.body, t.body), (0, t.chalk, t.shade)):
        for n in range(4):
            left, right, up, down = edges[n], edges[n + 1], tops[n], tops[n + 1]
            strip = [(left, up), (right, down), (right, down + 220), (left, up + 220)]
            c.poly(strip, dark if n % 2 else light)
            c.line([*strip, strip[0]], 2 * grow + 2, dark if n % 2 else light)
    c.line([(140, 276), (216, 236), (264, 258), (300, 330), (384, 300), (462, 336)], 15, t.sky[3])
    for x, y in ((172, 366), (206, 342), (244, 346), (280, 368), (318, 372), (350, 348), (372, 316), (388, 282)):
        c.disc(x, y, 9, t.accent)
    for turn in (-1, 1):
        c.line([(398, 232 - 21 * turn), (440, 232 + 21 * turn)], 15, t.accent)


def tiles(c: Canvas, t: Tones) -> None:
    """Four pieces that fit into each other."""
    glow(c, t, 300, 284, 330)
    side, x, y = 128.0, 300.0, 284.0
    c.box(x - side - 10, y - side - 10, x + side + 10, y + side + 10, t.body, 18)
    colours = {(-1, -1): t.chalk, (1, -1): t.accent, (-1, 1): t.sky[3], (1, 1): t.sun}
    for (across, down), colour in colours.items():
        left, top = x + min(across, 0) * side, y + min(down, 0) * side
        c.box(left + 4, top + 4, left + side - 4, top + side - 4, colour, 8)
    for across, down, owner in ((0, -1, (-1, -1)), (1, 0, (1, -1)), (0, 1, (1, 1)), (-1, 0, (-1, 1))):
        # A knob leans out of the piece that owns it, into the next one clockwise.
        knob_x = x + across * side / 2 + (12 if owner[0] < 0 and across == 0 else -12 if across == 0 else 0)
        knob_y = y + down * side / 2 + (12 if owner[1] < 0 and down == 0 else -12 if down == 0 else 0)
        c.disc(knob_x, knob_y, 33, t.body)
        c.disc(knob_x, knob_y, 25, colours[owner])


def eye(c: Canvas, t: Tones) -> None:
    """An eye whose iris is a hill in contour lines, with raised dots above and below."""
    glow(c, t, 300, 284, 340, 3)
    shape = [*arc_points(300, 394, 206, 236, 208, 332), *arc_points(300, 174, 206, 236, 28, 152)]
    c.poly(shape, t.chalk)
    c.line([*shape, shape[0]], 16, t.body)
    for radius, colour in ((92, t.body), (82, t.sky[1]), (60, t.sky[2]), (38, t.sky[3])):
        c.disc(300, 284, radius, colour)
    c.disc(300, 284, 16, t.chalk)
    for x, y in ((-44, 150), (0, 150), (44, 150), (-22, 184), (22, 184)):
        c.disc(300 + x, 284 - y, 11, t.sun)
        c.disc(300 + x, 284 + y, 11, t.sun)
