"""The revocation list as a document, and the bits inside it.

it is signed by the badge's issuer, in time, for its purpose, at its address    its bit counts
anything is wrong with it                                                       unknown: the status cannot be told
"""

from __future__ import annotations

import base64
from typing import Any

from corpus import world
from corpus.book import Book, Input, encode
from corpus.keys import OTHER, SECOND, THIEF, Document, sign, unsigned
from corpus.world import (
    GUILD,
    HARBOUR,
    ON_REVOKED,
    PLAIN,
    REVOCATION,
    REVOKED_AT,
    bits_with,
    list_document,
    pack,
)
from generator.wire.bitstring import encode_bytes


def add_all(book: Book) -> None:
    """All the cases of this module."""
    add_lists(book)
    add_encodings(book)


def serving(document: Document | Input | None, url: str = REVOCATION) -> dict[str, Input | None]:
    """What a case's documents say where `url` serves this."""
    return {url: encode(document) if isinstance(document, dict) else document}


def _list(**members: Any) -> Document:
    """The revocation list with members of its own changed, signed."""
    document = list_document(REVOCATION, "revocation", bits_with(REVOKED_AT)) | members
    return world.guild({m: v for m, v in document.items() if v is not None})


def _subject(**members: Any) -> Document:
    whole = list_document(REVOCATION, "revocation", bits_with(REVOKED_AT))["credentialSubject"] | members
    return _list(credentialSubject={m: v for m, v in whole.items() if v is not None})


def add_lists(book: Book) -> None:
    """The list as a document: what makes it one that can be trusted."""
    book.chapter("status list")
    sound, untold = world.REVOCATION_LIST, "a list that cannot be used, so the status cannot be told"

    def add(
        slug: str, document: Document | Input | None, expect: str | tuple[str, ...] = "unknown", why: str = untold
    ) -> None:
        if expect == "unknown":
            book.add(f"revoked badge with a list {slug}", "unknown", why, ON_REVOKED, documents=serving(document))
        book.add(f"good badge with a list {slug}", expect, why, PLAIN, documents=serving(document))

    text = encode(sound)
    proof = sound["proof"][0]
    for slug, document in (
        ("that cannot be had", None),
        ("that is empty", b""),
        ("that is a page", b"<!doctype html>"),
        ("cut short", text[:-1]),
        ("with something behind", text + b"x"),
        ("with a member twice", text.replace(b'"id":', b'"id":"x","id":', 1)),
        ("that nobody signed", unsigned(sound)),
        ("with an empty proof", sound | {"proof": []}),
        ("with two proofs", sound | {"proof": [proof, proof]}),
        ("with a signature of another", sound | {"proof": [proof | {"proofValue": PLAIN["proof"][0]["proofValue"]}]}),
        ("of the other guild", sign(list_document(REVOCATION, "revocation", bits_with(), HARBOUR), OTHER, HARBOUR)),
        (
            "signed by a thief under the guild's name",
            sign(list_document(REVOCATION, "revocation", bits_with()), THIEF, GUILD),
        ),
        (
            "signed by a thief as a thief",
            sign(list_document(REVOCATION, "revocation", bits_with(), THIEF.did), THIEF, THIEF.did),
        ),
        (
            "that the guild names and the thief signed as a thief",
            sign(list_document(REVOCATION, "revocation", bits_with()), THIEF, THIEF.did),
        ),
        ("for logging in", world.guild(unsigned(sound), proofPurpose="authentication")),
        ("of another suite", sound | {"proof": [proof | {"cryptosuite": "ecdsa-rdfc-2019"}]}),
        ("with another id", _list(id=f"{world.SITE}/status/revocation-2.json")),
        ("without an id", _list(id=None)),
        ("that is the second list", world.SUSPENSION_LIST),
        ("of another purpose", _subject(statusPurpose="suspension")),
        ("of no purpose", _subject(statusPurpose=None)),
        ("of two purposes", _subject(statusPurpose=["revocation", "suspension"])),
        ("of another type", _list(type=["VerifiableCredential", "https://example.org/types#List"])),
        ("of one type", _list(type=["VerifiableCredential"])),
        ("whose subject has another type", _subject(type="https://example.org/types#List")),
        ("that is a badge", PLAIN),
        ("that has ended", _list(validUntil="2026-11-20T23:59:59Z")),
        ("that is early", _list(validFrom="2026-11-21T00:00:01Z")),
        ("that ends on no date", sound | {"validUntil": "soon"}),
        ("that is a badge of bits", PLAIN | {"credentialSubject": sound["credentialSubject"]}),
        ("with a strange member", sound | {"unsigned": 1}),
        (
            "with a strange member in its subject",
            sound | {"credentialSubject": sound["credentialSubject"] | {"unsigned": 1}},
        ),
        ("of credentials version 1", sound | {"@context": ["https://www.w3.org/2018/credentials/v1"]}),
        ("with a proof that has ended", world.guild(unsigned(sound), expires="2026-01-01T00:00:00Z")),
        ("with two subjects", sound | {"credentialSubject": [sound["credentialSubject"]] * 2}),
        ("larger than four mebibytes", [(text, 1), (b" ", 4 << 20)]),
    ):
        add(slug, document)
    good = "a list that can be trusted, and the bit is 0"
    for slug, document in (
        ("signed with the second key", world.guild(unsigned(sound), SECOND)),
        ("signed as json", world.jcs(unsigned(sound))),
        ("with an end to come", _list(validUntil="2027-01-01T00:00:00Z")),
        ("without a date", _list(validFrom=None)),
        ("of this second", _list(validFrom="2026-11-21T00:00:00Z")),
        ("with a time to live", _subject(ttl=300000)),
        ("with its proof alone", sound | {"proof": proof}),
        ("with white space", text.replace(b",", b", ")),
        ("whose subject has its type in a list", _subject(type=["BitstringStatusList"])),
        ("without an id of its subject", _subject(id=None)),
    ):
        add(slug, document, "valid", good)
        signed_bit = "a list that can be trusted, and the bit is 1"
        book.add(f"revoked badge with a list {slug}", "revoked", signed_bit, ON_REVOKED, documents=serving(document))
    newer = _list(validFrom="2026-11-01T00:00:00Z")
    book.add(
        "good badge judged as of a day before its list",
        "valid",
        "a list of today may answer for an earlier day",
        PLAIN,
        documents=serving(newer),
        at="2026-06-15T00:00:00Z",
        now="2026-11-21T00:00:00Z",
    )
    book.add(
        "revoked badge judged as of a day before its list",
        "revoked",
        "a list of today may answer for an earlier day",
        ON_REVOKED,
        documents=serving(newer),
        at="2026-06-15T00:00:00Z",
        now="2026-11-21T00:00:00Z",
    )


def add_encodings(book: Book) -> None:
    """encodedList: multibase, gzip, size."""
    book.chapter("status bits")
    bits, untold = bits_with(REVOKED_AT), "a list that cannot be used, so the status cannot be told"
    stored = world.stored_gzip(bits)
    whole = encode_bytes(bits)
    packed = _unpacked(whole)
    for slug, text in (
        ("empty", ""),
        ("of the letter alone", "u"),
        ("without its letter", whole[1:]),
        ("of another letter", "z" + whole[1:]),
        ("with padding", whole + "="),
        ("with a blank", whole + " "),
        ("in the other alphabet", whole.replace("_", "/").replace("-", "+") + "+"),
        ("cut short", whole[:-8]),
        ("without gzip", pack(bits)[:4000]),
        ("of raw deflate", pack(zlib_stored(bits))),
        ("with a wrong checksum", pack(packed[:-8] + b"\0\0\0\0" + packed[-4:])),
        ("with a wrong length", pack(packed[:-4] + b"\1\0\0\0")),
        ("with something behind", pack(packed + b"x")),
        ("of two gzip files", pack(packed + packed)),
        ("too short", encode_bytes(bytes(16_383))),
        ("of nothing", encode_bytes(b"")),
        ("that is a bomb", pack(_bomb())),
        ("of a wrong header", pack(b"\x1f\x8c" + packed[2:])),
        ("of another method", pack(b"\x1f\x8b\x07" + packed[3:])),
    ):
        document = encode(_subject(encodedList=text))
        book.add(f"good badge with bits {slug}", "unknown", untold, PLAIN, documents={REVOCATION: document})
        book.add(f"revoked badge with bits {slug}", "unknown", untold, ON_REVOKED, documents={REVOCATION: document})
    for slug, text in (("by another gzip", pack(stored)), ("of a longer list", encode_bytes(bits + bytes(16_384)))):
        document = encode(_subject(encodedList=text))
        book.add(f"good badge with bits {slug}", "valid", "the bit is 0", PLAIN, documents={REVOCATION: document})
        book.add(
            f"revoked badge with bits {slug}", "revoked", "the bit is 1", ON_REVOKED, documents={REVOCATION: document}
        )
    book.add(
        "good badge with bits in a list of text",
        "unknown",
        untold,
        PLAIN,
        documents={
            REVOCATION: encode(
                world.REVOCATION_LIST
                | {"credentialSubject": world.REVOCATION_LIST["credentialSubject"] | {"encodedList": [whole]}}
            )
        },
    )


def _unpacked(text: str) -> bytes:
    return base64.urlsafe_b64decode(text[1:] + "=" * (-len(text[1:]) % 4))


def zlib_stored(bits: bytes) -> bytes:
    """The raw deflate stream inside the gzip file of stored blocks."""
    return world.stored_gzip(bits)[10:-8]


def _bomb() -> bytes:
    """A gzip file of a byte more than the 16 MiB that are inflated at most."""
    return _unpacked(encode_bytes(bytes((1 << 24) + 1)))
