"""A case, and the collection of them as files.

A case is one line of JSON. Its bytes, and those of the documents it needs, are a list of parts, to be joined:

    {"of": NAME, "from": A, "to": B}    bytes A to B of the piece NAME
    {"text": "…"}                       text, as UTF-8
    {"base64": "…"}                     bytes that are no text
    "times": N                          beside one of them: that often

Members that most cases share are left out: `defaults` in pieces.json has them.

Most cases are a whole badge with a few bytes changed, so most parts are two slices with something between them.
"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from typing import Any

STATES = (
    *("unreadable", "unsupported", "tampered", "revoked", "suspended"),
    *("stranger", "early", "expired", "unknown", "valid"),
)
NOW = "2026-11-21T00:00:00Z"

_TOKEN = re.compile(rb'"[^"]*"?|[^"]')
_KEPT = 40  # a slice shorter than this is not worth naming

Part = tuple[bytes, int]
Input = bytes | Sequence[Part]


@dataclass(frozen=True)
class Case:
    """One input and what must be said of it.

    `documents` stand over those of the world: an address, and the bytes served there or None for "does not answer".
    `known` are the issuers that `valid` may be said of, None for "any did:web". `expect` has one state, or the few
    that the standards leave open; `page` stands for it where the page reads less than the command does.
    """

    id: str
    kind: str
    why: str
    expect: tuple[str, ...]
    data: Input
    documents: dict[str, Input | None] = field(default_factory=dict)
    known: tuple[str, ...] | None = None
    at: str = NOW
    now: str | None = None
    site: bool = False
    page: tuple[str, ...] | None = None


class Book:
    """Collects cases. Two with one id are a fault of the tool."""

    def __init__(self, known: tuple[str, ...]) -> None:
        self.cases: dict[str, Case] = {}
        self._known = known
        self._kind = ""

    def chapter(self, kind: str) -> None:
        """The kind of the cases that follow."""
        self._kind = kind

    def add(
        self, name: str, expect: str | tuple[str, ...], why: str, data: Input | dict[str, Any], **more: Any
    ) -> None:
        """One more case; `data` may be a document, and is then written as compact JSON."""
        states = (expect,) if isinstance(expect, str) else expect
        name = f"{_slug(self._kind)}/{_slug(name)}"
        assert name not in self.cases, f"two cases are called {name}"
        assert set(states) <= set(STATES), states
        if isinstance(data, dict):
            data = encode(data)
        more.setdefault("known", self._known)
        self.cases[name] = Case(name, self._kind, why, states, data, **more)


def _slug(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")


def encode(value: Any) -> bytes:
    """Compact JSON in UTF-8, members in their order."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def line_of(case: Case, pieces: dict[str, bytes], defaults: dict[str, Any]) -> str:
    """The case as one line of JSON; a member that is as in `defaults` is left out."""
    line: dict[str, Any] = {"id": case.id, "kind": case.kind, "why": case.why, "expect": list(case.expect)}
    line["input"] = _parts_of(case.data, pieces)
    line["documents"] = {
        url: None if data is None else _parts_of(data, pieces) for url, data in sorted(case.documents.items())
    }
    line |= {"known": None if case.known is None else list(case.known), "at": case.at, "now": case.now}
    line |= {"site": case.site, "page": None if case.page is None else list(case.page)}
    line = {member: value for member, value in line.items() if member not in defaults or defaults[member] != value}
    return json.dumps(line, ensure_ascii=True, separators=(",", ":"))


def _parts_of(data: Input, pieces: dict[str, bytes]) -> list[dict[str, Any]]:
    if not isinstance(data, bytes):
        return [_literal(part) | ({"times": times} if times != 1 else {}) for part, times in data]
    name = max(pieces, key=lambda name: _shared(data, pieces[name]))
    piece = pieces[name]
    head, tail = _prefix(data, piece), _suffix(data, piece)
    tail = min(tail, len(data) - head, len(piece) - head)
    middle, old = data[head : len(data) - tail], piece[head : len(piece) - tail]
    parts = [_slice(name, 0, head), *_middle(middle, name, head, old), _slice(name, len(piece) - tail, len(piece))]
    return _joined(parts)


def _middle(new: bytes, name: str, start: int, old: bytes) -> Iterable[dict[str, Any]]:
    """What stands between what is the same at both ends: slices of the piece where they are long enough."""
    if len(new) < 2 * _KEPT or not old or len(new) > 30_000:
        yield _literal(new)
        return
    tokens, before = _TOKEN.findall(new), _TOKEN.findall(old)
    offsets = [start]
    for token in before:
        offsets.append(offsets[-1] + len(token))
    done = 0
    for a, b, size in SequenceMatcher(None, before, tokens, autojunk=False).get_matching_blocks():
        if size and offsets[a + size] - offsets[a] < _KEPT:
            continue
        yield _literal(b"".join(tokens[done:b]))
        yield _slice(name, offsets[a], offsets[a + size])
        done = b + size


def _joined(parts: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    return [part for part in parts if part.get("text") != "" and ("of" not in part or part["from"] < part["to"])]


def _slice(name: str, start: int, end: int) -> dict[str, Any]:
    return {"of": name, "from": start, "to": end}


def _literal(data: bytes) -> dict[str, Any]:
    try:
        return {"text": data.decode()}
    except UnicodeDecodeError:
        return {"base64": base64.b64encode(data).decode()}


def _shared(data: bytes, piece: bytes) -> int:
    return min(_prefix(data, piece) + _suffix(data, piece), len(data), len(piece))


def _prefix(a: bytes, b: bytes) -> int:
    low, high = 0, min(len(a), len(b))
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if a[:middle] == b[:middle] else (low, middle - 1)
    return low


def _suffix(a: bytes, b: bytes) -> int:
    low, high = 0, min(len(a), len(b))
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if a[-middle:] == b[-middle:] else (low, middle - 1)
    return low
