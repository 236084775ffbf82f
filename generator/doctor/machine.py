"""The machine: Python, the packages that are needed, the clock, room on the disk."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from datetime import UTC, date, datetime
from importlib import metadata
from pathlib import Path

from generator.doctor.finding import Finding, Weight
from generator.model import Ledger

# When the Python project ends its care for a release.
_ENDS = {(3, 11): date(2027, 10, 31), (3, 12): date(2028, 10, 31), (3, 13): date(2029, 10, 31)}
_RELEASED = datetime(2026, 11, 1, tzinfo=UTC)  # no clock that is right shows an earlier time
_BYTES_AN_AWARD = 100_000
_BYTES_AT_LEAST = 200_000_000
_REQUIREMENT = re.compile(r"([A-Za-z0-9._-]+)\s*(?:>=\s*([0-9.]+))?")


def look_at_machine(project: Path, ledger: Ledger | None, now: datetime, python: tuple[int, ...]) -> Iterator[Finding]:
    """What of this machine bears on builds. `python` is the version that runs, `now` what the clock says."""
    yield _python(python, now.date())
    yield from _packages()
    yield _clock(now, ledger)
    yield _disk(project, ledger)


def _python(version: tuple[int, ...], today: date) -> Finding:
    shown = ".".join(map(str, version[:3]))
    ends = _ENDS.get((version[0], version[1]))
    if ends is not None and today > ends:
        text = f"{shown} gets no security fixes since {ends}"
        return Finding(Weight.WARNING, "python-old", "Python", text, "install a newer one, and badgepress with it")
    return Finding(Weight.FINE, "python", "Python", shown)


def _packages() -> Iterator[Finding]:
    """A needed package that is not there, or older than it has to be."""
    try:
        needed = [text for text in metadata.requires("badgepress") or [] if "extra ==" not in text]
    except metadata.PackageNotFoundError:
        needed = []
    found = 0
    for match in filter(None, map(_REQUIREMENT.match, needed)):
        name, least = match[1], match[2] or "0"
        version = _version(name)
        if version is None or _numbers(version) < _numbers(least):
            text = f"is {version or 'not there'}; {least} or newer is needed"
            yield Finding(Weight.PROBLEM, "package", name, text, f"python -m pip install '{name}>={least}'")
        else:
            found += 1
    if found:
        yield Finding(Weight.FINE, "packages", "packages", f"{found} as they have to be")


def _version(name: str) -> str | None:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return None


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in re.findall(r"\d+", version)[:3])


def _clock(now: datetime, ledger: Ledger | None) -> Finding:
    shown = now.strftime("%Y-%m-%dT%H:%M:%SZ")
    if now < _RELEASED:
        text = f"it says {shown}, which is before this program was made"
        return Finding(Weight.PROBLEM, "clock", "clock", text, "set it: award and revoke write what it says down")
    if ledger is not None and ledger.site.as_of is not None and ledger.site.as_of > now:
        as_of = ledger.site.as_of.strftime("%Y-%m-%dT%H:%M:%SZ")
        text = f"it says {shown}, and the ledger has something of {as_of}"
        return Finding(Weight.WARNING, "clock", "clock", text, "set the clock, or mend the date in content/")
    return Finding(Weight.FINE, "clock", "clock", shown)


def _disk(project: Path, ledger: Ledger | None) -> Finding:
    """While a site is made, the old one and the new one are both there."""
    free = shutil.disk_usage(project).free
    need = max(_BYTES_AT_LEAST, _BYTES_AN_AWARD * (len(ledger.awards) if ledger else 0))
    text = f"{free / 1e9:,.1f} GB free"
    if free < need:
        hint = "make room: a build that runs out of it changes nothing, but makes nothing either"
        text = f"{text}; a build may need {need / 1e9:,.1f} GB"
        return Finding(Weight.WARNING, "disk", "disk", text, hint)
    return Finding(Weight.FINE, "disk", "disk", text)
