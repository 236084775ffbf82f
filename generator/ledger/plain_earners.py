"""Many rows of earners.csv judged at once: are they all plainly in order?

Where they are, what is to be remembered of them comes back. Where a single value needs a closer look, nothing does, and
`earners` reads the rows one by one, with words for what it finds. Whether ids, addresses and handles are unique is for
`earners` to say.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from msgspec import Struct

from generator.errors import WireError
from generator.ledger.bulk import are_ids, are_mails, are_names
from generator.ledger.chunks import Chunk
from generator.ledger.earner_rows import RULES
from generator.ledger.faults import Fault
from generator.ledger.records import SEPARATORS
from generator.ledger.site import Defaults
from generator.ledger.vocabulary import RESERVED_HANDLES
from generator.model import Accept, Visibility, normal_language
from generator.wire.multibase import decode_multikey

_VISIBILITIES = {member.value: member for member in Visibility}
_ACCEPTS = {member.value: member for member in Accept}


class Judged(Struct, frozen=True):
    """Of rows that are in order: ids; addresses in small letters, and the position of the row each stands in;
    handles, and for each row whether it has one; rules."""

    ids: Sequence[str]
    addresses: Sequence[str]
    owners: Sequence[int]
    handles: Sequence[str]
    has_handle: bytes
    rules: bytes


def judge(chunk: Chunk, defaults: Defaults) -> Judged | None:
    """What these rows say, if nothing in them needs a closer look."""
    ids, names, mails, languages, visibilities, accepts, handles, dids = chunk.columns
    mail_of = _mails(mails)
    rules = _rules(visibilities, accepts, defaults)
    own = [handle for handle in handles if handle]
    if (
        mail_of is None
        or rules is None
        or not are_ids(ids)
        or not are_names(names, chunk.is_printable)
        or not all(tag == "" or normal(tag) for tag in set(languages))
        or not are_ids(own)
        or not RESERVED_HANDLES.isdisjoint(own)
        or any(did_fault(did) for did in set(dids) if did)
    ):
        return None
    return Judged(ids, *mail_of, own, bytes(map(bool, handles)), rules)


def _mails(column: Sequence[str]) -> tuple[Sequence[str], Sequence[int]] | None:
    """The addresses in a column, in small letters, and the positions of their rows; no address twice in one row."""
    joined = "\n".join(column)
    addresses: Sequence[str] = column
    owners: Sequence[int] = range(len(column))  # one address in each row, most likely
    if ";" in joined or joined.split() != column:
        parts = [[address for address in SEPARATORS.split(mails) if address] for mails in column]
        if not all(parts):
            return None
        addresses = [address for found in parts for address in found]
        owners = [at for at, found in enumerate(parts) for _ in found]
    if not are_mails(addresses):
        return None
    return "\n".join(addresses).lower().split("\n"), owners


def _rules(visibilities: Sequence[str], accepts: Sequence[str], defaults: Defaults) -> bytes | None:
    words = {"": defaults.visibility, **_VISIBILITIES}
    others = {"": defaults.accept, **_ACCEPTS}
    known = {(word, other): RULES[words[word], others[other]] for word in words for other in others}
    try:
        return bytes(map(known.__getitem__, zip(visibilities, accepts, strict=True)))
    except KeyError:
        return None


@lru_cache(maxsize=256)
def normal(tag: str) -> str | None:
    """The tag of one of our languages that `tag` means, if any."""
    return normal_language(tag)


def did_fault(did: str) -> Fault | None:
    """What keeps `did` from being the did:key of an Ed25519 key."""
    why = "it does not begin with did:key:z6Mk"
    if did.startswith("did:key:z6Mk"):
        try:
            decode_multikey(did.removeprefix("did:key:"))
            return None
        except WireError as error:
            why = str(error)
    return Fault("did", f"this is not the did:key of an Ed25519 key: {why}", "leave it blank if there is none")
