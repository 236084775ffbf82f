"""The [[designs]] of an achievement: how it has looked since which day, oldest first, the look of today last.

    [[designs]]
    picture = "looks/first.png"        an earlier picture, in the folder looks/ beside achievement.md
    effective_from = 2019-03-01
    image_alt = "..."                  its words; without them those of the achievement

    [[designs]]
    picture = "badge.png"              the picture of today
    effective_from = 2026-06-01
    note = {en = "Calmer colours. It means what it always has."}

Awards keep the look of the day on which they were made out, words and all, so a new look changes no badge that is
out. An earlier picture is published under a digest of what is published of it.
"""

from __future__ import annotations

import re
from datetime import date
from hashlib import sha256

from generator.errors import LedgerError
from generator.ledger import art
from generator.ledger.faults import Fault, Report
from generator.ledger.folder import Folder
from generator.ledger.suggest import did_you_mean
from generator.ledger.tables import Table
from generator.model import Art, Design, Place, Text
from generator.printable import printable, quoted

FOLDER = "looks"

_PICTURE = re.compile(r"looks/[A-Za-z0-9][A-Za-z0-9._-]{0,99}\.(?:png|svg)", re.ASCII)
_LONGEST_LOOK = 16  # hexadecimal digits


def read_designs(top: Table, here: str, present: Art, folder: Folder) -> tuple[Design, ...]:
    """The look-book of the achievement in the folder `here`, whose picture of today is `present`."""
    tables = list(top.tables("designs"))
    found: list[Design] = []
    days: list[date] = []
    for number, table in enumerate(tables, start=1):
        table.only(("picture", "effective_from", "image_alt", "note"))
        name = table.required("picture", f'picture = "{present.path.rpartition("/")[2]}"')
        look = _present(table, name, present) if number == len(tables) else _earlier(table, name, here, present, folder)
        if table.require("effective_from", "effective_from = 2026-03-01") and (day := table.day("effective_from")):
            _check_order(table, day, days)
            if look:
                found.append(Design(look, day, table.text("note")))
    check_strays({design.art.path for design in found}, here, folder, top.document.report)
    return tuple(found)


def _check_order(table: Table, day: date, days: list[date]) -> None:
    if days and day <= days[-1]:
        text = f"this look is in effect from {day}, no later than the one before it ({days[-1]})"
        fault = Fault("design-order", text, "looks stand oldest first, each with a day of its own")
        table.fault(fault, "effective_from")
    days.append(day)


def _present(table: Table, name: str, present: Art) -> Art | None:
    """The look of today, which the last table is about."""
    own = present.path.rpartition("/")[2]
    if "image_alt" in table:
        hint = "put image_alt at the top of achievement.md: the words of the look of today stand there"
        table.fault(Fault("design-last", "the words of the last look stand here", hint), "image_alt")
    if name and name != own:
        text = f"the last look is {quoted(name)}, but the picture of today is {quoted(own)}"
        table.fault(Fault("design-last", text, f'end with a look that has picture = "{own}"'), "picture")
        return None
    return present if name else None


def _earlier(table: Table, name: str, here: str, present: Art, folder: Folder) -> Art | None:
    """A look that is over, or None where it cannot be had."""
    if not name:
        return None
    fault = _name_fault(name, present)
    if fault:
        table.fault(fault, "picture")
        return None
    path, report = f"{here}/{name}", table.document.report
    missing = Fault("art-missing", f"there is no picture {quoted(path)}", "put it there, or take the look out")
    before = report.errors
    width_px, height_px = art.check(folder, path, report, missing, table.place("picture"))
    if report.errors > before:
        return None
    alt: Text = table.text("image_alt") or present.alt
    return Art(path, width_px, height_px, alt, look=_look_of(folder, path))


def _name_fault(name: str, present: Art) -> Fault | None:
    if not _PICTURE.fullmatch(name):
        hint = 'earlier pictures are in the folder looks/ beside achievement.md: picture = "looks/first.png"'
        return Fault("art-path", f"{quoted(name)} is not the name of an earlier picture", hint)
    if not name.endswith(f".{present.format}"):
        kinds = f"{name.rpartition('.')[2].upper()} and the look of today {present.format.upper()}"
        hint = f"give it as {present.format.upper()} too: the kind stands in the address of every badge's picture"
        return Fault("design-format", f"this look is {kinds}", hint)
    return None


def _look_of(folder: Folder, path: str) -> str:
    """The name under which a sound picture is kept: it follows from what is published of it."""
    try:
        return sha256(art.read(folder, path)).hexdigest()[:_LONGEST_LOOK]
    except LedgerError:  # it has changed since it was checked; the build looks again and says so
        return ""


def check_strays(used: set[str], here: str, folder: Folder, report: Report) -> None:
    """Warn of files in looks/ that no look names."""
    entries = folder.names(f"{here}/{FOLDER}")
    known = [path.rpartition("/")[2] for path in used]
    for name, kind in [] if isinstance(entries, Fault) else entries:
        if not name.startswith(".") and f"{here}/{FOLDER}/{name}" not in used:
            text = "this is a link" if kind == "link" else "no look in achievement.md names this file"
            hint = did_you_mean(name, known, 'a [[designs]] table names it: picture = "looks/..."')
            report.add(Place(f"{here}/{FOLDER}/{printable(name)}"), Fault("file-stray", text, hint).warning())
