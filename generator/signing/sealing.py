"""Locking the secret of a key file with a passphrase, and opening it again.

    k    = Argon2id(passphrase in NFC as UTF-8, salt16, operations, memory) -> 32 bytes
    k'   = BLAKE2b-256(key = k, data = the bytes of all lines before `secret`)
    box  = XSalsa20-Poly1305 under k', nonce24: authenticator 16 || 32 bytes

The box has no room for associated data, so the header goes into its key: a file whose name, use, public key or costs
were changed does not open. Opening is not enough: the public key that follows from the secret must be the one that the
file names, else a changed file could make a signer sign under two keys and give the secret away.

Python cannot promise that a secret leaves no copy in memory. What is handed out is a bytearray, so that its user can
wipe it; short-lived copies inside the libraries are not in our hands.

Format: docs/formats/keys.md.
"""

from __future__ import annotations

import hashlib
import secrets
import unicodedata
from collections.abc import Callable
from dataclasses import replace

from nacl.bindings import crypto_secretbox, crypto_secretbox_open, crypto_sign_seed_keypair
from nacl.exceptions import CryptoError
from nacl.pwhash import argon2id

from generator.errors import KeyFileError
from generator.signing.keyfile import SECRET_BYTES, Kdf, KeyFile, Use, format_header
from generator.wire.multibase import encode_multikey

OPERATIONS = 3
MEMORY = 268_435_456  # 256 MiB: about half a second

_NONCE_BYTES = 24
_SALT_BYTES = 16


def new_secret() -> bytearray:
    """32 random bytes from the operating system."""
    return bytearray(secrets.token_bytes(SECRET_BYTES))


def public_of(secret: bytes | bytearray) -> str:
    """The public key, as Multikey, of an Ed25519 seed."""
    public, _ = crypto_sign_seed_keypair(bytes(secret))
    return encode_multikey(public)


def seal(
    name: str,
    use: Use,
    secret: bytes | bytearray,
    passphrase: str | None,
    *,
    operations: int = OPERATIONS,
    memory: int = MEMORY,
) -> KeyFile:
    """The key file of `secret`, locked with `passphrase`, or open for None. An empty passphrase is refused."""
    public = "" if use is Use.SALT else public_of(secret)
    if passphrase is None:
        return KeyFile(name, use, public, None, bytes(secret))
    if not passphrase:
        raise KeyFileError("the passphrase is empty", "say that none is wanted with --no-passphrase")
    kdf = Kdf(operations, memory, secrets.token_bytes(_SALT_BYTES))
    key = KeyFile(name, use, public, kdf, b"")
    nonce = secrets.token_bytes(_NONCE_BYTES)
    return replace(key, secret=nonce + crypto_secretbox(bytes(secret), nonce, _lock(key, kdf, passphrase)))


def unseal(key: KeyFile, passphrase: Callable[[], str] | None, path: str) -> bytearray:
    """The 32 secret bytes of a key file, to be wiped by the caller. `path` is for messages.

    `passphrase` is asked only where there is a lock. Raises KeyFileError where there is none to ask, where the lock
    does not open (a wrong passphrase and a changed file look the same), and where secret and public key do not fit.
    """
    secret = bytearray(key.secret) if key.kdf is None else _open(key, key.kdf, passphrase, path)
    if key.public and public_of(secret) != key.public:
        wipe(secret)
        raise KeyFileError(f"{path}: the secret does not belong to the public key above it: the file was changed")
    return secret


def wipe(secret: bytearray) -> None:
    """Overwrite with zeros."""
    secret[:] = bytes(len(secret))


def _open(key: KeyFile, kdf: Kdf, passphrase: Callable[[], str] | None, path: str) -> bytearray:
    if passphrase is None:
        raise KeyFileError(f"{path} is locked with a passphrase, and none was given")
    nonce, box = key.secret[:_NONCE_BYTES], key.secret[_NONCE_BYTES:]
    try:
        return bytearray(crypto_secretbox_open(box, nonce, _lock(key, kdf, passphrase())))
    except CryptoError:
        pass  # raised below, so that the library's error does not hang on ours
    raise KeyFileError(f"{path} does not open: the passphrase is wrong, or the file was changed")


def _lock(key: KeyFile, kdf: Kdf, passphrase: str) -> bytes:
    """The key of the box: from the passphrase, and bound to the header."""
    if any("\ud800" <= character <= "\udfff" for character in passphrase):
        raise KeyFileError("the passphrase is not text in UTF-8")
    normal = unicodedata.normalize("NFC", passphrase).encode("utf-8")
    try:
        derived = argon2id.kdf(32, normal, kdf.salt, opslimit=kdf.operations, memlimit=kdf.memory)
    except (RuntimeError, MemoryError) as error:
        raise KeyFileError(f"unlocking needs {kdf.memory} bytes of memory, which this machine does not give") from error
    return hashlib.blake2b(format_header(key), digest_size=32, key=derived).digest()
