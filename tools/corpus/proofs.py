"""The proof: each of its members, its place and number, the other suite, and what a signature may not be.

half a proof, or a member of the wrong kind    unreadable: no issuer can have meant it
another kind of proof, or several of them      unsupported
a proof that does not fit, or is not by the    tampered
issuer's own key, for this purpose, in time
"""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from typing import Any

from corpus import world
from corpus.book import NOW, Book, encode
from corpus.keys import FIRST, JCS, SECOND, THIEF, Document, hash_data, make_proof, options_for, unsigned
from corpus.world import GUILD, PLAIN
from generator.wire.multibase import base58_decode, base58_encode, encode_signature

_L = 2**252 + 27742317777372353535851937790883648493
_P = 2**255 - 19
METHOD = FIRST.method_of(GUILD)


def add_all(book: Book) -> None:
    """All the cases of this module."""
    add_members(book)
    add_signed_members(book)
    add_methods(book)
    add_values(book)
    add_signatures(book)
    add_numbers_of_proofs(book)
    add_json_suite(book)


def with_proof(change: Callable[[Document], Any], document: Document = PLAIN) -> Document:
    """`document` with its proof changed in place, not signed anew."""
    other = copy.deepcopy(document)
    change(other["proof"][0])
    return other


def _with(**members: Any) -> Document:
    return with_proof(lambda proof: proof.update(members))


def add_members(book: Book) -> None:
    """Members of the proof changed, taken out and put in, without signing anew."""
    book.chapter("proof member")
    for member in ("type", "cryptosuite", "verificationMethod", "proofPurpose", "proofValue"):
        without = with_proof(lambda proof, member=member: proof.pop(member))
        book.add(f"proof without {member}", "unreadable", "half a proof is none", without)
    for member in PLAIN["proof"][0]:
        book.add(f"proof {member} is a number", "unreadable", "it must be a text", _with(**{member: 7}))
        book.add(f"proof {member} is null", "unreadable", "it must be a text", _with(**{member: None}))
        again = (
            encode(PLAIN)
            .replace(f'"{member}":'.encode() + encode(PLAIN["proof"][0][member]), b"@@")
            .replace(b"@@", b",".join(f'"{member}":'.encode() + encode(PLAIN["proof"][0][member]) for _ in range(2)))
        )
        if member != "type":
            book.add(f"proof {member} twice", "unreadable", "readers disagree which of the two counts", again)
    without = with_proof(lambda proof: proof.pop("created"))
    book.add("proof without created", "tampered", "it was signed, and is gone", without)
    other_kind = "another kind of proof, which may be honest"
    for kind in (
        "Ed25519Signature2020",
        "JsonWebSignature2020",
        "BbsBlsSignature2020",
        "dataintegrityproof",
        "https://w3id.org/security#DataIntegrityProof",
    ):
        book.add(f"proof of type {kind}", "unsupported", other_kind, _with(type=kind))
    for suite in (
        "ecdsa-rdfc-2019",
        "ecdsa-jcs-2019",
        "ecdsa-sd-2023",
        "bbs-2023",
        "eddsa-2022",
        "json-eddsa-2022",
        "EDDSA-RDFC-2022",
        "eddsa-rdfc-2022 ",
        "__proto__",
    ):
        book.add(
            f"proof of suite {suite.strip()}{' blank' if suite != suite.strip() else ''}",
            "unsupported",
            other_kind,
            _with(cryptosuite=suite),
        )
    book.add("proof of suite of the empty name", "unsupported", other_kind, _with(cryptosuite=""))
    book.add("proof that changed its suite", "tampered", "signed in the other suite", _with(cryptosuite=JCS))
    for slug, value in (
        ("a year ago", "2025-02-03T09:00:00Z"),
        ("a second later", "2026-02-03T09:00:01Z"),
        ("with an offset", "2026-02-03T09:00:00+00:00"),
    ):
        book.add(f"proof created {slug}", "tampered", "another text was signed", _with(created=value))
    for slug, value in (
        ("a date only", "2026-02-03"),
        ("without zone", "2026-02-03T09:00:00"),
        ("a word", "yesterday"),
        ("the empty text", ""),
        ("a day that is none", "2026-02-30T09:00:00Z"),
    ):
        book.add(f"proof created is {slug}", "unreadable", "no date with time and zone", _with(created=value))
    for purpose in (
        "authentication",
        "https://w3id.org/security#assertionMethod",
        "AssertionMethod",
        "",
        "keyAgreement",
    ):
        slug = f"proof purpose changed to {purpose or 'nothing'}{' capital' if purpose[:1] == 'A' else ''}"
        book.add(slug, "tampered", "badges are signed for assertionMethod, spelled so", _with(proofPurpose=purpose))
    for member, value in (
        ("domain", "https://verifier.example.com"),
        ("challenge", "1234"),
        ("nonce", "abc"),
        ("id", "urn:uuid:00000000-0000-4000-8000-000000000001"),
        ("previousProof", "urn:uuid:00000000-0000-4000-8000-000000000002"),
        ("@context", [world.V2, world.OB]),
        ("jws", "eyJ..x"),
        ("__proto__", {"type": "x"}),
        ("@id", "https://example.org/p"),
        ("unsigned", True),
        ("controller", GUILD),
        ("publicKeyMultibase", FIRST.multikey),
    ):
        book.add(
            f"proof with an added {member.replace('@', 'at ').strip('_')}",
            "unsupported",
            "a member that is not judged here",
            _with(**{member: value}),
        )
    book.add("proof with an added expires", "tampered", "nobody signed it", _with(expires="2030-01-01T00:00:00Z"))


def add_signed_members(book: Book) -> None:
    """Proofs with unusual members that were signed."""
    book.chapter("proof member signed")
    document = unsigned(PLAIN)

    def signed(slug: str, expect: str | tuple[str, ...], why: str, **changed: Any) -> None:
        at = changed.pop("judged_at", NOW)
        book.add(f"signed proof {slug}", expect, why, world.guild(document, **changed), at=at)

    proves_nothing = "the signer chooses it, so it proves nothing either way"
    signed("created in the future", "valid", proves_nothing, created="2030-01-01T00:00:00Z")
    signed("created long ago", "valid", proves_nothing, created="1970-01-01T00:00:00Z")
    signed("created with a fraction and offset", "valid", proves_nothing, created="2026-02-03T09:00:00.123+09:00")
    signed("without created", "valid", "the member is optional", created=None)
    signed("that has ended", "tampered", "past its expires a proof proves nothing", expires="2026-11-20T23:59:59Z")
    signed("that has not ended", "valid", "its end is to come", expires="2026-11-21T00:00:01Z")
    signed(
        "that ends this second",
        ("tampered", "valid"),
        "the standard does not say whether the end is part of it",
        expires=NOW,
    )
    signed("with an end that is no date", "unreadable", "no date with time and zone", expires="soon")
    signed("for authentication", "tampered", "not signed as a statement of the issuer", proofPurpose="authentication")
    judged = "a member that is not judged here"
    signed("with a domain", "unsupported", judged, domain="https://verifier.example.com")
    signed("with a challenge", "unsupported", judged, challenge="1234")
    signed("with a nonce", "unsupported", judged, nonce="abc")
    named = make_proof(document, FIRST, METHOD) | {"id": "urn:uuid:00000000-0000-4000-8000-000000000001"}
    book.add("signed proof with an id", "unsupported", judged, document | {"proof": [named]})


def add_methods(book: Book) -> None:
    """Whose key it is: the member verificationMethod."""
    book.chapter("verification method")
    did, multikey = FIRST.did, FIRST.multikey
    not_own = "not spelled as a key of the issuer"
    for slug, method in (
        ("another key of the issuer", SECOND.method_of(GUILD)),
        ("a key that the issuer does not list", THIEF.method_of(GUILD)),
        ("the same key as a did key", FIRST.method_of(did)),
        ("the same key of another did", FIRST.method_of(world.HARBOUR)),
        ("a did without fragment", GUILD),
        ("an empty fragment", f"{GUILD}#"),
        ("a fragment too many", f"{METHOD}#x"),
        ("a percent escape in the did", f"did:web:badges%2Eexample.org#{multikey}"),
        ("a percent escape in the fragment", f"{GUILD}#%7A{multikey[1:]}"),
        ("capital letters in the host", f"did:web:BADGES.example.org#{multikey}"),
        ("capital letters in the method", f"did:WEB:badges.example.org#{multikey}"),
        ("capital letters in the scheme", f"DID:web:badges.example.org#{multikey}"),
        ("a port", f"did:web:badges.example.org%3A443#{multikey}"),
        ("a path", f"did:web:badges.example.org:x#{multikey}"),
        ("a query", f"{GUILD}?versionId=1#{multikey}"),
        ("a dot at the end of the host", f"did:web:badges.example.org.#{multikey}"),
        ("an https address", f"{world.DID_URL}#{multikey}"),
        ("the address of the site", f"{world.SITE}/#{multikey}"),
    ):
        changed = _with(verificationMethod=method)
        book.add(f"method changed to {slug}", "tampered", not_own, changed)
        signed = unsigned(PLAIN) | {"proof": [make_proof(PLAIN, FIRST, method)]}
        book.add(f"method signed as {slug}", "tampered", not_own, signed)
    for slug, method in (
        ("the fragment alone", f"#{multikey}"),
        ("the multikey alone", multikey),
        ("the empty text", ""),
        ("a relative address", f"./did.json#{multikey}"),
    ):
        why = "an address that is not absolute; whether that is broken or foreign is open"
        changed = _with(verificationMethod=method)
        book.add(f"method changed to {slug}", ("unreadable", "tampered"), why, changed)
    for slug, value in (("a list", [METHOD]), ("an object", world.method(GUILD, FIRST)), ("true", True)):
        changed = _with(verificationMethod=value)
        book.add(f"method as {slug}", "unreadable", "it must be a text", changed)


def add_values(book: Book) -> None:
    """proofValue as text."""
    book.chapter("proof value")
    value = PLAIN["proof"][0]["proofValue"]
    signature = base58_decode(value[1:])
    no_fit = "no signature that fits"
    for slug, text in (
        ("the empty text", ""),
        ("the letter z alone", "z"),
        ("without its letter", value[1:]),
        ("with the letter of base64url", "u" + value[1:]),
        ("with a capital letter in front", "Z" + value[1:]),
        ("with the letter of base16", "f" + signature.hex()),
        ("with a zero", value[:9] + "0" + value[10:]),
        ("with a capital O", value[:9] + "O" + value[10:]),
        ("with a capital I", value[:9] + "I" + value[10:]),
        ("with a small l", value[:9] + "l" + value[10:]),
        ("with a character cut off", value[:-1]),
        ("with a character more", value + "1"),
        ("with a one in front", "z1" + value[1:]),
        ("with a blank", value + " "),
        ("with a line feed", value + "\n"),
        ("in another order", "z" + value[:0:-1]),
        ("of another badge", world.MINIMAL["proof"][0]["proofValue"]),
        ("of 63 bytes", "z" + base58_encode(signature[:-1])),
        ("of 65 bytes", "z" + base58_encode(signature + b"\0")),
        ("of 128 bytes", "z" + base58_encode(signature * 2)),
        ("very long", "z" + "2" * 20_000),
        ("with a wide letter", "ｚ" + value[1:]),
        ("as an address", "data:," + value),
        ("as a multikey", FIRST.multikey),
    ):
        changed = _with(proofValue=text)
        book.add(f"value {slug}", "tampered", no_fit, changed)
    for bit in (*range(0, 512, 37), 255, 256, 504, 508, 511):
        flipped = bytearray(signature)
        flipped[bit >> 3] ^= 1 << (bit & 7)
        changed = _with(proofValue=encode_signature(bytes(flipped)))
        book.add(f"value with bit {bit} flipped", "tampered", no_fit, changed)


def add_signatures(book: Book) -> None:
    """Signatures and keys that implementations of Ed25519 disagree about."""
    book.chapter("signature")
    value = PLAIN["proof"][0]["proofValue"]
    signature = base58_decode(value[1:])
    r, s = signature[:32], int.from_bytes(signature[32:], "little")
    for slug, forged in (
        ("S and the order of the group", r + (s + _L).to_bytes(32, "little")),
        ("S and twice the order", r + (s + 2 * _L).to_bytes(32, "little")),
        ("S of zero", r + bytes(32)),
        ("minus S", r + (_L - s).to_bytes(32, "little")),
        ("R of zero", bytes(32) + signature[32:]),
        ("nothing but zeros", bytes(64)),
        ("nothing but ones", b"\xff" * 64),
        ("R the identity", (1).to_bytes(32, "little") + signature[32:]),
        ("R and S swapped", signature[32:] + r),
        ("R the identity and S zero", (1).to_bytes(32, "little") + bytes(32)),
        ("R not reduced", (_P + 1).to_bytes(32, "little") + bytes(32)),
        ("the sign of R turned", signature[:31] + bytes([signature[31] ^ 0x80]) + signature[32:]),
    ):
        changed = _with(proofValue=encode_signature(forged))
        book.add(f"signature with {slug}", "tampered", "no canonical signature of this text", changed)
    for slug, key in (
        ("of order one", (1).to_bytes(32, "little")),
        ("of order two", (_P - 1).to_bytes(32, "little")),
        ("of zeros", bytes(32)),
        ("of order eight", bytes.fromhex("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05")),
        ("not reduced", (_P + 1).to_bytes(32, "little")),
        ("that is no point", (2).to_bytes(32, "little")),
    ):
        _add_weak_key(book, slug, key)


def _add_weak_key(book: Book, slug: str, key: bytes) -> None:
    """A key under which one signature fits every text, in the issuer's own document."""
    multikey = "z" + base58_encode(b"\xed\x01" + key)
    method = f"{GUILD}#{multikey}"
    document = world.did_document(GUILD, FIRST)
    document["verificationMethod"].append(
        {"id": method, "type": "Multikey", "controller": GUILD, "publicKeyMultibase": multikey}
    )
    document["assertionMethod"].append(method)
    proof = options_for(method) | {"proofValue": encode_signature((1).to_bytes(32, "little") + bytes(32))}
    served = {world.DID_URL: encode(document)}
    why = "a key that signs everything signs nothing; whether its document can be used at all is open"
    book.add(f"key {slug}", ("tampered", "unknown"), why, unsigned(PLAIN) | {"proof": [proof]}, documents=served)


def add_numbers_of_proofs(book: Book) -> None:
    """None, one, several."""
    book.chapter("number of proofs")
    document, proof = unsigned(PLAIN), PLAIN["proof"][0]
    second = make_proof(PLAIN, SECOND, SECOND.method_of(GUILD))
    in_json = world.jcs(PLAIN)["proof"][0]
    chained = proof | {"id": "urn:uuid:00000000-0000-4000-8000-000000000001"}
    none, several = "nobody has signed it", "several proofs are honest, and not judged here"
    for slug, expect, why, value in (
        ("one object", "valid", "one proof needs no list", proof),
        ("an empty list", "unreadable", none, []),
        ("null", "unreadable", none, None),
        ("a list of null", "unreadable", none, [None]),
        ("a text", "unreadable", none, "signed"),
        ("true", "unreadable", none, True),
        ("a list in a list", "unreadable", none, [[proof]]),
        ("an empty object", "unreadable", "half a proof is none", {}),
        ("its value alone", "unreadable", none, [proof["proofValue"]]),
        ("two sound proofs", "unsupported", several, [proof, second]),
        ("the same proof twice", "unsupported", several, [proof, proof]),
        (
            "a sound proof and a broken one",
            "unsupported",
            several,
            [proof, second | {"proofValue": proof["proofValue"]}],
        ),
        (
            "a broken proof and a sound one",
            "unsupported",
            several,
            [second | {"proofValue": proof["proofValue"]}, proof],
        ),
        ("one proof of each suite", "unsupported", several, [proof, in_json]),
        ("a chain", "unsupported", several, [chained, second | {"previousProof": chained["id"]}]),
        (
            "a proof of the thief beside",
            "unsupported",
            several,
            [make_proof(PLAIN, THIEF, THIEF.method_of(THIEF.did)), proof],
        ),
        ("a hundred proofs", "unsupported", several, [proof] * 100),
        ("a proof in a proof", "unsupported", "a member that is not judged here", [proof | {"proof": proof}]),
    ):
        book.add(f"proof as {slug}", expect, why, document | {"proof": value})
    book.add("no proof at all", "unreadable", none, document)
    wrapped = {"verifiableCredential": [PLAIN], "type": ["VerifiablePresentation"], "@context": [world.V2]}
    book.add("a presentation of the badge", "unsupported", "what holds a badge is not judged here", wrapped)


def add_json_suite(book: Book) -> None:
    """eddsa-jcs-2022, which signs the text as JSON."""
    book.chapter("signed as json")
    badge = world.AS_JSON
    turned = {name: badge[name] for name in reversed(badge)}
    book.add("json suite with members in another order", "valid", "JCS sorts them", turned)
    spaced = json.dumps(badge, indent=1).encode()
    book.add("json suite with white space and escapes", "valid", "JCS writes text in one way", spaced)
    exact = "this suite signs the JSON value itself"
    subject = badge["credentialSubject"] | {"type": "AchievementSubject"}
    book.add("json suite with one value for a list of one", "tampered", exact, badge | {"credentialSubject": subject})
    achievement = badge["credentialSubject"]["achievement"]
    tags = badge["credentialSubject"] | {"achievement": achievement | {"tag": achievement["tag"][::-1]}}
    book.add("json suite with a list in another order", "tampered", exact, badge | {"credentialSubject": tags})
    renamed = badge | {"name": "Forged"}
    book.add("json suite with a name changed", "tampered", exact, renamed)
    older = [world.V2, world.OB.replace("3.0.3", "3.0.2")]
    changed = copy.deepcopy(badge) | {"@context": older}
    book.add(
        "json suite under an older context",
        ("unsupported", "unreadable", "tampered"),
        "not what was signed; which member says so first is open",
        changed,
    )
    strange = world.jcs(unsigned(badge) | {"unsigned": "https://example.org/"})
    book.add(
        "json suite with a strange member that was signed",
        "unsupported",
        "no context defines it, so readers disagree about it",
        strange,
    )
    for slug, expect, why, context in (
        ("no context", "valid", "the proof need not repeat it", None),
        ("the whole context", "valid", "as the suite asks", [world.V2, world.OB]),
        ("the first context", "valid", "the document's begins with it, and is replaced by it", [world.V2]),
    ):
        document = unsigned(badge) | {"@context": [world.V2, world.OB]}
        proof = _prefixed(document, context)
        book.add(f"json proof with {slug}", expect, why, document | {"proof": [proof]})
    for slug, context in (
        ("another context", [world.OB]),
        ("the contexts swapped", [world.OB, world.V2]),
        ("a context more", [world.V2, world.OB, world.EXTENSIONS]),
    ):
        proof = _prefixed(unsigned(badge), context)
        why = "the document does not begin with it; whether that is broken or a misfit is open"
        book.add(f"json proof with {slug}", ("unreadable", "tampered"), why, unsigned(badge) | {"proof": [proof]})
    taken = copy.deepcopy(badge)
    del taken["proof"][0]["@context"]
    book.add("json proof whose context was taken out", "tampered", "it was signed, and is gone", taken)
    swapped = copy.deepcopy(badge)
    swapped["proof"][0]["cryptosuite"] = "eddsa-rdfc-2022"
    del swapped["proof"][0]["@context"]
    book.add("json proof that changed its suite", "tampered", "signed in the other suite", swapped)
    book.add(
        "json proof created in the future",
        "valid",
        "the signer chooses it",
        world.jcs(badge, created="2030-01-01T00:00:00Z"),
    )
    book.add(
        "json proof that has ended",
        "tampered",
        "past its expires a proof proves nothing",
        world.jcs(badge, expires="2026-01-01T00:00:00Z"),
    )


def _prefixed(document: Document, context: list[str] | None) -> Document:
    changed = {"cryptosuite": JCS, "@context": context}
    options = options_for(METHOD, **changed)
    return options | {"proofValue": encode_signature(FIRST.sign(hash_data(unsigned(document), options)))}
