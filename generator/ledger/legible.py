"""Whether pictures can be seen on a page, light for some readers and dark for others: a doubt of `check` alone.

    faint_art(project, ledger)    a warning for each picture of which hardly anything stands out from one of the grounds

Of the visible area, a tenth has to have a contrast of 3 : 1 with the ground (WCAG 2.2,
1.4.11): a light figure without an outline is lost on white, a dark one at night. Drawings (SVG) are not looked at.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

from PIL import Image

from generator.contrast import luminance, ratio
from generator.errors import LedgerError
from generator.ledger import art, drawn
from generator.model import Ledger, Place, Problem, Severity

_GROUNDS = {"light": (255, 255, 255), "dark": (16, 22, 29)}  # --bg of templates/style/10-tokens.css
_LEAST_CONTRAST, _LEAST_SHARE = 3.0, 0.1
_LOOKED_AT_PX = 96  # a picture is made so small first
_VISIBLE_ALPHA = 128


def faint_art(project: Path, ledger: Ledger) -> Iterator[Problem]:
    """What is doubtful about the pictures of a ledger, in the order of its achievements."""
    for path in dict.fromkeys(achievement.art.path for achievement in ledger.achievements.values()):
        if drawn.is_drawn(path) or not path.endswith(".png"):
            continue
        try:
            data = art.load(project, path)
        except LedgerError as error:  # gone since the ledger was read
            yield from error.problems
            continue
        for ground, share in _shares(data):
            if share < _LEAST_SHARE:
                text = f"on a {ground} ground little of this can be seen: {share:.0%} of it has a contrast of 3 : 1"
                hint = f"give it an outline, or a ground of its own, that stands out on {ground} pages"
                yield Problem(Place(path), "art-faint", text, hint, Severity.WARNING)


def _shares(data: bytes) -> Iterator[tuple[str, float]]:
    """For each ground, how much of what can be seen of a picture stands out from it."""
    with Image.open(io.BytesIO(data)) as opened:
        small = opened.convert("RGBA").resize((_LOOKED_AT_PX, _LOOKED_AT_PX), Image.Resampling.BOX)
    colours = small.getcolors(_LOOKED_AT_PX**2) or []
    seen = [(count, luminance(colour)) for count, colour in colours if colour[3] >= _VISIBLE_ALPHA]  # type: ignore[index, arg-type]
    whole = sum(count for count, _ in seen)
    for name, colour in _GROUNDS.items():
        ground = luminance(colour)
        clear = sum(count for count, light in seen if ratio(light, ground) >= _LEAST_CONTRAST)
        yield name, clear / whole if whole else 0.0
