"""Whether many signatures that one key has just made are all as they should be, in one equation.

Each Ed25519 signature (R, S) of a message M under the key A satisfies  S B = R + k A  with  k = SHA-512(R || A || M).
So the sums satisfy it too:

    (S1 + S2 + ...) B  =  (R1 + R2 + ...) + (k1 + k2 + ...) A

Adding is a third of the work of verifying each. It finds what this is for: a signature spoilt by a fault of the
machine, which could give the key away. It does not stand against a signer who picks two wrong signatures that cancel
each other out, so it is only for signatures made in this process; those from elsewhere are verified one by one.

RFC 8032, 5.1.6 and 5.1.7.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from nacl.bindings import (
    crypto_core_ed25519_add,
    crypto_core_ed25519_is_valid_point,
    crypto_scalarmult_ed25519_base_noclamp,
    crypto_scalarmult_ed25519_noclamp,
)

_ORDER = 2**252 + 27742317777372353535851937790883648493


def fit_together(public_key: bytes, messages: Sequence[bytes], signatures: Sequence[bytes]) -> bool:
    """Whether the signatures (64 bytes each) fit the messages, as a whole. None at all fit.

    Each must be canonical by itself: R a point of the prime-order group, S below the order.
    """
    try:
        return not messages or _sums_fit(public_key, messages, signatures)
    except RuntimeError:  # libsodium does not add what is no point of the curve
        return False


def _sums_fit(public_key: bytes, messages: Sequence[bytes], signatures: Sequence[bytes]) -> bool:
    responses = challenges = 0
    points: bytes | None = None
    for message, signature in zip(messages, signatures, strict=True):
        point, response = signature[:32], int.from_bytes(signature[32:], "little")
        if len(signature) != 64 or response >= _ORDER:
            return False
        responses += response
        challenges += int.from_bytes(hashlib.sha512(point + public_key + message).digest(), "little")
        points = point if points is None else crypto_core_ed25519_add(points, point)
    return points is not None and _fits(public_key, points, responses % _ORDER, challenges % _ORDER)


def _fits(public_key: bytes, points: bytes, responses: int, challenges: int) -> bool:
    # The sum of points of the group is one; a point beside it shows in the sum.
    if not responses or not challenges or not crypto_core_ed25519_is_valid_point(points):
        return False
    left = crypto_scalarmult_ed25519_base_noclamp(responses.to_bytes(32, "little"))
    right = crypto_scalarmult_ed25519_noclamp(challenges.to_bytes(32, "little"), public_key)
    return bool(left == crypto_core_ed25519_add(points, right))
