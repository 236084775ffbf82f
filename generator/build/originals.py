"""Original pictures: what earners had from another platform, in content/imported/<award's id>.png.

Each is published beside its award as it is, byte for byte, because what it carries is signed or hosted elsewhere. Only
names, sizes and times are looked at here, so that a new one costs a build no more than itself. `badgepress import
--originals` puts them there; see docs/formats/originals.md.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from hashlib import blake2b
from pathlib import Path

from generator.bake import MAX_BAKED_BYTES
from generator.errors import BuildError, WireError
from generator.ledger.faults import Fault
from generator.ledger.folder import Folder
from generator.model import Awards
from generator.wire.png import read_chunks

FOLDER = "content/imported"
_NAME = re.compile(r"([0-9a-z]{16})\.png")


def find_originals(project: Path, awards: Awards) -> Mapping[int, int]:
    """The positions of awards that have one, each with 64 bits that change with the file."""
    found: dict[int, int] = {}
    folder = project / FOLDER
    if folder.is_symlink() or not folder.is_dir():
        return found
    with os.scandir(folder) as entries:
        for entry in entries:
            match = _NAME.fullmatch(entry.name)
            position = awards.row_of(match[1]) if match else None
            if position is not None and entry.is_file(follow_symlinks=False):
                status = entry.stat(follow_symlinks=False)
                found[position] = _stamp(status)
    return found


def _stamp(status: os.stat_result) -> int:
    # Size and time alone stay the same where two files trade places. Of a copy of the folder each is another file: that
    # costs a look, and no byte of the site depends on it.
    facts = (status.st_size, status.st_mtime_ns, status.st_ino, status.st_ctime_ns)
    return int.from_bytes(blake2b(b"%d %d %d %d" % facts, digest_size=8).digest(), "big")


def load_original(project: Path, award_id: str) -> bytes:
    """The original picture of an award. Raises BuildError where it is no PNG."""
    path = f"{FOLDER}/{award_id}.png"
    data = Folder(project).read(path, MAX_BAKED_BYTES)
    why = data.text if isinstance(data, Fault) else ""
    if not isinstance(data, Fault):
        try:
            read_chunks(data, max_bytes=MAX_BAKED_BYTES)
            return data
        except WireError as error:
            why = str(error)
    raise BuildError(
        f"{path} is not a picture that can be published: {why}", "put the PNG there as it came, or take it out"
    )
