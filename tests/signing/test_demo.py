"""Published keys: known, allowed for demonstrations, refused for a site that could be taken for real."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from nacl.signing import SigningKey

from generator.errors import KeyFileError
from generator.signing.demo import DEMO_KEY, DEMO_NAME, PUBLISHED, is_demo_address, is_published, refuse_demo_key
from generator.signing.keyfile import parse_key_file
from generator.signing.pubfile import parse_public_key
from generator.wire.multibase import decode_secret_multikey, encode_multikey
from tests.conftest import REPOSITORY, STANDARDS
from tests.signing.keys import PUBLIC, sealed

KEYS = REPOSITORY / "keys"

# RFC 8032, section 7.1; VC-DI-EdDSA 1.0, appendix B; and what people type.
SEEDS = [
    bytes.fromhex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60"),
    bytes.fromhex("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb"),
    bytes.fromhex("c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7"),
    bytes.fromhex("f5e5767cf153319517630f226876b86c8160cc583bc013744c6bf255f5cc0ee5"),
    bytes.fromhex("833fe62409237b9d62ec77587520911e9a759cec1d19755b7da901b96dca3d42"),
    decode_secret_multikey("z3u2en7t5LR2WtQH5PfFqMqwVHBeXouLzo6haApm8XHqvjxq"),
    decode_secret_multikey("z3u2W4YnTstS1nSSBAgZcYSJF43JuZ9uLV6bF38B1Bf8NugW"),
    decode_secret_multikey("z3u2cfp4Q17kMGhNCh348a3yw3cUBiWK6RXRzyJE54sixMFn"),
    decode_secret_multikey("z3u2Zr3tcDLBDQKGxVa9SRDFNLqNqPWsa8p9rWPvCEH6bADB"),
    decode_secret_multikey("z3u2ZTWiFwM17veUR7sXniY66Gf14SqMdpMLy7SW9x4EDdmw"),
    bytes(32),
    bytes(range(32)),
]


def public_of(seed: bytes) -> str:
    return encode_multikey(bytes(SigningKey(seed).verify_key))


def demo_seed() -> bytes:
    """As the README of the folder says."""
    readme = (KEYS / "README.md").read_text(encoding="utf-8")
    (sentence,) = re.findall(r"^    (\S.*)$", readme, re.MULTILINE)
    return hashlib.sha256(sentence.encode()).digest()


def test_the_demonstration_key_is_the_hash_of_the_sentence_in_its_readme() -> None:
    key = parse_key_file((KEYS / f"{DEMO_NAME}.key").read_bytes(), "demo")
    assert key.secret == demo_seed()
    assert key.public == public_of(demo_seed()) == DEMO_KEY
    assert key.name == DEMO_NAME
    assert is_published(key)


def test_the_demonstration_key_has_its_public_side_and_is_active() -> None:
    public = parse_public_key((KEYS / f"{DEMO_NAME}.pub").read_bytes(), "demo")
    assert (public.name, public.public, public.state) == (DEMO_NAME, DEMO_KEY, "active")


def test_every_listed_key_is_one_whose_secret_is_known_and_none_is_missing() -> None:
    assert {public_of(seed) for seed in [demo_seed(), *SEEDS]} == set(PUBLISHED)


@pytest.mark.extra
def test_the_test_keys_of_the_standard_are_all_listed() -> None:
    pairs = [json.loads((STANDARDS / "vectors" / "keyPair.json").read_text(encoding="utf-8"))]
    more = STANDARDS / "vectors" / "proof-set-chain" / "multiKeyPairs.json"
    pairs += json.loads(more.read_text(encoding="utf-8")).values()
    assert {pair["publicKeyMultibase"] for pair in pairs} <= set(PUBLISHED)


def test_a_key_is_published_only_if_it_is_listed_open_and_holds_the_secret_it_names() -> None:
    demo = sealed(seed=demo_seed(), passphrase=None)
    assert is_published(demo)
    assert not is_published(sealed(passphrase=None))
    assert not is_published(sealed(seed=demo_seed()))
    assert not is_published(replace(sealed(passphrase=None), public=DEMO_KEY))


HERE = [
    "http://localhost",
    "http://localhost:8000",
    "https://LOCALHOST:8000/badges",
    "http://localhost.",
    "http://preview.localhost",
    "http://127.0.0.1",
    "http://127.0.0.1:5500/a/b",
    "http://127.255.255.254",
    "http://[::1]",
    "http://[::1]:8000/badges",
    "https://example.org",
    "https://EXAMPLE.Org",
    "https://example.com.",
    "https://badges.example.net:8443/x",
    "https://a.b.example.org/",
    "https://guild.example",
    "https://guild.test",
    "https://guild.invalid/x%20y",
    "HTTPS://example.org",
]
ELSEWHERE = [
    "",
    "localhost",
    "//localhost",
    "ftp://localhost",
    "file:///srv/site",
    "https://badges.guild.org",
    "https://example.org.evil.com",
    "https://example.org.evil.com:443",
    "https://localhost.evil.com",
    "https://127.0.0.1.evil.com",
    "https://notexample.org",
    "https://example.orgs",
    "https://example.co",
    "https://examples.org",
    "https://testing",
    "https://mytest",
    "https://org",
    "https://example.org..",
    "https://.example.org",
    "https://a..example.org",
    "https://example.org@evil.com",
    "https://example.org:pass@evil.com",
    "https://evil.com@example.org",
    "https://evil.com\\@example.org",
    "https://evil.com\\.example.org",
    "https://evil.com#@example.org",
    "https://evil.com?.example.org",
    "https://evil.com/.example.org",
    "https://evil.com%2f.example.org",
    "https://evil.com%00.example.org",
    "https://exa\tmple.org",
    "https://example.org\n",
    " https://example.org",
    "https://example.org/\x00",
    "https://exаmple.org",
    "https://evil.com／.example.org",
    "https://example。org",
    "https://ｅxample.org",
    "https://0.0.0.0",
    "https://128.0.0.1",
    "https://126.255.255.255",
    "https://10.0.0.1",
    "https://127.1",
    "https://0x7f.0.0.1",
    "https://127.0.0.01",
    "https://2130706433",
    "https://[::2]",
    "https://[::ffff:127.0.0.1]",
    "https://[::1].evil.com",
    "https://[::1",
    "https://localhost:port",
    "https://",
    "https:///example.org",
    "https:/example.org",
]


@pytest.mark.parametrize("base_url", HERE)
def test_this_machine_and_reserved_names_may_use_a_published_key(base_url: str) -> None:
    assert is_demo_address(base_url)
    refuse_demo_key(DEMO_KEY, base_url)


@pytest.mark.parametrize("base_url", ELSEWHERE)
def test_no_other_address_may_and_no_trick_makes_it_one(base_url: str) -> None:
    assert not is_demo_address(base_url)
    for multikey, where in PUBLISHED.items():
        with pytest.raises(KeyFileError, match="published key") as caught:
            refuse_demo_key(multikey, base_url)
        assert where in str(caught.value)
        assert caught.value.hint == "make a key of your own: badgepress keys new"


@pytest.mark.parametrize("base_url", [*HERE, *ELSEWHERE])
def test_a_key_of_ones_own_may_be_used_anywhere(base_url: str) -> None:
    refuse_demo_key(PUBLIC, base_url)


@given(st.text(max_size=40), st.sampled_from(["", "https://", "http://", "https://example.org", "https://localhost"]))
def test_any_text_is_an_address_or_not_and_never_an_exception(text: str, before: str) -> None:
    if is_demo_address(before + text) and before in ("", "https://", "http://"):
        host = re.split(r"[:/]", (before + text).split("//")[1])[0].lower().rstrip(".")
        assert re.search(r"(^|\.)(localhost|test|example|invalid|example\.(org|com|net))$|^127\.|^\[$", host)
