"""What lies behind the pictograms: a sky in bands of light, and ground in layers."""

from __future__ import annotations

from art.canvas import Canvas, arc_points, rolling, star
from art.tones import Tones


def glow(c: Canvas, t: Tones, x: float, y: float, reach: float = 330, steps: int = 4) -> None:
    """A sky that is lightest around (x, y): rings of tone, the widest `reach` across from its middle."""
    c.box(0, 0, 600, 600, t.sky[0])
    for n in range(1, steps):
        c.disc(x, y, reach * (1 - (n - 1) / steps) ** 1.15, t.sky[n])


def sun(c: Canvas, t: Tones, x: float, y: float, radius: float) -> None:
    c.disc(x, y, radius, t.sun)


def moon(c: Canvas, t: Tones, x: float, y: float, radius: float) -> None:
    """A crescent, open to the right."""
    outer = arc_points(x, y, radius, radius, 60, 300)
    inner = arc_points(x + radius * 0.5, y, radius * 0.866, radius * 0.866, 270, 90)
    c.poly([*outer, *inner], t.sun)


def stars(c: Canvas, t: Tones, places: list[tuple[float, float, float]]) -> None:
    """Four-pointed stars at (x, y) of the given size."""
    for x, y, size in places:
        c.poly(star(x, y, size, size * 0.32, 4), t.chalk)


def hills(c: Canvas, t: Tones, horizon: float = 400) -> None:
    """Three layers of land, far to near."""
    c.below(rolling(horizon, 26, 460, 130), t.ground[0])
    c.below(rolling(horizon + 52, 22, 380, 380), t.ground[1])
    c.below(rolling(horizon + 104, 16, 420, 220), t.ground[2])


def water(c: Canvas, t: Tones, level: float = 400) -> None:
    """Still water with lines of light that grow shorter towards the viewer."""
    c.box(0, level, 600, 600, t.ground[0])
    for n, (x, half) in enumerate(((300, 150), (240, 70), (370, 62), (300, 44), (210, 26), (392, 24))):
        y = level + 22 + 20 * n
        c.line([(x - half, y), (x + half, y)], 7, t.sky[2])


def swell(c: Canvas, t: Tones, level: float, crests: float = 120) -> None:
    """Three rows of waves with a light edge on the first."""
    c.below(rolling(level - 9, 14, crests, 60), t.chalk)
    c.below(rolling(level, 14, crests, 60), t.sky[2])
    c.below(rolling(level + 46, 14, crests, 0), t.ground[0])
    c.below(rolling(level + 90, 14, crests, 60), t.ground[2])
