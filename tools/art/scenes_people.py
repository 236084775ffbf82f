"""Scenes for the people of the guild: its fellows, its mentors, and the guild itself."""

from __future__ import annotations

from art.backdrop import glow, hills, sun
from art.canvas import Canvas, Point, polar, rolling
from art.tones import Tones, hexed, mix

_LEAF = (hexed("#2f9c7c"), hexed("#7fce9a"))  # in shade, in light


def cairn(c: Canvas, t: Tones) -> None:
    """Five stones on a pass, the mark of the guild."""
    glow(c, t, 300, 250, 350)
    hills(c, t, 420)
    stones(c, t, 300, 446, 1.08)


def emblem(c: Canvas, t: Tones) -> None:
    """The mark of the guild alone, for a canvas of 256 by 256: the cairn before the sun, in a ring of metal."""
    c.disc(128, 128, 116, t.sky[0])
    c.disc(128, 118, 84, t.sky[1])
    c.disc(128, 112, 58, t.sky[3])
    c.below(lambda x: 186 + 0.0016 * (x - 128) ** 2, t.ground[2])
    stones(c, t, 128, 196, 0.56)
    c.ring(128, 128, 160, 92, t.metal)
    c.ring(128, 128, 111, 8, t.body)


def stones(c: Canvas, t: Tones, x: float, foot: float, scale: float) -> None:
    """A pile of five stones that stands on `foot`; the one at the top in the accent."""
    y = foot
    for half, tall, lean in ((112, 62, 0), (88, 56, -10), (66, 50, 8), (46, 42, -6), (27, 36, 4)):
        width, height = half * scale, tall * scale
        middle = x + lean * scale
        top = t.accent if half == 27 else t.chalk
        low = mix(t.accent, t.body, 0.4) if half == 27 else t.shade
        round_edge = height * 0.48
        c.box(middle - width - 5, y - height - 5, middle + width + 5, y + 5, t.body, round_edge + 5)
        c.box(middle - width, y - height, middle + width, y, low, round_edge)
        c.box(middle - width, y - height, middle + width, y - height * 0.34, top, round_edge * 0.68)
        y -= height + 3 * scale


def sprout(c: Canvas, t: Tones) -> None:
    """A young plant on a hill, with the sun behind it."""
    glow(c, t, 300, 230, 400, 3)
    sun(c, t, 300, 252, 112)
    c.below(rolling(412, 18, 520, 40), t.ground[0])
    c.below(rolling(456, 12, 420, 260), t.ground[2])
    c.line([(300, 424), (300, 262)], 16, t.body)
    for degrees, length, foot in ((-62, 146, 366), (62, 146, 332), (-34, 116, 294), (34, 106, 270)):
        _leaf(c, t, 300, foot, degrees, length)


def star(c: Canvas, t: Tones) -> None:
    """A star over hills, which stands for anything: the picture of a project that has none of its own yet."""
    glow(c, t, 300, 270, 380, 3)
    hills(c, t, 440)
    for radius, colour in ((164, t.body), (142, t.accent), (92, t.chalk)):
        tips = [polar(300, 276, radius if tip % 2 == 0 else radius * 0.46, tip * 36) for tip in range(10)]
        c.poly(tips, colour)


def _leaf(c: Canvas, t: Tones, x: float, y: float, degrees: float, length: float) -> None:
    """A leaf from the stem at (x, y), `degrees` from upright: outlined, one half in light, one in shade."""
    tip = polar(x, y, length, degrees)
    left, right = _bow((x, y), tip, -0.19), _bow((x, y), tip, 0.19)
    c.line([*left, *reversed(right)], 14, t.body)
    light, dark = (left, right) if degrees < 0 else (right, left)
    c.poly([*light, (x, y)], _LEAF[1])
    c.poly([*dark, (x, y)], _LEAF[0])


def _bow(start: Point, end: Point, bulge: float) -> list[Point]:
    """A curve from start to end that stands out sideways by so much of its length."""
    run, rise = end[0] - start[0], end[1] - start[1]
    middle = ((start[0] + end[0]) / 2 - rise * bulge * 2, (start[1] + end[1]) / 2 + run * bulge * 2)
    curve: list[Point] = []
    for n in range(25):
        s = n / 24
        curve.append(
            (
                (1 - s) ** 2 * start[0] + 2 * s * (1 - s) * middle[0] + s**2 * end[0],
                (1 - s) ** 2 * start[1] + 2 * s * (1 - s) * middle[1] + s**2 * end[1],
            )
        )
    return curve
