"""From JSON to statements: what PyLD and jsonld.js make of a document, less all that they drop without a word."""

from __future__ import annotations

import copy
import hashlib
import json
import math
import traceback
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyld import jsonld

from generator.errors import WireError
from generator.wire.rdfc import TooComplex, canonicalize
from generator.wire.strictjson import parse_json
from generator.wire.terms import DEFAULT_TABLE, OutsideTerms, TermError, canonical_nquads, to_quads
from tests import nodes
from tests.oracles import (
    PYLD_IS_WRONG_ON,
    oxigraph_nquads,
    oxigraph_quads,
    pyld_dataset,
    pyld_named,
    pyld_nquads,
    w3c_table,
    w3c_vectors,
)
from tests.strategies import (
    CLASSES,
    CONTROLS,
    CREDENTIALS_V2,
    EXTENSIONS,
    HIGH,
    OPEN_BADGES,
    OPEN_BADGES_302,
    OPEN_BADGES_303,
    WORDS,
    any_credential,
    any_document,
    full_credential,
    json_values,
    objects_in,
)

BLOCKS = 10  # of 110 credentials each


def by_pyld_and_oxigraph(document: Any) -> tuple[str, str]:
    """Canonical N-Quads: PyLD's expansion named by pyoxigraph, and named by PyLD itself where it is right."""
    dataset = pyld_dataset(document)
    by_oxigraph = oxigraph_nquads(oxigraph_quads(dataset))
    if PYLD_IS_WRONG_ON.search("".join(_strings(document))):
        return by_oxigraph, by_oxigraph
    return by_oxigraph, pyld_named(dataset)


def _strings(value: Any) -> list[str]:
    if isinstance(value, dict | list):
        entries = value.values() if isinstance(value, dict) else value
        return [text for entry in entries for text in _strings(entry)]
    return [value] if isinstance(value, str) else []


# What the W3C published


@pytest.mark.parametrize("part", ["document", "proof_options"])
def test_the_w3c_document_and_proof_options_are_reproduced_byte_for_byte(part: str) -> None:
    vector = w3c_vectors()["vectors"]["eddsa-rdfc-2022"]
    value = vector["unsigned" if part == "document" else part]
    text = canonical_nquads(value, table=w3c_table())
    assert text == vector[f"canonical_{part}"]
    assert hashlib.sha256(text.encode()).hexdigest() == vector[f"{part}_hash"]
    assert hashlib.sha256(text.encode()).hexdigest() in vector["hash_data"]


@pytest.mark.extra
@pytest.mark.parametrize("name", ["minimal", "full"])
def test_the_worked_examples_are_reproduced_byte_for_byte(name: str, standards: Path) -> None:
    document = parse_json((standards / "examples" / f"{name}.json").read_bytes())
    del document["proof"]
    canonical = (standards / "examples" / f"{name}.canonical.nq").read_bytes().decode()
    assert canonical_nquads(document) == canonical


@pytest.mark.extra
def test_the_proof_options_of_the_worked_example_are_five_statements(standards: Path) -> None:
    document = parse_json((standards / "examples" / "minimal.json").read_bytes())
    options = {"@context": document["@context"], **document["proof"][0]}
    del options["proofValue"]
    text = canonical_nquads(options)
    assert text == (standards / "examples" / "minimal.proofconfig.nq").read_bytes().decode()
    assert text.count("\n") == 5


# Other libraries


@pytest.mark.node
@pytest.mark.parametrize("block", range(BLOCKS))
def test_credentials_become_the_statements_that_other_libraries_make(block: int) -> None:
    for seed in range(block * 110, block * 110 + 110):
        version = OPEN_BADGES_302 if seed % 5 == 0 else OPEN_BADGES_303
        words = WORDS + HIGH + CONTROLS if seed % 7 == 0 else WORDS + HIGH
        document = any_credential(Random(seed), version, words=words)
        ours = canonicalize(to_quads(document))
        by_oxigraph, by_pyld = by_pyld_and_oxigraph(document)
        assert ours == by_oxigraph == by_pyld, seed


@pytest.mark.node
def test_credentials_are_what_the_library_of_most_verifiers_accepts_in_safe_mode() -> None:
    words = tuple(word for word in WORDS if "\u2028" not in word)  # answers come in lines
    documents = [any_credential(Random(seed), words=words) for seed in range(100)]
    documents += [any_document(Random(seed), DEFAULT_TABLE, words=words) for seed in range(200)]
    judged = [(document, said) for document in documents if (said := _said(document)) is not None]
    answers = nodes.canonical_nquads(document for document, _ in judged)
    compared = 0
    for (document, said), answer in zip(judged, answers, strict=True):
        if "Maximum deep iterations" in answer.get("error", ""):  # its limit for look-alikes is lower than ours
            continue
        assert answer == {"nquads": said}, document
        compared += 1
    assert compared > 250


@pytest.mark.node
@pytest.mark.parametrize("block", range(4))
def test_known_terms_in_any_combination_mean_what_json_ld_means_by_them(block: int) -> None:
    compared = 0
    for seed in range(block * 150, block * 150 + 150):
        document = any_document(Random(seed), DEFAULT_TABLE, words=WORDS + HIGH)
        try:
            ours = canonicalize(to_quads(document))
        except TermError:  # copies in a list, or the document said again
            continue
        by_oxigraph, by_pyld = by_pyld_and_oxigraph(document)
        assert ours == by_oxigraph == by_pyld, seed
        compared += 1
    assert compared > 110


@pytest.mark.node
@pytest.mark.parametrize("version", ["context-3.0.2.json", "context-3.0.3.json"])
def test_each_version_of_open_badges_means_what_its_own_context_says(version: str) -> None:
    document = full_credential(OPEN_BADGES + version)
    ours = canonicalize(to_quads(document))
    assert (ours, ours) == by_pyld_and_oxigraph(document)


@pytest.mark.node
@pytest.mark.parametrize("version", ["context.json", "context-3.0.1.json"])
def test_the_versions_that_no_processor_takes_with_credentials_v2_are_refused_here_too(version: str) -> None:
    document = json.loads(json.dumps(full_credential()).replace("context-3.0.3.json", version))
    with pytest.raises(jsonld.JsonLdError) as theirs:
        pyld_dataset(document)
    assert "protected term redefinition" in "".join(traceback.format_exception(theirs.value))
    with pytest.raises(
        OutsideTerms, match=f"^/@context names .*{version}, which cannot stand here: it gives description"
    ):
        to_quads(document)


@pytest.mark.node
def test_types_that_contradict_each_other_are_refused_by_others_too() -> None:
    document = minimal()
    document["credentialSubject"]["type"] = ["AchievementSubject", "IdentifierEntry"]
    with pytest.raises(jsonld.JsonLdError):
        pyld_dataset(document)
    with pytest.raises(TermError, match=r"^/credentialSubject has types that give 'identifier' two meanings"):
        to_quads(document)


# Documents that say less than they show


def minimal() -> dict[str, Any]:
    """A small credential that is in order."""
    return {
        "@context": [CREDENTIALS_V2, OPEN_BADGES_303],
        "id": "https://badges.example.org/awards/1/credential.json",
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "issuer": {"id": "did:web:badges.example.org", "type": ["Profile"], "name": "Example Makers Guild"},
        "validFrom": "2026-01-15T09:00:00Z",
        "validUntil": "2027-01-15T09:00:00Z",
        "credentialSubject": {
            "type": ["AchievementSubject"],
            "identifier": [{"type": "IdentityObject", "hashed": False, "identityHash": "Ada", "identityType": "name"}],
            "creditsEarned": 3,
            "achievement": {
                "id": "https://badges.example.org/badges/first/",
                "type": ["Achievement"],
                "name": "First",
                "description": "A first one.",
                "criteria": {"narrative": "Do it."},
                "tag": ["first", "one"],
            },
        },
        "endorsement": [
            {
                "@context": [CREDENTIALS_V2, OPEN_BADGES_303],
                "id": "https://badges.example.org/endorsements/1",
                "type": ["VerifiableCredential", "EndorsementCredential"],
                "issuer": {"id": "did:web:badges.example.org", "type": ["Profile"]},
                "name": "Endorsed",
                "validFrom": "2026-01-15T09:00:00Z",
                "credentialSubject": {
                    "id": "https://badges.example.org/awards/1/credential.json",
                    "type": ["EndorsementSubject"],
                    "endorsementComment": "Well deserved.",
                },
                "proof": [{"type": "DataIntegrityProof", "proofPurpose": "assertionMethod"}],
            }
        ],
    }


Change = Callable[[dict[str, Any]], None]


def put(*path: Any) -> Change:
    """A change of a document: the last of `path` is put where the others lead."""
    *way, last, value = path

    def change(document: Any) -> None:
        for step in way:
            document = document[step]
        document[last] = value

    return change


SUBJECT = ("credentialSubject",)
ACHIEVEMENT = ("credentialSubject", "achievement")

DROPPED = {
    "an unknown member": (put("colour", "red"), "/colour is a member that its contexts do not define there"),
    "a member of another place": (put("criteria", {"narrative": "No."}), "/criteria is a member that its contexts do not"),
    "a member named like a path": (put("a/b~c", 1), "/a~1b~0c is a member"),
    "a keyword we do not know": (put("@note", "x"), "/@note is a keyword"),
    "an index": (put(*SUBJECT, "@index", "x"), "/credentialSubject/@index is a keyword"),
    "null": (put(*ACHIEVEMENT, "humanCode", None), "/credentialSubject/achievement/humanCode is null"),
    "null for an address": (put(*ACHIEVEMENT, "image", None), "/credentialSubject/achievement/image is null"),
    "null in a list": (put(*ACHIEVEMENT, "tag", ["first", "one", None]), "/credentialSubject/achievement/tag/2 is null"),
    "an empty list": (put(*ACHIEVEMENT, "alignment", []), "/credentialSubject/achievement/alignment is an empty list"),
    "a copy in a list": (put(*ACHIEVEMENT, "tag", ["first", "one", "first"]), "/achievement/tag/2 stands in the list a second"),
    "a list inside a list": (put(*ACHIEVEMENT, "tag", [["first"], "one"]), "/achievement/tag/0 is a list inside a list"),
    "a relative address": (put("image", "badge.png"), "/image is 'badge.png', wanted an absolute address"),
    "a fragment alone": (put("evidence", ["#here"]), "/evidence/0 is '#here', wanted an absolute address"),
    "an empty address": (put("evidence", ""), "/evidence is '', wanted an absolute address"),
    "an unknown type": (put("type", ["VerifiableCredential", "OpenBadgeCredential", "Other"]), "the document is of type 'Other'"),
    "an unknown purpose": (
        put("endorsement", 0, "proof", 0, "proofPurpose", "assertion"),
        "/endorsement/0/proof/0/proofPurpose is 'assertion', which is no name",
    ),
    "one type twice": (put(*ACHIEVEMENT, "type", ["Achievement", "Achievement"]), "/achievement has one type twice"),
}  # fmt: skip


@pytest.mark.node
@pytest.mark.parametrize("name", DROPPED)
def test_what_json_ld_drops_without_a_word_is_refused_with_its_place(name: str) -> None:
    change, reason = DROPPED[name]
    document = minimal()
    change(document)
    plain = minimal()
    if "purpose" in name:
        del plain["endorsement"][0]["proof"][0]["proofPurpose"]
    assert pyld_nquads(document) == pyld_nquads(plain), "nothing of it is signed"
    with pytest.raises(TermError) as refusal:
        to_quads(document)
    assert reason in str(refusal.value)


RESPELLED = {
    "a truth value as text": (put(*SUBJECT, "identifier", 0, "hashed", "false"), "/hashed is a string"),
    "a number as text": (put(*SUBJECT, "creditsEarned", "3"), "/creditsEarned is a string"),
    "a member as an address": (
        put(*ACHIEVEMENT, "https://schema.org/keywords", ["first"]),
        "/credentialSubject/achievement/https:~1~1schema.org~1keywords is a member",
    ),
    "a type as an address": (
        put(*ACHIEVEMENT, "criteria", "type", "https://purl.imsglobal.org/spec/vc/ob/vocab.html#Criteria"),
        "/criteria spells out the type",
    ),
    "id as a keyword": (put("issuer", {"@id": "did:web:badges.example.org"}), "/issuer/@id is a keyword"),
    "type as a keyword": (put(*ACHIEVEMENT, "@type", "Achievement"), "/achievement/@type is a keyword"),
    "a graph": (put("@graph", [{"id": "urn:x"}]), "/@graph is a keyword"),
    "a text as an object": (put("name", {"@value": "x"}), "/name is a text marked with its language or kind"),
    "a text with its language": (
        put(*ACHIEVEMENT, "name", {"@value": "x", "@language": "en", "@direction": "ltr"}),
        "/name is a text marked with its language or kind",
    ),
    "a purpose as an address": (
        put("endorsement", 0, "proof", 0, "proofPurpose", "https://w3id.org/security#assertionMethod"),
        "/proofPurpose is 'https://w3id.org/security#assertionMethod', which is no name",
    ),
}


@pytest.mark.parametrize("name", RESPELLED)
def test_another_spelling_of_what_is_signed_is_refused(name: str) -> None:
    change, reason = RESPELLED[name]
    document = minimal()
    change(document)
    with pytest.raises(TermError) as refusal:
        to_quads(document)
    assert reason in str(refusal.value)


@pytest.mark.node
@pytest.mark.parametrize("member", ["validUntil", "validFrom", "issuer"])
def test_a_member_cannot_move_away_to_where_its_document_is_named_again(member: str) -> None:
    """The statements, and so the signature, would be the same; who reads the JSON would see a badge without end."""
    document = minimal()
    signed = pyld_nquads(document)
    elsewhere = document["endorsement"][0]["credentialSubject"]
    elsewhere["type"] = ["EndorsementSubject", "VerifiableCredential"]
    elsewhere[member] = document.pop(member)
    assert pyld_nquads(document) == signed
    with pytest.raises(
        TermError, match=f"^/endorsement/0/credentialSubject/{member} says something of the whole document"
    ):
        to_quads(document)


MALFORMED = {
    "not an object": ([], "the document is not a JSON object"),
    "no context": ({"id": "urn:x"}, "the document has no @context"),
    "null for a context": ({"@context": None}, "/@context holds definitions of its own"),
    "a context inline": ({"@context": [CREDENTIALS_V2, {"x": "urn:x"}]}, "/@context holds definitions of its own"),
    "an object for a context": ({"@context": {"@vocab": "urn:x"}}, "/@context holds definitions of its own"),
    "an unknown context": ({"@context": [CREDENTIALS_V2, "urn:x"]}, "/@context names 'urn:x', a context that is not known"),
    "no contexts": ({"@context": []}, "/@context does not begin with"),
    "nothing said": ({"@context": [CREDENTIALS_V2], "id": "urn:x"}, "the document says nothing"),
    "a number for an id": (put(*SUBJECT, "id", 7), "/credentialSubject/id is not a string, wanted an absolute address"),
    "null for an id": (put("id", None), "/id is not a string"),
    "a blank id": (put("id", "_:b0"), "/id is '_:b0', wanted an absolute address"),
    "a space in an id": (put(*ACHIEVEMENT, "id", "urn:a b"), "/achievement/id is 'urn:a b', wanted an absolute address"),
    "a list for an id": (put("id", ["urn:x"]), "/id is not a string"),
    "a number for a type": (put(*ACHIEVEMENT, "type", 7), "/achievement has a type that is not a string"),
    "a number among types": (put("type", ["VerifiableCredential", 7]), "the document has a type that is not"),
    "null for a type": (put(*ACHIEVEMENT, "type", None), "/achievement has a type that is not a string"),
    "no types": (put(*ACHIEVEMENT, "type", []), "/achievement has an empty list of types"),
    "a number for an address": (put("evidence", [7]), "/evidence/0 is not a string, wanted an absolute address"),
    "true for an address": (put("evidence", True), "/evidence is not a string, wanted an absolute address"),
    "a number for a date": (put("validFrom", 2026), "/validFrom is a number, wanted another kind"),
    "an object for a date": (put("validFrom", {}), "/validFrom is an object, wanted a plain value"),
    "an address for a proof": (put("endorsement", 0, "proof", "urn:x"), "/endorsement/0/proof is not an object"),
    "a proof that says nothing": (put("endorsement", 0, "proof", [{"id": "urn:x"}]), "/endorsement/0/proof/0 says nothing"),
    "half a surrogate pair": (put("name", "\ud83c"), "/name holds U+D83C, which is not a character"),
    "no character": (put("name", "\ufffe"), "/name holds U+FFFE, which is not a character"),
    "a number that is none": (put(*SUBJECT, "creditsEarned", math.nan), "/creditsEarned is a number beyond"),
    "a value of Python": (put("name", b"x"), "/name is not a JSON value"),
    "a context in a proof": (
        put("endorsement", 0, "proof", 0, "@context", [CREDENTIALS_V2]),
        "/endorsement/0/proof/0 has a @context of its own, and is not a credential",
    ),
    "a context in the subject": (put(*SUBJECT, "@context", [CREDENTIALS_V2]), "/credentialSubject has a @context"),
    "a context as text inside": (
        put("endorsement", 0, "@context", CREDENTIALS_V2),
        "/endorsement/0/@context holds definitions of its own",
    ),
    "another version inside": (
        put("endorsement", 0, "@context", [CREDENTIALS_V2, OPEN_BADGES_302]),
        "/endorsement/0/@context names contexts in an order",
    ),
    "an unknown context inside": (
        put("endorsement", 0, "@context", [CREDENTIALS_V2, "urn:x"]),
        "/endorsement/0/@context names 'urn:x'",
    ),
    "a context below a member with terms of its own": (
        put("cnf", {"@context": [CREDENTIALS_V2], "type": "VerifiableCredential", "name": "x"}),
        "/cnf/@context is not a place for contexts",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", MALFORMED)
def test_a_document_that_is_not_sound_is_refused_with_its_place(name: str) -> None:
    change, reason = MALFORMED[name]
    document: Any = minimal()
    if callable(change):
        change(document)
    else:
        document = change
    with pytest.raises(TermError) as refusal:
        to_quads(document)
    assert reason in str(refusal.value)
    assert isinstance(refusal.value, WireError)
    assert str(refusal.value) == f"{refusal.value.pointer or 'the document'} {refusal.value.reason}"


def test_the_small_credential_of_these_tests_is_in_order() -> None:
    assert canonical_nquads(minimal()).count("\n") == len(set(to_quads(minimal())))


def test_every_unknown_member_of_every_object_is_refused_with_its_place() -> None:
    document = full_credential()
    seen = set()
    for pointer, value in list(objects_in(document)):
        seen.update(value["type"] if isinstance(value.get("type"), list) else [value.get("type")])
        value["colour"] = "red"
        with pytest.raises(OutsideTerms) as refusal:
            to_quads(document)
        assert refusal.value.pointer == f"{pointer}/colour"
        del value["colour"]
    assert set(CLASSES) - seen <= {
        "Criteria",
        "Schema",
        "Refresh",
        "Terms",
    }  # whose types are none, or called otherwise
    to_quads(document)


def test_every_value_of_a_full_credential_is_signed() -> None:
    """Change any one value, drop any one member: the text changes, or the document is refused."""
    document = full_credential()
    text = canonicalize(to_quads(document))
    spared = []
    for pointer, holder, key in list(_places(document)):
        before = holder[key]
        holder[key] = _other(before)
        if _said(document) == text:
            spared.append(pointer)
        holder[key] = before
    assert spared == []


def _places(value: Any, pointer: str = "") -> list[tuple[str, Any, Any]]:
    entries = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    places = []
    for key, entry in entries:
        here = f"{pointer}/{key}"
        places += _places(entry, here) if isinstance(entry, dict | list) else [(here, value, key)]
    return places


def _other(value: Any) -> Any:
    if isinstance(value, bool):
        return not value
    return f"{value}x" if isinstance(value, str) else value + 1


def _said(document: Any) -> str | None:
    try:
        return canonicalize(to_quads(document))
    except TermError:
        return None


# Smaller promises


def test_an_embedded_credential_may_name_the_contexts_again_or_not() -> None:
    document = minimal()
    text = canonical_nquads(document)
    document["endorsement"][0]["@context"] = [CREDENTIALS_V2]
    assert canonical_nquads(document) == text
    document["endorsement"][0]["@context"] += [OPEN_BADGES_303, EXTENSIONS]
    assert canonical_nquads(document) == text
    del document["endorsement"][0]["@context"]
    assert canonical_nquads(document) == text


def test_a_context_inside_reaches_no_further_than_its_object() -> None:
    document = minimal()
    document["endorsement"][0]["@context"].append(EXTENSIONS)
    document["endorsement"][0]["credentialSchema"] = {"id": "urn:schema", "type": "1EdTechJsonSchemaValidator2019"}
    assert "1EdTechJsonSchemaValidator2019" in canonical_nquads(document)
    document["credentialSchema"] = document["endorsement"][0].pop("credentialSchema")
    with pytest.raises(OutsideTerms, match=r"^/credentialSchema is of type '1EdTechJsonSchemaValidator2019'"):
        to_quads(document)


def test_one_context_may_stand_alone() -> None:
    said = {"id": "urn:x", "name": "x"}
    assert canonical_nquads({"@context": CREDENTIALS_V2, **said}) == canonical_nquads(
        {"@context": [CREDENTIALS_V2], **said}
    )


def test_a_type_that_has_no_name_may_be_an_address() -> None:
    document = minimal()
    document["termsOfUse"] = [{"type": "https://terms.example.org/Licence"}]
    assert "<https://terms.example.org/Licence>" in canonical_nquads(document)


def test_an_endorsement_may_speak_of_the_credential_it_stands_in() -> None:
    assert minimal()["endorsement"][0]["credentialSubject"]["id"] == minimal()["id"]
    assert "Well deserved." in canonical_nquads(minimal())


def test_the_order_of_members_and_of_sets_says_nothing() -> None:
    for seed in range(30):
        random = Random(seed)
        document = any_credential(random)
        assert canonical_nquads(_shuffled(document, random)) == canonical_nquads(document)


def _shuffled(value: Any, random: Random, name: str = "") -> Any:
    if isinstance(value, dict):
        members = [(key, _shuffled(entry, random, key)) for key, entry in value.items()]
        return dict(random.sample(members, len(members)))
    if isinstance(value, list):
        entries = [_shuffled(entry, random) for entry in value]
        return entries if name in ("@context", "allowedValue") else random.sample(entries, len(entries))
    return value


def test_the_document_is_not_changed() -> None:
    document = full_credential()
    before = copy.deepcopy(document)
    canonical_nquads(document)
    assert document == before


def test_values_that_libraries_sort_in_two_ways_are_refused() -> None:
    document = minimal()
    document["credentialSubject"]["achievement"]["tag"] = ["🎓 cap", "\uff23\uff21\uff30"]
    assert to_quads(document)
    with pytest.raises(OutsideTerms, match="not all libraries sort alike"):
        canonical_nquads(document)
    document["credentialSubject"]["achievement"]["tag"] = ["🎓 cap and \uff23\uff21\uff30", "one"]
    assert canonical_nquads(document)


def test_deep_documents_are_refused_before_they_cost_anything() -> None:
    document: dict[str, Any] = {"name": "x"}
    for _ in range(10_000):
        document = {"relatedResource": document, "type": "VerifiableCredential"}
    with pytest.raises(OutsideTerms, match="stands more than 64 levels down"):
        to_quads({"@context": [CREDENTIALS_V2], **document})


def test_look_alikes_without_number_are_refused() -> None:
    same = {"type": ["Result"], "alignment": [{"type": ["Alignment"], "targetName": "x"} for _ in range(9)]}
    document = minimal()
    document["credentialSubject"]["result"] = [same, copy.deepcopy(same)]
    with pytest.raises(TooComplex):
        canonical_nquads(document)


@given(
    json_values(), st.sampled_from(["", "type", "id", "@context", "issuer", "credentialSubject", "evidence", "name"])
)
def test_any_value_anywhere_is_taken_or_refused_in_words(value: Any, member: str) -> None:
    document: Any = {**minimal(), member: value} if member else value
    try:
        quads = to_quads(document)
    except TermError as error:
        assert str(error)
    else:
        assert oxigraph_nquads(canonicalize(quads)) == canonicalize(quads)
