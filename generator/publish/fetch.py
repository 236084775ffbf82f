"""One request to a host as a browser or a verifier makes it, without following where it is sent on to."""

from __future__ import annotations

import http.client
import ssl
from collections.abc import Mapping
from urllib.parse import urljoin, urlsplit

from msgspec import Struct

from generator.printable import printable

MAX_BYTES = 8 << 20
_TIMEOUT_S = 15
_HOPS = 5
_MOVED = (301, 302, 303, 307, 308)


class Unreachable(Exception):
    """There is no answer; `str()` says why."""


class Answer(Struct, frozen=True):
    """What came back. Names of headers are in small letters; a header that came twice has both values."""

    url: str
    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def kind(self) -> str:
        """The media type, without parameters."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()

    @property
    def moved_to(self) -> str:
        """Where it sends on to, as an absolute address, or ""."""
        return urljoin(self.url, self.headers.get("location", "")) if self.status in _MOVED else ""


def fetch(url: str, headers: Mapping[str, str] | None = None) -> Answer:
    """The answer to one GET. Raises Unreachable."""
    parts = urlsplit(url)
    make = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    connection = make(parts.netloc, timeout=_TIMEOUT_S)
    try:
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        connection.request("GET", path, headers={"User-Agent": "badgepress-check", **(headers or {})})
        answer = connection.getresponse()
        found: dict[str, str] = {}
        for name, value in answer.getheaders():
            known = found.get(name.lower())
            found[name.lower()] = value if known is None else f"{known}, {value}"
        return Answer(url, answer.status, found, answer.read(MAX_BYTES))
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise Unreachable(_why(error)) from error
    finally:
        connection.close()


def arrive(url: str) -> tuple[Answer, list[str]]:
    """The answer where redirects end, and the addresses on the way. Raises Unreachable."""
    answer = fetch(url)
    hops: list[str] = []
    while answer.moved_to and len(hops) < _HOPS:
        hops.append(answer.moved_to)
        answer = fetch(answer.moved_to)
    return answer, hops


def _why(error: Exception) -> str:
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"its certificate is refused: {error.verify_message}"
    reason = getattr(error, "strerror", None) or str(error) or type(error).__name__
    return printable(str(reason)[:200])
