"""Terms: a credential, as JSON, turned into the statements (RDF) that its signature is about.

This is JSON-LD "expand" and "to RDF" for documents of the closed profile, by a table of terms instead of contexts
fetched from anywhere. Its one rule beyond JSON-LD: what would not become a statement is refused, never dropped.
JSON-LD drops unknown members, null, empty lists, relative addresses, second copies in a list; here each of them
is an error that says where it stands. So is what would let two texts say the same and be read differently:

* members that begin with `@`, or are written as IRIs; types written as the IRI of a type we know
* strings for numbers and truth values, and numbers with more digits than the signature keeps
* members of the document itself, moved to another place in it that has the same `id`

    to_quads(document)           the statements
    canonical_nquads(document)   their canonical text, which is what is hashed

Errors: `TermError` for what is broken, and its kind `OutsideTerms` for what may be honest; both name the place. Which
members a credential must have is for `credential.profile`; what a term means at a place, for `termtable`.

Spec: JSON-LD 1.1 Processing Algorithms, 5.1 "Expansion" and 8.2 "Object to RDF Conversion"; VC Data Model 2.0, 4.3.
"""

from __future__ import annotations

import re
from typing import Any

from generator.model import Document
from generator.wire.literals import address, is_address, literal
from generator.wire.nquads import Quad
from generator.wire.rdfc import canonicalize
from generator.wire.termtable import (
    DEFAULT_TABLE,
    OutsideTerms,
    Scope,
    Term,
    TermError,
    TermTable,
    read_table,
)

__all__ = ["DEFAULT_TABLE", "OutsideTerms", "TermError", "TermTable", "canonical_nquads", "read_table", "to_quads"]

MAX_DEPTH = 64  # members and positions on the way down

_BEYOND_SURROGATES = re.compile("[\ue000-\uffff]")
_ASTRAL = re.compile("[\U00010000-\U0010ffff]")

_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_TYPE, _FIRST, _REST, _NIL = (f"<{_RDF}{name}>" for name in ("type", "first", "rest", "nil"))


def canonical_nquads(document: Document, *, table: TermTable = DEFAULT_TABLE) -> str:
    """The canonical N-Quads of `document`. Raises TermError, or TooComplex of `rdfc`."""
    text = canonicalize(to_quads(document, table=table))
    if not text.isascii():
        _refuse_disputed_order(text)
    return text


def _refuse_disputed_order(text: str) -> None:
    """Refuse text whose lines common libraries sort in another order than the standard's, which is by code point.

    JavaScript and Java compare UTF-16 code units, in which emoji (U+10000 and up) come before U+E000 to U+FFFF. It
    needs two values of one member, such as tags, of which one has a character of each kind in the same position.
    """
    if _BEYOND_SURROGATES.search(text) and _ASTRAL.search(text):
        lines = text.split("\n")[:-1]
        if lines != sorted(lines, key=lambda line: line.encode("utf-16-be")):
            raise OutsideTerms("has values that not all libraries sort alike: emoji or rare characters in one of them")


def to_quads(document: Document, *, table: TermTable = DEFAULT_TABLE) -> list[Quad]:
    """The statements of `document`, blank nodes called `_:b0`, `_:b1`, … in the order of the text.

    `document` is JSON as Python has it; a credential, a proof's options with their `@context`, a status list. A `proof`
    becomes a named graph, as JSON-LD has it: what a proof signs is the document without it.
    """
    expansion = _Expansion(table)
    try:
        expansion.expand(document)
    except TermError as error:
        raise error.at(expansion.pointer()) from None
    return expansion.quads


class _Expansion:
    """One walk through a document; `_path` is where it is, so that errors need not carry it."""

    def __init__(self, table: TermTable) -> None:
        self.quads: list[Quad] = []
        self._table = table
        self._path: list[str | int] = []
        self._blanks = 0
        self._root = ""  # the subject of the document itself, and the IRIs that its members mean
        self._root_iris: frozenset[str] = frozenset()

    def pointer(self) -> str:
        """The place reached, as a JSON pointer (RFC 6901)."""
        return "".join("/" + str(step).replace("~", "~0").replace("/", "~1") for step in self._path)

    def expand(self, document: Any) -> None:
        if not isinstance(document, dict):
            raise TermError("is not a JSON object")
        if "@context" not in document:
            raise TermError("has no @context")
        self._node(document, self._scope(document), "")
        if not self.quads:
            raise TermError("says nothing")

    def _scope(self, value: dict[str, Any], outer: Scope | None = None) -> Scope:
        """Where an object with a @context begins: the document itself, or a credential inside it."""
        if outer and "VerifiableCredential" not in self._types(value):
            raise OutsideTerms("has a @context of its own, and is not a credential")
        self._path.append("@context")
        contexts = value["@context"]
        if isinstance(contexts, str) and not outer:
            contexts = [contexts]
        if not isinstance(contexts, list) or not all(isinstance(url, str) for url in contexts):
            raise OutsideTerms("holds definitions of its own, wanted a list of addresses")
        urls = tuple(contexts)
        scope = self._table.nested_scope(outer, urls) if outer else self._table.scope(urls)
        self._path.pop()
        return scope

    def _node(self, value: dict[str, Any], scope: Scope, graph: str) -> str:
        """The statements of one object, in `graph`; returns its subject."""
        if len(self._path) > MAX_DEPTH:
            raise OutsideTerms(f"stands more than {MAX_DEPTH} levels down")
        if self._path and "@context" in value:
            scope = self._scope(value, scope)
        types = self._types(value)
        inside = scope.of_types(types)
        subject = self._subject(value)
        if not self._path:
            self._root, self._root_iris = subject, inside.iris()
        for name in types:
            self._emit(subject, _TYPE, self._type_iri(name, scope), graph)
        for name, entry in value.items():
            if name not in ("id", "type", "@context"):
                self._path.append(name)
                self._member(subject, name, entry, inside, graph)
                self._path.pop()
        return subject

    def _subject(self, value: dict[str, Any]) -> str:
        if "id" not in value:
            return self._blank()
        self._path.append("id")
        subject = address(value["id"])
        self._path.pop()
        return subject

    def _blank(self) -> str:
        self._blanks += 1
        return f"_:b{self._blanks - 1}"

    def _emit(self, subject: str, predicate: str, value: str, graph: str) -> None:
        self.quads.append(Quad(subject, predicate, value, graph))

    # Types

    def _types(self, value: dict[str, Any]) -> list[str]:
        types = value.get("type", [])
        if isinstance(types, str):
            return [types]
        if not isinstance(types, list) or not all(isinstance(name, str) for name in types):
            raise TermError("has a type that is not a string or a list of strings")
        if "type" in value and not types:
            raise OutsideTerms("has an empty list of types")
        if len(set(types)) != len(types):
            raise TermError("has one type twice")
        return types

    def _type_iri(self, name: str, scope: Scope) -> str:
        if ":" not in name and (term := scope.term(name)):
            return f"<{term.iri}>"
        if not is_address(name):
            raise OutsideTerms(f"is of type {name[:80]!r}, which its contexts do not define")
        if name in scope.iris():
            raise OutsideTerms(f"spells out the type {name[:80]!r}, which has a name of its own")
        return address(name)

    # Members

    def _member(self, subject: str, name: str, entry: Any, inside: Scope, graph: str) -> None:
        term = _term_of(name, inside)
        if subject == self._root and len(self._path) > 1 and term.iri in self._root_iris:
            raise TermError("says something of the whole document, which it can only say itself")
        predicate = f"<{term.iri}>"
        if not isinstance(entry, list):
            objects = [self._value(term, entry, inside, graph)]
        elif not entry:
            raise OutsideTerms("is an empty list")
        else:
            objects = self._values(term, entry, inside, graph)
        if term.container == "@list":
            objects = [self._list(objects, graph)]
        for value in objects:
            self._emit(subject, predicate, value, graph)

    def _values(self, term: Term, entries: list[Any], inside: Scope, graph: str) -> list[str]:
        objects: list[str] = []
        seen = set()
        for number, entry in enumerate(entries):
            self._path.append(number)
            value = self._value(term, entry, inside, graph)
            if value in seen and term.container != "@list":
                raise TermError("stands in the list a second time")
            seen.add(value)
            objects.append(value)
            self._path.pop()
        return objects

    def _list(self, objects: list[str], graph: str) -> str:
        """An ordered list, as cells of `first` and `rest`; returns its first cell."""
        cells = [self._blank() for _ in objects]
        for cell, value, rest in zip(cells, objects, [*cells[1:], _NIL], strict=True):
            self._emit(cell, _FIRST, value, graph)
            self._emit(cell, _REST, rest, graph)
        return cells[0]

    def _value(self, term: Term, entry: Any, inside: Scope, graph: str) -> str:
        if isinstance(entry, dict):
            return self._object(term, entry, inside, graph)
        if term.container == "@graph":
            raise TermError("is not an object")
        if isinstance(entry, list):
            raise OutsideTerms("is a list inside a list")
        if entry is None or term.coercion not in ("@id", "@vocab"):
            return literal(entry, term.coercion)
        if term.coercion == "@vocab" and isinstance(entry, str):
            return self._name(term, entry, inside)
        return address(entry)

    def _object(self, term: Term, entry: dict[str, Any], inside: Scope, graph: str) -> str:
        if "@value" in entry:
            raise OutsideTerms("is a text marked with its language or kind; only plain strings are judged here")
        if term.coercion not in ("", "@id", "@vocab"):
            raise TermError("is an object, wanted a plain value")
        if term.container != "@graph":
            return self._node(entry, inside.below(term), graph)
        named, before = self._blank(), len(self.quads)
        self._node(entry, inside.below(term), named)
        if len(self.quads) == before:
            raise TermError("says nothing")
        return named

    def _name(self, term: Term, text: str, inside: Scope) -> str:
        """A value that is a name like those of members, such as a proof's purpose, or an address without a name."""
        known = (term.own and term.own.terms.get(text)) or inside.terms.get(text)
        if known:
            return f"<{known.iri}>"
        own_iris = {other.iri for other in term.own.terms.values()} if term.own else set()
        if not is_address(text) or text in own_iris or text in inside.iris():
            raise OutsideTerms(f"is {text[:80]!r}, which is no name that its contexts define")
        return address(text)


def _term_of(name: str, inside: Scope) -> Term:
    if name[:1] == "@":
        raise OutsideTerms("is a keyword of JSON-LD, which is not judged here")
    term = inside.term(name) if ":" not in name else None
    if term is None:
        raise OutsideTerms("is a member that its contexts do not define there")
    return term
