"""New achievements, from what a file says of badges that nothing here stands for yet.

A folder of content/achievements/ with everything that the file holds: name, description, criteria, picture. What it
does not hold is filled in with plain words that say so, and with a plain drawing, both to be replaced before the first
build; the import lists them.
"""

from __future__ import annotations

import hashlib
import io
import json
import math
from collections.abc import Callable, Iterable
from itertools import count

from msgspec import Struct
from PIL import Image, ImageDraw

from generator.imports.incoming import Described
from generator.ledger.faults import Fault
from generator.ledger.texts import id_fault, name_fault, slug_of, text_fault

_NOT_SAID = {
    "en": "Awarded before this site was made. The file that was imported does not hold the criteria.",
    "fr": "Attribué avant la création de ce site. Le fichier importé ne contient pas les critères.",
    "ja": "このサイトができる前に授与されました。取り込んだファイルに基準は含まれていません。",
    "zh-Hans": "本网站建立之前颁发。导入的文件中没有标准。",
    "zh-Hant": "本網站建立之前頒發。匯入的檔案中沒有標準。",
}
PICTURE = "badge.png"
_SIZE_PX = 480
_SHARPER = 4  # drawn so many times as large, then made smaller: smooth edges
_COLOURS = ("#0b5cad", "#0f766e", "#7a3e9d", "#9a3412", "#3f6212", "#9d174d", "#334155", "#92400e")


class Making(Struct, frozen=True):
    """One new achievement: its files below content/achievements/<slug>/, and what of it was not in the file.

    A picture that the file does not hold is drawn when all else is decided: see `plain_picture`.
    """

    slug: str
    files: dict[str, bytes]
    lacking: tuple[str, ...]


def make_achievement(slug: str, badge: Described, language: str) -> Making | Fault:
    """The files of a new achievement. `language` is the site's default one."""
    description = badge.description or badge.name
    criteria = badge.criteria or _NOT_SAID.get(language, _NOT_SAID["en"])
    for text, what in ((badge.name, "the badge's name"), (description, "its description"), (criteria, "its criteria")):
        fault = name_fault(text, what) if text is badge.name else text_fault(text, what)
        if fault:
            return fault
    fields = [f"name = {_text(badge.name)}", f"description = {_text(description)}"]
    main = "\n".join(["+++", *fields, "+++", criteria.strip(), ""])
    files = {"achievement.md": main.encode("utf-8")} | ({PICTURE: badge.picture} if badge.picture else {})
    there = {"description": badge.description, "criteria": badge.criteria, "picture": badge.picture}
    return Making(slug, files, tuple(word for word, value in there.items() if not value))


def free_slug(name: str, is_taken: Callable[[str], bool]) -> str:
    """An id made of a name: of its letters a to z, or of a digest where it has none."""
    digest = hashlib.sha256(name.encode()).hexdigest()[:8]
    stem = slug_of(name)[:80].strip("-_")
    if len(stem) < 2 or id_fault(stem):
        stem = f"badge-{digest}"
    return next(slug for slug in _candidates(stem) if not is_taken(slug))


def _candidates(stem: str) -> Iterable[str]:
    yield stem
    yield from (f"{stem}-{number}" for number in count(2))


def plain_picture(slug: str) -> bytes:
    """A hexagon in a colour and with a pattern of its own, as PNG; it says nothing but that there is no better one."""
    digest = hashlib.sha256(slug.encode()).digest()
    side = _SIZE_PX * _SHARPER
    image = Image.new("RGBA", (side, side), (0, 0, 0, 0))
    draw = ImageDraw.Draw(image)
    colour = _COLOURS[digest[0] % len(_COLOURS)]
    draw.polygon(_hexagon(side, 0.48), fill=colour)
    draw.polygon(_hexagon(side, 0.43), fill="#ffffff")
    draw.polygon(_hexagon(side, 0.41), fill=colour)
    _draw_dots(draw, side, digest)
    small = image.resize((_SIZE_PX, _SIZE_PX), Image.Resampling.LANCZOS).quantize(64)
    stream = io.BytesIO()
    small.save(stream, "PNG", optimize=True)
    return stream.getvalue()


def _hexagon(side: int, radius: float) -> list[tuple[float, float]]:
    turns = (math.pi / 3 * corner - math.pi / 2 for corner in range(6))
    return [(side * (0.5 + radius * math.cos(turn)), side * (0.5 + radius * math.sin(turn))) for turn in turns]


def _draw_dots(draw: ImageDraw.ImageDraw, side: int, digest: bytes) -> None:
    """Five by five places, left and right alike, some of them with a dot."""
    radius, step = side * 0.034, side * 0.095
    for row in range(5):
        for column in range(5):
            byte = digest[1 + row * 3 + min(column, 4 - column)]
            if byte & 1:
                x, y = side / 2 + (column - 2) * step, side / 2 + (row - 2) * step
                draw.ellipse((x - radius, y - radius, x + radius, y + radius), fill="#ffffff")


def _text(value: str) -> str:
    """A basic string of TOML."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007F")
