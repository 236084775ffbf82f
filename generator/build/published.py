"""What the site that stands in a folder says now, for commands that must know what was built last.

It is our own earlier work, so nothing here is verified: that is for `verify`. Files are read as a stranger's would be,
without following links and with a bound on their size.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from msgspec import Struct

from generator import addresses
from generator.credential.status import REVOCATION, SUSPENSION, read_status_bits
from generator.credential.times import parse_instant
from generator.errors import WireError
from generator.model import Document, Standing
from generator.verify.sources import FolderSource, Unavailable
from generator.wire import bitstring
from generator.wire.strictjson import parse_json


class Said(Struct, frozen=True):
    """What the status lists of a site say of one award, and the date up to which they know the ledger."""

    standing: Standing
    as_of: datetime


def is_there(site: Path) -> bool:
    """Whether a site was built in this folder."""
    return any((site / name).is_file() for name in (".well-known/did.json", "did.json"))


def published_standing(site: Path, base_url: str, status_index: int) -> Said | None:
    """What the site's lists say of the award with this index; None where they cannot be read, or not for this site."""
    number, position = addresses.status_place(status_index)
    try:
        revocation, as_of = _list(site, base_url, REVOCATION, number)
        suspension, _ = _list(site, base_url, SUSPENSION, number)
        stopped, on_hold = bitstring.bit(revocation, position), bitstring.bit(suspension, position)
    except (Unavailable, WireError):
        return None
    if not stopped:
        return Said(Standing.GOOD, as_of)
    return Said(Standing.SUSPENDED if on_hold else Standing.REVOKED, as_of)


def _list(site: Path, base_url: str, purpose: str, number: int) -> tuple[bytes, datetime]:
    url = f"{base_url}/{addresses.status_list(purpose, number)}"
    document = _read(site, base_url, url)
    return read_status_bits(document, url=url, purpose=purpose), parse_instant(document.get("validFrom"))


def _read(site: Path, base_url: str, url: str) -> Document:
    document = parse_json(FolderSource(site, base_url).get(url), max_bytes=4 << 20)
    if not isinstance(document, dict):
        raise WireError("not an object")
    return document


def signed_with(site: Path, multikey: str) -> list[str]:
    """The ids of the awards on the site whose credential is signed with this key, sorted."""
    folder = site / "awards"
    ids = sorted(path.name for path in folder.iterdir()) if folder.is_dir() else []
    return [award_id for award_id in ids if _key_of(site, award_id) == multikey]


def _key_of(site: Path, award_id: str) -> str:
    """The fragment of the key that signed an award's credential, "" where it cannot be told."""
    here = "https://site.invalid"  # where it stands does not matter: only the path is used
    try:
        proof = _read(site, here, f"{here}/{addresses.credential(award_id)}")["proof"]
        method = proof[0]["verificationMethod"]
        return str(method).partition("#")[2]
    except (Unavailable, WireError, KeyError, IndexError, TypeError):
        return ""
