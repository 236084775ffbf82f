"""Everything that rebuilds a site, in one ZIP: content/, templates/, and the public sides of the keys.

Secret keys are left out unless they were asked for, and then only such as are locked with a passphrase: they are copied
as they lie there. The published demo key is no secret. An archive holds earners.csv, so it is as private as that. Links
are refused, as a build would refuse them.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator
from pathlib import Path

from generator.errors import BadgepressError
from generator.exports.zips import Entry
from generator.ledger.inplace import STAGE
from generator.ledger.read import JOURNAL

_ROOMS = ("content", "keys", "templates")
_SECRET = 0o600


def archive_entries(project: Path, secrets: Collection[str]) -> Iterator[Entry]:
    """The files, in order of their paths. `secrets` are the names of secret files in keys/ that may go along."""
    if (project / "content" / JOURNAL).exists():
        raise BadgepressError("an import was interrupted", "run `badgepress import --finish` first")
    for room in _ROOMS:
        yield from _below(project, room, secrets)


def _below(project: Path, folder: str, secrets: Collection[str]) -> Iterator[Entry]:
    here = project / folder
    if here.is_symlink():
        raise _is_link(folder)
    for name in _names(here):
        path = f"{folder}/{name}"
        if name == STAGE or (folder == "keys" and not _may_go(name, secrets)):
            continue
        if (here / name).is_symlink():
            raise _is_link(path)
        if (here / name).is_dir():
            yield from _below(project, path, secrets)
        elif (here / name).is_file():
            mode = _SECRET if folder == "keys" and name in secrets else 0o644
            yield Entry(path, (here / name).read_bytes(), mode)


def _names(folder: Path) -> list[str]:
    """Of a folder; none where there is no folder."""
    if not folder.is_dir():
        return []
    with os.scandir(folder) as entries:
        return sorted(entry.name for entry in entries)


def _may_go(name: str, secrets: Collection[str]) -> bool:
    return name in secrets or name.endswith((".pub", ".md"))


def _is_link(path: str) -> BadgepressError:
    return BadgepressError(f"{path} is a link, and links are not followed", "put the file itself there")
