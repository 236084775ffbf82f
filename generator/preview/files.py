"""A file of the preview by the address that a browser asks for, without following a link out of it."""

from __future__ import annotations

import json
import os
import stat
from pathlib import Path
from urllib.parse import unquote

from msgspec import Struct

from generator import addresses
from generator.mediatypes import content_type

_FLAGS = os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC | os.O_NONBLOCK


class Found(Struct, frozen=True):
    """What stands at an address. `moved`: it is a folder, and its address ends with a slash."""

    data: bytes = b""
    kind: str = ""
    moved: bool = False


def find(site: Path, address: str) -> Found | None:
    """The file at `address` (below the base URL, without a slash in front), or None."""
    path = addresses.file_of(unquote(address, errors="strict"))
    parts = path.split("/")
    if any(part in ("", ".", "..") or "\0" in part for part in parts):
        return None
    data = _read(site, parts)
    if data is not None:
        return Found(data, content_type(path))
    if _read(site, [*parts, addresses.PAGE_FILE]) is not None:
        return Found(moved=True)
    return None


def root_of(site: Path) -> str:
    """The path of the site's base URL, with a slash on both ends: below a host's root its DID document is elsewhere."""
    data = None if _read(site, [".well-known", "did.json"]) else _read(site, ["did.json"])
    try:
        parts = str(json.loads(data or b"{}").get("id", "")).split(":")[3:]
    except ValueError:  # somebody else's file: what is here is no site of ours
        return "/"
    return "".join(f"/{part}" for part in parts) + "/"


def _read(site: Path, parts: list[str]) -> bytes | None:
    """The bytes of a plain file, reached through plain folders only."""
    try:
        handle = os.open(site, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        for part in parts:
            above = handle
            try:
                handle = os.open(part, _FLAGS, dir_fd=above)
            finally:
                os.close(above)
    except OSError:
        return None
    with os.fdopen(handle, "rb") as file:
        return file.read() if stat.S_ISREG(os.fstat(handle).st_mode) else None
