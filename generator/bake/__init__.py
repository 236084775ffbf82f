"""Baking: put a credential into a badge picture and take it out again.

text    the keywords, the bounds, and what can be wrong
png     in a text chunk
svg     in an element of its own
pdf     as a file attached to a certificate; only taken out here

"""

from generator.bake.pdf import BrokenPdf, unbake_pdf
from generator.bake.png import MAX_BAKED_BYTES, Baker, BrokenPng, bake, unbake
from generator.bake.svg import BrokenSvg, SvgBaker, bake_svg, unbake_svg
from generator.bake.text import (
    MAX_TEXT_BYTES,
    OPEN_BADGES_2,
    OPEN_BADGES_3,
    BrokenPicture,
    NotBaked,
    SignedOutside,
)

__all__ = [
    "MAX_BAKED_BYTES",
    "MAX_TEXT_BYTES",
    "OPEN_BADGES_2",
    "OPEN_BADGES_3",
    "Baker",
    "BrokenPdf",
    "BrokenPicture",
    "BrokenPng",
    "BrokenSvg",
    "NotBaked",
    "SignedOutside",
    "SvgBaker",
    "bake",
    "bake_svg",
    "unbake",
    "unbake_pdf",
    "unbake_svg",
]
