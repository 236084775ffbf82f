"""`badgepress revoke`, `suspend`, `reinstate`, `reissue`: from the command to the badge as a stranger sees it."""

from __future__ import annotations

import json
import re
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from generator.cli.app import main
from tests import projects
from tests.sitemaking import build

GOOD, REVOKED, SUSPENDED = projects.VALID, projects.REVOKED, projects.SUSPENDED


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return projects.write_project(tmp_path / "project")


def run(*words: object, project: Path) -> Result:
    result = CliRunner().invoke(main, [str(word) for word in (*words, "-C", project)])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def events_of(project: Path) -> str:
    return (project / "content" / "events.csv").read_text(encoding="utf-8")


def state_of(project: Path, award: str) -> dict[str, str]:
    site = project / "site"
    result = CliRunner().invoke(
        main, ["verify", str(site / "awards" / award / "credential.json"), "--site", str(site), "--json"]
    )
    return json.loads(result.stdout)["results"][0]


def test_a_badge_is_withdrawn_put_on_hold_and_given_back(project: Path) -> None:
    for verb, reason, state in (
        ("suspend", "A complaint is being looked into.", "suspended"),
        ("revoke", "The exam was taken by someone else.", "revoked"),
        ("reinstate", "", "valid"),
    ):
        words = ["--reason", reason] if reason else []
        assert run(verb, GOOD, *words, project=project).exit_code == 0
        build(project)
        said = state_of(project, GOOD)
        assert said["state"] == state
        note = project / "site" / "awards" / GOOD / "status.json"
        assert note.exists() is bool(reason)
        page = (project / "site" / "awards" / GOOD / "index.html").read_text(encoding="utf-8")
        assert reason in page
    assert "someone else" not in page


def test_it_says_whose_badge_and_what_to_do_next(project: Path) -> None:
    done = run("revoke", f"{projects.BASE_URL}/awards/{GOOD}/", "--reason", "Copied.", project=project)
    assert done.stdout.startswith("Revokes Grafting of Ada Quince, awarded 2025-03-01.\n")
    assert "reason   Copied." in done.stdout and "by issuer" in done.stdout
    assert "Added 1 line to content/events.csv; takes effect with the next build." in done.stdout
    assert "badgepress build" in done.stderr and "bring site/ to the web" in done.stderr
    assert f"badgepress revoke --undo {GOOD}" in done.stderr
    assert re.search(rf"^20\d\d-\d\d-\d\dT\d\d:\d\d:\d\dZ,{GOOD},revoked,Copied\.,issuer$", events_of(project), re.M)


def test_the_time_is_now_or_the_one_that_is_given(project: Path) -> None:
    before = datetime.now(UTC).replace(microsecond=0)
    run("revoke", GOOD, "--reason", "x", project=project)
    at = datetime.fromisoformat(events_of(project).splitlines()[-1].split(",")[0])
    assert before <= at <= datetime.now(UTC)
    run("suspend", projects.VALID_JAPANESE, "--reason", "x", "--at", "2026-05-01", "--by", "board", project=project)
    assert events_of(project).splitlines()[-1] == (f"2026-05-01T00:00:00Z,{projects.VALID_JAPANESE},suspended,x,board")


def test_json_is_one_object_and_nothing_else(project: Path) -> None:
    done = run("revoke", GOOD, "--reason", "x", "--at", "2026-05-01", "--json", project=project)
    assert json.loads(done.stdout) == {
        "state": "done",
        "events": [
            {
                "award": GOOD,
                "event": "revoked",
                "at": "2026-05-01T00:00:00Z",
                "reason": "x",
                "by": "issuer",
                "achievement": "grafting",
                "earner": "e1",
                "page": f"{projects.BASE_URL}/awards/{GOOD}/",
            }
        ],
        "next": ["badgepress build", "bring site/ to the web"],
    }
    assert done.stderr == ""


def test_one_wish_that_is_refused_stops_all_and_each_refusal_is_said(project: Path) -> None:
    before = events_of(project)
    words = ("revoke", GOOD, REVOKED, "0000000000000a0x", "--reason", " ")
    done = run(*words, project=project)
    assert done.exit_code == 1
    assert events_of(project) == before
    for part in ("it is revoked already", "no award is called", "did you mean", "not revoked without a reason"):
        assert part in done.stderr
    assert done.stderr.endswith("3 problems, nothing written. content/events.csv is as it was.\n")
    said = json.loads(run(*words, "--json", project=project).stdout)
    assert said["state"] == "refused"
    assert [refusal["about"] for refusal in said["refusals"]] == ["0000000000000a0x", "--reason", REVOKED]


def test_a_ledger_with_problems_is_not_written_to(project: Path) -> None:
    with (project / "content" / "awards.csv").open("a", encoding="utf-8") as file:
        file.write("not an id,e1,grafting,2025-01-01,,12,,,,,\n")
    before = events_of(project)
    done = run("revoke", GOOD, "--reason", "x", project=project)
    assert done.exit_code == 1
    assert "content/awards.csv:9:1" in done.stderr
    assert events_of(project) == before


@pytest.mark.parametrize("words", [("--at", "2999-01-01"), ("--at", "2024-01-01")])
def test_a_time_to_come_or_before_the_award_is_refused(project: Path, words: tuple[str, str]) -> None:
    assert run("revoke", GOOD, "--reason", "x", *words, project=project).exit_code == 1


def test_a_date_that_is_none_is_wrong_usage_in_the_words_of_the_ledger(project: Path) -> None:
    done = run("revoke", GOOD, "--reason", "x", "--at", "2026-02-30", project=project)
    assert done.exit_code == 2
    assert "February 2026 has 28 days" in done.stderr


def test_a_dry_run_says_it_all_and_writes_nothing(project: Path) -> None:
    before = events_of(project)
    done = run("revoke", GOOD, "--reason", "x", "--dry-run", project=project)
    assert "Revokes Grafting of Ada Quince" in done.stdout and "Nothing was written." in done.stdout
    assert json.loads(run("revoke", GOOD, "--reason", "x", "--dry-run", "--json", project=project).stdout)["state"] == (
        "dry-run"
    )
    assert events_of(project) == before


def test_a_badge_that_has_no_page_is_revoked_all_the_same_and_it_is_said(project: Path) -> None:
    done = run("revoke", projects.SEALED, "--reason", "x", project=project)
    assert "It has no page on the site" in done.stdout
    build(project)
    assert not (project / "site" / "awards" / projects.SEALED).exists()


def test_reissuing_dates_the_credential_anew_and_the_old_file_stays_valid(project: Path, tmp_path: Path) -> None:
    build(project)
    old = tmp_path / "old.json"
    shutil.copy(project / "site" / "awards" / GOOD / "credential.json", old)
    assert run("reissue", GOOD, "--at", "2026-06-10T08:00:00Z", project=project).exit_code == 0
    build(project)
    new = json.loads((project / "site" / "awards" / GOOD / "credential.json").read_bytes())
    assert (new["validFrom"], new["awardedDate"]) == ("2026-06-10T08:00:00Z", "2025-03-01T09:00:00Z")
    done = CliRunner().invoke(main, ["verify", str(old), "--site", str(project / "site")])
    assert done.exit_code == 0


def test_a_line_is_taken_back_before_it_is_built_and_not_after(project: Path) -> None:
    build(project)
    before = events_of(project)
    run("revoke", GOOD, "--reason", "x", project=project)
    undone = run("revoke", "--undo", GOOD, project=project)
    assert undone.exit_code == 0
    assert "Takes back 'revoked'" in undone.stdout and "Took 1 line out" in undone.stdout
    assert events_of(project) == before
    run("revoke", GOOD, "--reason", "x", project=project)
    build(project)
    built = events_of(project)
    refused = run("revoke", "--undo", GOOD, project=project)
    assert refused.exit_code == 1
    assert "was built with this line" in refused.stderr and "badgepress reinstate" in refused.stderr
    assert events_of(project) == built


def test_without_a_site_the_last_line_is_taken_back(project: Path) -> None:
    before = events_of(project)
    run("revoke", GOOD, projects.VALID_JAPANESE, "--reason", "x", project=project)
    assert run("revoke", "--undo", GOOD, projects.VALID_JAPANESE, "--json", project=project).exit_code == 0
    assert events_of(project) == before


def test_a_site_that_cannot_say_whether_it_was_built_keeps_the_line(project: Path) -> None:
    build(project)
    run("revoke", GOOD, "--reason", "x", project=project)
    (project / "site" / "status" / "revocation-1.json").write_bytes(b"{}")
    refused = run("revoke", "--undo", GOOD, project=project)
    assert refused.exit_code == 1
    assert "cannot be told" in refused.stderr and "--site" in refused.stderr


def test_the_site_that_counts_can_stand_elsewhere(project: Path, tmp_path: Path) -> None:
    run("revoke", GOOD, "--reason", "x", project=project)
    build(project, tmp_path / "elsewhere")
    assert run("revoke", "--undo", GOOD, "--site", tmp_path / "elsewhere", project=project).exit_code == 1
    assert run("revoke", "--undo", GOOD, project=project).exit_code == 0


@pytest.mark.parametrize(("verb", "award"), [("reinstate", REVOKED), ("reissue", GOOD)])
def test_every_verb_can_be_undone_until_it_is_built(project: Path, verb: str, award: str) -> None:
    build(project)
    before = events_of(project)
    run(verb, award, project=project)
    assert run(verb, "--undo", award, project=project).exit_code == 0
    assert events_of(project) == before
    run(verb, award, project=project)
    build(project)
    refused = run(verb, "--undo", award, project=project)
    assert refused.exit_code == 1 and "badgepress re" in refused.stderr


def test_an_undo_takes_no_words_and_only_what_is_there(project: Path) -> None:
    assert run("revoke", "--undo", GOOD, "--reason", "x", project=project).exit_code == 2
    refused = run("suspend", "--undo", GOOD, project=project)
    assert refused.exit_code == 1 and "it has no event" in refused.stderr
    before = events_of(project)
    assert run("suspend", "--undo", SUSPENDED, "--dry-run", project=project).exit_code == 0
    assert events_of(project) == before


def test_an_event_ahead_of_this_clock_is_said_to_be_so(tmp_path: Path) -> None:
    ahead = (datetime.now(UTC) + timedelta(days=2)).strftime("%Y-%m-%dT%H:%M:%SZ")
    events = projects.EVENTS + f"{ahead},{GOOD},unlisted,,earner\n"
    project = projects.write_project(tmp_path / "p", events=events)
    refused = run("revoke", GOOD, "--reason", "x", project=project)
    assert refused.exit_code == 1
    assert f"its last event (unlisted, content/events.csv:4:1) is of {ahead}" in refused.stderr


def _with_slips(project: Path) -> Path:
    """A profile, a page and the support routes, each with a slip."""
    content = project / "content"
    for folder in ("profiles", "pages"):
        (content / folder).mkdir(exist_ok=True)
    (content / "profiles" / "ada-quince.md").write_text('+++\nheadlin = "Grafter"\n+++\nI graft.\n', encoding="utf-8")
    (content / "pages" / "about.md").write_text("No front matter.\n", encoding="utf-8")
    (content / "support.toml").write_text("channels = 3\n", encoding="utf-8")
    return project


@pytest.mark.parametrize("verb", ["revoke", "suspend", "reissue"])
def test_a_slip_in_what_no_row_depends_on_delays_no_withdrawal_and_is_told(project: Path, verb: str) -> None:
    before = events_of(_with_slips(project))
    planned = run(verb, GOOD, "--reason", "Copied.", "--dry-run", project=project)
    assert planned.exit_code == 0 and events_of(project) == before
    done = run(verb, GOOD, "--reason", "Copied.", project=project)
    assert done.exit_code == 0, done.output
    assert events_of(project).startswith(before) and f",{GOOD}," in events_of(project)[len(before) :]
    for said in (planned.stderr, done.stderr):
        assert "content/profiles/ada-quince.md:2:1: " in said and "did you mean 'headline'?" in said
        assert "content/pages/about.md:1:1: " in said and "content/support.toml:1:" in said
        assert (
            "problems keep the site from being built: mend them, for before that nothing of this takes effect." in said
        )
    as_json = json.loads(run("reinstate" if verb != "reissue" else "reissue", GOOD, "--json", project=project).stdout)
    places = {problem["file"] for problem in as_json["problems"]}
    assert places == {"content/profiles/ada-quince.md", "content/pages/about.md", "content/support.toml"}
    refused = run("build", project=project)
    assert refused.exit_code == 1 and "content/profiles/ada-quince.md:2:1" in refused.stderr


def test_a_line_can_be_taken_back_whatever_is_wrong_with_a_profile(project: Path) -> None:
    before = events_of(_with_slips(project))
    run("revoke", GOOD, "--reason", "Copied.", project=project)
    undone = run("revoke", "--undo", GOOD, project=project)
    assert undone.exit_code == 0 and events_of(project) == before
    assert "content/profiles/ada-quince.md:2:1" in undone.stderr


@pytest.mark.parametrize("name", ["awards.csv", "earners.csv", "events.csv", "site.toml"])
def test_a_slip_in_what_rows_depend_on_refuses_a_withdrawal_with_all_that_is_wrong(project: Path, name: str) -> None:
    path = _with_slips(project) / "content" / name
    path.write_text(path.read_text(encoding="utf-8") + '"', encoding="utf-8")
    before = events_of(project)
    refused = run("revoke", GOOD, "--reason", "Copied.", project=project)
    assert refused.exit_code == 1 and events_of(project) == before
    assert f"content/{name}:" in refused.stderr and "content/profiles/ada-quince.md:2:1" in refused.stderr
