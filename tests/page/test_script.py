"""The script of the pages as a file: what goes into it, what is left out, and what may not stand in a source."""

from __future__ import annotations

import gzip
import json
import re
from pathlib import Path

import pytest

from generator.errors import BadgepressError
from generator.pages.script import literal, verifier_script
from generator.pages.theme_files import packaged_theme
from tests.page.judges import ask, published_script

SOURCES = sorted((packaged_theme() / "script").glob("*.js"))
MOST_BYTES_PACKED = 36_000
_DECLARED = re.compile(r"^(?:async )?(?:function\*? |class |const |let )(\w+|[\[{].*?[\]}](?= =))", re.MULTILINE)


def test_comments_and_indentation_go_and_nothing_else() -> None:
    source = b"// why\n/** how\n *   far\n */\nconst a = 1; // stays\n\n  function b() {\n    return '// stays';\n  }\n"
    script = verifier_script({"b.js": source, "a.js": b"const first = `x`;\r\n"}).decode()
    body = script.partition("SHAPES_JSON = ")[2].partition("\n")[2]
    assert body == (
        "const first = `x`;\nconst a = 1; // stays\nfunction b() {\nreturn '// stays';\n}\n"
        "return Object.freeze(exported);\n})();\n"
    )


@pytest.mark.parametrize(
    ("source", "place"),
    [
        (b"a();\nconst text = `two\nlines`;", r"script/a\.js:2: a text runs over several lines"),
        (b"/* more */ a();", r"script/a\.js:1: something follows a comment"),
        (b"a();\n/* no end\n", r"script/a\.js:2: a comment without end"),
        (b"'\xff'", r"script/a\.js: not UTF-8"),
    ],
)
def test_a_source_that_could_be_cut_wrongly_is_refused_with_its_line(source: bytes, place: str) -> None:
    with pytest.raises(BadgepressError, match=place):
        verifier_script({"a.js": source})


def test_the_same_sources_give_the_same_bytes_in_any_order() -> None:
    files = {path.name: path.read_bytes() for path in SOURCES}
    assert verifier_script(files) == verifier_script(dict(reversed(files.items()))) == published_script()


def test_data_is_ascii_and_cannot_end_a_script_or_a_string() -> None:
    text = 'it\'s \\ "quoted" </script><!-- \u2028 \U0001f393 \n'
    written = literal(text)
    assert written.isascii() and "<" not in written and "\n" not in written
    assert json.loads('"' + written[1:-1].replace('"', '\\"').replace("\\'", "'").replace("\\x3c", "<") + '"') == text


def test_no_two_sources_give_one_name_to_two_things() -> None:
    """In one scope a second function of a name would take the place of the first without a word."""
    names = [
        name
        for path in SOURCES
        for found in _DECLARED.findall(path.read_text(encoding="utf-8"))
        for name in re.findall(r"\w+", found)
    ]
    assert len(names) > 200
    assert sorted({name for name in names if names.count(name) > 1}) == []


def test_a_source_is_plain_ascii_and_runs_nothing_that_is_text() -> None:
    for path in SOURCES:
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"\beval\b|\bFunction\(|\bimport\b|innerHTML|document\.write|setTimeout\(['\"`]", text), (
            path
        )
        if path.name < "80":
            assert text.isascii() and max(map(len, text.splitlines())) <= 120, path


def test_the_script_stays_small_on_the_wire() -> None:
    assert len(gzip.compress(published_script(), 9, mtime=0)) < MOST_BYTES_PACKED


@pytest.mark.node
def test_the_script_defines_what_pages_use() -> None:
    (answer,) = ask([{"sha256": ""}])
    assert answer["bytes"] == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


def test_every_source_says_first_what_it_is_for() -> None:
    for path in SOURCES:
        assert Path(path).read_text(encoding="utf-8").startswith("// "), path
