"""How much room a run takes, so that it is refused before it begins and not after ten minutes.

Sizes are those of built sites on a file system with blocks of 4 KiB: a folder, credential, picture and page for each
award, a quarter of an earner's page, and a little to spare. On the disk everything stays until the end; in memory there
is one site at a time, with the floor's beside it.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from tools.bench.machine import Places, need_room
from tools.bench.session import Wishes

SITE, SMALL_SITE, FLOOR, PAGES, SOURCE = 42_000, 38_000, 38_000, 25_000, 4_200  # bytes for each award
_FILES = 5  # for each award of a site


@dataclass(frozen=True, slots=True)
class Room:
    """Bytes in memory and on the disk, and files on the disk."""

    ram: int
    disk: int
    files: int


def room(wishes: Wishes, rows: Collection[str]) -> Room:
    """What these rows take."""
    ram, disk, files = 0, 0, 0
    if "large" in rows:
        ram = max(ram, max(wishes.memory_sizes) * SMALL_SITE)
        disk += wishes.large * SMALL_SITE
        files += wishes.large * _FILES
    if "floor" in rows:
        ram = max(ram, wishes.awards * (SITE + FLOOR))
        disk += wishes.awards * wishes.repeats * (SITE + FLOOR)
        files += wishes.awards * wishes.repeats * 2 * _FILES
    if "hugo" in rows:
        awards = sum(wishes.site_sizes)
        disk += awards * (wishes.repeats * (SITE + PAGES) + SOURCE)
        files += awards * (wishes.repeats * (_FILES + 2) + 1)
    if others := len({"hugo", "eleventy", "pelican"} & set(rows)):
        ram = max(ram, max(wishes.site_sizes) * SITE)
        disk += others * wishes.site_sizes[0] * SOURCE
        files += others * wishes.site_sizes[0]
    if "waiting" in rows:
        ram = max(ram, max(wishes.memory_sizes) * SMALL_SITE)
    if "signing" in rows:
        ram = max(ram, 2 * wishes.signed * SITE)
    return Room(ram, disk, files)


def need(wishes: Wishes, rows: Collection[str], places: Places) -> Room:
    """The same. Raises NoRoomError where there is less."""
    wanted = room(wishes, rows)
    need_room(places.ram, wanted.ram, 0, "this run")
    need_room(places.disk, wanted.disk, wanted.files, "this run")
    return wanted
