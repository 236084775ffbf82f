"""Signing alone: CPU time of a credential, ours and that of three libraries, on the same credentials with the same key.

A signer of others reads a job from standard input and prints its answer, both as one JSON object:

    job       seed (base64), method, warm, credentials: [{document without proof, created}]
    answer    cpu (seconds, for all but the first `warm`), version, signed: the documents, without the first `warm`

Ed25519 has one signature for one text, so whoever hashes the same statements arrives at our `proofValue`, and here each
must. The one exception is openbadgeslib's `sign`, which signs a document composed anew; what it calls for the signature
alone is measured beside it, on ours. Reading the job, starting and warming up is not counted; for ours, composing is.
"""

from __future__ import annotations

import base64
import json
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

from tools.bench import engine
from tools.bench.figures import Bound, Figure, NotMeasuredError, Section, gathered, micros, number
from tools.bench.floor_input import seed_of
from tools.bench.machine import PYTHON_FOLDER, REPOSITORY
from tools.bench.session import Session

_SCRIPTS = Path(__file__).resolve().parent / "signing"
_WARM = 40


@dataclass(frozen=True, slots=True)
class Signer:
    """A library that signs: how it is started, how many credentials it gets, and what is wanted of the ratio."""

    name: str
    command: tuple[str, ...]
    credentials: int
    wanted: Bound | None
    install: str
    ours: bool = True  # whether it signs our documents as they are
    how: str = ""


_PIP = "pip install -e '.[interop]'"
_PYTHON = str(PYTHON_FOLDER / "python")
_OPENBADGESLIB = (_PYTHON, str(_SCRIPTS / "sign_openbadgeslib.py"))
OTHERS = (
    Signer("@digitalbazaar/vc", ("node", str(_SCRIPTS / "sign_vc.mjs")), 1000, Bound(">=", 80), "npm ci in tests/node"),
    Signer("openbadgeslib", (*_OPENBADGESLIB, "sign"), 300, Bound(">=", 150), _PIP, ours=False),
    Signer("openbadgeslib", (*_OPENBADGESLIB, "proof"), 300, None, _PIP, how=", the signature alone"),
    Signer("openvc-core", (_PYTHON, str(_SCRIPTS / "sign_openvc.py")), 200, None, _PIP),
)


class NotTheSameSignatureError(NotMeasuredError):
    """Two signers signed different texts, so their times cannot be compared."""


def measure(session: Session) -> Section:
    about = (
        f"CPU time of one credential in one process. Ours goes from the records of {session.wishes.signed:,} awards to "
        "signed credentials as bytes, the signatures checked; the others get unsigned documents, canonicalise, hash "
        "and sign."
    )
    return gathered("Signing", about, _figures(session))


def _figures(session: Session) -> Iterator[Figure]:
    awards = 2 * session.wishes.signed
    project = session.project(awards)
    session.say("signing: ours")
    ours, signatures, command = _ours(session, project, session.wishes.signed)
    site = session.new_folder(session.places.ram, "site")
    whole = engine.build(project, site, jobs=session.wishes.jobs, full=True)
    credentials = _credentials(site, signatures)
    session.done_with(site)
    for signer in OTHERS:
        yield _against(session, signer, project, credentials, ours, command)
    yield Figure(
        what="the whole build, for comparison: pages, pictures, lists, checks",
        ours=micros(whole.cost.cpu / awards),
        against=f"signing alone {micros(ours)}",
        value=whole.cost.cpu / awards / ours,
        commands=(session.places.shown(whole.command),),
    )


def _ours(session: Session, project: Path, signed: int) -> tuple[float, dict[str, str], str]:
    """Seconds for one credential, in the middle one of several runs; the signatures by id, and the command."""
    command = [_PYTHON, "-m", "tools.bench.signing.sign_ours", str(project), str(signed)]
    answers = []
    for _ in range(session.wishes.repeats):
        done = subprocess.run(command, cwd=REPOSITORY, capture_output=True, encoding="utf-8", check=False)
        if done.returncode:
            raise NotMeasuredError(f"signing in process failed:\n{done.stderr[-2000:]}")
        answers.append(json.loads(done.stdout))
    seconds = median(answer["cpu"] for answer in answers)
    return seconds / signed, answers[0]["signatures"], session.places.shown(command)


def _credentials(site: Path, signatures: dict[str, str]) -> list[dict[str, Any]]:
    """Documents of a built site without their proofs, with what our signer said of each. The two must agree."""
    found: list[dict[str, Any]] = []
    wanted = max(signer.credentials for signer in OTHERS) + _WARM
    for path in sorted((site / "awards").glob("*/credential.json")):
        document = json.loads(path.read_text(encoding="utf-8"))
        (proof,) = document.pop("proof")
        if document["id"] in signatures and len(found) < wanted:
            if signatures[document["id"]] != proof["proofValue"]:
                raise NotTheSameSignatureError(f"the build signed {document['id']} otherwise than the signer alone")
            found.append({"document": document, **{name: proof[name] for name in _PROOF}})
    return found


_PROOF = ("created", "proofValue", "verificationMethod")


def _against(
    session: Session, signer: Signer, project: Path, credentials: Sequence[dict[str, Any]], ours: float, command: str
) -> Figure:
    session.say(f"signing: {signer.name}{signer.how}")
    chosen = credentials[: min(signer.credentials, session.wishes.signed) + _WARM]
    job = {
        "seed": base64.b64encode(seed_of(project)).decode(),
        "method": chosen[0]["verificationMethod"],
        "warm": _WARM,
        "credentials": [{"document": each["document"], "created": each["created"]} for each in chosen],
    }
    shown = session.places.shown(signer.command) + " < job"
    answers = []
    for _ in range(session.wishes.repeats):
        try:
            done = subprocess.run(
                signer.command, input=json.dumps(job), capture_output=True, encoding="utf-8", check=False, timeout=600
            )
        except FileNotFoundError:
            return Figure(signer.name, missing=f"{signer.command[0]} is not installed", wanted=signer.wanted)
        if done.returncode:
            why = [line.strip() for line in done.stderr.splitlines() if "Error" in line] or ["it failed"]
            return Figure(signer.name, missing=f"{why[-1]} ({signer.install})", wanted=signer.wanted)
        answers.append(json.loads(done.stdout))
    answer = answers[0]
    equal = "it signs documents composed anew"
    if signer.ours:
        _same_signatures(signer, chosen[_WARM:], answer["signed"])
        equal = f"{len(chosen) - _WARM} signatures equal"
    theirs = median(each["cpu"] for each in answers) / (len(chosen) - _WARM)
    return Figure(
        what=f"CPU per credential against {signer.name} {answer['version']}{signer.how}",
        ours=micros(ours),
        against=micros(theirs),
        value=theirs / ours,
        wanted=signer.wanted,
        commands=(command, shown),
        note=f"ours {number(1 / ours)} a second, theirs {number(1 / theirs)}; {equal}",
    )


def _same_signatures(signer: Signer, wanted: Sequence[dict[str, Any]], signed: Sequence[dict[str, Any]]) -> None:
    for ours, theirs in zip(wanted, signed, strict=True):
        proof = theirs["proof"][0] if isinstance(theirs["proof"], list) else theirs["proof"]
        if proof["proofValue"] != ours["proofValue"]:
            raise NotTheSameSignatureError(f"{signer.name} signed {theirs.get('id')} otherwise than we do")
