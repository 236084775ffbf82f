"""SVG baking: the credential goes in and comes out as the same JSON, and a file that readers could differ on is refused."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from contextlib import suppress
from typing import Any
from xml.dom import minidom

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.bake import (
    MAX_TEXT_BYTES,
    OPEN_BADGES_2,
    OPEN_BADGES_3,
    BrokenSvg,
    NotBaked,
    SignedOutside,
    SvgBaker,
    bake_svg,
    unbake_svg,
)
from generator.errors import WireError
from generator.wire.svgart import clean_svg
from tests.steps import steps_at_most

ART = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M0 0h9v9z" fill="#0af"/></svg>'
PLAIN = clean_svg(ART).data
CREDENTIAL = json.dumps({"name": "Zoë 佐藤 🏅", "text": "a < b & c"}, ensure_ascii=False).encode()
ASSERTION = b'{"id":"https://badges.example.org/awards/x/assertion.json?a=1&b=\'2\'","type":"Assertion"}'
OB3 = "https://purl.imsglobal.org/ob/v3p0"
OB2 = "http://openbadges.org"


def file(inside: str, attributes: str = "") -> bytes:
    """A file of somebody else's; the namespace of Open Badges 3.0 is declared."""
    return f'<svg xmlns="http://www.w3.org/2000/svg" xmlns:openbadges="{OB3}" {attributes}>{inside}</svg>'.encode()


def held(text: str) -> bytes:
    return file(f"<openbadges:credential>{text}</openbadges:credential><g/>")


def test_a_baked_drawing_has_the_namespace_on_svg_and_the_credential_as_first_child_in_cdata() -> None:
    baked = bake_svg(ART, b"{}")
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" xmlns:openbadges="{OB3}" width="600" height="600" viewBox="0 0 9 9">'
    )
    assert baked.startswith(f"{head}<openbadges:credential><![CDATA[{{}}]]></openbadges:credential><path ".encode())


JSON: st.SearchStrategy[Any] = st.recursive(
    st.text(max_size=20)
    | st.integers(-9, 9)
    | st.sampled_from(["]]>", "]]", ">", "a]]>]]>b", "\ufffe\uffff", "\x7f\x85"]),
    lambda child: st.lists(child, max_size=3) | st.dictionaries(st.text(max_size=5), child, max_size=3),
    max_leaves=8,
)


@given(JSON, st.booleans())
def test_unbake_gives_back_the_same_json_and_the_same_bytes_where_xml_can_hold_them(
    value: Any, ascii_only: bool
) -> None:
    text = json.dumps(value, ensure_ascii=ascii_only, separators=(",", ":")).encode()
    out = unbake_svg(bake_svg(ART, text))
    assert json.loads(out) == value
    if not any(mark in text.decode() for mark in ("]]>", "\ufffe", "\uffff")):
        assert out == text


def test_three_readers_that_others_wrote_find_the_same_text() -> None:
    baked = SvgBaker(ART, (OPEN_BADGES_3, OPEN_BADGES_2)).bake(CREDENTIAL, ASSERTION)
    root = ET.fromstring(baked)
    assert root[0].tag == f"{{{OB3}}}credential" and root[0].text == CREDENTIAL.decode()
    assert root[1].tag == f"{{{OB2}}}assertion" and root[1].text == ASSERTION.decode()
    assert root[1].get("verify") == json.loads(ASSERTION)["id"]
    dom = minidom.parseString(baked)
    for tag, text in (("openbadges:credential", CREDENTIAL), ("openbadges:assertion", ASSERTION)):
        (element,) = dom.getElementsByTagName(tag)
        (node,) = element.childNodes
        assert node.nodeType == node.CDATA_SECTION_NODE and node.nodeValue == text.decode()
    (node,) = dom.getElementsByTagNameNS(OB3, "credential")
    assert node.firstChild.nodeValue == CREDENTIAL.decode()


def test_one_drawing_carries_both_generations() -> None:
    both = SvgBaker(ART, (OPEN_BADGES_3, OPEN_BADGES_2)).bake(CREDENTIAL, ASSERTION)
    assert unbake_svg(both) == CREDENTIAL
    assert unbake_svg(both, OPEN_BADGES_2) == ASSERTION
    older = SvgBaker(ART, (OPEN_BADGES_2,)).bake(ASSERTION)
    assert OB3.encode() not in older and unbake_svg(older, OPEN_BADGES_2) == ASSERTION


def test_baking_again_replaces_what_was_there_and_leaves_the_drawing() -> None:
    both = SvgBaker(ART, (OPEN_BADGES_3, OPEN_BADGES_2)).bake(CREDENTIAL, ASSERTION)
    assert SvgBaker(both).plain == PLAIN == SvgBaker(ART).plain
    assert bake_svg(both, b"{}") == bake_svg(ART, b"{}")


def test_the_same_keyword_twice_is_refused() -> None:
    with pytest.raises(WireError, match="twice"):
        SvgBaker(ART, (OPEN_BADGES_3, OPEN_BADGES_3))


def test_an_empty_drawing_is_refused() -> None:
    with pytest.raises(WireError, match="empty"):
        SvgBaker(b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"/>')


@pytest.mark.parametrize("text", [b"\xff", b" " * (MAX_TEXT_BYTES + 1), b'{"a":\r\n1}', b"\0"])
def test_text_that_could_not_be_read_back_is_not_baked(text: bytes) -> None:
    with pytest.raises(WireError):
        bake_svg(ART, text)


@pytest.mark.parametrize("text", [b"{", b"[]", b"{}", b'{"id":7}'])
def test_an_assertion_without_an_id_is_not_baked(text: bytes) -> None:
    with pytest.raises(WireError, match="assertion"):
        bake_svg(ART, text, OPEN_BADGES_2)


def test_escaped_text_and_cdata_in_pieces_are_read_though_we_write_neither() -> None:
    assert unbake_svg(held("{&quot;a&quot;: &#34;&lt;&#x41;&amp;&#34;}")) == b'{"a": "<A&"}'
    assert unbake_svg(held('<![CDATA[{"a":"]]]]><![CDATA[>"}]]>')) == b'{"a":"]]>"}'
    assert unbake_svg(held("\n <![CDATA[{}]]>\n")) == b"\n {}\n"


def test_the_namespace_counts_and_not_the_prefix() -> None:
    other = f'<svg xmlns="http://www.w3.org/2000/svg"><ob:credential xmlns:ob="{OB3}">{{}}</ob:credential></svg>'
    assert unbake_svg(other.encode()) == b"{}"
    assert (
        unbake_svg(
            f'<s:svg xmlns:s="http://www.w3.org/2000/svg"><credential xmlns="{OB3}">{{}}</credential></s:svg>'.encode()
        )
        == b"{}"
    )


def test_a_mark_white_space_and_a_declaration_in_front_are_forgiven() -> None:
    for front in (b"\xef\xbb\xbf", b"\n  ", b'<?xml version="1.0" encoding="utf-8"?>\n<!-- x -->'):
        assert unbake_svg(front + held("{}")) == b"{}"


@pytest.mark.parametrize(
    "data",
    [
        ART,
        file('<credential xmlns="">{}</credential>'),
        file("<credential>{}</credential>"),
        f'<svg xmlns="http://www.w3.org/2000/svg"><o:assertion xmlns:o="{OB2}">{{}}</o:assertion></svg>'.encode(),
    ],
)
def test_a_drawing_without_a_credential_says_so_and_is_not_called_broken(data: bytes) -> None:
    with pytest.raises(NotBaked):
        unbake_svg(data)


@pytest.mark.parametrize("body", ["", "{}"])
def test_a_token_in_verify_is_told_apart_from_damage(body: str) -> None:
    with pytest.raises(SignedOutside, match="Token"):
        unbake_svg(file(f'<openbadges:credential verify="eyJhbGciOiJSUzI1NiJ9.e30.AA">{body}</openbadges:credential>'))


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (file("<openbadges:credential>{}</openbadges:credential>" * 2), "more than once"),
        (
            file(f'<openbadges:credential>1</openbadges:credential><o:credential xmlns:o="{OB3}">2</o:credential>'),
            "more",
        ),
        (file('<openbadges:credential xmlns:openbadges="urn:x">1</openbadges:credential>'), "another namespace"),
        (
            file(
                f'<openbadges:credential>1</openbadges:credential><g xmlns:openbadges="{OB2}"><openbadges:credential/></g>'
            ),
            "another namespace",
        ),
        (file("<g><openbadges:credential>{}</openbadges:credential></g>"), "deep inside"),
        (held("{<g/>}"), "stands inside"),
        (held("{<!-- x -->}"), "a comment stands inside"),
        (held("{<?x y?>}"), "instruction stands inside"),
        (held("x" * (MAX_TEXT_BYTES + 1)), "more than 1048576"),
        (held("&x;"), "undefined entity"),
        (b"<!DOCTYPE svg>" + held("{}"), "document type"),
        (b"<html/>", "not svg"),
        (b"<svg/>", "not svg"),
        (f'<openbadges:credential xmlns:openbadges="{OB3}"/>'.encode(), "not svg"),
        (held("{}")[:-3], "not XML"),
        (held("{}").replace(b"svg xmlns", b"svg  \xff xmlns"), "UTF-8"),
        (held("{}") + b"<g/>", "junk"),
    ],
)
def test_a_broken_drawing_is_refused_with_the_reason(data: bytes, reason: str) -> None:
    with pytest.raises(BrokenSvg, match=reason):
        unbake_svg(data)


@pytest.mark.parametrize(
    "inside",
    [
        "<g>" * 1_000_000,
        "<g/>" * 1_000_000,
        "<g " + " ".join(f'a{n}=""' for n in range(300_000)) + "/>",
        "&#65;" * 1_000_000,
    ],
    ids=["deep", "wide", "attributes", "references"],
)
def test_a_bomb_is_refused_in_few_steps(inside: str) -> None:
    with steps_at_most(10_000 + 2 * len(inside)), pytest.raises((BrokenSvg, NotBaked)):
        unbake_svg(file(inside))


def test_no_change_of_a_single_byte_gives_another_text_of_the_same_length_unnoticed() -> None:
    """There is no checksum in SVG: what a change leaves readable is for the signature to find."""
    baked = bake_svg(ART, CREDENTIAL)
    inside = range(baked.index(b"[CDATA[") + 7, baked.index(b"]]></"))
    for place in range(len(baked)):
        changed = baked[:place] + bytes([baked[place] ^ 1]) + baked[place + 1 :]
        try:
            assert unbake_svg(changed) == CREDENTIAL or place in inside, place
        except WireError:
            continue


@given(st.data())
def test_damage_of_any_kind_is_a_wire_error_or_a_text_in_utf8(data: st.DataObject) -> None:
    baked = bytearray(bake_svg(ART, CREDENTIAL))
    for _ in range(data.draw(st.integers(1, 4))):
        start = data.draw(st.integers(0, len(baked)))
        baked[start : start + data.draw(st.integers(0, 20))] = data.draw(st.binary(max_size=8))
    with suppress(WireError):
        unbake_svg(bytes(baked)).decode()
