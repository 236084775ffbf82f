"""How an earner stands in a public credential: by display name, and by their own key where they have bound one.

Decision D6: no e-mail address and no hash of one, because hashes of guessable addresses are not private. The one
exception is a setting an organisation must write itself (`[privacy] email_hash = true`).

Open Badges 3.0, "IdentityObject": digest text is `sha256$` and lower-case hex of UTF-8(identifier) followed by
UTF-8(salt), without a separator.
"""

from __future__ import annotations

import hashlib

from generator.model import Document, Earner


def subject_identity(earner: Earner, award_id: str, *, email_hash: bool) -> Document:
    """The members of `credentialSubject` that say who it is: `id` (the earner's did:key) and `identifier`."""
    identity: Document = {"id": earner.did} if earner.did else {}
    identity["identifier"] = [name_identity(earner.name)]
    if email_hash:
        identity["identifier"].append(email_identity(earner.emails[0], award_id))
    return identity


def name_identity(name: str) -> Document:
    """An IdentityObject that says the display name in plain text."""
    return {"type": "IdentityObject", "hashed": False, "identityHash": name, "identityType": "name"}


def email_identity(email: str, award_id: str) -> Document:
    """An IdentityObject with the salted hash of `email` exactly as it is on record."""
    # The salt is published beside the hash, so all it must be is different for each badge; the award id is random.
    salt = hashlib.sha256(f"badgepress e-mail salt {award_id}".encode()).hexdigest()[:32]
    digest = hashlib.sha256((email + salt).encode()).hexdigest()
    return {
        "type": "IdentityObject",
        "hashed": True,
        "identityHash": f"sha256${digest}",
        "identityType": "emailAddress",
        "salt": salt,
    }


def displayed_name(credential: Document) -> str:
    """The earner's name as the credential itself says it, or "" where it names nobody in plain text."""
    identifiers = credential.get("credentialSubject", {}).get("identifier", [])
    for entry in identifiers if isinstance(identifiers, list) else [identifiers]:
        if entry.get("identityType") == "name" and entry.get("hashed") is False:
            return str(entry.get("identityHash", ""))
    return ""
