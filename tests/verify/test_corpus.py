"""The verifier in Python over every case of tests/corpus, and the corpus itself: large enough, and as the tool makes it.

What must be said was decided by the kind of change, from the rules, before any verifier was asked.
"""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from collections import Counter
from typing import Any

import pytest
from nacl.exceptions import BadSignatureError
from nacl.signing import VerifyKey

from generator.verify.report import State
from generator.wire.multibase import decode_multikey, decode_signature
from tests import oracles
from tests.cases import FOLDER, Case, cases
from tests.corpus_python import judged, state_of
from tests.projects import REPOSITORY
from tests.steps import steps_at_most

ALL = tuple(cases())
KINDS = tuple(dict.fromkeys(case.kind for case in ALL))
STEPS, STEPS_A_BYTE = 20_000, 15  # at most; the hungriest case takes 11 a byte


@pytest.mark.parametrize("kind", KINDS)
def test_the_verifier_says_what_the_rules_say_of(kind: str) -> None:
    chapter = [case for case in ALL if case.kind == kind]
    wrong = [
        f"{case.id}: {said}, wanted {case.expect}" for case in chapter if (said := state_of(case)) not in case.expect
    ]
    assert wrong == []


def test_no_case_takes_more_steps_than_its_size_deserves() -> None:
    for case in ALL:
        with steps_at_most(STEPS + STEPS_A_BYTE * len(case.data), case.id):
            judged(case)


def test_every_state_is_wanted_by_several_cases_and_few_cases_leave_it_open() -> None:
    wanted = Counter(case.expect[0] for case in ALL if len(case.expect) == 1)
    assert len(ALL) >= 450
    assert all(wanted[state.value] >= 5 for state in State)
    assert sum(len(case.expect) > 1 for case in ALL) <= 0.02 * len(ALL)
    assert len({case.id for case in ALL}) == len(ALL)


def test_the_corpus_is_small_and_says_why_of_every_case() -> None:
    assert sum(path.stat().st_size for path in FOLDER.iterdir()) <= 3_000_000
    assert all(case.why and "\n" not in case.why for case in ALL)


def test_the_tool_makes_the_same_corpus_again() -> None:
    tool = REPOSITORY / "tools" / "make_corpus.py"
    done = subprocess.run([sys.executable, str(tool), "--check"], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.node
def test_whatever_is_not_called_tampered_has_a_signature_that_fits_the_canonical_text_of_others() -> None:
    sound = {"valid", "revoked", "suspended", "stranger", "early", "expired"}
    accepted = [case for case in ALL if set(case.expect) <= sound and case.data.lstrip()[:1] == b"{"]
    texts = {case.data.strip(): case for case in accepted if case.kind != "heavy"}
    judged_by_others = [case for text, case in texts.items() if _suite(json.loads(text)) == "eddsa-rdfc-2022"]
    assert len(judged_by_others) >= 150
    assert [case.id for case in judged_by_others if not _fits_elsewhere(case)] == []


def _proof(document: dict[str, Any]) -> dict[str, Any]:
    proof = document["proof"]
    only: dict[str, Any] = proof[0] if isinstance(proof, list) else proof
    return only


def _suite(document: dict[str, Any]) -> str:
    return str(_proof(document)["cryptosuite"])


def _fits_elsewhere(case: Case) -> bool:
    """Whether PyLD's canonical text of the document and of its proof's options is what was signed."""
    document = json.loads(case.data)
    proof = _proof(document)
    options = {member: value for member, value in proof.items() if member != "proofValue"}
    unsigned = {member: value for member, value in document.items() if member != "proof"}
    parts = ({"@context": document["@context"], **options}, unsigned)
    message = b"".join(hashlib.sha256(oracles.pyld_nquads(part).encode()).digest() for part in parts)
    try:
        VerifyKey(_key(case, proof["verificationMethod"])).verify(message, decode_signature(proof["proofValue"]))
    except BadSignatureError:
        return False
    return True


def _key(case: Case, method: str) -> bytes:
    """The key of that name in any document that the case serves, or in the name of a did:key."""
    served = [json.loads(data) for url, data in case.documents.items() if data and url.endswith("/did.json")]
    methods = [entry for document in served for entry in _list(document["verificationMethod"])]
    named = {entry["id"]: entry.get("publicKeyMultibase") for entry in methods}
    return decode_multikey(named.get(method) or method.partition("#")[2])


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]
