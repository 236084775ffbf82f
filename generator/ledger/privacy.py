"""Whether a text that will be published holds the e-mail address of an earner, in the open or in disguise.

Looked for, in small and capital letters alike:

    plain        anywhere inside the text, also where %40, an HTML entity, a wide at sign or Markdown's \\ hides the @
    base64       of the address, plain or URL-safe, with or without padding, wherever it begins in a run of letters
    hex digest   MD5, SHA-1 or SHA-256 of the address as written or in small letters

A million rows go through here, so most texts must cost one search: `_SUSPECT` finds an at sign, what may hide one, 32
hexadecimal digits, or two letters that base64 can only make of bytes that include an @. Addresses are known once
earners.csv has been read; what was looked at before waits. Digests are compared once, at the end: each address is
hashed only if some text holds something that looks like a digest. PROMISES P6.
"""

from __future__ import annotations

import html
import re
from base64 import b64decode
from collections.abc import Container, Iterator, Mapping
from hashlib import md5, sha1, sha256
from unicodedata import normalize
from urllib.parse import unquote

from generator.ledger.faults import Fault, Report
from generator.model import Place

# The byte 0x40 in base64, by its place in a group of three: Q?, then ?? with 0100 and 0000 around the border, then ?A.
_AT_IN_BASE64 = r"Q[A-P]|[EUk0][A-D]|[BFJNRVZdhlptx159]A"
# What HTML takes for an entity never begins with a blank.
_SUSPECT = re.compile(rf"[@%\\＠﹫]|&(?! )|[0-9A-Fa-f]{{32}}|{_AT_IN_BASE64}")
_BASE64 = re.compile(r"[A-Za-z0-9+/_-]{8,}")
_DIGEST = re.compile(r"(?<![0-9A-Fa-f])(?:[0-9A-Fa-f]{64}|[0-9A-Fa-f]{40}|[0-9A-Fa-f]{32})(?![0-9A-Fa-f])")
_DOMAIN = re.compile(r"[\w.-]{3,253}")
_LONGEST_LOCAL_PART = 64


class Privacy:
    """The watch over everything that will be published. `report` gets what it finds."""

    def __init__(self, report: Report) -> None:
        self._report = report
        self._waiting: list[tuple[Place, str, bool]] = []
        self._digests: dict[str, list[Place]] = {}
        self._earner_of: Mapping[str, str] | None = None
        self._domains: Container[str] = frozenset()
        self._public: frozenset[str] = frozenset()
        self.clues = 0  # what was found, so far, that would matter if it were somebody's

    def suspects(self, text: str) -> bool:
        """Whether `text` deserves a closer look. For rows, before a Place is made."""
        return _SUSPECT.search(text) is not None

    def look(self, place: Place, text: str, in_row: bool = False) -> None:
        """Report an address in `text`, now or once the addresses are known.

        The contact addresses of the issuer are public by choice: outside rows (`in_row`) they may stand anywhere.
        """
        if not self.suspects(text):
            return
        if self._earner_of is None:
            self._waiting.append((place, text, in_row))
            return
        for digest in _DIGEST.findall(text):
            self.clues += 1
            self._digests.setdefault(digest.lower(), []).append(place)
        self._judge(place, text, in_row)

    def know(self, earner_of: Mapping[str, str], public: frozenset[str], domains: Container[str] | None = None) -> None:
        """The addresses of all earners, in small letters, each with its earner's id; those that are `public`.

        `domains` has what stands behind the @ in any of them, where that need not be gathered here.
        """
        self._earner_of = earner_of
        self._public = public
        if domains is None:
            domains = frozenset(address.rpartition("@")[2] for address in earner_of)
        self._domains = domains
        for waiting in self._waiting:
            self.look(*waiting)
        self._waiting.clear()

    def close(self, spelled: Iterator[str]) -> None:
        """Compare digests, once every text has been looked at. `spelled` gives the addresses in each spelling."""
        if not self._digests or self._earner_of is None:
            return
        for address in spelled:
            for digest in _digests_of(address):
                for place in self._digests.get(digest, ()):
                    self._report.add(place, _would_publish(self._earner_of[address.lower()], "a digest of "))

    def _judge(self, place: Place, text: str, in_row: bool) -> None:
        assert self._earner_of is not None
        for plain, how in _readings(text):
            for address in self._addresses_in(plain):
                if in_row or address not in self._public:
                    self._report.add(place, _would_publish(self._earner_of[address], how))
                    return

    def _addresses_in(self, text: str) -> Iterator[str]:
        """The earners' addresses inside `text`, whatever letters stand around them."""
        assert self._earner_of is not None
        lowered = text.lower()
        at = lowered.find("@")
        while at >= 0:
            behind = _DOMAIN.match(lowered, at + 1)
            self.clues += behind is not None
            for domain in _beginnings(behind[0], self._domains) if behind else ():
                for start in range(max(0, at - _LONGEST_LOCAL_PART), at):
                    address = lowered[start:at] + "@" + domain
                    if address in self._earner_of:
                        yield address
            at = lowered.find("@", at + 1)


def _beginnings(text: str, known: Container[str]) -> Iterator[str]:
    return (text[:end] for end in range(3, len(text) + 1) if text[:end] in known)


def _readings(text: str) -> Iterator[tuple[str, str]]:
    """What a reader, a browser or a curious person can make of `text`, and how to call it."""
    yield text, ""
    opened = normalize("NFKC", html.unescape(unquote(text)).replace("\\", ""))
    if opened != text:
        yield opened, ""
    for token in _BASE64.findall(text):
        if re.search(_AT_IN_BASE64, token):
            for start in range(4):
                yield _from_base64(token[start:]), "the base64 form of "


def _from_base64(token: str) -> str:
    whole = token.replace("-", "+").replace("_", "/")
    whole = whole[:-1] if len(whole) % 4 == 1 else whole
    return b64decode(whole + "=" * (-len(whole) % 4)).decode("utf-8", errors="replace")


def _digests_of(address: str) -> Iterator[str]:
    data = address.encode()
    for algorithm in (md5, sha1, sha256):
        yield algorithm(data, usedforsecurity=False).hexdigest()


def _would_publish(earner: str, how: str) -> Fault:
    hint = "addresses never go on the site; take it out, or name a contact in site.toml instead"
    return Fault("private-address", f"this would publish {how}the e-mail address of earner '{earner}'", hint)
