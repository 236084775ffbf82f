"""@context and type: what gives a badge its meaning.

contexts that are not held here, or in another order   unsupported: they may be honest
no context, no type, no VerifiableCredential            unreadable: not a credential at all
another version that is held                           the signature decides: tampered where a term changed its meaning
"""

from __future__ import annotations

import copy
from typing import Any

from corpus import world
from corpus.book import Book
from corpus.keys import Document, unsigned
from corpus.world import EXTENSIONS, OB, PLAIN, V2

V1 = "https://www.w3.org/2018/credentials/v1"
OLDER = {version: OB.replace("-3.0.3", version) for version in ("", "-3.0.1", "-3.0.2")}


def add_all(book: Book) -> None:
    """All the cases of this module."""
    add_contexts(book)
    add_nested(book)
    add_types(book)
    add_nested_types(book)


def add_contexts(book: Book) -> None:
    """The contexts of the badge."""
    book.chapter("context")
    may = "contexts that are not held here, or not in this order"
    for slug, value in (
        ("swapped", [OB, V2]),
        ("without the first", [OB]),
        ("without the second", [V2]),
        ("as one text", V2),
        ("as the second alone", OB),
        ("with the first twice", [V2, V2, OB]),
        ("with the second twice", [V2, OB, OB]),
        ("with an unknown one", [V2, OB, "https://forger.example.com/context.json"]),
        ("with an unknown one between", [V2, "https://forger.example.com/context.json", OB]),
        ("with the vocabulary of examples", [V2, OB, "https://www.w3.org/ns/credentials/examples/v2"]),
        ("with definitions of its own", [V2, OB, {"unsigned": "https://schema.org/name"}]),
        ("with a vocabulary of its own", [V2, OB, {"@vocab": "https://forger.example.com/"}]),
        ("with a language", [V2, OB, {"@language": "fr"}]),
        ("with a base", [V2, OB, {"@base": "https://forger.example.com/"}]),
        ("with definitions before", [{"name": None}, V2, OB]),
        ("as definitions alone", {"@vocab": "https://forger.example.com/"}),
        ("with null in it", [V2, None, OB]),
        ("with null at its end", [V2, OB, None]),
        ("with a list in it", [[V2, OB]]),
        ("of version 3.0.1", [V2, OLDER["-3.0.1"]]),
        ("without a version", [V2, OLDER[""]]),
        ("of two versions", [V2, OB, OLDER["-3.0.2"]]),
        ("of a version to come", [V2, OB.replace("3.0.3", "3.0.9")]),
        ("with http for https", [V2.replace("https", "http"), OB]),
        ("with a slash at its end", [V2 + "/", OB]),
        ("with capital letters", ["https://WWW.w3.org/ns/credentials/v2", OB]),
        ("with a fragment", [V2 + "#", OB]),
        ("with a blank", [V2 + " ", OB]),
        ("of credentials version 1", [V1, OB]),
        ("of both versions of credentials", [V2, V1, OB]),
        ("of credentials version 1 and 3.0.1", [V1, OLDER["-3.0.1"]]),
        ("with the extensions before", [V2, EXTENSIONS, OB]),
        ("with the extensions twice", [V2, OB, EXTENSIONS, EXTENSIONS]),
        ("of did documents", ["https://www.w3.org/ns/did/v1", OB]),
        ("with a number", [V2, OB, 3]),
        ("as a number", 3),
    ):
        book.add(f"context {slug}", "unsupported", may, PLAIN | {"@context": value})
    for slug, value in (("null", None), ("missing", ...)):
        document = {m: v for m, v in PLAIN.items() if m != "@context"} | ({} if value is ... else {"@context": value})
        book.add(f"context {slug}", "unreadable", "without a context it is no credential", document)
    book.add(
        "context as an empty list",
        ("unreadable", "unsupported"),
        "it names no context at all",
        PLAIN | {"@context": []},
    )
    added = PLAIN | {"@context": [V2, OB, EXTENSIONS]}
    book.add(
        "context with the extensions put in",
        "valid",
        "they define nothing that this badge uses, so what is signed is the same",
        added,
    )
    book.add(
        "context with the extensions put in beside the copy",
        "tampered",
        "the issuer publishes another text under this signature",
        added,
        site=True,
    )
    taken = copy.deepcopy(world.FULL) | {"@context": [V2, OB]}
    book.add("context with the extensions taken out", "unsupported", "types that no context defines any more", taken)
    older = PLAIN | {"@context": [V2, OLDER["-3.0.2"]]}
    book.add(
        "context of version 3.0.2 put in",
        ("unsupported", "tampered", "unreadable"),
        "some terms are not in it and others changed their meaning; which shows first is open",
        older,
    )
    in_older = {m: v for m, v in unsigned(world.MINIMAL).items()} | {"@context": [V2, OLDER["-3.0.2"]]}
    signed = world.guild(in_older)
    book.add("context of version 3.0.2 signed", "valid", "a version that is held here", signed)
    book.add(
        "context of version 3.0.3 put in",
        "tampered",
        "terms changed their meaning between the versions",
        signed | {"@context": [V2, OB]},
    )
    only_first = world.guild(
        {"@context": [V2, OB, EXTENSIONS], **{m: v for m, v in unsigned(PLAIN).items() if m != "@context"}}
    )
    book.add("context with the extensions signed", "valid", "a context that is held here", only_first)


def add_nested(book: Book) -> None:
    """Contexts inside."""
    book.chapter("context inside")
    subject, achievement = ("credentialSubject",), ("credentialSubject", "achievement")
    for path in (
        ("issuer",),
        subject,
        achievement,
        (*achievement, "criteria"),
        (*subject, "identifier", 0),
        ("credentialStatus",),
        ("image",),
    ):
        for slug, value in (
            ("the same", [V2, OB]),
            ("definitions", {"name": "https://schema.org/alternateName"}),
            ("null", None),
        ):
            other = copy.deepcopy(PLAIN)
            place: Any = other
            for step in path:
                place = place[step]
            place["@context"] = value
            book.add(
                f"{path[-1] if path[-1] != 0 else 'identifier'} with {slug} as its context",
                "unsupported",
                "only a credential has contexts",
                other,
            )


def _with_types(path: tuple[str | int, ...], types: Any, document: Document = PLAIN) -> Document:
    other = copy.deepcopy(document)
    place: Any = other
    for step in path:
        place = place[step]
    place["type"] = types
    return other


def add_types(book: Book) -> None:
    """The types of the badge itself."""
    book.chapter("type")
    credential, badge = "VerifiableCredential", "OpenBadgeCredential"
    no_credential, no_badge = "not a verifiable credential", "a credential, and not a badge"
    for slug, expect, why, value in (
        ("in the other order", "valid", "types are a set", [badge, credential]),
        ("of the other name", "valid", "both names are of one class", [credential, "AchievementCredential"]),
        (
            "of both names",
            ("valid", "unreadable", "tampered"),
            "one class twice under two names; what is signed is a set",
            [credential, badge, "AchievementCredential"],
        ),
        ("without badge", "unsupported", no_badge, [credential]),
        ("without credential", "unreadable", no_credential, [badge]),
        ("as one text", "unsupported", no_badge, credential),
        ("as the badge alone", "unreadable", no_credential, badge),
        ("of an endorsement", "unsupported", no_badge, [credential, "EndorsementCredential"]),
        ("of a status list", "unsupported", no_badge, [credential, "BitstringStatusListCredential"]),
        (
            "of a presentation",
            "unsupported",
            "what may hold a badge is not judged here",
            ["VerifiablePresentation", badge],
        ),
        ("in small letters", "unreadable", no_credential, ["verifiablecredential", "openbadgecredential"]),
        ("with a type more", "tampered", "it says more than was signed", [credential, badge, "EndorsementCredential"]),
        (
            "with an unknown type",
            "unsupported",
            "a type that no context defines",
            [credential, badge, "ForgedCredential"],
        ),
        ("with one twice", "unreadable", "a set holds a thing once", [credential, badge, badge]),
        ("with a number", "unreadable", "a type is a text", [credential, badge, 7]),
        ("with null", "unreadable", "a type is a text", [credential, badge, None]),
        ("as an object", "unreadable", "a type is a text", {"id": credential}),
        ("as an empty list", "unreadable", no_credential, []),
        ("as a list in a list", "unreadable", "a type is a text", [[credential, badge]]),
        (
            "spelled out as an address",
            ("unsupported", "unreadable"),
            "a name that is there is not spelled out",
            ["https://www.w3.org/2018/credentials#VerifiableCredential", badge],
        ),
    ):
        book.add(f"type {slug}", expect, why, _with_types((), value))
    own = world.guild(PLAIN | {"type": [credential, badge, "https://example.org/types#Diploma"]})
    book.add("type with an address of its own", "valid", "an address needs no context, and was signed", own)
    both = "https://purl.imsglobal.org/spec/vc/ob/vocab.html#OpenBadgeCredential"
    book.add(
        "type with the badge spelled out beside",
        ("unsupported", "tampered"),
        "a name that is there is not spelled out",
        _with_types((), [credential, badge, both]),
    )


def add_nested_types(book: Book) -> None:
    """The types of what is inside."""
    book.chapter("type inside")
    subject = ("credentialSubject",)
    achievement = (*subject, "achievement")
    places = {
        "issuer": ("issuer",),
        "subject": subject,
        "achievement": achievement,
        "alignment": (*achievement, "alignment", 0),
        "related": (*achievement, "related", 0),
        "result": (*subject, "result", 0),
        "evidence": ("evidence", 0),
        "source": (*subject, "source"),
        "address": ("issuer", "address"),
    }
    for name, path in places.items():
        unknown = _with_types(path, ["Forged"], world.FULL)
        book.add(f"{name} of an unknown type", "unsupported", "a type that no context defines", unknown)
        more = _with_types(path, [world_type(path), "https://forger.example.com/Type"], world.FULL)
        book.add(f"{name} of a type more", "tampered", "it says more than was signed", more)
        book.add(
            f"{name} with a number among its types",
            "unreadable",
            "a type is a text",
            _with_types(path, [world_type(path), 7], world.FULL),
        )
        keyword = _with_types(path, ["@id"], world.FULL)
        book.add(f"{name} of a keyword for a type", ("unsupported", "unreadable"), "no name of a type", keyword)
    for name, path in (
        ("image", ("image",)),
        ("identity", (*subject, "identifier", 0)),
        ("status", ("credentialStatus",)),
    ):
        book.add(
            f"{name} of an unknown type",
            "unsupported",
            "a type that no context defines",
            _with_types(path, "Forged", world.FULL),
        )


def world_type(path: tuple[str | int, ...]) -> str:
    """The type that the full badge gives what stands at `path`."""
    place: Any = world.FULL
    for step in path:
        place = place[step]
    return str(place["type"][0])
