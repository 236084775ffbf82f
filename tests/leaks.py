"""Looking for what must not be in a published tree: an address in any form that a program could read back or test.

    plain        any case, with `@` as HTML entity or JSON escape too
    percent      `@` alone, or every character
    hashed       md5, sha1, sha256 and sha512 as hex and base64, of each spelling, with each published salt before or after
    base64       at any of the three places where it may begin in a longer text, both alphabets

Each file is read as it is and, where it is a PNG, a gzip file or holds a zlib text, inflated.
"""

from __future__ import annotations

import base64
import gzip
import hashlib
import re
from collections.abc import Iterable, Iterator
from functools import cached_property
from pathlib import Path

from tests.published import PNG_SIGNATURE, png_texts

ALGORITHMS = ("md5", "sha1", "sha256", "sha512")
_SALT = re.compile(rb'"salt"\s*:\s*"([^"\\]+)"')


class Haystack:
    """All the bytes of the files below `root`."""

    def __init__(self, root: Path) -> None:
        self.files = {
            path.relative_to(root).as_posix(): b"\n".join(_readings(path.read_bytes()))
            for path in sorted(root.rglob("*"))
            if path.is_file()
        }

    @cached_property
    def _all(self) -> bytes:
        return b"\n".join(self.files.values())

    @cached_property
    def _folded(self) -> bytes:
        return self._all.lower()

    @cached_property
    def salts(self) -> list[str]:
        """The salts that the site itself publishes: whoever guesses an address would use them."""
        return sorted({salt.decode() for salt in _SALT.findall(self._all)})

    def leaks(self, address: str) -> list[str]:
        """Where `address` can be read or tested: `file: form`, empty when it is nowhere."""
        found = []
        for form, needle in forms(address, self.salts):
            exact = form.startswith("base64")
            if needle in (self._all if exact else self._folded):
                found += [
                    f"{path}: {form}"
                    for path, data in self.files.items()
                    if needle in (data if exact else data.lower())
                ]
        return found


def forms(address: str, salts: Iterable[str] = ()) -> Iterator[tuple[str, bytes]]:
    """The forms of `address`: a name and the bytes to look for; all but base64 in lower-cased text."""
    plain = address.lower()
    yield "plain", plain.encode()
    for sign in ("&#64;", "&#x40;", "&commat;", "\\u0040", "%40"):
        yield f"plain with {sign}", plain.replace("@", sign).encode()
    for spelling in sorted(_spellings(address)):
        yield "percent", "".join(f"%{byte:02x}" for byte in spelling.encode()).encode()
        yield "hex", spelling.encode().hex().encode()
        yield from _base64_forms("base64", spelling.encode())
        yield from _hashed_forms(spelling, salts)


def _spellings(address: str) -> set[str]:
    local, _, domain = address.strip().rpartition("@")
    return {address, address.strip(), address.lower(), address.upper(), f"{local}@{domain.lower()}"}


def _hashed_forms(spelling: str, salts: Iterable[str]) -> Iterator[tuple[str, bytes]]:
    texts = [spelling, *(text for salt in salts for text in (spelling + salt, salt + spelling))]
    for text in texts:
        for algorithm in ALGORITHMS:
            digest = hashlib.new(algorithm, text.encode(), usedforsecurity=False)
            yield algorithm, digest.hexdigest().encode()
            yield f"base64 of {algorithm}", base64.b64encode(digest.digest()).rstrip(b"=")
            yield f"base64url of {algorithm}", base64.urlsafe_b64encode(digest.digest()).rstrip(b"=")


def _base64_forms(name: str, data: bytes) -> Iterator[tuple[str, bytes]]:
    for offset in range(3):
        # Only the characters that depend on `data` alone: not those it shares with what stands before and after.
        first, end = -(-offset * 8 // 6), (offset + len(data)) * 8 // 6
        for encode in (base64.b64encode, base64.urlsafe_b64encode):
            yield f"{name} at {offset}", encode(b"\0" * offset + data)[first:end]


def _readings(data: bytes) -> Iterator[bytes]:
    yield data
    if data.startswith(PNG_SIGNATURE):
        yield from (text for _, text, compressed in png_texts(data) if compressed)
    if data.startswith(b"\x1f\x8b"):
        yield gzip.decompress(data)
