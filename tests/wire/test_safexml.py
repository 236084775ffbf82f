"""XML of strangers: what may cost or fetch anything is refused before it does, and the rest comes as events."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.errors import WireError
from generator.wire.safexml import Element, Limits, Name, XmlError, looks_like_xml, read_xml
from tests.steps import steps_at_most

LIMITS = Limits(1 << 20, depth=20, elements=1000, attributes=10)


class Taker:
    """Writes down what it is told."""

    def __init__(self) -> None:
        self.told: list[object] = []

    def start(self, element: Element) -> None:
        self.told.append((element.name, dict(element.attributes)))

    def end(self) -> None:
        self.told.append("end")

    def text(self, text: str) -> None:
        self.told.append(text)

    def aside(self, what: str) -> None:
        self.told.append(f"<{what}>")


def told(data: bytes) -> list[object]:
    taker = Taker()
    read_xml(data, taker, LIMITS)
    return taker.told


def test_names_come_with_their_namespace_and_the_prefix_they_are_written_with() -> None:
    assert told(b'<a xmlns="urn:d" xmlns:p="urn:p" x="1" p:y="2"><p:b/>t<!-- c --><?pi?></a>') == [
        (Name("urn:d", "a"), {Name("", "x"): "1", Name("urn:p", "y", "p"): "2"}),
        (Name("urn:p", "b", "p"), {}),
        *("end", "t", "<a comment>", "<a processing instruction>", "end"),
    ]


def test_a_mark_white_space_and_a_declaration_in_front_are_forgiven() -> None:
    plain = told(b"<a/>")
    for front in (b"\xef\xbb\xbf", b" \r\n\t", b'<?xml version="1.0" encoding="UTF-8"?>\n', b'\n<?xml version="1.0"?>'):
        assert told(front + b"<a/>") == plain
        assert looks_like_xml(front + b"<a/>")
    assert not looks_like_xml(b'{"a": "<b>"}')


LAUGHS = b"".join(b'<!ENTITY l%d "%s">' % (n, b"&l%d;" % (n - 1) * 10 if n else b"ha") for n in range(12))


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"<!DOCTYPE a [" + LAUGHS + b"]><a>&l11;</a>", "document type"),
        (b'<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>', "document type"),
        (b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>', "document type"),
        (b'<!DOCTYPE a [<!ENTITY % x SYSTEM "http://127.0.0.1/"> %x;]><a/>', "document type"),
        (b"<a>&nbsp;</a>", "undefined entity"),
        (b'<?xml version="1.1"?><a/>', "XML 1.1"),
        (b'<?xml version="1.0" encoding="ISO-8859-1"?><a>\xe9</a>', "not UTF-8"),
        (b'<?xml version="1.0" encoding="ISO-8859-1"?><a/>', "UTF-8 is read"),
        ("<a/>".encode("utf-16"), "not UTF-8"),
        ("<a/>".encode("utf-16-le"), "zero byte"),
        (b"<a>", "no element found"),
        (b"<a></b>", "mismatched"),
        (b"<a/><b/>", "junk"),
        (b"<p:a/>", "unbound prefix"),
        (b'<a x="1" x="2"/>', "duplicate"),
        (b'<a xmlns:p="u" xmlns:q="u" p:x="1" q:x="2"/>', "duplicate"),
        ("<a>\ufffe</a>".encode(), "not well-formed"),
        (b"<a>\x01</a>", "not well-formed"),
        (b"<a>" * 21, "20 levels"),
        (b"<a>" + b"<b/>" * 1000 + b"</a>", "1,000 elements"),
        (b"<a " + b" ".join(b'b%d=""' % n for n in range(11)) + b"/>", "10 attributes"),
        (b"<a>" + b" " * (1 << 20) + b"</a>", "at most 1,048,576"),
    ],
)
def test_what_is_not_read_is_refused_with_the_reason(data: bytes, reason: str) -> None:
    with pytest.raises(XmlError, match=reason):
        told(data)


def test_a_refusal_names_the_line_and_the_column() -> None:
    with pytest.raises(XmlError) as caught:
        told(b"<a>\n  <b>&x;</b></a>")
    assert (caught.value.line, caught.value.column) == (2, 6)


def test_what_the_reader_refuses_gets_a_place_too() -> None:
    class Fussy(Taker):
        def start(self, element: Element) -> None:
            if element.name.local == "b":
                raise WireError("not this")

    with pytest.raises(XmlError, match="not this") as caught:
        read_xml(b"<a>\n<c/>\n   <b/></a>", Fussy(), LIMITS)
    assert (caught.value.line, caught.value.column) == (3, 4)


@pytest.mark.parametrize(
    "data",
    [
        b"<a>" * 1_000_000,
        b"<a>" + b"<b/>" * 1_000_000,
        b"<!DOCTYPE a [" + LAUGHS + b"]><a>&l11;</a>",
        b"<a>" + b"&#65;" * 800_000 + b"</a>",
        b"<a>" + b"<!--x-->" * 400_000 + b"</a>",
    ],
    ids=["deep", "wide", "laughs", "references", "comments"],
)
def test_a_bomb_costs_few_steps(data: bytes) -> None:
    with steps_at_most(40_000 + len(data)), suppress(XmlError):
        read_xml(data, Taker(), LIMITS._replace(total_bytes=8 << 20))


@given(st.binary(max_size=200) | st.text(alphabet="<>a/&;='\" !?[]xmlns:#-", max_size=60).map(str.encode))
def test_any_bytes_are_events_or_an_xml_error(data: bytes) -> None:
    try:
        events = told(data)
    except XmlError:
        return
    # Another's reader, which is no stricter than ours, sees the same elements.
    root = ET.fromstring(data.decode("utf-8-sig").strip())
    assert sum(isinstance(event, tuple) for event in events) == sum(1 for _ in root.iter())
