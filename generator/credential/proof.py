"""Data Integrity proofs with Ed25519: what is hashed, how a proof is attached, and whether one fits.

Signing is three steps, so that the middle one can happen elsewhere, on 64 bytes and nothing more:

    digest(unsigned, method)            the 64 bytes: SHA-256(proof options) || SHA-256(document)
    signer.sign(digest)                 64 bytes of Ed25519
    attach_proof(unsigned, method, signature)

We write `eddsa-rdfc-2022` and read `eddsa-jcs-2022` too. Nothing here knows whose key it is: see `did`.

Spec: VC-DI-EdDSA 1.0, sections 3.2 and 3.3; VC Data Integrity 1.0, section 4.
"""

from __future__ import annotations

import hashlib
from functools import lru_cache

import orjson

from generator.credential.profile import Broken, OutsideProfile
from generator.credential.times import parse_instant
from generator.errors import WireError
from generator.model import Credential, Document, UnsignedCredential
from generator.wire import ed25519, multibase
from generator.wire.jcs import canonical_json
from generator.wire.terms import canonical_nquads

RDFC = "eddsa-rdfc-2022"
JCS = "eddsa-jcs-2022"
PROOF_TYPE = "DataIntegrityProof"
PURPOSE = "assertionMethod"

_PROOF_MEMBERS = {"type", "cryptosuite", "created", "verificationMethod", "proofPurpose", "proofValue", "expires"}


def proof_options(created: str, method: str) -> Document:
    """The proof before it is signed. `method` is the absolute id of the key: `did:web:…#z6Mk…`."""
    return {
        "type": PROOF_TYPE,
        "cryptosuite": RDFC,
        "created": created,
        "verificationMethod": method,
        "proofPurpose": PURPOSE,
    }


def hash_data(config: bytes, document: bytes) -> bytes:
    """Return the 64 bytes that an EdDSA Data Integrity proof signs.

    `config` and `document` are already in canonical form, as UTF-8 bytes. The result is SHA-256(config) followed by
    SHA-256(document), 32 bytes each, in that order.

    Spec: VC-DI-EdDSA 1.0, 3.2.4 (rdfc) and 3.3.4 (jcs), which agree.
    """
    return hashlib.sha256(config).digest() + hashlib.sha256(document).digest()


def digest(unsigned: UnsignedCredential, method: str) -> bytes:
    """The 64 bytes to sign for `unsigned`. Raises WireError where a member would go unsigned."""
    config = _hashed_config(tuple(unsigned.document["@context"]), unsigned.created, method)
    return config + hashlib.sha256(canonical_nquads(unsigned.document).encode()).digest()


@lru_cache(maxsize=4096)
def _hashed_config(contexts: tuple[str, ...], created: str, method: str) -> bytes:
    # Many awards share a day: the options of their proofs are the same bytes.
    options = {"@context": list(contexts), **proof_options(created, method)}
    return hashlib.sha256(canonical_nquads(options).encode()).digest()


def attach_proof(unsigned: UnsignedCredential, method: str, signature: bytes) -> Credential:
    """The signed credential, and the bytes that are served and baked: compact UTF-8 JSON without a final newline.

    No white space at all, so that no byte of the file can change without changing what it says.
    """
    proof = proof_options(unsigned.created, method) | {"proofValue": multibase.encode_signature(signature)}
    document = {**unsigned.document, "proof": [proof]}
    return Credential(document, encode_document(document))


def encode_document(document: Document) -> bytes:
    """A document as the bytes we serve: compact UTF-8, members in the order of `document`."""
    return orjson.dumps(document)


def check_proof_form(proof: Document) -> None:
    """Whether this is a proof we can judge. Raises OutsideProfile for another kind, Broken for half a proof."""
    kind, suite = proof.get("type"), proof.get("cryptosuite")
    if not isinstance(kind, str):
        raise Broken("/proof/type is missing or not a string")
    if kind != PROOF_TYPE:
        raise OutsideProfile(f"its proof is of type {kind!r}")
    if not isinstance(suite, str):
        raise Broken("/proof/cryptosuite is missing or not a string")
    if suite not in (RDFC, JCS):
        raise OutsideProfile(f"it uses {suite!r}")
    for member in ("verificationMethod", "proofPurpose", "proofValue"):
        if not isinstance(proof.get(member), str):
            raise Broken(f"/proof/{member} is missing or not a string")
    for member in ("created", "expires"):
        _check_instant(proof, member)
    known = _PROOF_MEMBERS | ({"@context"} if suite == JCS else set())
    if unknown := [member for member in proof if member not in known]:
        raise OutsideProfile(f"/proof/{unknown[0]} is not a member that is judged here")


def _check_instant(proof: Document, member: str) -> None:
    try:
        if member in proof:
            parse_instant(proof[member])
    except WireError as error:
        raise Broken(f"/proof/{member} is not a date with time and zone") from error


def signed_bytes(document: Document, proof: Document) -> bytes:
    """The 64 bytes that `proof` must have signed for `document`. Raises WireError where they cannot be made.

    The proof's form has been checked. Every member of it but `proofValue` is part of what is signed.
    """
    unsigned = {member: value for member, value in document.items() if member != "proof"}
    options = {member: value for member, value in proof.items() if member != "proofValue"}
    if proof["cryptosuite"] == RDFC:
        config = {"@context": unsigned["@context"], **options}
        return hash_data(canonical_nquads(config).encode(), canonical_nquads(unsigned).encode())
    # Every member is signed as it stands, but a member that no context defines is not ours to judge (D3).
    canonical_nquads(unsigned)
    if "@context" in options:
        own, whole = options["@context"], unsigned["@context"]
        if not isinstance(own, list) or not isinstance(whole, list) or whole[: len(own)] != own:
            raise Broken("/proof/@context does not begin the document's own")
        unsigned = {**unsigned, "@context": own}
    return hash_data(canonical_json(options), canonical_json(unsigned))


def proof_fits(document: Document, proof: Document, key: bytes) -> bool:
    """Whether `proof` is a signature of `document` by the 32-byte Ed25519 `key`.

    The forms of both have been checked. Raises WireError where the document cannot be canonicalised.
    """
    return _signature(proof) is not None and signature_fits(proof, key, signed_bytes(document, proof))


def signature_fits(proof: Document, key: bytes, signed: bytes) -> bool:
    """The same, for what `signed_bytes` gave: whether `proof` is a signature over it by `key`."""
    signature = _signature(proof)
    return signature is not None and ed25519.verify_signature(key, signed, signature)


def _signature(proof: Document) -> bytes | None:
    """The 64 bytes of a proof that is made for credentials; None for any other."""
    try:
        return multibase.decode_signature(proof["proofValue"]) if proof["proofPurpose"] == PURPOSE else None
    except WireError:
        return None
