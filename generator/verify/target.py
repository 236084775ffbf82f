"""What a person names to `verify`: a file, a folder of files, a built site.

Of a built site the badges are targets, and whatever else in it may be one: a folder that calls itself a site hides
nothing. A folder that is not a site is an employer's folder: every picture and every JSON file in it is a target of its
own. In neither is a link followed.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path

from msgspec import Struct

from generator.below import files_below
from generator.errors import WireError
from generator.verify.check import Verifier
from generator.verify.report import Outcome, Report, State, Step
from generator.wire.strictjson import parse_json

DID_DOCUMENTS = (".well-known/did.json", "did.json")
MAX_FILE_BYTES = 12 << 20
_ENDINGS = (".png", ".json", ".svg", ".pdf")
_BADGES = frozenset({"credential.json", "badge.png", "badge.svg", "certificate.pdf"})
_ORIGINAL = "original.png"  # of another platform: kept beside the badge, and not the badge
_NO_PLAIN_FILE = "it is a link or no plain file"


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

    names = []
    for name, found in files_below(path, on_error):
        if not name.lower().endswith(_ENDINGS):
            continue
        if not stat.S_ISREG(found.st_mode):
            closed.append((name, _NO_PLAIN_FILE))
        elif not is_site or _is_badge(name) or _may_be_badge(path, name):
            names.append(name)
    return Folder(path, is_site, tuple(sorted(names, key=os.fsencode)), tuple(closed))


def _is_badge(name: str) -> bool:
    parts = name.split("/")
    return len(parts) == 3 and parts[0] == "awards" and parts[2] in _BADGES


def _may_be_badge(folder: Path, name: str) -> bool:
    """Whether another file of a site says that it is a badge, or does not let anybody tell."""
    if name.startswith("awards/") and name.count("/") == 2 and name.endswith(f"/{_ORIGINAL}"):
        return False
    data = _read_plain(folder / name)
    if isinstance(data, str) or name.lower().endswith(".pdf"):
        return True
    if not name.lower().endswith(".json"):
        return b"openbadge" in data or (name.lower().endswith(".svg") and (b"&" in data or b"\0" in data))
    try:
        document = parse_json(data)
    except WireError:
        return name not in DID_DOCUMENTS
    signed = isinstance(document, dict) and "proof" in document
    return signed and "BitstringStatusListCredential" not in _as_list(document.get("type"))


def _as_list(value: object) -> list[object]:
    return value if isinstance(value, list) else [value]


def verify_folder(folder: Folder, verifier: Verifier) -> Iterator[Report]:
    """A report for each target, in order, and one for each part of the folder that could not be looked at."""
    for name, why in folder.closed:
        yield unreadable(str(folder.path / name), f"it could not be looked at: {why}")
    for name in folder.targets:
        path = folder.path / name
        data = _read_plain(path)
        yield unreadable(str(path), data) if isinstance(data, str) else verifier.verify(data, str(path))


def read_target(path: Path) -> bytes | str:
    """The bytes of a file, or in words why they could not be read."""
    return _read(path, os.O_RDONLY | os.O_CLOEXEC)


def _read_plain(path: Path) -> bytes | str:
    """The same of a plain file that somebody else put there: a link is not followed, a pipe not waited for."""
    return _read(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW | os.O_NONBLOCK)


def _read(path: Path, flags: int) -> bytes | str:
    try:
        with os.fdopen(os.open(path, flags), "rb") as file:
            if flags & os.O_NOFOLLOW and not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
                return _NO_PLAIN_FILE
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
