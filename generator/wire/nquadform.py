"""Canonical N-Quads with holes: RDFC-1.0 worked out once for all documents of one form.

The statements come in two parts that meet in IRIs only, never in a blank node or a subject:

    Fixed      statements without holes, such as those about an achievement
    Holed      statements in which some words stand for values, such as those about an award
    canonical(fixed, holed, values)    the canonical N-Quads of both together

What the standard makes depend on values is done for each set of them: first-degree hashes of blank nodes in `Holed`,
the names `c14n0`, … of all of them in order of their hashes, the order of lines. All else is done when a part is made:
hashes in `Fixed`, which lines can change places at all.

`canonical` gives None where a form cannot say: two blank nodes with one first-degree hash, which need the N-degree
algorithm; a value that is the IRI of another subject, so that two nodes become one; lines that libraries sort in two
ways (see `terms`). The long way round answers those. `NoForm` is raised for statements that have no form at all.

Spec: RDF Dataset Canonicalization 1.0, 4.4 and 4.6. The long way round, and the oracle of this one, is `rdfc`.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from msgspec import Struct

from generator.wire.holes import MARK, NoForm, Pattern, Ready, Values, Words, in_order, is_order_sure, pattern
from generator.wire.nquads import Quad, format_quad

_HIGH = re.compile("[\ue000-\uffff]")
_ASTRAL = re.compile("[\U00010000-\U0010ffff]")


class Fixed(Struct, frozen=True, eq=False):
    """Statements without holes. The names of their blank nodes are found under the nodes' hashes."""

    hashes: tuple[bytes, ...]
    subjects: frozenset[bytes]
    still: tuple[bytes, ...]  # all lines of one subject, where they name no blank node
    named: tuple[Ready, ...]  # and where they do
    has_high: bool  # U+E000 to U+FFFF
    has_astral: bool  # U+10000 and up


class Holed(NamedTuple):
    """Statements with holes. The names of their blank nodes are found under the nodes' own: `_:b0`."""

    subjects: Pattern  # the IRIs, one a line
    nodes: tuple[str, ...]
    looks: tuple[Ready, ...]  # what the first-degree hash of each node is made of
    blocks: tuple[Ready, ...]  # all lines of one subject


def fixed_form(quads: Iterable[Quad]) -> Fixed:
    """The form of statements that are the same each time."""
    statements = list(dict.fromkeys(quads))
    hashes = {node: _hash(in_order(_look(statements, node)).fill({})) for node in _nodes(statements)}
    if len(set(hashes.values())) < len(hashes):
        raise NoForm("two blank nodes look alike")
    blocks = _blocks(statements)
    text = "".join(map(format_quad, statements))
    return Fixed(
        hashes=tuple(sorted(hashes.values())),
        subjects=frozenset(subject.encode() for subject in blocks if subject.startswith("<")),
        still=tuple(in_order(lines).fill({}) for _, lines in sorted(blocks.items()) if MARK not in "".join(lines)),
        named=tuple(in_order(lines, hashes) for _, lines in sorted(blocks.items()) if MARK in "".join(lines)),
        has_high=_HIGH.search(text) is not None,
        has_astral=_ASTRAL.search(text) is not None,
    )


def holed_form(quads: Iterable[Quad], words: Words) -> Holed:
    """The form of statements in which `words` stand for values."""
    statements = [Quad(*(_marked(term, words) for term in quad)) for quad in dict.fromkeys(quads)]
    nodes = _nodes(statements)
    _refuse_values_that_may_meet(statements)
    blocks = _blocks(statements)
    return Holed(
        subjects=pattern("\n".join(subject for subject in blocks if subject.startswith("<"))),
        nodes=tuple(nodes),
        looks=tuple(in_order(_look(statements, node)) for node in nodes),
        blocks=tuple(in_order(lines) for lines in blocks.values()),
    )


def canonical(fixed: Fixed, holed: Holed, values: Values) -> bytes | None:
    """The canonical N-Quads as UTF-8, or None where this way cannot tell them; `values` gets names of nodes too."""
    subjects = holed.subjects.fill(values).split(b"\n")
    if len(set(subjects)) < len(subjects) or not fixed.subjects.isdisjoint(subjects):
        return None
    said = b"".join(values.values())
    wide = b"" if said.isascii() else said
    hashes = [_hash(look.fill(values)) for look in holed.looks]
    ranked = sorted([*fixed.hashes, *hashes])
    names = dict(zip(ranked, _names(len(ranked)), strict=True))
    if len(names) < len(ranked):
        return None
    values.update(zip(holed.nodes, map(names.__getitem__, hashes), strict=True))
    # Lines of one subject stand together, because what follows an IRI or a name cannot stand inside one.
    blocks = [block.fill(values) for block in holed.blocks]
    blocks += _filled(fixed, tuple(map(names.__getitem__, fixed.hashes)))
    blocks.sort()
    text = b"".join(blocks)
    if (wide or fixed.has_astral) and _is_order_disputed(fixed, wide.decode(), text):
        return None
    return text


def _hash(text: bytes) -> bytes:
    # As bytes: they sort as their hexadecimal digits do.
    return hashlib.sha256(text).digest()


# Awards of one achievement come one after the other, and their few blank nodes meet its own in a few orders.
@lru_cache(maxsize=64)
def _filled(fixed: Fixed, names: tuple[bytes, ...]) -> tuple[bytes, ...]:
    """All lines of each subject, where blank nodes have these names in the order of their hashes."""
    values = dict(zip(fixed.hashes, names, strict=True))
    return (*fixed.still, *[block.fill(values) for block in fixed.named])


@lru_cache(maxsize=256)
def _names(count: int) -> tuple[bytes, ...]:
    return tuple(b"_:c14n%d" % number for number in range(count))


def _is_order_disputed(fixed: Fixed, wide: str, text: bytes) -> bool:
    """Whether libraries that compare UTF-16 would sort these lines in another way; `wide` is what is not ASCII."""
    if not (fixed.has_high or _HIGH.search(wide)) or not (fixed.has_astral or _ASTRAL.search(wide)):
        return False
    lines = text.decode().split("\n")[:-1]
    return lines != sorted(lines, key=lambda line: line.encode("utf-16-be"))


def _is_node(term: str) -> bool:
    return term.startswith("_:")


def _nodes(statements: Sequence[Quad]) -> list[str]:
    return list(dict.fromkeys(term for quad in statements for term in quad if _is_node(term)))


def _marked(term: str, words: Words) -> str:
    return term if _is_node(term) else words.mark(term)


def _look(statements: Sequence[Quad], node: str) -> list[str]:
    """Hash First Degree Quads, 4.6.3 (1) to (3): the lines of `node`, itself called a and all others z."""
    mask = {node: "_:a"}
    return [
        format_quad(Quad(*(mask.get(term, "_:z") if _is_node(term) else term for term in quad)))
        for quad in statements
        if node in quad
    ]


def _blocks(statements: Sequence[Quad]) -> dict[str, list[str]]:
    """The lines of each subject, with a hole for the name of each blank node."""
    blocks: dict[str, list[str]] = {}
    for quad in statements:
        line = format_quad(Quad(*(f"{MARK}{term}{MARK}" if _is_node(term) else term for term in quad)))
        blocks.setdefault(quad.subject, []).append(line)
    return blocks


def _refuse_values_that_may_meet(statements: Sequence[Quad]) -> None:
    # Two values of one member would be one statement where they are equal.
    lines = sorted(map(format_quad, statements))
    for one, other in pairwise(lines):
        if not is_order_sure(one, other) and one.split(" ")[0] == other.split(" ")[0]:
            raise NoForm("two values of one member may be the same")
