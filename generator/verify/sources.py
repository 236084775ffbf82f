"""Where a verifier reads the documents that a badge points to. A failed read is "could not be checked", never "no".

    FolderSource   a built site in a folder answers for every address under its base URL
    NoSource       nothing is read
    NetworkSource  the web, in `verify.web`: whoever builds loads nothing of it

`first_of(a, b)` asks in turn; a source that is not concerned with an address says so by raising `NotHere`.
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Protocol
from urllib.parse import unquote

from msgspec import Struct

from generator import addresses
from generator.addresses import Addresses

MAX_BYTES = 4 << 20  # a status list of 16 million bits is below this


class Unavailable(Exception):
    """The document could not be had; `str()` says why, in words that fit after "could not be read: "."""


class NotHere(Unavailable):
    """This source does not answer for that address."""


class Source(Protocol):
    """Gives the bytes of a document by its https address. Raises Unavailable."""

    def get(self, url: str) -> bytes: ...


_LOCAL = re.compile(r"http://(localhost|127\.0\.0\.1|\[::1\])[:/]")


class FolderSource(Struct, frozen=True):
    """A built site in `folder`, standing for `base_url`. Follows no link out of the folder, nor any other."""

    folder: Path
    base_url: str

    def get(self, url: str) -> bytes:
        path = self._path(url)
        if path is None:
            raise NotHere(f"{self.base_url} does not answer for it")
        parts = addresses.file_of(unquote(path)).split("/")
        if any(part in ("", ".", "..") or "\0" in part for part in parts):
            raise Unavailable("its address is not a plain path")
        return _read_below(self.folder, parts)

    def _path(self, url: str) -> str | None:
        path = Addresses(self.base_url).path(url)
        if path is None and url.startswith("https://"):
            # A DID says https; a preview on this machine is served without.
            path = Addresses(self.base_url).path("http://" + url.removeprefix("https://"))
        elif path is None and _LOCAL.match(url):
            path = Addresses(self.base_url).path("https://" + url.removeprefix("http://"))
        return path


def _read_below(folder: Path, parts: list[str]) -> bytes:
    flags = os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC | os.O_NONBLOCK
    try:
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        for part in parts:
            above = handle
            try:
                handle = os.open(part, flags, dir_fd=above)
            finally:
                os.close(above)
        with os.fdopen(handle, "rb") as file:
            if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
                raise Unavailable("it is not a file")
            return bounded(file.read(MAX_BYTES + 1))
    except OSError as error:
        raise Unavailable(f"{'/'.join(parts)}: {os.strerror(error.errno or 0)}") from error


def bounded(data: bytes) -> bytes:
    """A document that is not too large. Raises Unavailable."""
    if len(data) > MAX_BYTES:
        raise Unavailable(f"it is larger than {MAX_BYTES >> 20} MiB")
    return data


class NoSource(Struct, frozen=True):
    """Reads nothing, and says `why`: what needs a document cannot be checked."""

    why: str

    def get(self, url: str) -> bytes:
        raise Unavailable(self.why)


class _First(Struct, frozen=True):
    sources: tuple[Source, ...]

    def get(self, url: str) -> bytes:
        for source in self.sources:
            try:
                return source.get(url)
            except NotHere:
                continue
        raise Unavailable("no source answers for it")


def first_of(*sources: Source) -> Source:
    """The first source that answers for an address; a failure of that one is not tried elsewhere."""
    return _First(sources)


def remembering(source: Source) -> Callable[[str], bytes]:
    """`source.get`, asked once for each address: a failure is remembered too."""
    answers: dict[str, bytes | Unavailable] = {}

    def get(url: str) -> bytes:
        if url not in answers:
            try:
                answers[url] = source.get(url)
            except Unavailable as error:
                answers[url] = error
        answer = answers[url]
        if isinstance(answer, Unavailable):
            raise answer
        return answer

    return get
