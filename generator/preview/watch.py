"""What of a project has changed since somebody looked last.

A look takes the time of change, size and inode of every file in content/, templates/ and keys/: nothing is opened, and
no watcher of the system is needed, of which there are too few for large folders. A look at a thousand files takes some
milliseconds; whoever looks again and again should rest longer than a look takes (see `workshop`).
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from pathlib import Path

WATCHED = ("content", "templates", "keys")
_Mark = tuple[int, int, int]  # time of change in nanoseconds, size, inode

Seen = Mapping[str, _Mark]


def look(project: Path) -> Seen:
    """Every file that a build reads, by its path in the project, and the marks by which a change is known."""
    return dict(_marks(project, [project / name for name in WATCHED]))


def changed(before: Seen, now: Seen) -> list[str]:
    """The paths that are new, gone or not as they were, in order."""
    return sorted(path for path in before.keys() | now.keys() if before.get(path) != now.get(path))


def _marks(project: Path, folders: list[Path]) -> Iterator[tuple[str, _Mark]]:
    start = len(f"{project}{os.sep}") if project != Path() else 0
    for folder in folders:
        for place, _, names in os.walk(folder):
            for name in names:
                path = f"{place}{os.sep}{name}"
                try:
                    found = os.lstat(path)
                except FileNotFoundError:  # an editor's file that was there for a moment
                    continue
                yield path[start:], (found.st_mtime_ns, found.st_size, found.st_ino)
