"""Web addresses, held to the letter of RFC 3986: they become IRIs in signed documents and links on pages.

    web address    http:// or https://, a host, then only characters that need no escape, or %XX; 2048 at most
    base URL       https:// (http:// on this very machine only), a lower-case DNS name, a path of plain segments

A character outside RFC 3986 would be an injection into N-Quads (SPEED, "Compiled N-Quads templates"), and a user name
in front of the host would publish a credential or disguise the host. Letters beyond ASCII are refused rather than
escaped here, because the bytes that get signed are to be the bytes in the file.
"""

from __future__ import annotations

import re
from ipaddress import IPv6Address
from urllib.parse import quote, urlsplit

from generator.ledger.faults import Fault
from generator.printable import quoted

LONGEST = 2048

_CHAR = r"(?:[A-Za-z0-9._~!$&()*+,;=:@-]|%[0-9A-Fa-f]{2})"
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9])?"
_HOST = rf"(?:(?:{_LABEL}\.)*{_LABEL}\.?|\[([0-9A-Fa-f:.]{{2,45}})\])"
_WEB = re.compile(
    rf"https?://{_HOST}(?::(\d{{1,5}}))?(?:/(?:{_CHAR}|/)*+)?(?:\?(?:{_CHAR}|[/?])*+)?(?:#(?:{_CHAR}|[/?])*+)?"
)
_STRANGE = re.compile(r"[^A-Za-z0-9._~!$&()*+,;=:@/?#\[\]%-]")
_BAD_ESCAPE = re.compile(r"%(?![0-9A-Fa-f]{2})")
_SEGMENT = re.compile(r"[A-Za-z0-9._~-]+")
_DNS = re.compile(r"(?=.{1,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)*[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")
_DOTTED_NUMBERS = re.compile(r"[0-9.]+")
_HOW = "write it in full, such as https://www.example.org/"


def web_address_fault(url: str) -> Fault | None:
    """What is wrong with `url` as a link to a page somewhere, if anything."""
    match = _WEB.fullmatch(url) if len(url) <= LONGEST else None
    if match and (match[2] is None or int(match[2]) <= 65_535) and (match[1] is None or _is_ipv6(match[1])):
        return None
    return _explain(url)


def _is_ipv6(text: str) -> bool:
    try:
        IPv6Address(text)
    except ValueError:
        return False
    return True


def _explain(url: str) -> Fault:
    """The most telling of the reasons why `url` was refused."""
    if len(url) > LONGEST:
        return Fault("web-address", f"the address has {len(url):,} characters; at most {LONGEST:,} are accepted")
    if not re.match("https?://", url):
        return Fault("web-address", f"{quoted(url)} does not begin with https:// or http://", _HOW)
    strange = _STRANGE.search(url)
    if strange:
        char = strange[0]
        hint = f"write the character as {quote(char, safe='', errors='replace')}"
        return Fault("web-address", f"{quoted(url)} holds {quoted(char)}, which no address may", hint)
    if _BAD_ESCAPE.search(url):
        return Fault(
            "web-address", f"{quoted(url)} has a % without two hexadecimal digits", "a percent sign itself is %25"
        )
    if "@" in re.split("[/?#]", url, maxsplit=3)[2]:
        return Fault("web-address", "the address has a user name in front of the host", "leave out all up to the @")
    return Fault("web-address", f"{quoted(url)} is not a web address: its host or port is not sound", _HOW)


def base_url(text: str) -> str | Fault:
    """The base URL of a site without the slash at its end."""
    url = text.removesuffix("/")
    parts = _split(url)
    if parts is None or web_address_fault(url):
        return _base_fault(text, "is not a web address")
    scheme, host, port, path, rest = parts
    if rest:
        return _base_fault(text, "has a query or a fragment")
    if host != host.lower():
        return Fault(
            "base-url", f"{quoted(text)} has capital letters in its host", f"did you mean {quoted(url.lower())}?"
        )
    fault = _host_fault(text, scheme, host, port)
    if fault:
        return fault
    for segment in path.split("/")[1:]:
        if not _SEGMENT.fullmatch(segment) or segment in (".", ".."):
            return _base_fault(
                text, f"has the path segment {quoted(segment)}; letters, digits and . _ ~ - are accepted"
            )
    return url


def _split(url: str) -> tuple[str, str, int | None, str, str] | None:
    """Scheme, host as written, port, path, and whether more follows."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return None
    host = parts.netloc.rpartition("@")[2]
    host = host[: host.find("]") + 1] if host.startswith("[") else host.partition(":")[0]
    return parts.scheme, host, port, parts.path, "?" * ("?" in url) + "#" * ("#" in url)


def _host_fault(text: str, scheme: str, host: str, port: int | None) -> Fault | None:
    here = host in ("127.0.0.1", "localhost") or host.endswith(".localhost")
    if host.startswith("["):
        return _base_fault(text, "has an address in brackets for its host, of which no DID can be made")
    if scheme == "http" and not here:
        return Fault(
            "base-url",
            f"{quoted(text)} is not encrypted: http is accepted only on this machine (localhost)",
            f"did you mean {quoted('https' + text[4:])}?",
        )
    if not here and (not _DNS.fullmatch(host) or _DOTTED_NUMBERS.fullmatch(host)):
        return _base_fault(text, f"has the host {quoted(host)}, which is not a domain name")
    if port == {"http": 80, "https": 443}[scheme]:
        return Fault("base-url", f"{quoted(text)} names port {port}, which {scheme} has anyway", f"leave out :{port}")
    return None


def _base_fault(text: str, why: str) -> Fault:
    return Fault("base-url", f"{quoted(text)} {why}", 'write it like base_url = "https://badges.example.org"')
