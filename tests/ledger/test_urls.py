"""Web addresses that may stand in a signed document, and base URLs that can be a DID."""

from __future__ import annotations

import string
from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.ledger.faults import Fault
from generator.ledger.urls import LONGEST, base_url, web_address_fault


@pytest.mark.parametrize(
    "url",
    [
        "https://www.example.org",
        "https://www.example.org/",
        "http://example.org:8080/a/b;c=d,e?x=1&y=(2)&z=*#part/2?",
        "https://example.org/%E5%8D%83%20x",
        "https://192.0.2.1/x",
        "https://[2001:db8::1]:443/x",
        "https://bucket_name.example.org/",
        "https://example.org/@someone/post:1",
        "https://example.org?x",
        "https://example.org./",
        "https://example.org/" + "x" * (LONGEST - 20),
    ],
)
def test_an_address_to_the_letter_of_the_standard_is_accepted(url: str) -> None:
    assert web_address_fault(url) is None


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("", "does not begin with https://"),
        ("www.example.org", "does not begin with https://"),
        ("ftp://example.org/", "does not begin with https://"),
        ("javascript:alert(1)", "does not begin with https://"),
        ("HTTPS://example.org/", "does not begin with https://"),
        ("//example.org/x", "does not begin with https://"),
        (" https://example.org/", "does not begin with https://"),
        ("https://example.org/a b", "holds ' '"),
        ("https://example.org/\n", "holds '␊'"),
        ("https://example.org/<b>", "holds '<'"),
        ('https://example.org/"', "holds '\"'"),
        ("https://example.org/it's", "holds '''"),
        ("https://example.org/{x}", "holds '{'"),
        ("https://example.org/a|b", "holds '|'"),
        ("https://example.org/a\\b", "holds '\\'"),
        ("https://example.org/a^b", "holds '^'"),
        ("https://example.org/a`b", "holds '`'"),
        ("https://example.org/千", "holds '千'"),
        ("https://exämple.org/", "holds 'ä'"),
        ("https://example.org/\u202e", "holds '‹U+202E›'"),
        ("https://example.org/100%", "has a % without two hexadecimal digits"),
        ("https://example.org/%zz", "has a % without two hexadecimal digits"),
        ("https://user:secret@example.org/", "has a user name in front of the host"),
        ("https://example.com@example.org/", "has a user name in front of the host"),
        ("https:///x", "its host or port is not sound"),
        ("https://", "its host or port is not sound"),
        ("https://a..b/", "its host or port is not sound"),
        ("https://-a.org/", "its host or port is not sound"),
        ("https://example.org:/", "its host or port is not sound"),
        ("https://example.org:70000/", "its host or port is not sound"),
        ("https://example.org/a[1]", "its host or port is not sound"),
        ("https://[::::1]/", "its host or port is not sound"),
        ("https://example.org/" + "x" * (LONGEST - 19), "at most 2,048"),
    ],
)
def test_anything_else_is_refused_with_the_reason(url: str, reason: str) -> None:
    found = web_address_fault(url)
    assert found is not None
    assert reason in found.text


def test_a_password_in_an_address_is_not_repeated() -> None:
    found = web_address_fault("https://user:secret@example.org/")
    assert found
    assert "secret" not in found.text + found.hint


def test_the_hint_shows_how_the_character_is_written() -> None:
    found = web_address_fault("https://example.org/千")
    assert found
    assert found.hint == "write the character as %E5%8D%83"


# What RFC 3986 allows in a URI, the percent sign aside.
URI = string.ascii_letters + string.digits + "-._~:/?#[]@!$&'()*+,;="


@given(st.text(alphabet=st.characters(min_codepoint=0, max_codepoint=0x2FF), max_size=30))
def test_what_is_accepted_holds_only_characters_of_a_uri(tail: str) -> None:
    url = f"https://example.org/{tail}"
    if web_address_fault(url) is None:
        assert set(url) <= set(URI + "%")
        assert urlsplit(url).hostname == "example.org"


@given(st.text(alphabet=URI + "%é ", max_size=30))
def test_any_text_is_judged_without_an_exception(text: str) -> None:
    web_address_fault(text)
    web_address_fault("https://" + text)
    base_url(text)
    base_url("https://" + text)


@pytest.mark.parametrize(
    ("text", "url"),
    [
        ("https://badges.example.org", "https://badges.example.org"),
        ("https://badges.example.org/", "https://badges.example.org"),
        ("https://example.org/our/badges/", "https://example.org/our/badges"),
        ("https://example.org:8443/a.b_c~d-e", "https://example.org:8443/a.b_c~d-e"),
        ("http://localhost:8000", "http://localhost:8000"),
        ("http://badges.localhost", "http://badges.localhost"),
        ("http://127.0.0.1:5500/x", "http://127.0.0.1:5500/x"),
    ],
)
def test_a_base_url_comes_without_the_slash_at_its_end(text: str, url: str) -> None:
    assert base_url(text) == url


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("badges.example.org", "is not a web address"),
        ("http://badges.example.org", "http is accepted only on this machine"),
        ("http://localhost.example.org", "http is accepted only on this machine"),
        ("https://Badges.example.org", "has capital letters in its host"),
        ("https://192.0.2.1", "is not a domain name"),
        ("https://[2001:db8::1]", "has an address in brackets for its host"),
        ("https://[::1]", "has an address in brackets for its host"),
        ("http://[::1]:5500", "has an address in brackets for its host"),
        ("https://a_b.example.org", "is not a domain name"),
        ("https://example.org?x=1", "has a query or a fragment"),
        ("https://example.org/?", "has a query or a fragment"),
        ("https://example.org/#x", "has a query or a fragment"),
        ("https://user@example.org", "is not a web address"),
        ("https://example.org//x", "has the path segment ''"),
        ("https://example.org/../x", "has the path segment '..'"),
        ("https://example.org/a%20b", "has the path segment 'a%20b'"),
        ("https://example.org/a+b", "has the path segment 'a+b'"),
        ("https://example.org:443", "names port 443, which https has anyway"),
        ("http://localhost:80", "names port 80, which http has anyway"),
        ("https://example.org:99999", "is not a web address"),
    ],
)
def test_a_base_url_that_cannot_be_a_did_is_refused(text: str, reason: str) -> None:
    found = base_url(text)
    assert isinstance(found, Fault)
    assert reason in found.text
