"""Status: the entry in each credential, and the signed lists it points to.

A site has two lists for each block of 131,072 status indices, with the same bit positions in both:

    status/revocation-<n>.json    purpose `revocation`: set for a badge that is revoked *or* suspended
    status/suspension-<n>.json    purpose `suspension`: set for a badge that is suspended only

A credential may point to one list only, and many verifiers know only the purpose `revocation`: so that list alone
decides whether a badge is acceptable, in every verifier. The second list lets ours say "on hold" instead of
"withdrawn"; it can never make a badge acceptable. See docs/decisions/0003.

Spec: Bitstring Status List 1.0; a list has no `validUntil`, because past it readers call the status unknown.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from generator import addresses
from generator.addresses import Addresses
from generator.errors import WireError
from generator.model import Document, StatusList, UnsignedCredential
from generator.wire import bitstring

REVOCATION = "revocation"
SUSPENSION = "suspension"
ENTRY_TYPE = "BitstringStatusListEntry"
LIST_CREDENTIAL_TYPE = "BitstringStatusListCredential"
LIST_TYPE = "BitstringStatusList"
# Indices end at 2147483647, which is in list 16384.
_LIST_ADDRESS = re.compile(rf".*/{re.escape(addresses.status_list(REVOCATION, 0)).replace('0', '([1-9][0-9]{0,4})')}")
_POSITION = re.compile("0|[1-9][0-9]{0,5}")


def status_entry(where: Addresses, status_index: int) -> Document:
    """The `credentialStatus` of the badge with this index over all lists."""
    number, position = addresses.status_place(status_index)
    url = where.url(addresses.status_list(REVOCATION, number))
    return {
        "id": f"{url}#{position}",
        "type": ENTRY_TYPE,
        "statusPurpose": REVOCATION,
        "statusListIndex": str(position),
        "statusListCredential": url,
    }


def read_status_index(list_url: str, position: str) -> int | None:
    """The index over all lists that an entry of ours names, below whatever base URL: the inverse of `status_entry`.

    `list_url` is its statusListCredential, `position` its statusListIndex. None where they are not of our form.
    """
    number = _LIST_ADDRESS.fullmatch(list_url)
    if number is None or not _POSITION.fullmatch(position) or int(position) >= addresses.STATUS_LIST_LENGTH:
        return None
    return (int(number[1]) - 1) * addresses.STATUS_LIST_LENGTH + int(position)


def compose_status_list(status_list: StatusList, where: Addresses) -> UnsignedCredential:
    """The list as an unsigned BitstringStatusListCredential. `status_list.as_of` is its `validFrom`."""
    url = where.url(addresses.status_list(status_list.purpose, status_list.number))
    document: Document = {
        "@context": ["https://www.w3.org/ns/credentials/v2"],
        "id": url,
        "type": ["VerifiableCredential", LIST_CREDENTIAL_TYPE],
        "issuer": where.did(),
        "validFrom": status_list.as_of,
        "credentialSubject": {
            "id": f"{url}#list",
            "type": LIST_TYPE,
            "statusPurpose": status_list.purpose,
            "encodedList": bitstring.encode_list(status_list.set_bits),
        },
    }
    return UnsignedCredential(document, created=status_list.as_of)


def read_status_bits(document: Mapping[str, object], *, url: str, purpose: str) -> bytes:
    """The bits of a list whose proof has been checked. Raises WireError where it is not the list that was asked for."""
    if document.get("id") != url:
        raise WireError(f"the list calls itself {document.get('id')!r}, wanted {url!r}")
    types = document.get("type")
    if not isinstance(types, list) or LIST_CREDENTIAL_TYPE not in types:
        raise WireError(f"it is not a {LIST_CREDENTIAL_TYPE}")
    subject = document.get("credentialSubject")
    if not isinstance(subject, dict) or subject.get("type") not in (LIST_TYPE, [LIST_TYPE]):
        raise WireError(f"its subject is not a {LIST_TYPE}")
    if subject.get("statusPurpose") != purpose:
        raise WireError(f"its purpose is {subject.get('statusPurpose')!r}, wanted {purpose!r}")
    encoded = subject.get("encodedList")
    if not isinstance(encoded, str):
        raise WireError("it holds no encodedList")
    return bitstring.decode_list(encoded)


def suspension_list_url(revocation_url: str) -> str | None:
    """Where the suspension list beside a revocation list of ours is, or None where the address is not of our form."""
    head, slash, name = revocation_url.rpartition("/")
    if not slash or not name.startswith(f"{REVOCATION}-"):
        return None
    return f"{head}/{SUSPENSION}{name.removeprefix(REVOCATION)}"
