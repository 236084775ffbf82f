"""The script of the pages as a file: that it is what its sources give, what it weighs, what may not stand in a source."""

from __future__ import annotations

import gzip
import json
import re
from typing import Any

import pytest

from generator.pages.theme_files import packaged_theme, read_theme
from tests.page.judges import NAME, ask, b64, published_script
from tests.strategies import OPEN_BADGES_302, full_credential
from tools import pack_script

SOURCES = sorted((packaged_theme() / "script").glob("*.js"))
MOST_BYTES_ON_THE_WIRE = 25_000
_RUNS_TEXT = re.compile(r"\beval\b|\bFunction\(|\bimport\b|innerHTML|document\.write|setTimeout\(['\"`]")
_DECLARED = re.compile(r"^(?:async )?(?:function\*? |class |const |let )(\w+|[\[{].*?[\]}](?= =))", re.MULTILINE)


def test_the_packed_script_names_its_sources_and_is_not_older_than_they() -> None:
    first = published_script().partition(b"\n")[0].decode("ascii")
    assert "templates/script" in first
    assert first == pack_script.first_line(pack_script.joined_sources()), "run tools/pack_script.py"


@pytest.mark.node
def test_packing_the_sources_again_gives_the_same_bytes() -> None:
    assert pack_script.packed_script() == published_script(), "run tools/pack_script.py"
    for source in pack_script.PAGES:
        packed = (pack_script.ASSETS / source.name).read_bytes()
        assert packed == pack_script.packed_page(source), f"{source.name}: run tools/pack_script.py"


def test_every_script_that_a_page_loads_is_packed_from_a_source_that_is_here() -> None:
    packed = {path.name: path.read_bytes().decode("ascii") for path in pack_script.ASSETS.glob("*.js")}
    assert set(packed) == {NAME, *(source.name for source in pack_script.PAGES)}
    for source in pack_script.PAGES:
        assert packed[source.name].startswith(pack_script.first_line_of_page(source)), "run tools/pack_script.py"
        assert not _RUNS_TEXT.search(packed[source.name])


def test_any_change_of_a_source_or_a_table_changes_the_first_line() -> None:
    source = pack_script.joined_sources()
    assert all(path.read_text(encoding="utf-8") in source for path in SOURCES)
    assert pack_script.first_line(source) != pack_script.first_line(source.replace("valid", "walid", 1))


def test_the_theme_publishes_the_packed_script_and_not_its_sources() -> None:
    files = read_theme([packaged_theme()])
    assert files[f"assets/{NAME}"][0].data == pack_script.PACKED.read_bytes()
    assert not [name for name in files if name.startswith("script/")]


def test_the_packed_script_is_ascii_and_runs_nothing_that_is_text() -> None:
    text = published_script().decode("ascii")
    assert not _RUNS_TEXT.search(text)
    assert "sourceMappingURL" not in text


def test_a_table_that_cannot_be_shortened_without_doubt_is_refused() -> None:
    with pytest.raises(ValueError, match="would be read as ob:name"):
        pack_script._short_meaning("name", "ob:")


def _long_meaning(name: str, meaning: Any) -> Any:
    """The inverse of the shortening, written down a second time."""
    if isinstance(meaning, dict):
        return {
            key: {inner: _long_meaning(inner, value) for inner, value in said.items()}
            if key == "terms"
            else _long_meaning(name, said)
            for key, said in meaning.items()
        }
    return re.sub(r"^(\w+:)(?= |$)", rf"\g<1>{name}", meaning) if isinstance(meaning, str) else meaning


def test_the_tables_of_the_script_say_what_those_of_python_say() -> None:
    carried = re.search(r"'(\{\"terms\":.*?\"shapes\":.*?\})'", published_script().decode("ascii"))
    assert carried
    tables = json.loads(carried[1].replace("\\'", "'").replace("\\\\", "\\"))
    terms = json.loads(pack_script.TERMS.read_text(encoding="utf-8"))
    contexts = {}
    for url, context in tables["terms"].pop("contexts").items():
        contexts[url] = _long_meaning("", context)
        if "changes" in context:
            contexts[url]["changes"] = _long_meaning("", context["changes"])
    assert tables["terms"] | {"contexts": contexts} == {
        member: said for member, said in terms.items() if member not in ("about", "format")
    }
    shapes = json.loads(pack_script.SHAPES.read_text(encoding="utf-8"))
    assert {n: " ".join(map(_long_rule, line.split(" "))) for n, line in tables["shapes"].items()} == shapes


def _long_rule(rule: str) -> str:
    member = rule.rstrip("*!")
    return rule if ":" in rule else f"{member}:text{rule.removeprefix(member)}"


@pytest.mark.node
def test_the_script_reads_its_short_table_as_the_long_one() -> None:
    table = pack_script.TERMS.read_text(encoding="utf-8")
    for credential in (full_credential(), full_credential(OPEN_BADGES_302)):
        document = b64(json.dumps(credential).encode())
        short, long = ask([{"nquads": document}, {"nquads": document, "table": table}])
        assert short["nquads"] == long["nquads"]
        assert "<https://purl.imsglobal.org/spec/vc/ob/vocab.html#Achievement>" in long["nquads"]


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
        assert not _RUNS_TEXT.search(text), path
        if path.name < "80":
            assert text.isascii() and max(map(len, text.splitlines())) <= 120, path


def test_the_script_and_its_tables_stay_small_on_the_wire() -> None:
    assert len(gzip.compress(published_script(), 9, mtime=0)) <= MOST_BYTES_ON_THE_WIRE


@pytest.mark.node
def test_the_script_defines_what_pages_use() -> None:
    (answer,) = ask([{"sha256": ""}])
    assert answer["bytes"] == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


def test_every_source_says_first_what_it_is_for() -> None:
    for path in (*SOURCES, *pack_script.PAGES):
        assert path.read_text(encoding="utf-8").startswith("// "), path
