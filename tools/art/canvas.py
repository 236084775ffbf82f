"""A drawing surface in units of the finished picture: 600 by 600, y downwards, drawn four times as large.

Everything is flat colour. Softness comes only from the reduction at the end, where sixteen drawn points become one.
Colours are (red, green, blue), 0 to 255. Shapes may reach over the edge.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence

from PIL import Image, ImageDraw

SCALE = 4

Colour = tuple[int, int, int]
Point = tuple[float, float]


class Canvas:
    """An opaque picture to draw on. `mode` "L" makes a mask: its colours are then plain numbers."""

    def __init__(self, ground: Colour | int, size: int = 600, mode: str = "RGB") -> None:
        self.size = size
        self.image = Image.new(mode, (size * SCALE, size * SCALE), ground)
        self._draw = ImageDraw.Draw(self.image)

    def poly(self, points: Iterable[Point], colour: Colour | int) -> None:
        """A filled polygon."""
        self._draw.polygon(_scaled(points), fill=colour)

    def disc(self, x: float, y: float, radius: float, colour: Colour | int) -> None:
        """A filled circle."""
        self.oval(x, y, radius, radius, colour)

    def oval(self, x: float, y: float, rx: float, ry: float, colour: Colour | int) -> None:
        """A filled ellipse, upright."""
        box = _scaled([(x - rx, y - ry), (x + rx, y + ry)])
        self._draw.ellipse(box, fill=colour)

    def box(
        self, left: float, top: float, right: float, bottom: float, colour: Colour | int, radius: float = 0
    ) -> None:
        """A filled rectangle with round corners."""
        corners = _scaled([(left, top), (right, bottom)])
        self._draw.rounded_rectangle(corners, radius=radius * SCALE, fill=colour)

    def line(self, points: Sequence[Point], width: float, colour: Colour | int) -> None:
        """A line through `points` with round ends and joints."""
        self._draw.line(_scaled(points), fill=colour, width=round(width * SCALE), joint="curve")
        for x, y in points:
            self.disc(x, y, width / 2, colour)

    def arc(
        self, x: float, y: float, radius: float, start: float, end: float, width: float, colour: Colour | int
    ) -> None:
        """Part of a circle line from `start` to `end`, degrees clockwise from the right, with round ends."""
        self.line(arc_points(x, y, radius, radius, start, end), width, colour)

    def ring(self, x: float, y: float, radius: float, width: float, colour: Colour | int) -> None:
        """A whole circle line."""
        outer = radius + width / 2
        box = _scaled([(x - outer, y - outer), (x + outer, y + outer)])
        self._draw.ellipse(box, outline=colour, width=round(width * SCALE))

    def below(self, height: Callable[[float], float], colour: Colour | int) -> None:
        """Everything under the curve y = height(x), from edge to edge: hills, water, layers of ground."""
        top = [(float(x), height(x)) for x in range(-4, self.size + 5, 4)]
        self.poly([*top, (self.size + 4.0, self.size + 4.0), (-4.0, self.size + 4.0)], colour)

    def stamp(self, other: Canvas, mask: Canvas) -> None:
        """Put `other` on this canvas where `mask` is white."""
        self.image.paste(other.image, (0, 0), mask.image)


def _scaled(points: Iterable[Point]) -> list[tuple[float, float]]:
    return [(x * SCALE, y * SCALE) for x, y in points]


def polar(x: float, y: float, radius: float, degrees: float) -> Point:
    """The point at `radius` from (x, y), `degrees` clockwise from straight up."""
    angle = math.radians(degrees)
    return x + radius * math.sin(angle), y - radius * math.cos(angle)


def regular(x: float, y: float, radius: float, corners: int, turn: float = 0) -> list[Point]:
    """A regular polygon; with no `turn` its first corner is at the top."""
    return [polar(x, y, radius, turn + 360 * n / corners) for n in range(corners)]


def star(x: float, y: float, outer: float, inner: float, points: int, turn: float = 0) -> list[Point]:
    """A star with so many points, the first one at the top."""
    step = 180 / points
    return [polar(x, y, inner if n % 2 else outer, turn + n * step) for n in range(2 * points)]


def arc_points(x: float, y: float, rx: float, ry: float, start: float, end: float) -> list[Point]:
    """Points along part of an ellipse from `start` to `end`, degrees clockwise from the right."""
    steps = max(8, round(abs(end - start) / 3))
    angles = [math.radians(start + (end - start) * n / steps) for n in range(steps + 1)]
    return [(x + rx * math.cos(a), y + ry * math.sin(a)) for a in angles]


def rolling(base: float, rise: float, length: float, shift: float = 0) -> Callable[[float], float]:
    """The outline of soft hills or swell around y = base, with crests `length` apart, moved right by `shift`."""
    return lambda x: base - rise * math.cos(2 * math.pi * (x - shift) / length)


def mirrored(points: Iterable[Point], axis: float = 300) -> list[Point]:
    """The same points on the other side of the upright line x = axis."""
    return [(2 * axis - x, y) for x, y in points]
