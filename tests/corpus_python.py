"""The cases of tests/corpus put to the verifier in Python, for the tests of both verifiers."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from generator.credential.times import parse_instant
from generator.verify.check import Verifier
from generator.verify.report import Report
from generator.verify.sources import Unavailable
from tests.cases import Case, cases

NODE_LOADER = Path(__file__).resolve().parent / "page" / "corpus_cases.js"


@dataclass(frozen=True)
class Served:
    """Documents by address; any other address does not answer."""

    documents: Mapping[str, bytes | None]

    def get(self, url: str) -> bytes:
        found = self.documents.get(url)
        if found is None:
            raise Unavailable("it does not answer")
        return found


def judged(case: Case) -> Report:
    """What our verifier says of `case`."""
    source = Served(case.documents)
    now = parse_instant(case.now) if case.now else None
    site = source if case.site else None
    verifier = Verifier(source, parse_instant(case.at), known=case.known, now=now, site=site)
    return verifier.verify(case.data, case.id)


def state_of(case: Case) -> str:
    """Only the state."""
    return judged(case).state.value


@functools.cache
def undecided() -> tuple[Case, ...]:
    """The cases of which the standards leave the state open."""
    return tuple(case for case in cases() if len(case.expect) > 1)
