"""N-Quads: RDF statements as lines of text, read from any spelling and written in the one canonical spelling.

A `Quad` holds its four terms as they stand in canonical N-Quads, so that comparing, hashing and writing are work on
strings and nothing else:

    <https://example.org/a>                    an IRI
    _:b0                                       a blank node
    "text"  "2"^^<datatype>  "mot"@fr          a literal; the datatype xsd:string is never written
    (empty)                                    the default graph, in the fourth place

In a literal `\\b \\t \\n \\f \\r \\" \\\\` have their short escapes; other C0 controls, U+007F, U+FFFE and U+FFFF are
written `\\uXXXX` in capitals; everything else stands for itself. IRIs are written as they are.

Spec: RDF 1.1 N-Quads; RDF Dataset Canonicalization 1.0 (RDFC-1.0), appendix A "A Canonical form of N-Quads".
"""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from generator.errors import WireError

XSD_STRING = "http://www.w3.org/2001/XMLSchema#string"

# What may stand between < and > (IRIREF of N-Quads), once escapes are undone, and must be absolute.
_IRI = re.compile('[A-Za-z][A-Za-z0-9+.-]*:[^\x00-\x20<>"{}|^`\\\\\ud800-\udfff]*')


class Quad(NamedTuple):
    """One statement; each term is spelled as in canonical N-Quads, `graph` is empty in the default graph."""

    subject: str
    predicate: str
    object: str
    graph: str = ""


def format_literal(text: str, datatype: str = "", language: str = "") -> str:
    """The literal `text` as a term. `datatype` is an IRI, empty for a plain string; `language` excludes it."""
    if _ESCAPED.search(text):
        text = _ESCAPED.sub(_escape, text)
    if language:
        return f'"{text}"@{language}'
    return f'"{text}"^^<{datatype}>' if datatype and datatype != XSD_STRING else f'"{text}"'


def format_quad(quad: Quad) -> str:
    """The line of `quad`, with its end of line."""
    subject, predicate, value, graph = quad
    return f"{subject} {predicate} {value} {graph} .\n" if graph else f"{subject} {predicate} {value} .\n"


def parse_nquads(text: str) -> list[Quad]:
    """Read an N-Quads document, one quad a line in the order of the lines; comments and blank lines hold nothing.

    Raises WireError, naming the line, where the text is not N-Quads or an IRI is not absolute.
    """
    quads = []
    for number, line in enumerate(_LINE_END.split(text), start=1):
        if _NOTHING.fullmatch(line):
            continue
        found = _statement().fullmatch(line)
        if found is None:
            raise WireError(f"line {number} is not a statement of N-Quads")
        try:
            quads.append(Quad(*(_read_term(term) if term else "" for term in found.groups())))
        except WireError as error:
            raise WireError(f"line {number}: {error}") from error
    return quads


def _read_term(term: str) -> str:
    """A term in the canonical spelling."""
    if term[0] == "<":
        return f"<{_read_iri(term[1:-1])}>"
    if term[0] == "_":
        return term
    parts = _LITERAL_PARTS.fullmatch(term)
    assert parts is not None, "a statement holds only well-formed terms"
    text, datatype, language = parts.groups()
    return format_literal(_unescape(text), _read_iri(datatype) if datatype else "", language or "")


def _read_iri(written: str) -> str:
    iri = _unescape(written)
    if _IRI.fullmatch(iri) is None:
        raise WireError(f"<{iri[:80]}> is not an absolute IRI")
    return iri


_LINE_END = re.compile(r"\r\n|\n|\r")  # not splitlines(): U+2028 and others are ordinary characters here
_NOTHING = re.compile(r"[ \t]*(?:#.*)?", re.DOTALL)

_UCHAR = r"\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8}"
_IRIREF = rf"<(?:[^\x00-\x20<>\"{{}}|^`\\]|{_UCHAR})*>"
_LETTER = (
    "A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c-\u200d\u2070-\u218f\u2c00-\u2fef"
    "\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff"
)
_FURTHER = f"{_LETTER}_:0-9\u00b7\u0300-\u036f\u203f-\u2040-"
_LABEL = f"_:[{_LETTER}_:0-9](?:[.{_FURTHER}]*[{_FURTHER}])?"
_TEXT = rf'(?:[^"\\\n\r]|\\[tbnrf"\'\\]|{_UCHAR})*'
_TAG = "[a-zA-Z]+(?:-[a-zA-Z0-9]+)*"
_LITERAL = rf'"{_TEXT}"(?:\^\^{_IRIREF}|@{_TAG})?'
_GAP = r"[ \t]*"


@cache
def _statement() -> re.Pattern[str]:
    """A whole statement. Made when one is first read, because it takes longer to make than all else here."""
    return re.compile(
        rf"{_GAP}({_IRIREF}|{_LABEL}){_GAP}({_IRIREF}){_GAP}({_IRIREF}|{_LABEL}|{_LITERAL}){_GAP}({_IRIREF}|{_LABEL})?"
        rf"{_GAP}\.{_GAP}(?:#.*)?"
    )


_LITERAL_PARTS = re.compile(rf'"({_TEXT})"(?:\^\^<([^>]*)>|@({_TAG}))?')

_ESCAPED = re.compile('[\x00-\x1f"\\\\\x7f\ufffe\uffff]')
_SHORT = {"\b": "\\b", "\t": "\\t", "\n": "\\n", "\f": "\\f", "\r": "\\r", '"': '\\"', "\\": "\\\\"}
_LONG = {escape[1]: character for character, escape in _SHORT.items()} | {"'": "'"}
_ESCAPE = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))")


def _escape(found: re.Match[str]) -> str:
    character = found[0]
    return _SHORT.get(character) or f"\\u{ord(character):04X}"


def _unescape(text: str) -> str:
    """The inverse of the escapes. Raises WireError for one that names no character."""
    if "\\" not in text:
        return text
    return _ESCAPE.sub(_character, text)


def _character(found: re.Match[str]) -> str:
    if found[3]:
        return _LONG[found[3]]
    code = int(found[1] or found[2], 16)
    if 0xD800 <= code <= 0xDFFF or code > 0x10FFFF:
        raise WireError(f"{found[0]} is not a character")
    return chr(code)
