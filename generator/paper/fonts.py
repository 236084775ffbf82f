"""Where the letters of certificates come from: packages, never the machine, so that the bytes are the same everywhere.

    Libertinus Serif and the others inside the package typst        Latin, Greek, Cyrillic and more
    Noto Sans CJK inside the package noto-cjk-sans-otc              Chinese, Japanese, Korean

See docs/decisions/0020. Both come with the extra `pdf`. Without the second, names in its scripts are refused.
"""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

CJK_PACKAGE = "noto-cjk-sans-otc"


def font_folders() -> list[Path]:
    """The folders of the fonts that come in packages of their own."""
    found = find_spec(CJK_PACKAGE.replace("-", "_"))
    return [Path(place) for place in (found.submodule_search_locations or [])] if found else []
