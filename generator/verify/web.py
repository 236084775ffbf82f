"""Documents read from the web, with care: a stranger's badge chooses the address, so little is promised to it.

https only, certificate checked, no redirect to another host, limits on size and time.
"""

from __future__ import annotations

import http.client
import re
import socket
import ssl
from urllib.parse import urljoin, urlsplit

from msgspec import Struct

from generator.verify.sources import MAX_BYTES, Unavailable, bounded

TIMEOUT_S = 10
_REDIRECTS = 3
_HOST = re.compile(r"(?!.*\.\d+$)[a-z0-9-]+(\.[a-z0-9-]+)+", re.IGNORECASE | re.ASCII)


class NetworkSource(Struct, frozen=True):
    """Gives the bytes of a document by its https address. Raises Unavailable."""

    def get(self, url: str) -> bytes:
        host = urlsplit(url).hostname
        for _ in range(_REDIRECTS + 1):
            parts = urlsplit(url)
            if parts.scheme != "https" or parts.hostname != host or parts.username is not None:
                raise Unavailable("its address, or a redirect from it, is not https on the same host")
            if not _HOST.fullmatch(parts.hostname or ""):
                raise Unavailable("its address is not on a public host name")
            try:
                status, location, body = _request(parts.hostname or "", parts.port, parts.path or "/", parts.query)
            except (OSError, http.client.HTTPException, ValueError) as error:
                raise Unavailable(f"{host} did not answer ({_why(error)})") from error
            if status in (301, 302, 303, 307, 308) and location:
                url = urljoin(url, location)
                continue
            if status != http.client.OK:
                raise Unavailable(f"{host} answered {status}")
            return bounded(body)
        raise Unavailable(f"{host} redirects too often")


def _request(host: str, port: int | None, path: str, query: str) -> tuple[int, str | None, bytes]:
    connection = http.client.HTTPSConnection(host, port, timeout=TIMEOUT_S, context=ssl.create_default_context())
    try:
        connection.request("GET", path + (f"?{query}" if query else ""), headers={"Accept": "application/json, */*"})
        answer = connection.getresponse()
        return answer.status, answer.getheader("Location"), answer.read(MAX_BYTES + 1)
    finally:
        connection.close()


def _why(error: Exception) -> str:
    if isinstance(error, socket.gaierror):
        return "no such host is known"
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"its certificate is refused: {error.verify_message}"
    reason = getattr(error, "strerror", None)
    return str(reason or error or type(error).__name__)
