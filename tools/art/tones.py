"""The colours of the example's badges: one family of tones for each field of work, one metal for all.

A family runs from night to light in its `sky`, and from near to far in its `ground`. A retired badge keeps its
drawing and loses its colour: `weathered` makes any family stone grey.
"""

from __future__ import annotations

from dataclasses import dataclass

from art.canvas import Colour


def hexed(text: str) -> Colour:
    """The colour that `#rrggbb` means."""
    return int(text[1:3], 16), int(text[3:5], 16), int(text[5:7], 16)


def mix(one: Colour, other: Colour, share: float) -> Colour:
    """`one` with so much of it (0 to 1) replaced by `other`."""
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(one, other, strict=True))
    return red, green, blue


@dataclass(frozen=True)
class Tones:
    """What a scene may paint with."""

    body: Colour  # the enamel of the frame
    sky: tuple[Colour, Colour, Colour, Colour, Colour]  # dark to light
    ground: tuple[Colour, Colour, Colour]  # far to near
    sun: Colour
    chalk: Colour  # the pictogram
    shade: Colour  # its side away from the light
    accent: Colour
    metal: Colour  # rims and marks
    metal_shade: Colour


def family(body: str, sky: str, ground: str, accent: str, shade: str, sun: str = "#ffdf9a") -> Tones:
    """Tones from their hexadecimal names; `sky` and `ground` are lists with spaces between."""
    one, two, three, four, five = (hexed(part) for part in sky.split())
    far, middle, near = (hexed(part) for part in ground.split())
    return Tones(
        body=hexed(body),
        sky=(one, two, three, four, five),
        ground=(far, middle, near),
        sun=hexed(sun),
        chalk=hexed("#fff7e6"),
        shade=hexed(shade),
        accent=hexed(accent),
        metal=hexed("#f0bf5c"),
        metal_shade=hexed("#b97f2a"),
    )


NETWORK = family("#0b2240", "#12406f #1c5d92 #3684b8 #6db3d6 #b3dcea", "#1a4f80 #11375f #0a2545", "#ff8a57", "#bcd3df")
GROUND = family("#08302e", "#0f5650 #1a7a6d #37a18d #7cc9b0 #c6e7d0", "#1b6a58 #114c43 #0a3632", "#f47a48", "#c3d9c8")
DATA = family("#21143f", "#3a2578 #5538a3 #7d5bcd #ab8fe6 #dccdf7", "#472d8c #331f6a #23144c", "#ff7d9c", "#d3c6ea")
PEOPLE = family(
    "#451226", "#84233a #b23b46 #dc6450 #f39a6c #ffd09a", "#8a2a3c #641a31 #471024", "#2fa58f", "#ecc7ae", "#fff0c4"
)

_STONE = hexed("#8d8a82")


def weathered(tones: Tones) -> Tones:
    """The same tones as stone: almost no colour, less contrast, dull metal."""

    def worn(colour: Colour) -> Colour:
        grey = round(0.30 * colour[0] + 0.59 * colour[1] + 0.11 * colour[2])
        return mix(mix(colour, (grey, grey, grey), 0.82), _STONE, 0.30)

    one, two, three, four, five = (worn(colour) for colour in tones.sky)
    far, middle, near = (worn(colour) for colour in tones.ground)
    return Tones(
        body=mix(worn(tones.body), (40, 42, 46), 0.45),
        sky=(one, two, three, four, five),
        ground=(far, middle, near),
        sun=hexed("#d9d3c2"),
        chalk=hexed("#f1eee6"),
        shade=hexed("#c4c0b6"),
        accent=hexed("#a08d7c"),
        metal=hexed("#b5b1a6"),
        metal_shade=hexed("#7d7a72"),
    )
