"""Each member of a whole badge changed without signing anew: what a forger's editor does.

The expected state follows from the kind of change and from what Open Badges 3.0 says of the member (`members`):

    no longer of its kind, or missing where it must be there   unreadable: no issuer can have meant it
    a member that is not known at its place                    unsupported: it may be honest
    anything else that changes what is said                    tampered: the signature does not fit
    one value for a list of one, and the reverse               valid, where the member may be several
    a set in another order                                     valid; tampered beside the issuer's own copy
"""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from itertools import count
from typing import Any

from corpus import world
from corpus.book import Book, encode
from corpus.keys import Document
from corpus.members import CLASSES, Path, Place, at, objects, places, spelled

_OTHER = {"uri": "https://forger.example.com/", "instant": "2025-05-05T05:05:05Z", "text": "Forged", "number": 99.5}

# Not a member of any badge at these places, by name or by trick.
STRANGE_NAMES = (
    *("unsigned", "@id", "@type", "@graph", "@reverse", "@included", "@nest", "@index", "@language", "@none"),
    *("https://schema.org/name", "schema:name", "_:b0", "__proto__", "constructor", "toString", "hasOwnProperty"),
    *("valueOf", "", "Name", "nаme", "name ", "endorsementJwt", "jti", "encodedList", "publicKeyMultibase", "revoked"),
    *("proofValue", "holder", "verifiableCredential", "relatedResource", "digestSRI", "renderMethod", "issuanceDate"),
    *("expirationDate", "confidenceMethod", "proof", "@context", "statusMessage", "recipient", "verification"),
)


def add_all(book: Book) -> None:
    """All the cases of this module."""
    add_baselines(book)
    add_changes(book)
    add_strange_members(book)
    add_missing_optionals(book)
    add_repeated_names(book)
    add_moves(book)


def add_baselines(book: Book) -> None:
    """What every change starts from."""
    book.chapter("baseline")
    known_both = (world.GUILD, world.HARBOUR)
    for name, expect, why in (
        ("plain", "valid", "nothing is changed"),
        ("minimal", "valid", "the least that is a badge; no status list is named"),
        ("full", "valid", "every optional member, each signed"),
        ("endorsed", "valid", "an endorsement inside changes nothing about the badge"),
        ("jcs", "valid", "signed as JSON, which is read too"),
        ("revoked", "revoked", "its bit is set"),
        ("suspended", "suspended", "its bit is set in both lists"),
        ("stranger", "stranger", "a sound signature by a key that nobody here knows"),
        ("harbour", "stranger", "a sound badge of an issuer who is not known here"),
        ("picture", "valid", "the same badge inside its picture"),
    ):
        book.add(f"the {name} badge as it was issued", expect, why, world.PIECES[name])
    for name in ("plain", "full", "jcs", "picture"):
        why = "the issuer's own copy is the same"
        book.add(f"the {name} badge beside its copy on the site", "valid", why, world.PIECES[name], site=True)
    book.add(
        "a badge of the second guild where it is known",
        "valid",
        "its DID has a path, and it is known here",
        world.PIECES["harbour"],
        known=known_both,
    )
    book.add(
        "a badge of the second guild where any host may speak",
        "valid",
        "known is any did:web, named by its host",
        world.PIECES["harbour"],
        known=None,
    )


def mutated(document: Document, path: Path, change: Callable[[Any, Any], None]) -> Document:
    """A copy of `document`; `change` is given the parent of `path` and its last step."""
    other = copy.deepcopy(document)
    change(at(other, path[:-1]), path[-1])
    return other


def put(value: Any) -> Callable[[Any, Any], None]:
    def change(parent: Any, last: Any) -> None:
        parent[last] = value

    return change


def _remove(parent: Any, last: Any) -> None:
    del parent[last]


def _rename(parent: Any, last: Any) -> None:
    entries = [(f"{name}x" if name == last else name, value) for name, value in parent.items()]
    parent.clear()
    parent.update(entries)


def add_changes(book: Book) -> None:
    """For each member of the full badge each kind of change, as far as it means something there."""
    book.chapter("member changed")
    for place in places(world.FULL):
        for name, expect, why, change in _changes_of(place):
            slug = f"{spelled(place.path)} {name}"
            book.add(slug, expect, why, mutated(world.FULL, place.path, change))
        _add_entries(book, place)


def _changes_of(place: Place) -> list[tuple[str, str, str, Callable[[Any, Any], None]]]:
    member, value = place.member, place.value
    must = "the standard asks for it here"
    gone = ("unreadable", must) if member.required else ("tampered", "it was signed, and is gone")
    unknown = ("unreadable", must) if member.required else ("unsupported", "a member that nobody defines there")
    found: list[Any] = [("removed", *gone, _remove), ("renamed", *unknown, _rename)]
    found.append(("made null", "unreadable", "null is of no kind", put(None)))
    wrong: Any = "7" if isinstance(value, int | float) else 7
    if isinstance(value, str | bool | int | float):
        found.append(("given a value of another kind", "unreadable", f"wanted {member.kind}", put(wrong)))
    else:
        found.append(("made a number", "unreadable", f"wanted {member.kind}", put(7)))
    found += _new_values(place) + _doubled(place) + _wrapped(place)
    return found


def _new_values(place: Place) -> list[Any]:
    """Another value of the same kind, and an empty one."""
    kind, value = place.member.kind, place.value
    found: list[Any] = []
    if place.path != ("issuer", "id") and kind in _OTHER and not isinstance(value, list):
        found.append(("changed", "tampered", "another value was signed", put(_OTHER[kind])))
    if kind == "boolean":
        found.append(("changed", "tampered", "another value was signed", put(not value)))
    if isinstance(value, list):
        found.append(("made an empty list", "unreadable", "an empty list says nothing", put([])))
    elif isinstance(value, dict):
        found.append(("made an empty object", "unreadable", "what must be in it is not there", put({})))
    elif kind == "text":
        found.append(("emptied", "tampered", "another text was signed", put("")))
    elif kind in ("uri", "instant"):
        found.append(("emptied", "unreadable", f"an empty text is no {kind}", put("")))
    elif kind == "number":
        found.append(("made zero", "tampered", "another number was signed", put(0)))
    return found


def _doubled(place: Place) -> list[Any]:
    """The value and a second copy of it, as a list."""
    value = place.value
    one = value[0] if isinstance(value, list) and value else value
    if not place.member.many:
        return [("listed twice", "unreadable", "one value is allowed", put([value, value]))]
    several = [*value, one] if isinstance(value, list) else [value, value]
    nameless = isinstance(one, dict) and "id" not in one
    if nameless:
        return [("listed twice", "tampered", "two things without a name were signed as one", put(several))]
    return [("listed twice", "unreadable", "a set holds a thing once, so the copy would be unsigned", put(several))]


def _wrapped(place: Place) -> list[Any]:
    value, many = place.value, place.member.many
    if not many:
        return [("as a list of one", "unreadable", "the standard wants one value here", put([value]))]
    if not isinstance(value, list):
        return [("as a list of one", "valid", "one value and a list of it are the same", put([value]))]
    if len(value) == 1:
        return [("without its list", "valid", "one value and a list of it are the same", put(value[0]))]
    return []


def _add_entries(book: Book, place: Place) -> None:
    """Changes to the entries of a list of plain values, and to the order of a list."""
    value = place.value
    if not isinstance(value, list) or place.name == "type":
        return
    slug = spelled(place.path)
    book.add(
        f"{slug} with a null",
        "unreadable",
        "null is of no kind",
        mutated(world.FULL, place.path, put([*value, None])),
    )
    nested = mutated(world.FULL, place.path, put([value]))
    book.add(f"{slug} as a list in a list", "unreadable", "a list in a list is of no kind", nested)
    if len(value) < 2:
        return
    turned = mutated(world.FULL, place.path, put(value[::-1]))
    if place.name == "allowedValue":
        book.add(f"{slug} in another order", "tampered", "this list has an order, and it was signed", turned)
        return
    book.add(f"{slug} in another order", "valid", "what was signed is a set", turned)
    why = "the issuer publishes another text under this signature"
    book.add(f"{slug} in another order beside the copy", "tampered", why, turned, site=True)
    shorter = mutated(world.FULL, place.path, put(value[1:]))
    book.add(f"{slug} without its first", "tampered", "it was signed, and is gone", shorter)


def add_strange_members(book: Book) -> None:
    """A member that does not belong there, in every object: several names each, every name several times."""
    book.chapter("member added")
    numbers = count()
    for document, part in ((world.FULL, "full"), (world.ENDORSED, "endorsed")):
        for path, value, kind in objects(document):
            if part == "endorsed" and "endorsement" not in path:
                continue
            for _ in range(4):
                name = STRANGE_NAMES[next(numbers) % len(STRANGE_NAMES)]
                if name in CLASSES[kind] or name in value:
                    continue
                _add_member(book, document, path, name)
    for name in STRANGE_NAMES:
        if name not in world.PLAIN:
            _add_member(book, world.PLAIN, (), name)


def _add_member(book: Book, document: Document, path: Path, name: str) -> None:
    other = copy.deepcopy(document)
    at(other, path)[name] = (
        {"name": "Forged"} if name in ("__proto__", "constructor") else "https://forger.example.com/"
    )
    shown = name.replace("а", "cyrillic-a-").replace("@", "at-").replace("_", "x") or "nothing"
    shown = shown.replace("name ", "name-blank").replace("Name", "capital-name")
    slug = f"{'plain' if document is world.PLAIN else 'full'} {spelled(path) or 'top'} with a member called {shown}"
    book.add(slug, "unsupported", "nobody signed it, though its issuer may have meant it well", other)


def add_missing_optionals(book: Book) -> None:
    """A member that the standard has, put where the issuer had none."""
    book.chapter("optional member added")
    donors: dict[tuple[str, str], Any] = {}
    for path, value, kind in objects(world.FULL):
        donors |= {
            (kind, name): entry for name, entry in value.items() if (kind, name) not in donors and path is not None
        }
    needs_third_context = ("credentialSchema", "refreshService")
    for path, value, kind in objects(world.MINIMAL):
        for name in CLASSES[kind]:
            if name in value or (kind, name) not in donors or name in needs_third_context:
                continue
            other = copy.deepcopy(world.MINIMAL)
            at(other, path)[name] = donors[kind, name]
            book.add(f"{spelled((*path, name))} put in", "tampered", "it says more than was signed", other)


def add_repeated_names(book: Book) -> None:
    """A member twice in one object, at every level: readers would disagree which one counts."""
    book.chapter("member repeated")
    why = "readers disagree which of the two counts"
    for path, value, _ in objects(world.FULL):
        name = next(iter(value))
        marked = mutated(world.FULL, (*path, name), _rename)
        written = encode(marked).replace(
            f'"{name}x":'.encode(), f'"{name}":{json.dumps(value[name])},"{name}":'.encode()
        )
        book.add(f"{spelled((*path, name))} twice in its object", "unreadable", why, written)
    plain = world.PIECES["plain"]
    for slug, old, new in (
        ("the proof twice", b'"proof":[', b'"proof":[],"proof":['),
        (
            "the name spelled with an escape and again",
            b'"name":"Grafting","image"',
            b'"n\\u0061me":"Forged","name":"Grafting","image"',
        ),
        ("proofvalue twice", b'"proofValue":', b'"proofValue":"z","proofValue":'),
        ("the context twice", b'{"@context":', b'{"@context":[],"@context":'),
        (
            "validuntil twice with the same value",
            b'"validUntil":"2036-02-03T09:00:00Z"',
            b'"validUntil":"2036-02-03T09:00:00Z","validUntil":"2036-02-03T09:00:00Z"',
        ),
        ("proto twice", b'"awardedDate":', b'"__proto__":1,"__proto__":2,"awardedDate":'),
    ):
        assert plain.count(old) == 1, old
        book.add(slug, "unreadable", why, plain.replace(old, new))


def add_moves(book: Book) -> None:
    """Members moved to another object."""
    book.chapter("member moved")

    def move(slug: str, source: Path, target: Path, expect: str, why: str, document: Document = world.FULL) -> None:
        other = copy.deepcopy(document)
        value = at(other, source[:-1]).pop(source[-1])
        at(other, target)[source[-1]] = value
        book.add(slug, expect, why, other)

    subject, achievement = ("credentialSubject",), ("credentialSubject", "achievement")
    unknown, gone, moved = (
        "it is not known there",
        "it must stand where it was",
        "said of another thing than was signed",
    )
    move("validUntil moved into the subject", ("validUntil",), subject, "unsupported", unknown)
    move("validUntil moved into the achievement", ("validUntil",), achievement, "unsupported", unknown)
    move("credentialStatus moved into the subject", ("credentialStatus",), subject, "unsupported", unknown)
    move("credentialStatus moved into the issuer", ("credentialStatus",), ("issuer",), "unsupported", unknown)
    move("validFrom moved into the subject", ("validFrom",), subject, "unreadable", gone)
    move("proof moved into the subject", ("proof",), subject, "unreadable", gone)
    move("achievement moved to the top", (*subject, "achievement"), (), "unreadable", gone)
    move("criteria moved to the subject", (*achievement, "criteria"), subject, "unreadable", gone)
    move("evidence moved into the achievement", ("evidence",), achievement, "unsupported", unknown)
    move(
        "narrative moved into the evidence",
        (*subject, "narrative"),
        (
            "evidence",
            0,
        ),
        "tampered",
        moved,
    )
    move("result moved to the achievement", (*subject, "result"), achievement, "unsupported", unknown)
    move("issuer url moved to the parent", ("issuer", "url"), ("issuer", "parentOrg"), "tampered", moved)
    move("tag moved to the top", (*achievement, "tag"), (), "unsupported", unknown)
    move(
        "version moved from the achievement to the related one",
        (*achievement, "version"),
        (*achievement, "related", 0),
        "tampered",
        moved,
    )
    merged = copy.deepcopy(world.FULL)
    merged["issuer"]["parentOrg"]["url"] = "https://federation.example.org/"
    signed = world.guild(merged)
    del signed["issuer"]["parentOrg"]["url"]
    signed["credentialSubject"]["achievement"]["creator"]["url"] = "https://federation.example.org/"
    why = "said of the same thing, so what is signed is the same"
    book.add("a fact about one profile told where it is named a second time", "valid", why, signed)
    one = copy.deepcopy(world.FULL)
    one["issuer"]["parentOrg"]["name"] = "Orchard Federation"
    name = one["issuer"]["parentOrg"].pop("name")
    one["credentialSubject"]["achievement"]["creator"]["name"] = name
    book.add("a name told where the profile is named a second time", "valid", why, one)
    why = "the issuer publishes another text under this signature"
    book.add("a name told at the second place beside the copy", "tampered", why, one, site=True)
