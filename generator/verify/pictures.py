"""What a file carries: the text baked into a PNG or an SVG or attached to a PDF, or else the file itself.

A picture that carries an Open Badges 2.0 badge and nothing newer may be honest, and so may one that carries a token:
both are OutsideProfile, "signed in a way that cannot be checked here".
"""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import suppress

from generator.bake import OPEN_BADGES_2, BrokenPicture, NotBaked, SignedOutside, unbake, unbake_pdf, unbake_svg
from generator.credential.profile import OutsideProfile
from generator.errors import WireError
from generator.wire.safexml import looks_like_xml

_PNG = b"\x89PNG\r\n\x1a\n"
_HTML = re.compile(rb"\s*<(?:!doctype\s+html|html)\b", re.IGNORECASE)


def carried(data: bytes) -> tuple[bytes, str]:
    """The text in `data`, and the kind of file it was in. Raises NotBaked, BrokenPicture, OutsideProfile, WireError."""
    if data.startswith(_PNG):
        return _unbaked(unbake, data), "a PNG"
    if data.startswith(b"%PDF-"):
        return unbake_pdf(data), "a PDF"
    if not looks_like_xml(data):
        return data, "a JSON file"
    if _HTML.match(data) or b"svg" not in data[:65536]:
        raise WireError("it looks like a page (HTML or XML), and only JSON, PNG, SVG and PDF are read")
    return _unbaked(unbake_svg, data), "an SVG"


def _unbaked(take_out: Callable[..., bytes], picture: bytes) -> bytes:
    try:
        return take_out(picture)
    except SignedOutside as error:
        raise OutsideProfile(str(error)) from error
    except NotBaked:
        with suppress(BrokenPicture):  # however it is written: it is not judged here
            take_out(picture, OPEN_BADGES_2)
        raise OutsideProfile("the picture carries an Open Badges 2.0 badge and none of version 3.0") from None
