"""The file as text: JSON that is none, or that readers read differently. All of it is unreadable.

Strict on purpose: a text that two readers understand differently can show one thing and have another signed.
"""

from __future__ import annotations

import json

from corpus import world
from corpus.book import Book, encode
from corpus.world import PLAIN


def add_all(book: Book) -> None:
    """All the cases of this module."""
    add_encodings(book)
    add_syntax(book)
    add_numbers(book)
    add_sizes(book)
    add_values(book)


def add_encodings(book: Book) -> None:
    """Bytes."""
    book.chapter("bytes")
    plain = world.PIECES["plain"]
    text = plain.decode()
    mark = "a byte order mark is no part of JSON"
    for slug, why, data in (
        ("with a byte order mark", mark, b"\xef\xbb\xbf" + plain),
        ("with two byte order marks", mark, b"\xef\xbb\xbf" * 2 + plain),
        ("in utf 16", "not UTF-8", text.encode("utf-16")),
        ("in utf 16 without a mark", "not UTF-8", text.encode("utf-16-le")),
        ("in utf 32", "not UTF-8", text.encode("utf-32-be")),
        ("in shift jis", "not UTF-8", text.encode("shift_jis")),
        ("in latin 1", "not UTF-8", text.replace("林檎 花子", "Zoé").encode("latin-1")),
        ("with an overlong slash", "not UTF-8", plain.replace(b"/badges/", b"\xc0\xafbadges/")),
        ("with an overlong nul", "not UTF-8", plain.replace(b"Orchard Guild", b"Orchard\xc0\x80Guild")),
        ("with an encoded surrogate", "not UTF-8", plain.replace(b"Orchard Guild", b"Orchard \xed\xa0\x80Guild")),
        ("with a surrogate pair as two", "not UTF-8", plain.replace(b"Orchard Guild", b"\xed\xa0\xbc\xed\xbc\xb3")),
        ("with a byte beyond", "not UTF-8", plain.replace(b"Orchard Guild", b"Orchard \xffGuild")),
        ("with a character beyond unicode", "not UTF-8", plain.replace(b"Orchard Guild", b"\xf4\x90\x80\x80")),
        ("with a character cut off", "not UTF-8", plain.replace("花子".encode(), "花子".encode()[:-1])),
        ("with a nul at its end", "something stands behind", plain + b"\0"),
        ("with nuls at its end", "something stands behind", plain + b"\0" * 512),
        ("compressed", "not JSON", world.stored_gzip(plain)),
        ("with half a surrogate pair", "no text", plain.replace(b"Orchard Guild", b"Orchard \\ud83cGuild")),
        ("with the other half", "no text", plain.replace(b"Orchard Guild", b"Orchard \\udf33Guild")),
        ("with the halves turned", "no text", plain.replace(b"Orchard Guild", b"\\udf33\\ud83c")),
    ):
        book.add(f"text {slug}", "unreadable", why, data)


def add_syntax(book: Book) -> None:
    """Grammar."""
    book.chapter("syntax")
    plain = world.PIECES["plain"]
    for slug, data in (
        ("a comma at the end of the object", plain[:-1] + b",}"),
        (
            "a comma at the end of a list",
            plain.replace(
                b'"VerifiableCredential","OpenBadgeCredential"]', b'"VerifiableCredential","OpenBadgeCredential",]'
            ),
        ),
        ("two commas", plain.replace(b',"validFrom"', b',,"validFrom"')),
        ("a comma at the beginning", b"{," + plain[1:]),
        ("no comma", plain.replace(b',"validFrom"', b' "validFrom"')),
        ("single quotes", plain.replace(b'"', b"'")),
        ("a name without quotes", plain.replace(b'"validFrom":', b"validFrom:")),
        ("a comment", b"{/* forged */" + plain[1:]),
        ("a comment to the end of the line", b"// badge\n" + plain),
        ("a hash comment", b"# badge\n" + plain),
        ("something behind", plain + b" true"),
        ("a second badge behind", plain + plain),
        ("a second badge on a new line", plain + b"\n" + plain),
        ("a semicolon behind", plain + b";"),
        ("a brace more", plain + b"}"),
        ("a brace less", plain[:-1]),
        ("half", plain[: len(plain) // 2]),
        ("a line feed in a text", plain.replace(b"Orchard Guild", b"Orchard\nGuild")),
        ("a tab in a text", plain.replace(b"Orchard Guild", b"Orchard\tGuild")),
        ("a nul in a text", plain.replace(b"Orchard Guild", b"Orchard\0Guild")),
        ("an escape that is none", plain.replace(b"Orchard Guild", b"Orchard\\xGuild")),
        ("an escape of three digits", plain.replace(b"Orchard Guild", b"Orchard\\u004 Guild")),
        ("an octal escape", plain.replace(b"Orchard Guild", b"Orchard\\101Guild")),
        ("a form feed between", plain.replace(b',"validFrom"', b',\x0c"validFrom"')),
        ("a hard blank between", plain.replace(b',"validFrom"', b',\xc2\xa0"validFrom"')),
        ("a prefix against scripts", b")]}',\n" + plain),
        ("a call around", b"callback(" + plain + b")"),
        ("an assignment", b"var badge = " + plain),
        ("True for true", plain.replace(b'"hashed":false', b'"hashed":False')),
        ("an undefined value", plain.replace(b'"hashed":false', b'"hashed":undefined')),
        ("a colon missing", plain.replace(b'"validFrom":', b'"validFrom"')),
        ("yaml", b'"@context": https://www.w3.org/ns/credentials/v2\n'),
        ("a list never closed", plain.replace(b'"OpenBadgeCredential"]', b'"OpenBadgeCredential"')),
    ):
        assert data != plain, slug
        book.add(f"syntax {slug}", "unreadable", "not JSON", data)


def add_numbers(book: Book) -> None:
    """Numbers that JSON does not have, or that not every reader keeps."""
    book.chapter("number")
    full = world.PIECES["full"]
    for slug, number in (
        ("NaN", b"NaN"),
        ("Infinity", b"Infinity"),
        ("minus Infinity", b"-Infinity"),
        ("an exponent too large", b"1e999"),
        ("minus an exponent too large", b"-1e999"),
        ("two to the 53rd", b"9007199254740992"),
        ("more than a double holds", b"9007199254740993"),
        ("minus two to the 53rd", b"-9007199254740992"),
        ("twenty digits", b"10000000000000000000"),
        ("a thousand digits", b"9" * 1000),
        ("a zero before", b"02.5"),
        ("a plus", b"+2.5"),
        ("no digit before the point", b".5"),
        ("no digit behind the point", b"2."),
        ("hexadecimal", b"0x2"),
        ("an empty exponent", b"2e"),
        ("an underscore", b"2_5"),
        ("a letter behind", b"2n"),
        ("two points", b"2.5.1"),
        ("minus alone", b"-"),
    ):
        data = full.replace(b'"creditsEarned":2.5', b'"creditsEarned":' + number)
        book.add(f"number {slug}", "unreadable", "no number that every reader keeps", data)
    for slug, number in (
        ("of three hundred digits and a point", b"2.5" + b"0" * 300),
        ("with a long exponent", b"2.5e0000000000"),
    ):
        data = full.replace(b'"creditsEarned":2.5', b'"creditsEarned":' + number)
        book.add(f"number {slug}", "valid", "the same number", data)


def add_sizes(book: Book) -> None:
    """How large and how deep."""
    book.chapter("size")
    plain = world.PIECES["plain"]
    room = (1 << 20) - len(plain)
    book.add("a mebibyte", "valid", "as large as allowed", [(plain, 1), (b" ", room)])
    book.add("a mebibyte and a byte", "unreadable", "larger than allowed", [(plain, 1), (b" ", room + 1)])
    book.add("ten mebibytes of blanks", "unreadable", "larger than allowed", [(b" ", 10 << 20), (plain, 1)])
    for levels, expect, why in (
        (31, "unsupported", "a strange member"),
        (32, "unsupported", "a strange member"),
        (33, "unreadable", "deeper than allowed"),
        (1000, "unreadable", "deeper than allowed"),
    ):
        inner = b"[" * (levels - 1) + b"]" * (levels - 1)
        book.add(f"depth {levels} of lists", expect, why, plain[:-1] + b',"unsigned":' + inner + b"}")
        inner = b'{"x":' * (levels - 1) + b"1" + b"}" * (levels - 1)
        book.add(f"depth {levels} of objects", expect, why, plain[:-1] + b',"unsigned":' + inner + b"}")
    book.add("a hundred thousand brackets", "unreadable", "deeper than allowed", [(b"[", 100_000)])
    book.add("a hundred thousand lists", "unreadable", "deeper than allowed", [(b"[", 100_000), (b"]", 100_000)])
    book.add(
        "a hundred thousand objects",
        "unreadable",
        "deeper than allowed",
        [(b'{"a":', 100_000), (b"1", 1), (b"}", 100_000)],
    )
    book.add(
        "brackets inside a text", "tampered", "brackets in a text are no depth", PLAIN | {"name": "[" * 200 + "{" * 200}
    )
    book.add("a quote never closed and brackets", "unreadable", "not JSON", [(b'{"a":"', 1), (b"[", 50_000)])
    book.add("half a mebibyte of backslashes", "unreadable", "not JSON", [(b'{"a":"', 1), (b"\\", 500_001)])
    book.add(
        "a hundred thousand members",
        "unreadable",
        "not a credential",
        [(b'{"a":1', 1), (b',"a":1', 100_000), (b"}", 1)],
    )
    book.add(
        "a name of half a mebibyte",
        "tampered",
        "another name was signed",
        [
            (plain.split(b'"name":"Grafting"')[0] + b'"name":"', 1),
            (b"x", 500_000),
            (b'"' + plain.split(b'"name":"Grafting"', 1)[1], 1),
        ],
    )


def add_values(book: Book) -> None:
    """JSON that is no badge."""
    book.chapter("other json")
    for slug, value in (
        ("an empty object", {}),
        ("an empty list", []),
        ("a list of a badge", [PLAIN]),
        ("a text", "badge"),
        ("a badge as a text", json.dumps(PLAIN)),
        ("a number", 7),
        ("true", True),
        ("null", None),
        ("a proof alone", PLAIN["proof"][0]),
        ("an issuer alone", PLAIN["issuer"]),
        ("an achievement alone", PLAIN["credentialSubject"]["achievement"]),
        ("a badge inside an object", {"credential": PLAIN}),
        ("a did document", world.did_document(world.GUILD)),
        ("a list of lists", [[[]]]),
        ("an unsigned badge", {m: v for m, v in PLAIN.items() if m != "proof"}),
        ("a geojson point", {"type": "Point", "coordinates": [1, 2]}),
        ("a package", {"name": "x", "version": "1.0.0"}),
    ):
        book.add(f"json {slug}", "unreadable", "no badge is in it", encode(value))
    for slug, data in (
        ("nothing", b""),
        ("a blank", b" "),
        ("a line feed", b"\n"),
        ("a nul", b"\0"),
        ("prose", b"Orchard Guild awards this badge."),
        ("comma separated values", b"id,name\n1,Ada\n"),
        ("a private key", b"-----BEGIN PRIVATE KEY-----\n"),
        ("a web address", b"https://badges.example.org/"),
    ):
        book.add(f"file of {slug}", "unreadable", "no JSON is in it", data)
