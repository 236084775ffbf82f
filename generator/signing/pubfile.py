"""The public side of a key as a text file, read and written: `keys/<name>.pub`, which belongs in the repository.

    badgepress-public-key/v1
    name 2026a
    use issuer              issuer or log
    public z6Mk...          the public key as Multikey
    state active            next, active, retired or compromised
    signer file             where signatures come from: file, the secret key beside it

It holds no secret: whoever has it knows what the DID document says anyway, and in what state the key is.

Format: docs/formats/keys.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from generator.signing.keyfile import Use, take_name, take_public, take_use
from generator.signing.lines import Lines

FIRST_LINE = "badgepress-public-key/v1"
FILE_SIGNER = "file"


class State(StrEnum):
    """Where a key is in its life: made, signing, kept so that old badges stay valid, or not vouched for any more."""

    NEXT = "next"
    ACTIVE = "active"
    RETIRED = "retired"
    COMPROMISED = "compromised"


@dataclass(frozen=True, slots=True)
class PublicKey:
    """What a public key file says."""

    name: str
    use: Use
    public: str
    state: State
    signer: str = FILE_SIGNER


def parse_public_key(data: bytes, path: str) -> PublicKey:
    """Read a public key file. `path` is for messages. Raises KeyFileError for anything but its one spelling."""
    lines = Lines(data, path, FIRST_LINE)
    name = take_name(lines)
    use = take_use(lines)
    if use is Use.SALT:
        raise lines.error("a salt has no public key file")
    public = take_public(lines)
    state = lines.take("state")
    if state not in list(State):
        raise lines.error("expected state to be next, active, retired or compromised")
    signer = lines.take("signer")
    if signer != FILE_SIGNER:
        raise lines.error(f"expected signer to be {FILE_SIGNER}")
    lines.end()
    return PublicKey(name, use, public, State(state), signer)


def format_public_key(key: PublicKey) -> bytes:
    """The text of a public key file: the inverse of `parse_public_key`."""
    return (
        f"{FIRST_LINE}\nname {key.name}\nuse {key.use}\npublic {key.public}\nstate {key.state}\nsigner {key.signer}\n"
    ).encode("ascii")
