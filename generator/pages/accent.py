"""An organisation's accent colour in the style sheet, if it can be read.

A colour may be used if links in it, and words on it, reach the contrast that WCAG 2.2 asks of text (4.5 : 1) on both
grounds of the light theme. For the dark theme it is mixed with white until it reaches the same there.
"""

from __future__ import annotations

import re

from generator.contrast import luminance, ratio

ENOUGH = 4.5
COMFORTABLE = 6.5
THEME_ACCENT = "#0b5cad"  # has a dark counterpart of its own in the style sheet
_LIGHT_GROUNDS = ("#ffffff", "#f5f7fa")
_DARK_GROUNDS = ("#10161d", "#19222c")
_ON_DARK = "#0b1a2a"
_COLOUR = re.compile(r"#[0-9a-fA-F]{6}", re.ASCII)


def contrast(first: str, second: str) -> float:
    """The contrast ratio of two colours `#rrggbb`, 1 to 21."""
    return ratio(luminance(_channels(first)), luminance(_channels(second)))


def accent_is_readable(colour: str) -> bool:
    """Whether links in this colour can be read. False for what is no `#rrggbb`."""
    if not _COLOUR.fullmatch(colour):
        return False
    return faintest(colour)[1] >= ENOUGH


def faintest(colour: str) -> tuple[str, float]:
    """The ground of the light theme on which a colour `#rrggbb` is hardest to read, and its contrast there."""
    ground = min(_LIGHT_GROUNDS, key=lambda ground: contrast(colour, ground))
    return ground, contrast(colour, ground)


def darker(colour: str) -> str:
    """A colour `#rrggbb`, mixed with black until it can be read."""
    mixed = (_mixed(colour, 0, share / 100) for share in range(0, 101, 5))
    return next(found for found in mixed if accent_is_readable(found))


def accent_style(colour: str) -> str:
    """Style rules that put `colour` in the place of the theme's accent; "" for that one, none or an unreadable one."""
    if colour.lower() == THEME_ACCENT or not accent_is_readable(colour):
        return ""
    dark = f":root{{--accent:{_on_dark(colour)};--on-accent:{_ON_DARK}}}"
    return (
        f"\n:root{{--accent:{colour.lower()};--on-accent:#ffffff}}\n"
        f"@media screen and (prefers-color-scheme: dark){{{dark}}}\n"
    )


def _on_dark(colour: str) -> str:
    for share in range(0, 101, 5):
        mixed = _mixed(colour, 255, share / 100)
        if min(contrast(mixed, ground) for ground in (*_DARK_GROUNDS, _ON_DARK)) >= COMFORTABLE:
            return mixed
    return "#ffffff"


def _mixed(colour: str, grey: int, share: float) -> str:
    """With a share of a grey: 255 is white, 0 black."""
    return "#" + "".join(f"{round(part + (grey - part) * share):02x}" for part in _channels(colour))


def _channels(colour: str) -> tuple[int, ...]:
    return tuple(int(colour[i : i + 2], 16) for i in (1, 3, 5))
