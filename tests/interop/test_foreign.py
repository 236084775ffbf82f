"""Badges that others' libraries signed, judged by our verifier: the state that each must get, and why.

tests/vectors/foreign/manifest.json says it; tools/make_foreign.py says how each badge came to be.
"""

from __future__ import annotations

import base64
import json
from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from generator.verify.check import Verifier
from generator.verify.report import State
from generator.verify.sources import Unavailable
from tests import nodes

FOREIGN = Path(__file__).resolve().parent.parent / "vectors" / "foreign"
BADGES = json.loads((FOREIGN / "manifest.json").read_text(encoding="utf-8"))["badges"]


@dataclass(frozen=True)
class Served:
    """Answers for the addresses that a badge of the manifest needs, and for no other."""

    documents: dict[str, str]

    def get(self, url: str) -> bytes:
        if url not in self.documents:
            raise Unavailable("it is not served")
        return (FOREIGN / self.documents[url]).read_bytes()


def judged(badge: dict[str, Any]) -> Any:
    known = None if badge["known"] is None else frozenset(badge["known"])
    verifier = Verifier(Served(badge["documents"]), datetime.fromisoformat(badge["at"]), known=known)
    return verifier.verify((FOREIGN / badge["file"]).read_bytes(), badge["name"])


@pytest.mark.parametrize("badge", BADGES, ids=[badge["name"] for badge in BADGES])
def test_a_badge_of_another_library_gets_the_state_it_deserves(badge: dict[str, Any]) -> None:
    report = judged(badge)
    assert (report.state.value, report.sentence) == (badge["expected_state"], report.sentence), badge["why"]


@pytest.mark.parametrize("badge", BADGES, ids=[badge["name"] for badge in BADGES])
def test_unsupported_never_sounds_like_false(badge: dict[str, Any]) -> None:
    report = judged(badge)
    assert ("does not mean it is false" in report.sentence) is (report.state is State.UNSUPPORTED)


def test_the_manifest_names_every_file_and_only_files_that_are_there() -> None:
    named = {badge["file"] for badge in BADGES}.union(*(badge["documents"].values() for badge in BADGES))
    assert named | {"manifest.json"} == {path.name for path in FOREIGN.iterdir()}


def test_every_state_but_none_is_asked_for_and_each_library_signs_something_valid() -> None:
    assert {badge["expected_state"] for badge in BADGES} == {state.value for state in State}
    valid = Counter(badge["made_by"].rpartition(" ")[0] for badge in BADGES if badge["expected_state"] == "valid")
    assert set(valid) == {
        "@digitalbazaar/eddsa-rdfc-2022-cryptosuite",
        "@digitalbazaar/eddsa-jcs-2022-cryptosuite",
        "@digitalcredentials/vc",
        "openbadgeslib",
        "openvc-core",
    }


@pytest.mark.extra
@pytest.mark.parametrize("name", ["eddsa-jcs-2022-signedJCS", "eddsa-rdfc-2022-signedDataInt", "signedProofSet2",
                                  "eddsa-rdfc-2022-employ-signedDataInt"])  # fmt: skip
def test_a_signed_example_of_the_suites_own_standard_is_no_badge(standards: Path, name: str) -> None:
    data = (standards.parent.parent / "interop-data" / "vc-di-eddsa" / f"{name}.json").read_bytes()
    report = Verifier(Served({}), datetime.fromisoformat("2026-11-21T00:00:00Z")).verify(data, name)
    assert report.state is State.UNSUPPORTED


# Where Digital Bazaar's library and we differ on whether the signature fits and the key may sign, and why.
DIFFERENT = {
    "did-revoked": "it does not look at `revoked`",
    "did-secret": "it does not mind a document that publishes a secret key",
    "openvc-status-missing": "it was not asked about status",
    "openvc-status-of-another": "it was not asked about status",
}
SIGNED = {State.VALID, State.REVOKED, State.SUSPENDED, State.STRANGER, State.EARLY, State.EXPIRED}


@pytest.mark.node
def test_digital_bazaar_finds_the_same_signatures_sound() -> None:
    said = nodes.ask_node("check_foreign.mjs", None, str(FOREIGN))
    judged_by_both = [
        badge for badge in BADGES if badge["name"] in said and badge["expected_state"] != State.UNSUPPORTED
    ]
    unlike = {
        badge["name"]
        for badge in judged_by_both
        if said[badge["name"]]["verified"] is not (State(badge["expected_state"]) in SIGNED)
    }
    assert len(judged_by_both) >= 20
    assert unlike == set(DIFFERENT)


@pytest.mark.node
def test_what_is_unsupported_here_is_often_sound_elsewhere() -> None:
    """So that word must never be "tampered": Digital Bazaar's library finds these honest."""
    said = nodes.ask_node("check_foreign.mjs", None, str(FOREIGN))
    unsupported = [badge["name"] for badge in BADGES if badge["expected_state"] == State.UNSUPPORTED]
    sound = {name for name in unsupported if name in said and said[name]["verified"]}
    assert sound >= {
        "db-2020",
        "db-ecdsa",
        "db-two-proofs",
        "db-vc-1.1",
        "db-own-terms",
        "db-issuer-named-only",
        "did-2018",
    }


@pytest.mark.node
def test_the_script_of_the_pages_gives_them_the_same_states(example_site: Path) -> None:
    (script,) = (example_site / "assets").glob("verify.*.js")
    questions: list[dict[str, Any]] = [{"script": str(script)}]
    for badge in BADGES:
        documents = {url: _base64(file) for url, file in badge["documents"].items()}
        questions.append({"name": badge["name"], "documents": documents})
        asked = {"verify": _base64(badge["file"]), "read": [badge["name"]], "site": None, "known": badge["known"]}
        questions.append({**asked, "at": badge["at"], "now": badge["at"]})
    answers = nodes.ask_node_lines("verify_script.mjs", questions)[2::2]
    said = {badge["name"]: answer["report"]["state"] for badge, answer in zip(BADGES, answers, strict=True)}
    assert said == {badge["name"]: badge["expected_state"] for badge in BADGES}


def _base64(file: str) -> str:
    return base64.b64encode((FOREIGN / file).read_bytes()).decode()
