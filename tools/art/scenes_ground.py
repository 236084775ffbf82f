"""Scenes for surveying: the field, the coast, the shape of the earth."""

from __future__ import annotations

from art.backdrop import glow, hills, moon, stars, sun, swell
from art.canvas import Canvas, arc_points, polar, rolling, star
from art.tones import Tones


def tripod(c: Canvas, t: Tones) -> None:
    """A theodolite on its tripod before hills."""
    glow(c, t, 214, 210, 370)
    sun(c, t, 196, 206, 46)
    hills(c, t, 396)
    for foot in (300, 206, 394):
        c.line([(300 + (foot - 300) * 0.18, 310), (foot, 472)], 18, t.shade if foot == 300 else t.chalk)
    c.box(246, 286, 354, 316, t.chalk, 10)
    c.box(246, 303, 354, 316, t.shade, 6)
    for left in (254, 322):
        c.box(left, 178, left + 24, 290, t.chalk if left < 300 else t.shade, 8)
    c.line([(222, 252), (384, 198)], 46, t.body)
    c.line([(224, 251), (378, 200)], 32, t.chalk)
    c.line([(366, 204), (398, 193)], 58, t.body)
    c.line([(368, 203), (396, 194)], 42, t.accent)
    c.disc(300, 226, 26, t.body)
    c.disc(300, 226, 13, t.sun)


def lighthouse(c: Canvas, t: Tones) -> None:
    """A lighthouse with its beams over three rows of waves."""
    glow(c, t, 300, 172, 330, 3)
    for side in (-1, 1):
        c.poly([(300, 172), (300 + 320 * side, 96), (300 + 320 * side, 214)], t.sun)
    c.below(lambda x: 410 + abs(x - 300) * 0.42, t.ground[2])
    c.poly([(264, 214), (336, 214), (358, 424), (242, 424)], t.chalk)
    c.poly([(310, 214), (336, 214), (358, 424), (318, 424)], t.shade)
    for top, foot in ((252, 296), (340, 384)):
        c.poly([(_wall(top, -1), top), (_wall(top, 1), top), (_wall(foot, 1), foot), (_wall(foot, -1), foot)], t.accent)
    c.box(250, 200, 350, 218, t.body, 6)
    c.box(270, 146, 330, 202, t.sun, 4)
    c.line([(300, 146), (300, 200)], 6, t.body)
    c.poly([(258, 150), (300, 104), (342, 150)], t.body)
    c.disc(300, 102, 9, t.body)
    swell(c, t, 436)


def _wall(y: float, side: int) -> float:
    return 300 + side * (36 + 22 * (y - 214) / 210)


def globe(c: Canvas, t: Tones) -> None:
    """The earth with its lines, and a compass star set on it."""
    c.box(0, 0, 600, 600, t.sky[1])
    stars(c, t, [(154, 170, 14), (446, 170, 14)])
    c.disc(300, 286, 148, t.sky[0])
    c.line(arc_points(300, 286, 78, 148, 0, 360), 9, t.sky[2])
    for y in (212, 360):
        c.box(172, y - 4, 428, y + 5, t.sky[2])
    c.ring(300, 286, 148, 15, t.chalk)
    _rose(c, t, 300, 286, 32)


def _rose(c: Canvas, t: Tones, x: float, y: float, wide: float) -> None:
    """A four-pointed star six times as long as `wide`, each point half in light; the one to the north in the accent."""
    corners = [(x + wide, y - wide), (x + wide, y + wide), (x - wide, y + wide), (x - wide, y - wide)]
    for n in range(4):
        tip = polar(x, y, 6 * wide, 90 * n)
        c.poly([(x, y), corners[n - 1], tip], t.chalk if n else t.accent)
        c.poly([(x, y), tip, corners[n]], t.shade if n else t.metal_shade)


def moon_tide(c: Canvas, t: Tones) -> None:
    """The moon above the water it lifts, its light on the water, and the marks of high and low water."""
    glow(c, t, 300, 190, 320, 3)
    moon(c, t, 300, 198, 88)
    stars(c, t, [(424, 160, 14), (168, 236, 11)])
    swell(c, t, 356, 150)
    for y, half in ((408, 66), (440, 46), (472, 28)):
        c.line([(300 - half, y), (300 + half, y)], 12, t.sun)


def tide_staff(c: Canvas, t: Tones) -> None:
    """A graduated staff that stands in the water."""
    glow(c, t, 400, 210, 350)
    sun(c, t, 418, 208, 44)
    c.below(rolling(352, 22, 420, 90), t.ground[0])
    c.box(252, 110, 348, 520, t.chalk, 10)
    for n in range(9):
        y = 136 + 40 * n
        left = 252 if n % 2 else 300
        c.box(left, y, left + 48, y + 40, t.body)
    c.box(252, 110, 348, 136, t.accent, 8)
    swell(c, t, 410)


def compass(c: Canvas, t: Tones) -> None:
    """A compass rose on a plotting board."""
    glow(c, t, 300, 286, 400, 3)
    for n in range(12):
        c.line([polar(300, 286, r, 30 * n) for r in (180, 206)], 10, t.sky[4])
    c.disc(300, 286, 160, t.chalk)
    c.disc(300, 286, 146, t.sky[0])
    c.poly(star(300, 286, 128, 30, 4, 45), t.sky[3])
    _rose(c, t, 300, 286, 34)
    c.disc(300, 286, 22, t.body)
    c.disc(300, 286, 10, t.sun)


def helmet(c: Canvas, t: Tones) -> None:
    """A safety helmet on a hill, the sun behind it."""
    glow(c, t, 300, 350, 370)
    sun(c, t, 300, 300, 176)
    c.below(rolling(430, 12, 520, 40), t.ground[0])
    c.below(rolling(474, 10, 400, 260), t.ground[2])
    for grow, left, right in ((9, t.body, t.body), (0, t.accent, t.accent)):
        c.poly(arc_points(300, 366, 142 + grow, 168 + grow, 180, 360), left)
        c.box(138 - grow, 352 - grow, 462 + grow, 392 + grow, right, 20 + grow)
    for x, tall in ((-66, 96), (66, 96)):
        c.box(300 + x - 9, 366 - tall - 40, 300 + x + 9, 352, t.body, 9)
    c.box(268, 186, 332, 352, t.body, 26)
    c.box(277, 195, 323, 352, t.chalk, 20)
    c.box(138, 352, 462, 392, t.chalk, 20)
