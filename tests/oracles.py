"""Oracles in Python: libraries that others wrote, asked what a document says and how that is written canonically.

    PyLD           JSON-LD expansion, and RDFC-1.0 for text without control characters (it writes some of them raw)
    pyoxigraph     RDFC-1.0

Contexts come from the pinned npm packages (`nodes.pinned_contexts`), so tests that expand documents carry
`@pytest.mark.node`. No JSON-LD library here has safe mode: what they drop, they drop without a word.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

import pyoxigraph
from pyld import jsonld
from pyld.canon import URDNA2015

from generator.wire.terms import TermTable, read_table
from tests import nodes
from tools.derive_terms import TABLE, derive_table

VECTORS = Path(__file__).resolve().parent / "vectors"
XSD_STRING = "http://www.w3.org/2001/XMLSchema#string"

# PyLD writes these as they are, where RDFC-1.0 has escapes.
PYLD_IS_WRONG_ON = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")


def w3c_vectors() -> dict[str, Any]:
    """tests/vectors/w3c_eddsa.json."""
    return json.loads((VECTORS / "w3c_eddsa.json").read_text(encoding="utf-8"))


def w3c_table() -> TermTable:
    """The term table, and behind it the context of the W3C's examples, in which every name means something."""
    table = json.loads(TABLE.read_text(encoding="utf-8"))
    examples = w3c_vectors()["examples_context"]
    more = derive_table([[(examples["url"], examples["document"])]])
    table["groups"] += more["groups"]
    table["contexts"] |= more["contexts"]
    return read_table(table)


def pyld_dataset(document: Any, more_contexts: Mapping[str, Any] | None = None) -> dict[str, list[dict[str, Any]]]:
    """What PyLD takes `document` to say: its own form of a dataset."""
    return jsonld.to_rdf(json.loads(json.dumps(document)), _options(more_contexts))


def pyld_nquads(document: Any, more_contexts: Mapping[str, Any] | None = None) -> str:
    """Canonical N-Quads by PyLD alone."""
    options = {**_options(more_contexts), "algorithm": "URDNA2015", "format": "application/n-quads"}
    return jsonld.normalize(json.loads(json.dumps(document)), options)


def pyld_named(dataset: dict[str, list[dict[str, Any]]]) -> str:
    """Canonical N-Quads by PyLD, of a dataset that it has made; the dataset is used up."""
    return URDNA2015().main(dataset, {"format": "application/n-quads"})


def oxigraph_nquads(statements: str | Iterable[pyoxigraph.Quad]) -> str:
    """Canonical N-Quads by pyoxigraph, of N-Quads text or of quads of its own."""
    if isinstance(statements, str):
        statements = pyoxigraph.parse(statements, format=pyoxigraph.RdfFormat.N_QUADS)
    dataset = pyoxigraph.Dataset(statements)
    dataset.canonicalize(pyoxigraph.CanonicalizationAlgorithm.RDFC_1_0)
    text = pyoxigraph.serialize(dataset, format=pyoxigraph.RdfFormat.N_QUADS).decode()
    return "".join(sorted(line + "\n" for line in text.split("\n") if line))


def oxigraph_quads(dataset: Mapping[str, list[dict[str, Any]]]) -> list[pyoxigraph.Quad]:
    """A dataset of PyLD as quads of pyoxigraph, by value, so that no text form stands between them."""
    quads = []
    for graph, triples in dataset.items():
        name = pyoxigraph.DefaultGraph() if graph == "@default" else _oxigraph_name(graph)
        for triple in triples:
            terms = (_oxigraph_term(triple[place]) for place in ("subject", "predicate", "object"))
            quads.append(pyoxigraph.Quad(*terms, name))
    return quads


def _oxigraph_term(term: Mapping[str, str]) -> Any:
    if term["type"] != "literal":
        return _oxigraph_name(term["value"])
    if term.get("language"):
        return pyoxigraph.Literal(term["value"], language=term["language"])
    return pyoxigraph.Literal(term["value"], datatype=pyoxigraph.NamedNode(term.get("datatype", XSD_STRING)))


def _oxigraph_name(name: str) -> Any:
    return pyoxigraph.BlankNode(name[2:]) if name.startswith("_:") else pyoxigraph.NamedNode(name)


def _options(more_contexts: Mapping[str, Any] | None) -> dict[str, Any]:
    return {"base": None, "documentLoader": _loader(more_contexts or {})}


def _loader(more_contexts: Mapping[str, Any]) -> Callable[..., dict[str, Any]]:
    def load(url: str, _options: Any = None) -> dict[str, Any]:
        document = more_contexts.get(url) or nodes.pinned_contexts()[url]
        return {"contextUrl": None, "documentUrl": url, "document": document}

    return load
