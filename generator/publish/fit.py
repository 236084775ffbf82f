"""Whether a folder may be published: a site of this project, built whole and checked; no preview, no demonstration.

What a build has checked is known by the state that it leaves beside the site; it fits one tree only, so a site that
somebody changed by hand, or copied, has none.
"""

from __future__ import annotations

import json
from pathlib import Path

from generator import addresses
from generator.addresses import Addresses
from generator.build import journal
from generator.build.state import opened_state
from generator.errors import PublishError
from generator.model import Document
from generator.signing.demo import PUBLISHED

_BUILD = "build it first: badgepress build"


def refuse_unfit(site: Path, base_url: str, *, is_here: bool) -> int:
    """Raise PublishError if `site` is not fit for a host (`is_here`: this machine). Gives the number of its files."""
    if not site.is_dir() or site.is_symlink():
        raise PublishError(f"there is no site in {site}", _BUILD)
    if (site / addresses.preview_mark()).exists():
        raise PublishError(
            f"{site} is a preview, made to be looked at", "previews are never published: badgepress build"
        )
    document = did_document(site, base_url)
    if document.get("id") != Addresses(base_url).did():
        raise PublishError(
            f"{site} was built for another address than {base_url}, which content/site.toml names", _BUILD
        )
    if not is_here and (known := PUBLISHED.keys() & key_names(document)):
        raise PublishError(
            f"{site} is signed with a published key ({PUBLISHED[min(known)]}): anyone could forge its badges",
            "make a key of your own (badgepress keys new), then build again",
        )
    return _checked_files(site)


def _checked_files(site: Path) -> int:
    if journal.read_journal(site) is not None:
        raise PublishError(f"a build of {site} was cut off", "finish it: badgepress build")
    with opened_state(site) as (state, why):
        if state is None:
            raise PublishError(f"what stands in {site} is not what a build has checked: {why}", _BUILD)
        return state.files


def did_document(site: Path, base_url: str) -> Document:
    """The DID document of a built site, {} where it has none that can be read."""
    try:
        return parse_did_document((site / Addresses(base_url).did_document()).read_bytes())
    except OSError:
        return {}


def parse_did_document(data: bytes) -> Document:
    """A DID document, {} for anything else."""
    try:
        found = json.loads(data)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def key_names(document: Document) -> set[str]:
    """The keys of a DID document: the fragments of its verification methods."""
    methods = document.get("verificationMethod")
    ids = [method.get("id") for method in methods if isinstance(method, dict)] if isinstance(methods, list) else []
    return {str(name).rpartition("#")[2] for name in ids}
