"""The public side of a key as a text file, read and written: `keys/<name>.pub`, which belongs in the repository.

    badgepress-public-key/v1
    name 2026a
    use issuer                      issuer or log
    public z6Mk...                  the public key as Multikey
    state active                    next, active, retired or compromised
    since 2026-11-21T08:00:00Z      when it came to be in this state; a key that was just made has no such line
    revoked 2026-11-20T00:00:00Z    from when on nobody should rely on it: for a compromised key, and no other
    signer file                     where signatures come from (see `means`)

It holds no secret: whoever has it knows what the DID document says anyway, and in what state the key is. Times are UTC,
whole seconds, in this one spelling.

Format: docs/formats/keys.md.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from enum import StrEnum

from msgspec import Struct

from generator.signing.keyfile import Use, take_name, take_public, take_use
from generator.signing.lines import Lines
from generator.signing.means import BY_FILE, Means, format_means, parse_means

FIRST_LINE = "badgepress-public-key/v1"

_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", re.ASCII)


class State(StrEnum):
    """Where a key is in its life: made, signing, kept so that old badges stay valid, or not vouched for any more."""

    NEXT = "next"
    ACTIVE = "active"
    RETIRED = "retired"
    COMPROMISED = "compromised"


class PublicKey(Struct, frozen=True):
    """What a public key file says. `since` and `revoked` are instants as the file spells them, "" for none."""

    name: str
    use: Use
    public: str
    state: State
    signer: Means = BY_FILE
    since: str = ""
    revoked: str = ""


def parse_public_key(data: bytes, path: str) -> PublicKey:
    """Read a public key file. `path` is for messages. Raises KeyFileError for anything but its one spelling."""
    lines = Lines(data, path, FIRST_LINE)
    name = take_name(lines)
    use = take_use(lines)
    if use is Use.SALT:
        raise lines.error("a salt has no public key file")
    public = take_public(lines)
    state = _take_state(lines)
    since = _instant(lines, "since", lines.take_if("since"))
    revoked = _instant(lines, "revoked", lines.take("revoked")) if state is State.COMPROMISED else ""
    means = parse_means(lines.take("signer"))
    if means is None:
        raise lines.error("expected signer to be file, agent, or command with a JSON list of its words")
    lines.end()
    return PublicKey(name, use, public, state, means, since, revoked)


def format_public_key(key: PublicKey) -> bytes:
    """The text of a public key file: the inverse of `parse_public_key`."""
    lines = [FIRST_LINE, f"name {key.name}", f"use {key.use}", f"public {key.public}", f"state {key.state}"]
    if key.since:
        lines.append(f"since {key.since}")
    if key.revoked:
        lines.append(f"revoked {key.revoked}")
    lines.append(f"signer {format_means(key.signer)}")
    return "".join(line + "\n" for line in lines).encode("ascii")


def instant_text(at: datetime) -> str:
    """An aware instant as these files write it; fractions of a second are dropped."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ").zfill(20)


def _take_state(lines: Lines) -> State:
    state = lines.take("state")
    if state not in list(State):
        raise lines.error("expected state to be next, active, retired or compromised")
    return State(state)


def _instant(lines: Lines, word: str, text: str | None) -> str:
    if text is None:
        return ""
    try:
        found = datetime.fromisoformat(text) if _INSTANT.fullmatch(text) else None
    except ValueError:
        found = None
    if found is None:
        raise lines.error(f"expected {word} to be an instant such as 2026-11-21T08:00:00Z")
    return text
