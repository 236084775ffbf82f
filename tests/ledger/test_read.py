"""The ledger as a whole: what the files say arrives, and whatever they hold, it is a ledger or a list of problems."""

from __future__ import annotations

import tempfile
from datetime import UTC, date, datetime
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.errors import LedgerError
from generator.ledger import read_ledger
from generator.model import (
    Accept,
    Award,
    Conferral,
    Earner,
    Event,
    EventKind,
    Evidence,
    Exclusion,
    Place,
    Result,
    Severity,
    Standing,
    Text,
    Visibility,
)
from tests import projects
from tests.ledger import sample

AWARDS = "content/awards.csv"
EVENTS = "content/events.csv"
EARNERS = "content/earners.csv"


def test_an_earner_arrives_as_written(tmp_path: Path) -> None:
    earners = sample.read(sample.sound(), tmp_path).earners
    assert list(earners) == ["alice", "bob", "chie", "dara", "emil", "fay"]
    assert earners["alice"] == Earner(
        id="alice",
        name="Alice Martin",
        emails=("alice@example.org", "am@example.com"),
        language="en",
        visibility=Visibility.PUBLIC,
        accept=Accept.AUTO,
        handle="alice-martin",
        place=Place(EARNERS, 2, 1),
    )
    assert earners["bob"].name == 'Bob "the Baker" Stone'


def test_an_award_arrives_with_its_results_evidence_and_events(tmp_path: Path) -> None:
    ledger = sample.read(sample.sound(), tmp_path)
    assert ledger.awards[0] == Award(
        id="0000000000000001",
        earner="alice",
        achievement="bread",
        awarded_at=datetime(2026, 1, 10, tzinfo=UTC),
        expires_at=datetime(2029, 1, 10, 23, 59, 59, tzinfo=UTC),
        status_index=17,
        visibility=None,
        place=Place(AWARDS, 2, 1),
        evidence=Evidence("https://work.example.org/alice?a=b%20c", "Portfolio"),
        results=(Result("score", "92"), Result("practical", level="mastered")),
        events=(
            Event(
                datetime(2026, 1, 10, tzinfo=UTC),
                "0000000000000001",
                EventKind.OFFERED,
                "",
                "office",
                Place(EVENTS, 2, 1),
            ),
            Event(
                datetime(2026, 1, 11, 10, tzinfo=UTC),
                "0000000000000001",
                EventKind.CLAIMED,
                "",
                "",
                Place(EVENTS, 3, 1),
            ),
        ),
    )
    assert ledger.awards[1].evidence == Evidence(text="Baked, alone,\nthree loaves")
    assert [award.place.line for award in ledger.awards] == [2, 3, 5, 6, 7, 8, 9, 10]
    assert [award.standing()[0] for award in ledger.awards[:3]] == [Standing.GOOD, Standing.GOOD, Standing.REVOKED]


def test_the_rules_arrive_as_written(tmp_path: Path) -> None:
    ledger = sample.read(sample.sound(), tmp_path)
    assert ledger.exclusions == (
        Exclusion(("NX-074", "NX-075"), Text.of("Retired before badges began"), date(2019, 7, 31)),
    )
    assert ledger.conferrals == (Conferral("NX-110", Text.of("Operating Data Stores"), "bread"),)


@pytest.mark.parametrize("path", ["content/rules.toml", EVENTS])
def test_rules_and_events_need_not_be_there(path: str, tmp_path: Path) -> None:
    files = sample.sound()
    del files[path]
    ledger = sample.read(files, tmp_path)
    assert ledger.warnings == ()
    assert len(ledger.awards) == 8


def test_windows_line_ends_and_marks_of_byte_order_change_nothing(tmp_path: Path) -> None:
    files = {
        path: "\ufeff" + content.replace("\n", "\r\n") if isinstance(content, str) else content
        for path, content in sample.sound().items()
    }
    assert sample.read(files, tmp_path / "a") == sample.read(sample.sound(), tmp_path / "b")


def test_the_same_files_give_the_same_ledger_whatever_the_order_of_their_making(tmp_path: Path) -> None:
    backwards = dict(reversed(list(sample.sound().items())))
    assert sample.read(backwards, tmp_path / "a") == sample.read(sample.sound(), tmp_path / "b")


def test_an_error_brings_the_warnings_with_it(tmp_path: Path) -> None:
    files = {**sample.sound(), "content/achievements/bread/badge.png": sample.png(100, 100)}
    files = sample.replaced(files, AWARDS, ",,24,", ",,x,")
    problems = sample.problems(files, tmp_path)
    assert [problem.severity for problem in problems] == [Severity.WARNING, Severity.ERROR]


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("dara,bread,2026-01-17", "emil,bread,2026-01-16", "10:1: award-repeated"),
        ("dara,cake,2026-01-13", "dara,cake,2027-01-13", "6:28: awarded-after-retirement"),
    ],
)
def test_what_is_odd_but_possible_is_a_warning(old: str, new: str, told: str, tmp_path: Path) -> None:
    files = sample.replaced(sample.sound(), AWARDS, old, new)
    files = sample.replaced(files, EVENTS, "2026-02-04,0000000000000004,published,,\n", "")
    files = sample.replaced(files, EVENTS, "2026-02-06,0000000000000008,declined,,\n", "")
    assert sample.told(sample.read(files, tmp_path).warnings) == [f"{AWARDS}:{told}"]


def test_the_first_of_two_equal_things_is_named_by_its_line(tmp_path: Path) -> None:
    files = sample.replaced(sample.sound(), AWARDS, "0000000000000008", "0000000000000003")
    files = sample.replaced(files, AWARDS, ",,24,", ",,17,")
    files = sample.replaced(files, EVENTS, "2026-02-06,0000000000000008,declined,,\n", "")
    texts = [problem.text for problem in sample.problems(files, tmp_path)]
    assert texts == [
        "the id '0000000000000003' is taken: it stands in line 5",
        "the status index 17 is taken: it stands in line 2",
    ]


def test_missing_status_indexes_come_with_free_ones_that_never_change(tmp_path: Path) -> None:
    files = sample.replaced(sample.sound(), AWARDS, ",,24,", ",,,")
    files = sample.replaced(files, AWARDS, ",,23,", ",,,")
    hints = [problem.hint for problem in sample.problems(files, tmp_path)]
    assert hints == [problem.hint for problem in sample.problems(files, tmp_path)]
    numbers = [hint.split("; ")[1].split()[0] for hint in hints]
    assert len(set(numbers)) == 2
    files = sample.replaced(files, AWARDS, "dara,bread,2026-01-17,,,", f"dara,bread,2026-01-17,,{numbers[1]},")
    files = sample.replaced(files, AWARDS, "emil,bread,2026-01-16,,,", f"emil,bread,2026-01-16,,{numbers[0]},")
    assert sample.problems(files, tmp_path) == ()


@pytest.mark.parametrize(
    ("earner", "hint"),
    [
        ("alcie", "did you mean 'alice'? earners live in content/earners.csv"),
        ("ALICE", "did you mean 'alice'? earners live in content/earners.csv"),
        ("bob@example.org", "did you mean 'bob'? awards name an earner by id, not by address"),
        ("zzz", "earners live in content/earners.csv"),
    ],
)
def test_an_unknown_earner_comes_with_the_one_that_was_meant(earner: str, hint: str, tmp_path: Path) -> None:
    (problem,) = sample.problems(sample.replaced(sample.sound(), AWARDS, ",alice,bread", f",{earner},bread"), tmp_path)
    assert problem.code == "unknown-earner"
    assert problem.hint == hint
    assert "bob@" not in problem.text


def test_an_achievement_named_by_its_code_comes_with_its_slug(tmp_path: Path) -> None:
    (problem,) = sample.problems(sample.replaced(sample.sound(), AWARDS, "dara,bread", "dara,nx-200"), tmp_path)
    assert problem.hint == "did you mean 'bread', which has this code?"


def test_a_file_with_nearly_the_right_name_is_pointed_out(tmp_path: Path) -> None:
    files = sample.sound()
    files["content/event.csv"] = files.pop(EVENTS)
    files["content/Awards.csv"] = files.pop(AWARDS)
    problems = sample.problems(files, tmp_path)
    assert [
        (str(problem.place), problem.code, problem.hint) for problem in problems if problem.code == "file-stray"
    ] == [
        ("content/Awards.csv:1:1", "file-stray", "did you mean 'awards.csv'?"),
        ("content/event.csv:1:1", "file-stray", "did you mean 'events.csv'?"),
    ]


@pytest.mark.parametrize(
    ("events", "told"),
    [
        ("revoked,x\nreissued,", "3:29: event-not-possible"),
        ("revoked,x\nreinstated,\nreissued,", None),
        ("suspended,x\nreissued,", None),
        ("suspended,x\nreinstated,\nreinstated,", "4:29: event-not-possible"),
        ("revoked,x\nrevoked,y", "3:29: event-without-effect"),
        ("revoked,x\nsuspended,y", "3:29: event-without-effect"),
        ("suspended,x\nsuspended,y", "3:29: event-without-effect"),
        ("suspended,", "2:39: reason-missing"),
        ("declined,\nclaimed,\npublished,\nunlisted,\nsealed,", None),
    ],
)
def test_events_must_make_sense_one_after_the_other(events: str, told: str | None, tmp_path: Path) -> None:
    lines = [f"2026-03-0{at},0000000000000001,{event},," for at, event in enumerate(events.split("\n"), start=1)]
    files = {**sample.sound(), EVENTS: "\n".join(["at,award,event,reason,by", *(line[:-1] for line in lines)])}
    assert sample.told(sample.problems(files, tmp_path)) == ([f"{EVENTS}:{told}"] if told else [])


def test_an_offer_may_be_older_than_its_award_but_nothing_else(tmp_path: Path) -> None:
    for kind, expected in (("offered", []), ("declined", [f"{EVENTS}:2:1: event-before-award"])):
        files = {**sample.sound(), EVENTS: f"at,award,event,reason,by\n2025-12-01,0000000000000001,{kind},,\n"}
        assert sample.told(sample.problems(files, tmp_path)) == expected


def test_after_a_line_that_cannot_be_read_nothing_is_said_of_what_it_may_have_done(tmp_path: Path) -> None:
    for slip in ("2026-02-01T10:00:00Z,000000000000002", '2026-02-01T10:00:00Z,"0000000000000002'):
        files = sample.replaced(sample.sound(), EVENTS, "2026-02-01T10:00:00Z,0000000000000002", slip)
        assert [problem.place.line for problem in sample.problems(files, tmp_path)] == [4]


BYTES = st.one_of(st.binary(max_size=300), st.text(alphabet=',"\n\r;=[]{}+#\x00é@a1', max_size=200).map(str.encode))


@pytest.mark.parametrize("path", [path for path in sample.sound() if not path.endswith(".png")])
@given(data=st.data())
@settings(max_examples=40)
def test_arbitrary_bytes_in_any_file_are_a_ledger_or_a_ledger_error(path: str, data: st.DataObject) -> None:
    whole = sample.sound()[path]
    assert isinstance(whole, str)
    original = whole.encode()
    junk = data.draw(BYTES)
    start = data.draw(st.integers(0, len(original)))
    end = data.draw(st.integers(start, min(len(original), start + 40)))
    content = data.draw(st.sampled_from([junk, original[:start] + junk + original[end:]]))
    with tempfile.TemporaryDirectory() as folder:
        project = sample.write({**sample.sound(), path: content}, Path(folder))
        try:
            read_ledger(project)
        except LedgerError as error:
            assert any(problem.severity is Severity.ERROR for problem in error.problems)
            for problem in error.problems:
                assert problem.place.line >= 1
                assert problem.place.column >= 1
                assert (problem.text + problem.hint).isprintable()


@given(st.binary(max_size=200), st.integers(0, 200))
@settings(max_examples=60)
def test_arbitrary_bytes_in_a_picture_are_a_ledger_or_a_ledger_error(junk: bytes, at: int) -> None:
    picture = sample.png()
    with tempfile.TemporaryDirectory() as folder:
        files = {**sample.sound(), "content/issuer.png": picture[:at] + junk + picture[at + len(junk) :]}
        sample.problems(files, Path(folder))


def test_blank_columns_that_must_not_be_blank_are_named_one_by_one(tmp_path: Path) -> None:
    files = sample.replaced(sample.sound(), AWARDS, "dara,bread,2026-01-17", ",,")
    files = sample.replaced(files, EVENTS, "2026-02-07,0000000000000007", ",")
    assert sample.told(sample.problems(files, tmp_path)) == [
        f"{AWARDS}:10:18: earner-missing",
        f"{AWARDS}:10:19: achievement-missing",
        f"{AWARDS}:10:20: date-missing",
        f"{EVENTS}:10:1: date-missing",
        f"{EVENTS}:10:2: award-missing",
    ]


def test_a_digest_of_an_address_is_found_across_files(tmp_path: Path) -> None:
    digest = sha256(b"am@example.com").hexdigest()
    files = sample.replaced(sample.sound(), AWARDS, "Portfolio", digest)
    assert sample.told(sample.problems(files, tmp_path)) == [f"{AWARDS}:2:95: private-address"]


def test_a_slip_in_every_row_is_listed_a_thousand_times_and_counted(tmp_path: Path) -> None:
    rows = [f"{number:016},nobody,bread,2026-01-10,,{number},,,,," for number in range(1500)]
    files = {**sample.sound(), AWARDS: "\n".join([sample.AWARDS.split("\n")[0], *rows])}
    del files[EVENTS]
    problems = sample.problems(files, tmp_path)
    assert len(problems) == 1001
    assert str(problems[-1].place) == f"{AWARDS}:1002:1"
    assert "500 more of this kind" in problems[-1].text


def test_a_free_status_index_is_not_one_that_is_taken(tmp_path: Path) -> None:
    files = sample.replaced(sample.sound(), AWARDS, ",,24,", ",,,")
    (problem,) = sample.problems(files, tmp_path / "a")
    free = problem.hint.split("; ")[1].split()[0]
    (problem,) = sample.problems(sample.replaced(files, AWARDS, ",,23,", f",,{free},"), tmp_path / "b")
    assert problem.hint.split("; ")[1].split()[0] == str(int(free) + 1)


def _problems_of(project: Path) -> list[str]:
    with pytest.raises(LedgerError) as caught:
        read_ledger(project)
    return [f"{problem.place}: {problem.text}" for problem in caught.value.errors]


@pytest.mark.parametrize(
    ("name", "problem"),
    [
        ("earners.csv", "1:43: this value has a line end of the old Macintosh kind"),
        ("awards.csv", "1:110: this value has a line end of the old Macintosh kind"),
        ("site.toml", "1:40: the lines of this file end as on the old Macintosh, with CR alone"),
        (
            "achievements/grafting/achievement.md",
            "1:4: the lines of this file end as on the old Macintosh, with CR alone",
        ),
        ("profiles/ada-quince.md", "1:4: the lines of this file end as on the old Macintosh, with CR alone"),
    ],
)
def test_a_file_whose_lines_end_with_cr_alone_is_the_only_problem(tmp_path: Path, name: str, problem: str) -> None:
    content = projects.write_project(tmp_path / "p") / "content"
    (content / "profiles").mkdir()
    (content / "profiles" / "ada-quince.md").write_text('+++\nheadline = "Grafter"\n+++\nI graft.\n', encoding="utf-8")
    path = content / name
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r"))
    assert _problems_of(content.parent) == [f"content/{name}: {problem}".replace(": ", ":", 1)]


@pytest.mark.parametrize("table", ["output", "support"])
def test_a_table_that_is_none_is_told_once(tmp_path: Path, table: str) -> None:
    project = projects.write_project(tmp_path / "p")
    path = project / "content" / "site.toml"
    path.write_text(f"{table} = 1\n" + path.read_text(encoding="utf-8"), encoding="utf-8")
    assert len(_problems_of(project)) == 1


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ('"Orchard Guild badges"', f'"{"T" * 201}"', "2:9: 'title' has 201 characters; at most 200 are accepted"),
        (
            '"Orchard Guild badges"',
            '{en = "a\\u0007"}',
            "2:15: 'title.en' has the control character U+0007 as character 2",
        ),
        ("https://badges", "https://\u202ebadges", "1:12: 'base_url' has the direction mark U+202E as character 9"),
    ],
)
def test_what_is_wrong_with_a_setting_is_said_of_its_key(tmp_path: Path, old: str, new: str, problem: str) -> None:
    project = projects.write_project(tmp_path / "p")
    path = project / "content" / "site.toml"
    path.write_text(path.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")
    assert _problems_of(project) == [f"content/site.toml:{problem}"]


def test_a_row_of_one_field_is_said_to_have_one(tmp_path: Path) -> None:
    project = projects.write_project(tmp_path / "p", awards=projects.AWARDS + "alone\n")
    assert _problems_of(project) == ["content/awards.csv:9:1: the row has 1 field, wanted 11: 'earner' is missing"]


def test_an_achievement_behind_a_link_is_one_problem_and_not_one_for_each_of_its_awards(tmp_path: Path) -> None:
    project = projects.write_project(tmp_path / "p")
    folder = project / "content" / "achievements" / "grafting"
    folder.rename(tmp_path / "elsewhere")
    folder.symlink_to(tmp_path / "elsewhere")
    assert _problems_of(project) == ["content/achievements/grafting:1:1: this is a link"]
