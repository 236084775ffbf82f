"""Keys whose secret everybody knows, and where they may be used all the same.

A published key proves nothing: anyone can sign with it. The demonstration site is built with one, so that a fresh
clone works at once; the test keys of the standards are listed because people copy them. A site that others could take
for real is not built with any of them.

They are known by their public keys alone. The demonstration key is keys/demo-published-not-secret.key.
"""

from __future__ import annotations

import ipaddress
import re
from urllib.parse import urlsplit

from generator.errors import KeyFileError
from generator.signing.keyfile import KeyFile
from generator.signing.sealing import public_of

DEMO_NAME = "demo-published-not-secret"
DEMO_KEY = "z6MkpAtCqVzaDCX49vs7SgcD6ejnPX18LS6RwqNWZdyrDR3T"

# Public key: where its secret is printed.
PUBLISHED = {
    DEMO_KEY: "the demonstration key of Badgepress",
    "z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2": "a test key of W3C VC-DI-EdDSA",
    "z6MktgKTsu1QhX6QPbyqG6geXdw6FQCZBPq7uQpieWbiQiG7": "a test key of W3C VC-DI-EdDSA",
    "z6MkhWqdDBPojHA7cprTGTt5yHv5yUi1B8cnXn8ReLumkw6E": "a test key of W3C VC-DI-EdDSA",
    "z6MkmEq87wkHCYnWnNZkigeDMGTN7oUw1upkhzd77KuXERS1": "a test key of W3C VC-DI-EdDSA",
    "z6Mkm1S51iPHJvDEkJ9MRtxJmT8Pqo6wHipAFwBAjN83vntT": "a test key of W3C VC-DI-EdDSA",
    "z6MktwupdmLXVVqTzCw4i46r4uGyosGXRnR3XjN4Zq7oMMsw": "a test key of RFC 8032",
    "z6MkiaMbhXHNA4eJVCCj8dbzKzTgYDKf6crKgHVHid1F1WCT": "a test key of RFC 8032",
    "z6MkwSD8dBdqcXQzKJZQFPy2hh2izzxskndKCjdmC2dBpfME": "a test key of RFC 8032",
    "z6Mkh7U7jBwoMro3UeHmXes4tKtFbZhMRWejbtunbU4hhvjP": "a test key of RFC 8032",
    "z6MkvLrkgkeeWeRwktZGShYPiB5YuPkhN2yi3MqMKZMFMgWr": "a test key of RFC 8032",
    "z6MkiTBz1ymuepAQ4HEHYSF1H8quG5GLVVQR3djdX3mDooWp": "the key of 32 zero bytes",
    "z6MkehRgf7yJbgaGfYsdoAsKdBPE3dj2CYhowQdcjqSJgvVd": "the key of the bytes 0 to 31",
}

_PLAIN_URL = re.compile(r"https?://([a-z0-9.-]+|\[::1\])(:[0-9]{1,5})?(/[!-\[\]-~]*)?", re.IGNORECASE | re.ASCII)
_EXAMPLE_HOSTS = ("example.org", "example.com", "example.net")
_RESERVED_ENDINGS = ("example", "test", "invalid", "localhost")  # top-level names that never lead anywhere, RFC 6761


def is_published(key: KeyFile) -> bool:
    """Whether a key file holds a published key openly, so that there is nothing in it to protect."""
    return key.public in PUBLISHED and not key.encrypted and public_of(key.secret) == key.public


def refuse_demo_key(multikey: str, base_url: str) -> None:
    """Raise KeyFileError if `multikey` is a published key and `base_url` could be taken for a real site."""
    if multikey in PUBLISHED and not is_demo_address(base_url):
        raise KeyFileError(
            f"this site would be signed with a published key ({PUBLISHED[multikey]}): anyone could forge its badges",
            "make a key of your own: badgepress keys new",
        )


def is_demo_address(base_url: str) -> bool:
    """Whether a base URL leads to this machine or to a name reserved for examples.

    Only a plain http(s) URL can: user info, escapes, white space, backslashes and letters beyond ASCII are read
    differently by different programs, and are never a demonstration.
    """
    if not _PLAIN_URL.fullmatch(base_url):
        return False
    host = (urlsplit(base_url).hostname or "").removesuffix(".")
    return _is_loopback(host) or _is_example(host)


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _is_example(host: str) -> bool:
    labels = host.split(".")
    if not all(labels):
        return False
    return labels[-1] in _RESERVED_ENDINGS or ".".join(labels[-2:]) in _EXAMPLE_HOSTS
