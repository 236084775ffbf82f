"""What a person names to `verify`: a file, a folder of files, a built site.

Of a built site the badges are targets. A folder that is not a site is an employer's folder: every picture and every
JSON file in it is a target of its own.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from msgspec import Struct

from generator.below import files_below
from generator.verify.check import Verifier
from generator.verify.report import Outcome, Report, State, Step

DID_DOCUMENTS = (".well-known/did.json", "did.json")
MAX_FILE_BYTES = 12 << 20
_ENDINGS = (".png", ".json", ".svg", ".pdf")
_BADGES = frozenset({"credential.json", "badge.png", "badge.svg", "certificate.pdf"})


class Folder(Struct, frozen=True):
    """A folder to verify: whether it is a built site, and the files in it that are targets, sorted by bytes.

    `closed` has what in it could not be looked at, each with the reason.
    """

    path: Path
    is_site: bool
    targets: tuple[str, ...]
    closed: tuple[tuple[str, str], ...] = ()


def open_folder(path: Path) -> Folder:
    """Look at a folder. Of a built site the badges are targets; its pages, lists and art are not."""
    is_site = any((path / name).is_file() for name in DID_DOCUMENTS)
    closed: list[tuple[str, str]] = []

    def on_error(name: str, error: OSError) -> None:
        closed.append((name, os.strerror(error.errno or 0)))

    names = sorted((name for name, _ in files_below(path, on_error)), key=os.fsencode)
    if is_site:
        names = [name for name in names if _is_badge(name)]
    else:
        names = [name for name in names if name.lower().endswith(_ENDINGS)]
    return Folder(path, is_site, tuple(names), tuple(closed))


def _is_badge(name: str) -> bool:
    parts = name.split("/")
    return len(parts) == 3 and parts[0] == "awards" and parts[2] in _BADGES


def verify_folder(folder: Folder, verifier: Verifier) -> Iterator[Report]:
    """A report for each target, in order, and one for each part of the folder that could not be looked at."""
    for name, why in folder.closed:
        yield unreadable(str(folder.path / name), f"it could not be looked at: {why}")
    for name in folder.targets:
        path = folder.path / name
        data = read_target(path)
        yield unreadable(str(path), data) if isinstance(data, str) else verifier.verify(data, str(path))


def read_target(path: Path) -> bytes | str:
    """The bytes of a file, or in words why they could not be read."""
    try:
        with path.open("rb") as file:
            data = file.read(MAX_FILE_BYTES + 1)
    except OSError as error:
        return f"it could not be read: {os.strerror(error.errno or 0)}"
    if len(data) > MAX_FILE_BYTES:
        return f"it is larger than {MAX_FILE_BYTES >> 20} MiB"
    return data


def unreadable(target: str, why: str) -> Report:
    """The report for something that could not even be opened."""
    sentence = f"{why[:1].upper()}{why[1:]}."
    return Report(target, State.UNREADABLE, sentence, (Step(1, "file", Outcome.FAILED, why),))
