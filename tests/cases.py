"""The cases of tests/corpus, read back: what tools/make_corpus.py wrote, as bytes that a verifier is given.

for case in cases():
    case.data, case.documents, case.known, case.at, case.now, case.site      what goes in
    case.expect                                                             the states that may come out
"""

from __future__ import annotations

import base64
import functools
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).resolve().parent / "corpus"


@dataclass(frozen=True)
class Case:
    """One input, the documents it is judged with, and the states that may be said of it."""

    id: str
    kind: str
    why: str
    expect: tuple[str, ...]
    line: Mapping[str, Any]

    @property
    def data(self) -> bytes:
        return joined(self.line["input"])

    @property
    def documents(self) -> dict[str, bytes | None]:
        """What each address serves; None where it does not answer. Any other address does not answer either."""
        world = {url: piece(name) for url, name in _file()["documents"].items()}
        own = {url: None if parts is None else joined(parts) for url, parts in self.line["documents"].items()}
        return world | own

    @property
    def known(self) -> frozenset[str] | None:
        return None if self.line["known"] is None else frozenset(self.line["known"])

    @property
    def at(self) -> str:
        return str(self.line["at"])

    @property
    def now(self) -> str | None:
        return self.line["now"]

    @property
    def site(self) -> bool:
        """Whether the copies on the issuer's site are at hand."""
        return bool(self.line["site"])


def cases() -> Iterator[Case]:
    """Every case, in the order of the file."""
    defaults = _file()["defaults"]
    for text in (FOLDER / "cases.ndjson").read_text(encoding="utf-8").split("\n")[:-1]:
        line = defaults | json.loads(text)
        yield Case(line["id"], line["kind"], line["why"], tuple(line["expect"]), line)


def joined(parts: list[dict[str, Any]]) -> bytes:
    """The bytes of a list of parts: slices of pieces, text, and bytes."""
    return b"".join(_part(part) * part.get("times", 1) for part in parts)


def _part(part: dict[str, Any]) -> bytes:
    if "of" in part:
        return piece(part["of"])[part["from"] : part["to"]]
    return _literal(part)


def _literal(part: dict[str, Any]) -> bytes:
    return part["text"].encode() if "text" in part else base64.b64decode(part["base64"])


@functools.cache
def piece(name: str) -> bytes:
    """A whole badge or document that cases are cut from."""
    return _literal(_file()["pieces"][name])


@functools.cache
def _file() -> dict[str, Any]:
    whole: dict[str, Any] = json.loads((FOLDER / "pieces.json").read_text(encoding="utf-8"))
    return whole
