"""A look at bytes that are to be published: the links of a page, addresses of people, marks of secret keys.

`Looker` runs where files are made and sees each one; what it cannot judge there (whether a link leads to a file that
another worker makes, whether an address is one of the ledger's) it notes in `Seen`. See `inspect` for the judging.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from urllib.parse import unquote

from msgspec import Struct, field

from generator import addresses

_LINKING = (b"href=", b"src=")
_TAG = re.compile(rb"<[a-z]")
# What may be an address, in any of the spellings that a page or a link can give it; letters of all scripts.
_AT = re.compile(rb"@|%40|&#64;|&#x40;", re.IGNORECASE)
_SIGNS = "_.%+&#;!$'*/=?^`{|}~-"  # that may stand before it, beside letters and digits
_LOCAL = bytes(byte for byte in range(256) if byte >= 0x80 or chr(byte).isalnum() or chr(byte) in _SIGNS)
_LONGEST_LOCAL = 2048  # bytes, however they are spelled
_DOMAIN = re.compile(rb"[\w%\x80-\xff-]+(?:\.[\w%\x80-\xff-]+)*")
_BEHIND_DOMAIN = re.compile(r"[^\w.-]")
_BEFORE_MAIL = re.compile(r"[^\w.+-]+")
_OTHER_SIGNS = (b"%40", b"&#64", b"&#x40", b"&#X40")
_KEYWORDS = (b'context"', b'type"')  # of JSON-LD, behind their @
_ELSEWHERE = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:|//")
_REMEMBERED = 1024
_PNG = b"\x89PNG\r\n\x1a\n"
_SECRET_MARKS = (b"badgepress-key/v1", b"PRIVATE KEY-----")


class Seen(Struct):
    """What is to be judged later: files that links lead to, each with a page that has it; possible addresses."""

    links: dict[str, str] = field(default_factory=dict)
    mails: dict[str, str] = field(default_factory=dict)
    secrets: list[str] = field(default_factory=list)

    def add(self, other: Seen) -> None:
        """Take over what another has seen."""
        self.links |= other.links
        self.mails |= other.mails
        self.secrets += other.secrets


class Looker:
    """Looks at files one after the other. `own` are the public contacts, in lower case; `root` as in `addresses`."""

    def __init__(self, own: frozenset[str], root: str) -> None:
        self._own = own
        self._known = tuple(mail.encode().split(b"@", 1) for mail in sorted(own))
        # Far enough for every keyword, every part of an address, and the byte that ends it.
        self._reach = 2 + max(map(len, (*_KEYWORDS, *(part for mail in self._known for part in mail))))
        self._harmless: set[bytes] = set()
        self._root = root

    def look_at(self, path: str, data: bytes, seen: Seen) -> None:
        """Note what there is to note of one file."""
        if any(mark in data for mark in _SECRET_MARKS):
            seen.secrets.append(path)
        if self._may_hold_mail(data) or any(sign in data for sign in _OTHER_SIGNS):
            self._note_mails(path, data, seen)
        if path.endswith(".html"):
            for target in links_of(path, data, self._root):
                seen.links.setdefault(target, path)

    def glance_at(self, path: str, data: bytes, seen: Seen) -> None:
        """The same for a file that differs only in what came from lines that `is_plain` from one that was looked at."""
        if self._may_hold_mail(data):
            self._note_mails(path, data, seen)

    def _note_mails(self, path: str, data: bytes, seen: Seen) -> None:
        for mail in mails_in(data):
            if mail not in self._own:
                seen.mails.setdefault(mail, path)

    def _may_hold_mail(self, data: bytes) -> bool:
        """A quick answer: False only if no @ belongs to an address, or all to our own contacts."""
        reach, harmless = self._reach, self._harmless
        at = data.find(b"@")
        while at >= 0:
            # What an @ belongs to shows within `reach` of it, so the same surroundings are judged once.
            around = data[at - reach : at + reach] if at >= reach else b""
            if around not in harmless and not self._is_harmless(data, at, around):
                return True
            at = data.find(b"@", at + 1)
        return False

    def _is_harmless(self, data: bytes, at: int, around: bytes) -> bool:
        before, after = data[max(0, at - self._reach) : at], data[at + 1 : at + self._reach]
        if not (after.startswith(_KEYWORDS) and before.endswith(b'"')) and not self._is_own(before, after):
            return False
        if around:
            if len(self._harmless) >= _REMEMBERED:
                self._harmless.clear()
            self._harmless.add(around)
        return True

    def _is_own(self, before: bytes, after: bytes) -> bool:
        for local, domain in self._known:
            if after[: len(domain)].lower() == domain and before[-len(local) :].lower() == local:
                return _ends(before[: -len(local)][-1:]) and _ends(after[len(domain) :][:1])
        return False


def is_plain(lines: bytes) -> bool:
    """Whether nothing in lines of the ledger can become an address without an @, or a mark of a secret."""
    return not any(sign in lines for sign in (*_OTHER_SIGNS, *_SECRET_MARKS))


def _ends(byte: bytes) -> bool:
    """Whether an address can end at this byte."""
    return byte in (b"", b'"', b":", b">", b"<", b" ", b"?", b"\n")


def mails_in(data: bytes) -> Iterator[str]:
    """Everything in `data` that may be an address, in lower case; of `to=ada@example.org` the part after = too."""
    for piece in _chunks(data) if data.startswith(_PNG) else (data,):
        yield from _mails_in(piece)


def _chunks(picture: bytes) -> Iterator[bytes]:
    """What the chunks of a PNG hold. Their kinds and checksums would be read as a part of an address beside them."""
    at = len(_PNG)
    while at < len(picture):
        length = int.from_bytes(picture[at : at + 4], "big")
        yield picture[at + 8 : at + 8 + length]
        at += 12 + length
    if at != len(picture):
        yield picture  # which has no such chunks after all


def _mails_in(data: bytes) -> Iterator[str]:
    for sign in _AT.finditer(data):
        domain = _DOMAIN.match(data, sign.end())
        before = data[max(0, sign.start() - _LONGEST_LOCAL) : sign.start()]
        local = _read(before[len(before.rstrip(_LOCAL)) :]).rpartition("@")[2]
        if domain is None or not local:
            continue
        behind = "@" + _BEHIND_DOMAIN.split(_read(domain.group()), 1)[0].rstrip(".")
        yield local + behind
        yield from (local[cut.end() :] + behind for cut in _BEFORE_MAIL.finditer(local))


def _read(spelled: bytes) -> str:
    return unquote(html.unescape(spelled.decode("utf-8", "replace"))).lower()


def links_of(path: str, data: bytes, root: str) -> Iterator[str]:
    """The files of the site that the links of a page lead to; one that leads out of it comes as it is written."""
    here = path[: -len(addresses.PAGE_FILE)] if path.endswith(addresses.PAGE_FILE) else path
    for link in dict.fromkeys(_values_of_links(data)):
        target = _site_path(here, html.unescape(link.decode()), root)
        if target is not None:
            yield addresses.file_of(target)


def _values_of_links(data: bytes) -> Iterator[bytes]:
    """What stands in quotes behind each `href=` and `src=` of a tag."""
    lower = data.lower()
    for name in _LINKING:
        at = lower.find(name)
        while at >= 0:
            begins = at + len(name)
            quote = data[begins : begins + 1]
            is_word = data[at - 1 : at].isspace() and quote in (b'"', b"'")
            # In a tag: one has begun and not ended. A value before it may hold a <, but not as a page here writes a >.
            if is_word and _TAG.search(lower, lower.rfind(b">", 0, at) + 1, at):
                ends = data.find(quote, begins + 1)
                if ends >= 0:
                    yield data[begins + 1 : ends]
            at = lower.find(name, begins)


def _site_path(here: str, link: str, root: str) -> str | None:
    """The path of the site that a link leads to, or None for one that leads elsewhere."""
    plain = unquote(link.partition("#")[0].partition("?")[0])
    if _ELSEWHERE.match(plain) or not plain:
        return None
    if plain.startswith("/"):
        return plain.removeprefix(root) if plain.startswith(root) else plain
    parts = here.split("/")[:-1]
    for part in plain.split("/"):
        if part == "..":
            if not parts:
                return link  # leads out of the site: no such file
            parts.pop()
        elif part != ".":
            parts.append(part)
    ends_in_folder = plain.endswith(("/", "/.", "/..")) or plain in (".", "..")
    path = "/".join(part for part in parts if part)
    return f"{path}/" if ends_in_folder and path else path
