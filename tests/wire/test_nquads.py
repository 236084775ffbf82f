"""N-Quads: any spelling in, the canonical spelling out."""

from __future__ import annotations

import pyoxigraph
import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.errors import WireError
from generator.wire.nquads import Quad, format_literal, format_quad, parse_nquads
from tests.oracles import oxigraph_nquads

TEXT = st.text(st.characters(exclude_categories=["Cs"]) | st.sampled_from('\0\b\t\n\f\r"\\\x1f\x7f\u2028\ufffe\uffff'))


@given(TEXT)
def test_a_literal_is_written_as_another_library_writes_it(text: str) -> None:
    by_oxigraph = pyoxigraph.Quad(
        pyoxigraph.NamedNode("urn:s"), pyoxigraph.NamedNode("urn:p"), pyoxigraph.Literal(text)
    )
    assert format_quad(Quad("<urn:s>", "<urn:p>", format_literal(text))) == oxigraph_nquads([by_oxigraph])


@given(TEXT, st.sampled_from(["", "https://example.org/type", "http://www.w3.org/2001/XMLSchema#string"]))
def test_what_is_written_is_read_back(text: str, datatype: str) -> None:
    quads = [Quad("_:b0", "<urn:p>", format_literal(text, datatype), "<urn:g>"), Quad("<urn:s>", "<urn:p>", "_:b0")]
    assert parse_nquads("".join(map(format_quad, quads))) == quads


@pytest.mark.parametrize(
    ("line", "quad"),
    [
        ("<urn:s><urn:p><urn:o>.", Quad("<urn:s>", "<urn:p>", "<urn:o>")),
        ("\t<urn:s>  <urn:p>\t_:o  . # said so", Quad("<urn:s>", "<urn:p>", "_:o")),
        ("_:a.b <urn:p> _:1 _:g.", Quad("_:a.b", "<urn:p>", "_:1", "_:g")),
        (
            r'_:a <urn:p> "\u00e9\U0001F393\'\"\\\n\t\b\f\r" .',
            Quad("_:a", "<urn:p>", r'"é🎓' + r"'\"\\\n\t\b\f\r" + '"'),
        ),
        (r"<urn:\u00e9> <urn:p> <urn:\U0001F393> <urn:g> .", Quad("<urn:é>", "<urn:p>", "<urn:🎓>", "<urn:g>")),
        ('_:a <urn:p> "x"^^<http://www.w3.org/2001/XMLSchema#string> .', Quad("_:a", "<urn:p>", '"x"')),
        ('_:a <urn:p> "1"^^<urn:t> .', Quad("_:a", "<urn:p>", '"1"^^<urn:t>')),
        ('_:a <urn:p> "mot"@fr-CA _:g .', Quad("_:a", "<urn:p>", '"mot"@fr-CA', "_:g")),
        ("_:é·٠ <urn:p> _:b .", Quad("_:é·٠", "<urn:p>", "_:b")),
    ],
)
def test_any_spelling_is_read_as_the_canonical_one(line: str, quad: Quad) -> None:
    assert parse_nquads(line) == [quad]
    assert parse_nquads(f"# first\r\n\r\n  {line}\n\n") == [quad]


def test_characters_that_only_look_like_line_ends_are_text() -> None:
    text = "a\u2028b\u0085c\x0bd"
    assert parse_nquads(f'<urn:s> <urn:p> "{text}" .\n') == [Quad("<urn:s>", "<urn:p>", format_literal(text))]


@pytest.mark.parametrize(
    "line",
    [
        "<urn:s> <urn:p> <urn:o>",
        "<urn:s> <urn:p> .",
        "<urn:s> _:p <urn:o> .",
        '"s" <urn:p> <urn:o> .',
        '<urn:s> <urn:p> <urn:o> "g" .',
        "<relative> <urn:p> <urn:o> .",
        "<urn:s> <urn:p> <urn:o o> .",
        r"<urn:s> <urn:p> <urn:\u0020> .",
        r"<urn:s> <urn:p> <urn:\u003e> .",
        r'<urn:s> <urn:p> "\x" .',
        r'<urn:s> <urn:p> "\ud800" .',
        r'<urn:s> <urn:p> "\U00110000" .',
        '<urn:s> <urn:p> "a"b" .',
        "<urn:s> <urn:p> 'a' .",
        '<urn:s> <urn:p> "a"@ .',
        "<urn:s> <urn:p> _: .",
        "<urn:s> <urn:p> _:-a .",
        "<urn:s> <urn:p> <urn:o> . <urn:s>",
    ],
)
def test_what_is_not_n_quads_is_refused_with_its_line(line: str) -> None:
    with pytest.raises(WireError, match="line 2"):
        parse_nquads(f"<urn:s> <urn:p> <urn:o> .\n{line}\n")


@given(st.text('<>_:ab"\\u0 .^@#\n', max_size=40))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        quads = parse_nquads(text)
    except WireError:
        return
    assert parse_nquads("".join(map(format_quad, quads))) == quads
