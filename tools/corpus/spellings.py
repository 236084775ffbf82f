"""The same said in other bytes, nearly the same said in other bytes, and honest forms that are not judged here.

the same JSON value, or the same number    valid
another text, however alike it looks       tampered
texts with a language, bare addresses      unsupported
"""

from __future__ import annotations

import copy
import json
from typing import Any

from corpus import world
from corpus.book import Book, encode
from corpus.changes import mutated, put
from corpus.members import at, spelled


def add_all(book: Book) -> None:
    """All the cases of this module."""
    add_other_spellings(book)
    add_languages(book)


def add_other_spellings(book: Book) -> None:
    """The same said in other bytes."""
    book.chapter("other spelling")
    plain, document = world.PIECES["plain"], world.PLAIN
    turned = _turned(document)
    spaced = json.dumps(document, indent=3, ensure_ascii=False).encode()
    escaped = json.dumps(document, ensure_ascii=True).encode()
    same, alike = "the same JSON value", "the same number"
    for slug, data in (
        ("members in the reverse order", encode(turned)),
        ("with white space", spaced),
        ("with carriage returns and tabs", spaced.replace(b"\n", b"\r\n").replace(b"   ", b"\t")),
        ("with a line feed at its end", plain + b"\n"),
        ("with white space around", b" \t\r\n" + plain + b"\n\n  "),
        ("with every character beyond ascii escaped", escaped),
        ("with a letter escaped", plain.replace(b"Grafts fruit", b"Gr\\u0061fts fruit")),
        ("with a member name escaped", plain.replace(b'"awardedDate"', b'"awarded\\u0044ate"')),
        ("with slashes escaped", plain.replace(b"/", b"\\/")),
    ):
        assert data != plain
        book.add(f"the plain badge {slug}", "valid", same, data)
        book.add(f"the plain badge {slug} beside the copy", "valid", same, data, site=True)
    full = world.PIECES["full"]
    for slug, new in (("2.50", b"2.50"), ("25e-1", b"25e-1"), ("0.25E+1", b"0.25E+1")):
        book.add(
            f"credits written {slug}", "valid", alike, full.replace(b'"creditsEarned":2.5', b'"creditsEarned":' + new)
        )
    for slug, new in (
        ("2.5000001", b"2.5000001"),
        ("-2.5", b"-2.5"),
        ("25", b"25"),
        ("2.50000000000000001e1", b"2.50000000000000001e1"),
    ):
        other = full.replace(b'"creditsEarned":2.5', b'"creditsEarned":' + new)
        book.add(f"credits changed to {slug}", "tampered", "another number was signed", other)
    whole = copy.deepcopy(world.FULL)
    whole["credentialSubject"]["creditsEarned"] = 3
    written = encode(world.guild(whole))
    book.add("whole credits", "valid", "three is signed", written)
    for slug in ("3.0", "3e0", "30e-1"):
        other = written.replace(b'"creditsEarned":3', f'"creditsEarned":{slug}'.encode())
        book.add(f"whole credits written {slug}", "valid", alike, other)
    accents = world.guild(world.badge(3, name="Caf\u00e9"))
    book.add("a name with an accent", "valid", "signed in this form", accents)
    split = encode(accents).replace("Caf\u00e9".encode(), "Cafe\u0301".encode())
    book.add(
        "a name whose accent became a character of its own", "tampered", "it looks alike, and was not signed", split
    )
    for slug, old, new in (
        ("a Cyrillic letter in the issuer's name", b"Orchard Guild", "Оrchard Guild".encode()),
        ("a zero width space in a name", b'"name":"Grafting"', '"name":"Graf\u200bting"'.encode()),
        ("a blank at the end of a name", b"Orchard Guild", b"Orchard Guild "),
        ("another letter case in a name", b"Orchard Guild", b"orchard guild"),
        ("an escaped nul in a name", b"Orchard Guild", b"Orchard\\u0000Guild"),
        ("a slash less in an address", b'/badges/grafting/"', b'/badges/grafting"'),
        ("a percent escape in an address", b"/badges/grafting/", b"/badges/%67rafting/"),
        ("http for https", b'"id":"https://badges.example.org/badges', b'"id":"http://badges.example.org/badges'),
    ):
        assert old in plain
        book.add(slug, "tampered", "another text was signed", plain.replace(old, new))
    for slug, text in (
        ("emoji", "\U0001f333 \U0001f468\u200d\U0001f33e"),
        ("tabs and line feeds", "a\tb\nc\rd"),
        ("quotes and backslashes", 'a "b" \\ c\\n'),
        ("bidi and line separators", "a\u2028b\u2029c\u200ed"),
        ("markup", "<script>alert(1)</script> &amp; ]]>"),
        ("hebrew", "גן הפרי"),
    ):
        signed = world.guild(world.badge(3, name=f"Name of {text}"))
        book.add(f"a name with {slug}", "valid", "whatever text was signed is signed", signed)


def _turned(value: Any) -> Any:
    """The same value with the members of every object in reverse order."""
    if isinstance(value, dict):
        return {name: _turned(value[name]) for name in reversed(value)}
    return [_turned(entry) for entry in value] if isinstance(value, list) else value


def add_languages(book: Book) -> None:
    """Texts marked with a language, and issuers named by address alone: honest forms that are not judged here."""
    book.chapter("honest form not judged")
    why = "an honest way to write a text, which is not judged here"
    for path in (("name",), ("description",), ("credentialSubject", "achievement", "name"), ("issuer", "name")):
        for slug, value in (
            ("marked with a language", {"@value": "Taille", "@language": "fr"}),
            ("marked with language and direction", {"@value": "Taille", "@language": "fr", "@direction": "ltr"}),
            ("as a language map", {"en": "Pruning", "fr": "Taille"}),
        ):
            book.add(f"{spelled(path)} {slug}", "unsupported", why, mutated(world.FULL, path, put(value)))
    why = "the standard allows an address alone for a profile, which is not judged here"
    subject = ("credentialSubject",)
    for path in (("issuer",), ("issuer", "parentOrg"), (*subject, "source"), (*subject, "achievement", "creator")):
        named = at(world.FULL, path)["id"]
        book.add(f"{spelled(path)} as an address alone", "unsupported", why, mutated(world.FULL, path, put(named)))
