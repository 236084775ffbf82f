"""A signer whose secret is somewhere else: we send bytes and get a signature, and believe it only once it fits.

How the bytes travel is an `Exchange`: see `agent` and `command`. Whatever comes back is verified with the public key
that the project has on record, so a wrong key, a wrong program or a broken line can stop a build, but never get a
signature of another key into it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NoReturn, Protocol

from generator.errors import SignerError
from generator.wire.ed25519 import verify_signature
from generator.wire.multibase import decode_multikey


class Exchange(Protocol):
    """Who has the secret. `name` is for messages."""

    @property
    def name(self) -> str: ...

    def ask(self, message: bytes) -> bytes:
        """64 bytes that should be a signature of `message`. Raises SignerError."""

    def close(self) -> None:
        """No more questions. Closing twice is fine."""


class OutsideSigner:
    """Signs with the key `multikey` by asking `exchange`."""

    def __init__(self, multikey: str, exchange: Exchange) -> None:
        self._public_key = decode_multikey(multikey)
        self._multikey = multikey
        self._exchange = exchange

    @property
    def public_key(self) -> bytes:
        return self._public_key

    @property
    def multikey(self) -> str:
        return self._multikey

    def sign(self, message: bytes) -> bytes:
        """The signature of `message`, verified."""
        signature = self._exchange.ask(message)
        if not verify_signature(self._public_key, message, signature):
            raise SignerError(
                f"{self._exchange.name} gave a signature that does not fit the key {self._multikey}",
                "it has another key, or signs something else than the bytes it is given",
            )
        return signature

    def sign_all(self, messages: Sequence[bytes]) -> list[bytes]:
        """The signature of each message, each verified: who is asked may be anybody."""
        return [self.sign(message) for message in messages]

    def appears_in(self, data: bytes) -> bool:
        """Never: the secret is not here."""
        return False

    def close(self) -> None:
        """End the exchange."""
        self._exchange.close()

    def __enter__(self) -> OutsideSigner:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"<OutsideSigner {self._multikey} by {self._exchange.name}>"

    def __reduce__(self) -> NoReturn:
        raise TypeError("a signer stays where it was opened: send signatures, not secrets")
