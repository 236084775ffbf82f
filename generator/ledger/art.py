"""Pictures in content/: checked before anything else touches them, and cleaned before they are published.

A picture is a PNG of at most 8 MiB and 4096 by 4096 pixels that `wire.png` and `wire.pixels` find whole. What it says
beside its pixels (time, place, camera, text) stays behind: `load` keeps only the chunks that draw. PROMISES, rule 11.
"""

from __future__ import annotations

from pathlib import Path

from generator.errors import LedgerError, WireError
from generator.ledger.faults import Fault, Report
from generator.ledger.folder import MISSING, Folder
from generator.model import Place, Problem
from generator.wire import pixels, png

# Every badge carries its picture. At this size 10,000 awards take 640 MB: worth a word, never an error.
HEAVY_BYTES = 64 * 1024
# The badge page shows it up to 272 CSS pixels wide; below this it is blurred even there.
SMALL_PX = 200


def load(project: Path, path: str) -> bytes:
    """The picture at `path`, as Art and Profile name it (`content/...`, from the project folder), with its pixels only.

    Raises LedgerError with one problem where it is not a picture any more.
    """
    data = Folder(project).read(path, png.MAX_BYTES)
    try:
        if not isinstance(data, Fault):
            pixels.check_pixels(data)
            return png.clean(data)
        fault = data
    except WireError as error:
        fault = _broken(error)
    raise LedgerError([Problem(Place(path), fault.code, fault.text, fault.hint)])


def check(folder: Folder, path: str, report: Report, missing: Fault, place: Place) -> tuple[int, int]:
    """Width and height in pixels of the picture at `path`; what is wrong with it goes to the report, and gives (0, 0).

    Its absence is reported as `missing` at `place`.
    """
    data = folder.read(path, png.MAX_BYTES)
    if isinstance(data, Fault):
        absent = data.code == MISSING
        report.add(place if absent else Place(path), missing if absent else data)
        return 0, 0
    try:
        header = pixels.check_pixels(data)
    except WireError as error:
        report.add(Place(path), _broken(error))
        return 0, 0
    for fault in _doubts(header.width_px, header.height_px, len(data)):
        report.add(Place(path), fault)
    return header.width_px, header.height_px


def _broken(error: WireError) -> Fault:
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
