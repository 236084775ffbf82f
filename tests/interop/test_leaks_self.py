"""The searcher for leaks itself: an address that is planted in any form is found, and nothing is found where none is."""

from __future__ import annotations

import base64
import gzip
import hashlib
import struct
import zlib
from pathlib import Path
from urllib.parse import quote

import pytest

from tests.leaks import Haystack
from tests.published import PNG_SIGNATURE, png_chunks, png_texts

ADDRESS = "Ada.Martin@example.org"
SALT = "0123456789abcdef"


def chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def png(*chunks: bytes) -> bytes:
    return PNG_SIGNATURE + chunk(b"IHDR", bytes(13)) + b"".join(chunks) + chunk(b"IEND", b"")


def hashed(algorithm: str, text: str) -> bytes:
    return hashlib.new(algorithm, text.encode(), usedforsecurity=False).hexdigest().encode()


PLANTED = {
    "plain": ADDRESS.encode(),
    "lower": ADDRESS.lower().encode(),
    "upper": ADDRESS.upper().encode(),
    "entity": ADDRESS.replace("@", "&#64;").encode(),
    "json escape": ADDRESS.replace("@", "\\u0040").encode(),
    "percent": quote(ADDRESS, safe="").encode(),
    "all percent": "".join(f"%{byte:02X}" for byte in ADDRESS.encode()).encode(),
    "md5": hashed("md5", ADDRESS.lower()),
    "sha1": hashed("sha1", ADDRESS),
    "sha256": b"sha256$" + hashed("sha256", ADDRESS),
    "sha256 in upper case": hashed("sha256", ADDRESS.lower()).upper(),
    "sha256 with salt": b'"salt": "' + SALT.encode() + b'", "hash": "' + hashed("sha256", ADDRESS + SALT) + b'"',
    "base64": base64.b64encode(ADDRESS.encode()),
    "base64 one later": base64.b64encode(b"x" + ADDRESS.encode() + b"y"),
    "base64 two later": base64.urlsafe_b64encode(b"to" + ADDRESS.encode() + b"?"),
    "gzip": gzip.compress(b"mail " + ADDRESS.encode(), mtime=0),
    "tEXt of a PNG": png(chunk(b"tEXt", b"Author\0" + ADDRESS.encode())),
    "zTXt of a PNG": png(chunk(b"zTXt", b"Author\0\0" + zlib.compress(ADDRESS.encode()))),
    "compressed iTXt of a PNG": png(chunk(b"iTXt", b"Author\0\1\0\0\0" + zlib.compress(ADDRESS.encode()))),
}


@pytest.mark.parametrize("form", PLANTED)
def test_a_planted_address_is_found(tmp_path: Path, form: str) -> None:
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "file.bin").write_bytes(PLANTED[form])
    (tmp_path / "clean.html").write_text("nothing", encoding="utf-8")
    leaks = Haystack(tmp_path).leaks(ADDRESS)
    assert leaks
    assert all(leak.startswith("deep/file.bin: ") for leak in leaks)


def test_nothing_is_found_where_there_is_only_another_address(tmp_path: Path) -> None:
    for number, data in enumerate(PLANTED.values()):
        (tmp_path / str(number)).write_bytes(data)
    assert Haystack(tmp_path).leaks("ada.martins@example.org") == []


def test_the_chunk_reader_gives_back_each_kind_of_text() -> None:
    data = png(
        chunk(b"tEXt", b"a\0one"),
        chunk(b"iTXt", b"b\0\0\0en\0name\0" + "愛".encode()),
        chunk(b"iTXt", b"c\0\1\0\0\0" + zlib.compress(b"three")),
    )
    assert png_texts(data) == [("a", b"one", False), ("b", "愛".encode(), False), ("c", b"three", True)]


@pytest.mark.parametrize(
    "broken",
    [
        png()[1:],
        png().replace(b"IEND", b"IENX"),
        PNG_SIGNATURE + chunk(b"IEND", b""),
        PNG_SIGNATURE + chunk(b"IHDR", bytes(13)),
    ],
)
def test_the_chunk_reader_refuses_a_broken_picture(broken: bytes) -> None:
    with pytest.raises(AssertionError):
        png_chunks(broken)
