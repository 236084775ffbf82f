"""A look at a live site as browsers and verifiers meet it: what a host has made of the files.

    1  the home page is there, over https, where its address says
    2  the DID document is there, as it was built, readable from pages elsewhere
    3  credentials are JSON, readable from pages elsewhere, as they were built
    4  pictures are pictures, and still carry their credential
    5  status lists are there, no older than the built ones, and not kept long by anybody in between
    6  the style sheet is there, and may be kept for long
    7  the picture of a shared link is there, and as large as the page says
    8  an address of nothing answers 404, and in the dress of the site
    9  headers that keep browsers from guessing and others from framing, but let the card for other sites be framed

Nothing here trusts a badge: `verify` does that. Each finding says what was wanted, what came, and what to do.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from enum import StrEnum
from html import unescape
from pathlib import Path
from urllib.parse import urlsplit

from msgspec import Struct

from generator import addresses
from generator.addresses import Addresses
from generator.publish import fit
from generator.publish.advice import host_of, what_to_do
from generator.publish.fetch import Answer, Unreachable, arrive, fetch
from generator.wire.png import SIGNATURE

_SAMPLES = 3  # awards that are looked at
_ELSEWHERE = {"Origin": "https://verifier.example"}
_LONGEST_STATUS_S = 3600
_SHORTEST_ASSET_S = 86_400
_LOOPBACK = ("localhost", "127.0.0.1", "::1")
_JSON = ("application/json", "application/ld+json", "application/vc+ld+json", "application/did+json")
_META = re.compile(rb'<meta property="og:image(:width|:height)?" content="([^"]*)">')
_STYLE = re.compile(rb'<link rel="stylesheet" href="([^"]*)">')
_FRAMED_BY = re.compile(r"frame-ancestors([^;,]*)")
_MAX_AGE = re.compile(r"(?:^|[, ])(?:s-maxage|max-age)=(\d+)")


class Weight(StrEnum):
    ERROR = "error"  # badges do not verify, or readers see nothing
    WARNING = "warning"  # something works worse than it should
    NOTE = "note"  # worth knowing


class Finding(Struct, frozen=True):
    """Something about a live site. `code` is stable."""

    code: str
    weight: Weight
    url: str
    text: str
    hint: str = ""


class Probe:
    """One look at `url`, a base URL without a slash at its end; `site` is the built site to compare with, or None."""

    def __init__(self, url: str, site: Path | None) -> None:
        self._base = Addresses(url.rstrip("/"))
        self._site = site
        self.host = ""
        self.looked_at = 0

    def run(self) -> Iterator[Finding]:
        """Everything that is not as it should be. Raises Unreachable where there is no answer at all."""
        home, hops = arrive(self._base.url(""))
        self.host = host_of(home.headers)
        yield from self._home(home, hops)
        yield from self._did()
        for path in self._samples("credential.json"):
            yield from self._document(path, "credential")
        for path in self._samples("badge.png"):
            yield from self._picture(path)
        yield from self._status()
        yield from self._style(home)
        yield from self._card(home)
        yield from self._nothing()
        yield from self._headers(home)

    # (1)
    def _home(self, home: Answer, hops: list[str]) -> Iterator[Finding]:
        self.looked_at += 1
        if home.status != 200:
            yield self._error(
                "home", home, f"the home page answers {home.status}", "publish the site: badgepress publish"
            )
        elif home.kind != "text/html":
            yield self._error(
                "type", home, f"the home page says it is {home.kind or 'nothing'}, not text/html", about="type"
            )
        if hops:
            text = f"the address of the site leads on to {hops[-1]}: badges name an address that others have to follow"
            yield self._warn("redirect", self._base.url(""), text, "publish where base_url in content/site.toml says")
        elif home.status == 200 and self._differs("index.html", home.body):
            text = "the home page is not the one in site/: another build is published, or the network keeps an old one"
            yield self._warn("other-build", home.url, text, "badgepress publish, then wait for caches to let go")
        yield from self._https()

    def _https(self) -> Iterator[Finding]:
        parts = urlsplit(self._base.base_url)
        if parts.hostname in _LOOPBACK:
            return
        if parts.scheme != "https":
            text = "the site is not https: DIDs of the web are read over https alone, so no badge of it verifies"
            yield self._finding("https", Weight.ERROR, self._base.url(""), text, about="https")
        elif not parts.port:
            plain = "http" + self._base.url("").removeprefix("https")
            try:
                answer = fetch(plain)
            except Unreachable:
                return
            if not answer.moved_to.startswith("https://"):
                text = "the same address without https does not lead to the one with it"
                yield self._finding("https-redirect", Weight.WARNING, plain, text, about="https")

    # (2)
    def _did(self) -> Iterator[Finding]:
        path = self._base.did_document()
        answer = self._get(path)
        if isinstance(answer, Finding):
            yield answer
            return
        if answer.status != 200:
            text = f"the DID document answers {answer.status}: no badge of this site can be verified"
            yield self._error("did-missing", answer, text, about="did-missing")
            return
        yield from self._open_json(answer, "the DID document")
        if fit.parse_did_document(answer.body).get("id") != self._base.did():
            text = f"the DID document is not that of {self._base.did()}: no badge of this site can be verified"
            yield self._error("did-other", answer, text, "publish a site that was built for this address")
        elif self._differs(path, answer.body):
            yield self._error("did-differs", answer, "the DID document is not the one in site/", "badgepress publish")

    # (3)
    def _document(self, path: str, what: str) -> Iterator[Finding]:
        answer = self._get(path)
        if isinstance(answer, Finding):
            yield answer
        elif answer.status != 200:
            yield self._error("missing", answer, f"a {what} answers {answer.status}", "badgepress publish")
        else:
            yield from self._open_json(answer, f"a {what}")
            if self._differs(path, answer.body):
                yield self._error("differs", answer, f"a {what} is not the one in site/", "badgepress publish")

    def _open_json(self, answer: Answer, what: str) -> Iterator[Finding]:
        if answer.kind not in _JSON:
            text = f"{what} says it is {answer.kind or 'nothing'}, not application/json: verifiers refuse it"
            yield self._error("type", answer, text, about="type")
        yield from self._cors(answer, what)

    def _cors(self, answer: Answer, what: str) -> Iterator[Finding]:
        if answer.headers.get("access-control-allow-origin", "") not in ("*", _ELSEWHERE["Origin"]):
            text = f"{what} may not be read by pages elsewhere: verifiers in a browser cannot check badges of this site"
            yield self._error("cors", answer, text, about="cors")

    # (4)
    def _picture(self, path: str) -> Iterator[Finding]:
        answer = self._get(path)
        if isinstance(answer, Finding):
            yield answer
            return
        if answer.status != 200:
            yield self._error("missing", answer, f"a badge's picture answers {answer.status}", "badgepress publish")
            return
        if answer.kind != "image/png":
            yield self._error(
                "type", answer, f"a picture says it is {answer.kind or 'nothing'}, not image/png", about="type"
            )
        yield from self._cors(answer, "a badge's picture")
        if self._differs(path, answer.body):
            text = (
                "a badge's picture is not the one in site/: if the host makes pictures smaller, it takes the badge out"
            )
            yield self._error("picture-changed", answer, text, about="picture-changed")

    # (5)
    def _status(self) -> Iterator[Finding]:
        for path in self._built("status/*.json") or [addresses.status_list("revocation", 1)]:
            answer = self._get(path)
            if isinstance(answer, Finding):
                yield answer
                continue
            if answer.status != 200:
                text = f"a status list answers {answer.status}: whether badges were revoked cannot be checked"
                yield self._error("status-missing", answer, text, "badgepress publish")
                continue
            yield from self._open_json(answer, "a status list")
            if self._differs(path, answer.body):
                text = f"a status list is that of {_date(answer.body)}, the one in site/ of {self._built_date(path)}"
                yield self._error("status-old", answer, text, "badgepress publish; then look at caching")
            age = _max_age(answer)
            if age is not None and age > _LONGEST_STATUS_S:
                text = (
                    f"a status list may be kept for {age:,} s: a revocation is seen late. At most {_LONGEST_STATUS_S:,}"
                )
                yield self._finding("status-cached", Weight.WARNING, answer.url, text, about="caching-long")

    # (6)
    def _style(self, home: Answer) -> Iterator[Finding]:
        found = _STYLE.search(home.body)
        if not found:
            return
        answer = self._get(unescape(found[1].decode("utf-8", "replace")))
        if isinstance(answer, Finding):
            yield answer
        elif answer.status != 200 or answer.kind != "text/css":
            text = f"the style sheet answers {answer.status} as {answer.kind or 'nothing'}: pages have no dress"
            yield self._error("style", answer, text, about="type")
        elif (_max_age(answer) or 0) < _SHORTEST_ASSET_S:
            text = "files in assets/ could be kept for a year, since their names change with them; the host says less"
            yield self._finding("assets-cached", Weight.NOTE, answer.url, text, about="caching-short")

    # (7)
    def _card(self, home: Answer) -> Iterator[Finding]:
        pages = [home.body]
        for path in self._samples(addresses.PAGE_FILE)[:1]:
            answer = self._get(path.removesuffix(addresses.PAGE_FILE))
            pages += [] if isinstance(answer, Finding) else [answer.body]
        for page in pages:
            said = {name.decode(): unescape(value.decode("utf-8", "replace")) for name, value in _META.findall(page)}
            if "" in said:
                yield from self._card_picture(said[""], (said.get(":width", ""), said.get(":height", "")))

    def _card_picture(self, url: str, wanted: tuple[str, str]) -> Iterator[Finding]:
        path = self._base.path(url)
        if path is None:
            text = f"the picture of a shared link is at {url}, not on this site"
            yield self._warn("card-elsewhere", url, text, "build for this address, then publish")
            return
        answer = self._get(path)
        if isinstance(answer, Finding):
            yield answer
        elif answer.status != 200 or not answer.kind.startswith("image/"):
            text = f"the picture of a shared link answers {answer.status} as {answer.kind or 'nothing'}"
            yield self._warn("card-missing", answer.url, text, "badgepress publish")
        elif answer.body.startswith(SIGNATURE) and all(wanted):
            found = tuple(str(int.from_bytes(answer.body[at : at + 4])) for at in (16, 20))
            if found != wanted:
                text = (
                    f"the picture of a shared link has {' by '.join(found)} pixels, the page says {' by '.join(wanted)}"
                )
                yield self._warn("card-size", answer.url, text, about="picture-changed")

    # (8)
    def _nothing(self) -> Iterator[Finding]:
        answer = self._get("awards/there-is-no-such-badge/credential.json")
        if isinstance(answer, Finding):
            yield answer
        elif answer.status == 200:
            text = "an address of nothing answers 200: a verifier takes a page for a credential that was never there"
            yield self._error("soft-404", answer, text, about="soft-404")
        elif answer.status != 404:
            text = f"an address of nothing answers {answer.status}, not 404"
            yield self._warn("not-404", answer.url, text, about="soft-404")
        elif self._differs(addresses.not_found(), answer.body):
            text = "an address of nothing is not answered with the 404.html of the site"
            yield self._warn("plain-404", answer.url, text, about="soft-404")

    # (9)
    def _headers(self, home: Answer) -> Iterator[Finding]:
        if home.headers.get("x-content-type-options", "").lower() != "nosniff":
            text = "X-Content-Type-Options: nosniff is missing: browsers may guess what a file is"
            yield self._finding("nosniff", Weight.NOTE, home.url, text, about="header")
        policy = home.headers.get("content-security-policy", "")
        if "frame-ancestors" not in policy and "x-frame-options" not in home.headers:
            text = "nothing says who may put these pages into a frame: Content-Security-Policy: frame-ancestors 'self'"
            yield self._finding("frames", Weight.NOTE, home.url, text, about="header")
        if "default-src" in policy or "script-src" in policy:
            text = (
                "the host sends a content policy of its own: it binds beside that of each page, and may stop the check"
            )
            yield self._warn("policy", home.url, text, about="header")

        yield from self._embed()

    def _embed(self) -> Iterator[Finding]:
        answer = self._get(addresses.embed())
        if isinstance(answer, Finding):
            yield answer
            return
        allowed = _FRAMED_BY.search(answer.headers.get("content-security-policy", ""))
        if "x-frame-options" in answer.headers or (allowed and "*" not in allowed[1].split()):
            text = "other sites may not show this page in a frame, but it is the card that earners put onto theirs"
            yield self._warn("embed-framed", answer.url, text, about="embed")

    def _get(self, path: str) -> Answer | Finding:
        self.looked_at += 1
        url = self._base.url(path)
        try:
            answer = fetch(url, _ELSEWHERE)
        except Unreachable as error:
            return Finding("unreachable", Weight.ERROR, url, f"no answer: {error}", "look again when the host answers")
        if answer.moved_to:
            text = f"it leads on to {answer.moved_to}: badges name this address, and not every verifier follows"
            return self._finding("redirect", Weight.ERROR, url, text, hint="answer here, without a redirect")
        return answer

    def _samples(self, name: str) -> list[str]:
        return self._built(f"awards/*/{name}")[:_SAMPLES]

    def _built(self, pattern: str) -> list[str]:
        if self._site is None:
            return []
        return sorted(path.relative_to(self._site).as_posix() for path in self._site.glob(pattern))

    def _differs(self, path: str, body: bytes) -> bool:
        """Whether the built site has the file, with other bytes."""
        file = self._site / path if self._site else None
        return file is not None and file.is_file() and file.read_bytes() != body

    def _built_date(self, path: str) -> str:
        return _date((self._site / path).read_bytes()) if self._site else ""

    def _error(self, code: str, answer: Answer, text: str, hint: str = "", *, about: str = "") -> Finding:
        return self._finding(code, Weight.ERROR, answer.url, text, about=about, hint=hint)

    def _warn(self, code: str, url: str, text: str, hint: str = "", *, about: str = "") -> Finding:
        return self._finding(code, Weight.WARNING, url, text, about=about, hint=hint)

    def _finding(self, code: str, weight: Weight, url: str, text: str, *, about: str = "", hint: str = "") -> Finding:
        return Finding(code, weight, url, text, what_to_do(about, self.host) if about else hint)


def _date(status_list: bytes) -> str:
    try:
        return str(json.loads(status_list)["validFrom"])[:10]
    except (ValueError, KeyError, TypeError):
        return "an unknown day"


def _max_age(answer: Answer) -> int | None:
    """How long an answer may be kept, in seconds; None where the host does not say."""
    said = answer.headers.get("cache-control", "").lower()
    if "no-store" in said or "no-cache" in said:
        return 0
    ages = [int(age) for age in _MAX_AGE.findall(said)]
    return max(ages) if ages else None
