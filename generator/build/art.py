"""The pictures of a project, read when they are needed and the same for the whole of a build.

A picture is read once more whenever a process first needs it; one that has changed since the build began would give a
site that is half old, half new, so it is held against the digest taken at the beginning.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from pathlib import Path

from msgspec import Struct

from generator.build.originals import load_original
from generator.errors import BuildError
from generator.ledger import art


class Art(Struct, frozen=True):
    """Loads pictures of `project` by their paths (`content/...`), cleaned of what does not draw."""

    project: Path
    digests: Mapping[str, bytes]

    @classmethod
    def look(cls, project: Path, paths: Iterable[str]) -> Art:
        """Take note of the pictures as they are now. Raises LedgerError for one that is not a picture any more."""
        return cls(project, {path: _digest(art.load(project, path)) for path in paths})

    def load(self, path: str) -> bytes:
        """The picture at `path`. Raises BuildError if it is not the one that was there when the build began."""
        data = art.load(self.project, path)
        if _digest(data) != self.digests[path]:
            raise BuildError(f"{path} changed while the site was being built", "build again")
        return data

    def original(self, award_id: str) -> bytes:
        """The picture that the earner had from another platform. Raises BuildError if it is none."""
        return load_original(self.project, award_id)


def _digest(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()
