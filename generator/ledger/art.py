"""Pictures in content/: checked before anything else touches them, and cleaned before they are published.

A picture is a PNG of at most 8 MiB and 4096 by 4096 pixels that `wire.png` and `wire.pixels` find whole, or an SVG of
at most 256 KiB that `wire.svgart` can write anew. What it says beside its drawing (time, place, camera, text) stays
behind: `load` keeps only what draws. PROMISES, rule 11. Where there is none, one is drawn: see `drawn`.
"""

from __future__ import annotations

from pathlib import Path

from generator.errors import LedgerError, WireError
from generator.ledger import drawn
from generator.ledger.faults import Fault, Report
from generator.ledger.folder import MISSING, Folder
from generator.model import Place, Problem
from generator.wire import pixels, png, svgart
from generator.wire.safexml import XmlError

# Every badge carries its picture. At this size 10,000 awards take 640 MB: worth a word, never an error.
HEAVY_BYTES = 64 * 1024
# The badge page shows it up to 272 CSS pixels wide; below this it is blurred even there.
SMALL_PX = 200


def load(project: Path, path: str) -> bytes:
    """The picture at `path`, as Art and Profile name it (`content/...`, from the project folder), and nothing but it.

    Raises LedgerError with one problem where it is not a picture any more.
    """
    return read(Folder(project), path)


def read(folder: Folder, path: str) -> bytes:
    """The same for a picture in an open project. Raises LedgerError."""
    if drawn.is_drawn(path):
        return drawn.draw(path)
    data = folder.read(path, _most_bytes(path))
    try:
        if not isinstance(data, Fault):
            return _clean(path, data)
        fault = data
    except WireError as error:
        fault = broken(path, error)
    raise LedgerError([Problem(Place(path), fault.code, fault.text, fault.hint)])


def _clean(path: str, data: bytes) -> bytes:
    if _is_drawing(path):
        return svgart.clean_svg(data).data
    pixels.check_pixels(data)
    return png.clean(data)


def _is_drawing(path: str) -> bool:
    return path.endswith(".svg")


def _most_bytes(path: str) -> int:
    return svgart.MAX_BYTES if _is_drawing(path) else png.MAX_BYTES


def check(folder: Folder, path: str, report: Report, missing: Fault, place: Place) -> tuple[int, int]:
    """Width and height in pixels of the picture at `path`; what is wrong with it goes to the report, and gives (0, 0).

    Its absence is reported as `missing` at `place`.
    """
    data = folder.read(path, _most_bytes(path))
    if isinstance(data, Fault):
        absent = data.code == MISSING
        report.add(place if absent else Place(path), missing if absent else data)
        return 0, 0
    try:
        width_px, height_px, size = _measure(path, data)
    except WireError as error:
        at = (error.line, error.column) if isinstance(error, XmlError) else ()
        report.add(Place(path, *at), broken(path, error))
        return 0, 0
    for fault in _doubts(width_px, height_px, size):
        report.add(Place(path), fault)
    return width_px, height_px


def _measure(path: str, data: bytes) -> tuple[int, int, int]:
    """Width and height in pixels, and the bytes that each award will carry. Raises WireError."""
    if _is_drawing(path):
        drawing = svgart.clean_svg(data)
        return drawing.width_px, drawing.height_px, len(drawing.data)
    header = pixels.check_pixels(data)
    return header.width_px, header.height_px, len(data)


def broken(path: str, error: WireError) -> Fault:
    """What to say of a picture that is refused."""
    if _is_drawing(path):
        hint = "save it as plain SVG with everything turned into paths (docs/formats/svg.md), or give a PNG instead"
        return Fault("art-broken", f"the drawing is refused: {error}", hint)
    return Fault(
        "art-broken", f"the picture is refused: {error}", "save it again as PNG, at most 4096 pixels on a side"
    )


def _doubts(width_px: int, height_px: int, size: int) -> list[Fault]:
    """Warnings about a picture that can be used."""
    doubts = []
    if width_px != height_px:
        text = f"the picture is {width_px} by {height_px} pixels, not square"
        doubts.append(
            Fault("art-not-square", text, "wallets and profiles show badges in a square; they may cut or squeeze it")
        )
    if min(width_px, height_px) < SMALL_PX:
        text = f"the picture is {width_px} by {height_px} pixels; below {SMALL_PX} it looks blurred on the badge page"
        doubts.append(Fault("art-small", text, "supply it with 400 pixels on a side or more"))
    if size > HEAVY_BYTES:
        text = (
            f"the picture has {size:,} bytes, and every award of it carries them: 1,000 awards take {size // 1000:,} MB"
        )
        doubts.append(
            Fault("art-heavy", text, "a palette of 256 colours or fewer often brings a badge below 12,000 bytes")
        )
    return [doubt.warning() for doubt in doubts]
