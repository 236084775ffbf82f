"""Ed25519 verification that every careful implementation agrees with.

Implementations differ about keys and points of small order, points written in more than one way, and S that is not
reduced. Honest signatures meet none of these cases, so all of them are refused before the library is asked:

    1. the key is 32 bytes and the signature 64: R || S
    2. S < L, the order of the group
    3. A (the key) and R are canonical encodings of points of the prime-order subgroup, and not its identity
    4. the library accepts the signature

RFC 8032 section 5.1.7 governs the check itself; (3) is stricter than it asks. Signing is for the room `signing`.
"""

from __future__ import annotations

from functools import lru_cache

from nacl.bindings import crypto_core_ed25519_is_valid_point, crypto_sign_open
from nacl.exceptions import BadSignatureError

_L = 2**252 + 27742317777372353535851937790883648493


def verify_signature(public_key: bytes, message: bytes, signature: bytes) -> bool:
    """Whether `signature` (64 bytes) over `message` fits `public_key` (32 bytes). Never raises for odd bytes."""
    # (1)
    if len(public_key) != 32 or len(signature) != 64:
        return False
    # (2)
    if int.from_bytes(signature[32:], "little") >= _L:
        return False
    # (3)
    if not is_sound_key(public_key) or not crypto_core_ed25519_is_valid_point(signature[:32]):
        return False
    # (4)
    try:
        crypto_sign_open(signature + message, public_key)
    except BadSignatureError:
        return False
    return True


# An issuer signs many badges with one key: remembering the answer saves a fifth of every check.
@lru_cache(maxsize=256)
def is_sound_key(public_key: bytes) -> bool:
    """Whether 32 bytes are a public key that `verify_signature` can ever say yes to."""
    return len(public_key) == 32 and crypto_core_ed25519_is_valid_point(public_key)
