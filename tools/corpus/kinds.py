"""Documents of other kinds, things said twice, copies on the site, endorsements, tokens, and pictures in SVG."""

from __future__ import annotations

import base64
import copy
from typing import Any

from corpus import world
from corpus.book import Book, encode
from corpus.keys import OTHER, THIEF, Document, sign, unsigned
from corpus.world import ENDORSED, GUILD, HARBOUR, OB, PLAIN, V2, badge, endorsement


def add_all(book: Book) -> None:
    """All the cases of this module."""
    add_other_credentials(book)
    add_subjects(book)
    add_same_names(book)
    add_endorsements(book)
    add_copies(book)
    add_heavy(book)
    add_tokens(book)
    add_second_generation(book)
    add_svg(book)


def add_other_credentials(book: Book) -> None:
    """Sound credentials that are no badges."""
    book.chapter("other credential")
    other = "a credential, and not a badge"
    book.add("the status list given as a badge", "unsupported", other, world.REVOCATION_LIST)
    book.add("the second list given as a badge", "unsupported", other, world.SUSPENSION_LIST)
    book.add("an endorsement given as a badge", "unsupported", other, endorsement())
    degree = {
        "@context": [V2],
        "id": "https://badges.example.org/d/1",
        "type": ["VerifiableCredential"],
        "issuer": GUILD,
        "credentialSubject": {"id": "https://badges.example.org/p/1"},
    }
    book.add("a credential of no kind", "unsupported", other, world.guild(degree))
    first = unsigned(PLAIN) | {
        "@context": ["https://www.w3.org/2018/credentials/v1", OB],
        "issuanceDate": "2026-02-03T09:00:00Z",
    }
    book.add(
        "a badge of credentials version 1",
        "unsupported",
        "version 1 is not judged here",
        first | {"proof": PLAIN["proof"]},
    )
    book.add(
        "a badge with an issuance date",
        "unsupported",
        "a member of version 1",
        world.PLAIN | {"issuanceDate": "2026-02-03T09:00:00Z"},
    )


def add_subjects(book: Book) -> None:
    """Who is named, and how."""
    book.chapter("subject")
    subject = PLAIN["credentialSubject"]
    nobody = {m: v for m, v in subject.items() if m != "identifier"}
    name = subject["identifier"][0]
    hashed = {
        "type": "IdentityObject",
        "hashed": True,
        "identityHash": "sha256$" + "0" * 64,
        "identityType": "emailAddress",
        "salt": "x",
    }
    book.add(
        "subject who is nobody", "unreadable", "a badge names somebody", world.guild(badge(3, credentialSubject=nobody))
    )
    for slug, changed in (
        ("by an id alone", nobody | {"id": "did:key:z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2"}),
        ("by a hash alone", subject | {"identifier": [hashed]}),
        ("by a name and a hash", subject | {"identifier": [name, hashed]}),
        ("by two names", subject | {"identifier": [name, name | {"identityHash": "Ada"}]}),
        ("by an identity of their own kind", subject | {"identifier": [name | {"identityType": "ext:member"}]}),
        ("by one identity and no list", subject | {"identifier": name}),
        ("by an empty name", subject | {"identifier": [name | {"identityHash": ""}]}),
    ):
        book.add(
            f"subject named {slug}", "valid", "somebody is named", world.guild(badge(3, credentialSubject=changed))
        )
    for slug, value in (
        ("two", [subject, subject | {"id": "https://example.org/p/2"}]),
        ("a list of one", [subject]),
        ("none", []),
        ("an address", "https://example.org/p/1"),
    ):
        book.add(f"subjects as {slug}", "unreadable", "the standard wants one", PLAIN | {"credentialSubject": value})
    swapped = copy.deepcopy(PLAIN)
    swapped["credentialSubject"] = copy.deepcopy(world.MINIMAL["credentialSubject"])
    book.add("subject of another badge", "tampered", "another was signed", swapped)
    empty = {"credentialSubject": subject | {"achievement": subject["achievement"] | {"criteria": {}}}}
    book.add("criteria that say nothing", "unreadable", "criteria have an address or a text", PLAIN | empty)


def add_same_names(book: Book) -> None:
    """What is signed are statements about named things: the same name at two places is one thing."""
    book.chapter("same name twice")
    cannot = "the document says something of itself from within"
    subject = PLAIN["credentialSubject"]
    for name in ("validUntil", "name"):
        inner = unsigned(endorsement())
        signed = world.guild(badge(4, endorsement=[sign(inner | {"id": PLAIN["id"]}, OTHER, HARBOUR)]))
        moved = {m: v for m, v in signed.items() if m != name}
        moved["endorsement"] = [signed["endorsement"][0] | {"id": signed["id"], name: signed[name]}]
        why = f"{cannot}; the badge's {name} has moved into it"
        book.add(f"an endorsement with the badge's id holds its {name}", ("unreadable", "tampered"), why, moved)
    for slug, change in (
        ("evidence", {"evidence": [{"type": ["Evidence"], "id": PLAIN["id"], "name": PLAIN["name"]}]}),
        ("achievement", {"credentialSubject": subject | {"achievement": subject["achievement"] | {"id": PLAIN["id"]}}}),
        ("issuer", {"issuer": PLAIN["issuer"] | {"id": PLAIN["id"]}}),
        ("subject", {"credentialSubject": subject | {"id": PLAIN["id"]}}),
    ):
        book.add(f"{slug} with the id of the badge", ("unreadable", "tampered", "unsupported"), cannot, PLAIN | change)
    blank = copy.deepcopy(PLAIN)
    blank["credentialSubject"]["id"] = "_:b0"
    book.add("subject with the name of a blank node", "unreadable", "not an absolute address", blank)
    for slug, text in (
        ("relative", "credential.json"),
        ("empty", ""),
        ("fragment", "#badge"),
        ("with a blank", "https://badges.example.org/a b"),
        ("with a line feed", "https://badges.example.org/a\nb"),
        ("with brackets", "https://badges.example.org/<a>"),
        ("without a scheme", "//badges.example.org/a"),
        ("a keyword", "@type"),
    ):
        book.add(f"an id that is {slug}", "unreadable", "not an absolute address", PLAIN | {"id": text})
    tags = subject["achievement"] | {"tag": ["a", "b", "a"]}
    book.add(
        "a tag twice",
        "unreadable",
        "a set holds a thing once, so the copy would be unsigned",
        PLAIN | {"credentialSubject": subject | {"achievement": tags}},
    )
    two = [{"type": ["Evidence"], "name": "same"}, {"type": ["Evidence"], "name": "same"}]
    book.add(
        "two pieces of evidence without a name that say the same",
        "valid",
        "two things were signed",
        world.guild(badge(3, evidence=two)),
    )
    one = world.guild(badge(3, evidence=two)) | {"evidence": two[:1]}
    book.add("one of two pieces of evidence taken out", "tampered", "two things were signed", one)
    named = [
        {"type": ["Evidence"], "id": "https://example.org/e", "name": "a"},
        {"type": ["Evidence"], "id": "https://example.org/e", "name": "b"},
    ]
    book.add("evidence of one id at two places", "unreadable", "a set holds a thing once", PLAIN | {"evidence": named})


def add_endorsements(book: Book) -> None:
    """Endorsements inside: part of what the badge's issuer signed, with proofs of their own."""
    book.chapter("endorsement")

    def changed(**members: Any) -> Document:
        inner = {m: v for m, v in (ENDORSED["endorsement"][0] | members).items() if v is not None}
        return ENDORSED | {"endorsement": [inner]}

    inner = ENDORSED["endorsement"][0]
    signed_too = "the badge's own signature covers it"
    for slug, document in (
        (
            "with another comment",
            changed(credentialSubject=inner["credentialSubject"] | {"endorsementComment": "Forged"}),
        ),
        ("with another date", changed(validFrom="2020-01-01T00:00:00Z")),
        ("with an end put in", changed(validUntil="2020-01-01T00:00:00Z")),
        ("of another name", changed(name="Forged")),
        (
            "with another proof value",
            changed(proof=[inner["proof"][0] | {"proofValue": PLAIN["proof"][0]["proofValue"]}]),
        ),
        ("with another date of its proof", changed(proof=[inner["proof"][0] | {"created": "2020-01-01T00:00:00Z"}])),
        ("of another id", changed(id="https://example.net/u/guild/endorsements/e2.json")),
        ("taken out", {m: v for m, v in ENDORSED.items() if m != "endorsement"}),
        (
            "of something else",
            changed(
                credentialSubject=inner["credentialSubject"] | {"id": "https://badges.example.org/badges/pruning/"}
            ),
        ),
    ):
        book.add(f"endorsement {slug}", "tampered", signed_too, document)
    own = "the failure of an endorsement does not void the badge"
    broken = inner | {"credentialSubject": inner["credentialSubject"] | {"endorsementComment": "Forged"}}
    book.add("endorsement that its endorser did not sign", "valid", own, world.guild(badge(4, endorsement=[broken])))
    book.add(
        "endorsement of an endorser who cannot be had", "valid", own, ENDORSED, documents={world.HARBOUR_URL: None}
    )
    ended = sign(unsigned(inner) | {"validUntil": "2026-02-01T00:00:00Z"}, OTHER, HARBOUR)
    book.add("endorsement that has ended", "valid", own, world.guild(badge(4, endorsement=[ended])))
    thief = sign(unsigned(inner), THIEF, HARBOUR)
    book.add("endorsement signed by a thief", "valid", own, world.guild(badge(4, endorsement=[thief])))
    by_self = sign(
        unsigned(inner) | {"issuer": {"id": THIEF.did, "type": ["Profile"], "name": "Somebody"}}, THIEF, THIEF.did
    )
    book.add("endorsement by a stranger", "valid", own, world.guild(badge(4, endorsement=[by_self])))
    second = sign(unsigned(inner) | {"id": "https://example.net/u/guild/endorsements/e2.json"}, OTHER, HARBOUR)
    book.add("two endorsements", "valid", own, world.guild(badge(4, endorsement=[inner, second])))
    book.add(
        "two endorsements in the other order",
        "valid",
        "what was signed is a set",
        world.guild(badge(4, endorsement=[inner, second])) | {"endorsement": [second, inner]},
    )


def add_copies(book: Book) -> None:
    """The copies on the issuer's own site: the same signature stands under one text only."""
    book.chapter("copy on the site")
    turned = copy.deepcopy(PLAIN)
    turned["credentialSubject"]["achievement"]["tag"].reverse()
    differs, nothing = (
        "the issuer publishes another text under this signature",
        "no copy with this signature, so nothing to compare",
    )
    book.add("copy with a set in another order", "tampered", differs, turned, site=True)
    book.add("copy with a set in another order, without the site", "valid", "what is signed is a set", turned)
    single = copy.deepcopy(PLAIN)
    single["issuer"]["type"] = "Profile"
    book.add("copy with a list of one", "tampered", differs, single, site=True)
    as_object = PLAIN | {"proof": PLAIN["proof"][0]}
    book.add("copy with its proof in a list", "tampered", differs, as_object, site=True)
    gone: dict[str, Any] = {PLAIN["id"]: None, PLAIN["image"]["id"]: None}
    book.add("copy that is gone", "valid", nothing, turned, documents=gone, site=True)
    newer = encode(world.guild(unsigned(PLAIN) | {"name": "Grafting, with honours"}))
    book.add(
        "copy that was issued anew",
        "valid",
        nothing,
        PLAIN,
        documents={PLAIN["id"]: newer, PLAIN["image"]["id"]: None},
        site=True,
    )
    damaged = encode(PLAIN | {"name": "Forged"})
    book.add(
        "copy that is damaged",
        "valid",
        "a damaged copy says nothing against a sound badge",
        PLAIN,
        documents={PLAIN["id"]: damaged},
        site=True,
    )
    both: dict[str, Any] = {PLAIN["id"]: damaged, PLAIN["image"]["id"]: b"x"}
    book.add(
        "copies that are damaged both",
        "valid",
        "a damaged copy says nothing against a sound badge",
        PLAIN,
        documents=both,
        site=True,
    )
    book.add("copy that is a page", "valid", nothing, PLAIN, documents={PLAIN["id"]: b"<!doctype html>"}, site=True)
    spaced = encode(PLAIN).replace(b",", b", ")
    book.add("copy with white space", "valid", "the same JSON value", PLAIN, documents={PLAIN["id"]: spaced}, site=True)
    only_picture: dict[str, Any] = {PLAIN["id"]: None}
    book.add("copy in the picture alone", "tampered", differs, turned, documents=only_picture, site=True)
    book.add("copy of a badge that has none", "valid", nothing, world.MINIMAL, site=True)
    book.add("copy of a revoked badge", "revoked", "its bit is set", world.ON_REVOKED, site=True)
    expired = world.guild(badge(3, validUntil="2026-03-01T00:00:00Z"))
    book.add(
        "copy of an expired badge",
        "expired",
        "ended, and the same as on the site",
        expired,
        documents={PLAIN["id"]: encode(expired), PLAIN["image"]["id"]: None},
        site=True,
    )
    other = copy.deepcopy(expired)
    other["type"].reverse()
    book.add(
        "copy of an expired badge in another order",
        "tampered",
        differs,
        other,
        documents={PLAIN["id"]: encode(expired)},
        site=True,
    )


def add_heavy(book: Book) -> None:
    """Much of the same: bounded work, whatever the answer."""
    book.chapter("heavy")
    for number in (50, 400):
        evidence = [{"type": ["Evidence"], "name": "same"}] * number
        book.add(
            f"{number} identical things without a name",
            "tampered",
            "nobody signed them",
            PLAIN | {"evidence": evidence},
        )
    few = [{"type": ["Evidence"], "name": f"tree {n}"} for n in range(60)]
    book.add("sixty pieces of evidence", "valid", "each was signed", world.guild(badge(3, evidence=few)))
    plain = world.PIECES["plain"]
    head = plain[:-1] + b',"evidence":['
    one = b'{"type":["Evidence"],"name":"same"}'
    why = "too much to be signed by anyone; how it is refused is open"
    book.add(
        "twenty thousand identical things without a name",
        ("unreadable", "unsupported", "tampered"),
        why,
        [(head, 1), (one + b",", 20_000), (one, 1), (b"]}", 1)],
    )
    tags = copy.deepcopy(PLAIN)
    tags["credentialSubject"]["achievement"]["tag"] = [f"t{n}" for n in range(2000)]
    book.add("two thousand tags", "tampered", "nobody signed them", tags)
    book.add("two thousand tags signed", "valid", "each was signed", world.guild(tags))


def _token(header: Document, payload: Document, signature: str = "c2lnbmF0dXJl") -> bytes:
    parts = (base64.urlsafe_b64encode(encode(part)).rstrip(b"=") for part in (header, payload))
    return b".".join([*parts, signature.encode()])


def add_tokens(book: Book) -> None:
    """Badges secured as JSON Web Tokens: honest, and not judged here."""
    book.chapter("token")
    payload = unsigned(PLAIN) | {"iss": GUILD, "nbf": 1770109200}
    may = "an honest way to sign a badge, which is not judged here"
    for algorithm in ("RS256", "ES256", "EdDSA"):
        book.add(
            f"token signed with {algorithm}", "unsupported", may, _token({"alg": algorithm, "typ": "JWT"}, payload)
        )
    book.add("token with a line feed at its end", "unsupported", may, _token({"alg": "RS256"}, payload) + b"\n")
    book.add(
        "token in a picture", "unsupported", may, world.picture(world.text_chunk(_token({"alg": "RS256"}, payload)))
    )
    for slug, data in (
        ("without a signature", _token({"alg": "none"}, payload, "")),
        ("that says nobody signed it", _token({"alg": "none"}, payload)),
        ("about something else", _token({"alg": "RS256"}, {"sub": "1", "name": "Ada"})),
        ("cut short", _token({"alg": "RS256"}, payload).partition(b".")[0]),
    ):
        book.add(f"token {slug}", "unreadable", "no badge that anyone signed", data)


def add_second_generation(book: Book) -> None:
    """Open Badges 2.0: what counts is the copy that its issuer hosts."""
    book.chapter("open badges 2")
    v2 = "https://w3id.org/openbadges/v2"
    base = {"@context": v2, "id": "https://badges.example.org/awards/1/assertion.json"}
    recipient = {"type": "email", "hashed": True, "identity": "sha256$" + "0" * 64, "salt": "x"}
    assertion = base | {
        "type": "Assertion",
        "recipient": recipient,
        "badge": "https://badges.example.org/badges/grafting/badgeclass.json",
        "verification": {"type": "hosted"},
        "issuedOn": "2026-02-03T09:00:00Z",
    }
    why = "another generation, which is not judged here"
    book.add("assertion of version 2", "unsupported", why, assertion)
    book.add("assertion of version 2 with its context in a list", "unsupported", why, assertion | {"@context": [v2]})
    book.add(
        "assertion of version 2 that says it is revoked",
        "unsupported",
        why,
        base | {"type": "Assertion", "revoked": True},
    )


SVG_SPACE = b"https://purl.imsglobal.org/ob/v3p0"


def add_svg(book: Book) -> None:
    """SVG: the credential as a CDATA body of one openbadges:credential element; node reads none."""
    book.chapter("svg")
    body = encode(PLAIN)

    def drawn(*inside: bytes, before: bytes = b"", space: bytes = SVG_SPACE) -> bytes:
        opening = b'<svg xmlns="http://www.w3.org/2000/svg" xmlns:openbadges="' + space + b'" viewBox="0 0 9 9">'
        return before + opening + b"".join(inside) + b'<rect width="9" height="9"/></svg>'

    def element(text: bytes) -> bytes:
        return b"<openbadges:credential><![CDATA[" + text + b"]]></openbadges:credential>"

    unread, one = "a picture that is not opened, or no badge in it", "the badge inside decides"
    entity = b'<!DOCTYPE svg [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    for slug, expect, why, data in (
        ("with a badge", "valid", one, drawn(element(body))),
        ("with a declaration", "valid", one, drawn(element(body), before=b'<?xml version="1.0" encoding="UTF-8"?>\n')),
        ("with a changed badge", "tampered", one, drawn(element(encode(PLAIN | {"name": "Forged"})))),
        ("with a revoked badge", "revoked", one, drawn(element(encode(world.ON_REVOKED)))),
        ("with two badges", "unreadable", "readers disagree which of them counts", drawn(element(body), element(body))),
        ("without a badge", "unreadable", unread, drawn()),
        ("with a document type", "unreadable", unread, drawn(element(body), before=b"<!DOCTYPE svg>")),
        ("with entities", "unreadable", unread, drawn(element(body), before=entity)),
        (
            "with an external entity",
            "unreadable",
            unread,
            drawn(element(body), before=b'<!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/hostname">]>'),
        ),
        ("cut short", "unreadable", unread, drawn(element(body))[:-3]),
        ("in another namespace", "unreadable", unread, drawn(element(body), space=b"https://forger.example.com/ob")),
        ("with an empty badge", "unreadable", unread, drawn(element(b""))),
        ("that is not xml", "unreadable", unread, b"<svg" + body),
        ("in utf 16", "unreadable", unread, drawn(element(body)).decode().encode("utf-16")),
    ):
        book.add(f"svg {slug}", expect, why, data, page=None if data[:1] != b"<" else ("unsupported",))
