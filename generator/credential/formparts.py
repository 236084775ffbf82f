"""The two parts of a compiled credential: what an achievement says, and what an award says around it.

    AwardForm          the credential without its achievement and its issuer's profile; one for each shape of award
    AchievementForm    the achievement with its endorsements, and the issuer's profile; one for each achievement
    fill_statements    the canonical N-Quads that are hashed
    fill_document      the JSON with its proof, as it is served

Both are made from what the slow path makes: a document that `compose` wrote and the statements that `terms` found in
it. Only where values stand is known here. Whether a form is right is for `template` to check. A part that cannot be
made raises WireError.

The two parts are apart because there are few shapes and may be many achievements: to know a new one of either is work
once, and each then goes with all of the other.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

import orjson
from msgspec import Struct

from generator.credential.formprobes import Specimen, specimen
from generator.credential.formvalues import Shape, plain, say_json, say_literal
from generator.credential.proof import attach_proof, proof_options
from generator.model import Document, UnsignedCredential
from generator.wire import multibase
from generator.wire.holes import NoForm, Pattern, Values, Words, pattern
from generator.wire.nquadform import Fixed, Holed, canonical, fixed_form, holed_form
from generator.wire.nquads import Quad
from generator.wire.terms import canonical_nquads, to_quads

if TYPE_CHECKING:
    from generator.credential.compose import Composer

_SERIES = 100  # of words tried until one has none that stands in the site's own texts
_UNLIKELY = "urn:x-badgepress:the-credential-itself"  # the credential's id where only the achievement matters
_SIGNATURE = bytes(range(64))


class AwardForm(Struct, frozen=True):
    """What stands around an achievement in all credentials of one shape."""

    shape: Shape
    statements: Holed
    document: Pattern
    options: Pattern  # the proof's options, as canonical N-Quads


class AchievementForm(Struct, frozen=True):
    """An achievement as its credentials carry it; the values are those that it gives to the award's part."""

    statements: Fixed
    said: Values  # for N-Quads
    written: Values  # for JSON


def award_form(composer: Composer, shape: Shape, method: str) -> AwardForm:
    """The form of all credentials of `shape` that `composer` writes and `method` signs."""
    for series in range(_SERIES):
        made = specimen(shape, series)
        # A composer of its own: the other one is not to remember an achievement that is none.
        unsigned = replace(composer).compose(made.award, made.achievement, made.earner)
        site = [composer.addresses.base_url, unsigned.document["issuer"], unsigned.document["@context"], method]
        if not made.words.stray_in(orjson.dumps(site).decode()):
            return _award_form(made, shape, unsigned, method)
    raise NoForm("no words are left that the site does not use itself")


def _award_form(made: Specimen, shape: Shape, unsigned: UnsignedCredential, method: str) -> AwardForm:
    document = unsigned.document
    subject = document["credentialSubject"]
    # Of the objects that are the other part's, what remains is that they are named.
    around = {**subject, "achievement": {"id": subject["achievement"]["id"]}}
    quads = to_quads({**document, "issuer": {"id": document["issuer"]["id"]}, "credentialSubject": around})
    options = {"@context": document["@context"], **proof_options(unsigned.created, method)}
    return AwardForm(
        shape=shape,
        statements=holed_form(quads, made.words),
        document=_document_pattern(made, unsigned, method),
        options=pattern(made.words.mark(canonical_nquads(options))),
    )


def _document_pattern(made: Specimen, unsigned: UnsignedCredential, method: str) -> Pattern:
    subject = {**unsigned.document["credentialSubject"], "achievement": made.object}
    whole = UnsignedCredential({**unsigned.document, "credentialSubject": subject}, unsigned.created)
    text = made.words.mark(attach_proof(whole, method, _SIGNATURE).encoded.decode())
    return pattern(Words({"signature": multibase.encode_signature(_SIGNATURE)}).mark(text))


def achievement_form(document: Document, slug: str, picture_format: str) -> AchievementForm:
    """The form of the achievement, and of the issuer, that stand in `document`, a credential not yet signed."""
    subject = document["credentialSubject"]
    shared = subject["achievement"]
    bare = {"slug": plain(slug), "format": plain(picture_format)}
    return AchievementForm(
        statements=fixed_form(_statements_of_achievement(document)),
        said=bare | _texts(shared, say_literal),
        written=bare | _texts(shared, say_json) | {"object": orjson.dumps(shared)},
    )


def _texts(shared: Document, say: Callable[[str], bytes]) -> Values:
    return {"achievement": say(shared["name"]), "description": say(shared["description"])}


def _statements_of_achievement(document: Document) -> list[Quad]:
    """What is said of the achievement and of the issuer, at the places where they stand in a credential."""
    subject = document["credentialSubject"]
    if _UNLIKELY.encode() in orjson.dumps([document["issuer"], subject["achievement"]]):
        raise NoForm("the achievement speaks of the credential")
    around = {name: subject[name] for name in ("type", "achievement")}
    only = {name: document[name] for name in ("@context", "type", "issuer")}
    quads = to_quads({**only, "id": _UNLIKELY, "credentialSubject": around})
    root = f"<{_UNLIKELY}>"
    outer = {root, *(quad.object for quad in quads if quad.subject == root and quad.object.startswith("_:"))}
    return [quad for quad in quads if quad.subject not in outer]


def fill_statements(form: AwardForm, about: AchievementForm, values: Values) -> tuple[bytes, bytes] | None:
    """The canonical N-Quads of the proof's options and of the document, where `values` are spelled for N-Quads.

    None, or WireError, where a form cannot say.
    """
    text = canonical(about.statements, form.statements, about.said | values)
    return None if text is None else (form.options.fill(values), text)


def fill_document(form: AwardForm, about: AchievementForm, values: Values, signature: bytes) -> bytes:
    """The signed credential as JSON, where `values` are spelled for JSON."""
    values = about.written | values
    values["signature"] = multibase.encode_signature(signature).encode()
    return form.document.fill(values)
