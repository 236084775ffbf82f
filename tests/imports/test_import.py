"""`badgepress import`: from files as other platforms give them to a ledger that is sound."""

from __future__ import annotations

import csv
import json
import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from generator.cli import voice
from generator.errors import LedgerError
from generator.imports import making
from generator.imports import run as run_module
from generator.imports.opening import open_source
from generator.imports.run import run_import
from generator.imports.wants import Wants
from generator.ledger import change, inplace
from generator.ledger.read import read_ledger
from tests import projects
from tests.imports.importing import credly, rows_of, run, run_json, snapshot, table

MAPPED = ("--map", "tmpl-1=grafting")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return projects.write_project(tmp_path / "project")


def test_a_badge_without_an_achievement_is_asked_for_and_nothing_is_written(project: Path, tmp_path: Path) -> None:
    before = snapshot(project)
    result = run(project, credly(tmp_path / "c.csv", {}, {"Badge Template ID": "tmpl-2"}))
    assert result.exit_code == 1
    assert "c.csv:2:14: no achievement stands for the badge 'tmpl-1' ('Tree Grafter')" in result.stderr
    assert "c.csv:3:14:" in result.stderr and "--make-achievements" in result.stderr
    assert snapshot(project) == before


def test_badges_are_told_by_their_id_whatever_language_their_name_is_in(project: Path, tmp_path: Path) -> None:
    names = ("Greffeur", "接ぎ木師", "嫁接师", "嫁接師", "Tree Grafter")
    rows = [{"Badge Name": name, "Issue Date": f"2024-03-{day:02}"} for day, name in enumerate(names, 1)]
    said = run_json(project, credly(tmp_path / "c.csv", *rows), *MAPPED)
    assert said["per_achievement"] == {"grafting": 5}


def test_a_name_that_an_achievement_of_ours_has_is_no_reason_to_take_it(project: Path, tmp_path: Path) -> None:
    file = credly(tmp_path / "c.csv", {"Badge Name": "Grafting", "Badge Template ID": "tmpl-9"})
    assert run(project, file).exit_code == 1


def test_people_are_known_by_any_of_their_addresses(project: Path, tmp_path: Path) -> None:
    file = credly(tmp_path / "c.csv", {"Issued to Email": "APPLE@example.org", "Issued to First Name": "Hanako"})
    said = run_json(project, file, *MAPPED)
    assert said["earners"] == [] and said["awards"] == 1
    assert rows_of(project, "awards.csv")[-1]["earner"] == "e2"
    assert [conflict["code"] for conflict in said["conflicts"]] == ["name-differs"]


def test_two_rows_of_one_person_are_two_awards(project: Path, tmp_path: Path) -> None:
    said = run_json(project, credly(tmp_path / "c.csv", {}, {}, {"Issue Date": "2024-03-02"}), *MAPPED)
    assert (said["awards"], len(said["earners"])) == (3, 1)


def test_the_same_name_with_another_address_is_somebody_else_and_is_listed(project: Path, tmp_path: Path) -> None:
    other = {"Issued to Email": "nora.b@example.org"}
    ada = {"Issued to Email": "a.q@example.org", "Issued to First Name": "Ada", "Issued to Last Name": "Quince"}
    said = run_json(project, credly(tmp_path / "c.csv", {}, other, ada), *MAPPED)
    assert len(said["earners"]) == 3
    told = [(problem["line"], problem["code"]) for problem in said["conflicts"]]
    assert told == [(3, "same-name"), (4, "same-name")]


def test_the_issuers_own_id_joins_two_addresses(project: Path, tmp_path: Path) -> None:
    rows = {"Issuer Earner ID": "n-77"}, {"Issuer Earner ID": "n-77", "Issued to Email": "nora.b@example.org"}
    run(project, credly(tmp_path / "c.csv", *rows), *MAPPED)
    earner = rows_of(project, "earners.csv")[-1]
    assert (earner["id"], earner["emails"]) == ("n-77", "nora@example.com;nora.b@example.org")


def test_a_second_run_changes_nothing(project: Path, tmp_path: Path) -> None:
    file = credly(tmp_path / "c.csv", {}, {}, {"Status": "revoked", "Issue Date": "2024-05-01"})
    assert run(project, file, *MAPPED).exit_code == 0
    before = snapshot(project)
    said = run_json(project, file)
    assert (said["state"], said["known"], said["conflicts"]) == ("unchanged", 3, [])
    assert snapshot(project) == before


def test_what_was_corrected_over_there_since_is_listed_and_changes_nothing(project: Path, tmp_path: Path) -> None:
    run(project, credly(tmp_path / "c.csv", {}, {}), *MAPPED)
    before = snapshot(project)
    said = run_json(project, credly(tmp_path / "c.csv", {"Issue Date": "2024-03-09"}, {"Status": "revoked"}))
    assert [problem["code"] for problem in said["conflicts"]] == ["award-differs", "award-differs"]
    assert "badgepress revoke" in said["conflicts"][1]["hint"]
    assert snapshot(project) == before


def test_what_an_earner_had_not_accepted_does_not_come_onto_the_site(project: Path, tmp_path: Path) -> None:
    pending = {"Status": "pending", "Issue Date": "2024-04-01"}
    refused = {"Status": "rejected", "Issue Date": "2024-05-01"}
    revoked = {"Status": "revoked", "Issue Date": "2024-06-01"}
    other = {"Issued to Email": "otto@example.com", "Issued to First Name": "Otto"}
    run(project, credly(tmp_path / "c.csv", {}, pending, refused, revoked, other), *MAPPED)
    ledger = read_ledger(project)
    found = [
        (award.acceptance(ledger.earners[award.earner]).value, award.standing()[0].value) for award in ledger.awards
    ]
    assert found[-5:] == [
        ("accepted", "good"),
        ("pending", "good"),
        ("declined", "good"),
        ("pending", "revoked"),
        ("accepted", "good"),
    ]


def test_a_dry_run_writes_nothing_anywhere_in_the_project(project: Path, tmp_path: Path) -> None:
    before = snapshot(project)
    file = credly(tmp_path / "c.csv", {}, {"Badge Template ID": "tmpl-2"})
    result = run(project, file, "--dry-run", "--make-achievements", "--rejects", tmp_path / "r.csv")
    assert result.exit_code == 0 and "+ 2 awards" in result.stdout and "Nothing was written." in result.stdout
    assert snapshot(project) == before and not (tmp_path / "r.csv").exists()


def test_bad_rows_keep_everything_out_and_are_all_told_with_their_places(project: Path, tmp_path: Path) -> None:
    before = snapshot(project)
    rows = {}, {"Issued to Email": "nora"}, {"Issue Date": "soon"}, {"Status": "lost"}, {"Issued to Email": ""}
    file = credly(tmp_path / "c.csv", *rows)
    result = run(project, file, *MAPPED)
    assert result.exit_code == 1 and snapshot(project) == before
    lines = file.read_text(encoding="utf-8").splitlines()
    at = [
        lines[2].index(",nora,"),
        lines[3].index(",soon,"),
        lines[4].index(",lost,"),
        lines[5].index(",,accepted") - 1,
    ]
    told = [line.partition(": ")[0].rpartition("/")[2] for line in result.stderr.splitlines() if ".csv:" in line]
    assert told == [f"c.csv:{line}:{comma + 2}" for line, comma in enumerate(at, 3)]


def test_setting_bad_rows_aside_is_offered_only_where_there_are_others(project: Path, tmp_path: Path) -> None:
    some = run(project, credly(tmp_path / "some.csv", {}, {"Issue Date": "soon"}), *MAPPED)
    assert "import the other 1 and put these aside" in some.stderr
    none = run(project, credly(tmp_path / "none.csv", {"Issue Date": "soon"}), *MAPPED)
    assert none.exit_code == 1 and none.stderr.endswith("\n    mend these rows\n")


def test_rejected_rows_can_be_mended_and_fed_again(project: Path, tmp_path: Path) -> None:
    rejects = tmp_path / "rejects.csv"
    file = credly(tmp_path / "c.csv", {}, {"Issue Date": "soon"}, separator=";")
    assert run(project, file, *MAPPED, "--rejects", rejects).exit_code == 0
    (row,) = csv.DictReader(rejects.open(encoding="utf-8"), delimiter=";")
    assert "soon" in row["reason"] and row["Issued to Email"] == "nora@example.com"
    mended = rejects.read_text(encoding="utf-8").replace(";soon;", ";2024-04-04;")
    rejects.write_text(mended, encoding="utf-8")
    said = run_json(project, rejects, "--rejects", tmp_path / "again.csv")
    assert (said["awards"], said["rejected"]) == (1, [])
    assert not (tmp_path / "again.csv").exists()
    assert run_json(project, file, "--rejects", tmp_path / "more.csv")["awards"] == 0


def test_what_only_the_ledger_finds_is_said_of_the_row_it_came_from(project: Path, tmp_path: Path) -> None:
    leak = ["nora@example.com", "Nora", "Bullace", "see ada.quince@example.com", "", "", "2024-03-01", "", "tmpl-1"]
    header = "Identifier,First Name,Last Name,Narrative,Evidence Narrative,Evidence URL,Issue Date,Expiration Date"
    early = [*leak[:3], "", "", "", "2024-03-02", "2024-03-01", "tmpl-1"]
    good = [*leak[:3], "", "", "", "2024-03-03", "", "tmpl-1"]
    file = table(tmp_path / "c.csv", [*header.split(","), "Badge Class ID"], leak, good, early)
    result = run(project, file, *MAPPED)
    assert result.exit_code == 1 and "c.csv:2:1:" in result.stderr and "c.csv:4:1:" in result.stderr
    assert "ada.quince" not in result.output
    said = run_json(project, file, *MAPPED, "--rejects", tmp_path / "r.csv")
    assert said["awards"] == 1 and [problem["line"] for problem in said["rejected"]] == [2, 4]
    assert read_ledger(project).awards[-1].awarded_at.day == 3


def test_an_import_is_taken_back_to_the_byte_also_when_rows_were_added_since(project: Path, tmp_path: Path) -> None:
    before = snapshot(project)
    run(project, credly(tmp_path / "c.csv", {}, {"Badge Template ID": "x", "Status": "revoked"}), "--make-achievements")
    assert run(project, "--undo").exit_code == 0
    assert snapshot(project) == before
    run(project, credly(tmp_path / "c.csv", {}), *MAPPED)
    with (project / "content" / "awards.csv").open("a", encoding="utf-8") as file:
        file.write("1111111111111111,e1,grafting,2026-01-01,,5,,,,,\n")
    assert run(project, "--undo").exit_code == 0
    assert rows_of(project, "awards.csv")[-1]["id"] == "1111111111111111"
    assert run(project, "--undo").exit_code == 1  # there is no other


def test_rows_that_were_edited_or_leaned_on_since_are_not_taken_back(project: Path, tmp_path: Path) -> None:
    run(project, credly(tmp_path / "c.csv", {}), *MAPPED)
    awards = project / "content" / "awards.csv"
    earner = rows_of(project, "earners.csv")[-1]["id"]
    text = awards.read_text(encoding="utf-8")
    awards.write_text(text + f"1111111111111111,{earner},grafting,2026-01-01,,5,,,,,\n", encoding="utf-8")
    before = snapshot(project)
    assert run(project, "--undo").exit_code == 1
    awards.write_text(text.replace("2024-03-01", "2024-03-02"), encoding="utf-8")
    assert run(project, "--undo").exit_code == 1
    awards.write_text(text + f"1111111111111111,{earner},grafting,2026-01-01,,5,,,,,\n", encoding="utf-8")
    assert snapshot(project) == before


def test_what_is_on_a_built_site_is_not_taken_back(project: Path, tmp_path: Path) -> None:
    run(project, credly(tmp_path / "c.csv", {}), *MAPPED)
    award = rows_of(project, "awards.csv")[-1]["id"]
    (project / "site" / "awards" / award).mkdir(parents=True)
    result = run(project, "--undo")
    assert result.exit_code == 1 and f"badgepress revoke {award}" in result.stderr


def test_made_achievements_say_what_the_file_did_not(project: Path, tmp_path: Path) -> None:
    said = run_json(project, credly(tmp_path / "c.csv", {"Badge Name": "Grafting"}), "--make-achievements")
    assert said["achievements"] == [{"slug": "grafting-2", "lacking": ["description", "criteria", "picture"]}]
    assert read_ledger(project).achievements["grafting-2"].name.choose("en").text == "Grafting"


@pytest.mark.parametrize("step", range(4))
def test_a_crash_leaves_all_of_an_import_or_nothing(
    project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: int
) -> None:
    """Before the journal is there nothing has happened; after it, the next who opens content/ finishes."""
    before, calls, real = snapshot(project), 0, os.replace

    class Crash(BaseException):
        pass

    def replace(source: object, target: object) -> None:
        nonlocal calls
        calls += 1
        if calls > step:
            raise Crash
        real(source, target)  # type: ignore[arg-type]

    monkeypatch.setattr(inplace.os, "replace", replace)
    file = credly(tmp_path / "c.csv", {}, {"Status": "revoked"})
    with pytest.raises(Crash):
        run_crashing(project, file)
    monkeypatch.undo()
    with pytest.raises(LedgerError) as refused:
        read_ledger(project)
    assert "import-unfinished" in {problem.code for problem in refused.value.problems}
    assert "Finished" in run(project, "--finish").stdout
    assert run_json(project, file)["known"] == 2
    assert run(project, "--undo").exit_code == 0 and snapshot(project) == before


def run_crashing(project: Path, file: Path) -> None:
    """Without the command, which would put a crash into words."""
    wants = Wants(project, datetime(2026, 6, 1, tzinfo=UTC), mapped={"tmpl-1": "grafting"})
    run_import(open_source(file, "", None, "", ""), wants, voice.Bar(quiet=True))


def test_a_crash_before_the_journal_changes_nothing(
    project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = snapshot(project)

    def no_journal(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(change, "write_journal", no_journal)
    with pytest.raises(KeyboardInterrupt):
        run_crashing(project, credly(tmp_path / "c.csv", {}))
    assert snapshot(project) == before


def test_an_edit_made_meanwhile_is_never_lost(project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    awards, real = project / "content" / "awards.csv", change.Content.check

    def check(content: change.Content) -> object:
        awards.write_text(awards.read_text(encoding="utf-8") + "\n", encoding="utf-8")
        return real(content)

    monkeypatch.setattr(change.Content, "check", check)
    before = awards.read_bytes()
    result = run(project, credly(tmp_path / "c.csv", {}), *MAPPED)
    assert result.exit_code == 1 and "changed by somebody else" in result.stderr
    assert awards.read_bytes() == before + b"\n"


def test_line_ends_and_mark_of_the_ledger_stay(project: Path, tmp_path: Path) -> None:
    for name in ("awards.csv", "earners.csv"):
        path = project / "content" / name
        path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n").rstrip())
    old = (project / "content" / "awards.csv").read_bytes()
    assert run(project, credly(tmp_path / "c.csv", {}), *MAPPED).exit_code == 0
    new = (project / "content" / "awards.csv").read_bytes()
    assert new.startswith(old + b"\r\n") and new.count(b"\n") == new.count(b"\r\n")


def test_the_order_of_day_and_month_is_asked_for_where_the_file_does_not_show_it(project: Path, tmp_path: Path) -> None:
    file = credly(tmp_path / "c.csv", {"Issue Date": "03/04/2024"})
    asked = run(project, file, *MAPPED)
    column = file.read_text(encoding="utf-8").splitlines()[1].index("03/04/2024") + 1
    assert asked.exit_code == 1
    assert f"c.csv:2:{column}: whether '03/04/2024' begins with the day" in asked.stderr
    assert run(project, file, *MAPPED, "--dates", "dmy").exit_code == 0
    assert rows_of(project, "awards.csv")[-1]["awarded_at"] == "2024-04-03"


def test_json_says_everything_and_nothing_else_stands_on_stdout(project: Path, tmp_path: Path) -> None:
    result = run(project, credly(tmp_path / "c.csv", {}), *MAPPED, "--json")
    said = json.loads(result.stdout)
    assert said["state"] == "done" and said["number"] == 1 and result.stderr == ""


@pytest.mark.parametrize("name", ["imports", "awards.csv"])
def test_nothing_is_written_through_a_link(project: Path, tmp_path: Path, name: str) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    if name == "awards.csv":
        (project / "content" / name).rename(outside / name)
        (project / "content" / name).symlink_to(outside / name)
    else:
        (project / "content" / name).symlink_to(outside)
    before = snapshot(outside)
    result = run(project, credly(tmp_path / "c.csv", {}), *MAPPED)
    assert result.exit_code == 1 and "link" in result.stderr
    assert snapshot(outside) == before


def test_two_imports_at_once_wait_for_each_other(project: Path, tmp_path: Path) -> None:
    with change.opened_content(project):
        result = run(project, credly(tmp_path / "c.csv", {}), *MAPPED)
    assert result.exit_code == 1 and "another run" in result.stderr


@pytest.mark.parametrize("folder", ["site", "content", "keys", "templates"])
def test_rejected_rows_are_kept_out_of_the_site_and_of_what_a_project_needs(
    project: Path, tmp_path: Path, folder: str
) -> None:
    (project / folder).mkdir(exist_ok=True)
    before = snapshot(project)
    file = credly(tmp_path / "c.csv", {}, {"Issue Date": "soon"})
    refused = run(project, file, *MAPPED, "--rejects", project / folder / "rejects.csv")
    assert refused.exit_code == 1 and "lies in" in refused.stderr and snapshot(project) == before


def test_rejected_rows_with_formulas_in_them_are_fed_back_as_they_were(project: Path, tmp_path: Path) -> None:
    said = {"Issued to First Name": "-Nora", "Issued to Last Name": "=cmd|x", "Issue Date": "soon"}
    first, second = tmp_path / "1.csv", tmp_path / "2.csv"
    assert run(project, credly(tmp_path / "c.csv", said), *MAPPED, "--rejects", first).exit_code == 0
    assert "'-Nora,,'=cmd|x" in first.read_text(encoding="utf-8")
    assert run(project, first, *MAPPED, "--rejects", second).exit_code == 0
    assert second.read_bytes() == first.read_bytes()
    first.write_text(first.read_text(encoding="utf-8").replace("soon", "2024-03-01"), encoding="utf-8")
    assert run(project, first, *MAPPED).exit_code == 0
    assert rows_of(project, "earners.csv")[-1]["name"] == "-Nora =cmd|x"


@pytest.mark.parametrize("second", ["Issue Date", "issue_date", "ISSUE DATE "])
def test_a_column_that_is_used_and_stands_there_twice_is_refused(project: Path, tmp_path: Path, second: str) -> None:
    header = ["Badge Template ID", "Issued to Email", "Issue Date", "Country", second, "Country"]
    row = ["tmpl-1", "nora@example.com", "2024-03-01", "", "2025-03-01", ""]
    refused = run(project, table(tmp_path / "c.csv", header, row), *MAPPED)
    assert refused.exit_code == 1
    assert f"c.csv:1:1: columns 3 and 5 have one name: 'Issue Date' and '{second.strip()}'" in refused.stderr


def test_pictures_are_drawn_only_for_what_is_made_and_when_it_is_certain(
    project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn: list[str] = []

    def draw(slug: str) -> bytes:
        drawn.append(slug)
        return making.plain_picture(slug)

    monkeypatch.setattr(run_module, "plain_picture", draw)
    rows = [
        {"Badge Template ID": "tmpl-a", "Badge Name": "Cider Maker"},
        {"Badge Template ID": "tmpl-b", "Badge Name": "Perry Maker", "Issue Date": "soon"},
    ]
    file = credly(tmp_path / "c.csv", *rows)
    rejects = ("--rejects", tmp_path / "rejects.csv")
    assert run(project, file, "--make-achievements").exit_code == 1
    assert run(project, file, "--make-achievements", "--dry-run", *rejects).exit_code == 0
    assert drawn == []
    said = run_json(project, file, "--make-achievements", *rejects)
    assert drawn == ["cider-maker"] and [made["slug"] for made in said["achievements"]] == ["cider-maker"]
    made = project / "content" / "achievements"
    assert (made / "cider-maker" / "badge.png").is_file() and not (made / "perry-maker").exists()
    assert run(project, "--undo").exit_code == 0 and not (made / "cider-maker").exists()


def test_an_open_quote_hides_no_slip_behind_it_and_rejects_hold_its_row_alone(project: Path, tmp_path: Path) -> None:
    file = tmp_path / "c.csv"
    file.write_text(
        "Badge Template ID,Issued to Email,Issued to First Name,Issue Date\n"
        't,nora@example.com,"Nora,2024-03-01\n'
        "t,ivo.example.com,Ivo,2024-03-01\n"
        "t,jo@example.com,Jo,2024-02-30\n"
        "t,al@example.com,Al,2024-03-01\n",
        encoding="utf-8",
    )
    words = (file, "--from", "credly", "--map", "t=grafting")
    told = [line for line in run(project, *words).stderr.splitlines() if line.startswith(str(file))]
    assert [line.split(": ")[0] for line in told] == [f"{file}:2:20", f"{file}:3:3", f"{file}:4:21"]
    assert "a quote in this row is not closed: it opens here, and 3 lines below it" in told[0]
    rejects = tmp_path / "rejects.csv"
    assert run(project, *words, "--rejects", rejects).exit_code == 0
    assert rows_of(project, "earners.csv")[-1]["name"] == "Al"
    with rejects.open(encoding="utf-8", newline="") as lines:
        assert [len(row) for row in csv.reader(lines)] == [5, 5, 5, 5]


SPOILT = (
    {},
    {"Badge Name": "Ask nora@example.com", "Badge Template ID": "tmpl-2"},
    {"Badge Name": "Ask nora@example.com", "Badge Template ID": "tmpl-2", "Issue Date": "2024-04-01"},
    {"Badge Name": "Ask ivo@example.com", "Badge Template ID": "tmpl-3"},
)


@pytest.mark.parametrize("words", [(), ("--dry-run",)], ids=["for good", "dry run"])
def test_what_keeps_an_achievement_from_being_made_is_told_at_the_line_that_names_the_badge(
    project: Path, tmp_path: Path, words: tuple[str, ...]
) -> None:
    file, before = credly(tmp_path / "c.csv", *SPOILT), snapshot(project)
    result = run(project, file, "--make-achievements", *words)
    assert result.exit_code == 1 and snapshot(project) == before
    told = [line for line in result.stderr.splitlines() if "no achievement can be made of this badge" in line]
    assert [line.split(": ")[0] for line in told] == [f"{file}:3:22", f"{file}:5:21"]
    assert "2 problems" in result.stderr and "content/achievements/" not in result.stderr


def test_rows_of_a_badge_that_no_achievement_can_be_made_of_are_put_aside(project: Path, tmp_path: Path) -> None:
    file, rejects = credly(tmp_path / "c.csv", *SPOILT), tmp_path / "rejects.csv"
    result = run(project, file, "--make-achievements", "--rejects", rejects)
    assert result.exit_code == 0, result.output
    assert rows_of(project, "awards.csv")[-1]["achievement"] == "tree-grafter"
    made = {path.name for path in (project / "content" / "achievements").iterdir()}
    assert made == {"grafting", "pruning", "tree-grafter"}
    with rejects.open(encoding="utf-8", newline="") as lines:
        assert [row["Earner Badge ID"] for row in csv.DictReader(lines)] == ["eb-2", "eb-3", "eb-4"]


def test_a_badge_that_cannot_be_made_is_told_with_what_else_stands_in_the_way(project: Path, tmp_path: Path) -> None:
    path = project / "content" / "achievements" / "grafting" / "achievement.md"
    path.write_text(path.read_text(encoding="utf-8") + "Ask nora@example.com.\n", encoding="utf-8")
    file = credly(tmp_path / "c.csv", *SPOILT)
    result = run(project, file, "--make-achievements")
    assert result.exit_code == 1 and "3 problems" in result.stderr
    assert "content/achievements/grafting/achievement.md:23:" in result.stderr
    assert f"{file}:3:22: no achievement can be made" in result.stderr and f"{file}:5:21: " in result.stderr
