"""Documents read from the web, with care: a stranger's badge chooses the address, so little is promised to it.

https only, certificate checked, no redirect to another host, limits on size and time. The time is that of a whole
document: a host that gives a byte now and then is left alone when it is over.
"""

from __future__ import annotations

import http.client
import re
import socket
import ssl
import string
from contextlib import suppress
from threading import Thread
from urllib.parse import quote, urljoin, urlsplit

from msgspec import Struct

from generator.verify.sources import MAX_BYTES, Unavailable, bounded

TIMEOUT_S = 10
_REDIRECTS = 3
_HOST = re.compile(r"(?!.*\.\d+$)[a-z0-9-]+(\.[a-z0-9-]+)+", re.IGNORECASE | re.ASCII)


class NetworkSource(Struct, frozen=True):
    """Gives the bytes of a document by its https address. Raises Unavailable."""

    def get(self, url: str) -> bytes:
        try:
            return self._get(url)
        except ValueError as error:  # of an address that has the form of none
            raise Unavailable("its address is not sound") from error

    def _get(self, url: str) -> bytes:
        host = urlsplit(url).hostname
        for _ in range(_REDIRECTS + 1):
            parts = urlsplit(url)
            if parts.scheme != "https" or parts.hostname != host or parts.username is not None:
                raise Unavailable("its address, or a redirect from it, is not https on the same host")
            if not _HOST.fullmatch(parts.hostname or ""):
                raise Unavailable("its address is not on a public host name")
            try:
                status, location, body = _request(parts.hostname or "", parts.port, _spelled(parts.path, parts.query))
            except (OSError, http.client.HTTPException) as error:
                raise Unavailable(f"{host} did not answer ({_why(error)})") from error
            if status in (301, 302, 303, 307, 308) and location:
                url = urljoin(url, location)
                continue
            if status != http.client.OK:
                raise Unavailable(f"{host} answered {status}")
            return bounded(body)
        raise Unavailable(f"{host} redirects too often")


def _spelled(path: str, query: str) -> str:
    """Path and query as they are asked for: letters beyond ASCII are written with percent signs."""
    return quote((path or "/") + (f"?{query}" if query else ""), safe=string.punctuation)


_Answer = tuple[int, str | None, bytes]


def _request(host: str, port: int | None, place: str) -> _Answer:
    connection = http.client.HTTPSConnection(host, port, timeout=TIMEOUT_S, context=ssl.create_default_context())
    answers: list[_Answer | Exception] = []
    # In a thread: limits of sockets are for one piece of an answer, and each piece may come just in time.
    thread = Thread(target=_ask, args=(connection, place, answers), daemon=True)
    thread.start()
    thread.join(TIMEOUT_S)
    if not answers:
        _hang_up(connection)
        raise TimeoutError(f"it took longer than {TIMEOUT_S} seconds")
    answer = answers[0]
    if isinstance(answer, Exception):
        raise answer
    return answer


def _ask(connection: http.client.HTTPSConnection, place: str, answers: list[_Answer | Exception]) -> None:
    try:
        connection.request("GET", place, headers={"Accept": "application/json, */*"})
        answer = connection.getresponse()
        answers.append((answer.status, answer.getheader("Location"), answer.read(MAX_BYTES + 1)))
    except Exception as error:  # whoever asked is told
        answers.append(error)
    finally:
        connection.close()


def _hang_up(connection: http.client.HTTPSConnection) -> None:
    """End what is still being read, if it has come so far."""
    with suppress(OSError):
        if connection.sock is not None:
            connection.sock.shutdown(socket.SHUT_RDWR)


def _why(error: Exception) -> str:
    if isinstance(error, socket.gaierror):
        return "no such host is known"
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"its certificate is refused: {error.verify_message}"
    reason = getattr(error, "strerror", None)
    return str(reason or error or type(error).__name__)
