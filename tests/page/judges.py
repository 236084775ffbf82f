"""One badge, two judges: our verifier in Python and the script of the pages, run by node.

    Case                 a file, and what a verifier is told about the world around it
    by_python(case)      the report, as machines read it, without its target
    by_script(cases)     the same for many cases, by the script, in one process

`ask(questions)` puts any questions of tests/node/verify_script.mjs to the script that the packaged theme publishes.
"""

from __future__ import annotations

import base64
import functools
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from generator.pages.theme_files import packaged_theme, read_theme
from generator.verify.check import Verifier
from generator.verify.sources import Unavailable
from tests.nodes import ask_node_lines

NAME = "verify.js"
NOW = datetime(2026, 11, 21, tzinfo=UTC)
Documents = Mapping[str, bytes]


class Told:
    """Answers with what it was told: documents by their address."""

    def __init__(self, *documents: Mapping[str, bytes | None]) -> None:
        self._documents = documents

    def get(self, url: str) -> bytes:
        for documents in self._documents:
            if url in documents:
                found = documents[url]
                if found is None:
                    break
                return found
        raise Unavailable("it is gone")


@dataclass(frozen=True)
class Case:
    """A file to judge. `changed` documents (None: gone) go before those of `world`."""

    name: str
    data: bytes
    world: Documents
    changed: Mapping[str, bytes | None] = field(default_factory=dict)
    site: Documents | None = None
    known: tuple[str, ...] | None = None
    at: datetime = NOW
    now: datetime | None = None


def by_python(case: Case) -> dict[str, Any]:
    """The report of generator.verify on `case`."""
    site = None if case.site is None else Told(case.site)
    known = None if case.known is None else frozenset(case.known)
    verifier = Verifier(Told(case.changed, case.world), case.at, known=known, now=case.now, site=site)
    report = verifier.verify(case.data, "").as_json()
    del report["target"]
    return report


def by_script(cases: Sequence[Case]) -> list[dict[str, Any]]:
    """The reports of the script on `cases`, in order."""
    return [answer["report"] for answer in judged_by_script(cases)]


def judged_by_script(cases: Sequence[Case]) -> list[dict[str, Any]]:
    """The same with how long each took: `{"report": .., "millis": ..}`."""
    worlds: dict[int, str] = {}
    questions: list[dict[str, Any]] = []
    asked: list[int] = []
    for case in cases:
        for world in filter(None, (case.world, case.site)):
            if id(world) not in worlds:
                worlds[id(world)] = f"world {len(worlds)}"
                questions.append(_documents(worlds[id(world)], world))
        questions.append(_documents("changed", case.changed))
        asked.append(len(questions))
        questions.append(_question(case, worlds))
    answers = ask(questions)
    return [answers[number] for number in asked]


def _documents(name: str, documents: Mapping[str, bytes | None]) -> dict[str, Any]:
    return {"name": name, "documents": {url: data if data is None else b64(data) for url, data in documents.items()}}


def _question(case: Case, worlds: Mapping[int, str]) -> dict[str, Any]:
    return {
        "verify": b64(case.data),
        "read": ["changed", worlds[id(case.world)]] if case.world else ["changed"],
        "site": None if case.site is None else worlds[id(case.site)],
        "known": case.known,
        "at": case.at.isoformat(),
        "now": case.now.isoformat() if case.now else None,
    }


def ask(questions: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """What the published script answers to each question."""
    return ask_node_lines("verify_script.mjs", [{"script": str(script_file())}, *questions])[1:]


@functools.cache
def published_script() -> bytes:
    """The script as the packaged theme publishes it."""
    return read_theme([packaged_theme()])[f"assets/{NAME}"][0].data


@functools.cache
def script_file() -> Path:
    folder = tempfile.TemporaryDirectory(prefix="badgepress-script-")
    path = Path(folder.name) / NAME
    path.write_bytes(published_script())
    _KEPT.append(folder)
    return path


_KEPT: list[tempfile.TemporaryDirectory[str]] = []  # gone with the process


def b64(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")


def decisions(report: Mapping[str, Any]) -> dict[str, Any]:
    """What two reports must agree in, whatever their words: the state, the outcome of each step, the badge."""
    return {
        "state": report["state"],
        "heading": report["heading"],
        "badge": report["badge"],
        "steps": [(step["step"], step["name"], step["outcome"]) for step in report["steps"]],
    }


def served(site: Path, base_url: str) -> dict[str, bytes]:
    """Every JSON document and picture of a built site, by its address."""
    return {
        f"{base_url}/{path.relative_to(site).as_posix()}": path.read_bytes()
        for path in sorted(site.rglob("*"))
        if path.suffix in (".json", ".png") and path.is_file()
    }
