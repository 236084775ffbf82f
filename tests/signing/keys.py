"""Key files for tests: fictional, cheap to open, and one built by hand from the definition."""

from __future__ import annotations

import base64
import hashlib
import shutil
from pathlib import Path

from nacl.pwhash import argon2id
from nacl.secret import SecretBox
from nacl.signing import SigningKey

from generator.signing.demo import DEMO_NAME
from generator.signing.keyfile import KeyFile, Use, format_key_file
from generator.signing.means import BY_FILE, Means
from generator.signing.pubfile import PublicKey, State, format_public_key
from generator.signing.sealing import seal
from generator.wire.multibase import encode_multikey
from tests.conftest import REPOSITORY

CHEAP = {"operations": 1, "memory": 8192}
SEED = bytes.fromhex("7a" * 32)
PUBLIC = encode_multikey(bytes(SigningKey(SEED).verify_key))
PASSPHRASE = "correct horse battery staple"


def sealed(
    name: str = "2026a", use: Use = Use.ISSUER, seed: bytes = SEED, passphrase: str | None = PASSPHRASE
) -> KeyFile:
    return seal(name, use, seed, passphrase, **CHEAP)


def keys_folder(parent: Path) -> Path:
    """An empty keys/ as it should be."""
    folder = parent / "keys"
    folder.mkdir(mode=0o700)
    folder.chmod(0o700)
    return folder


def put_key(folder: Path, key: KeyFile, mode: int = 0o600) -> Path:
    path = folder / f"{key.name}.key"
    path.write_bytes(format_key_file(key))
    path.chmod(mode)
    return path


REVOKED = "2026-11-20T00:00:00Z"


def put_public(folder: Path, key: KeyFile, state: State = State.ACTIVE, signer: Means = BY_FILE) -> Path:
    path = folder / f"{key.name}.pub"
    revoked = REVOKED if state is State.COMPROMISED else ""
    path.write_bytes(format_public_key(PublicKey(key.name, key.use, key.public, state, signer, "", revoked)))
    path.chmod(0o644)
    return path


def put_demo(folder: Path, mode: int = 0o644) -> Path:
    """The demonstration key as it lies in this repository."""
    for ending in (".key", ".pub"):
        shutil.copyfile(REPOSITORY / "keys" / (DEMO_NAME + ending), folder / (DEMO_NAME + ending))
    path = folder / f"{DEMO_NAME}.key"
    path.chmod(mode)
    return path


def handmade(
    header: str, passphrase: str, secret: bytes = SEED, nonce: bytes = bytes(24), salt: bytes = bytes(16)
) -> bytes:
    """A locked key file with this header, by the steps of docs/formats/keys.md and other functions than ours."""
    operations, memory = (int(word) for word in header.split("argon2id ")[1].split()[:2])
    key = argon2id.kdf(32, passphrase.encode(), salt, operations, memory)
    bound = hashlib.blake2b(header.encode(), digest_size=32, key=key).digest()
    box = SecretBox(bound).encrypt(secret, nonce)
    return header.encode() + b"secret " + base64.b64encode(bytes(box)) + b"\n"


def spellings(secret: bytes) -> set[bytes]:
    """How these bytes would look in a message or a log."""
    plain, encoded = repr(secret)[2:-1], base64.b64encode(secret).decode().rstrip("=")
    url, multibase = base64.urlsafe_b64encode(secret).decode().rstrip("="), str(list(secret))[1:-1]
    return {text.encode() for text in (plain, encoded, url, multibase, secret.hex(), secret.hex().upper())} | {secret}
