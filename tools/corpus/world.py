"""The world of the cases: issuers, their documents and lists, and the whole badges that changes are made to.

    did:web:badges.example.org     the Orchard Guild: known, its site at https://badges.example.org
    did:web:example.net:u:guild    the Harbour Guild: sound, but not known
    did:web:evil.example.com       a thief with a host of their own
    did:key:…                      people and issuers without a host

All times stand before book.NOW, unless a case is about time.
"""

from __future__ import annotations

import base64
import struct
import zlib
from typing import Any

from corpus.book import encode
from corpus.keys import FIRST, JCS, LEARNER, OTHER, SECOND, THIEF, Document, Key, make_proof, sign, unsigned
from generator.wire.bitstring import encode_bytes

V2 = "https://www.w3.org/ns/credentials/v2"
OB = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
EXTENSIONS = "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json"

GUILD = "did:web:badges.example.org"
HARBOUR = "did:web:example.net:u:guild"
EVIL = "did:web:evil.example.com"
SITE = "https://badges.example.org"
DID_URL = f"{SITE}/.well-known/did.json"
HARBOUR_URL = "https://example.net/u/guild/did.json"
EVIL_URL = "https://evil.example.com/.well-known/did.json"
REVOCATION, SUSPENSION = (f"{SITE}/status/{purpose}-1.json" for purpose in ("revocation", "suspension"))

BITS = 131_072
REVOKED_AT, SUSPENDED_AT, ONLY_SECOND_AT, GOOD_AT = 7421, 90_210, 333, 4242


def method(did: str, key: Key) -> Document:
    """A verification method as the issuer's document shows it."""
    return {"id": key.method_of(did), "type": "Multikey", "controller": did, "publicKeyMultibase": key.multikey}


def did_document(did: str, *keys: Key) -> Document:
    """The document of `did`, in which all `keys` may assert."""
    return {
        "@context": ["https://www.w3.org/ns/did/v1", "https://w3id.org/security/multikey/v1"],
        "id": did,
        "verificationMethod": [method(did, key) for key in keys],
        "assertionMethod": [key.method_of(did) for key in keys],
    }


def stored_gzip(bits: bytes) -> bytes:
    """A gzip file of these bits in stored blocks, which every library reads and none of ours writes."""
    blocks = [bits[at : at + 0xFFFF] for at in range(0, len(bits), 0xFFFF)] or [b""]
    raw = b"".join(
        struct.pack("<BHH", number == len(blocks) - 1, len(block), len(block) ^ 0xFFFF) + block
        for number, block in enumerate(blocks)
    )
    return b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff" + raw + struct.pack("<II", zlib.crc32(bits), len(bits))


def pack(data: bytes) -> str:
    """Multibase base64url without padding."""
    return "u" + base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def bits_with(*indexes: int, length: int = BITS) -> bytes:
    """A list of `length` bits of which these are set; index 0 is the leftmost bit of the first byte."""
    bits = bytearray(length // 8)
    for index in indexes:
        bits[index >> 3] |= 0x80 >> (index & 7)
    return bytes(bits)


def list_document(url: str, purpose: str, bits: bytes, did: str = GUILD, **subject: Any) -> Document:
    """A status list before it is signed; a member of its subject may be given another value."""
    return {
        "@context": [V2],
        "id": url,
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": did,
        "validFrom": "2026-06-01T00:00:00Z",
        "credentialSubject": {
            "id": f"{url}#list",
            "type": "BitstringStatusList",
            "statusPurpose": purpose,
            "encodedList": encode_bytes(bits),
        }
        | subject,
    }


def entry(index: int | str, url: str = REVOCATION, purpose: str = "revocation") -> Document:
    """The `credentialStatus` that points to position `index` of a list."""
    return {
        "id": f"{url}#{index}",
        "type": "BitstringStatusListEntry",
        "statusPurpose": purpose,
        "statusListIndex": str(index),
        "statusListCredential": url,
    }


def badge(number: int, **members: Any) -> Document:
    """A badge as this project composes it, unsigned; `members` replace its own, None leaves one out."""
    address = f"{SITE}/awards/00000000000c{number:04d}"
    document = {
        "@context": [V2, OB],
        "id": f"{address}/credential.json",
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": "Grafting",
        "image": {"id": f"{address}/badge.png", "type": "Image"},
        "issuer": {"id": GUILD, "type": ["Profile"], "name": "Orchard Guild", "url": f"{SITE}/"},
        "validFrom": "2026-02-03T09:00:00Z",
        "validUntil": "2036-02-03T09:00:00Z",
        "awardedDate": "2026-02-03T09:00:00Z",
        "credentialSubject": {
            "type": ["AchievementSubject"],
            "identifier": [
                {"type": "IdentityObject", "hashed": False, "identityHash": "林檎 花子", "identityType": "name"}
            ],
            "achievement": {
                "id": f"{SITE}/badges/grafting/",
                "type": ["Achievement"],
                "name": "Grafting",
                "description": "Grafts fruit trees so that they live.",
                "criteria": {"narrative": "Graft *three* trees that are alive a year later."},
                "tag": ["orchard", "trees", "tools"],
            },
        },
        "credentialStatus": entry(GOOD_AT),
    } | members
    return {member: value for member, value in document.items() if value is not None}


def minimal() -> Document:
    """The least that is a badge."""
    document = badge(2, name=None, image=None, validUntil=None, awardedDate=None, credentialStatus=None)
    del document["issuer"]["url"]
    del document["credentialSubject"]["achievement"]["tag"]
    return document


def _image(name: str) -> Document:
    return {"id": f"{SITE}/art/{name}.png", "type": "Image", "caption": f"Picture of a {name}"}


def _entry(text: str) -> Document:
    return {"type": "IdentifierEntry", "identifier": text, "identifierType": "identifier"}


def _alignment(text: str) -> Document:
    return {
        "type": ["Alignment"],
        "targetName": text,
        "targetUrl": f"https://frameworks.example.org/{text.lower()}",
        "targetCode": text[:3].upper(),
        "targetDescription": f"{text} without help",
        "targetFramework": "Orchard skills",
        "targetType": "CFItem",
    }


def _issuer() -> Document:
    return {
        "id": GUILD,
        "type": ["Profile"],
        "name": "Orchard Guild",
        "url": f"{SITE}/",
        "phone": "+44 1632 960000",
        "description": "Keeps old trees, 古い木を守る.",
        "email": "badges@example.org",
        "image": _image("tree"),
        "address": {
            "type": ["Address"],
            "addressCountry": "United Kingdom",
            "addressCountryCode": "GB",
            "addressRegion": "Kent",
            "addressLocality": "Applebridge",
            "streetAddress": "1 Orchard Row",
            "postOfficeBoxNumber": "12",
            "postalCode": "ZZ1 1ZZ",
            "geo": {"type": ["GeoCoordinates"], "latitude": 51.25, "longitude": 0.5},
        },
        "otherIdentifier": [_entry("OG-1")],
        "official": "Pomona Sorrel",
        "parentOrg": {"id": "https://federation.example.org/", "type": ["Profile"], "name": "Orchard Federation"},
        "familyName": "Sorrel",
        "givenName": "Pomona",
        "additionalName": "Maud",
        "patronymicName": "Ivorsdaughter",
        "honorificPrefix": "Dr",
        "honorificSuffix": "FRHS",
        "familyNamePrefix": "van",
        "dateOfBirth": "1970-01-01",
    }


def _achievement() -> Document:
    level = {"type": ["RubricCriterionLevel"], "points": "1", "description": "Needs a hand", "level": "1"}
    return {
        "id": f"{SITE}/badges/pruning/",
        "type": ["Achievement"],
        "name": "Pruning",
        "description": "Prunes fruit trees, “old” ones too.",
        "criteria": {"id": f"{SITE}/badges/pruning/#criteria", "narrative": "Prune *ten* trees."},
        "achievementType": "Certification",
        "alignment": [_alignment("Pruning"), _alignment("Climbing")],
        "creator": {"id": "https://federation.example.org/", "type": ["Profile"]},
        "creditsAvailable": 2.5,
        "fieldOfStudy": "Pomology",
        "humanCode": "PR1",
        "specialization": "Apple trees",
        "version": "1.2",
        "image": _image("saw"),
        "inLanguage": "en",
        "otherIdentifier": [_entry("PR1")],
        "related": [{"id": f"{SITE}/badges/grafting/", "type": ["Related"], "inLanguage": "en", "version": "1.0"}],
        "resultDescription": [
            {
                "id": "urn:uuid:6d1b3c1e-0000-4b0f-9a53-8f2a0c1d0001",
                "type": ["ResultDescription"],
                "name": "Written test",
                "resultType": "Percent",
                "valueMin": "0",
                "valueMax": "100",
                "requiredValue": "70",
            },
            {
                "id": "urn:uuid:6d1b3c1e-0000-4b0f-9a53-8f2a0c1d0002",
                "type": ["ResultDescription"],
                "name": "Practical",
                "resultType": "RubricCriterionLevel",
                "allowedValue": ["Helped", "Alone"],
                "requiredLevel": "urn:uuid:6d1b3c1e-0000-4b0f-9a53-8f2a0c1d0003",
                "rubricCriterionLevel": [
                    {"id": "urn:uuid:6d1b3c1e-0000-4b0f-9a53-8f2a0c1d0003", **level, "name": "Alone"}
                ],
            },
        ],
        "tag": ["orchard", "trees"],
    }


def full() -> Document:
    """Every member that Open Badges 3.0 has for a badge, except an endorsement: that is `endorsed`."""
    return {
        "@context": [V2, OB, EXTENSIONS],
        "id": f"{SITE}/awards/00000000000c0001/credential.json",
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": "Pruning",
        "description": "Awarded for pruning without harm. 剪定。",
        "image": {"id": f"{SITE}/awards/00000000000c0001/badge.png", "type": "Image", "caption": "Pruning badge"},
        "issuer": _issuer(),
        "validFrom": "2026-01-15T09:00:00Z",
        "validUntil": "2036-01-15T09:00:00Z",
        "awardedDate": "2026-01-14T17:30:00Z",
        "credentialSubject": {
            "id": LEARNER.did,
            "type": ["AchievementSubject"],
            "identifier": [
                {"type": "IdentityObject", "hashed": False, "identityHash": "Ada Quince", "identityType": "name"},
                {
                    "type": "IdentityObject",
                    "hashed": True,
                    "identityHash": "sha256$b5809d8a92f8858436d7e6b87c12ebc0ae1eac4baecc2c0b913aee2c922ef399",
                    "identityType": "emailAddress",
                    "salt": "Kosher",
                },
            ],
            "achievement": _achievement(),
            "activityStartDate": "2025-11-01T00:00:00Z",
            "activityEndDate": "2026-01-14T00:00:00Z",
            "creditsEarned": 2.5,
            "image": _image("branch"),
            "licenseNumber": "PR1-0002",
            "role": "Member",
            "term": "Winter 2026",
            "narrative": "Assessed over three visits.",
            "result": [
                {
                    "type": ["Result"],
                    "resultDescription": "urn:uuid:6d1b3c1e-0000-4b0f-9a53-8f2a0c1d0001",
                    "value": "92",
                },
                {
                    "type": ["Result"],
                    "resultDescription": "urn:uuid:6d1b3c1e-0000-4b0f-9a53-8f2a0c1d0002",
                    "status": "Completed",
                    "achievedLevel": "urn:uuid:6d1b3c1e-0000-4b0f-9a53-8f2a0c1d0003",
                },
            ],
            "source": {"id": "https://assessor.example.org/", "type": ["Profile"], "name": "Assessor Co-op"},
        },
        "evidence": [
            {
                "type": ["Evidence"],
                "id": "https://portfolio.example.org/ada/pruning",
                "name": "Before and after",
                "description": "Ten trees",
                "narrative": "Photographs of each.",
                "genre": "Photography",
                "audience": "Assessors",
            }
        ],
        "credentialSchema": [
            {
                "id": "https://purl.imsglobal.org/spec/ob/v3p0/schema/json/ob_v3p0_achievementcredential_schema.json",
                "type": "1EdTechJsonSchemaValidator2019",
            }
        ],
        "credentialStatus": entry(GOOD_AT),
        "refreshService": {
            "id": f"{SITE}/awards/00000000000c0001/credential.json#new",
            "type": "1EdTechCredentialRefresh",
        },
        "termsOfUse": [{"id": f"{SITE}/terms/", "type": "https://example.org/terms#Fair"}],
    }


def endorsement() -> Document:
    """An endorsement of the achievement, signed by the other guild."""
    document = {
        "@context": [V2, OB],
        "id": "https://example.net/u/guild/endorsements/e1.json",
        "type": ["VerifiableCredential", "EndorsementCredential"],
        "name": "Endorsement of Grafting",
        "issuer": {"id": HARBOUR, "type": ["Profile"], "name": "Harbour Guild"},
        "validFrom": "2026-01-10T00:00:00Z",
        "credentialSubject": {
            "id": f"{SITE}/badges/grafting/",
            "type": ["EndorsementSubject"],
            "endorsementComment": "Grafts that hold.",
        },
    }
    return sign(document, OTHER, HARBOUR)


def from_key(key: Key, name: str, **members: Any) -> Document:
    """A badge by the holder of a did:key, signed."""
    document = badge(8, id="https://elsewhere.example.com/b/8.json", image=None, credentialStatus=None) | members
    document["issuer"] = {"id": key.did, "type": ["Profile"], "name": name}
    return sign(document, key, key.did)


def by_harbour(**members: Any) -> Document:
    """A badge by the guild whose DID has a path, signed."""
    document = badge(9, id="https://example.net/u/guild/b/9.json", image=None, credentialStatus=None) | members
    document = {member: value for member, value in document.items() if value is not None}
    document["issuer"] = {"id": HARBOUR, "type": ["Profile"], "name": "Harbour Guild"}
    return sign(document, OTHER, HARBOUR)


def guild(document: Document, key: Key = FIRST, **changed: Any) -> Document:
    """`document`, signed by the guild."""
    return sign(document, key, GUILD, **changed)


def jcs(document: Document, **changed: Any) -> Document:
    """`document`, signed by the guild as JSON; its proof repeats the contexts, as the suite asks."""
    changed = {"cryptosuite": JCS, "@context": document["@context"]} | changed
    return unsigned(document) | {"proof": [make_proof(document, FIRST, FIRST.method_of(GUILD), **changed)]}


PLAIN = guild(badge(3))
MINIMAL = guild(minimal())
FULL = guild(full())
ENDORSED = guild(badge(4, endorsement=[endorsement()]))
AS_JSON = jcs(badge(5))
ON_REVOKED = guild(badge(6, credentialStatus=entry(REVOKED_AT)))
ON_SUSPENDED = guild(badge(7, credentialStatus=entry(SUSPENDED_AT)))
STRANGER = from_key(THIEF, "Orchard Guild")
FROM_HARBOUR = by_harbour()

REVOCATION_LIST = guild(list_document(REVOCATION, "revocation", bits_with(REVOKED_AT, SUSPENDED_AT)))
SUSPENSION_LIST = guild(list_document(SUSPENSION, "suspension", bits_with(SUSPENDED_AT, ONLY_SECOND_AT)))


def chunk(name: bytes, data: bytes = b"", checksum: int | None = None) -> bytes:
    """A chunk of a PNG; its checksum may be a wrong one."""
    right = zlib.crc32(name + data)
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", right if checksum is None else checksum)


def text_chunk(text: bytes, keyword: bytes = b"openbadgecredential", middle: bytes = b"\0\0\0\0") -> bytes:
    """An iTXt chunk; `middle` is what stands between the end of the keyword and the text."""
    return chunk(b"iTXt", keyword + b"\0" + middle + text)


SIGNATURE = b"\x89PNG\r\n\x1a\n"
HEADER = chunk(b"IHDR", struct.pack(">IIBBBBB", 4, 4, 8, 2, 0, 0, 0))
# Four rows of four red dots, each row with filter 0, in one stored block.
_ROWS = (b"\0" + b"\xc0\x20\x20" * 4) * 4
_STORED = (
    b"\x78\x01\x01"
    + struct.pack("<HH", len(_ROWS), len(_ROWS) ^ 0xFFFF)
    + _ROWS
    + struct.pack(">I", zlib.adler32(_ROWS))
)
IMAGE_DATA = chunk(b"IDAT", _STORED)
END = chunk(b"IEND")


def picture(*before_data: bytes) -> bytes:
    """A sound small PNG with these chunks between its header and its image data."""
    return b"".join([SIGNATURE, HEADER, *before_data, IMAGE_DATA, END])


BAKED = picture(text_chunk(encode(PLAIN)))

DOCUMENTS: dict[str, bytes] = {
    DID_URL: encode(did_document(GUILD, FIRST, SECOND)),
    HARBOUR_URL: encode(did_document(HARBOUR, OTHER)),
    EVIL_URL: encode(did_document(EVIL, THIEF)),
    REVOCATION: encode(REVOCATION_LIST),
    SUSPENSION: encode(SUSPENSION_LIST),
    PLAIN["id"]: encode(PLAIN),
    PLAIN["image"]["id"]: BAKED,
    FULL["id"]: encode(FULL),
    AS_JSON["id"]: encode(AS_JSON),
}

PIECES: dict[str, bytes] = {
    "plain": encode(PLAIN),
    "minimal": encode(MINIMAL),
    "full": encode(FULL),
    "endorsed": encode(ENDORSED),
    "jcs": encode(AS_JSON),
    "revoked": encode(ON_REVOKED),
    "suspended": encode(ON_SUSPENDED),
    "stranger": encode(STRANGER),
    "harbour": encode(FROM_HARBOUR),
    "picture": BAKED,
    "did": DOCUMENTS[DID_URL],
    "did-harbour": DOCUMENTS[HARBOUR_URL],
    "did-evil": DOCUMENTS[EVIL_URL],
    "revocation": DOCUMENTS[REVOCATION],
    "suspension": DOCUMENTS[SUSPENSION],
}
