"""The issuer, its DID and its DID document.

the document cannot be had, or is not a sound one   unknown: nothing can be said about the signature
it is sound, and does not vouch for the key now     tampered: not the issuer's
the issuer has no did:web and no did:key            unsupported
all is well, and nobody here knows the issuer       stranger
"""

from __future__ import annotations

import copy
from typing import Any

from corpus import world
from corpus.book import NOW, Book, encode
from corpus.keys import FIRST, LEARNER, OTHER, SECOND, THIEF, Document, make_proof, sign, unsigned
from corpus.world import DID_URL, GUILD, PLAIN, did_document, method


def add_all(book: Book) -> None:
    """All the cases of this module."""
    add_documents(book)
    add_methods(book)
    add_ends(book)
    add_other_issuers(book)
    add_strangers(book)
    add_forgers(book)


def add_documents(book: Book) -> None:
    """The document as a file."""
    book.chapter("did document")
    sound = did_document(GUILD, FIRST, SECOND)
    text = encode(sound)
    unread = "the issuer's key cannot be had from it"

    def served(slug: str, expect: str | tuple[str, ...], why: str, data: bytes | Document | None) -> None:
        documents = {DID_URL: encode(data) if isinstance(data, dict) else data}
        book.add(f"did document {slug}", expect, why, world.PIECES["plain"], documents=documents)

    served("that cannot be had", "unknown", "the host does not answer", None)
    for slug, data in (
        ("that is empty", b""),
        ("that is a page", b"<!doctype html><title>Not found</title>"),
        ("that is a list", b"[" + text + b"]"),
        ("that is null", b"null"),
        ("cut short", text[:-1]),
        ("with something behind", text + b"x"),
        ("with a byte order mark", b"\xef\xbb\xbf" + text),
        ("in utf 16", text.decode().encode("utf-16")),
        ("with a member twice", text.replace(b'"id":', b'"id":"did:web:evil.example.com","id":', 1)),
        ("larger than a mebibyte", text + b" " * (1 << 20)),
        ("with single quotes", text.replace(b'"', b"'")),
        ("that is deep", b'{"x":' + b"[" * 40 + b"]" * 40 + b"," + text[1:]),
    ):
        served(slug, "unknown", unread, data)
    for slug, change in (
        ("with the id of another", {"id": "did:web:evil.example.com"}),
        ("without an id", {"id": None}),
        ("with its id in capitals", {"id": "did:web:BADGES.example.org"}),
        ("with a slash behind its id", {"id": GUILD + "/"}),
        ("with an unknown context", {"@context": [*sound["@context"], "https://forger.example.com/context"]}),
        (
            "with definitions in its context",
            {"@context": [*sound["@context"], {"assertionMethod": "https://w3id.org/security#authenticationMethod"}]},
        ),
        ("without methods", {"verificationMethod": []}),
        ("with methods that are texts", {"verificationMethod": [FIRST.method_of(GUILD)]}),
        ("with methods that are a text", {"verificationMethod": "none"}),
    ):
        served(slug, "unknown", unread, {name: value for name, value in (sound | change).items() if value is not None})
    without = {name: value for name, value in sound.items() if name != "@context"}
    served(
        "without a context",
        ("unknown", "valid"),
        "plain JSON is a form of DID documents that readers may refuse",
        without,
    )
    served(
        "with further members",
        "valid",
        "what it says besides is not asked",
        sound | {"service": [], "alsoKnownAs": ["https://example.org/"]},
    )
    served(
        "with a context of controlled identifiers",
        "valid",
        "it defines the same terms",
        sound | {"@context": ["https://www.w3.org/ns/cid/v1"]},
    )
    served("with members in another order", "valid", "the same JSON value", dict(reversed(sound.items())))
    served(
        "with a further member of the same meaning",
        "valid",
        "other relationships are not asked",
        sound | {"authentication": [SECOND.method_of(GUILD)]},
    )
    served(
        "served as the copy of the harbour's", "unknown", "it is for another DID", world.DOCUMENTS[world.HARBOUR_URL]
    )


def add_methods(book: Book) -> None:
    """The method that the proof names, and those beside it."""
    book.chapter("did method")
    sound = did_document(GUILD, FIRST, SECOND)
    name = FIRST.method_of(GUILD)

    def served(slug: str, expect: str | tuple[str, ...], why: str, document: Document, data: Document = PLAIN) -> None:
        book.add(f"did method {slug}", expect, why, data, documents={DID_URL: encode(document)})

    def first(**members: Any) -> Document:
        changed = {m: v for m, v in (method(GUILD, FIRST) | members).items() if v is not None}
        return sound | {"verificationMethod": [changed, method(GUILD, SECOND)]}

    unread, not_its = (
        "the document is not sound, so no key can be had from it",
        "the issuer does not vouch for this key",
    )
    served("that is not there", "tampered", not_its, did_document(GUILD, SECOND))
    served("not for assertions", "tampered", not_its, sound | {"assertionMethod": [SECOND.method_of(GUILD)]})
    served("for nothing", "tampered", not_its, sound | {"assertionMethod": []})
    served(
        "without a list of assertions", "tampered", not_its, {m: v for m, v in sound.items() if m != "assertionMethod"}
    )
    only_login = {m: v for m, v in sound.items() if m != "assertionMethod"} | {"authentication": [name]}
    served("for logging in only", "tampered", not_its, only_login)
    served("of another controller", "unknown", unread, first(controller="did:web:evil.example.com"))
    served("without a controller", "unknown", unread, first(controller=None))
    served("without a key", "unknown", unread, first(publicKeyMultibase=None))
    served("with the key of another under its name", "unknown", unread, first(publicKeyMultibase=THIEF.multikey))
    served("with a key too short", "unknown", unread, first(publicKeyMultibase=FIRST.multikey[:-1]))
    served("with a key of another letter", "unknown", unread, first(publicKeyMultibase="u" + FIRST.multikey[1:]))
    served(
        "with a secret in it",
        ("unknown", "valid"),
        "a careless issuer; readers may refuse it",
        first(secretKeyMultibase="z3u2en7t5LR2WtQH5PfFqMqwVHgeXouLzo6haApm8XHqvjxq"),
    )
    served("twice", "unknown", unread, sound | {"verificationMethod": [method(GUILD, FIRST), method(GUILD, FIRST)]})
    served(
        "under a name without its did",
        ("unknown", "valid"),
        "names must be absolute, say some",
        first(id=f"#{FIRST.multikey}"),
    )
    served(
        "embedded under assertionMethod",
        ("unknown", "valid", "tampered"),
        "a form that readers may refuse",
        sound | {"assertionMethod": [method(GUILD, FIRST)]},
    )
    served(
        "alone and not in a list",
        "valid",
        "one value needs no list",
        did_document(GUILD, FIRST) | {"verificationMethod": method(GUILD, FIRST)},
    )
    by_name = {"id": f"{GUILD}#key-1", "type": "Multikey", "controller": GUILD, "publicKeyMultibase": FIRST.multikey}
    named = unsigned(PLAIN) | {"proof": [make_proof(PLAIN, FIRST, f"{GUILD}#key-1")]}
    served(
        "with a name of its own",
        "valid",
        "a fragment need not be the key",
        sound
        | {"verificationMethod": [by_name, *sound["verificationMethod"]], "assertionMethod": [by_name["id"], name]},
        named,
    )
    served("with a name of its own that is not listed", "tampered", not_its, sound, named)
    by_second = world.guild(PLAIN, SECOND)
    served("second of two", "valid", "an issuer may have several keys", sound, by_second)
    thief = unsigned(PLAIN) | {"proof": [make_proof(PLAIN, THIEF, name)]}
    served("named by a thief", "tampered", "the key of that name did not sign it", sound, thief)
    foreign = {
        "id": f"{GUILD}#p256",
        "type": "JsonWebKey",
        "controller": GUILD,
        "publicKeyJwk": {
            "kty": "EC",
            "crv": "P-256",
            "x": "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
            "y": "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0",
        },
    }
    served(
        "beside one of another curve",
        "valid",
        "the other key is not asked",
        sound | {"verificationMethod": [method(GUILD, FIRST), foreign, method(GUILD, SECOND)]},
    )
    newer = {"id": f"{GUILD}#new", "type": "SomethingNew2031", "controller": GUILD}
    served(
        "beside one of an unknown type",
        "valid",
        "the other method is not asked",
        sound | {"verificationMethod": [newer, method(GUILD, FIRST), method(GUILD, SECOND)]},
    )
    served(
        "of an unknown type",
        ("tampered", "unknown", "unsupported"),
        "a key that is not read here",
        first(type="SomethingNew2031"),
    )


def add_ends(book: Book) -> None:
    """Keys that have been revoked, or have an end: the moment of checking counts, never `created`."""
    book.chapter("key ended")
    for member in ("revoked", "expires"):
        for slug, moment, expect, why in (
            (
                "a second before",
                "2026-11-20T23:59:59Z",
                "tampered",
                "from then on no proof by this key counts, whatever it says of itself",
            ),
            ("at that second", "2026-11-21T00:00:00Z", "tampered", "from that moment on"),
            ("a second after", "2026-11-21T00:00:01Z", "valid", "it still counts when it is checked"),
            ("long ago", "2020-01-01T00:00:00Z", "tampered", "from then on no proof by this key counts"),
            ("with an offset", "2026-11-21T08:59:59+09:00", "tampered", "the same instant, written for another zone"),
        ):
            key = method(GUILD, FIRST) | {member: moment}
            document = did_document(GUILD, FIRST) | {"verificationMethod": [key]}
            book.add(f"key {member} {slug}", expect, why, PLAIN, documents={DID_URL: encode(document)})
        for slug, moment in (
            ("is no date", "soon"),
            ("has no zone", "2030-01-01T00:00:00"),
            ("is a number", 4102444800),
        ):
            key = method(GUILD, FIRST) | {member: moment}
            document = did_document(GUILD, FIRST) | {"verificationMethod": [key]}
            why = "the document is not sound, so no key can be had from it"
            book.add(f"key {member} {slug}", "unknown", why, PLAIN, documents={DID_URL: encode(document)})
        other = did_document(GUILD, FIRST, SECOND)
        other["verificationMethod"][1][member] = "2020-01-01T00:00:00Z"
        book.add(
            f"another key {member}",
            "valid",
            "the key of this proof still counts",
            PLAIN,
            documents={DID_URL: encode(other)},
        )
    old = world.guild(PLAIN, created="2019-01-01T00:00:00Z")
    revoked = did_document(GUILD, FIRST)
    revoked["verificationMethod"][0]["revoked"] = "2020-01-01T00:00:00Z"
    why = "a thief would write an early date too"
    book.add("key revoked after the proof says it was made", "tampered", why, old, documents={DID_URL: encode(revoked)})
    late = did_document(GUILD, FIRST)
    late["verificationMethod"][0]["revoked"] = "2026-10-01T00:00:00Z"
    book.add(
        "key revoked later than the day asked about",
        "valid",
        "judged as of a day before",
        world.MINIMAL,
        documents={DID_URL: encode(late)},
        at="2026-09-01T00:00:00Z",
        now=NOW,
    )


def _issued_by(issuer: str, badge: Document = PLAIN) -> Document:
    other = copy.deepcopy(badge)
    other["issuer"]["id"] = issuer
    return other


def add_other_issuers(book: Book) -> None:
    """Issuers with another identifier, and identifiers that are almost the right one."""
    book.chapter("issuer id")
    for slug, issuer in (
        ("an https address", "https://badges.example.org/issuer.json"),
        ("a did jwk", "did:jwk:eyJrdHkiOiJPS1AifQ"),
        ("a did ethr", "did:ethr:0xf3beac30c498d9e26865f34fcaa57dbb935b0d74"),
        ("a urn", "urn:uuid:6d1b3c1e-0000-4b0f-9a53-8f2a0c1d0009"),
        ("an email address", "mailto:badges@example.org"),
        ("a did web in capitals", "DID:WEB:badges.example.org"),
    ):
        why = "only did:web and did:key are judged here"
        book.add(f"issuer changed to {slug}", "unsupported", why, _issued_by(issuer))
        book.add(f"issuer signed as {slug}", "unsupported", why, sign(_issued_by(issuer), FIRST, issuer))
    for slug, issuer in (
        ("nothing", ""),
        ("no address", "badges.example.org"),
        ("a relative address", "/issuer.json"),
        ("an address with blanks", "did:web:badges.example.org x"),
    ):
        book.add(f"issuer changed to {slug}", "unreadable", "not an absolute address", _issued_by(issuer))
    for slug, issuer in (
        ("the thief", world.EVIL),
        ("the other guild", world.HARBOUR),
        ("the did key of its own key", FIRST.did),
        ("the did key of another", LEARNER.did),
    ):
        book.add(f"issuer changed to {slug}", "tampered", "signed with a key of someone else", _issued_by(issuer))
    for slug, issuer in (
        ("a host that does not answer", "did:web:nowhere.example.org"),
        ("capital letters", "did:web:BADGES.example.org"),
        ("a port", "did:web:badges.example.org%3A8443"),
        ("a path", "did:web:badges.example.org:else"),
        ("no host", "did:web:"),
        ("an address of numbers", "did:web:192.0.2.7"),
        ("a dot at its end", "did:web:badges.example.org."),
        ("an escaped slash", "did:web:badges.example.org%2F..%2F"),
        ("a path upwards", "did:web:badges.example.org:..:x"),
        ("an empty part", "did:web:badges.example.org:"),
        ("a homoglyph", "did:web:bаdges.example.org"),
        ("an at sign", "did:web:user%40badges.example.org"),
        ("an escaped dot", "did:web:badges%2eexample.org:x"),
    ):
        signed = sign(_issued_by(issuer), FIRST, issuer)
        book.add(
            f"issuer signed with {slug}",
            "unknown",
            "no document can be had for it",
            signed,
            known=(world.GUILD, issuer),
        )
    broken = "did:key:" + FIRST.multikey[:-1]
    book.add(
        "issuer with a did key cut short",
        "unknown",
        "no key can be had from it",
        sign(_issued_by(broken), FIRST, broken),
    )
    curve = "did:key:zDnaerDaTF5BXEavCrfRZEk316dpbLsfPDZ3WJ5hRTPFU2169"
    book.add(
        "issuer with a did key of another curve",
        ("unknown", "unsupported"),
        "a key of a kind that is not read here",
        sign(_issued_by(curve), FIRST, curve),
    )


def add_strangers(book: Book) -> None:
    """Sound badges of issuers who are known, or not."""
    book.chapter("known issuers")
    for slug, key in (("a thief", THIEF), ("a learner", LEARNER)):
        signed = world.from_key(key, "Orchard Guild")
        book.add(f"did key of {slug} under the guild's name", "stranger", "a name proves nothing", signed)
        book.add(
            f"did key of {slug} where any did web may speak",
            "stranger",
            "a did:key has no host to look at",
            signed,
            known=None,
        )
        book.add(
            f"did key of {slug} that is known",
            "valid",
            "it is on the list of those known here",
            signed,
            known=(key.did,),
        )
    evil = sign(_issued_by(world.EVIL, world.minimal()), THIEF, world.EVIL)
    book.add("did web of a thief under the guild's name", "stranger", "a sound badge of a host nobody here knows", evil)
    book.add(
        "did web of a thief where any host may speak", "valid", "judged by its host, which is named", evil, known=None
    )
    book.add("did web where nobody is known", "stranger", "an empty list knows nobody", world.MINIMAL, known=())
    book.add(
        "did web that is known by another spelling",
        "stranger",
        "issuers are compared byte for byte",
        world.MINIMAL,
        known=("did:web:badges.example.org:", "did:web:BADGES.example.org"),
    )
    name = world.by_harbour(validUntil="2026-01-01T00:00:00Z", validFrom="2025-01-01T00:00:00Z")
    book.add("a stranger's badge that has expired", "stranger", "who says it comes before what it says", name)
    book.add(
        "a stranger's badge that is early",
        "stranger",
        "who says it comes before what it says",
        world.by_harbour(validFrom="2030-01-01T00:00:00Z"),
    )
    homoglyph = world.from_key(THIEF, "Orchаrd Guild")
    book.add("a stranger with a look-alike name", "stranger", "a name proves nothing", homoglyph)


def add_forgers(book: Book) -> None:
    """Sound signatures by the wrong hand, under the guild's DID."""
    book.chapter("forged")
    for slug, proof in (
        ("under a name that the guild does not list", make_proof(PLAIN, THIEF, THIEF.method_of(GUILD))),
        ("under the name of the guild's key", make_proof(PLAIN, THIEF, FIRST.method_of(GUILD))),
        ("as a did key", make_proof(PLAIN, THIEF, THIEF.method_of(THIEF.did))),
        ("as the thief's host", make_proof(PLAIN, THIEF, THIEF.method_of(world.EVIL))),
        ("as the other guild", make_proof(PLAIN, OTHER, OTHER.method_of(world.HARBOUR))),
    ):
        book.add(
            f"signed by another {slug}", "tampered", "not a key of its issuer", unsigned(PLAIN) | {"proof": [proof]}
        )
        book.add(
            f"signed by another {slug} where all are known",
            "tampered",
            "not a key of its issuer",
            unsigned(PLAIN) | {"proof": [proof]},
            known=(GUILD, world.EVIL, world.HARBOUR, THIEF.did),
        )
    unlisted = did_document(GUILD, FIRST, THIEF)
    unlisted["assertionMethod"].pop()
    stolen = world.guild(PLAIN, THIEF)
    book.add(
        "signed with a key of the guild that may not assert",
        "tampered",
        "listed, but not for statements",
        stolen,
        documents={DID_URL: encode(unlisted)},
    )
    book.add(
        "signed by another while the document cannot be had",
        "unknown",
        "nothing can be said without the document",
        stolen,
        documents={DID_URL: None},
    )
    two = copy.deepcopy(PLAIN)
    two["issuer"]["otherIdentifier"] = [
        {"type": "IdentifierEntry", "identifier": THIEF.did, "identifierType": "identifier"}
    ]
    book.add("an issuer that lists a thief as its other name", "tampered", "nobody signed it", two)
    book.add(
        "a strange member while the document cannot be had",
        "unsupported",
        "its form is looked at first",
        PLAIN | {"unsigned": 1},
        documents={DID_URL: None},
    )
    book.add(
        "a member missing while the document cannot be had",
        "unreadable",
        "its form is looked at first",
        {m: v for m, v in PLAIN.items() if m != "validFrom"},
        documents={DID_URL: None},
    )
