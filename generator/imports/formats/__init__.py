"""The kinds of tables that are known. A file is of the first kind that its header line fits."""

from __future__ import annotations

from generator.imports.csvformat import CsvFormat
from generator.imports.formats import (
    accredible,
    badgr,
    canvas,
    credly_analytics,
    credly_bulk,
    moodle,
    openedx,
    proposal,
)

FORMATS: tuple[CsvFormat, ...] = (
    credly_analytics.FORMAT,
    credly_bulk.FORMAT,
    canvas.FORMAT,
    badgr.FORMAT,
    badgr.GERMAN,
    proposal.FORMAT,
    accredible.FORMAT,
    moodle.FORMAT,
    openedx.FORMAT,
)
BY_NAME = {kind.name: kind for kind in FORMATS}

__all__ = ["BY_NAME", "FORMATS"]
