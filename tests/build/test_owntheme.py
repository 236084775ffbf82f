"""A project's own theme: what is doubtful in its files, so that a slip does not pass in silence."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from generator.build.owntheme import theme_doubts
from generator.cli.app import main
from generator.model import Problem, Severity
from generator.pages.theme_files import packaged_theme, read_theme
from tests import projects


def _write(folder: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def _doubts(tmp_path: Path, files: dict[str, str]) -> list[Problem]:
    folder = _write(tmp_path / "templates", files)
    found = theme_doubts(folder, read_theme([packaged_theme(), folder]))
    assert {problem.severity for problem in found} <= {Severity.WARNING}
    return found


def _run(*words: object) -> Result:
    return CliRunner().invoke(main, [str(word) for word in words])


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("about.html", "docs/theming.md says which files are read"),
        ("hone.html", "did you mean templates/home.html?"),
        ("styles.css", "did you mean templates/assets/style.css?"),
        ("assets/styles.css", "did you mean templates/assets/style.css?"),
        ("assets/own.js", "docs/theming.md says which files are read"),
        ("phrases/en.tml", "did you mean templates/phrases/en.toml?"),
        ("phrase/en.toml", "did you mean templates/phrases/en.toml?"),
        ("script/90_start.js", "docs/theming.md says which files are read"),
        ("style/deeper/60-own.css", "docs/theming.md says which files are read"),
    ],
)
def test_a_file_that_nothing_reads_is_told_with_what_may_be_meant(name: str, hint: str, tmp_path: Path) -> None:
    (problem,) = _doubts(tmp_path, {name: "x"})
    assert (str(problem.place), problem.text, problem.hint) == (
        f"templates/{name}:1:1",
        "nothing reads this file",
        hint,
    )


def test_files_that_are_read_and_texts_about_them_are_no_matter(tmp_path: Path) -> None:
    files = {
        "home.html": '{% extends "own_base.html" %}',
        "own_base.html": '{% include "own_head.html" %}',
        "own_head.html": "x",
        "certificate.typ": "x",
        "style/60-own.css": "@font-face { src: url(own.woff2) } a { b: url(more.css) }",
        "assets/own.woff2": "x",
        "assets/more.css": "x",
        "assets/favicon.svg": "<svg/>",
        "phrases/fr.toml": "",
        "fonts/own.ttf": "x",
        "fonts/OFL.txt": "x",
        "README.md": "x",
        "LICENSE": "x",
        ".home.html.swp": "x",
        ".git/config": "x",
    }
    assert _doubts(tmp_path, files) == []


def test_a_copy_of_the_whole_packaged_theme_is_no_matter(tmp_path: Path) -> None:
    texts = (path for path in packaged_theme().rglob("*") if path.is_file())
    files = {path.relative_to(packaged_theme()).as_posix(): path.read_text(encoding="utf-8") for path in texts}
    assert _doubts(tmp_path, files) == []


def test_check_warns_of_a_file_that_nothing_reads_and_a_build_goes_on(tmp_path: Path) -> None:
    project = projects.write_project(tmp_path / "p")
    _write(project / "templates", {"about.html": "x"})
    checked = _run("check", "-C", project)
    assert checked.exit_code == 0
    assert "templates/about.html:1:1: warning: nothing reads this file" in checked.stdout
    assert _run("build", "-C", project).exit_code == 0
