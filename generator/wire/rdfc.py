"""RDFC-1.0: names for the blank nodes of a dataset that depend on nothing but what the dataset says.

Two documents that say the same thing become the same text, whatever order or names they were written with:

    canonicalize(quads)      the canonical N-Quads document: sorted lines, blank nodes called c14n0, c14n1, …
    canonical_labels(quads)  the name that each blank node was given

The step numbers in comments are those of the standard. Telling apart nodes that look alike from near by takes, for
graphs made to that end, time beyond any bound; so work is counted, not timed, and past a limit `TooComplex` is raised,
at the same point on every machine.

The standard has one gap: where one predicate joins look-alike nodes in several graphs, its result depends on the order
of the input, here as in every implementation. No JSON document of ours comes near: it names no blank node twice.

Spec: RDF Dataset Canonicalization 1.0, section 4. JSON-LD is for `terms`, the text form of a quad for `nquads`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator

from generator.errors import WireError
from generator.wire.nquads import Quad, format_quad, parse_nquads

__all__ = ["DEFAULT_LIMIT", "Quad", "TooComplex", "canonical_labels", "canonicalize", "parse_nquads"]

DEFAULT_LIMIT = 200_000  # quads and nodes looked at while telling look-alikes apart
MAX_DEPTH = 200  # look-alikes in one chain; keeps our own recursion far from Python's limit

_HASHES = {"sha256": hashlib.sha256, "sha384": hashlib.sha384}


class TooComplex(WireError):
    """The graph has so many look-alike blank nodes that naming them would cost more than the limit."""


def canonicalize(quads: Iterable[Quad], *, algorithm: str = "sha256", limit: int = DEFAULT_LIMIT) -> str:
    """The canonical N-Quads document of `quads`, in which duplicates count once.

    `algorithm` is `sha256`, as every cryptosuite of ours has it, or `sha384`; `limit` bounds the work as counted in
    the module's words. Raises TooComplex.
    """
    statements = list(dict.fromkeys(quads))
    names = _Naming(statements, algorithm, limit).names()
    return "".join(sorted(format_quad(_renamed(quad, names)) for quad in statements))


def canonical_labels(quads: Iterable[Quad], *, algorithm: str = "sha256", limit: int = DEFAULT_LIMIT) -> dict[str, str]:
    """The canonical label of each blank node, both without `_:`. Raises TooComplex."""
    names = _Naming(list(dict.fromkeys(quads)), algorithm, limit).names()
    return {node[2:]: name[2:] for node, name in names.items()}


def _renamed(quad: Quad, names: dict[str, str]) -> Quad:
    subject, predicate, value, graph = quad
    return Quad(names.get(subject, subject), predicate, names.get(value, value), names.get(graph, graph))


class _Naming:
    """The canonicalization state of the standard (4.3) for one dataset."""

    def __init__(self, quads: list[Quad], algorithm: str, limit: int) -> None:
        self._hash = _HASHES[algorithm]
        self._work_left = limit
        self._canonical: dict[str, str] = {}  # the canonical issuer
        self._first_hashes: dict[str, str] = {}
        self._quads_of: dict[str, list[Quad]] = {}
        for quad in quads:
            for node in dict.fromkeys(term for term in quad if term.startswith("_:")):  # 4.4.3 (2)
                self._quads_of.setdefault(node, []).append(quad)

    def names(self) -> dict[str, str]:
        """The canonicalization algorithm, 4.4.3: the canonical name, with `_:`, of each blank node."""
        alike: dict[str, list[str]] = {}
        for node in self._quads_of:  # (3)
            alike.setdefault(self._first_degree(node), []).append(node)
        for key in sorted(alike):  # (4)
            if len(alike[key]) == 1:
                self._name(alike[key][0])
        for key in sorted(alike):  # (5)
            if len(alike[key]) > 1:
                self._name_alike(alike[key])
        return self._canonical

    def _name(self, node: str) -> None:
        self._canonical.setdefault(node, f"_:c14n{len(self._canonical)}")

    def _name_alike(self, nodes: list[str]) -> None:
        """(5.1) to (5.3): name the nodes of one first-degree hash, and those met on the way, in order of their hash."""
        paths = []
        for node in nodes:
            if node not in self._canonical:
                paths.append(self._n_degree(node, {node: "_:b0"}, 1))
        for _, issued in sorted(paths, key=lambda path: path[0]):
            for node in issued:
                self._name(node)

    def _first_degree(self, node: str) -> str:
        """Hash First Degree Quads, 4.6: what `node` looks like from its own statements."""
        known = self._first_hashes.get(node)
        if known is None:
            mask = {other: "_:z" for quad in self._quads_of[node] for other in quad if other.startswith("_:")}
            mask[node] = "_:a"
            lines = sorted(format_quad(_renamed(quad, mask)) for quad in self._quads_of[node])
            known = self._first_hashes[node] = self._digest("".join(lines))
        return known

    def _digest(self, text: str) -> str:
        return self._hash(text.encode()).hexdigest()

    def _spend(self, work: int, depth: int) -> None:
        self._work_left -= work
        if self._work_left < 0 or depth > MAX_DEPTH:
            raise TooComplex("too many blank nodes look alike: telling them apart would take too long")

    def _related(self, node: str, issued: dict[str, str]) -> dict[str, list[str]]:
        """Hash Related Blank Node, 4.7, for every neighbour of `node`: (1) to (3) of 4.8.3."""
        groups: dict[str, list[str]] = {}
        for quad in self._quads_of[node]:
            for other, position in ((quad.subject, "s"), (quad.object, "o"), (quad.graph, "g")):
                if other.startswith("_:") and other != node:
                    name = self._canonical.get(other) or issued.get(other) or self._first_degree(other)
                    predicate = "" if position == "g" else quad.predicate
                    groups.setdefault(self._digest(position + predicate + name), []).append(other)
        return groups

    def _n_degree(self, node: str, issued: dict[str, str], depth: int) -> tuple[str, dict[str, str]]:
        """Hash N-Degree Quads, 4.8.3: the hash of `node` by its surroundings, and the names issued on the way.

        `issued` is the standard's issuer: node to temporary name, in order of issue. It is not changed.
        """
        self._spend(len(self._quads_of[node]) + len(issued), depth)
        data = ""
        groups = self._related(node, issued)
        for key in sorted(groups):  # (5)
            chosen_path, chosen = "", issued
            for order in _orders(groups[key]):  # (5.4)
                self._spend(len(order) + len(issued), depth)
                attempt = self._try_order(order, issued, chosen_path, depth)
                if attempt is not None:
                    chosen_path, chosen = attempt
            data += key + chosen_path  # (5.1), (5.5)
            issued = chosen  # (5.6)
        return self._digest(data), issued

    def _try_order(
        self, order: list[str], issued: dict[str, str], best: str, depth: int
    ) -> tuple[str, dict[str, str]] | None:
        """(5.4.1) to (5.4.6): the path of one order of look-alikes, or None where it cannot beat `best`."""
        copy = dict(issued)
        path = ""
        to_follow = []
        for other in order:  # (5.4.4)
            if other in self._canonical:
                path += self._canonical[other]
            else:
                if other not in copy:
                    to_follow.append(other)
                path += copy.setdefault(other, f"_:b{len(copy)}")
            if _beaten(path, best):
                return None
        for other in to_follow:  # (5.4.5)
            digest, further = self._n_degree(other, copy, depth + 1)
            path += f"{copy[other]}<{digest}>"
            copy = dict(further)
            if _beaten(path, best):
                return None
        return (path, copy) if not best or path < best else None  # (5.4.6)


def _beaten(path: str, best: str) -> bool:
    return bool(best) and len(path) >= len(best) and path > best


def _orders(nodes: list[str]) -> Iterator[list[str]]:
    """Every order of `nodes` that differs from the others, in one list that is reused.

    A node is a neighbour as often as statements join the two. The standard permutes all these entries; but entries of
    one node make no difference among themselves, and the proof in a named graph would alone be thousands of orders.
    """
    rank = {node: number for number, node in enumerate(dict.fromkeys(nodes))}
    order = sorted(nodes, key=rank.__getitem__)
    while True:
        yield order
        rises = [at for at in range(len(order) - 1) if rank[order[at]] < rank[order[at + 1]]]
        if not rises:
            return
        last = rises[-1]
        swap = max(at for at in range(last + 1, len(order)) if rank[order[at]] > rank[order[last]])
        order[last], order[swap] = order[swap], order[last]
        order[last + 1 :] = order[:last:-1]
