"""The outline of a badge says what kind of thing was earned, its band and its plate say how far it goes.

    Certification      hexagon        one, two or three stars on the plate for fundamentals, associate, expert
    Assessment         twelve sides   a tick on the plate
    MicroCredential    diamond        one pip on the plate
    Course             octagon        an open book on the plate
    Membership         shield         three stars on the band
    CommunityService   eight points   two leaves on the plate

From outside to inside: a rim of metal, a band of dark enamel, a thin inner rim, the scene.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from art.canvas import Canvas, Point, regular, star
from art.tones import Tones

RIM, BAND, INNER = 11, 40, 47  # how far from the edge each zone ends
_MIDDLE: Point = (300, 294)


def mask(kind: str, inset: float) -> Canvas:
    """The shape of `kind`, so much smaller on every side, white on black."""
    made = Canvas(0, mode="L")
    if kind == "CommunityService":
        _rosette(made, inset)
    else:
        _rounded(made, _CORNERS[kind], _ROUNDING[kind], inset)
    return made


def edge(kind: str, inset: float) -> tuple[list[Point], float]:
    """The same shape for a drawing: a convex polygon and the radius of the disc that it is grown by."""
    kept = max(_ROUNDING[kind] - inset * 0.5, 6)
    return _shrunk(_CORNERS[kind], inset + kept), kept


# Slanting sides rise 4 in 7, 7 in 4 or 1 in 1. Such a side repeats itself point by point, so that it packs into
# almost nothing; a true hexagon or a circle costs kilobytes.
_CORNERS: dict[str, Sequence[Point]] = {
    "Certification": [(300, 6), (552, 150), (552, 438), (300, 582), (48, 438), (48, 150)],
    "Assessment": [
        *[(226, 22), (374, 22), (500, 94), (572, 220), (572, 368), (500, 494)],
        *[(374, 566), (226, 566), (100, 494), (28, 368), (28, 220), (100, 94)],
    ],
    "MicroCredential": [(300, -28), (622, 294), (300, 616), (-22, 294)],
    "Course": [(180, 22), (420, 22), (572, 174), (572, 414), (420, 566), (180, 566), (28, 414), (28, 174)],
    "Membership": [(58, 26), (542, 26), (542, 310), (412, 537), (300, 601), (188, 537), (58, 310)],
}
_ROUNDING = {
    "Certification": 42.0,
    "Assessment": 30.0,
    "MicroCredential": 86.0,
    "Course": 40.0,
    "Membership": 40.0,
}


def _rounded(made: Canvas, corners: Sequence[Point], rounding: float, inset: float) -> None:
    """A convex polygon with round corners: shrunk by inset + rounding, then grown again by a disc."""
    kept = max(rounding - inset * 0.5, 6)
    inside = _shrunk(corners, inset + kept)
    made.poly(inside, 255)
    made.line([*inside, inside[0]], 2 * kept, 255)


def _shrunk(corners: Sequence[Point], by: float) -> list[Point]:
    """A convex polygon, clockwise on the screen, with each side moved inwards."""
    count = len(corners)
    sides = [_moved(corners[n], corners[(n + 1) % count], by) for n in range(count)]
    return [_crossing(sides[n - 1], sides[n]) for n in range(count)]


def _moved(start: Point, end: Point, by: float) -> tuple[Point, Point]:
    run, rise = end[0] - start[0], end[1] - start[1]
    length = math.hypot(run, rise)
    across, down = -rise / length * by, run / length * by
    return (start[0] + across, start[1] + down), (end[0] + across, end[1] + down)


def _crossing(one: tuple[Point, Point], other: tuple[Point, Point]) -> Point:
    """Where two lines meet; where they run on as one, the point they share."""
    (ax, ay), (bx, by) = one
    (cx, cy), (dx, dy) = other
    slope = (bx - ax) * (dy - cy) - (by - ay) * (dx - cx)
    if abs(slope) < 1e-6:
        return cx, cy
    part = ((cx - ax) * (dy - cy) - (cy - ay) * (dx - cx)) / slope
    return ax + part * (bx - ax), ay + part * (by - ay)


def _rosette(made: Canvas, inset: float) -> None:
    """Two squares, one on its corner, that make eight points; a plain octagon from the inner rim on."""
    x, y = _MIDDLE
    if inset >= BAND:
        reach = (186 - (inset - BAND)) / math.cos(math.pi / 8)
        _rounded(made, regular(x, y, reach, 8, 22.5), 20, 0)
        return
    for turn in (0, 45):
        _rounded(made, regular(x, y, 290, 4, turn), 26, inset)


def draw_frame(drawing: Canvas, kind: str, level: str, tones: Tones) -> Canvas:
    """Paint rim, band and inner rim of `kind` on `drawing`; return the mask of the place for the scene."""
    for inset, colour in ((RIM, tones.body), (BAND, tones.metal)):
        drawing.stamp(Canvas(colour), mask(kind, inset))
    if kind == "Assessment":
        _dial(drawing, tones)
    elif level in _LEVELS and _LEVELS[level] > 1:
        _studs(drawing, _LEVELS[level], tones)
    return mask(kind, INNER)


_LEVELS = {"fundamentals": 1, "associate": 2, "expert": 3}


def _dial(drawing: Canvas, tones: Tones) -> None:
    """The twelve hours of a dial: a long mark in the middle of each side, a dot in each corner."""
    corners = _CORNERS["Assessment"]
    for n, corner in enumerate(corners):
        after = corners[(n + 1) % 12]
        side = (corner[0] + after[0]) / 2, (corner[1] + after[1]) / 2
        drawing.line([_towards(side, 17), _towards(side, 34)], 6, tones.metal)
        across, down = _towards(corner, 32)
        drawing.disc(round(across), round(down), 4.5, tones.metal)


def _towards(point: Point, by: float) -> Point:
    """`point` moved so far towards the middle of the picture."""
    x, y = _MIDDLE
    share = by / math.dist(point, _MIDDLE)
    return point[0] + (x - point[0]) * share, point[1] + (y - point[1]) * share


def _studs(drawing: Canvas, rank: int, tones: Tones) -> None:
    """Marks along the band of a hexagon: stars in its corners for an associate, dots between them for an expert.

    They stand on whole points, so that equal marks are equal in every point and pack well.
    """
    corners = [_towards(corner, 31) for corner in _CORNERS["Certification"]]
    for n, (x, y) in enumerate(corners):
        after = corners[(n + 1) % 6]
        drawing.poly(star(round(x), round(y), 13, 6, 4), tones.metal)
        for step in (1, 2, 3, 4) if rank == 3 else ():
            middle = x + (after[0] - x) * step / 5, y + (after[1] - y) * step / 5
            drawing.disc(round(middle[0]), round(middle[1]), 5, tones.metal)


def draw_plate(drawing: Canvas, outline: Canvas, kind: str, level: str, tones: Tones) -> None:
    """Paint the plate with its mark over the lower edge, and add it to the `outline`."""
    if kind == "Membership":
        for n in (-1, 0, 1):
            drawing.poly(star(300 + 150 * n, 52.5, 13, 6, 5), tones.metal)
        return
    half = {"fundamentals": 62, "associate": 78, "expert": 96}.get(level, 62) if kind == "Certification" else 62
    middle = 538
    for grow, colour in ((0, tones.metal), (-9, tones.body)):
        plate = _plate(half + grow, 36 + grow, middle)
        drawing.poly(plate, colour)
        drawing.line([*plate, plate[0]], 8, colour)
    edge = _plate(half, 36, middle)
    outline.poly(edge, 255)
    outline.line([*edge, edge[0]], 8, 255)
    _mark(drawing, kind, level, middle, tones)


def _plate(half: float, tall: float, middle: float) -> list[Point]:
    slant = tall * 0.55
    left, right = 300 - half, 300 + half
    return [
        (left + slant, middle - tall),
        (right - slant, middle - tall),
        (right, middle),
        (right - slant, middle + tall),
        (left + slant, middle + tall),
        (left, middle),
    ]


def _mark(drawing: Canvas, kind: str, level: str, y: float, tones: Tones) -> None:
    if kind == "Certification":
        count = _LEVELS[level]
        for n in range(count):
            x = 300 + 36 * (n - (count - 1) / 2)
            drawing.poly(star(x, y + 1, 18, 8, 5), tones.metal)
    elif kind == "Assessment":
        drawing.line([(280, y), (294, y + 14), (322, y - 15)], 10, tones.metal)
    elif kind == "Course":
        drawing.poly([(298, y - 11), (298, y + 17), (270, y + 10), (270, y - 17)], tones.metal)
        drawing.poly([(302, y - 11), (302, y + 17), (330, y + 10), (330, y - 17)], tones.metal)
    elif kind == "CommunityService":
        for side in (-1, 1):
            drawing.poly(_leaf(300 + 3 * side, y + 16, 34 * side, -34), tones.metal)
    else:
        drawing.poly(regular(300, y, 17, 4), tones.metal)


def _leaf(x: float, y: float, across: float, up: float) -> list[Point]:
    """A leaf from (x, y) to its tip at (x + across, y + up)."""
    tip = (x + across, y + up)
    return [(x, y), (x + across * 0.15, y + up * 0.75), tip, (x + across * 0.85, y + up * 0.2)]
