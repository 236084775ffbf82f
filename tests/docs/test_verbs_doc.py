"""docs/verbs: a page for each verb with every option it has, and no option that it has not."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from generator.build import issued
from generator.cli.app import main
from tests import projects
from tests.docs.walking import REPOSITORY

VERBS = REPOSITORY / "docs" / "verbs"
TOGETHER = {"suspend": "revoke", "reinstate": "revoke", "reissue": "revoke"}
FIRST_CELL = re.compile(r"^\| ((?:`-[^|]*?`(?:, )?)+) \|", re.MULTILINE)
OPTION = re.compile(r"(?<![\w-])(--?[a-zA-Z][a-z-]*)")


def page_of(verb: str) -> Path:
    return VERBS / f"{TOGETHER.get(verb, verb)}.md"


def commands(verb: str) -> Iterator[click.Command]:
    """A verb, and the verbs below it."""
    command = main.commands[verb]
    yield command
    if isinstance(command, click.Group):
        yield from command.commands.values()


def options(verb: str) -> set[str]:
    return {
        name
        for command in commands(verb)
        for parameter in command.params
        if isinstance(parameter, click.Option)
        for name in (*parameter.opts, *parameter.secondary_opts)
    }


@pytest.mark.parametrize("verb", sorted(main.commands))
def test_every_option_of_a_verb_is_on_its_page(verb: str) -> None:
    text = page_of(verb).read_text(encoding="utf-8")
    missing = {name for name in options(verb) if not re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", text)}
    assert not missing


@pytest.mark.parametrize("page", sorted(path.stem for path in VERBS.glob("*.md") if path.stem != "README"))
def test_a_page_describes_no_option_that_is_not_there(page: str) -> None:
    known = {"-h", "--help"}.union(*(options(verb) for verb in main.commands if page_of(verb).stem == page))
    cells = FIRST_CELL.findall((VERBS / f"{page}.md").read_text(encoding="utf-8"))
    assert {name for cell in cells for name in OPTION.findall(cell)} <= known


@pytest.mark.parametrize("verb", sorted(main.commands))
def test_the_index_names_every_verb_and_its_page(verb: str) -> None:
    index = (VERBS / "README.md").read_text(encoding="utf-8")
    assert f"`{verb}`" in index and f"({page_of(verb).name})" in index


def test_the_index_names_every_option_in_front_of_the_verb() -> None:
    index = (VERBS / "README.md").read_text(encoding="utf-8")
    names = [name for parameter in main.params for name in (*parameter.opts, *parameter.secondary_opts)]
    assert [name for name in names if f"`{name}" not in index] == []


def test_the_page_of_build_names_what_it_tells_of_issued_badges_and_everything_for_machines(tmp_path: Path) -> None:
    text = page_of("build").read_text(encoding="utf-8")
    for code in (issued.CHANGED, issued.GONE, issued.LIFTED, "status-index-moved"):
        assert f"\n| `{code}` |" in text
    project = projects.write_project(tmp_path / "p")
    told = json.loads(CliRunner().invoke(main, ["build", "-C", str(project), "--dry-run", "--json"]).stdout)
    machines = text.partition("## For machines")[2]
    assert [name for name in told if f"`{name}`" not in machines] == []


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_line_for_completion_gives_a_script_and_completes_a_verb(shell: str) -> None:
    index = (VERBS / "README.md").read_text(encoding="utf-8")
    assert f"_BADGEPRESS_COMPLETE={shell}_source badgepress" in index
    program = str(Path(sys.executable).with_name("badgepress"))

    def run(word: str, **more: str) -> str:
        environment = {**os.environ, "_BADGEPRESS_COMPLETE": word, **more}
        return subprocess.run([program], capture_output=True, encoding="utf-8", env=environment, check=False).stdout

    # click asks bash for its version; where there is none that is new enough it prints nothing.
    assert "badgepress" in run(f"{shell}_source")
    words = {"COMP_WORDS": "badgepress aw", "COMP_CWORD": "aw" if shell == "fish" else "1"}
    assert "award" in run(f"{shell}_complete", **words)
