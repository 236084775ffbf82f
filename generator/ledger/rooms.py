"""The folders of a project that are nobody else's: what is made for others is never written into or around them."""

from __future__ import annotations

from pathlib import Path

_ROOMS = ("content", "keys", "templates")
_MARKS = (".well-known/did.json", "did.json")


def room_at(place: Path, project: Path) -> str:
    """The name of the folder in which, or around which, `place` lies; "" for none. `place` has no links in it."""
    for name in _ROOMS:
        room = (project / name).resolve()
        if place.is_relative_to(room) or room.is_relative_to(place):
            return name
    return ""


def is_site(folder: Path) -> bool:
    """Whether a folder is a site of ours: one that names its issuer."""
    return any((folder / mark).is_file() for mark in _MARKS)
