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


@pytest.mark.parametrize(
    ("html", "told"),
    [
        ('<h1 style="color:red">x</h1>', ["1:5 style= in <h1>"]),
        ('<p>\n<a class="a"\n  STYLE=x onClick="go()">', ["3:3 style= in <a>", "3:11 onclick= in <a>"]),
        ('<h1 {% if 2 > 1 %}style="a"{% endif %} id={{ "x>" }}>', ["1:19 style= in <h1>"]),
        ("<b title='>' onload = 'x'>", ["1:14 onload= in <b>"]),
        ("<style>\nh1 { color: red }\n</style>", ["1:1 <style>"]),
    ],
)
def test_a_style_or_a_script_inside_a_tag_is_told_with_its_place(html: str, told: list[str], tmp_path: Path) -> None:
    found = _doubts(tmp_path, {"home.html": html})
    suffix = " has no effect: the content policy of the pages forbids it"
    assert [f"{p.place.line}:{p.place.column} {p.text.removesuffix(suffix)}" for p in found] == told
    assert {problem.place.path for problem in found} == {"templates/home.html"}


@pytest.mark.parametrize(
    "html",
    [
        '<h1 class="style" title=\'style="x"\' data-style="x" data-on="x">style="x" onclick="y"</h1>',
        '<!-- <h1 style="x"> --> {# <h1 style="x"> #} <link rel="stylesheet" href="{{ view.page.stylesheet.href }}">',
        "{{ field(style='x') }} <p>1 < 2 and onward=3</p>",
    ],
)
def test_what_only_looks_like_a_style_inside_a_tag_is_no_matter(html: str, tmp_path: Path) -> None:
    assert _doubts(tmp_path, {"home.html": html}) == []


def test_check_warns_of_an_accent_that_is_not_used_with_the_reason_and_a_darker_one(tmp_path: Path) -> None:
    project = projects.write_project(tmp_path / "p")
    site = project / "content/site.toml"
    before = site.read_text(encoding="utf-8")
    site.write_text(f'{before}\n[theme]\naccent = "#ffee00"\n', encoding="utf-8")
    checked = _run("check", "-C", project)
    assert checked.exit_code == 0
    line = before.count("\n") + 3
    told = (
        "the accent '#ffee00' is not used for links and buttons: its contrast with #f5f7fa is 1.1 : 1, wanted 4.5 : 1"
    )
    assert f"content/site.toml:{line}:10: warning: {told}" in checked.stdout
    offered = checked.stdout.partition("can be read: ")[2][:7]
    site.write_text(f'{before}\n[theme]\naccent = "{offered}"\n', encoding="utf-8")
    assert "accent" not in _run("check", "-C", project).stdout
