"""The pages of import and export name every kind, option and column, and their examples are read."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from generator.cli.app import main
from generator.exports.tables import SHAPES
from generator.imports.columnmap import read_column_map
from generator.imports.formats import FORMATS
from generator.imports.incoming import Field
from generator.imports.mapping import Entry, read_mapping, write_entries
from generator.imports.opening import KINDS
from tests.projects import REPOSITORY

DOCS = REPOSITORY / "docs"
COMMON = {"--json", "--help"}


def example(name: str) -> str:
    block = re.search(
        r"(?:^    .*\n|^\n(?=    ))+", (DOCS / "formats" / name).read_text(encoding="utf-8"), re.MULTILINE
    )
    assert block
    return re.sub("^    ", "", block[0], flags=re.MULTILINE)


@pytest.mark.parametrize("verb", ["import", "export"])
def test_every_option_is_on_the_page_of_its_verb(verb: str) -> None:
    page = (DOCS / "verbs" / f"{verb}.md").read_text(encoding="utf-8")
    for option in main.commands[verb].params:
        for name in option.opts if option.opts[0].startswith("-") else ():
            assert name in COMMON | {"--quiet"} or f"{name}" in page, name


def test_every_kind_is_on_the_page_of_its_verb() -> None:
    imports, exports = ((DOCS / "verbs" / f"{verb}.md").read_text(encoding="utf-8") for verb in ("import", "export"))
    assert all(f"`{kind}`" in imports for kind in KINDS)
    assert all(f"`{kind}`" in exports for kind in SHAPES)
    for kind in FORMATS:
        assert all(f"`{name}`" in imports for name in kind.tells), kind.name


def test_the_example_of_a_column_map_is_read(tmp_path: Path) -> None:
    (tmp_path / "map.toml").write_text(example("column-map.md"), encoding="utf-8")
    kind = read_column_map(tmp_path / "map.toml")
    assert kind.system == "our-lms" and kind.columns[Field.NAME] == ("Learner", "Lernende")
    page = (DOCS / "formats" / "column-map.md").read_text(encoding="utf-8")
    assert all(f"`{column.value}`" in page for column in Field)


def test_the_example_of_the_mapping_is_read(tmp_path: Path) -> None:
    (tmp_path / "content" / "imports").mkdir(parents=True)
    (tmp_path / "content" / "imports" / "badges.toml").write_text(example("badges.toml.md"), encoding="utf-8")
    found = read_mapping(tmp_path, ["coastal-surveyor"])
    assert found == {("credly", "0b6e1c5e-0d1c-4a1e-9a57-1f4a7e1a2b3c"): "coastal-surveyor"}


def test_any_id_and_name_of_a_badge_can_be_written_down(tmp_path: Path) -> None:
    (tmp_path / "content" / "imports").mkdir(parents=True)
    odd = 'a "quoted" \\ 名前 \U0001f600'
    data = b"version = 1\n" + write_entries([Entry("credly", odd, "bread", odd)])
    (tmp_path / "content" / "imports" / "badges.toml").write_bytes(data)
    assert read_mapping(tmp_path, ["bread"]) == {("credly", odd): "bread"}
