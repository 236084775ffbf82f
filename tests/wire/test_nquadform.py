"""Canonical N-Quads with holes: the same as RDFC-1.0 makes of the whole, or no answer at all."""

from __future__ import annotations

from random import Random

import pytest

from generator.wire.holes import NoForm, Words
from generator.wire.nquadform import canonical, fixed_form, holed_form
from generator.wire.nquads import Quad, format_literal
from generator.wire.rdfc import canonicalize
from tests import oracles

WORDS = {"id": "wordid", "other": "wordother"}
TEXTS = {"name": "wordname", "text": "wordtext"}
TYPES = ["<urn:p>", "<urn:q>", "<urn:r>"]


def _graph(random: Random, root: str, names: list[str]) -> list[Quad]:
    """Blank nodes below `root`, of different sizes, some in a graph, some the same as each other."""
    quads = [Quad(root, random.choice(TYPES), random.choice([node, "<urn:o>"])) for node in names]
    quads += [Quad(node, "<urn:n>", f'"{random.randrange(12)}"') for node in names]
    for _ in range(random.randrange(4)):
        one, graph = random.choice(names), random.choice(["", "", random.choice(names)])
        quads.append(Quad(one, random.choice(TYPES), random.choice([*names, "<urn:o>", '"o"']), graph))
    return quads


def _filled(quads: list[Quad], bare: dict[str, str], quoted: dict[str, str]) -> list[Quad]:
    def fill(term: str) -> str:
        for name, value in bare.items():
            term = term.replace(WORDS[name], value)
        for name, value in quoted.items():
            term = term.replace(f'"{TEXTS[name]}"', format_literal(value))
        return term

    return [Quad(*(fill(term) for term in quad)) for quad in quads]


@pytest.mark.parametrize("seed", range(6))
def test_it_is_what_the_standard_makes_of_both_parts_together(seed: int) -> None:
    random = Random(f"forms {seed}")
    answers = 0
    for _ in range(60):
        still = [f"_:s{number}" for number in range(random.randrange(1, 12))]
        nodes = [f"_:h{number}" for number in range(random.randrange(1, 4))]
        fixed = [Quad("<urn:a>", "<urn:p>", f'"{number}"') for number in range(3)] + _graph(random, "<urn:a>", still)
        holed = [Quad("<urn:x:wordid>", "<urn:p>", "<urn:a>"), Quad("<urn:x:wordid>", "<urn:q>", '"wordtext"')]
        holed += [Quad("<wordother>", "<urn:q>", "<urn:x:wordid>"), Quad(nodes[0], "<urn:m>", '"wordname"')]
        holed += _graph(random, "<urn:x:wordid>", nodes)
        try:
            forms = fixed_form(fixed), holed_form(holed, Words(WORDS, TEXTS))
        except NoForm:
            continue
        for _ in range(6):
            bare = {"id": random.choice("abz"), "other": random.choice(["urn:a", "urn:aa", "a:b", "urn:x:a", "urn:z"])}
            quoted = {name: random.choice(["1", "a \\ b", "\n", "é", "🎓", "\ue000"]) for name in TEXTS}
            values = {name: value.encode() for name, value in bare.items()}
            values |= {name: format_literal(value).encode() for name, value in quoted.items()}
            text = canonical(*forms, values)
            if text is not None:
                answers += 1
                assert text.decode() == canonicalize([*fixed, *_filled(holed, bare, quoted)])
    assert answers > 40


def test_another_library_names_the_nodes_alike() -> None:
    fixed = [Quad("<urn:a>", "<urn:p>", f"_:n{number}") for number in range(12)]
    fixed += [Quad(f"_:n{number}", "<urn:q>", f'"{number}"') for number in range(12)]
    holed = [Quad("<urn:x:wordid>", "<urn:p>", "_:h"), Quad("_:h", "<urn:n>", '"wordname"')]
    text = canonical(fixed_form(fixed), holed_form(holed, Words(WORDS, TEXTS)), {"id": b"1", "name": b'"a"'})
    assert text is not None and text.decode() == oracles.oxigraph_nquads(text.decode())
    assert "_:c14n12" in text.decode()


FIXED = [Quad("<urn:a>", "<urn:p>", "_:n"), Quad("_:n", "<urn:n>", '"same"')]
HOLED = [Quad("<urn:b:wordid>", "<urn:q>", "_:h"), Quad("_:h", "<urn:n>", '"wordname"')]


def test_where_two_nodes_become_one_there_is_no_answer() -> None:
    holed = [Quad("<wordid>", "<urn:p>", '"1"'), Quad("<wordother>", "<urn:p>", '"2"')]
    forms = fixed_form(FIXED), holed_form(holed, Words(WORDS, TEXTS))
    assert canonical(*forms, {"id": b"urn:b", "other": b"urn:c"}) is not None
    assert canonical(*forms, {"id": b"urn:b", "other": b"urn:b"}) is None
    assert canonical(*forms, {"id": b"urn:b", "other": b"urn:a"}) is None


def test_where_two_blank_nodes_look_alike_there_is_no_answer() -> None:
    fixed = [Quad("_:n", "<urn:n>", '"same"'), Quad("_:n", "<urn:p>", "<urn:a>")]
    holed = [Quad("_:h", "<urn:n>", '"wordname"'), Quad("_:h", "<urn:p>", "<urn:a>"), Quad("<wordid>", "<urn:p>", '""')]
    forms = fixed_form(fixed), holed_form(holed, Words(WORDS, TEXTS))
    assert canonical(*forms, {"id": b"urn:b", "name": b'"other"'}) is not None
    assert canonical(*forms, {"id": b"urn:b", "name": b'"same"'}) is None
    with pytest.raises(NoForm, match="look alike"):
        fixed_form([*fixed, *[Quad("_:m", *quad[1:]) for quad in fixed]])


def test_where_libraries_sort_in_two_ways_there_is_no_answer() -> None:
    tags = [Quad("<urn:a>", "<urn:tag>", '"\ue000"'), Quad("<urn:a>", "<urn:tag>", '"🎓"')]
    forms = fixed_form(tags), holed_form(HOLED, Words(WORDS, TEXTS))
    assert canonical(*forms, {"id": b"1", "name": b'"x"'}) is None
    # One of each, but nowhere in the same place.
    forms = fixed_form(tags[:1]), holed_form(HOLED, Words(WORDS, TEXTS))
    assert canonical(*forms, {"id": b"1", "name": '"🎓"'.encode()}) is not None


def test_values_of_one_member_that_may_be_the_same_have_no_form() -> None:
    for one, other in (('"wordname"', '"wordtext"'), ('"wordname"', '"still"'), ("<wordid>", "<urn:still>")):
        with pytest.raises(NoForm, match="may be the same"):
            holed_form([Quad("<urn:b>", "<urn:p>", one), Quad("<urn:b>", "<urn:p>", other)], Words(WORDS, TEXTS))


def test_a_statement_that_comes_twice_counts_once() -> None:
    once = fixed_form(FIXED)
    assert fixed_form(FIXED * 2).still == once.still and fixed_form(FIXED * 2).hashes == once.hashes
