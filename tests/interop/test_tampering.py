"""One badge changed in very many ways: whatever @digitalbazaar/vc refuses, ours never calls valid.

The other way round nothing is asked: ours refuses more (a second copy of an entry, a context that it does not hold, a
proof beside another), because a reader must see exactly what was signed. Decision 0002.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from generator.verify.check import Verifier
from generator.verify.report import State
from generator.verify.sources import FolderSource
from tests import nodes
from tests.interop.handmade import put

Path_ = tuple[Any, ...]

BASE = "https://badges.example.org"
NOW = "2026-11-21T00:00:00Z"


def richest(site: Path) -> dict[str, Any]:
    """The largest badge of the example that our verifier calls valid: the one with the most to change."""
    found = sorted(site.glob("awards/*/credential.json"), key=lambda path: (-path.stat().st_size, path.as_posix()))
    for path in found:
        document = json.loads(path.read_bytes())
        if _state(site, document) is State.VALID:
            return document
    raise AssertionError("the example has no valid badge")


def _state(site: Path, document: dict[str, Any]) -> State:
    verifier = Verifier(FolderSource(site, BASE), datetime.fromisoformat(NOW))
    return verifier.verify(json.dumps(document).encode(), "target").state


def places(value: Any, path: Path_ = ()) -> Iterator[Path_]:
    """Every member and entry, outermost first."""
    entries = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, entry in entries:
        yield (*path, key)
        yield from places(entry, (*path, key))


def at(document: Any, path: Path_) -> Any:
    for step in path:
        document = document[step]
    return document


def changes(document: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Copies of `document`, each changed at one place, with words for the change."""
    for path in places(document):
        for name, value in _other_values(at(document, path), path):
            changed = copy.deepcopy(document)
            at(changed, path[:-1])[path[-1]] = value
            yield f"{_words(path)} {name}", changed
        removed = copy.deepcopy(document)
        del at(removed, path[:-1])[path[-1]]
        yield f"{_words(path)} removed", removed
    for path in [(), *(p for p in places(document) if isinstance(at(document, p), dict))]:
        for member, value in [
            ("unsigned", "x"),
            ("name", "Forged"),
            ("@type", ["x:y"]),
            ("validUntil", "2099-01-01T00:00:00Z"),
        ]:
            if member not in at(document, path):
                added = copy.deepcopy(document)
                at(added, path)[member] = value
                yield f"{_words(path)} with {member}", added


def _other_values(value: Any, path: Path_) -> Iterator[tuple[str, Any]]:
    if isinstance(value, str) and path[0] != "@context":
        yield "with a letter changed", value[:-1] + ("a" if value[-1:] != "a" else "b")
        yield "with a letter more", value + "a"
    elif isinstance(value, bool):
        yield "turned round", not value
    elif isinstance(value, int | float):
        yield "one more", value + 1
    elif isinstance(value, list) and len(value) > 1:
        yield "without its last entry", value[:-1]


def _words(path: Path_) -> str:
    return "/" + "/".join(str(step) for step in path)


@pytest.fixture(scope="module")
def changed(example_site: Path) -> dict[str, dict[str, Any]]:
    """The changed copies, by what was changed: enough of every kind, and the same ones on each run."""
    every = dict(changes(richest(example_site)))
    names = list(every)
    return {name: every[name] for name in names[:: max(1, len(names) // 160)]}


@pytest.mark.node
def test_nothing_that_digital_bazaar_refuses_is_valid_to_us(
    changed: dict[str, dict[str, Any]], example_site: Path, tmp_path: Path
) -> None:
    for name in (".well-known", "status"):
        for path in (example_site / name).glob("*.json"):
            put(tmp_path, f"{name}/{path.name}", json.loads(path.read_bytes()))
    names = {f"awards/{number:04}/credential.json": name for number, name in enumerate(changed)}
    for path, name in names.items():
        put(tmp_path, path, changed[name])
    said = nodes.check_site(tmp_path, BASE, NOW)["credentials"]
    refused = {name for path, name in names.items() if not (said[path]["safe"] and said[path]["verified"])}
    assert len(refused) >= 100
    valid = {name for name, document in changed.items() if _state(example_site, document) is State.VALID}
    assert valid & refused == set()
    # A credential inside it may leave out the contexts that it has from the whole: that is spelling, and nothing changes.
    assert {name for name in valid if "endorsement" not in name or "/@context" not in name} == set()
