"""The term table says what the published contexts say, and scopes mean what JSON-LD means by them."""

from __future__ import annotations

import gzip
import json
from typing import Any

import pytest

from generator.wire.termtable import DEFAULT_TABLE, OutsideTerms, TermError, read_table
from tests import nodes
from tests.strategies import CREDENTIALS_V2, EXTENSIONS, OPEN_BADGES, OPEN_BADGES_302, OPEN_BADGES_303
from tools import derive_terms
from tools.derive_terms import GROUPS, TABLE, Untabled, default_table, derive_table, format_table

OB = "https://purl.imsglobal.org/spec/vc/ob/vocab.html#"


@pytest.mark.node
def test_the_table_is_what_the_published_contexts_give() -> None:
    assert TABLE.read_text(encoding="utf-8") == format_table(default_table(nodes.pinned_contexts()))
    assert derive_terms.main(["--check"]) == 0


@pytest.mark.node
def test_a_table_that_differs_is_noticed_and_put_right(tmp_path: Any, monkeypatch: Any, capsys: Any) -> None:
    monkeypatch.setattr(derive_terms, "REPOSITORY", tmp_path)
    monkeypatch.setattr(derive_terms, "TABLE", tmp_path / "terms.json")
    monkeypatch.setattr(derive_terms, "published_contexts", nodes.pinned_contexts)
    assert derive_terms.main(["--check"]) == 1
    assert derive_terms.main([]) == 0
    assert derive_terms.main(["--check"]) == 0
    text = (tmp_path / "terms.json").read_text(encoding="utf-8")
    (tmp_path / "terms.json").write_text(text.replace("ob:creator", "ob:Profile"), encoding="utf-8")
    assert derive_terms.main(["--check"]) == 1
    assert "differs from the contexts" in capsys.readouterr().err


@pytest.mark.node
def test_terms_can_be_told_from_the_contexts_themselves() -> None:
    """Not by our tool: every simple term of every context, at the top and inside types, read straight from JSON."""
    for url in (url for group in DEFAULT_TABLE.groups for url in group):
        context = nodes.pinned_contexts()[url]["@context"]
        base = (CREDENTIALS_V2,) if url == CREDENTIALS_V2 else (CREDENTIALS_V2, url)
        scope = DEFAULT_TABLE.scope(base)
        for name, meaning in context.items():
            inner = meaning.get("@context") if isinstance(meaning, dict) else None
            _check_term(scope, name, meaning)
            for member, said in (inner or {}).items():
                _check_term(scope.below(scope.term(name)), member, said)


def _check_term(scope: Any, name: str, meaning: Any) -> None:
    said = meaning if isinstance(meaning, dict) else {"@id": meaning}
    if name[0] == "@" or str(said.get("@id"))[0] == "@":
        return
    left_out = said.get("@type") == "@json" or ("@context" in said and said["@context"] is None)
    term = scope.term(name)
    assert (term is None) == left_out, name
    if term is not None and said["@id"] != "OpenBadgeCredential":
        assert (term.iri, term.coercion, term.container) == (
            said["@id"],
            said.get("@type", ""),
            said.get("@container", ""),
        )


def test_the_table_is_small_enough_for_a_page() -> None:
    assert len(gzip.compress(TABLE.read_bytes())) <= 8 * 1024


def test_the_table_names_every_version_it_holds_and_those_it_cannot() -> None:
    assert DEFAULT_TABLE.groups == ((CREDENTIALS_V2,), (OPEN_BADGES_303, OPEN_BADGES_302), (EXTENSIONS,))
    assert set(DEFAULT_TABLE.refused) == {OPEN_BADGES + "context.json", OPEN_BADGES + "context-3.0.1.json"}
    assert {url for group in GROUPS for url in group} == set(DEFAULT_TABLE.contexts) | set(DEFAULT_TABLE.refused)


def test_types_bring_terms_that_end_with_their_object() -> None:
    top = DEFAULT_TABLE.scope((CREDENTIALS_V2, OPEN_BADGES_303))
    achievement = top.of_types(["Achievement"])
    assert top.term("criteria") is None
    assert achievement.term("criteria").iri == OB + "Criteria"
    assert achievement.below(achievement.term("criteria")).term("criteria") is None
    assert achievement.below(achievement.term("criteria")).term("narrative").iri == OB + "narrative"


def test_some_members_bring_terms_for_what_is_below_them() -> None:
    proof = DEFAULT_TABLE.scope((CREDENTIALS_V2,)).of_types(["DataIntegrityProof"])
    below = proof.below(proof.term("proofPurpose"))
    assert below.term("assertionMethod").iri == "https://w3id.org/security#assertionMethod"
    assert proof.term("assertionMethod") is None
    assert below.outer is below  # and for what is below that


def test_types_that_contradict_each_other_are_refused() -> None:
    top = DEFAULT_TABLE.scope((CREDENTIALS_V2, OPEN_BADGES_303))
    with pytest.raises(TermError, match="give 'identifier' two meanings"):
        top.of_types(["AchievementSubject", "IdentifierEntry"])


def test_any_number_of_combinations_is_bounded_in_memory() -> None:
    table = read_table(json.loads(TABLE.read_text(encoding="utf-8")))
    scope = table.scope((CREDENTIALS_V2, OPEN_BADGES_303))
    types = ["Address", "Alignment", "EndorsementSubject", "Evidence", "GeoCoordinates", "Image", "IdentityObject"]
    types += ["DataIntegrityProof", "BitstringStatusList", "RubricCriterionLevel"]
    for bits in range(2 ** len(types)):
        scope.of_types([name for number, name in enumerate(types) if bits >> number & 1])
    assert len(scope._by_types) <= 256
    assert scope.of_types(["Evidence"]).term("genre").iri == "https://schema.org/genre"


@pytest.mark.parametrize(
    ("urls", "reason"),
    [
        ([], "does not begin with"),
        ([OPEN_BADGES_303], "does not begin with"),
        ([OPEN_BADGES_303, CREDENTIALS_V2], "does not begin with"),
        ([CREDENTIALS_V2, CREDENTIALS_V2], "an order, or a number"),
        ([CREDENTIALS_V2, OPEN_BADGES_303, OPEN_BADGES_302], "an order, or a number"),
        ([CREDENTIALS_V2, EXTENSIONS, OPEN_BADGES_303], "an order, or a number"),
        ([CREDENTIALS_V2, "https://example.org/context"], "'https://example.org/context', a context that is not known"),
        ([CREDENTIALS_V2, OPEN_BADGES_303 + "#"], "a context that is not known"),
        ([CREDENTIALS_V2, OPEN_BADGES + "context.json"], "gives description and name a meaning other than"),
    ],
)
def test_only_known_contexts_in_their_order_make_a_scope(urls: list[str], reason: str) -> None:
    with pytest.raises(OutsideTerms, match=reason):
        DEFAULT_TABLE.scope(tuple(urls))


# The tool that makes the table


def derived(*contexts: dict[str, Any]) -> dict[str, Any]:
    """The table of contexts that each stand in a group of their own."""
    return derive_table([[(f"urn:c{number}", {"@context": context})] for number, context in enumerate(contexts)])


def test_names_are_resolved_through_other_names_and_prefixes() -> None:
    terms = derive_terms._definitions(
        {"a": "b", "b": {"@id": "https://schema.org/b"}, "ex": "https://ex.org/#", "c": "ex:c", "d": {"@id": "c"}},
        {},
        {"s": "https://schema.org/"},
    )["terms"]
    assert terms == {
        "a": "s:b",
        "b": "s:b",
        "ex": "<https://ex.org/#>",
        "c": "<https://ex.org/#c>",
        "d": "<https://ex.org/#c>",
    }


def test_a_vocabulary_gives_every_name_a_meaning() -> None:
    table = read_table(derived({"@protected": True, "name": "https://schema.org/name"}, {"@vocab": "https://ex.org/#"}))
    scope = table.scope(("urn:c0", "urn:c1"))
    assert scope.term("name").iri == "https://schema.org/name"
    assert scope.term("anything").iri == "https://ex.org/#anything"
    assert [scope.term(name) for name in ("@id", "with space", "<", "")] == [None] * 4
    assert table.scope(("urn:c0",)).term("anything") is None


def test_a_context_without_protection_can_be_repeated_by_types() -> None:
    table = read_table(
        derived({"x": "urn:x", "T": {"@id": "urn:T", "@context": {"x": {"@id": "urn:y", "@type": "@id"}}}})
    )
    assert table.scope(("urn:c0",)).of_types(["T"]).term("x").iri == "urn:y"


def test_types_apply_in_the_order_of_their_names() -> None:
    types = {name: {"@id": f"urn:{name}", "@context": {"x": f"urn:of-{name}"}} for name in ("A", "B")}
    scope = read_table(derived(types)).scope(("urn:c0",))
    assert scope.of_types(["A", "B"]).term("x").iri == scope.of_types(["B", "A"]).term("x").iri == "urn:of-B"


@pytest.mark.parametrize(
    "context",
    [
        {"@base": "https://ex.org/"},
        {"@language": "en"},
        {"@import": "urn:c"},
        {"t": {"@id": "urn:t", "@reverse": "urn:r"}},
        {"t": {"@id": "urn:t", "@language": "en"}},
        {"t": {"@id": "urn:t", "@container": "@language"}},
        {"t": {"@id": "urn:t", "@container": ["@graph", "@set"]}},
        {"t": {"@id": "urn:t", "@type": "@none"}},
        {"t": {"@id": "urn:t", "@context": {"@propagate": True}}},
        {"t": None},
        {"t": {"@id": None}},
        {"t": "relative"},
        {"name": "@id"},
        {"id": "@type"},
        {"ex": "https://ex.org/#"},
    ],
)
def test_what_a_table_cannot_say_is_not_derived(context: dict[str, Any]) -> None:
    with pytest.raises(Untabled):
        derived(context)


def test_contexts_without_protection_that_differ_are_not_derived() -> None:
    with pytest.raises(Untabled, match="different meanings"):
        derived({"t": "urn:one"}, {"t": "urn:two"})


def test_versions_are_told_as_differences() -> None:
    scoped = {"@id": "urn:T", "@context": {"@protected": True, "a": "urn:a", "b": "urn:b"}}
    new = {"@protected": True, "T": scoped, "x": "urn:x", "y": "urn:y"}
    old = {
        "@protected": True,
        "T": {**scoped, "@context": {"@protected": True, "b": "urn:c"}},
        "x": "urn:x2",
        "z": "urn:z",
    }
    table = derive_table([[("urn:new", {"@context": new}), ("urn:old", {"@context": old})]])
    assert table["contexts"]["urn:old"] == {
        "like": "urn:new",
        "changes": {"terms": {"T": {"terms": {"a": None, "b": "<urn:c>"}}, "x": "<urn:x2>", "y": None, "z": "<urn:z>"}},
    }
    alone = derive_table([[("urn:old", {"@context": old})]])
    assert read_table(table).contexts["urn:old"] == read_table(alone).contexts["urn:old"]
