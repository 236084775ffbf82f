"""Verifiers of Open Badges 3.0 in Python that others wrote, asked about one credential at one instant.

    openbadgeslib   PyPI `openbadgeslib`: an Open Badges library
    openvc          PyPI `openvc-core`: a library for verifiable credentials of any kind

Both are of the extra `interop`; `missing(name)` says why one cannot be asked here. Documents come from a function that
the caller gives, never from the network; the clock of openbadgeslib, which takes no moment, is stood still.

What each is told differently from us, and why, is in docs/interop.md.
"""

from __future__ import annotations

import contextlib
import copy
import functools
import importlib
import importlib.metadata
import json
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any
from unittest import mock

Fetch = Callable[[str], bytes]

ACCEPTED = "accepted"
_PACKAGES = {"openbadgeslib": ("openbadgeslib", "openbadgeslib"), "openvc": ("openvc-core", "openvc")}


@functools.cache
def missing(name: str) -> str | None:
    """Why the verifier `name` cannot be asked here, or None."""
    package, module = _PACKAGES[name]
    try:
        importlib.import_module(module)
    except ImportError:
        return f"{package} is not installed: pip install -e '.[interop]'"
    return None


def versions() -> dict[str, str]:
    """The version of each verifier that is installed."""
    return {name: importlib.metadata.version(_PACKAGES[name][0]) for name in _PACKAGES if missing(name) is None}


def says(name: str, credential: dict[str, Any], fetch: Fetch, at: datetime) -> str:
    """`accepted`, or in the verifier's own words why not."""
    return {"openbadgeslib": openbadgeslib_says, "openvc": openvc_says}[name](credential, fetch, at)


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


def openvc_says(credential: dict[str, Any], fetch: Fetch, at: datetime) -> str:
    """Signature, issuer, dates, and the status bit in a list that it verifies too, which must be by the same issuer."""
    from openvc import VerificationPolicy, verify_credential
    from openvc.errors import OpenvcError

    resolver, contexts = _openvc_resolver(fetch), _openvc_contexts()

    def status_list(url: str) -> dict[str, Any]:
        policy = VerificationPolicy(require_status=False, now=at)
        document = _with_one_proof(json.loads(fetch(url)))
        return verify_credential(document, policy=policy, resolver=resolver, extra_contexts=contexts).credential

    policy = VerificationPolicy(expected_types=["OpenBadgeCredential"], now=at, require_status_issuer_binding=True)
    try:
        verify_credential(
            _with_one_proof(credential),
            policy=policy,
            resolver=resolver,
            resolve_status_list=status_list,
            extra_contexts=contexts,
        )
    except OpenvcError as error:
        return f"{type(error).__name__}: {error}"
    return ACCEPTED


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
