"""ZIP files of which the same input always gives the same bytes, on any machine.

Names in order, every time 1980-01-01 (a ZIP knows no earlier one), files 0644 or as said, nothing compressed: what
compressing gives differs from one version of a library to the next, and pictures would not become smaller.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterable
from typing import BinaryIO, NamedTuple

_FIRST_TIME = (1980, 1, 1, 0, 0, 0)
_UNIX = 3


class Entry(NamedTuple):
    """One file: its path with `/`, and where its bytes come from."""

    path: str
    data: bytes
    mode: int = 0o644


def write_zip(file: BinaryIO, entries: Iterable[Entry]) -> int:
    """Write entries, which come in order of their paths; gives how many."""
    count = 0
    with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:
        for entry in entries:
            info = zipfile.ZipInfo(entry.path, _FIRST_TIME)
            info.create_system = _UNIX
            info.external_attr = (0o100000 | entry.mode) << 16
            archive.writestr(info, entry.data)
            count += 1
    return count
