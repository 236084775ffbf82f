"""What a new site changes in the one that is published, file by file."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Change:
    """Paths below the root of the site: new ones, those with other bytes, and those that go."""

    added: frozenset[str]
    changed: frozenset[str]
    removed: frozenset[str]


def compare_with(published: Path, made: Iterable[tuple[str, bytes]]) -> tuple[Change, dict[str, int]]:
    """Run through the new files once, and hold each against the published one. Also gives the size of each."""
    sizes: dict[str, int] = {}
    added, changed = set(), set()
    for path, data in made:
        sizes[path] = len(data)
        old = _read(published / path)
        if old is None:
            added.add(path)
        elif old != data:
            changed.add(path)
    removed = _files(published) - sizes.keys()
    return Change(frozenset(added), frozenset(changed), frozenset(removed)), sizes


def _read(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except OSError:
        return None


def _files(folder: Path) -> set[str]:
    return {(Path(here) / name).relative_to(folder).as_posix() for here, _, names in os.walk(folder) for name in names}
