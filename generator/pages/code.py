"""The address of an award as a QR code, drawn as a path in the page itself: for paper, and for who shares by scanning.

In the page, because a file for each award would be a million files more; as a path, because paper wants sharp edges.
`wire.qr` works the code out of the site's form in some microseconds. Addresses too long for a code have none.
"""

from __future__ import annotations

from functools import lru_cache

from msgspec import Struct

from generator import addresses
from generator.addresses import Addresses
from generator.errors import WireError
from generator.wire.qr import QrForm

ID_LETTERS = 16
_MARGIN = 4  # light modules around a code


class Code(Struct, frozen=True):
    """The path of the dark modules, and the box it stands in with its margin, as an SVG wants them."""

    path: str
    box: str
    ground: str  # the path of the light square under it


@lru_cache(maxsize=8)
def code_form(where: Addresses) -> QrForm | None:
    """The form of the codes of a site, None where its address is too long."""
    before, _, after = where.url(addresses.award_page("\n")).partition("\n")
    try:
        return QrForm(before, ID_LETTERS, after)
    except WireError:
        return None


def make_code(where: Addresses, award_id: str) -> Code | None:
    """The code of an award, None where there can be none."""
    path = code_path(where, award_id)
    if not path:
        return None
    form = code_form(where)
    side = (form.size if form else 0) + 2 * _MARGIN
    return Code(path.decode(), f"{-_MARGIN} {-_MARGIN} {side} {side}", f"M{-_MARGIN} {-_MARGIN}h{side}v{side}h{-side}z")


@lru_cache(maxsize=1)
def code_path(where: Addresses, award_id: str) -> bytes:
    """The path alone; empty where there can be none. The pages of an award in several languages share it."""
    form = code_form(where)
    try:
        return form.path(award_id) if form is not None else b""
    except WireError:
        return b""
