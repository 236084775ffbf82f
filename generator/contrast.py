"""How much two colours stand out from each other: WCAG 2.2, "relative luminance" and "contrast ratio"."""

from __future__ import annotations

from collections.abc import Sequence


def luminance(channels: Sequence[int]) -> float:
    """The relative luminance of red, green and blue (0 to 255 each) in sRGB: 0 for black, 1 for white."""
    red, green, blue = (_linear(channel / 255) for channel in channels[:3])
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def ratio(one: float, other: float) -> float:
    """The contrast ratio of two relative luminances, 1 to 21."""
    darker, lighter = sorted((one, other))
    return (lighter + 0.05) / (darker + 0.05)


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else float(((part + 0.055) / 1.055) ** 2.4)
