"""Status: the entry, the list it points to, and the second list.

the bit is set in a list that can be trusted     revoked, or suspended where the second list says so too
it is not set                                    the rest decides
anything is wrong with the entry or the list     unknown: it could not be told, unless something worse is found
"""

from __future__ import annotations

import copy
from typing import Any

from corpus import world
from corpus.book import Book, encode
from corpus.keys import FIRST, OTHER, THIEF, Document, sign, unsigned
from corpus.lists import serving
from corpus.world import (
    GOOD_AT,
    GUILD,
    HARBOUR,
    ON_REVOKED,
    ON_SUSPENDED,
    ONLY_SECOND_AT,
    PLAIN,
    REVOCATION,
    REVOKED_AT,
    SUSPENDED_AT,
    SUSPENSION,
    badge,
    bits_with,
    entry,
    list_document,
)


def add_all(book: Book) -> None:
    """All the cases of this module."""
    add_entries(book)
    add_indexes(book)
    add_bits(book)
    add_second_lists(book)
    add_together(book)
    add_of_others(book)


def _signed(status: Any, **members: Any) -> Document:
    return world.guild(badge(3, credentialStatus=status, **members))


def add_entries(book: Book) -> None:
    """credentialStatus, signed by the issuer."""
    book.chapter("status entry")
    whole = entry(GOOD_AT)
    untold = "the status cannot be told from it"

    def without(member: str) -> Document:
        return {m: v for m, v in whole.items() if m != member}

    book.add("status entry missing", "valid", "its issuer cannot revoke it, and says so by that", world.MINIMAL)
    book.add("status entry without its id", "valid", "the id names the entry and is not asked", _signed(without("id")))
    for member in ("statusPurpose", "statusListIndex", "statusListCredential"):
        book.add(f"status entry without {member}", "unknown", untold, _signed(without(member)))
    for purpose in ("message", "refresh", "Revocation", "revocation ", "", "toString"):
        slug = {"Revocation": "in capitals", "revocation ": "with a blank", "": "empty"}.get(purpose, purpose)
        book.add(f"status purpose {slug}", "unknown", untold, _signed(whole | {"statusPurpose": purpose}))
    legacy = {"id": f"{world.SITE}/revoked.json", "type": "1EdTechRevocationList"}
    members = {"@context": [world.V2, world.OB, world.EXTENSIONS]}
    served = {f"{world.SITE}/revoked.json": encode({"revokedCredential": [{"id": PLAIN["id"], "revoked": True}]})}
    book.add(
        "status of the revocation list of 1edtech",
        "unknown",
        "a kind that is not read",
        _signed(legacy, **members),
        documents=served,
    )
    book.add(
        "status of an unknown type",
        "unsupported",
        "a type that no context defines",
        PLAIN | {"credentialStatus": whole | {"type": "StatusList2021Entry"}},
    )
    own = {"id": whole["id"], "type": "https://example.org/status#Own"}
    book.add("status of a type of its own", "unknown", "a kind that is not read", _signed(own))
    book.add(
        "status as a list of two",
        "unreadable",
        "the standard wants one",
        PLAIN | {"credentialStatus": [whole, entry(GOOD_AT, SUSPENSION, "suspension")]},
    )
    book.add(
        "status entry with a number for its index",
        "unreadable",
        "the index is a text",
        PLAIN | {"credentialStatus": whole | {"statusListIndex": GOOD_AT}},
    )
    book.add(
        "status entry with a size",
        "unsupported",
        "a member that is not judged here",
        PLAIN | {"credentialStatus": whole | {"statusSize": 1}},
    )
    for slug, url in (
        ("http", REVOCATION.replace("https", "http")),
        ("a place with nothing", f"{world.SITE}/status/none.json"),
        ("a file", "file:///etc/hostname"),
        ("data", "data:application/json,7"),
        ("another host", "https://evil.example.com/list.json"),
        ("its own badge", PLAIN["id"]),
    ):
        book.add(f"status list at {slug}", "unknown", untold, _signed(entry(GOOD_AT, url)))
    for slug, changed in (
        ("index", {"statusListIndex": str(GOOD_AT + 1)}),
        ("purpose", {"statusPurpose": "suspension"}),
        ("list", {"statusListCredential": f"{world.SITE}/status/revocation-2.json"}),
    ):
        book.add(
            f"status {slug} changed without signing",
            "tampered",
            "another entry was signed",
            PLAIN | {"credentialStatus": whole | changed},
        )
    clean = copy.deepcopy(ON_REVOKED)
    clean["credentialStatus"]["statusListIndex"] = str(GOOD_AT)
    book.add("status index of a revoked badge changed to a good one", "tampered", "another entry was signed", clean)
    book.add(
        "status entry of a revoked badge taken out",
        "tampered",
        "it was signed, and is gone",
        {m: v for m, v in ON_REVOKED.items() if m != "credentialStatus"},
    )


def add_indexes(book: Book) -> None:
    """statusListIndex, signed by the issuer."""
    book.chapter("status index")
    for index in (
        "-1",
        "+1",
        " 1",
        "1 ",
        "1.0",
        "1e2",
        "0x10",
        "",
        "one",
        "00",
        "04242",
        "\u0661",
        "\uff11",
        "1_0",
        "131072",
        "131073",
        "999999999",
        "9" * 13,
        "9" * 400,
        "NaN",
        "-0",
        "1\n",
        "4294967296",
        "18446744073709551616",
    ):
        slug = index[:20] if index.isascii() else f"u{ord(index):04x}"
        slug = {
            "-1": "minus one",
            "+1": "plus one",
            " 1": "blank one",
            "1 ": "one blank",
            "": "nothing",
            "1_0": "one underscore zero",
            "-0": "minus zero",
            "1\n": "one line feed",
            "1.0": "one point zero",
            "9" * 400: "four hundred nines",
        }.get(index, slug)
        document = _signed(entry(GOOD_AT) | {"statusListIndex": index})
        book.add(f"status index {slug}", "unknown", "no position in the list", document)
    for index in (0, 1, 7, 8, 131_071, GOOD_AT, REVOKED_AT - 1, REVOKED_AT + 1):
        book.add(f"status index {index} of a clear bit", "valid", "its bit is 0", _signed(entry(index)))


def add_bits(book: Book) -> None:
    """Which bit is which: index 0 is the most significant bit of the first byte."""
    book.chapter("status bit")
    for index in (0, 1, 6, 7, 8, 15, 16, 131_071, 65_535, 65_536):
        document = {REVOCATION: encode(world.guild(list_document(REVOCATION, "revocation", bits_with(index))))}
        book.add(f"bit {index} set and asked", "revoked", "its bit is 1", _signed(entry(index)), documents=document)
        neighbour = index ^ 7
        book.add(
            f"bit {index} set and its mirror asked",
            "valid",
            "another bit of the same byte is set",
            _signed(entry(neighbour)),
            documents=document,
        )
    longer = {
        REVOCATION: encode(world.guild(list_document(REVOCATION, "revocation", bits_with(262_143, length=262_144))))
    }
    book.add("bit beyond the usual length set", "revoked", "its bit is 1", _signed(entry(262_143)), documents=longer)
    book.add("bit beyond the usual length clear", "valid", "its bit is 0", _signed(entry(200_000)), documents=longer)
    all_set = {REVOCATION: encode(world.guild(list_document(REVOCATION, "revocation", b"\xff" * 16_384)))}
    book.add("all bits set", "revoked", "its bit is 1", PLAIN, documents=all_set)


def add_second_lists(book: Book) -> None:
    """The suspension list beside ours softens the word and never the refusal; an entry may also point to it alone."""
    book.chapter("suspension")
    second = world.SUSPENSION_LIST
    withdrawn = "without the second list a set bit means withdrawn"
    book.add(
        "bit in the second list alone",
        "valid",
        "the first list decides whether it is good",
        _signed(entry(ONLY_SECOND_AT)),
    )
    book.add("bit in the first list alone", "revoked", withdrawn, ON_REVOKED)
    forged = sign(list_document(SUSPENSION, "suspension", bits_with(REVOKED_AT, SUSPENDED_AT)), THIEF, GUILD)
    for slug, document in (
        ("that cannot be had", None),
        ("that is no json", b"x"),
        ("that nobody signed", unsigned(second)),
        ("that a thief signed", forged),
        (
            "that says it is for revocation",
            world.guild(list_document(SUSPENSION, "revocation", bits_with(SUSPENDED_AT))),
        ),
        ("of another address", world.guild(list_document(REVOCATION, "suspension", bits_with(SUSPENDED_AT)))),
        (
            "that has ended",
            world.guild(
                list_document(SUSPENSION, "suspension", bits_with(SUSPENDED_AT))
                | {"validUntil": "2026-01-01T00:00:00Z"}
            ),
        ),
        ("that is too short", world.guild(list_document(SUSPENSION, "suspension", bytes(16)))),
        (
            "of the other guild",
            sign(list_document(SUSPENSION, "suspension", bits_with(SUSPENDED_AT), HARBOUR), OTHER, HARBOUR),
        ),
    ):
        book.add(
            f"suspended badge with a second list {slug}",
            "revoked",
            withdrawn,
            ON_SUSPENDED,
            documents=serving(document, SUSPENSION),
        )
    alone = entry(SUSPENDED_AT, SUSPENSION, "suspension")
    book.add("entry of the second list, bit set", "suspended", "its bit is 1 in a list of that purpose", _signed(alone))
    book.add(
        "entry of the second list, bit clear",
        "valid",
        "its bit is 0",
        _signed(entry(GOOD_AT, SUSPENSION, "suspension")),
    )
    book.add(
        "entry of the second list that cannot be had",
        "unknown",
        "the status cannot be told",
        _signed(alone),
        documents={SUSPENSION: None},
    )
    book.add(
        "entry that calls the first list one of suspension",
        "unknown",
        "purposes differ",
        _signed(entry(SUSPENDED_AT, REVOCATION, "suspension")),
    )
    book.add(
        "entry that calls the second list one of revocation",
        "unknown",
        "purposes differ",
        _signed(entry(SUSPENDED_AT, SUSPENSION, "revocation")),
    )
    odd = f"{world.SITE}/status/list-one.json"
    document = world.guild(list_document(odd, "revocation", bits_with(SUSPENDED_AT)))
    book.add(
        "bit set in a list of another name",
        "revoked",
        "no second list stands beside it",
        _signed(entry(SUSPENDED_AT, odd)),
        documents={odd: encode(document)},
    )


def add_together(book: Book) -> None:
    """Status and dates at once: the order of the states decides."""
    book.chapter("order of states")
    past, future = {"validUntil": "2026-10-01T00:00:00Z"}, {"validFrom": "2027-01-01T00:00:00Z"}
    gone = {REVOCATION: None}
    for slug, expect, why, status, members, documents in (
        ("revoked and expired", "revoked", "withdrawn comes before ended", REVOKED_AT, past, {}),
        ("suspended and expired", "suspended", "on hold comes before ended", SUSPENDED_AT, past, {}),
        ("revoked and early", "revoked", "withdrawn comes before not yet", REVOKED_AT, future, {}),
        ("suspended and early", "suspended", "on hold comes before not yet", SUSPENDED_AT, future, {}),
        ("expired and the list cannot be had", "expired", "ended is certain", GOOD_AT, past, gone),
        ("early and the list cannot be had", "early", "not yet is certain", GOOD_AT, future, gone),
        ("revoked and the list cannot be had", "unknown", "the status cannot be told", REVOKED_AT, {}, gone),
        ("revoked and expired and the list cannot be had", "expired", "ended is certain", REVOKED_AT, past, gone),
    ):
        book.add(f"together {slug}", expect, why, _signed(entry(status), **members), documents=documents)
    book.add(
        "together revoked and changed",
        "tampered",
        "a text that nobody signed has no status",
        ON_REVOKED | {"name": "Forged"},
    )
    book.add(
        "together expired and changed",
        "tampered",
        "a text that nobody signed has no dates",
        _signed(entry(GOOD_AT), **past) | {"name": "Forged"},
    )
    book.add(
        "together stretched past its end",
        "tampered",
        "another end was signed",
        _signed(entry(GOOD_AT), **past) | {"validUntil": "2040-01-01T00:00:00Z"},
    )
    book.add(
        "together revoked and not known", "revoked", "withdrawn comes before unknown issuers", ON_REVOKED, known=()
    )
    book.add(
        "together suspended and not known", "suspended", "on hold comes before unknown issuers", ON_SUSPENDED, known=()
    )
    book.add(
        "together not known and the list cannot be had",
        "stranger",
        "who says it comes before what is missing",
        PLAIN,
        known=(),
        documents=gone,
    )
    book.add(
        "together changed, and the copy is another", "tampered", "it is changed", PLAIN | {"name": "Forged"}, site=True
    )


def add_of_others(book: Book) -> None:
    """Lists of issuers without a host, and of others."""
    book.chapter("status of strangers")
    url = "https://elsewhere.example.com/list.json"
    key = THIEF
    for slug, index, expect in (("clear", 5, "stranger"), ("set", 6, "revoked")):
        document = sign(list_document(url, "revocation", bits_with(6), key.did), key, key.did)
        signed = world.from_key(key, "Orchard Guild", credentialStatus=entry(index, url))
        book.add(
            f"stranger with a bit {slug} in a list of their own",
            expect,
            "their own list counts for their own badge",
            signed,
            documents={url: encode(document)},
        )
    pointing = world.from_key(key, "Orchard Guild", credentialStatus=entry(REVOKED_AT))
    book.add(
        "stranger who points to the guild's list", "stranger", "a list of another issuer decides nothing", pointing
    )
    harbour = world.by_harbour(credentialStatus=entry(REVOKED_AT))
    book.add(
        "known guild that points to another's list",
        "unknown",
        "a list of another issuer decides nothing",
        harbour,
        known=(HARBOUR,),
    )
    both = (FIRST.did,)
    known = world.from_key(FIRST, "Orchard Guild", credentialStatus=entry(REVOKED_AT))
    book.add(
        "the guild's key as a did key that points to the guild's list",
        "unknown",
        "issuers are told apart by their DID",
        known,
        known=both,
    )
