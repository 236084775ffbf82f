"""Signers: whoever has a secret key takes bytes and hands out signatures, nothing else.

    with open_signer(keyring.active("issuer"), ask_passphrase, agent_socket) as signer:
        signature = signer.sign(digest)

    FileSigner       the secret is in a key file of ours
    OutsideSigner    it is with an ssh-agent or behind a program (see `outside`)

Every signature is verified with the signer's own public key before it is handed out: a signature that went wrong, by a
fault of memory or a changed file, does not only fail elsewhere, it can give the key away. Many at once are verified in
their sum (see `sums`) where they were made here, one by one where they come from outside.

A signer cannot be copied or sent to another process: one place holds the secret, workers are given signatures.
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import NoReturn, Protocol

from nacl.bindings import crypto_sign, crypto_sign_seed_keypair

from generator.errors import KeyFileError, SignerError
from generator.signing import guarded, nodump
from generator.signing.agent import Agent
from generator.signing.command import Command
from generator.signing.keyfile import Use
from generator.signing.keyring import KeyInfo, load_key_file
from generator.signing.means import Kind
from generator.signing.outside import OutsideSigner
from generator.signing.pubfile import State
from generator.signing.sealing import unseal, wipe
from generator.signing.sums import fit_together
from generator.wire.ed25519 import verify_signature
from generator.wire.multibase import base58_encode, encode_multikey

_URL_SAFE = bytes.maketrans(b"+/", b"-_")


class Signer(Protocol):
    """What the rest of the program knows of a secret key."""

    @property
    def public_key(self) -> bytes:
        """The 32 bytes of the public key."""

    @property
    def multikey(self) -> str:
        """The same as Multikey, z6Mk..."""

    def sign(self, message: bytes) -> bytes:
        """The 64 bytes of the signature, already verified. Raises SignerError where there is none to be had."""

    def sign_all(self, messages: Sequence[bytes]) -> list[bytes]:
        """The signature of each message, in their order, all verified. Raises SignerError."""

    def appears_in(self, data: bytes) -> bool:
        """Whether `data` holds the secret, in any usual spelling. Always False for a secret that is not here."""


def open_signer(
    info: KeyInfo, passphrase: Callable[[], str] | None, agent_socket: str | None = None
) -> AbstractContextManager[Signer]:
    """The signer of a key from the keyring; `passphrase` is asked if there is a lock. Close it by `with`.

    `agent_socket` is where an ssh-agent listens, what SSH_AUTH_SOCK says. Raises KeyFileError where the secret is not
    here or does not open, SignerError where it is not the key announced, or where the one who has it does not answer.
    """
    if info.state is State.COMPROMISED:
        raise KeyFileError(f"{info.path}: key {info.name} is marked as compromised and signs nothing any more")
    if info.signer.kind is Kind.AGENT:
        return OutsideSigner(info.public, Agent(info.public, agent_socket))
    if info.signer.kind is Kind.COMMAND:
        return OutsideSigner(info.public, Command(info.signer.argv))
    if info.encrypted is None:
        raise KeyFileError(
            f"{info.path}: the secret of key {info.name} is not on this machine",
            "bring the file here from its backup (mode 0600), or build where it is",
        )
    signer = FileSigner.open(info.path, passphrase)
    if signer.multikey != info.public:
        signer.close()
        raise SignerError(f"{info.path} was exchanged for another key while it was being opened")
    return signer


class FileSigner:
    """Signs with the secret of a key file. The secret is wiped by `close`, as well as Python can."""

    def __init__(self, seed: bytearray) -> None:
        """Take over `seed` (32 bytes): it is wiped here."""
        public, secret = crypto_sign_seed_keypair(bytes(seed))
        wipe(seed)
        self._public_key = public
        self._secret: bytearray | None = bytearray(secret)
        nodump.enter()

    @classmethod
    def open(cls, path: Path, passphrase: Callable[[], str] | None = None) -> FileSigner:
        """Open a key file, under the rules that `keyring` holds it to. A salt is refused: it signs nothing."""
        with guarded.opened_folder(path.parent) as folder:
            key = load_key_file(folder, path)
        if key.use is Use.SALT:
            raise KeyFileError(f"{path}:3: this is a salt, and signs nothing")
        nodump.enter()
        try:
            return cls(unseal(key, passphrase, str(path)))
        finally:
            nodump.leave()

    @property
    def public_key(self) -> bytes:
        return self._public_key

    @property
    def multikey(self) -> str:
        return encode_multikey(self._public_key)

    def sign(self, message: bytes) -> bytes:
        """The signature of `message`, verified."""
        (signature,) = self._signed([message])
        if not verify_signature(self._public_key, message, signature):
            raise SignerError(f"the signer of {self.multikey} made a signature that does not fit its own key")
        return signature

    def sign_all(self, messages: Sequence[bytes]) -> list[bytes]:
        """The signature of each message, verified in their sum, and where that does not fit, one by one."""
        signatures = self._signed(messages)
        if fit_together(self._public_key, messages, signatures):
            return signatures
        return [self.sign(message) for message in messages]

    def _signed(self, messages: Sequence[bytes]) -> list[bytes]:
        if self._secret is None:
            raise SignerError(f"the signer of {self.multikey} is closed")
        secret = bytes(self._secret)
        return [crypto_sign(message, secret)[:64] for message in messages]

    def appears_in(self, data: bytes) -> bool:
        """Whether the seed stands in `data`: as it is, in hexadecimal, or as base64 or base58 text."""
        if self._secret is None:
            raise SignerError(f"the signer of {self.multikey} is closed")
        seed = bytes(self._secret[:32])
        if seed in data or seed.hex().encode() in data.lower():
            return True
        texts = [*_inside_base64(seed), base58_encode(seed).encode()]
        return any(text in data or text.translate(_URL_SAFE) in data for text in texts)

    def close(self) -> None:
        """Wipe the secret. Closing twice is fine."""
        if self._secret is not None:
            wipe(self._secret)
            self._secret = None
            nodump.leave()

    def __enter__(self) -> FileSigner:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"<FileSigner {self.multikey}>"

    def __reduce__(self) -> NoReturn:
        raise TypeError("a signer stays where it was opened: send signatures, not secrets")


def _inside_base64(seed: bytes) -> Iterator[bytes]:
    """The base64 text of `seed` inside a longer one, for each of the three places where it can begin."""
    for shift in range(3):
        text = base64.b64encode(bytes(shift) + seed)
        # Six bits to a letter: leave out the letters that hold bits of the neighbours.
        yield text[-(-shift * 8 // 6) : (shift + len(seed)) * 8 // 6]
