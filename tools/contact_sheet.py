"""The pages of a built site on one picture: docs/contact-sheet.png, which the README shows. Needs chromium.

    .venv/bin/python tools/contact_sheet.py SITE [PICTURE]

A row of desktops, then rows of phones: each kind of page once, and the page of an award as it is seen in the dark, on
paper, without script, with a name in Japanese and after it was revoked. Pages are chosen by what they show, so that
another example site gives another sheet.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PIL import Image, ImageDraw

REPOSITORY = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(REPOSITORY))

from tests import browser as browsers  # noqa: E402

if TYPE_CHECKING:
    from playwright.sync_api import Browser

PICTURE = REPOSITORY / "docs" / "contact-sheet.png"
DESKTOP, PHONE, PAPER = (1280, 960), (390, 800), (794, 1123)
_SETTLED_MILLIS = 700
_WIDTH, _GAP, _GROUND = 2400, 36, (226, 231, 237)
_COLOURS = 192


@dataclass(frozen=True, slots=True)
class Shot:
    """A page, the window it is seen through, and what else is asked of the browser."""

    page: str
    size: tuple[int, int]
    wishes: dict[str, Any] = field(default_factory=dict)
    is_printed: bool = False


def shots(site: Path) -> list[list[Shot]]:
    """The rows of the sheet."""
    verified = award(site, lambda text: 'data-state="idle"' in text and "share-box" in text and _title(text).isascii())
    revoked = award(site, lambda text: 'data-state="revoked"' in text)
    japanese = award(site, lambda text: 'data-state="idle"' in text and "share-box" in text and ' lang="ja"' in text)
    achievement = "badges/" + verified_achievement(site, verified)
    return [
        [Shot("", DESKTOP), Shot(verified, DESKTOP), Shot("badges/", DESKTOP)],
        [Shot(achievement, DESKTOP), Shot(profile(site), DESKTOP), Shot("verify/", DESKTOP)],
        [
            Shot(verified, PHONE),
            Shot(verified, PHONE, {"color_scheme": "dark"}),
            Shot(japanese, PHONE),
            Shot(revoked, PHONE, {"color_scheme": "dark"}),
            Shot(verified, PHONE, {"java_script_enabled": False}),
            Shot(verified, PAPER, is_printed=True),
        ],
        [Shot(page, PHONE) for page in ("earners/", "skills/", "retired/", "support/", "faq/", "privacy/")],
    ]


def award(site: Path, wanted: Callable[[str], bool]) -> str:
    """Of the awards whose page is as wanted, the one with most on it."""
    found = [file for file in site.glob("awards/*/index.html") if wanted(file.read_text(encoding="utf-8"))]
    if not found:
        raise SystemExit("the site has no award for one of the pictures")
    largest = max(found, key=lambda file: (file.stat().st_size, file.parent.name))
    return f"awards/{largest.parent.name}/"


def verified_achievement(site: Path, page: str) -> str:
    text = (site / page / "index.html").read_text(encoding="utf-8")
    return text.partition('href="../../badges/')[2].partition("../../badges/")[2].partition('"')[0]


def profile(site: Path) -> str:
    """The profile with most on it."""
    file = max(site.glob("earners/*/index.html"), key=lambda path: path.stat().st_size)
    return f"earners/{file.parent.name}/"


def _title(text: str) -> str:
    return text.partition("<title>")[2].partition(" – ")[0]


def picture(browser: Browser, address: str, shot: Shot) -> Image.Image:
    """What is seen of a page."""
    width, height = shot.size
    with browsers.opened(browser, viewport={"width": width, "height": height}, **shot.wishes) as visit:
        visit.page.goto(f"{address}/{shot.page}", wait_until="load")
        visit.page.wait_for_timeout(_SETTLED_MILLIS)
        if shot.is_printed:
            visit.page.emulate_media(media="print")
        return Image.open(io.BytesIO(visit.page.screenshot())).convert("RGB")


def sheet(rows: list[list[Image.Image]]) -> Image.Image:
    """The pictures in rows of one width."""
    scaled = [_row(row) for row in rows]
    height = sum(row[0].height + _GAP for row in scaled) + _GAP
    whole = Image.new("RGB", (_WIDTH, height), _GROUND)
    draw, top = ImageDraw.Draw(whole), _GAP
    for row in scaled:
        left = _GAP
        for image in row:
            whole.paste(image, (left, top))
            draw.rectangle((left - 1, top - 1, left + image.width, top + image.height), outline=(176, 186, 198))
            left += image.width + _GAP
        top += row[0].height + _GAP
    return whole


def _row(images: list[Image.Image]) -> list[Image.Image]:
    """Images of one height that fill a row together."""
    room = _WIDTH - _GAP * (len(images) + 1)
    height = room / sum(image.width / image.height for image in images)
    return [
        image.resize((int(image.width * height / image.height), int(height)), Image.Resampling.LANCZOS)
        for image in images
    ]


def _taken(site: Path) -> Iterator[list[Image.Image]]:
    with browsers.served(site) as address, browsers.launched() as browser:
        for row in shots(site):
            yield [picture(browser, address, shot) for shot in row]


def main() -> None:
    """Take the pictures and write the sheet."""
    if reason := browsers.missing():
        raise SystemExit(f"no pictures can be taken: {reason}")
    target = Path(sys.argv[2]) if len(sys.argv) > 2 else PICTURE
    whole = sheet(list(_taken(Path(sys.argv[1]))))
    whole.quantize(_COLOURS, Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE).save(target, optimize=True)
    print(f"{target}: {whole.width} by {whole.height} pixels, {target.stat().st_size // 1000} kB")


if __name__ == "__main__":
    main()
