"""The term table: what a member or a type of a document means at a given place.

A JSON-LD context gives names their meaning, and the meaning depends on the place: a type brings names of its own
along for the members of its object (`achievementType` inside an Achievement), some members do so for what is below
them (`proofPurpose`). `terms.json` holds the contexts that we know, worked out by tools/derive_terms.py, where its
format is told; the page in a browser reads the same file.

    table.scope(urls)          the names at the top of a document that names these contexts
    scope.of_types(types)      the names inside an object of these types
    scope.below(term)          the names for what stands under a member, in an object inside

`of_types` does not reach further down: objects inside begin again at the scope outside it (`outer`).

Spec: JSON-LD 1.1 Processing Algorithms, 4.1 "Context Processing" and 5.1 "Expansion", without what our contexts do
not use: no prefixes, no languages, no inline contexts. Walking a document is for `terms`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct

from generator.errors import WireError

IRI_CHARACTER = '[^\x00-\x20<>"{}|^`\\\\\x7f-\x9f\ud800-\udfff\ufffe\uffff]'  # as a regular expression
_IN_VOCAB = re.compile(f"(?!@){IRI_CHARACTER}+")
_KEPT_SCOPES = 256  # combinations of types remembered for each scope; a stranger's documents may bring any number


class TermError(WireError):
    """A document breaks the rules of JSON-LD, or of the closed profile, at `pointer` (RFC 6901; empty: all of it)."""

    def __init__(self, reason: str, pointer: str = "") -> None:
        super().__init__(f"{pointer or 'the document'} {reason}")
        self.reason = reason
        self.pointer = pointer

    def at(self, pointer: str) -> TermError:
        """The same error, said of the place `pointer`."""
        return type(self)(self.reason, pointer)


class OutsideTerms(TermError):
    """The document may be honest, but says something that is not judged here, such as a member we do not know."""


@dataclass(frozen=True, slots=True)
class Term:
    """The meaning of one name.

    `coercion` says what a plain value is: "" (a literal of its own kind), `@id` (an address), `@vocab` (a name or an
    address) or the IRI of a datatype. `container` is "", `@set`, `@list` or `@graph`.
    """

    iri: str
    coercion: str = ""
    container: str = ""
    own: Definitions | None = None
    protected: bool = field(default=True, compare=False)


class Definitions(Struct, frozen=True):
    """The terms of one context, or of the part of it that a name brings along. `vocab` is "" for none."""

    terms: Mapping[str, Term]
    vocab: str = ""


class Scope:
    """The names that mean something at one place. Not changed once made; `outer` is where objects inside begin."""

    __slots__ = ("_by_types", "_iris", "outer", "terms", "urls", "vocab")

    def __init__(
        self, terms: Mapping[str, Term], vocab: str, urls: tuple[str, ...] = (), outer: Scope | None = None
    ) -> None:
        self.terms = terms
        self.vocab = vocab
        self.urls = urls  # the contexts, where they alone made this scope
        self.outer = outer or self
        self._by_types: dict[tuple[str, ...], Scope] = {}
        self._iris: frozenset[str] | None = None

    def term(self, name: str) -> Term | None:
        """The meaning of `name` as a member or a type."""
        known = self.terms.get(name)
        if known is None and self.vocab and _IN_VOCAB.fullmatch(name):
            return Term(self.vocab + name)
        return known

    def iris(self) -> frozenset[str]:
        """What its names stand for."""
        if self._iris is None:
            self._iris = frozenset(term.iri for term in self.terms.values())
        return self._iris

    def of_types(self, types: Iterable[str]) -> Scope:
        """The scope inside an object of these types. Raises TermError where they contradict one another."""
        bringing = tuple(sorted({name for name in types if name in self.terms and self.terms[name].own}))
        if not bringing:
            return self
        known = self._by_types.get(bringing)
        if known is None:
            known = self._make_of_types(bringing)
            if len(self._by_types) >= _KEPT_SCOPES:
                self._by_types.clear()
            self._by_types[bringing] = known
        return known

    def _make_of_types(self, types: tuple[str, ...]) -> Scope:
        terms, vocab = dict(self.terms), self.vocab
        for name in types:  # in this order, says 5.1.2 (11)
            own = self.terms[name].own
            assert own is not None, "only types that bring terms come here"
            terms, vocab = _joined(terms, own.terms), own.vocab or vocab
        return Scope(terms, vocab, outer=self)

    def below(self, term: Term) -> Scope:
        """The scope at which an object under the member `term` begins."""
        if term.own is None:
            return self.outer
        # What a member brings may redefine anything: 4.1.2 "override protected".
        return Scope({**self.outer.terms, **term.own.terms}, term.own.vocab or self.outer.vocab)


def _joined(terms: Mapping[str, Term], more: Mapping[str, Term]) -> dict[str, Term]:
    """Both, the second over the first. A protected term can only be repeated: 4.2.2 (25)."""
    joined = dict(terms)
    for name, term in more.items():
        before = terms.get(name)
        if before is None or not before.protected:
            joined[name] = term
        elif before != term:
            raise TermError(f"has types that give {name!r} two meanings")
    return joined


class TermTable(Struct, frozen=True, eq=False):
    """All contexts that are known, and which of them a document may name together."""

    groups: tuple[tuple[str, ...], ...]
    refused: Mapping[str, str]
    contexts: Mapping[str, Definitions]
    _scopes: dict[tuple[str, ...], Scope] = msgspec.field(default_factory=dict)

    def scope(self, urls: tuple[str, ...]) -> Scope:
        """The names at the top of a document whose @context is `urls`.

        At most one of each group, in the order of the groups, the first group's always. Raises OutsideTerms.
        """
        known = self._scopes.get(urls)
        if known is None:
            self._check(urls)
            terms: dict[str, Term] = {}
            for url in urls:
                terms = _joined(terms, self.contexts[url].terms)
            vocabs = [self.contexts[url].vocab for url in urls if self.contexts[url].vocab]
            known = self._scopes[urls] = Scope(terms, vocabs[-1] if vocabs else "", urls)
        return known

    def nested_scope(self, outer: Scope, urls: tuple[str, ...]) -> Scope:
        """The scope at an object inside, at the top of which `urls` are named once more. Raises OutsideTerms."""
        self._check(urls)
        if not outer.urls:
            raise OutsideTerms("is not a place for contexts")
        # Contexts of different groups agree on what they share, so joining them is all there is to do.
        return self.scope(tuple(url for group in self.groups for url in group if url in outer.urls or url in urls))

    def _check(self, urls: tuple[str, ...]) -> None:
        for url in urls:
            if url in self.refused:
                raise OutsideTerms(f"names {url}, which cannot stand here: {self.refused[url]}")
            if url not in self.contexts:
                raise OutsideTerms(f"names {url[:200]!r}, a context that is not known here")
        places = [number for url in urls for number, group in enumerate(self.groups) if url in group]
        if not places or places[0] != 0:
            raise OutsideTerms(f"does not begin with {self.groups[0][0]}")
        if places != sorted(set(places)):
            raise OutsideTerms("names contexts in an order, or a number, that is not judged here")


def read_table(table: Mapping[str, Any]) -> TermTable:
    """The table of `terms.json`, or of another JSON value in that form."""
    prefixes = table["prefixes"]
    written = table["contexts"]
    contexts = {}
    for url, found in written.items():
        whole = _patched(written[found["like"]], found["changes"]) if "like" in found else found
        contexts[url] = _read_definitions(whole, prefixes)
    return TermTable(tuple(tuple(group) for group in table["groups"]), dict(table["refused"]), contexts)


def _patched(value: Mapping[str, Any], patch: Mapping[str, Any]) -> dict[str, Any]:
    """JSON merge patch, RFC 7396."""
    result = {name: entry for name, entry in value.items() if patch.get(name, entry) is not None}
    for name, change in patch.items():
        before = result.get(name)
        if isinstance(change, dict):
            result[name] = _patched(before if isinstance(before, dict) else {}, change)
        elif change is not None:
            result[name] = change
    return result


def _read_definitions(definitions: Mapping[str, Any], prefixes: Mapping[str, str]) -> Definitions:
    protected = definitions.get("protected", True)
    terms = {name: _read_term(meaning, protected, prefixes) for name, meaning in definitions["terms"].items()}
    return Definitions(terms, definitions.get("vocab", ""))


def _read_term(meaning: Any, protected: bool, prefixes: Mapping[str, str]) -> Term:
    own = None
    if isinstance(meaning, dict):
        own = _read_definitions(meaning, prefixes)
        meaning = meaning["is"]
    iri, *more = meaning.split(" ")
    container = next((word for word in more if word in ("@set", "@list", "@graph")), "")
    coercion = next((word for word in more if word != container), "")
    return Term(_full(iri, prefixes), _full(coercion, prefixes), container, own, protected)


def _full(iri: str, prefixes: Mapping[str, str]) -> str:
    if iri[:1] == "<":
        return iri[1:-1]
    prefix, colon, rest = iri.partition(":")
    return prefixes[prefix] + rest if colon else iri


def _packaged() -> TermTable:
    return read_table(json.loads(Path(__file__).with_name("terms.json").read_text(encoding="utf-8")))


DEFAULT_TABLE = _packaged()
