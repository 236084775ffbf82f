"""What an issuer publishes about its badges, as a stranger reads it: its keys, and its status lists.

Each document is read once, and so is each fault: a second question about the same issuer or list gets the same answer.
A list counts only when its own form, issuer, signature and dates have been checked, at the moment of the check.

Spec: Bitstring Status List 1.0, 3.2; DID Core, "Verification Methods". What follows for a badge is for `check`.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from generator.credential import did, profile, proof, status
from generator.credential.times import parse_instant
from generator.errors import WireError
from generator.model import Document
from generator.verify.sources import Source, Unavailable, remembering
from generator.wire import bitstring
from generator.wire.strictjson import parse_json

MAX_DID_BYTES = 1 << 20
MAX_LIST_BYTES = 4 << 20


class Published:
    """Keys and lists from one source. `at` is the moment to judge at, `today` the moment of reading."""

    def __init__(self, source: Source, at: datetime, today: datetime) -> None:
        self._read: Callable[[str], bytes] = remembering(source)
        self._at = at
        self._today = today  # a list of today may answer a question about last year
        self._dids: dict[str, did.DidDocument | WireError] = {}
        self._lists: dict[tuple[str, str, str], tuple[bytes, str] | WireError | Unavailable] = {}

    def resolve(self, issuer: str) -> did.DidDocument:
        """The keys of an issuer. Raises Unavailable, WireError, OutsideProfile for one of a kind not read here."""
        if issuer.startswith("did:key:"):
            return did.did_key_document(issuer)
        if not issuer.startswith("did:web:"):
            raise profile.OutsideProfile(f"its issuer {issuer!r} is neither a did:web nor a did:key")
        if issuer not in self._dids:
            try:
                document = parse_json(self._read(did.document_url(issuer)), max_bytes=MAX_DID_BYTES)
                self._dids[issuer] = did.read_did_document(document, issuer)
            except WireError as error:
                self._dids[issuer] = error
        answer = self._dids[issuer]
        if isinstance(answer, WireError):
            raise answer
        return answer

    def read_bit(self, document: Document, entry: Document) -> tuple[bool, str]:
        """The bit of `entry`, and the date of its list. Raises Unavailable or WireError where it cannot be told."""
        if entry["type"] != status.ENTRY_TYPE:
            raise WireError(f"its kind is {entry['type']!r}")
        url, purpose, index = (entry.get(m) for m in ("statusListCredential", "statusPurpose", "statusListIndex"))
        if not (isinstance(url, str) and isinstance(purpose, str) and isinstance(index, str)):
            raise WireError("the status entry is not complete")
        if purpose not in (status.REVOCATION, status.SUSPENSION):
            raise WireError(f"its purpose is {purpose!r}")
        # ASCII digits only, and not so many that reading them costs anything.
        if not (index.isascii() and index.isdigit() and len(index) <= 12 and str(int(index)) == index):
            raise WireError(f"{index[:20]!r} is not a position")
        bits, since = self._list(url, purpose, profile.issuer_id(document))
        return bitstring.bit(bits, int(index)), since

    def is_suspended(self, document: Document, entry: Document) -> bool:
        """Whether the list beside ours says that a set bit means "on hold". In doubt it means "withdrawn"."""
        url = status.suspension_list_url(entry["statusListCredential"])
        if url is None:
            return False
        try:
            bits, _ = self._list(url, status.SUSPENSION, profile.issuer_id(document))
            return bitstring.bit(bits, int(entry["statusListIndex"]))
        except (Unavailable, WireError):
            return False

    def _list(self, url: str, purpose: str, issuer: str) -> tuple[bytes, str]:
        key = (url, purpose, issuer)
        if key not in self._lists:
            try:
                self._lists[key] = self._open_list(url, purpose, issuer)
            except (Unavailable, WireError) as error:
                self._lists[key] = error
        answer = self._lists[key]
        if isinstance(answer, Unavailable | WireError):
            raise answer
        return answer

    def _open_list(self, url: str, purpose: str, issuer: str) -> tuple[bytes, str]:
        """The bits and the date of a status list, once its own form, issuer and proof have been checked."""
        document = parse_json(self._read(url), max_bytes=MAX_LIST_BYTES)
        profile.check_list_credential(document)
        its_proof = profile.the_proof(document)
        proof.check_proof_form(its_proof)
        if profile.issuer_id(document) != issuer:
            raise WireError("the list is signed by another issuer")
        method = its_proof["verificationMethod"]
        if not proof.proof_fits(document, its_proof, self.resolve(issuer).key_for(method, self._at)):
            raise WireError("the list does not match its signature")
        if "expires" in its_proof and self._at >= parse_instant(its_proof["expires"]):
            raise WireError(f"the signature of the list ended on {its_proof['expires']}")
        since = document.get("validFrom", its_proof.get("created", ""))
        if since and parse_instant(since) > self._today:
            raise WireError(f"the list is valid only from {since}")
        if "validUntil" in document and parse_instant(document["validUntil"]) < self._at:
            raise WireError(f"the list was valid until {document['validUntil']}")
        return status.read_status_bits(document, url=url, purpose=purpose), since
