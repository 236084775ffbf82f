"""What stands in a folder: names, kinds, modes and bytes, so that two trees can be held against each other."""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterator
from pathlib import Path

# By path below the root, "" for the root itself: kind, mode, and the digest of the bytes or what a link says.
Listing = dict[str, tuple[str, int, str]]


def listing(folder: Path) -> Listing:
    """Everything in `folder`, following no link; empty where there is nothing at that place."""
    return dict(_walk(folder, ""))


def _walk(path: Path, name: str) -> Iterator[tuple[str, tuple[str, int, str]]]:
    try:
        mode = path.lstat().st_mode
    except FileNotFoundError:
        return
    yield name, (_kind(mode), stat.S_IMODE(mode), _says(path, mode))
    if stat.S_ISDIR(mode):
        for each in sorted(os.listdir(path)):  # noqa: PTH208 - names are wanted, not paths
            yield from _walk(path / each, f"{name}/{each}" if name else each)


def _kind(mode: int) -> str:
    return {stat.S_IFREG: "file", stat.S_IFDIR: "folder", stat.S_IFLNK: "link"}.get(stat.S_IFMT(mode), "other")


def _says(path: Path, mode: int) -> str:
    if stat.S_ISREG(mode):
        return hashlib.sha256(path.read_bytes()).hexdigest()
    return os.fspath(path.readlink()) if stat.S_ISLNK(mode) else ""


def names_beside(project: Path) -> frozenset[str]:
    """The names of everything in a project but what is below the site's own root."""
    return frozenset(path for path in listing(project) if not path.startswith("site/"))


def difference(one: Listing, other: Listing) -> str:
    """The first few paths at which two trees differ, for a message."""
    paths = sorted(path for path in one.keys() | other.keys() if one.get(path) != other.get(path))
    shown = ", ".join(f"{path or '.'}: {one.get(path, 'absent')} for {other.get(path, 'absent')}" for path in paths[:3])
    return f"{len(paths)} differ: {shown}"
