"""A bucket of a store that speaks the API of S3 as a host: Amazon S3, Cloudflare R2, MinIO, Ceph and others.

Requests are signed here and sent by the standard library (see docs/decisions): PUT, GET, DELETE of one object each,
and the list of a bucket. What fails for a passing reason is tried again; a request that is repeated does the same
thing twice. Up to `_BESIDE` go at once, each thread with its own connection.
"""

from __future__ import annotations

import http.client
import re
import ssl
import threading
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from functools import partial
from html import unescape
from pathlib import Path
from urllib.parse import urlsplit

from generator.errors import PublishError
from generator.mediatypes import content_type
from generator.model import StoreTarget
from generator.printable import printable
from generator.publish import caching
from generator.publish.sigv4 import Credentials, encoded_path, encoded_query, signed_headers

_BESIDE = 8
_TRIES = 5
_REST_S = 0.25  # before the second try; three times as long before each further one
_TIMEOUT_S = 60
_PASSING = (429, 500, 502, 503, 504)
_LOOPBACK = ("localhost", "127.0.0.1", "::1")
_KEY = re.compile(r"<Key>(.*?)</Key>", re.DOTALL)
_NEXT = re.compile(r"<NextContinuationToken>(.*?)</NextContinuationToken>", re.DOTALL)
_CODE = re.compile(r"<Code>([A-Za-z0-9.]{1,80})</Code>")
_WAYS_OUT = {
    "AccessDenied": "give this key the rights to put, get, delete and list objects (docs/verbs/publish.md)",
    "SignatureDoesNotMatch": "the secret key does not fit its id: set both again",
    "InvalidAccessKeyId": "the store does not know this key id: set it and its secret again",
    "ExpiredToken": "log in again: the session has ended",
    "NoSuchBucket": "make the bucket, or correct `bucket` in content/site.toml",
    "PermanentRedirect": "the bucket is in another region: correct `region` in content/site.toml",
    "AuthorizationHeaderMalformed": "the bucket is in another region: correct `region` in content/site.toml",
    "RequestTimeTooSkewed": "set the clock of this machine",
}


class StoreHost:
    """Objects of a bucket. `clock` is for tests."""

    def __init__(
        self,
        target: StoreTarget,
        who: Credentials,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        endpoint = urlsplit(target.endpoint or f"https://s3.{target.region}.amazonaws.com")
        self.name = f"s3://{target.bucket}" + (f"/{target.prefix}" if target.prefix else "")
        self.is_here = endpoint.hostname in _LOOPBACK
        if endpoint.scheme != "https" and not self.is_here:
            raise PublishError(f"{target.endpoint} is not https", "a key is only shown to a store over https")
        self._address, self._is_secure = endpoint.netloc, endpoint.scheme == "https"
        self._bucket = f"{endpoint.path.rstrip('/')}/{target.bucket}"
        self._prefix = f"{target.prefix}/" if target.prefix else ""
        self._region, self._who, self._clock = target.region, who, clock
        self._own = threading.local()
        self._threads = ThreadPoolExecutor(_BESIDE, thread_name_prefix="store")

    def read(self, path: str) -> bytes | None:
        status, body = self._ask("GET", path, accepted=(200, 404))
        return body if status == http.client.OK else None

    def write(self, path: str, data: bytes) -> None:
        headers = {"Content-Type": content_type(path), "Cache-Control": caching.cache_control(path)}
        self._ask("PUT", path, data, headers)

    def send(self, site: Path, paths: Sequence[str]) -> None:
        self._all(lambda path: self.write(path, (site / path).read_bytes()), paths)

    def delete(self, paths: Sequence[str]) -> None:
        self._all(lambda path: self._ask("DELETE", path, accepted=(200, 204, 404)), paths)

    def _all(self, do: Callable[[str], object], paths: Sequence[str]) -> None:
        for future in [self._threads.submit(do, path) for path in paths]:
            future.result()

    def listing(self) -> Iterable[str]:
        query = {"list-type": "2", "prefix": self._prefix}
        while True:
            text = self._ask("GET", None, query=query)[1].decode()
            for key in _KEY.findall(text):
                yield unescape(key).removeprefix(self._prefix)
            more = _NEXT.search(text)
            if not more:
                return
            query["continuation-token"] = unescape(more[1])

    def close(self) -> None:
        self._threads.shutdown(cancel_futures=True)

    def _ask(
        self,
        method: str,
        path: str | None,
        body: bytes = b"",
        headers: Mapping[str, str] | None = None,
        query: Mapping[str, str] | None = None,
        accepted: Sequence[int] = (200,),
    ) -> tuple[int, bytes]:
        """Status and body of the answer, once it is one of `accepted`. Raises PublishError."""
        where = encoded_path(self._bucket if path is None else f"{self._bucket}/{self._prefix}{path}")
        once = partial(self._once, method, where, body, dict(headers or {}), dict(query or {}))
        for attempt in range(_TRIES):
            if attempt:
                time.sleep(_REST_S * 3 ** (attempt - 1))
            try:
                status, answer = once()
            except (OSError, http.client.HTTPException) as error:
                self._forget_connection()
                found = PublishError(f"{self.name}: {_why(error)}", _AGAIN)
                if isinstance(error, ssl.SSLCertVerificationError):
                    break
                continue
            if status in accepted:
                return status, answer
            found = self._refused(path, status, answer)
            if status not in _PASSING:
                break
        raise found

    def _once(
        self, method: str, where: str, body: bytes, headers: dict[str, str], query: dict[str, str]
    ) -> tuple[int, bytes]:
        said = signed_headers(
            method, self._address, where, query, headers, body, region=self._region, who=self._who, now=self._clock()
        )
        connection = self._connection()
        connection.request(method, where + (f"?{encoded_query(query)}" if query else ""), body or None, said)
        answer = connection.getresponse()
        return answer.status, answer.read()

    def _connection(self) -> http.client.HTTPConnection:
        found: http.client.HTTPConnection | None = getattr(self._own, "connection", None)
        if found is None:
            make = http.client.HTTPSConnection if self._is_secure else http.client.HTTPConnection
            found = self._own.connection = make(self._address, timeout=_TIMEOUT_S)
        return found

    def _forget_connection(self) -> None:
        found = getattr(self._own, "connection", None)
        if found is not None:
            found.close()
        self._own.connection = None

    def _refused(self, path: str | None, status: int, answer: bytes) -> PublishError:
        code = _CODE.search(answer.decode("utf-8", "replace"))
        what = code[1] if code else f"status {status}"
        return PublishError(f"{self.name}: {path or 'the list of the bucket'}: {what}", _WAYS_OUT.get(what, _AGAIN))


_AGAIN = "publish again when the store answers: it goes on where it stopped"


def _why(error: Exception) -> str:
    return printable(str(getattr(error, "strerror", None) or error or type(error).__name__))[:200]
