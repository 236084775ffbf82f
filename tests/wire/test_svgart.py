"""SVG art: a drawing comes out as the same drawing, and nothing that does anything comes through."""

from __future__ import annotations

import xml.etree.ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.wire.safexml import XmlError
from generator.wire.svgart import MAX_BYTES, SVG, clean_svg


def svg(inside: str = "", attributes: str = 'viewBox="0 0 24 24"') -> bytes:
    return f'<svg xmlns="{SVG}" xmlns:xlink="http://www.w3.org/1999/xlink" {attributes}>{inside}</svg>'.encode()


def cleaned(inside: str) -> str:
    """What becomes of `inside`, without the outermost element."""
    text = clean_svg(svg(inside)).data.decode()
    head = f'<svg xmlns="{SVG}" width="600" height="600" viewBox="0 0 24 24"'
    assert text.startswith(head)
    assert text.endswith("</svg>")
    return text.removeprefix(head).removeprefix(">").removesuffix("</svg>")


@pytest.mark.parametrize(
    "drawing",
    [
        '<path d="M0 0L1 1a2 2 0 0 1 3-.5z" fill="#0af"/>',
        '<g id="a" transform="translate(1 2) rotate(45)"><rect x="1" y="1" width="5" height="5" rx="1"/></g>',
        '<defs><linearGradient id="sky"><stop offset="0" stop-color="rgb(1,2,3)"/></linearGradient></defs>',
        '<circle cx="1" cy="1" r="1" fill="url(#sky)"/>',
        '<clipPath id="c"><circle cx="1" cy="1" r="1"/></clipPath><g clip-path="url(#c)"/>',
        '<text x="1" y="2" font-family="serif">A &lt; B &amp; C <tspan dx="1">é 字</tspan></text>',
        '<radialGradient id="b" href="#sky"/>',
        '<polygon points="1,2 3,4" stroke="none" stroke-dasharray="1 2"/>',
    ],
)
def test_a_plain_drawing_stays_as_it_is(drawing: str) -> None:
    assert cleaned(drawing) == drawing


@pytest.mark.parametrize(
    ("drawing", "kept"),
    [
        ("<!-- by hand --><title>A <b>badge</b></title><desc>x</desc><g/>", "<g/>"),
        ('<metadata><rdf xmlns="urn:rdf"><script/></rdf></metadata><g/>', "<g/>"),
        ('<view xmlns="urn:inkscape" onload="x"><script/>text</view><g/>', "<g/>"),
        ('<g xmlns:i="urn:inkscape" i:label="Layer 1" class="a" aria-label="b" data-x="c"/>', "<g/>"),
        (
            '<g style="fill: #fff;stroke : none; ;opacity:.5" fill="red"/>',
            '<g fill="#fff" stroke="none" opacity=".5"/>',
        ),
        ('<linearGradient id="b" xlink:href="#a"/>', '<linearGradient id="b" href="#a"/>'),
        ('<path d="M0\n 0\tL1  1"/>', '<path d="M0 0 L1 1"/>'),
        ("<g>\n  <g/>\n</g>", "<g><g/></g>"),
        ("<text><![CDATA[<script>]]></text>", "<text>&lt;script&gt;</text>"),
    ],
)
def test_what_draws_nothing_is_left_out(drawing: str, kept: str) -> None:
    assert cleaned(drawing) == kept


HOSTILE = [
    "<script>alert(1)</script>",
    '<script xmlns="http://www.w3.org/2000/svg" href="x.js"/>',
    "<foreignObject><body/></foreignObject>",
    "<style>*{fill:red}</style>",
    '<image href="https://evil.example/x.png" width="1" height="1"/>',
    '<image href="data:image/png;base64,AAAA"/>',
    '<use href="#a"/>',
    '<use xlink:href="other.svg#a"/>',
    '<a href="https://evil.example/"><g/></a>',
    '<g onload="alert(1)"/>',
    '<g onClick="alert(1)"/>',
    '<animate attributeName="href" to="javascript:alert(1)"/>',
    '<set attributeName="fill" to="red"/>',
    '<filter id="f"/>',
    '<mask id="m"/>',
    '<pattern id="p"/>',
    '<iframe src="x"/>',
    "<svg/>",
    '<linearGradient href="https://evil.example/a.svg#b"/>',
    '<linearGradient xlink:href="other.svg#b"/>',
    '<g href="#a"/>',
    '<g fill="url(https://evil.example/a)"/>',
    '<g fill="url(other.svg#a)"/>',
    "<g fill=\"url('#a')\"/>",
    '<g fill="URL(//evil.example)"/>',
    '<g fill="image-set(1)"/>',
    '<g fill="var(--x)"/>',
    '<g style="fill:url(//evil.example/a)"/>',
    '<g style="background:url(//evil.example/a)"/>',
    '<g style="behavior:url(#default)"/>',
    '<g style="fill:\\75rl(a)"/>',
    '<g style="@import url(a)"/>',
    '<g style="fill"/>',
    '<g fill="red;stroke:blue"/>',
    '<g id="a b"/>',
    '<g id="&quot;&gt;&lt;script&gt;"/>',
    '<g filter="url(#f)"/>',
    '<g mask="url(#m)"/>',
    "<?xml-stylesheet href='//evil.example/a.css'?>",
    "loose text",
    '<clipPath id="a"><clipPath id="b"/></clipPath>',
    '<clipPath id="a"><g clip-path="url(#a)"/></clipPath>',
    '<clipPath id="a" style=""><rect style="clip-path:url(#a)"/></clipPath>',
]


@pytest.mark.parametrize("drawing", HOSTILE)
def test_whatever_does_more_than_draw_is_refused(drawing: str) -> None:
    with pytest.raises(XmlError):
        clean_svg(svg(drawing))


@pytest.mark.parametrize(
    "data",
    [
        b"<html/>",
        b"<svg/>",
        b'<svg xmlns="urn:other" viewBox="0 0 1 1"/>',
        svg(attributes='viewBox="0 0 24 24" onload="alert(1)"'),
        svg(attributes='viewBox="0 0 24 24" style="background:url(//evil.example)"'),
        svg("<g>" * 40 + "</g>" * 40),
        svg("<g/>" * 5001),
        svg("<!--" + "x" * MAX_BYTES + "-->"),
        b'<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd">' + svg(),
    ],
)
def test_what_is_no_small_svg_is_refused(data: bytes) -> None:
    with pytest.raises(XmlError):
        clean_svg(data)


@pytest.mark.parametrize(
    ("attributes", "size", "box"),
    [
        ('viewBox="0 0 24 12"', (600, 300), "0 0 24 12"),
        ('viewBox="-1.5, 2 100 200" width="7mm" height="9em"', (300, 600), "-1.5 2 100 200"),
        ('width="40" height="20px"', (600, 300), "0 0 40 20"),
    ],
)
def test_a_drawing_is_given_a_size_of_its_own_shape(attributes: str, size: tuple[int, int], box: str) -> None:
    art = clean_svg(svg(attributes=attributes))
    assert (art.width_px, art.height_px) == size
    root = ET.fromstring(art.data)
    assert (root.get("width"), root.get("height"), root.get("viewBox")) == (str(size[0]), str(size[1]), box)


@pytest.mark.parametrize(
    "attributes",
    [
        "",
        'width="100%" height="100%"',
        'width="10"',
        'viewBox="0 0 10"',
        'viewBox="0 0 nan 10"',
        'viewBox="0 0 inf 10"',
        'viewBox="0 0 0 10"',
        'viewBox="0 0 -5 10"',
        'viewBox="0 0 1e9 1e9"',
        'viewBox="0 0 1000 1"',
        'viewBox="a b c d"',
    ],
)
def test_a_drawing_without_a_usable_size_is_refused(attributes: str) -> None:
    with pytest.raises(XmlError):
        clean_svg(svg(attributes=attributes))


ELEMENTS = st.sampled_from(["g", "path", "text", "title", "x:y", "clipPath", "stop", "script", "style"])
ATTRIBUTES = st.sampled_from(["d", "fill", "style", "id", "onload", "href", "xlink:href", "x:z", "transform", "class"])
VALUES = st.text(alphabet="ab0#%.,()+-_ '&;:/\\@urlM\n\té", max_size=12)


@st.composite
def trees(draw: st.DrawFn, depth: int = 0) -> ET.Element:
    element = ET.Element(draw(ELEMENTS))
    element.attrib.update(draw(st.dictionaries(ATTRIBUTES, VALUES, max_size=2)))
    if draw(st.booleans()):
        element.text = draw(VALUES)
    if depth < 3:
        element.extend(draw(st.lists(trees(depth + 1), max_size=2)))
    return element


@given(trees())
def test_what_comes_out_is_plain_whatever_went_in_and_cleaning_it_again_changes_nothing(tree: ET.Element) -> None:
    inside = ET.tostring(tree, encoding="unicode")
    data = svg(inside, 'xmlns:x="urn:x" viewBox="0 0 9 9"')
    try:
        art = clean_svg(data)
    except XmlError:
        return
    assert clean_svg(art.data) == art
    for element in ET.fromstring(art.data).iter():
        assert element.tag.removeprefix(f"{{{SVG}}}") in ("svg", "g", "path", "text", "clipPath", "stop")
        assert not {"style", "onload", "class"} & set(element.attrib)
        for value in element.attrib.values():
            assert "url(" not in value.replace("url(#", "") and not set(value) & set("\\@:/")
