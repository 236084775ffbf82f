"""`badgepress --version`: the program, and every format with the version that its page in the docs tells."""

from __future__ import annotations

import re
from pathlib import Path

from click.testing import CliRunner

from generator import __version__
from generator.cli.app import main
from generator.formats import FORMATS

PAGES = Path(__file__).parent.parent / "docs" / "formats"
LINE = re.compile(r"^Format version (\d+)\.", re.MULTILINE)


def test_the_version_of_each_format_is_the_one_on_its_page() -> None:
    told = {
        page.name.removesuffix(".md"): found[1]
        for page in PAGES.glob("*.md")
        if (found := LINE.search(page.read_text()))
    }
    told["keys"] = ", ".join(
        re.findall(r"^## .*`(badgepress-[a-z-]+/v\d+)`", (PAGES / "keys.md").read_text(), re.MULTILINE)
    )
    assert told == FORMATS


def test_version_prints_the_program_first_and_then_the_formats() -> None:
    lines = CliRunner().invoke(main, ["--version"]).stdout.splitlines()
    assert lines[0] == f"badgepress {__version__}"
    for name, version in FORMATS.items():
        assert f"{name} {version}" in lines[1]
