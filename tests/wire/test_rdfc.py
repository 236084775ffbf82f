"""RDFC-1.0 against pyoxigraph, the W3C's own tests, and graphs made to cost time."""

from __future__ import annotations

import json
from pathlib import Path
from random import Random
from typing import Any

import pytest

from generator.wire.nquads import Quad, parse_nquads
from generator.wire.rdfc import DEFAULT_LIMIT, TooComplex, canonical_labels, canonicalize
from tests import nodes
from tests.oracles import VECTORS, oxigraph_nquads, w3c_vectors
from tests.steps import steps_at_most
from tests.strategies import graphs

W3C = json.loads((VECTORS / "w3c_rdfc.json").read_text(encoding="utf-8"))["tests"]


def check(test: dict[str, Any]) -> None:
    """Hold us to one test of the W3C suite."""
    quads = parse_nquads(test["input"])
    if test.get("too_complex"):
        with pytest.raises(TooComplex):
            canonicalize(quads, algorithm=test["algorithm"])
    elif "labels" in test:
        assert canonical_labels(quads, algorithm=test["algorithm"]) == test["labels"]
    else:
        assert canonicalize(quads, algorithm=test["algorithm"]) == test["canonical"]


@pytest.mark.parametrize("test", W3C, ids=[test["name"] for test in W3C])
def test_the_w3c_tests_that_we_carry_pass(test: dict[str, Any]) -> None:
    check(test)


@pytest.mark.extra
def test_the_whole_w3c_suite_passes(standards: Path) -> None:
    folder = standards / "rdf-canon"
    entries = json.loads((folder / "manifest.jsonld").read_text(encoding="utf-8"))["entries"]
    assert len(entries) > 80
    for entry in entries:
        test = {"input": (folder / entry["action"]).read_bytes().decode()}
        test["algorithm"] = entry.get("hashAlgorithm", "SHA256").lower()
        kind = entry["type"].removeprefix("rdfc:RDFC10")
        if kind == "NegativeEvalTest":
            test["too_complex"] = True
        else:
            result = (folder / entry["result"]).read_bytes().decode()
            test |= {"MapTest": lambda r: {"labels": json.loads(r)}, "EvalTest": lambda r: {"canonical": r}}[kind](
                result
            )
        check(test)


@pytest.mark.parametrize("name", ["eddsa-rdfc-2022", "eddsa-rdfc-2022-employ"])
def test_the_w3c_documents_are_canonical_already_and_stay_so(name: str) -> None:
    vector = w3c_vectors()["vectors"][name]
    for text in (vector["canonical_document"], vector["canonical_proof_options"]):
        assert canonicalize(parse_nquads(text)) == text


@pytest.mark.parametrize("block", range(6))
def test_random_graphs_are_named_as_another_library_names_them(block: int) -> None:
    looked_alike = 0
    for seed in range(block * 100, block * 100 + 100):
        text = graphs(Random(seed))
        ours = canonicalize(parse_nquads(text))
        assert ours == oxigraph_nquads(text), seed
        looked_alike += "c14n1" in ours
    assert looked_alike > 90


@pytest.mark.node
def test_random_graphs_are_named_as_the_library_of_most_verifiers_names_them() -> None:
    texts = [graphs(Random(seed), blank_names=seed % 2 == 0) for seed in range(400)]
    answers = nodes.ask_node_lines("canon_nquads.mjs", texts)
    compared = 0
    for text, answer in zip(texts, answers, strict=True):
        if "Maximum deep iterations" in answer.get("error", ""):  # its limit is lower than ours
            continue
        assert canonicalize(parse_nquads(text)) == answer["nquads"], text
        compared += 1
    assert compared > 350


def test_names_and_order_of_the_input_do_not_matter() -> None:
    for seed in range(100):
        random = Random(seed)
        quads = parse_nquads(graphs(random))
        labels = sorted({term for quad in quads for term in quad if term.startswith("_:")})
        renamed = dict(
            zip(labels, random.sample([f"_:x{number}" for number in range(len(labels))], len(labels)), strict=True)
        )
        other = [Quad(*(renamed.get(term, term) for term in quad)) for quad in quads]
        assert canonicalize(random.sample(other, len(other))) == canonicalize(quads), seed


def test_duplicates_count_once() -> None:
    quads = parse_nquads("_:a <urn:p> _:b .\n_:b <urn:p> _:a .\n")
    assert canonicalize(quads * 3) == canonicalize(quads)
    assert canonicalize([]) == ""


def test_labels_are_those_of_the_canonical_text() -> None:
    quads = parse_nquads('_:x <urn:p> _:y .\n_:y <urn:p> "end" _:x .\n')
    labels = canonical_labels(quads)
    assert set(labels) == {"x", "y"}
    assert canonicalize(quads) == "".join(
        sorted([f"_:{labels['x']} <urn:p> _:{labels['y']} .\n", f'_:{labels["y"]} <urn:p> "end" _:{labels["x"]} .\n'])
    )


def test_the_proof_of_a_named_graph_costs_no_permutations() -> None:
    """Many statements join the same two nodes; the standard's count of their orders would be 40 factorial."""
    lines = [f'_:p{copy} <urn:p{number}> "x" _:g{copy} .\n' for number in range(40) for copy in range(2)]
    text = "".join(lines) + "<urn:s> <urn:proof> _:g0 .\n<urn:s> <urn:proof> _:g1 .\n"
    canonical = canonicalize(parse_nquads(text), limit=10_000)
    assert canonicalize(parse_nquads(canonical)) == canonical
    assert sorted(canonical_labels(parse_nquads(text)).values()) == ["c14n0", "c14n1", "c14n2", "c14n3"]


def clique(size: int) -> list[Quad]:
    return [Quad(f"_:{one}", "<urn:p>", f"_:{other}") for one in range(size) for other in range(size) if one != other]


def ring(size: int) -> list[Quad]:
    return [Quad(f"_:{node}", "<urn:p>", f"_:{(node + 1) % size}") for node in range(size)]


def chain(size: int) -> list[Quad]:
    return [Quad(f"_:{node}", "<urn:p>", f"_:{node + 1}") for node in range(size)]


def two_hubs(size: int) -> list[Quad]:
    return [Quad(f"_:h{hub}", "<urn:p>", f"_:h{hub}n{leaf}") for hub in range(2) for leaf in range(size)]


@pytest.mark.parametrize(
    "quads", [clique(10), clique(60), ring(50_000), chain(50_000), two_hubs(12), two_hubs(20_000)], ids=range(6)
)
def test_a_graph_made_to_cost_time_is_refused_soon(quads: list[Quad]) -> None:
    with (
        steps_at_most(15 * (DEFAULT_LIMIT + len(quads))),
        pytest.raises(TooComplex, match="too many blank nodes look alike"),
    ):
        canonicalize(quads)


def test_many_alike_on_one_known_node_are_no_trouble() -> None:
    quads = [Quad("<urn:s>", "<urn:p>", f"_:{number}") for number in range(5_000)]
    assert canonicalize(quads).count("\n") == 5_000


def test_the_limit_counts_work_and_not_time() -> None:
    quads = parse_nquads("".join(f"_:{a} <urn:p> _:{b} .\n" for a in range(4) for b in range(4) if a != b))
    low, high = 0, DEFAULT_LIMIT
    while low < high:  # the least limit that is enough
        middle = (low + high) // 2
        try:
            canonicalize(quads, limit=middle)
            high = middle
        except TooComplex:
            low = middle + 1
    assert 100 < low < DEFAULT_LIMIT
    for _ in range(3):
        assert canonicalize(quads[::-1], limit=low)
        with pytest.raises(TooComplex):
            canonicalize(quads[::-1], limit=low - 1)
