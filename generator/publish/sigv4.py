"""The signature of a request to a store that speaks the API of S3 (AWS Signature Version 4), as a pure function.

    canonical request   method LF path LF query LF headers LF LF names of headers LF SHA-256 of the body
    string to sign      AWS4-HMAC-SHA256 LF time LF day/region/s3/aws4_request LF SHA-256 of the canonical request
    key                 HMAC(HMAC(HMAC(HMAC("AWS4" + secret, day), region), "s3"), "aws4_request")

Spec: Amazon S3 API Reference, "Authenticating Requests: Using the Authorization Header".
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from urllib.parse import quote

_ALGORITHM = "AWS4-HMAC-SHA256"


@dataclass(frozen=True, slots=True)
class Credentials:
    """Who asks. Neither the secret nor the token is ever shown."""

    key_id: str
    secret: str = field(repr=False)
    token: str = field(default="", repr=False)


def encoded_path(path: str) -> str:
    """A path as it stands in a request and in its signature: all but unreserved characters and slashes as %XX."""
    return quote(path, safe="/-_.~")


def encoded_query(query: Mapping[str, str]) -> str:
    """A query in the order and spelling that is signed."""
    spelled = [(quote(name, safe="-_.~"), quote(value, safe="-_.~")) for name, value in query.items()]
    return "&".join(f"{name}={value}" for name, value in sorted(spelled))


def signed_headers(
    method: str,
    host: str,
    path: str,
    query: Mapping[str, str],
    headers: Mapping[str, str],
    body: bytes,
    *,
    region: str,
    who: Credentials,
    now: datetime,
) -> dict[str, str]:
    """`headers`, with those that say who asks. `path` is as it will be sent, `now` aware."""
    stamp = now.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
    digest = hashlib.sha256(body).hexdigest()
    said = {**headers, "x-amz-date": stamp, "x-amz-content-sha256": digest}
    if who.token:
        said["x-amz-security-token"] = who.token
    signed = {name.lower(): " ".join(value.split()) for name, value in {**said, "host": host}.items()}
    names = ";".join(sorted(signed))
    lines = "".join(f"{name}:{signed[name]}\n" for name in sorted(signed))
    request = f"{method}\n{path}\n{encoded_query(query)}\n{lines}\n{names}\n{digest}"
    scope = f"{stamp[:8]}/{region}/s3/aws4_request"
    text = f"{_ALGORITHM}\n{stamp}\n{scope}\n{hashlib.sha256(request.encode()).hexdigest()}"
    signature = hmac.new(_signing_key(who.secret, stamp[:8], region), text.encode(), hashlib.sha256).hexdigest()
    said["Authorization"] = (
        f"{_ALGORITHM} Credential={who.key_id}/{scope}, SignedHeaders={names}, Signature={signature}"
    )
    return said


def _signing_key(secret: str, day: str, region: str) -> bytes:
    key = f"AWS4{secret}".encode()
    for part in (day, region, "s3", "aws4_request"):
        key = hmac.new(key, part.encode(), hashlib.sha256).digest()
    return key
