"""Verifiers that others wrote, in Python, asked about badges at one instant.

    openbadgeslib   PyPI `openbadgeslib`: an Open Badges library
    openvc          PyPI `openvc-core`: a library for verifiable credentials of any kind
    openbadges      PyPI `openbadges`: the validator for Open Badges 2.0, in an environment of its own

The first two are of the extra `interop`, the third is put beside the packages of this environment by
tools/install_for_tests.sh; `missing(name)` says why one cannot be asked here. Documents come from the folder of a site,
never from the network, and clocks are stood still.

What each is told differently from us, and why, is in docs/interop.md.
"""

from __future__ import annotations

import contextlib
import copy
import functools
import importlib
import json
import subprocess
import sys
import tomllib
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any
from unittest import mock

import pytest

from tests.published import Published

Fetch = Callable[[str], bytes]

ACCEPTED = "accepted"
_PACKAGES = {"openbadgeslib": "openbadgeslib", "openvc": "openvc-core"}

# An environment inside this one: the validator wants packages of another decade.
OPENBADGES_PYTHON = Path(sys.prefix) / "openbadges" / "bin" / "python"
_ASK_OPENBADGES = Path(__file__).resolve().with_name("ask_openbadges.py")
_ROOT = Path(__file__).resolve().parents[2]


@functools.cache
def missing(name: str) -> str | None:
    """Why the verifier `name` cannot be asked here, or None."""
    if name == "openbadges":
        return (
            None
            if OPENBADGES_PYTHON.exists()
            else "the validator openbadges is not installed: tools/install_for_tests.sh"
        )
    try:
        importlib.import_module(name)
        importlib.import_module("cryptography")
    except ImportError:
        return f"{_PACKAGES[name]} is not installed: pip install -e '.[interop]'"
    return None


def pinned() -> list[str]:
    """`name==version` for each verifier, as the project pins it."""
    project = tomllib.loads((_ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    validator = (_ROOT / "tests" / "interop" / "openbadges.txt").read_text(encoding="utf-8").splitlines()
    wanted = [*project["project"]["optional-dependencies"]["interop"], *validator]
    return [line for line in wanted if "==" in line and not line.startswith("#")]


def skip_without(name: str) -> None:
    """Skip the test that calls this where the verifier `name` cannot be asked, saying why."""
    if reason := missing(name):
        pytest.skip(reason)


def openbadges_says(site: Published, targets: list[str], at: datetime) -> dict[str, Any]:
    """For each target (an address of an assertion, or the path of a picture): {"valid": bool, "messages": [text]}."""
    moment = at.strftime("%Y-%m-%dT%H:%M:%SZ")
    command = [str(OPENBADGES_PYTHON), str(_ASK_OPENBADGES), str(site.root), site.base_url, moment]
    done = subprocess.run(command, input=json.dumps(targets), capture_output=True, encoding="utf-8", check=True)
    return json.loads(done.stdout)


def verifier(name: str, fetch: Fetch, at: datetime) -> Callable[[dict[str, Any]], str]:
    """The verifier `name` as a function: a credential in, `accepted` out, or in the verifier's own words why not."""
    if name == "openvc":
        return OpenVc(fetch, at).says
    return functools.partial(openbadgeslib_says, fetch=fetch, at=at)


def openbadgeslib_says(credential: dict[str, Any], fetch: Fetch, at: datetime) -> str:
    """Signature, issuer, dates, status bit. It can judge the signature of a status list only where that is a JWT."""
    from openbadgeslib.errors import LibOpenBadgesException
    from openbadgeslib.ob3.ldp import OB3LdpVerifier

    issuer = credential["issuer"]["id"]
    verifier = OB3LdpVerifier.for_issuer_did(issuer)
    with _clock_of_openbadgeslib(at):
        try:
            verifier.verify(json.dumps(credential), check_status=True, download=fetch, verify_status_list=False)
        except LibOpenBadgesException as error:
            return str(error)
    return ACCEPTED


@contextlib.contextmanager
def _clock_of_openbadgeslib(at: datetime) -> Iterator[None]:
    from openbadgeslib.ob3 import ldp, status, verifier

    class StoodStill(datetime):
        @classmethod
        def now(cls, tz: Any = None) -> datetime:
            return at.astimezone(tz)

    with contextlib.ExitStack() as stack:
        for module in (ldp, status, verifier):
            stack.enter_context(mock.patch.object(module, "datetime", StoodStill))
        yield


class OpenVc:
    """Signature, issuer, dates, and the status bit in a list that it verifies too, which must be by the same issuer."""

    def __init__(self, fetch: Fetch, at: datetime) -> None:
        self._at = at
        self._resolver = _openvc_resolver(fetch)
        self._list = functools.cache(lambda url: self._verified(json.loads(fetch(url)), require_status=False))

    def says(self, credential: dict[str, Any]) -> str:
        from openvc.errors import OpenvcError

        try:
            self._verified(credential, expected_types=["OpenBadgeCredential"], require_status_issuer_binding=True)
        except OpenvcError as error:
            return f"{type(error).__name__}: {error}"
        return ACCEPTED

    def _verified(self, document: dict[str, Any], **wishes: Any) -> dict[str, Any]:
        from openvc import VerificationPolicy, verify_credential

        result = verify_credential(
            _with_one_proof(document),
            policy=VerificationPolicy(now=self._at, **wishes),
            resolver=self._resolver,
            resolve_status_list=self._list,
            extra_contexts=_openvc_contexts(),
        )
        return result.credential


def _openvc_resolver(fetch: Fetch) -> Any:
    from openvc.did.base import DidResolverRegistry
    from openvc.did.did_key import DidKeyResolver
    from openvc.did.did_web import DidWebResolver

    return DidResolverRegistry([DidKeyResolver(), DidWebResolver(lambda url: json.loads(fetch(url)))])


@functools.cache
def _openvc_contexts() -> dict[str, Any]:
    """The contexts of Open Badges 3.0, which openvc-core does not carry, as openbadgeslib carries them."""
    try:
        from openbadgeslib.ob3.contexts import bundled_contexts
    except ImportError:
        return {}
    return dict(bundled_contexts())


def _with_one_proof(document: dict[str, Any]) -> dict[str, Any]:
    """It reads a proof only where it stands alone, not in a list of one, which says the same in RDF."""
    proof = document.get("proof")
    if isinstance(proof, list) and len(proof) == 1:
        return {**copy.deepcopy(document), "proof": copy.deepcopy(proof[0])}
    return document
