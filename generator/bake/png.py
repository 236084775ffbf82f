"""PNG baking: put a credential into a badge picture and take it out again.

A baked badge is an ordinary PNG with one extra iTXt chunk right after IHDR, where readers that stop early find it:

    keyword      openbadgecredential (Open Badges 3.0) or openbadges (Open Badges 2.0)
    compression  none
    text         the credential or assertion as JSON, UTF-8

One picture may carry both keywords, each once. Baking splices: a text chunk of the same keyword that is there already
is replaced, every other byte stays as it was. Unbaking is for pictures of strangers: every checksum must fit, the
keyword must be there exactly once, the text is bounded. A compressed text is read, though nobody should write one.

Nothing here reads the JSON or checks a signature: see `verify`.

Spec: Open Badges 3.0, section 5.3.1 "PNG"; Open Badges 2.0 Baking; PNG (Third Edition), section 11.3.3.4 "iTXt".
"""

from __future__ import annotations

import struct
import zlib

from generator.bake.text import MAX_TEXT_BYTES, OPEN_BADGES_3, BrokenPicture, NotBaked, check_text
from generator.errors import WireError
from generator.wire.png import MAX_BYTES, SIGNATURE, Chunk, itxt_prefix, read_chunks, write_png

MAX_BAKED_BYTES = MAX_BYTES + 4 * MAX_TEXT_BYTES  # the art at its largest and what may have been baked into it

_TEXT_CHUNKS = (b"iTXt", b"tEXt", b"zTXt")
_END_OF_IHDR = len(SIGNATURE) + 4 + 4 + 13 + 4  # 33


class BrokenPng(BrokenPicture):
    """Not a sound PNG, or one whose text cannot be had without guessing."""


def bake(png: bytes, credential: bytes, keyword: str = OPEN_BADGES_3) -> bytes:
    """`png` with `credential` (UTF-8, at most 1 MiB) under `keyword`. The inverse of `unbake`."""
    return Baker(png, (keyword,)).bake(credential)


class Baker:
    """One picture prepared for many credentials: baking is then a checksum and one joining of bytes."""

    def __init__(self, png: bytes, keywords: tuple[str, ...] = (OPEN_BADGES_3,)) -> None:
        """`keywords` names the chunks that each baked picture gets, in this order."""
        prefixes = [itxt_prefix(keyword) for keyword in keywords]
        names = {_keyword(prefix) for prefix in prefixes}
        if len(names) != len(keywords):
            raise WireError("the same keyword twice")
        kept = [chunk for chunk in _chunks(png) if not _is_text(chunk, names)]
        stripped = write_png(kept)
        if len(stripped) > MAX_BAKED_BYTES - len(keywords) * (MAX_TEXT_BYTES + 128):
            raise BrokenPng(f"{len(stripped)} bytes are too many to bake a credential into")
        self._head, self._tail = stripped[:_END_OF_IHDR], stripped[_END_OF_IHDR:]
        # A checksum can be carried on from where it stood: only the credential itself is new each time.
        self._prefixes = [(prefix, zlib.crc32(b"iTXt" + prefix)) for prefix in prefixes]

    @property
    def plain(self) -> bytes:
        """The picture as it was, with nothing baked into it."""
        return self._head + self._tail

    def bake(self, *texts: bytes) -> bytes:
        """The picture carrying `texts`, one for each keyword. Raises WireError for text that could not be read back."""
        parts = [self._head]
        for text, (prefix, checksum) in zip(texts, self._prefixes, strict=True):
            check_text(text)
            parts.append(struct.pack(">I", len(prefix) + len(text)))
            parts += (b"iTXt", prefix, text, struct.pack(">I", zlib.crc32(text, checksum)))
        parts.append(self._tail)
        return b"".join(parts)


def unbake(png: bytes, keyword: str = OPEN_BADGES_3) -> bytes:
    """The text under `keyword`, exactly as it was baked: UTF-8, at most 1 MiB.

    Raises NotBaked where the picture is sound and has no such text; BrokenPng for everything else, two texts of one
    keyword too: readers would disagree about which one counts.
    """
    found = [chunk for chunk in _chunks(png) if _is_text(chunk, {keyword.encode("ascii")})]
    if not found:
        raise NotBaked(f"this picture carries no {keyword}")
    if len(found) > 1:
        raise BrokenPng(f"carries {keyword} {len(found)} times; once is allowed")
    if found[0].name != b"iTXt":
        raise BrokenPng(f"carries {keyword} in a {found[0].name.decode('ascii')} chunk; the standard wants iTXt")
    text = _itxt_text(found[0].data)
    try:
        check_text(text)
    except WireError as error:
        raise BrokenPng(str(error)) from error
    return text


def _chunks(png: bytes) -> list[Chunk]:
    try:
        return read_chunks(png, max_bytes=MAX_BAKED_BYTES)
    except WireError as error:
        raise BrokenPng(str(error)) from error


def _is_text(chunk: Chunk, keywords: set[bytes]) -> bool:
    # tEXt and zTXt count too: libraries hand all three kinds on as one table of texts.
    return chunk.name in _TEXT_CHUNKS and _keyword(chunk.data) in keywords


def _keyword(data: bytes) -> bytes:
    return data.partition(b"\0")[0]


def _itxt_text(data: bytes) -> bytes:
    """The text of an iTXt chunk: after keyword, two flags, language tag and translated keyword."""
    _, _, rest = data.partition(b"\0")
    flag, method, rest = rest[:1], rest[1:2], rest[2:]
    _language, first, rest = rest.partition(b"\0")
    _translated, second, text = rest.partition(b"\0")
    if not first or not second:
        raise BrokenPng("the text chunk is cut short")
    if flag == b"\0":  # the method means nothing then, and a reader ignores it
        return text
    if flag == b"\1" and method == b"\0":
        return _inflate(text)
    raise BrokenPng("the text is compressed in a way that does not exist")


def _inflate(compressed: bytes) -> bytes:
    inflater = zlib.decompressobj()
    try:
        text = inflater.decompress(compressed, MAX_TEXT_BYTES + 1)
    except zlib.error as error:
        raise BrokenPng("the compressed text cannot be inflated") from error
    if len(text) <= MAX_TEXT_BYTES and (not inflater.eof or inflater.unused_data):
        raise BrokenPng("the compressed text does not end where its chunk ends")
    return text
