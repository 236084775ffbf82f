"""The last look at a staged site: what it finds, and what it must not mistake for a fault."""

from __future__ import annotations

import base64
import html
import re
import struct
import zlib
from pathlib import Path
from urllib.parse import unquote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.build import look
from generator.build.inspect import judge, read_back
from generator.build.look import Looker, Seen, is_plain, mails_in
from generator.errors import BuildError
from tests.projects import small_png

MAILS = frozenset({"ada.quince@example.com", "花子@example.org"})


def _inspect(folder: Path, files: dict[str, bytes], root: str = "/") -> None:
    for path, data in files.items():
        place = folder / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(data)
    seen = Seen()
    sizes = {path: len(data) for path, data in files.items()}
    read_back(folder, sizes, Looker(frozenset({"help@example.org"}), root), lambda data: b"seed" in data, seen)
    judge(seen, MAILS.__contains__, files.__contains__)


@pytest.mark.parametrize(
    "page",
    [
        b'<a title="1 < 2" href="gone/">x</a>',
        b"<a title='<' href='gone/'>x</a>",
        b'<A\nHREF="gone/">x</A>',
        b'<a href="./" src="gone/">x</a>',
    ],
)
def test_a_link_is_seen_wherever_it_stands_in_a_tag(tmp_path: Path, page: bytes) -> None:
    with pytest.raises(BuildError, match=r"links to 'gone/index\.html'"):
        _inspect(tmp_path, {"index.html": page})


_PIECES = ("<", ">", "a", " ", "\n", '"', "'", "href=", "src=", 'href="x"', "SRC='y'", "<a ", "<!-- ", "</a>", "é")


@given(st.lists(st.sampled_from(_PIECES), max_size=30).map("".join))
def test_no_link_is_missed_that_a_pattern_for_tags_finds(text: str) -> None:
    pattern = rb"""<[a-z][^>]*?\s(?:href|src)=(?:"([^"]*)"|'([^']*)')"""
    found = {one or other for one, other in re.findall(pattern, text.encode(), re.IGNORECASE)}
    assert found <= set(look._values_of_links(text.encode()))


@pytest.mark.parametrize(
    "text",
    [
        "write to ada.quince@example.com!",
        "ADA.QUINCE@EXAMPLE.COM",
        "mailto:ada.quince%40example.com",
        "ada.quince&#64;example.com",
        "ada%2Equince%40example%2Ecom",
        "花子@example.org",
    ],
)
def test_an_address_of_the_ledger_is_found_in_each_spelling(tmp_path: Path, text: str) -> None:
    with pytest.raises(BuildError, match="e-mail address of an earner"):
        _inspect(tmp_path, {"a.txt": text.encode()})


@pytest.mark.parametrize("number", range(60))
@pytest.mark.parametrize("text", [b"tEXt%s", b"tEXtAuthor\0by %s", b"iTXtAuthor\0\0\0\0\0%s"])
def test_an_address_is_found_at_either_end_of_a_chunk_of_a_picture(text: bytes, number: int) -> None:
    address = f"someone{number}@fresh.example"
    body = text % address.encode()
    chunk = struct.pack(">I", len(body) - 4) + body + struct.pack(">I", zlib.crc32(body))
    picture = small_png(8)
    assert address in mails_in(picture[:33] + chunk + picture[33:])


@pytest.mark.parametrize("spoiled", [b"\x89PNG\r\n\x1a\n", small_png(8)[:-4], small_png(8) + b" "])
def test_an_address_is_found_in_what_is_hardly_a_picture(spoiled: bytes) -> None:
    assert "someone@fresh.example" in mails_in(spoiled + b" someone@fresh.example ")


def test_other_addresses_are_nobodys_secret(tmp_path: Path) -> None:
    _inspect(tmp_path, {"a.txt": b"help@example.org quince@example.com ada@example.com @ a@b"})


@pytest.mark.parametrize("data", [b"\0seed\0", b"badgepress-key/v1\nname x", b"-----BEGIN OPENSSH PRIVATE KEY-----"])
def test_secrets_are_found_in_any_file(tmp_path: Path, data: bytes) -> None:
    with pytest.raises(BuildError, match="secret key material"):
        _inspect(tmp_path, {"assets/x.bin": data})


@pytest.mark.parametrize(
    "link",
    ["../c/", "nothing.png", "../../", "/b/x", "../b/./c", "?x", "%2e%2e/%2e%2e/%2e%2e/", "../a/missing/../../z/"],
)
def test_a_link_to_nothing_is_found(tmp_path: Path, link: str) -> None:
    if link == "?x":
        return
    with pytest.raises(BuildError, match="which is not in the site"):
        _inspect(tmp_path, {"a/index.html": f"<a class='x' href=\"{link}\">x</a>".encode()})


def test_links_that_lead_somewhere_are_followed_as_a_browser_does(tmp_path: Path) -> None:
    page = (
        b'<a href="../">up</a><a href="./">here</a><a href="../b/#part">b</a><a href="../b/?q=1">b</a>'
        b'<img src="p%20q.png" alt=""><a href="/b/">root</a><a href="https://example.org/x">out</a>'
        b'<a href="mailto:help@example.org">mail</a><a href="#part">part</a><a href="/">home</a><a href="../b/x.png">p</a>'
    )
    files = {"index.html": b"", "a/index.html": page, "a/p q.png": b"", "b/index.html": b"", "b/x.png": b""}
    _inspect(tmp_path, files)


def test_below_a_path_links_from_the_root_carry_it(tmp_path: Path) -> None:
    _inspect(tmp_path, {"404.html": b'<a href="/guild/b/">x</a>', "b/index.html": b""}, root="/guild/")
    with pytest.raises(BuildError):
        _inspect(tmp_path, {"404.html": b'<a href="/c/">x</a>'}, root="/guild/")


def test_a_file_that_lost_bytes_on_its_way_is_found(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"12")
    with pytest.raises(BuildError, match="has 2 bytes after writing, wanted 3"):
        read_back(tmp_path, {"a": 3}, Looker(frozenset(), "/"), lambda data: False, Seen())


def test_base64_of_an_address_is_not_mistaken_for_text(tmp_path: Path) -> None:
    """Such forms are refused where they come from, in the ledger; here a signature must never be taken for one."""
    _inspect(tmp_path, {"a.txt": base64.b64encode(b"nobody.there@example.com")})


@pytest.mark.parametrize(
    "page",
    [
        b'{"@context":["x"],"email":"help@example.org"}<a href="mailto:help@example.org?subject=x">help@example.org</a>',
        b'{"@context":[]}',
        b"no sign of any",
    ],
)
def test_our_own_contacts_are_passed_over_at_a_glance(page: bytes) -> None:
    seen, looker = Seen(), Looker(frozenset({"help@example.org"}), "/")
    looker.glance_at("a.html", page, seen)
    looker.look_at("a.html", page, seen)
    assert not seen.mails


@pytest.mark.parametrize(
    "page",
    [b"ada.quince@example.com", b"xhelp@example.org", b"help@example.orgx", b'"@context" a@b help@example.org.com'],
)
def test_another_address_is_noted_at_a_glance_however_near_to_our_own(page: bytes) -> None:
    seen = Seen()
    Looker(frozenset({"help@example.org"}), "/").glance_at("a.html", page, seen)
    assert seen.mails


def test_what_stood_beside_one_file_is_no_excuse_for_another() -> None:
    seen, looker = Seen(), Looker(frozenset({"help@example.org"}), "/")
    before, after = b"x" * 40, b"y" * 40
    looker.glance_at("a.html", before + b'"help@example.org"' + after, seen)
    looker.glance_at("b.html", before + b'"help@example.org"' + after[:3], seen)
    assert not seen.mails
    looker.glance_at("c.html", before + b'"help@example.orgy"' + after, seen)
    looker.glance_at("d.html", before + b'ahelp@example.org"' + after, seen)
    assert list(seen.mails.values()) == ["c.html", "d.html"]


@pytest.mark.parametrize("text", [b"ada%40example.com", b"ada&#64;example.com", b"ada&#x40;e", b"badgepress-key/v1"])
def test_lines_that_could_become_an_address_are_not_plain(text: bytes) -> None:
    assert is_plain(b"e1,Ada,ada@example.com,en") and not is_plain(b"e1," + text)


# What pages hold, in the spellings that addresses can have there.
FRAGMENTS = st.lists(
    st.sampled_from(
        [
            *("a", "Zoë", "名", "@", "%40", "&#64;", "&#X40;", ".", "%", "%2E", "&amp;", " ", "<", '"', "=", "to="),
            *("mailto:", "example", ".org", "-", "+", "%20", "%3D", ":", "/", "?", ",", "ada@example.org"),
            *("bo%40example.com", "&#46;"),
        ]
    ),
    max_size=14,
).map("".join)
# Every run of what may stand in an address, with a sign in it: slow, and what addresses were once looked for with.
RUNS = re.compile(
    rb"[\w.%+&#;!$'*/=?^`{|}~\x80-\xff-]+(?:@|%40|&#64;|&#x40;)[\w%\x80-\xff-]+(?:\.[\w%\x80-\xff-]+)*", re.IGNORECASE
)


@given(FRAGMENTS)
@settings(max_examples=400)
def test_no_address_is_missed_however_it_is_spelled_and_whatever_stands_around_it(text: str) -> None:
    found = set(look.mails_in(text.encode()))
    for run in RUNS.findall(text.encode()):
        read = unquote(html.unescape(run.decode("utf-8", "replace"))).lower()
        missed = {mail for mail in re.findall(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+", read) if read.count("@") == 1} - found
        assert not {mail for mail in missed if mail.rstrip(".") not in found}


@pytest.mark.parametrize("text", ["a" * 200_000, "a%40" * 5_000, "a@" * 20_000, "a." * 90_000 + "@x.org"])
def test_an_address_is_found_behind_text_that_is_made_to_be_slow_to_look_through(text: str) -> None:
    assert "ada@example.org" in set(look.mails_in(f"{text} ada@example.org".encode()))
