"""The log of file operations that the preloaded library writes, read back; `faultlib.c` says what its fields are."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

MADE, EMPTIED, EXCHANGED = 1, 2, 2  # flags of an opening, and of a renaming


@dataclass(frozen=True, slots=True)
class Step:
    """One operation, and the bytes it wrote."""

    number: int
    name: str
    result: int
    error: int
    inode: int
    mode: int
    flags: int
    offset: int
    data: bytes
    path: str
    path2: str

    @property
    def is_done(self) -> bool:
        """Whether it did what was asked."""
        return self.result >= 0


def read_log(path: Path) -> list[Step]:
    """All operations in the order in which they happened."""
    place = path.with_name(f"{path.name}.data")
    data = place.read_bytes() if place.exists() else b""
    return [_step(line.split("\t"), data) for line in path.read_text(encoding="utf-8").splitlines()]


def _step(fields: list[str], data: bytes) -> Step:
    number, name, result, error, inode, mode, flags, offset, size, place, path, path2 = fields
    written = data[int(place) : int(place) + int(size)] if name == "write" else b""
    return Step(
        int(number),
        name,
        int(result),
        int(error),
        int(inode),
        int(mode, 8),
        int(flags),
        int(offset),
        written,
        _spelled_out(path),
        _spelled_out(path2),
    )


def _spelled_out(path: str) -> str:
    return re.sub(r"%([0-9A-F]{2})", lambda match: chr(int(match[1], 16)), path)
