"""A built site as a stranger meets it: files, pages with their links, pictures with their chunks.

Written without the generator's own code, so that a fault there is not repeated here. Reading only; nothing is fetched.
"""

from __future__ import annotations

import json
import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urldefrag, urljoin, urlsplit

PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_LINK_ATTRIBUTES = ("href", "src", "poster", "data", "action", "formaction")
_LINK_METAS = ("og:url", "og:image", "twitter:image")
_NO_END = ("meta", "link", "img", "br", "hr", "input", "source", "col", "area", "base", "embed", "track", "wbr")


@dataclass(frozen=True)
class Element:
    """A start tag: its place in the order of the page, its attributes, and the text directly inside it."""

    number: int
    tag: str
    attributes: dict[str, str]
    texts: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "".join(self.texts)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[Element] = []
        self._open: list[Element] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(len(self.elements), tag, {name: value or "" for name, value in attrs})
        self.elements.append(element)
        if tag not in _NO_END:
            self._open.append(element)

    def handle_endtag(self, tag: str) -> None:
        for depth in range(len(self._open) - 1, -1, -1):
            if self._open[depth].tag == tag:
                del self._open[depth:]
                return

    def handle_data(self, data: str) -> None:
        if self._open:
            self._open[-1].texts.append(data)


@dataclass(frozen=True)
class Page:
    """One HTML file. `path` is its address below the base URL: `awards/x/` for `awards/x/index.html`."""

    path: str
    html: str

    @cached_property
    def elements(self) -> list[Element]:
        reader = _Reader()
        reader.feed(self.html)
        reader.close()
        return reader.elements

    @cached_property
    def ids(self) -> set[str]:
        return {element.attributes["id"] for element in self.elements if "id" in element.attributes}

    def all(self, tag: str) -> list[Element]:
        return [element for element in self.elements if element.tag == tag]

    def links(self) -> Iterator[str]:
        """Every address that the page names, as written."""
        for element in self.elements:
            for name in _LINK_ATTRIBUTES:
                if element.attributes.get(name, "").strip():
                    yield element.attributes[name]
            yield from (part.split()[0] for part in element.attributes.get("srcset", "").split(",") if part.strip())
            if element.attributes.get("property", element.attributes.get("name")) in _LINK_METAS:
                yield element.attributes.get("content", "")


@dataclass(frozen=True)
class Published:
    """A site in a folder, made for `base_url` (no slash at its end)."""

    root: Path
    base_url: str

    @cached_property
    def files(self) -> list[str]:
        """Every file, relative to the root, sorted."""
        return sorted(path.relative_to(self.root).as_posix() for path in self.root.rglob("*") if path.is_file())

    @cached_property
    def pages(self) -> dict[str, Page]:
        """Every HTML file, by its address below the base URL."""
        found = {}
        for file in self.files:
            if file.endswith(".html"):
                path = file.removesuffix("index.html") if file.split("/")[-1] == "index.html" else file
                found[path] = Page(path, (self.root / file).read_text(encoding="utf-8"))
        return found

    def read(self, path: str) -> bytes:
        return (self.root / path).read_bytes()

    def json(self, path: str) -> Any:
        return json.loads(self.read(path))

    def path_of(self, url: str) -> str | None:
        """The path below the base URL that an absolute address means, decoded, or None when it leads elsewhere."""
        plain = urldefrag(url).url.partition("?")[0]
        if plain == self.base_url:
            return ""
        return unquote(plain[len(self.base_url) + 1 :]) if plain.startswith(self.base_url + "/") else None

    def answers(self, path: str) -> bool:
        """Whether a plain file server has something at `path`."""
        return (path + "index.html" if path == "" or path.endswith("/") else path) in set(self.files)

    def broken_links(self, page: Page) -> list[str]:
        """The links of `page` into this site that lead to no file, or to no element of the page they lead to."""
        here = f"{self.base_url}/{page.path}"
        return [link for link in page.links() if not self._leads_somewhere(urljoin(here, link))]

    def _leads_somewhere(self, url: str) -> bool:
        if urlsplit(url).scheme not in ("http", "https") or (path := self.path_of(url)) is None:
            return True
        if not self.answers(path):
            return False
        fragment = unquote(urlsplit(url).fragment)
        # These take what is behind `#` as their input: there it is no place on the page.
        takes_input = path.endswith(("verify/", "embed/", "support/"))
        return not fragment or path not in self.pages or takes_input or fragment in self.pages[path].ids

    def addresses_in(self, document: Any) -> Iterator[str]:
        """Every string value of a JSON document that is an address of this site."""
        if isinstance(document, dict):
            for value in document.values():
                yield from self.addresses_in(value)
        elif isinstance(document, list):
            for value in document:
                yield from self.addresses_in(value)
        elif isinstance(document, str) and self.path_of(document) is not None:
            yield document


def png_chunks(data: bytes) -> list[tuple[str, bytes]]:
    """The chunks of a PNG in order, each as type and data; fails on anything that the format forbids.

    PNG (Third Edition), 5.2 and 5.3: signature; length, type, data, CRC-32 of type and data; IHDR first, IEND last.
    """
    assert data.startswith(PNG_SIGNATURE), "no PNG signature"
    chunks, at = [], len(PNG_SIGNATURE)
    while at < len(data):
        length, kind = struct.unpack_from(">I4s", data, at)
        body = data[at + 8 : at + 8 + length]
        (crc,) = struct.unpack_from(">I", data, at + 8 + length)
        assert crc == zlib.crc32(kind + body), f"wrong CRC in {kind!r}"
        chunks.append((kind.decode("ascii"), body))
        at += 12 + length
    assert [chunks[0][0], chunks[-1][0]] == ["IHDR", "IEND"], "IHDR is not first or IEND not last"
    return chunks


def png_texts(data: bytes) -> list[tuple[str, bytes, bool]]:
    """The texts in a PNG: keyword, text as bytes, whether it was compressed. PNG (Third Edition), 11.3.3."""
    found = []
    for kind, body in png_chunks(data):
        keyword, _, rest = body.partition(b"\0")
        if kind == "tEXt":
            found.append((keyword.decode("latin-1"), rest, False))
        elif kind == "zTXt":
            found.append((keyword.decode("latin-1"), zlib.decompress(rest[1:]), True))
        elif kind == "iTXt":
            compressed = rest[0] == 1
            _language, _translated, text = rest[2:].split(b"\0", 2)
            found.append((keyword.decode("latin-1"), zlib.decompress(text) if compressed else text, compressed))
    return found
