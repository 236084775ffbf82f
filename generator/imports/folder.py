"""A folder of badges from any platform: pictures that carry an assertion, and assertions as JSON.

Pictures come first, because they hold more: where a picture and a JSON file say the same award, the picture counts. A
picture that carries only an address is answered by a JSON file with that id, if there is one. Badges may be described
in files of their own. Links are not followed, and pipes are not waited for.
"""

from __future__ import annotations

import stat
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from msgspec.structs import replace

from generator.bake import OPEN_BADGES_2, OPEN_BADGES_3, NotBaked, SignedOutside, unbake, unbake_svg
from generator.below import files_below
from generator.errors import BadgepressError, WireError
from generator.imports.dates import Order
from generator.imports.incoming import Field, Incoming, Unread
from generator.imports.openbadges import Document, drawn, id_of, incoming_from, is_award, is_badge, payload
from generator.ledger.faults import Fault
from generator.model import Place
from generator.wire.strictjson import parse_json

_PICTURES = (".png", ".svg")
_MOST_BYTES = 16 << 20
_ABOUT_IT = "is an award baked into it?"


class FolderSource:
    """All badges below a folder, in the order of their paths."""

    def __init__(self, folder: Path, system: str) -> None:
        self.system = system
        self.title = "a folder of badges"
        self.dates: Order | None = None
        self.seen = 0
        paths = sorted(_files(folder), key=lambda path: (path.suffix.lower() not in _PICTURES, path.as_posix()))
        self._documents: dict[str, Document] = {}
        self._hosted: dict[str, Path] = {}
        self._paths = [path for path in paths if path.suffix.lower() in _PICTURES or not self._is_about(path)]
        self.size = len(self._paths)
        if not self._paths:
            raise BadgepressError(f"{folder}: there is no badge in this folder", "badges are .png, .svg or .json files")

    def _is_about(self, path: Path) -> bool:
        """Keep a document that describes a badge or an issuer; note where the others are."""
        try:
            document = _parse(_bytes(path))
        except (WireError, OSError):
            return False  # it is reported where it is read
        if is_award(document):
            self._hosted[id_of(document)] = path
            return False
        if is_badge(document):
            beside = path.with_suffix(".png")
            picture = drawn(beside.read_bytes()) if beside.is_file() and not beside.is_symlink() else b""
            self._documents[id_of(document)] = document | ({"_picture": picture} if picture else {})
        return True

    def rows(self) -> Iterator[Incoming | Unread]:
        """Every award once."""
        known: set[str] = set()
        for number, path in enumerate(self._paths, 1):
            self.seen = number
            found = self._read(number, path)
            if isinstance(found, Incoming):
                if found.id and found.id in known:
                    continue
                known.add(found.id)
            if found is not None:
                yield found

    def _read(self, number: int, path: Path) -> Incoming | Unread | None:
        try:
            data = _bytes(path)
            if path.suffix.lower() not in _PICTURES:
                return self._award(number, _parse(data), b"")
            return self._of_picture(number, path, data)
        except NotBaked:
            # The art of a badge that is described beside it; anything else should have been an award.
            if path.with_suffix(".json").is_file():
                return None
            return Unread(number, None, Fault("not-baked", "this picture carries no award", _ABOUT_IT))
        except (WireError, OSError) as error:
            return Unread(number, None, Fault("badge-unreadable", f"this badge cannot be read: {error}", _ABOUT_IT))

    def _of_picture(self, number: int, path: Path, data: bytes) -> Incoming | Unread:
        text = _carried(path, data)
        if text.startswith(("http://", "https://")):
            hosted = self._hosted.get(text.strip())
            if hosted is None:
                hint = "put the JSON file of that address into the folder too"
                return Unread(number, None, Fault("badge-elsewhere", "this picture carries only an address", hint))
            text = _bytes(hosted).decode("utf-8")
        is_png = path.suffix.lower() == ".png"
        found = self._award(number, _parse(payload(text).encode()), drawn(data) if is_png else b"")
        if isinstance(found, Incoming) and is_png:
            found.original = path
        return found

    def _award(self, number: int, document: Document, picture: bytes) -> Incoming | Unread:
        if not is_award(document):
            return Unread(
                number, None, Fault("badge-unreadable", "this is not an award", "nobody earns anything in it")
            )
        found = incoming_from(document, self._documents, number)
        picture = self._documents.get(found.badge, {}).get("_picture", b"") or picture
        if found.described and picture and not found.described.picture:
            found.described = replace(found.described, picture=picture)
        return found

    def place(self, line: int, column: Field | None) -> Place:
        return Place(str(self._paths[line - 1]))

    def header(self) -> Sequence[str]:
        return ["file", "reason"]

    def raw(self, line: int) -> Sequence[str]:
        return [str(self._paths[line - 1])]


def _files(folder: Path) -> Iterator[Path]:
    for name, found in files_below(folder):
        path = folder / name
        if path.suffix.lower() in (*_PICTURES, ".json") and stat.S_ISREG(found.st_mode):
            yield path


def _bytes(path: Path) -> bytes:
    if path.stat().st_size > _MOST_BYTES:
        raise WireError(f"it has more than {_MOST_BYTES >> 20} MB")
    return path.read_bytes()


def _carried(path: Path, data: bytes) -> str:
    """What a picture carries, the newer generation first."""
    take = unbake if path.suffix.lower() == ".png" else unbake_svg
    try:
        return take(data, OPEN_BADGES_3).decode("utf-8")
    except NotBaked:
        return take(data, OPEN_BADGES_2).decode("utf-8")
    except SignedOutside as error:
        raise WireError(str(error)) from error


def _parse(data: bytes) -> Document:
    value: Any = parse_json(data.removeprefix(b"\xef\xbb\xbf"))
    if not isinstance(value, dict):
        raise WireError("it is not one JSON object")
    return value
