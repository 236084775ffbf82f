"""A secret key as a text file, read and written: `keys/<name>.key`.

    badgepress-key/v1
    name 2026a
    use issuer                                    issuer, log or salt
    public z6Mk...                                the public key as Multikey; no such line for a salt
    kdf argon2id 3 268435456 <base64 salt16>      operations, bytes of memory, salt;   or: kdf none
    secret <base64 nonce24 || box48>              for kdf none: the 32 bytes themselves

Base64 is the standard alphabet with padding, in its one spelling; numbers are decimal without zeros in front. This
module knows the text only: `sealing` locks and unlocks the secret, `guarded` reads and writes files, `pubfile` is the
public side.

Format: docs/formats/keys.md.
"""

from __future__ import annotations

import base64
import binascii
import re
from dataclasses import dataclass, field
from enum import StrEnum

from msgspec import Struct

from generator.errors import WireError
from generator.signing.lines import Lines
from generator.wire.multibase import decode_multikey

FIRST_LINE = "badgepress-key/v1"
NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,99}")
NAME_RULE = "1 to 100 of a-z, 0-9, - and _, the first a letter or digit"

SECRET_BYTES = 32
BOX_BYTES = 24 + 16 + SECRET_BYTES  # nonce, authenticator, secret
MAX_OPERATIONS = 16
MAX_MEMORY = 4 * 1024**3
_MIN_MEMORY = 8192  # the least that Argon2id takes

_NUMBER = re.compile(r"[1-9][0-9]{0,11}")


class Use(StrEnum):
    """What a key is for. A salt is a secret that is mixed into hashes; it signs nothing and has no public side."""

    ISSUER = "issuer"
    LOG = "log"
    SALT = "salt"


class Kdf(Struct, frozen=True):
    """How the passphrase becomes a key: Argon2id with these costs, `salt` of 16 bytes."""

    operations: int
    memory: int
    salt: bytes


@dataclass(frozen=True, slots=True)
class KeyFile:
    """What a key file says. `secret` is nonce and box, or the secret itself where there is no `kdf`: never shown."""

    name: str
    use: Use
    public: str  # Multikey, "" for a salt
    kdf: Kdf | None
    secret: bytes = field(repr=False)

    @property
    def encrypted(self) -> bool:
        return self.kdf is not None


def parse_key_file(data: bytes, path: str) -> KeyFile:
    """Read a key file. `path` is for messages. Raises KeyFileError for anything but the one spelling of a sound one.

    Nothing is derived or opened here, so a file that asks for a ruinous amount of work is refused before any is done.
    """
    lines = Lines(data, path, FIRST_LINE)
    name = take_name(lines)
    use = take_use(lines)
    public = "" if use is Use.SALT else take_public(lines)
    kdf = _take_kdf(lines)
    secret = _take_base64(lines, lines.take("secret"), BOX_BYTES if kdf else SECRET_BYTES)
    lines.end()
    return KeyFile(name, use, public, kdf, secret)


def format_key_file(key: KeyFile) -> bytes:
    """The text of a key file: the inverse of `parse_key_file`."""
    return format_header(key) + f"secret {_base64(key.secret)}\n".encode("ascii")


def format_header(key: KeyFile) -> bytes:
    """All lines before `secret`, each with its LF: what the lock of an encrypted key is bound to."""
    lines = [FIRST_LINE, f"name {key.name}", f"use {key.use}"]
    if key.public:
        lines.append(f"public {key.public}")
    lines.append(f"kdf {_format_kdf(key.kdf)}")
    return "".join(line + "\n" for line in lines).encode("ascii")


def take_name(lines: Lines) -> str:
    """The line `name`."""
    name = lines.take("name")
    if not NAME.fullmatch(name):
        raise lines.error(f"a key's name is {NAME_RULE}")
    return name


def take_use(lines: Lines) -> Use:
    """The line `use`."""
    value = lines.take("use")
    if value not in list(Use):
        raise lines.error("expected use to be issuer, log or salt")
    return Use(value)


def take_public(lines: Lines) -> str:
    """The line `public`."""
    public = lines.take("public")
    try:
        decode_multikey(public)
    except WireError as error:
        raise lines.error("expected public to be an Ed25519 key as Multikey, z6Mk...") from error
    return public


def _take_kdf(lines: Lines) -> Kdf | None:
    value = lines.take("kdf")
    if value == "none":
        return None
    words = value.split(" ")
    if len(words) != 4 or words[0] != "argon2id" or not all(_NUMBER.fullmatch(word) for word in words[1:3]):
        raise lines.error("expected kdf to be none, or argon2id with operations, memory and salt")
    operations, memory = int(words[1]), int(words[2])
    if operations > MAX_OPERATIONS or not _MIN_MEMORY <= memory <= MAX_MEMORY:
        most = f"{MAX_OPERATIONS} operations and {_MIN_MEMORY} to {MAX_MEMORY} bytes of memory"
        raise lines.error(f"asks for {operations} operations and {memory} bytes of memory; at most {most} are accepted")
    return Kdf(operations, memory, _take_base64(lines, words[3], 16))


def _format_kdf(kdf: Kdf | None) -> str:
    return f"argon2id {kdf.operations} {kdf.memory} {_base64(kdf.salt)}" if kdf else "none"


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")


def _take_base64(lines: Lines, text: str, length: int) -> bytes:
    """`length` bytes in the one spelling that base64 with padding has for them. The text is never quoted."""
    try:
        data = base64.b64decode(text, validate=True)
    except binascii.Error:
        data = b""
    if len(data) != length or _base64(data) != text:
        raise lines.error(f"expected base64 of {length} bytes with padding")
    return data
