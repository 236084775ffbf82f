"""Line and column of everything in a TOML file, held against a writer that notes where it writes."""

from __future__ import annotations

import tomllib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.ledger.locate import Path, locate

DOCUMENT = '''\
# a comment with = and [brackets]
title = "one"   # more
a.b . "c.d" = 1
multi = """
first = 1
""\\" [x] """""
literal = \'\'\'
'quoted' = 2\'\'\'
list = [ "x", # comment ]
  [1, 2], {en = "Bread, \\"brown\\"", 'fr' = 'Pain}'},
]
when = 2026-03-01 10:00:00Z
[table.sub]
"quoted key" = true
[[skills]]
name = "first"
[[skills.alignments]]
url = "u1"
[[skills.alignments]]
url = "u2"
[skills.more]
x = 1
[[skills]]
name = "second"
'''


@pytest.mark.parametrize(
    ("path", "place"),
    [
        (("title",), (2, 9)),
        (("a", "b", "c.d"), (3, 15)),
        (("multi",), (4, 9)),
        (("literal",), (7, 11)),
        (("list", 0), (9, 10)),
        (("list", 1, 1), (10, 7)),
        (("list", 2, "en"), (10, 17)),
        (("list", 2, "fr"), (10, 44)),
        (("when",), (12, 8)),
        (("table", "sub"), (13, 1)),
        (("table", "sub", "quoted key"), (14, 16)),
        (("skills", 0), (15, 1)),
        (("skills", 0, "alignments", 1, "url"), (20, 7)),
        (("skills", 0, "more", "x"), (22, 5)),
        (("skills", 1, "name"), (24, 8)),
    ],
)
def test_a_value_is_found_where_it_begins(path: Path, place: tuple[int, int]) -> None:
    assert locate(DOCUMENT).of_value(path) == place


@pytest.mark.parametrize(
    ("path", "place"),
    [
        (("title",), (2, 1)),
        (("a",), (3, 1)),
        (("a", "b", "c.d"), (3, 7)),
        (("list", 2, "fr"), (10, 37)),
        (("table",), (13, 2)),
        (("table", "sub"), (13, 8)),
        (("skills", 0, "alignments"), (17, 10)),
    ],
)
def test_a_key_is_found_where_its_last_name_begins(path: Path, place: tuple[int, int]) -> None:
    assert locate(DOCUMENT).of_key(path) == place


def test_what_is_not_there_is_looked_for_where_it_would_belong() -> None:
    places = locate(DOCUMENT)
    assert places.of_value(("table", "sub", "missing")) == (13, 1)
    assert places.of_value(("missing",)) == (1, 1)


def test_line_ends_of_windows_change_no_place() -> None:
    assert locate(DOCUMENT.replace("\n", "\r\n")).of_value(("skills", 1, "name")) == (24, 8)


LEAVES = st.one_of(
    st.sampled_from(["1", "-2.5", "true", "2026-03-01", "2026-03-01T09:30:00Z", "1979-05-27 07:32:00Z", "inf", "0x1F"]),
    st.sampled_from(['"text"', '"a # b"', "'lit # ] }'", '"\\""', '""', "''", '"""m\n]"""', "'''l\n'''", '"""" """""']),
)
NAMES = st.sampled_from(["a", "b-c", "d_1", "7", '"x y"', '"q.\\"r"', "'s #t'", "é".join(['"', '"'])])
BLANKS = st.sampled_from(["", " ", "\t"])
BETWEEN = st.sampled_from(["", " ", "\n", " # c ] }\n\t"])


class Writer:
    """Writes random TOML and notes the index at which each value begins."""

    def __init__(self, draw: Any) -> None:
        self.draw = draw
        self.text = ""
        self.starts: dict[Path, int] = {}

    def value(self, path: Path, depth: int) -> None:
        self.starts[path] = len(self.text)
        kind = self.draw(st.sampled_from(["leaf", "leaf", "list", "table"] if depth < 3 else ["leaf"]))
        if kind == "leaf":
            self.text += self.draw(LEAVES)
        elif kind == "list":
            self.array(path, depth)
        else:
            self.inline(path, depth)

    def array(self, path: Path, depth: int) -> None:
        self.text += "[" + self.draw(BETWEEN)
        count = self.draw(st.integers(0, 3))
        for at in range(count):
            self.value((*path, at), depth + 1)
            self.text += (
                self.draw(BETWEEN) + ("," if at < count - 1 or self.draw(st.booleans()) else "") + self.draw(BETWEEN)
            )
        self.text += "]"

    def inline(self, path: Path, depth: int) -> None:
        self.text += "{" + self.draw(BLANKS)
        for at, name in enumerate(self.draw(st.lists(NAMES, max_size=3, unique=True))):
            self.text += ("," if at else "") + self.draw(BLANKS)
            self.pair(path, name, depth + 1)
        self.text += self.draw(BLANKS) + "}"

    def pair(self, path: Path, name: str, depth: int) -> None:
        self.text += name + self.draw(BLANKS) + "=" + self.draw(BLANKS)
        self.value((*path, _spoken(name)), depth)

    def table(self, path: Path) -> None:
        for name in self.draw(st.lists(NAMES, max_size=3, unique=True)):
            self.text += self.draw(BLANKS)
            self.pair(path, name, 0)
            self.text += self.draw(BLANKS) + self.draw(st.sampled_from(["\n", "\r\n", " # c\n", "\n\n"]))


def _spoken(name: str) -> str:
    return next(iter(tomllib.loads(f"{name} = 1")))


@given(st.data())
def test_every_value_of_random_toml_is_found_where_it_was_written(data: st.DataObject) -> None:
    writer = Writer(data.draw)
    writer.table(())
    for at, header in enumerate(
        data.draw(st.lists(st.sampled_from(["[t{}]", "[[list]]", "[ u{} . v ]", '["w {}"]']), max_size=4))
    ):
        path = _header_path(header, at, writer.text.count("[[list]]\n"))
        writer.starts[path] = len(writer.text)
        writer.text += header.format(at) + "\n"
        writer.table(path)
    tomllib.loads(writer.text)
    places = locate(writer.text)
    for path, start in writer.starts.items():
        before = writer.text[:start]
        assert places.of_value(path) == (before.count("\n") + 1, start - (before.rfind("\n") + 1) + 1)


def _header_path(header: str, at: int, lists_before: int) -> Path:
    paths: dict[str, Path] = {
        "[t{}]": (f"t{at}",),
        "[[list]]": ("list", lists_before),
        "[ u{} . v ]": (f"u{at}", "v"),
        '["w {}"]': (f"w {at}",),
    }
    return paths[header]


TOKENS = [
    "[",
    "]",
    "[[",
    "]]",
    "{",
    "}",
    "=",
    ",",
    ".",
    "#",
    "\n",
    " ",
    "'",
    '"',
    '"""',
    "'''",
    "\\",
    "a",
    "b",
    "1",
    "a=1\n",
    "[a]\n",
]


@given(st.lists(st.sampled_from(TOKENS), max_size=25).map("".join))
def test_whatever_the_library_reads_is_walked_to_its_end(text: str) -> None:
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return
    places = locate(text)
    for path in _paths(data, ()):
        assert path in places.values or path in places.keys


def _paths(value: object, path: Path) -> list[Path]:
    own = [path] if path else []
    if isinstance(value, dict):
        return own + [found for key, inner in value.items() for found in _paths(inner, (*path, key))]
    if isinstance(value, list):
        return own + [found for at, inner in enumerate(value) for found in _paths(inner, (*path, at))]
    return own
