"""Badges and their surroundings, damaged one thing at a time: cases for judges that must agree.

Two kinds: what a stranger does to a file that somebody else signed, and what an issuer may have signed. Of the second
kind each is signed anew by a key of the tests, so that it is judged down to the last step.
"""

from __future__ import annotations

import copy
import json
import struct
import zlib
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

from nacl.signing import SigningKey

from generator.bake import bake
from generator.credential.did import did_document
from generator.credential.proof import encode_document, signed_bytes
from generator.errors import WireError
from generator.wire.bitstring import encode_list
from generator.wire.multibase import encode_multikey, encode_signature
from tests.page.judges import Case, Documents

KEY = SigningKey(b"\x21" * 32)
MULTIKEY = encode_multikey(bytes(KEY.verify_key))
OTHER_MULTIKEY = encode_multikey(bytes(SigningKey(b"\x22" * 32).verify_key))
V2 = "https://www.w3.org/ns/credentials/v2"
NAMES = ("unsigned", "__proto__", "constructor", "toString", "hasOwnProperty", "valueOf", "", "@id", "@type", "@graph")
NAMES += (
    "@context",
    "@value",
    "@language",
    "@reverse",
    "endorsementJwt",
    "https://schema.org/name",
    "proof",
    "id",
    "type",
)
OTHER_VALUES: tuple[Any, ...] = (7, -0.0, 1.5, 1e-7, "7", True, None, [], {}, [[]], "", "é\u0000", "\ue000", "🎓")


def leaves(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The path of every member and entry, those that hold others too."""
    members = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for step, entry in members:
        yield (*path, step)
        yield from leaves(entry, (*path, step))


def at(value: Any, path: tuple[Any, ...]) -> Any:
    for step in path:
        value = value[step]
    return value


def changed_leaves(document: Any) -> Iterator[tuple[str, Any]]:
    """`document` with one member or entry changed, in each of several ways; the name says what was done."""
    for path in leaves(document):
        value = at(document, path)
        ways: dict[str, Callable[[Any, Any], None]] = {
            "removed": lambda parent, last: parent.__delitem__(last),
            "retyped": lambda parent, last, v=value: parent.__setitem__(last, 7 if isinstance(v, str) else "7"),
            "nulled": lambda parent, last: parent.__setitem__(last, None),
            "emptied": lambda parent, last, v=value: parent.__setitem__(last, type(v)()),
            "in a list": lambda parent, last, v=value: parent.__setitem__(last, [v]),
            "listed twice": lambda parent, last, v=value: parent.__setitem__(last, [v, copy.deepcopy(v)]),
            "renamed": lambda parent, last, v=value: (
                parent.__setitem__(f"{last}x", parent.pop(last)) if isinstance(parent, dict) else parent.append(v)
            ),
            "lengthened": lambda parent, last, v=value: parent.__setitem__(
                last, f"{v} " if isinstance(v, str) else [v, 1]
            ),
        }
        for way, change in ways.items():
            mutated = copy.deepcopy(document)
            change(at(mutated, path[:-1]), path[-1])
            yield f"{way} {'/'.join(map(str, path))}", mutated


def added_members(document: Any) -> Iterator[tuple[str, Any]]:
    """`document` with a member more, in each of its objects, under each of NAMES that is not there."""
    for path in [(), *leaves(document)]:
        for name in NAMES:
            mutated = copy.deepcopy(document)
            place = at(mutated, path)
            if isinstance(place, dict) and name not in place:
                place[name] = "https://example.org/forged"
                yield f"added {name} to {'/'.join(map(str, path)) or 'the whole'}", mutated


def other_values(document: Any) -> Iterator[tuple[str, Any]]:
    """`document` with each value in turn replaced by values of every kind."""
    for number, path in enumerate(leaves(document)):
        mutated = copy.deepcopy(document)
        value = OTHER_VALUES[number % len(OTHER_VALUES)]
        at(mutated, path[:-1])[path[-1]] = value
        yield f"{value!r} for {'/'.join(map(str, path))}", mutated


class Workshop:
    """Signs whatever it is given in the name of an issuer, and says what the issuer would publish."""

    def __init__(self, issuer: str = "did:web:badges.example.org") -> None:
        self.issuer = issuer
        self.method = f"{issuer}#{MULTIKEY}"

    def sign(self, document: dict[str, Any], **options: Any) -> bytes:
        """The document with a proof. One that has no canonical form gets a signature that fits nothing."""
        proof = {
            "type": "DataIntegrityProof",
            "cryptosuite": "eddsa-rdfc-2022",
            "created": "2025-03-01T09:00:00Z",
            "verificationMethod": self.method,
            "proofPurpose": "assertionMethod",
        } | options
        proof = {name: value for name, value in proof.items() if value is not None}
        unsigned = {name: value for name, value in document.items() if name != "proof"}
        try:
            signature = KEY.sign(signed_bytes(unsigned, proof)).signature
        except (WireError, KeyError, TypeError, AttributeError):
            signature = bytes(64)
        return json.dumps(unsigned | {"proof": [proof | {"proofValue": encode_signature(signature)}]}).encode()

    def did_document(self, *, more: tuple[str, ...] = (), **changes: Any) -> bytes:
        from generator.credential.did import PublishedKey

        keys = [PublishedKey(MULTIKEY), *map(PublishedKey, more)]
        return encode_document(did_document(self.issuer, keys) | changes)

    def status_list(self, url: str, purpose: str, bits: tuple[int, ...] = (), **changes: Any) -> dict[str, Any]:
        """An unsigned status list."""
        return {
            "@context": [V2],
            "id": url,
            "type": ["VerifiableCredential", "BitstringStatusListCredential"],
            "issuer": self.issuer,
            "validFrom": "2026-06-01T00:00:00Z",
            "credentialSubject": {
                "id": f"{url}#list",
                "type": "BitstringStatusList",
                "statusPurpose": purpose,
                "encodedList": encode_list(bits),
            },
        } | changes


def damaged_pictures(picture: bytes, credential: bytes) -> Iterator[tuple[str, bytes]]:
    """A baked picture, damaged in each way that a reader must notice, and a few that it must forgive."""
    plain = _without_text(picture)
    for length in (0, 7, 8, 20, 33, 40, len(picture) - 13, len(picture) - 1):
        yield f"cut to {length}", picture[:length]
    for place in range(0, len(picture), max(1, len(picture) // 60)):
        yield f"byte {place} flipped", picture[:place] + bytes([picture[place] ^ 1]) + picture[place + 1 :]
    yield "followed by a byte", picture + b"\0"
    yield "no badge", plain
    keyword = b"openbadgecredential"
    head = keyword + b"\0"
    deflated = zlib.compress(credential)
    texts = {
        "twice": [head + b"\0\0\0\0" + credential] * 2,
        "compressed": [head + b"\1\0\0\0" + deflated],
        "compressed, cut": [head + b"\1\0\0\0" + deflated[:-3]],
        "compressed, checksum": [head + b"\1\0\0\0" + deflated[:-1] + bytes([deflated[-1] ^ 1])],
        "compressed, followed": [head + b"\1\0\0\0" + deflated + b"x"],
        "compressed, method": [head + b"\1\1\0\0" + deflated],
        "compressed, flag": [head + b"\2\0\0\0" + deflated],
        "a bomb": [head + b"\1\0\0\0" + zlib.compress(b" " * ((1 << 20) + 1), 9)],
        "a full measure": [head + b"\1\0\0\0" + zlib.compress(credential.ljust(1 << 20), 9)],
        "method without compression": [head + b"\0\7\0\0" + credential],
        "language and translation": [head + b"\0\0en\0badge\0" + credential],
        "no separators": [head + b"\0\0" + credential],
        "keyword alone": [keyword],
        "not UTF-8": [head + b"\0\0\0\0" + credential + b"\xff"],
        "another keyword": [b"openbadgecredentials\0\0\0\0\0" + credential],
        "too large": [head + b"\0\0\0\0" + credential.ljust((1 << 20) + 1)],
        "Open Badges 2.0": [b"openbadges\0\0\0\0\0{}"],
        "both generations": [b"openbadges\0\0\0\0\0{}", head + b"\0\0\0\0" + credential],
    }
    for name, bodies in texts.items():
        yield name, _with_chunks(plain, [(b"iTXt", body) for body in bodies])
    yield "tEXt", _with_chunks(plain, [(b"tEXt", head + credential)])
    yield "iTXt and zTXt", _with_chunks(picture, [(b"zTXt", head + b"\0" + deflated)])
    yield "an unknown chunk", _with_chunks(picture, [(b"abCd", b"x")])
    yield "an unknown chunk that counts", _with_chunks(picture, [(b"AbCd", b"x")])
    yield "a name with a digit", _with_chunks(picture, [(b"ab1d", b"x")])
    yield "two headers", _with_chunks(picture, [(b"IHDR", picture[16:29])])
    yield "palette", _with_chunks(picture, [(b"PLTE", b"\0\0\0")])
    yield "two palettes", _with_chunks(picture, [(b"PLTE", b"\0\0\0")] * 2)
    yield "image data in two runs", _with_chunks(picture, [(b"IDAT", b""), (b"teXt", b"")])
    yield "baked anew", bake(plain, credential)
    for name, header in _headers(picture[16:29]).items():
        yield name, _with_header(picture, header)


def _headers(header: bytes) -> dict[str, bytes]:
    return {
        "no width": bytes(4) + header[4:],
        "too wide": struct.pack(">I", 4097) + header[4:],
        "as wide as allowed": struct.pack(">I", 4096) + header[4:],
        "bit depth 3": header[:8] + b"\3" + header[9:],
        "colour type 5": header[:9] + b"\5" + header[10:],
        "compression 1": header[:10] + b"\1" + header[11:],
        "filter 1": header[:11] + b"\1" + header[12:],
        "interlaced": header[:12] + b"\1",
        "interlace 2": header[:12] + b"\2",
        "a long header": header + b"\0",
    }


def _chunks(picture: bytes) -> list[tuple[bytes, bytes]]:
    found, place = [], 8
    while place < len(picture):
        (length,) = struct.unpack_from(">I", picture, place)
        found.append((picture[place + 4 : place + 8], picture[place + 8 : place + 8 + length]))
        place += 12 + length
    return found


def _png(chunks: list[tuple[bytes, bytes]]) -> bytes:
    written = [struct.pack(">I", len(d)) + n + d + struct.pack(">I", zlib.crc32(n + d)) for n, d in chunks]
    return b"\x89PNG\r\n\x1a\n" + b"".join(written)


def _without_text(picture: bytes) -> bytes:
    return _png([chunk for chunk in _chunks(picture) if chunk[0] != b"iTXt"])


def _with_chunks(picture: bytes, more: list[tuple[bytes, bytes]]) -> bytes:
    first, *rest = _chunks(picture)
    return _png([first, *more, *rest])


def _with_header(picture: bytes, header: bytes) -> bytes:
    return _png([(b"IHDR", header), *_chunks(picture)[1:]])


def damaged_texts(text: bytes) -> Iterator[tuple[str, bytes]]:
    """A JSON file that is not quite JSON, or not JSON alone, and spellings that make no difference."""
    yield "byte order mark", b"\xef\xbb\xbf" + text
    yield "UTF-16", text.decode().encode("utf-16")
    yield "cut", text[:-1]
    yield "followed", text + b"{}"
    yield "white space around", b" \n\t" + text + b"\r\n "
    yield "a vertical tab in front", b"\x0b" + text
    yield "not UTF-8", text.replace(b'"name":"', b'"name":"\xff', 1)
    yield "a member twice", b'{"id":"https://example.org/x",' + text[1:]
    yield "a member twice, once escaped", b'{"\\u0069d":"https://example.org/x",' + text[1:]
    yield "half a pair", text.replace(b'"name":"', b'"name":"\\ud800', 1)
    yield "a pair", text.replace(b'"name":"', b'"name":"\\ud83c\\udf93', 1)
    yield "a number too large", b'{"x":1e400,' + text[1:]
    yield "a whole number too large", b'{"x":9007199254740992,' + text[1:]
    yield "NaN", b'{"x":NaN,' + text[1:]
    yield "deep", b'{"x":' + b"[" * 40 + b"]" * 40 + b"," + text[1:]
    yield "too long", text + b" " * (1 << 20)
    yield "a drawing", b"<svg xmlns='http://www.w3.org/2000/svg'/>"
    yield "a document", b"%PDF-1.7"
    yield "nothing", b""
    yield "a list", b"[" + text + b"]"
    yield "null", b"null"
    yield "escaped", json.dumps(json.loads(text), ensure_ascii=True, indent=3).encode()


MOMENTS = tuple(datetime(year, 3, 1, 9, 0, second, tzinfo=UTC) for year in (2024, 2025, 2045) for second in (0, 1))


def moved_in_time(name: str, data: bytes, world: Documents) -> Iterator[Case]:
    for moment in MOMENTS:
        yield Case(f"{name} at {moment}", data, world, at=moment)
        yield Case(f"{name} at {moment}, read later", data, world, at=moment, now=datetime(2046, 1, 1, tzinfo=UTC))
