"""content/achievements/: folders, fields, criteria in several languages, results and what awards may say of them."""

from __future__ import annotations

import errno
import os
from datetime import date
from pathlib import Path

import pytest

from generator.ledger.faults import Fault
from generator.ledger.folder import Folder, unreadable
from generator.model import NO_TEXT, Result, Severity, Text
from tests.ledger import sample

BREAD = "content/achievements/bread/achievement.md"
CAKE = "content/achievements/cake/achievement.md"
FRENCH = "content/achievements/bread/achievement.fr.md"
AWARDS = "content/awards.csv"


def with_fields(fields: str) -> sample.Files:
    """The sample with one more achievement that has these fields beside name and description."""
    head = '+++\nname = {en = "Pie", fr = "Tarte"}\ndescription = {en = "Pie.", fr = "Tarte."}\n'
    folder = "content/achievements/pie"
    return {
        **sample.sound(),
        f"{folder}/achievement.md": f"{head}{fields}\n+++\nBake a pie.\n",
        f"{folder}/achievement.fr.md": "Faire une tarte.\n",
        f"{folder}/badge.png": sample.png(),
    }


def told(fields: str, tmp_path: Path) -> list[str]:
    """Problems with these fields, which begin in line 4, each as `line:column code`."""
    problems = sample.problems(with_fields(fields), tmp_path)
    assert all(problem.place.path == "content/achievements/pie/achievement.md" for problem in problems)
    return [f"{problem.place.line}:{problem.place.column} {problem.code}" for problem in problems]


def test_achievements_come_in_the_order_of_their_slugs(tmp_path: Path) -> None:
    assert list(sample.read(with_fields(""), tmp_path).achievements) == ["bread", "cake", "pie"]


def test_what_is_left_out_has_the_stated_default(tmp_path: Path) -> None:
    pie = sample.read(with_fields(""), tmp_path).achievements["pie"]
    assert pie.type == "Achievement"
    assert (pie.code, pie.level, pie.version, pie.valid_for, pie.replaced_by, pie.field_of_study) == ("",) * 6
    assert (pie.tags, pie.skills, pie.results, pie.related) == ((),) * 4
    assert (pie.credits, pie.retired_on) == (None, None)
    assert pie.art.alt == Text((("en", "Pie badge"), ("fr", "Badge Tarte")))
    assert (pie.art.width_px, pie.art.height_px) == (200, 200)


def test_every_field_arrives(tmp_path: Path) -> None:
    fields = """type = "ext:Our.Kind"\ncode = "P-1"\nlevel = "associate"\nversion = "2.1"\ntags = ["x"]
image_alt = "A pie"\nvalid_for = "P1Y6M"\nretired_on = "2030-01-02"\nreplaced_by = "bread"\nrelated = ["cake", "bread"]
field_of_study = "Baking"\nspecialization = "Pies"\ncredits = 2"""
    pie = sample.read(with_fields(fields), tmp_path).achievements["pie"]
    assert (pie.type, pie.code, pie.level, pie.version, pie.tags) == ("ext:Our.Kind", "P-1", "associate", "2.1", ("x",))
    assert (pie.valid_for, pie.retired_on, pie.replaced_by) == ("P1Y6M", date(2030, 1, 2), "bread")
    assert (pie.related, pie.field_of_study, pie.specialization) == (("cake", "bread"), "Baking", "Pies")
    assert pie.credits == 2.0
    assert isinstance(pie.credits, float)
    assert pie.art.alt == Text.of("A pie")


def test_criteria_keep_their_markdown_and_lose_the_line_ends_of_windows(tmp_path: Path) -> None:
    files = sample.replaced(
        sample.sound(), BREAD, "Bake a *loaf* without help.\n", "\r\n    code\r\n\r\n- *loaf*\r\n\r\n"
    )
    criteria = sample.read(files, tmp_path).achievements["bread"].criteria
    assert criteria == Text((("en", "    code\n\n- *loaf*"), ("fr", "Faire un *pain* sans aide.")))


def test_a_translation_may_have_an_empty_front_matter(tmp_path: Path) -> None:
    files = {**sample.sound(), FRENCH: "+++\n# nothing here\n+++\nDu pain.\n"}
    assert sample.read(files, tmp_path).achievements["bread"].criteria.choose("fr").text == "Du pain."


@pytest.mark.parametrize(
    ("path", "content", "place"),
    [
        (BREAD, "", "1:1: front-matter"),
        (BREAD, "---\nname: x\n---\nText\n", "1:1: front-matter"),
        (BREAD, '+++\nname = "x"\n', "1:1: front-matter"),
        (BREAD, b"\xff\xfea", "1:1: not-utf8"),
        (BREAD, "+++\nname = \n+++\nText\n", "2:8: toml-syntax"),
        (FRENCH, "", "1:1: criteria-missing"),
        (FRENCH, "+++\n\nname = 1\n+++\nTexte\n", "3:1: front-matter"),
        (FRENCH, "+++\nname = 1\n", "1:1: front-matter"),
        (FRENCH, "un\n\ndeux \x0c\n", "3:6: control-character"),
        (FRENCH, "é\nà\n".encode() + b"x\xe9", "3:2: not-utf8"),
        (FRENCH, "un\n\nask bob@example.org\n", "3:1: private-address"),
    ],
)
def test_a_slip_in_the_file_is_reported_at_its_place(
    path: str, content: str | bytes, place: str, tmp_path: Path
) -> None:
    assert sample.told(sample.problems({**sample.sound(), path: content}, tmp_path)) == [f"{path}:{place}"]


def test_a_broken_achievement_still_exists_for_those_who_refer_to_it(tmp_path: Path) -> None:
    files = {**sample.sound(), BREAD: "+++\nname = \n+++\nText\n"}
    files = sample.replaced(files, AWARDS, "score=70", "whatever=1")
    assert sample.told(sample.problems(files, tmp_path)) == [f"{BREAD}:2:8: toml-syntax"]


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("achievement.de.md", "achievement.de.md:1:1: language-unknown"),
        ("achievement.FR.md", "achievement.FR.md:1:1: language-unknown"),
        ("achievement.en.md", "achievement.en.md:1:1: criteria-repeated"),
        ("acheivement.md", "acheivement.md:1:1: file-stray"),
        ("achievement.ja.txt", "achievement.ja.txt:1:1: file-stray"),
        ("bell\x07.md", "bell␇.md:1:1: file-stray"),
        ("achievement.ja.md", None),
        ("badge.svg", None),
        (".DS_Store", None),
    ],
)
def test_only_files_with_known_names_are_read(name: str, told: str | None, tmp_path: Path) -> None:
    files = {**sample.sound(), f"content/achievements/bread/{name}": "text"}
    expected = [f"content/achievements/bread/{told}"] if told else []
    assert sample.told(sample.problems(files, tmp_path)) == expected


@pytest.mark.parametrize("name", ["Bread Rolls", "a.b", "con", "x" * 101])
def test_a_folder_whose_name_cannot_be_an_address_is_refused(name: str, tmp_path: Path) -> None:
    files = {**sample.sound(), f"content/achievements/{name}/achievement.md": "text"}
    (problem,) = sample.problems(files, tmp_path)
    assert str(problem.place) == f"content/achievements/{name}:1:1"
    assert problem.code in ("id", "id-reserved")


def test_a_folder_name_that_is_not_text_is_refused_and_can_be_shown(tmp_path: Path) -> None:
    project = sample.write(sample.sound(), tmp_path)
    (Path(project) / "content" / "achievements" / "caf\udce9").mkdir()
    (problem,) = sample.problems({}, tmp_path)
    assert problem.place.path == "content/achievements/caf‹U+DCE9›"
    assert (problem.place.path + problem.text + problem.hint).encode("utf-8")


def test_a_file_among_the_folders_is_a_warning(tmp_path: Path) -> None:
    (problem,) = sample.read({**sample.sound(), "content/achievements/notes.md": "x"}, tmp_path).warnings
    assert sample.told((problem,)) == ["content/achievements/notes.md:1:1: file-stray"]


def test_an_empty_folder_lacks_its_file_and_gets_a_picture(tmp_path: Path) -> None:
    files = {**sample.sound(), "content/achievements/pie/.keep": ""}
    assert sample.told(sample.problems(files, tmp_path)) == [
        "content/achievements/pie/achievement.md:1:1: file-missing",
        "content/achievements/pie/badge.png:1:1: art-drawn",
    ]


def test_a_folder_that_cannot_be_listed_is_an_error_and_no_other_picture_is_drawn_instead(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = BREAD.rpartition("/")[0]
    names = Folder.names

    def unlisted(self: Folder, path: str) -> list[tuple[str, str]] | Fault:
        return unreadable(OSError(errno.EIO, os.strerror(errno.EIO))) if path == at else names(self, path)

    monkeypatch.setattr(Folder, "names", unlisted)
    found = sample.problems(sample.sound(), tmp_path)
    assert f"{at}:1:1: file-unreadable" in sample.told(found)
    assert not any("art-drawn" in line for line in sample.told(found))


def test_what_is_missing_in_a_language_of_the_site_is_one_warning_for_each(tmp_path: Path) -> None:
    files = sample.replaced(sample.sound(), "content/site.toml", '["en", "fr"]', '["en", "fr", "ja"]')
    files = sample.replaced(files, CAKE, '{en = "Cake Baker", fr = "Pâtissier"}', '"Cake Baker"')
    warnings = sample.read(files, tmp_path).warnings
    assert [(str(problem.place), problem.text) for problem in warnings] == [
        (f"{BREAD}:1:1", "the name, description and criteria are missing in Japanese (ja)"),
        (f"{CAKE}:1:1", "the name is missing in French (fr)"),
        (f"{CAKE}:1:1", "the name, description and criteria are missing in Japanese (ja)"),
    ]
    assert "add achievement.ja.md" in warnings[0].hint


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ("version = 2.1", ["4:11 wrong-type"]),
        ("credits = -1", ["4:11 out-of-range"]),
        ("credits = nan", ["4:11 out-of-range"]),
        ("credits = 1" + "0" * 400, ["4:11 out-of-range"]),
        ("credits = true", ["4:11 wrong-type"]),
        ('valid_for = "P0D"', ["4:13 duration"]),
        ('valid_for = "P"', ["4:13 duration"]),
        ('valid_for = "three years"', ["4:13 duration"]),
        ("retired_on = 2024-06-30T10:00:00Z", ["4:14 date"]),
        ('type = "badge"', ["4:8 choice"]),
        ('type = "ext:"', ["4:8 choice"]),
        ("tags = [1]", ["4:9 wrong-type"]),
        ('tags = [""]', ["4:9 text-blank"]),
        ('tags = "x"', ["4:8 wrong-type"]),
        ('related = ["pie"]', ["4:12 self-reference"]),
        ('related = ["cake", 7, "tart"]', ["4:20 wrong-type", "4:23 unknown-achievement"]),
        ('replaced_by = "Pie Crust"', ["4:15 id"]),
        ("skills = 7", ["4:10 wrong-type"]),
        ('skills = ["x"]', ["4:11 wrong-type"]),
        ('[[skills]]\nslug = "a"', ["4:1 key-missing"]),
        ('[[skills]]\nname = "千"', ["5:8 slug-missing"]),
        ('[[skills]]\nname = "千"\nslug = "sen"', []),
        ('[[skills]]\nname = "A b"\n[[skills]]\nname = "a B"', ["7:8 repeated"]),
        ('[[skills]]\nname = "A"\nsulg = "a"', ["6:1 key-unknown"]),
        ('[[skills]]\nname = "A"\n[[skills.alignments]]\nname = "x"', ["6:1 key-missing"]),
        ('[[results]]\nkey = "a"\nname = "A"', ["4:1 key-missing"]),
        ('[[results]]\nkey = "a"\nname = "A"\ntype = "Score"', ["7:8 choice"]),
        ('[[results]]\nkey = "A"\nname = "A"\ntype = "Result"', ["5:7 id"]),
        ('[[results]]\nkey = "a"\nname = "A"\ntype = "Result"\nminimum = 1.5', ["8:11 wrong-type"]),
        (
            '[[results]]\nkey = "a"\nname = "A"\ntype = "Result"\nallowed = ["x"]\nrequired = "y"',
            ["9:12 unknown-value"],
        ),
        ('[[results]]\nkey = "a"\nname = "A"\ntype = "Percent"\nmaximum = 100\nrequired = 101', ["9:12 result-range"]),
        ('[[results]]\nkey = "a"\nname = "A"\ntype = "Result"\nrequired_level = "x"', ["8:18 unknown-level"]),
    ],
)
def test_a_slip_in_a_field_is_reported_at_its_value(fields: str, expected: list[str], tmp_path: Path) -> None:
    assert told(fields, tmp_path) == expected


def test_following_replaced_by_must_come_to_an_end(tmp_path: Path) -> None:
    files = with_fields('replaced_by = "cake"')
    files = sample.replaced(files, BREAD, 'related = ["cake"]', 'replaced_by = "pie"')
    problems = sample.problems(files, tmp_path)
    assert {problem.code for problem in problems} == {"replaced-in-a-circle"}
    assert len(problems) == 3
    assert "'bread' to 'pie' to 'cake' to 'bread'" in problems[0].text


def test_a_skill_with_two_names_is_a_warning(tmp_path: Path) -> None:
    (problem,) = sample.read(with_fields('[[skills]]\nname = "Making dough"\nslug = "kneading"'), tmp_path).warnings
    assert sample.told((problem,)) == ["content/achievements/pie/achievement.md:5:8: skill-two-names"]
    assert problem.severity is Severity.WARNING


def test_an_achievement_whose_code_has_no_badge_is_refused_and_so_are_its_awards(tmp_path: Path) -> None:
    files = sample.replaced(sample.sound(), "content/rules.toml", '"NX-075"', '"nx-200"')
    found = sample.told(sample.problems(files, tmp_path))
    assert found[0] == f"{BREAD}:5:8: code-excluded"
    assert found[1:] == [
        f"{AWARDS}:{line}:{column}: code-excluded" for line, column in ((2, 24), (3, 22), (5, 23), (9, 23), (10, 23))
    ]


RESULTS = """[[results]]
key = "grade"
name = "Grade"
type = "LetterGrade"
allowed = ["A", "B"]
[[results]]
key = "state"
name = "State"
type = "Status"
[[results]]
key = "points"
name = "Points"
type = "RawScore"
minimum = "-1.5"
[[results]]
key = "skill"
name = "Skill"
type = "RubricCriterionLevel"
[[results.levels]]
key = "low"
name = "Low"
points = 1
[[results.levels]]
key = "high"
name = "High"
level = "2"
"""


def with_results(column: str) -> sample.Files:
    return sample.replaced(
        with_fields(RESULTS), AWARDS, "emil,bread,2026-01-16,,23,,,,,", f"emil,pie,2026-01-16,,23,,,,,{column}"
    )


@pytest.mark.parametrize(
    ("column", "results"),
    [
        ("grade=A", (Result("grade", "A"),)),
        ("state=InProgress; points=-1.5", (Result("state", "InProgress"), Result("points", "-1.5"))),
        (" skill = high ;; points=7.25;", (Result("skill", level="high"), Result("points", "7.25"))),
        ("", ()),
    ],
)
def test_results_are_values_or_levels_as_the_achievement_describes(
    column: str, results: tuple[Result, ...], tmp_path: Path
) -> None:
    assert sample.read(with_results(column), tmp_path).awards[6].results == results


@pytest.mark.parametrize(
    ("column", "code"),
    [
        ("grade", "results"),
        ("grade=", "results"),
        ("=A", "unknown-result"),
        ("grade=A;grade=B", "results"),
        ("grde=A", "unknown-result"),
        ("grade=C", "unknown-value"),
        ("state=completed", "unknown-status"),
        ("points=-2", "result-range"),
        ("points=many", "result-range"),
        ("skill=2", "unknown-level"),
    ],
)
def test_any_other_result_is_refused(column: str, code: str, tmp_path: Path) -> None:
    (problem,) = sample.problems(with_results(column), tmp_path)
    assert sample.told((problem,)) == [f"{AWARDS}:9:46: {code}"]


def test_the_descriptions_of_results_arrive_as_strings(tmp_path: Path) -> None:
    pie = sample.read(with_fields(RESULTS), tmp_path).achievements["pie"]
    points, skill = pie.result("points"), pie.result("skill")
    assert points
    assert (points.minimum, points.maximum) == ("-1.5", "")
    assert skill
    assert [(level.key, level.points, level.level) for level in skill.levels] == [("low", "1", ""), ("high", "", "2")]
    assert pie.description != NO_TEXT


def test_when_offers_began_and_why_they_ended_arrive(tmp_path: Path) -> None:
    fields = 'offered_since = 2019-01-02\nretired_on = 2020-01-02\nretired_reason = "Nobody asked."'
    pie = sample.read(with_fields(fields), tmp_path).achievements["pie"]
    assert (pie.offered_since, pie.retired_reason) == (date(2019, 1, 2), Text.of("Nobody asked."))


def test_an_end_before_the_beginning_and_a_reason_without_an_end_are_told(tmp_path: Path) -> None:
    assert told("offered_since = 2021-01-02\nretired_on = 2020-01-02", tmp_path) == ["5:14 dates-crossed"]
    assert told('retired_reason = "Nobody asked."', tmp_path) == ["4:18 reason-without-end"]
