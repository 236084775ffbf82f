"""`badgepress award`: one badge or many, into the ledger and onto the site; all or nothing."""

from __future__ import annotations

import csv
import fcntl
import json
import os
import re
from datetime import UTC, datetime
from pathlib import Path
from threading import Thread

import pytest
from click.testing import CliRunner, Result

from generator.build.stage import held_lock
from generator.cli.app import main
from generator.ledger import read_ledger
from generator.ledger.granting import OnRepeat, plan_awards
from generator.ledger.grants import Grant, read_grants
from tests import projects
from tests.sitemaking import build
from tests.steps import steps_at_most

ADA = ("--achievement", "grafting", "--email", "Ada.Quince@example.com", "--date", "2026-05-01")
NEW = ("--achievement", "grafting", "--name", "Nan Bramley", "--email", "nan@example.com", "--date", "2026-05-01")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return projects.write_project(tmp_path / "project")


def run(*words: object, project: Path, **kwargs: object) -> Result:
    result = CliRunner().invoke(main, [str(word) for word in (*words, "-C", project)], **kwargs)  # type: ignore[arg-type]
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def rows(project: Path, name: str = "awards") -> list[dict[str, str]]:
    with (project / "content" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def contents(project: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in (project / "content").glob("*.csv")}


def test_an_award_to_somebody_new_makes_the_earner_and_a_badge_that_verifies(project: Path) -> None:
    result = run("award", *NEW, "--results", "score=92", project=project)
    assert result.exit_code == 0, result.output
    row, earner = rows(project)[-1], rows(project, "earners")[-1]
    assert re.fullmatch("[0-9a-hjkmnp-tv-z]{16}", row["id"])
    assert (row["earner"], row["awarded_at"], row["results"]) == ("nan-bramley", "2026-05-01", "score=92")
    assert (earner["id"], earner["name"], earner["emails"]) == ("nan-bramley", "Nan Bramley", "nan@example.com")
    assert f"https://badges.example.org/awards/{row['id']}/" in result.stdout
    build(project)
    site = project / "site"
    badge = site / "awards" / row["id"] / "badge.png"
    assert CliRunner().invoke(main, ["verify", str(badge), "--site", str(site)]).exit_code == 0


def test_a_date_that_is_still_to_come_is_made_with_a_warning_here_and_in_check(project: Path) -> None:
    result = run("award", *NEW[:-1], "2062-11-01", project=project)
    assert result.exit_code == 0
    said = "warning: 2062-11-01 is still to come: until then the badge is not valid"
    assert f"--date: {said}" in result.stderr
    row = rows(project)[-1]
    checked = run("check", project=project)
    assert f"content/awards.csv:9:{len(row['id'] + row['earner'] + row['achievement']) + 4}: {said}" in checked.stdout
    assert "still to come" not in run("award", *ADA, project=project).stderr
    assert "still to come" not in run("award", *ADA[:4], project=project).stderr


def test_an_earner_is_known_by_the_address_and_keeps_the_name_in_the_ledger(project: Path) -> None:
    before = contents(project)["earners.csv"]
    result = run("award", *ADA, "--name", "A. Quince", project=project)
    assert result.exit_code == 0
    assert "'e1' has another name" in result.stderr
    assert rows(project)[-1]["earner"] == "e1"
    assert contents(project)["earners.csv"] == before


def test_what_was_there_stays_byte_for_byte(project: Path) -> None:
    path = project / "content" / "awards.csv"
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n").removesuffix(b"\r\n"))
    before = path.read_bytes()
    assert run("award", *NEW, project=project).exit_code == 0
    after = path.read_bytes()
    assert after.startswith(before + b"\r\n") and after.endswith(b",,,,\r\n")


def test_an_optional_column_of_earners_is_left_empty(project: Path) -> None:
    path = project / "content" / "earners.csv"
    head, *lines = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join([f"{head},did", *(f"{line}," for line in lines), ""]), encoding="utf-8")
    assert run("award", *NEW, project=project).exit_code == 0
    assert rows(project, "earners")[-1]["did"] == ""


def test_an_award_ends_when_its_achievement_says_unless_told_otherwise(project: Path) -> None:
    text = (project / "content" / "achievements" / "grafting" / "achievement.md").read_text(encoding="utf-8")
    text = text.replace('tags = ["orchard"]', 'tags = ["orchard"]\nvalid_for = "P2Y"')
    (project / "content" / "achievements" / "grafting" / "achievement.md").write_text(text, encoding="utf-8")
    for words, wanted in (
        ((), "2028-05-01"),
        (("--expires", "never"), ""),
        (("--expires", "2027-01-01"), "2027-01-01"),
    ):
        assert run("award", *NEW, "--on-repeat", "again", *words, project=project).exit_code == 0
        assert rows(project)[-1]["expires_at"] == wanted


def test_a_repeat_is_refused_or_skipped_or_made_as_was_said(project: Path) -> None:
    assert run("award", *NEW, project=project).exit_code == 0
    before, first = contents(project), rows(project)[-1]["id"]
    refused = run("award", *NEW, project=project)
    assert refused.exit_code == 1 and first in refused.stderr and "--on-repeat skip" in refused.stderr
    assert contents(project) == before
    skipped = json.loads(run("award", *NEW, "--on-repeat", "skip", "--json", project=project).stdout)
    assert [entry["award"] for entry in skipped["skipped"]] == [first] and skipped["awards"] == []
    assert contents(project) == before
    assert run("award", *NEW, "--on-repeat", "again", project=project).exit_code == 0
    assert len(rows(project)) == 9


def test_a_revoked_award_is_no_repeat(project: Path) -> None:
    assert run("award", *NEW, project=project).exit_code == 0
    revoked = rows(project)[-1]["id"]
    assert (
        run("revoke", revoked, "--reason", "The name was another's.", "--at", "2026-05-02", project=project).exit_code
        == 0
    )
    assert run("award", *NEW, project=project).exit_code == 0


def test_every_slip_is_told_at_once_and_the_nearest_badge_is_named(project: Path) -> None:
    before = contents(project)
    words = ("--achievement", "graftign", "--name", "a@b.example.com", "--email", "nan", "--date", "2026-02-30")
    result = run("award", *words, "--evidence-url", "trees", "--visibility", "publik", project=project)
    assert result.exit_code == 1
    for option in ("--achievement", "--name", "--email", "--date", "--evidence-url", "--visibility"):
        assert f"{option}: " in result.stderr
    assert "did you mean 'grafting'?" in result.stderr
    assert "6 problems, nothing written. content/ is as it was." in result.stderr
    assert contents(project) == before


def test_without_a_terminal_what_is_missing_is_named(project: Path) -> None:
    result = run("award", "--name", "Nan", project=project)
    assert result.exit_code == 2 and "--achievement" in result.stderr and "--email" in result.stderr


def test_at_a_terminal_what_is_missing_is_asked(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("generator.cli.award.on_terminal", lambda: True)
    result = run("award", project=project, input="pruning\nnan@example.com\nNan Bramley\n")
    assert result.exit_code == 0, result.output
    assert "grafting, pruning" in result.stderr
    assert (rows(project)[-1]["achievement"], rows(project)[-1]["earner"]) == ("pruning", "nan-bramley")


@pytest.mark.parametrize("words", [(), ("--achievement", "prunning")], ids=["asked", "said"])
def test_at_a_terminal_an_unknown_achievement_is_told_at_once_and_asked_again(
    project: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...]
) -> None:
    monkeypatch.setattr("generator.cli.award.on_terminal", lambda: True)
    answers = "pruning\nnan@example.com\nNan Bramley\n"
    result = run("award", *words, project=project, input=answers if words else f"prunning\n{answers}")
    assert result.exit_code == 0, result.output
    told = result.stderr.index("no achievement is called 'prunning'; did you mean 'pruning'?")
    assert told < result.stderr.index("Their e-mail address")
    assert rows(project)[-1]["achievement"] == "pruning"


@pytest.mark.parametrize("words", [(), ADA, ("--undo", projects.SEALED)], ids=["asked", "said", "undo"])
def test_outside_a_project_nothing_is_asked_and_the_same_is_said_as_by_build(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...]
) -> None:
    monkeypatch.setattr("generator.cli.award.on_terminal", lambda: True)
    result = run("award", *words, project=tmp_path, input="grafting\nnan@example.com\nNan Bramley\n")
    assert result.exit_code == 1
    assert result.stderr.splitlines()[:2] == run("build", project=tmp_path).stderr.splitlines()[:2]


def test_where_there_are_no_achievements_that_is_said_and_nothing_is_asked(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("generator.cli.award.on_terminal", lambda: True)
    for file in (project / "content" / "achievements").glob("*/achievement.md"):
        file.unlink()
    result = run("award", project=project, input="grafting\n")
    assert result.exit_code == 1 and "there is no achievement in content/achievements/ yet" in result.stderr


TABLE = """\
name,email,achievement,date,evidence_text,results
Nan Bramley,nan@example.com,,2026-05-01,"Three trees, alive",score=80
林檎 次郎,jiro@example.com;jiro@example.org,pruning,2026-05-02,,
Ada Quince,ada.quince@example.com,,,,
Nan Bramley,NAN@example.com,pruning,,,
"""


def test_a_table_makes_all_awards_at_once_and_again_makes_none(project: Path, tmp_path: Path) -> None:
    table = tmp_path / "people.csv"
    table.write_text(TABLE, encoding="utf-8")
    words = ("award", "--from", table, "--achievement", "grafting", "--date", "2026-05-03")
    result = run(*words, project=project)
    assert result.exit_code == 0, result.output
    assert "Added 4 lines to content/awards.csv and 2 to content/earners.csv" in result.stdout
    made = rows(project)[-4:]
    assert [row["earner"] for row in made] == ["nan-bramley", "earner", "e1", "nan-bramley"]
    assert [row["achievement"] for row in made] == ["grafting", "pruning", "grafting", "pruning"]
    assert [row["awarded_at"] for row in made] == ["2026-05-01", "2026-05-02", "2026-05-03", "2026-05-03"]
    assert (made[0]["evidence_text"], made[0]["results"]) == ("Three trees, alive", "score=80")
    assert rows(project, "earners")[-1]["emails"] == "jiro@example.com;jiro@example.org"
    before = contents(project)
    again = run(*words, "--on-repeat", "skip", project=project)
    assert again.exit_code == 0 and "Skipped 4 awards" in again.stdout
    assert contents(project) == before


def test_a_table_with_slips_names_every_one_by_line_and_column(project: Path, tmp_path: Path) -> None:
    table = tmp_path / "people.csv"
    table.write_text(
        TABLE.replace("2026-05-01,", "2026-05-32,").replace("pruning,2026", "prunning,2026"), encoding="utf-8"
    )
    before = contents(project)
    result = run("award", "--from", table, "--achievement", "grafting", project=project)
    assert result.exit_code == 1
    assert f"{table}:2:30: " in result.stderr
    assert f"{table}:3:41: no achievement is called 'prunning'" in result.stderr
    assert contents(project) == before


def test_a_slip_in_an_option_is_told_once_at_the_option_however_many_rows_there_are(
    project: Path, tmp_path: Path
) -> None:
    table = tmp_path / "class.csv"
    table.write_text("name,email,date\nNan,nan@example.com,\nJo,jo@example.com,\nAl,al@example.com,2026-05-32\n")
    words = ("--achievement", "graftign", "--date", "2026-13-01", "--visibility", "publik")
    result = run("award", "--from", table, *words, project=project)
    assert result.exit_code == 1
    for option in ("--achievement", "--date", "--visibility"):
        assert result.stderr.count(f"{option}: ") == 1
    assert f"{table}:4:19: " in result.stderr
    assert result.stderr.count(f"{table}:") == 1
    assert "4 problems, nothing written." in result.stderr


def test_a_row_that_an_option_does_not_fit_is_named(project: Path, tmp_path: Path) -> None:
    table = tmp_path / "class.csv"
    table.write_text(
        "name,email,date,evidence_url\n"
        "Nan,nan@example.com,2026-05-01,\n"
        "Jo,jo@example.com,2027-05-01,https://example.org/jo\n"
    )
    words = ("--achievement", "grafting", "--expires", "2027-01-01", "--evidence-name", "Three trees")
    result = run("award", "--from", table, *words, project=project)
    assert result.exit_code == 1 and "2 problems" in result.stderr
    assert f"{table}:2:32: the evidence has a name" in result.stderr
    assert f"{table}:3:19: it would expire" in result.stderr


def test_a_warning_about_an_option_is_told_once(project: Path, tmp_path: Path) -> None:
    table = tmp_path / "class.csv"
    table.write_text("name,email\nNan,nan@example.com\nJo,jo@example.com\n")
    result = run("award", "--from", table, "--achievement", "grafting", "--date", "2062-11-01", project=project)
    assert result.exit_code == 0 and result.stderr.count("is still to come") == 1


def test_two_addresses_of_two_earners_in_one_row_are_refused(project: Path) -> None:
    words = ("--achievement", "grafting", "--name", "X", "--email", "ada.quince@example.com;ivo@example.com")
    result = run("award", *words, project=project)
    assert result.exit_code == 1 and "'e1' and 'e3'" in result.stderr


def test_a_namesake_with_another_address_is_pointed_out(project: Path) -> None:
    words = ("--achievement", "grafting", "--name", "Ada Quince", "--email", "ada@elsewhere.example.org")
    result = run("award", *words, project=project)
    assert result.exit_code == 0 and "'e1' has the same name as the new earner 'ada-quince'" in result.stderr


def test_the_last_awards_can_be_taken_back_until_they_are_built(project: Path) -> None:
    before = contents(project)
    assert run("award", *ADA, project=project).exit_code == 0
    made = rows(project)[-1]["id"]
    undone = run("award", "--undo", made, project=project)
    assert undone.exit_code == 0, undone.output
    assert contents(project) == before
    assert run("award", *NEW, project=project).exit_code == 0
    built = rows(project)[-1]["id"]
    build(project)
    refused = run("award", "--undo", built, project=project)
    assert refused.exit_code == 1 and "badgepress revoke" in refused.stderr
    assert f"the site in {project}/site/ was built with it" in refused.stderr
    first = run("award", "--undo", projects.SEALED, project=project)
    assert first.exit_code == 1 and "other awards stand behind" in first.stderr


def test_a_dry_run_writes_nothing(project: Path) -> None:
    before = contents(project)
    result = run("award", *NEW, "--dry-run", project=project)
    assert result.exit_code == 0 and "Nothing was written" in result.stdout
    assert contents(project) == before


def test_when_the_second_file_cannot_be_written_the_first_is_as_it_was(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = contents(project)
    from generator.ledger import append

    rename = append.os.rename

    def failing(source: str, target: str, **kwargs: int) -> None:
        if target == "awards.csv":
            raise OSError(28, "No space left on device")
        rename(source, target, **kwargs)

    monkeypatch.setattr(append.os, "rename", failing)
    result = run("award", *NEW, project=project)
    assert result.exit_code == 1 and "no space left" in result.stderr
    assert contents(project) == before


def test_ids_and_status_indexes_are_drawn_by_lot(project: Path, tmp_path: Path) -> None:
    table = tmp_path / "people.csv"
    lines = [f"Person {number},p{number}@example.com" for number in range(300)]
    table.write_text("\n".join(["name,email", *lines, ""]), encoding="utf-8")
    assert run("award", "--from", table, "--achievement", "grafting", project=project).exit_code == 0
    made = rows(project)[-300:]
    indexes = [int(row["status_index"]) for row in made]
    assert len({row["id"] for row in made}) == 300 and len(set(indexes)) == 300
    assert indexes != sorted(indexes) and max(indexes) - min(indexes) > 65_536
    assert len(read_ledger(project).awards) == 307


def test_a_table_that_comes_through_a_pipe_is_waited_for_before_anything_is_locked(
    project: Path, tmp_path: Path
) -> None:
    pipe = tmp_path / "new.csv"
    os.mkfifo(pipe)
    was_free: list[bool] = []

    def write() -> None:
        content = os.open(project / "content", os.O_RDONLY)
        with pipe.open("w", encoding="utf-8") as file:  # open as soon as somebody reads
            try:
                fcntl.flock(content, fcntl.LOCK_EX | fcntl.LOCK_NB)
                was_free.append(True)
            except OSError:
                was_free.append(False)
            os.close(content)
            file.write("name,email\nNora Bullace,nora@example.com\n")

    writer = Thread(target=write, daemon=True)
    writer.start()
    result = run("award", "--achievement", "grafting", "--from", pipe, project=project)
    writer.join(10)
    assert result.exit_code == 0, result.output
    assert was_free == [True]


@pytest.mark.parametrize("verb", ["award", "revoke", "import"])
def test_nothing_is_taken_back_while_a_build_runs_that_may_know_of_it(project: Path, tmp_path: Path, verb: str) -> None:
    table = tmp_path / "c.csv"
    table.write_text(
        "Badge Template ID,Issued to Email,Issued to First Name,Issue Date\nt,nora@example.com,Nora,2024-03-01\n",
        encoding="utf-8",
    )
    does = {
        "award": NEW,
        "revoke": (projects.VALID, "--reason", "A slip."),
        "import": (table, "--map", "t=grafting"),
    }[verb]
    assert run(verb, *does, project=project).exit_code == 0
    named = {"award": (rows(project)[-1]["id"],), "revoke": (projects.VALID,), "import": ()}[verb]
    before = contents(project)
    with held_lock(project / "site"):
        for words in ((), ("--dry-run",)):
            refused = run(verb, "--undo", *named, *words, project=project)
            assert refused.exit_code == 1 and "a build of" in refused.stderr
            assert "try again when it is through" in refused.stderr
    assert contents(project) == before
    assert run(verb, "--undo", *named, project=project).exit_code == 0


ADDRESSES = """\
name,email,evidence_url,evidence_name,evidence_text
Nan Bramley,nan@example.com,,,"Three trees,
and ask nan@example.com"
Jo Bullace,jo@example.com,https://example.org/~ivo@example.com/,,
Al Codlin,al@example.com,https://example.org/al,Al of AL@example.com,
Di Sorb,di@example.com,https://example.org/di,Trees,All alive
"""


@pytest.mark.parametrize("words", [(), ("--dry-run",)], ids=["for good", "dry run"])
def test_what_the_ledger_refuses_is_told_at_the_line_of_the_table_in_a_dry_run_too(
    project: Path, tmp_path: Path, words: tuple[str, ...]
) -> None:
    table = tmp_path / "class.csv"
    table.write_text(ADDRESSES, encoding="utf-8")
    before = contents(project)
    result = run("award", "--from", table, "--achievement", "grafting", *words, project=project)
    assert result.exit_code == 1, result.output
    told = [line for line in result.stderr.splitlines() if not line.startswith(" ")]
    assert told == [
        f"{table}:2:31: this would publish the e-mail address of earner 'nan-bramley'",
        f"{table}:4:27: this would publish the e-mail address of earner 'e3'",
        f"{table}:5:49: this would publish the e-mail address of earner 'al-codlin'",
        "3 problems, nothing written. content/ is as it was.",
    ]
    assert "take it out, or name a contact in site.toml instead" in result.stderr
    assert contents(project) == before


@pytest.mark.parametrize("words", [(), ("--dry-run",)], ids=["for good", "dry run"])
def test_what_the_ledger_refuses_of_an_option_is_told_once_at_the_option(
    project: Path, tmp_path: Path, words: tuple[str, ...]
) -> None:
    table = tmp_path / "class.csv"
    table.write_text("name,email\nNan,nan@example.com\nJo,jo@example.com\n")
    said = ("--achievement", "grafting", "--evidence-text", "Ask jo@example.com", "--json")
    result = run("award", "--from", table, *said, *words, project=project)
    assert [refusal["about"] for refusal in json.loads(result.stdout)["refusals"]] == ["--evidence-text"]


@pytest.mark.parametrize("words", [(), ("--dry-run",)], ids=["for good", "dry run"])
def test_an_address_that_is_published_already_keeps_its_place(project: Path, words: tuple[str, ...]) -> None:
    path = project / "content" / "achievements" / "grafting" / "achievement.md"
    path.write_text(path.read_text(encoding="utf-8") + "Ask nan@example.com.\n", encoding="utf-8")
    line = path.read_text(encoding="utf-8").count("\n")
    before = contents(project)
    result = run("award", *NEW, *words, project=project)
    assert result.exit_code == 1
    place = f"content/achievements/grafting/achievement.md:{line}:"
    assert place in result.stderr and "earner 'nan-bramley'" in result.stderr
    assert contents(project) == before


def test_a_dry_run_leaves_no_file_behind_and_says_what_the_award_would_say(project: Path) -> None:
    there = sorted(project.rglob("*"))
    words = (*NEW, "--visibility", "sealed")
    told = run("award", *words, "--dry-run", project=project).stdout
    assert sorted(project.rglob("*")) == there
    assert "(none: its visibility is sealed)" in told
    assert "(none: its visibility is sealed)" in run("award", *words, project=project).stdout


@pytest.mark.parametrize("words", [(), ("--dry-run",)], ids=["for good", "dry run"])
def test_what_the_ledger_refuses_is_told_with_every_other_slip_of_the_table(
    project: Path, tmp_path: Path, words: tuple[str, ...]
) -> None:
    table = tmp_path / "class.csv"
    table.write_text(ADDRESSES.replace("Di Sorb,di@", "Di Sorb,di.").replace("Nan Bramley,", 'Nan "Bramley,'))
    before = contents(project)
    result = run("award", "--from", table, "--achievement", "grafting", *words, project=project)
    told = [line.split(": ")[0] for line in result.stderr.splitlines() if line.startswith(str(table))]
    assert told == [f"{table}:2:1", f"{table}:6:9", f"{table}:4:27", f"{table}:5:49"]
    assert result.exit_code == 1 and "4 problems, nothing written." in result.stderr
    assert contents(project) == before


def test_many_earners_whose_names_want_one_id_cost_no_more_than_their_rows(project: Path, tmp_path: Path) -> None:
    table = tmp_path / "class.csv"
    lines = "".join(f"林檎,n{number}@example.com\n" for number in range(1_000))
    table.write_text("name,email\n" + lines, encoding="utf-8")
    ledger = read_ledger(project)
    grants, refusals = read_grants(table, Grant("", "", "grafting", "2026-05-01"))
    assert not refusals
    with steps_at_most(1_000 * 1_000):
        plan = plan_awards(grants, ledger, OnRepeat.REFUSE, datetime(2026, 6, 1, tzinfo=UTC))
    assert [person[0] for person in plan.people][:3] == ["earner", "earner-2", "earner-3"]
    assert len({person[0] for person in plan.people}) == 1_000
