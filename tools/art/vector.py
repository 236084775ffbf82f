"""The same drawing surface as `canvas`, for pictures that stay drawings: each shape becomes an element of SVG.

Scenes and plates paint on either. Numbers have one decimal, so that the same script writes the same file each time.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence

from art.canvas import Colour, Point, arc_points


class VectorCanvas:
    """Collects shapes; `elements` are their tags, back to front."""

    def __init__(self, size: int = 600) -> None:
        self.size = size
        self.elements: list[str] = []

    def poly(self, points: Iterable[Point], colour: Colour | int) -> None:
        self.path(f"M{'L'.join(_point(point) for point in points)}z", colour)

    def path(self, data: str, colour: Colour | int) -> None:
        """A filled shape from path data."""
        self._add(f'path d="{data}" fill="{_hex(colour)}"')

    def disc(self, x: float, y: float, radius: float, colour: Colour | int) -> None:
        self._add(f'circle cx="{_number(x)}" cy="{_number(y)}" r="{_number(radius)}" fill="{_hex(colour)}"')

    def oval(self, x: float, y: float, rx: float, ry: float, colour: Colour | int) -> None:
        place = f'cx="{_number(x)}" cy="{_number(y)}" rx="{_number(rx)}" ry="{_number(ry)}"'
        self._add(f'ellipse {place} fill="{_hex(colour)}"')

    def box(
        self, left: float, top: float, right: float, bottom: float, colour: Colour | int, radius: float = 0
    ) -> None:
        size = f'width="{_number(right - left)}" height="{_number(bottom - top)}"'
        corner = f' rx="{_number(radius)}"' if radius else ""
        self._add(f'rect x="{_number(left)}" y="{_number(top)}" {size}{corner} fill="{_hex(colour)}"')

    def line(self, points: Sequence[Point], width: float, colour: Colour | int) -> None:
        data = "L".join(_point(point) for point in points)
        stroke = f'stroke="{_hex(colour)}" stroke-width="{_number(width)}"'
        self._add(f'path d="M{data}" fill="none" {stroke} stroke-linecap="round" stroke-linejoin="round"')

    def arc(
        self, x: float, y: float, radius: float, start: float, end: float, width: float, colour: Colour | int
    ) -> None:
        self.line(arc_points(x, y, radius, radius, start, end), width, colour)

    def ring(self, x: float, y: float, radius: float, width: float, colour: Colour | int) -> None:
        place = f'cx="{_number(x)}" cy="{_number(y)}" r="{_number(radius)}"'
        self._add(f'circle {place} fill="none" stroke="{_hex(colour)}" stroke-width="{_number(width)}"')

    def below(self, height: Callable[[float], float], colour: Colour | int) -> None:
        top = [(float(x), height(x)) for x in range(-4, self.size + 5, 4)]
        self.poly([*top, (self.size + 4.0, self.size + 4.0), (-4.0, self.size + 4.0)], colour)

    def _add(self, element: str) -> None:
        self.elements.append(f"<{element}/>")


def rounded(corners: Sequence[Point], radius: float) -> str:
    """Path data of a convex polygon, clockwise on the screen, grown by a disc of `radius`."""
    parts = []
    for n, (x, y) in enumerate(corners):
        after_x, after_y = corners[(n + 1) % len(corners)]
        length = math.dist((x, y), (after_x, after_y))
        across, down = (after_y - y) / length * radius, -(after_x - x) / length * radius
        turn = f"A{_number(radius)} {_number(radius)} 0 0 1 " if parts else "M"
        parts.append(f"{turn}{_point((x + across, y + down))}L{_point((after_x + across, after_y + down))}")
    first = parts[0][1:].partition("L")[0]
    return f"{''.join(parts)}A{_number(radius)} {_number(radius)} 0 0 1 {first}z"


def svg(size: int, clip: str, behind: VectorCanvas, scene: VectorCanvas, before: VectorCanvas) -> str:
    """A whole file: what lies behind, the scene inside the path `clip`, what lies before."""
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}">',
        f'<clipPath id="scene"><path d="{clip}"/></clipPath>',
        *behind.elements,
        '<g clip-path="url(#scene)">',
        *scene.elements,
        "</g>",
        *before.elements,
        "</svg>",
    ]
    return "\n".join(lines) + "\n"


def _point(point: Point) -> str:
    return f"{_number(point[0])} {_number(point[1])}"


def _number(value: float) -> str:
    return f"{round(value, 1) + 0.0:.1f}".removesuffix(".0")


def _hex(colour: Colour | int) -> str:
    red, green, blue = colour if isinstance(colour, tuple) else (colour, colour, colour)
    return f"#{red:02x}{green:02x}{blue:02x}"
