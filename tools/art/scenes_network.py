"""Scenes for networks and the ground works that carry them."""

from __future__ import annotations

import math
from itertools import pairwise

from art.backdrop import glow, hills, sun, swell, water
from art.canvas import Canvas, Point, polar, rolling
from art.tones import Tones


def mast(c: Canvas, t: Tones) -> None:
    """A lattice mast on a hill, sending."""
    glow(c, t, 300, 180)
    for radius in (58, 94, 130):
        c.arc(300, 172, radius, 140, 220, 13, t.chalk)
        c.arc(300, 172, radius, -40, 40, 13, t.chalk)
    hills(c, t, 410)
    _lattice(c, t, top=190, foot=452)
    c.disc(300, 172, 27, t.accent)
    c.disc(300, 172, 12, t.chalk)


def _lattice(c: Canvas, t: Tones, top: float, foot: float) -> None:
    def half(y: float) -> float:
        return 9 + 60 * (y - top) / (foot - top)

    levels = [top + (foot - top) * share for share in (0.0, 0.24, 0.48, 0.73, 1.0)]
    for upper, lower in pairwise(levels):
        c.line([(300 - half(upper), upper), (300 + half(lower), lower)], 8, t.shade)
        c.line([(300 + half(upper), upper), (300 - half(lower), lower)], 8, t.shade)
        c.line([(300 - half(lower), lower), (300 + half(lower), lower)], 8, t.shade)
    for side in (-1, 1):
        c.line([(300 + side * half(top), top), (300 + side * half(foot), foot)], 14, t.chalk)


def bridge(c: Canvas, t: Tones) -> None:
    """A suspension bridge with two towers over water, the sun between them."""
    glow(c, t, 300, 350, 350)
    sun(c, t, 300, 330, 72)
    c.below(rolling(372, 18, 300, 60), t.ground[0])
    water(c, t, 400)
    deck = 366.0
    for x in range(110, 500, 26):
        c.line([(x, _cable(x)), (x, deck)], 5, t.shade)
    c.line([(float(x), _cable(x)) for x in range(60, 541, 6)], 10, t.chalk)
    for x in (190, 410):
        c.box(x - 17, 160, x + 17, 420, t.chalk, 5)
        c.box(x + 3, 165, x + 17, 420, t.shade, 4)
        c.box(x - 26, 406, x + 26, 432, t.ground[2], 8)
        c.disc(x, 150, 9, t.accent)
    c.box(40, deck - 9, 560, deck + 11, t.chalk)
    c.box(40, deck + 5, 560, deck + 13, t.accent)


def _cable(x: float) -> float:
    """Height of the main cable: a parabola between the towers, falling straight to the shores."""
    if 190 <= x <= 410:
        return 178 + 156 * (1 - ((x - 300) / 110) ** 2)
    return 178 + 188 * (abs(x - 300) - 110) / 130


def mesh(c: Canvas, t: Tones) -> None:
    """Seven linked nodes in the night sky; one link is out, and every node is still reached."""
    glow(c, t, 300, 276, 330, 2)
    c.below(rolling(446, 16, 460, 130), t.ground[0])
    c.below(rolling(490, 10, 420, 300), t.ground[2])
    around = [(300 + x, 276 + y) for x, y in ((0, -148), (133, -72), (133, 72), (0, 148), (-133, 72), (-133, -72))]
    for n, node in enumerate(around):
        c.line([(300, 276), node], 11, t.sky[3])
        if n != 1:
            c.line([around[n - 1], node], 11, t.sky[3])
    c.line([(300, 128), (335, 148)], 11, t.accent)
    c.line([(398, 184), (433, 204)], 11, t.accent)
    for x, y in around:
        c.disc(x, y, 28, t.body)
        c.disc(x, y, 20, t.chalk)
    c.disc(300, 276, 48, t.body)
    c.disc(300, 276, 38, t.sun)
    c.disc(300, 276, 15, t.body)


def signal(c: Canvas, t: Tones) -> None:
    """A wave that leaves one ring and arrives at the other."""
    glow(c, t, 300, 294, 330)
    c.line([(60, 294), (540, 294)], 8, t.sky[0])
    wave: list[Point] = [
        (x, 294 - 128 * math.exp(-(((x - 300) / 92) ** 2)) * math.cos((x - 300) / 20)) for x in range(118, 483, 2)
    ]
    c.line(wave, 18, t.chalk)
    for x in (124, 476):
        c.disc(x, 294, 40, t.body)
        c.disc(x, 294, 31, t.accent)
        c.disc(x, 294, 13, t.chalk)


def gear(c: Canvas, t: Tones) -> None:
    """A gear that rises behind a truss like a sun."""
    glow(c, t, 300, 300, 350)
    for n in range(12):
        tooth = [polar(300, 300, r, 30 * n + a) for r, a in ((120, -9), (166, -5.5), (166, 5.5), (120, 9))]
        c.poly(tooth, t.chalk)
    c.disc(300, 300, 136, t.chalk)
    c.ring(300, 300, 104, 12, t.shade)
    c.disc(300, 300, 58, t.accent)
    c.disc(300, 300, 26, t.chalk)
    c.box(0, 364, 600, 600, t.ground[1])
    _truss(c, t, 364, 452)
    c.box(0, 462, 600, 600, t.ground[2])


def _truss(c: Canvas, t: Tones, top: float, foot: float) -> None:
    for n in range(-1, 7):
        x = 60 + 80 * n
        c.line([(x, foot), (x + 40, top), (x + 80, foot)], 10, t.shade)
    c.box(0, top - 9, 600, top + 9, t.chalk)
    c.box(0, foot - 9, 600, foot + 9, t.chalk)


def semaphore(c: Canvas, t: Tones) -> None:
    """An old relay mast with two arms, above the sea."""
    glow(c, t, 250, 230, 330)
    sun(c, t, 196, 240, 50)
    swell(c, t, 430)
    c.poly([(222, 470), (378, 470), (348, 410), (252, 410)], t.ground[2])
    c.box(288, 130, 312, 440, t.chalk, 6)
    c.box(302, 134, 312, 440, t.shade, 4)
    for start, end in (((300, 168), (424, 118)), ((300, 262), (176, 330))):
        c.line([start, end], 30, t.chalk)
        c.line([_between(start, end, 0.55), end], 30, t.accent)
        c.disc(*start, 22, t.body)
        c.disc(*start, 11, t.chalk)


def _between(start: Point, end: Point, share: float) -> Point:
    return start[0] + (end[0] - start[0]) * share, start[1] + (end[1] - start[1]) * share
