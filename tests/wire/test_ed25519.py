"""Ed25519: yes to every honest signature, no to all that implementations disagree about."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from nacl.bindings import crypto_sign, crypto_sign_open, crypto_sign_seed_keypair
from nacl.exceptions import BadSignatureError

from generator.wire import ed25519 as room
from generator.wire.ed25519 import is_sound_key, verify_signature
from tests.conftest import REPOSITORY, SHARED

EDGES = json.loads((REPOSITORY / "tests" / "vectors" / "ed25519.json").read_text(encoding="utf-8"))
L = 2**252 + 27742317777372353535851937790883648493  # RFC 8032, section 5.1
WYCHEPROOF = SHARED / "interop-data" / "wycheproof" / "ed25519_test.json"


@pytest.mark.parametrize("edge", EDGES, ids=lambda edge: edge["name"])
def test_an_edge_case_is_judged_as_written_down(edge: dict[str, str]) -> None:
    public, message, signature = (bytes.fromhex(edge[name]) for name in ("public", "message", "signature"))
    assert verify_signature(public, message, signature) is edge["valid"]


def test_the_vectors_hold_a_case_that_the_library_alone_accepts_and_we_refuse() -> None:
    """Without it the checks before the library call would be untested: libsodium refuses the other cases itself."""
    accepted = []
    for edge in EDGES:
        public, message, signature = (bytes.fromhex(edge[name]) for name in ("public", "message", "signature"))
        try:
            crypto_sign_open(signature + message, public)
        except (BadSignatureError, ValueError):
            continue
        if not edge["valid"]:
            accepted.append(edge["name"])
    assert accepted == ["the key has a part of order 8; the equation holds without cofactor"]


@given(st.binary(min_size=32, max_size=32), st.binary(max_size=200))
def test_every_honest_signature_is_accepted(seed: bytes, message: bytes) -> None:
    public, secret = crypto_sign_seed_keypair(seed)
    assert verify_signature(public, message, crypto_sign(message, secret)[:64])


def test_every_changed_bit_of_a_signature_and_of_its_key_is_refused() -> None:
    public, secret = crypto_sign_seed_keypair(bytes(range(32)))
    signature = crypto_sign(b"badge", secret)[:64]
    for bit in range(64 * 8):
        assert not verify_signature(public, b"badge", _flipped(signature, bit))
    for bit in range(32 * 8):
        assert not verify_signature(_flipped(public, bit), b"badge", signature)


def _flipped(data: bytes, bit: int) -> bytes:
    changed = bytearray(data)
    changed[bit // 8] ^= 1 << bit % 8
    return bytes(changed)


@given(st.binary(max_size=40), st.binary(max_size=10), st.binary(max_size=70))
def test_odd_bytes_are_a_no_and_never_an_exception(public: bytes, message: bytes, signature: bytes) -> None:
    assert verify_signature(public, message, signature) is False


def test_a_key_of_another_length_is_not_sound() -> None:
    public, _ = crypto_sign_seed_keypair(bytes(32))
    assert is_sound_key(public)
    assert not is_sound_key(public[:31])
    assert not is_sound_key(b"")


def test_a_signature_cannot_borrow_a_byte_from_the_message_or_lend_it_one() -> None:
    """The library is given both in one piece: only the check of the lengths says where one ends."""
    public, secret = crypto_sign_seed_keypair(bytes(32))
    signature = crypto_sign(b"badge", secret)[:64]
    assert verify_signature(public, b"badge", signature)
    assert not verify_signature(public, b"adge", signature + b"b")
    assert not verify_signature(public, signature[-1:] + b"badge", signature[:-1])


@pytest.mark.parametrize(("s", "accepted"), [(0, True), (L - 1, True), (L, False), (L + 1, False), (2**256 - 1, False)])
def test_s_is_refused_from_the_order_of_the_group_on_even_if_the_library_would_take_it(
    monkeypatch: pytest.MonkeyPatch, s: int, accepted: bool
) -> None:
    monkeypatch.setattr(room, "crypto_sign_open", lambda signed, public: b"")
    public, secret = crypto_sign_seed_keypair(bytes(32))
    point = crypto_sign(b"badge", secret)[:32]
    assert verify_signature(public, b"badge", point + s.to_bytes(32, "little")) is accepted


@pytest.mark.parametrize(
    "edge",
    [edge for edge in EDGES if "order" in edge["name"] or "identity" in edge["name"]],
    ids=lambda edge: edge["name"],
)
def test_odd_points_are_refused_even_if_the_library_would_take_them(
    monkeypatch: pytest.MonkeyPatch, edge: dict[str, str]
) -> None:
    monkeypatch.setattr(room, "crypto_sign_open", lambda signed, public: b"")
    public, message, signature = (bytes.fromhex(edge[name]) for name in ("public", "message", "signature"))
    assert not verify_signature(public, message, signature)


@pytest.mark.extra
def test_no_wycheproof_vector_is_judged_wrongly() -> None:
    suite = json.loads(Path(WYCHEPROOF).read_text(encoding="utf-8"))
    wrong, counted = [], 0
    for group in suite["testGroups"]:
        public = bytes.fromhex(group["publicKey"]["pk"])
        for test in group["tests"]:
            said = verify_signature(public, bytes.fromhex(test["msg"]), bytes.fromhex(test["sig"]))
            counted += 1
            if said != (test["result"] == "valid"):
                wrong.append(test["tcId"])
    assert (counted, wrong) == (suite["numberOfTests"], [])
