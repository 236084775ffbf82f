"""The Open Badges 2.0 files of a built site: issuer, badge classes, assertions and the pictures that carry them.

They have the paths of the site, because hosted badges live by their addresses: unpacked at the root of the same host
they answer for themselves, whatever else stands there.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from generator.addresses import issuer_profile
from generator.errors import BadgepressError
from generator.exports.zips import Entry

_NAMES = ("badgeclass.json", "assertion.json", "badge.png", "badge.svg")
_ROOMS = ("awards", "badges")
_AT_ROOT = ("issuer.json", "issuer.png")


def hosted_entries(site: Path) -> Iterator[Entry]:
    """The files, in order. Raises BadgepressError where the site has none."""
    if not (site / issuer_profile()).is_file():
        hint = "set open_badges_2 = true under [output] in content/site.toml, and build; or name the site: --site"
        raise BadgepressError(f"{site} has no Open Badges 2.0 files", hint)
    for room in (room for room in _ROOMS if (site / room).is_dir()):
        with os.scandir(site / room) as entries:
            folders = sorted(entry.name for entry in entries if entry.is_dir(follow_symlinks=False))
        for folder in folders:
            for name in sorted(_NAMES):
                path = site / room / folder / name
                if path.is_file():
                    yield Entry(f"{room}/{folder}/{name}", path.read_bytes())
    for name in _AT_ROOT:
        if (site / name).is_file():
            yield Entry(name, (site / name).read_bytes())
