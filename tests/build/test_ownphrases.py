"""A project's own phrases: what is wrong or doubtful in them is told with its place, before anything is made."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from generator.build.ownphrases import phrase_problems
from generator.cli.app import main
from generator.i18n import Phrases
from generator.model import Problem, Severity
from generator.pages.theme_files import packaged_theme, read_theme
from tests import projects


def _problems(tmp_path: Path, text: str, **files: str) -> list[Problem]:
    """What is told of `text` as English phrases, beside other files of templates/ (a `_` stands for a dot)."""
    folder = tmp_path / "templates"
    (folder / "phrases").mkdir(parents=True)
    (folder / "phrases/en.toml").write_text(text, encoding="utf-8")
    for name, other in files.items():
        (folder / name.replace("_", ".")).write_text(other, encoding="utf-8")
    return list(phrase_problems(read_theme([packaged_theme(), folder])))


def _told(problems: list[Problem]) -> list[tuple[int, int, str]]:
    return [(problem.place.line, problem.place.column, problem.code) for problem in problems]


def _run(*words: object) -> Result:
    return CliRunner().invoke(main, [str(word) for word in words])


def test_a_place_that_the_packaged_phrase_has_not_is_told_where_it_stands_with_the_nearest(tmp_path: Path) -> None:
    (problem,) = _problems(tmp_path, '[award]\nawarded_to = "For {nmae}"\n')
    assert (str(problem.place), problem.text) == (
        "templates/phrases/en.toml:2:19",
        "award.awarded_to has no place {nmae}",
    )
    assert problem.hint == "did you mean {name}? its places are {name}"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('[award]\nabout = "x {nmae}"', [(2, 12, "phrase-place")]),
        ('award.about = "{a} {b} {a}"', [(1, 16, "phrase-place"), (1, 20, "phrase-place"), (1, 24, "phrase-place")]),
        ('[home]\nawards = { one = "{count}", other = "{cuont}" }', [(2, 38, "phrase-place")]),
        ('[home.awards]\none = "1 {x}"\nother = "{count}"', [(2, 10, "phrase-place")]),
        ('[award]\nawarded_to = """\nFor\n{nam}"""', [(4, 1, "phrase-place")]),
        ('[award]\nabout = "\\u007bx}"', [(2, 9, "phrase-place")]),
        ('[award]\nawarded_to = "For {name"', [(2, 19, "phrase-brace")]),
        ('[award]\nawarded_to = "For {Name} name}"', [(2, 19, "phrase-brace"), (2, 30, "phrase-brace")]),
        ('[award]\nawarded_to = "For {{name}}"', [(2, 19, "phrase-brace"), (2, 26, "phrase-brace")]),
        ("[award]\nabout = 7", [(2, 9, "phrase-shape")]),
        ('[home]\nawards = { one = "{count}" }', [(2, 10, "phrase-shape")]),
        ('[home]\nawards = { one = "{count}", ohter = "{count}" }', [(2, 18, "phrase-shape"), (2, 37, "phrase-shape")]),
        ('award = "x"', [(1, 9, "phrase-shape")]),
        ("[award.about]\n", [(1, 1, "phrase-shape")]),
        ("[award]\nabout = x", [(2, 9, "toml-syntax")]),
    ],
)
def test_what_cannot_be_used_is_an_error_with_line_and_column(
    text: str, told: list[tuple[int, int, str]], tmp_path: Path
) -> None:
    problems = _problems(tmp_path, text)
    assert _told(problems) == told
    assert {problem.severity for problem in problems} == {Severity.ERROR}


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[award]\n",
        '[award]\nawarded_to = "Awarded"',
        '[home]\nawards = "Awards: {count}"',
        '[home]\nawards = { other = "many" }',
        '\ufeff[award]\r\nawarded_to = "For {name}"\r\n',
        (packaged_theme() / "phrases/en.toml").read_text(encoding="utf-8"),
    ],
    ids=["nothing", "empty table", "no place", "no plural", "one form", "mark", "all"],
)
def test_a_phrase_may_lack_places_and_have_other_plural_forms(text: str, tmp_path: Path) -> None:
    assert _problems(tmp_path, text) == []


def test_a_phrase_that_nothing_says_is_a_warning_with_the_nearest(tmp_path: Path) -> None:
    (problem,) = _problems(tmp_path, '[award]\nabuot = "x"')
    assert (problem.severity, problem.text) == (Severity.WARNING, "no phrase is called 'award.abuot'")
    assert problem.hint == "did you mean 'award.about'?"


def test_a_phrase_that_a_template_of_the_project_says_is_no_matter(tmp_path: Path) -> None:
    assert _problems(tmp_path, '[own]\ngreeting = "Welcome"', home_html='{{ t("own.greeting") }}') == []


def test_check_and_build_tell_every_problem_of_every_language_and_nothing_is_written(tmp_path: Path) -> None:
    project = projects.write_project(tmp_path / "p")
    (project / "templates/phrases").mkdir(parents=True)
    (project / "templates/phrases/en.toml").write_text('[award]\nabout = "x {nmae}"\nabuot = "x"\nmore = "{"\n')
    (project / "templates/phrases/fr.toml").write_text('[award]\nabout = "{x}"\n')
    wanted = ["en.toml:2:12", "en.toml:4:9", "fr.toml:2:10"]
    checked = _run("check", "-C", project)
    assert checked.exit_code == 1
    assert "en.toml:3:9: warning" in checked.stdout
    built = _run("build", "-C", project, "--json")
    assert built.exit_code == 1
    problems = json.loads(built.stdout)["problems"]
    assert [f"{problem['file'][18:]}:{problem['line']}:{problem['column']}" for problem in problems] == wanted
    assert [place for place in wanted if f"templates/phrases/{place}: " not in checked.stdout] == []
    assert not (project / "site").exists()


def test_a_key_that_nothing_says_keeps_no_site_from_being_built(tmp_path: Path) -> None:
    project = projects.write_project(tmp_path / "p")
    (project / "templates/phrases").mkdir(parents=True)
    (project / "templates/phrases/en.toml").write_text('[award]\nabuot = "x"\nabout = "What this is"\n')
    assert _run("build", "-C", project).exit_code == 0
    assert "What this is" in (project / f"site/awards/{projects.VALID}/index.html").read_text(encoding="utf-8")


def _french(tmp_path: Path, text: str | None, languages: str = '["en", "fr"]') -> Path:
    project = projects.write_project(tmp_path / "p")
    site = project / "content/site.toml"
    site.write_text(site.read_text().replace('["en"]', languages))
    if text is not None:
        (project / "templates/phrases").mkdir(parents=True)
        (project / "templates/phrases/fr.toml").write_text(text, encoding="utf-8")
    return project


def test_a_language_without_phrases_is_refused_with_the_file_to_write(tmp_path: Path) -> None:
    project = _french(tmp_path, None, '["en", "fr", "ja"]')
    hint = "write templates/phrases/fr.toml and templates/phrases/ja.toml; what it lacks comes out in English"
    for said in (_run("check", "-C", project).stdout, _run("build", "-C", project).stderr):
        assert "the theme has no phrases in fr, ja" in said
        assert hint in said


def test_check_counts_what_a_language_lacks_and_english_stands_in_for_it(tmp_path: Path) -> None:
    project = _french(tmp_path, '[award]\nabout = "À propos de ce badge"\n')
    total = len(Phrases.load(tomllib.loads((packaged_theme() / "phrases/en.toml").read_text("utf-8"))).entries)
    checked = _run("check", "-C", project)
    assert checked.exit_code == 0
    wanted = f"{total - 1:,} of {total:,} phrases are missing; they come out in English"
    assert f"templates/phrases/fr.toml:1:1: warning: {wanted}" in checked.stdout
    assert _run("build", "-C", project).exit_code == 0
    page = (project / f"site/fr/awards/{projects.VALID}/index.html").read_text(encoding="utf-8")
    assert "À propos de ce badge" in page and '<span lang="en">' in page


def test_a_complete_language_is_no_matter(tmp_path: Path) -> None:
    project = _french(tmp_path, (packaged_theme() / "phrases/en.toml").read_text(encoding="utf-8"))
    assert "phrases" not in _run("check", "-C", project).stdout


def test_phrases_in_a_language_that_the_site_does_not_have_are_a_warning(tmp_path: Path) -> None:
    project = _french(tmp_path, "", '["en"]')
    assert "fr.toml:1:1: warning: the site has no pages in fr" in _run("check", "-C", project).stdout
