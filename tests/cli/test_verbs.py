"""The verbs as a person and a script meet them: words, JSON, exit codes."""

from __future__ import annotations

import errno
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from generator.cli.app import main
from generator.cli.brief import in_brief
from tests import projects
from tests.closing import close_folder
from tests.sitemaking import tree_hash


def _run(*words: object, **kwargs: object) -> Result:
    return CliRunner().invoke(main, [str(word) for word in words], **kwargs)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = projects.write_project(tmp_path_factory.mktemp("project"))
    assert _run("build", "-C", folder).exit_code == 0
    return folder


def _states(result: Result) -> dict[str, str]:
    return {entry["target"]: entry["state"] for entry in json.loads(result.stdout)["results"]}


def test_build_says_what_it_read_signed_and_wrote(tmp_path: Path) -> None:
    folder = projects.write_project(tmp_path / "p")
    result = _run("build", "-C", folder)
    assert result.exit_code == 0
    assert "Read 2 achievements, 7 awards, 1 language." in result.stdout
    assert "Signed 6 new, 0 unchanged." in result.stdout
    assert "demo key" in result.stderr


def test_build_json_is_one_object_and_nothing_else(tmp_path: Path) -> None:
    result = _run("build", "-C", projects.write_project(tmp_path / "p"), "--json")
    told = json.loads(result.stdout)
    assert (
        told["state"] == "done" and told["awards"] == 7 and told["on_site"] == 6 and told["withheld"] == {"private": 1}
    )
    assert result.stderr == ""


def test_a_ledger_with_mistakes_is_told_line_by_line_and_nothing_is_written(tmp_path: Path) -> None:
    folder = projects.write_project(tmp_path / "p", awards=projects.AWARDS.replace("e1,grafting", "e1,graftign", 1))
    result = _run("build", "-C", folder)
    assert result.exit_code == 1
    assert "content/awards.csv:2:21: " in result.stderr and "did you mean 'grafting'?" in result.stderr
    assert "1 problem, nothing written. The site is as it was." in result.stderr
    assert not (folder / "site").exists()
    as_json = json.loads(_run("build", "-C", folder, "--json").stdout)
    assert as_json["state"] == "refused"
    assert [(p["file"], p["line"], p["column"]) for p in as_json["problems"]] == [("content/awards.csv", 2, 21)]


def test_verify_of_a_whole_site_gives_each_badge_its_state(project: Path) -> None:
    result = _run("verify", project / "site", "--site", project / "site", "--at", "2026-11-21", "--json")
    assert result.exit_code == 1
    wanted = {
        projects.VALID: "valid",
        projects.VALID_JAPANESE: "valid",
        projects.EXPIRED: "expired",
        projects.REVOKED: "revoked",
        projects.SUSPENDED: "suspended",
        projects.EARLY: "early",
    }
    states = _states(result)
    assert len(states) == 12
    for target, state in states.items():
        assert state == wanted[Path(target).parent.name], target


def test_verify_of_one_badge_shows_every_step(project: Path) -> None:
    badge = project / "site" / "awards" / projects.VALID / "badge.png"
    result = _run("verify", badge, "--site", project / "site", "--at", "2026-11-21")
    assert result.exit_code == 0
    assert result.stdout.startswith("valid  Grafting, Ada Quince\n")
    for step in ("file", "form", "issuer", "proof", "status", "dates", "known", "site"):
        assert f"\n  {step} " in result.stdout
    single = json.loads(_run("verify", badge, "--site", project / "site", "--at", "2026-11-21", "--json").stdout)
    assert single["state"] == "valid" and len(single["results"]) == 1


def test_exit_codes_tell_valid_from_not_and_from_could_not_be_checked(project: Path, tmp_path: Path) -> None:
    site = project / "site"
    assert _run("verify", site / "awards" / projects.REVOKED / "badge.png", "--site", site).exit_code == 1
    lonely = tmp_path / "copy"
    (lonely / ".well-known").mkdir(parents=True)
    (lonely / ".well-known" / "did.json").write_bytes((site / ".well-known" / "did.json").read_bytes())
    without_list = _run("verify", site / "awards" / projects.VALID / "badge.png", "--site", lonely, "--json")
    assert without_list.exit_code == 3 and json.loads(without_list.stdout)["state"] == "unknown"
    assert _run("verify", tmp_path / "nothing.png").exit_code == 2
    assert _run("verify").exit_code == 2
    assert _run("verify", site, "--at", "yesterday").exit_code == 2


def test_a_folder_of_files_is_a_list_of_targets(project: Path, tmp_path: Path) -> None:
    folder = tmp_path / "applicants"
    folder.mkdir()
    for number, award in enumerate((projects.VALID, projects.EXPIRED)):
        data = (project / "site" / "awards" / award / "badge.png").read_bytes()
        (folder / f"{number}.png").write_bytes(data)
    (folder / "cv.pdf").write_bytes(b"%PDF-1.7")
    (folder / "note.txt").write_bytes(b"ignored")
    result = _run("verify", folder, "--site", project / "site", "--at", "2026-11-21")
    assert result.exit_code == 1
    assert "3 files: 1 valid, 1 expired, 1 unreadable" in result.stdout
    (said,) = (line for line in result.stdout.splitlines() if "cv.pdf" in line)
    assert said.partition("cv.pdf  ")[2], "nothing says why"


def test_a_folder_of_which_a_part_cannot_be_looked_at_is_not_called_valid(
    project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "applicants"
    (folder / "closed").mkdir(parents=True)
    (folder / "good.png").write_bytes((project / "site" / "awards" / projects.VALID / "badge.png").read_bytes())
    close_folder(monkeypatch, "closed", errno.EACCES)
    result = _run("verify", folder, "--site", project / "site", "--at", "2026-11-21")
    assert result.exit_code == 1
    assert f"{folder}/closed  It could not be looked at: Permission denied." in result.stdout
    assert "2 files: 1 valid, 1 unreadable" in result.stdout


def test_a_site_whose_did_document_is_damaged_verifies_nothing(project: Path, tmp_path: Path) -> None:
    copy = tmp_path / "site"
    for path in (project / "site").rglob("*"):
        if path.is_file():
            place = copy / path.relative_to(project / "site")
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(path.read_bytes())
    (copy / ".well-known" / "did.json").write_bytes(b"{")
    result = _run("verify", copy, "--site", copy, "--json")
    assert result.exit_code == 3
    assert set(_states(result).values()) == {"unknown"}


def _told_of(project: Path, tmp_path: Path, *change: tuple[str, str]) -> str:
    text = (project / "site" / "awards" / projects.VALID / "credential.json").read_text(encoding="utf-8")
    for old, new in change:
        assert old in text
        text = text.replace(old, new)
    path = tmp_path / "badge.json"
    path.write_text(text, encoding="utf-8")
    return _run("verify", path, "--site", project / "site").stdout


def test_a_long_value_of_a_stranger_is_shortened_in_every_sentence_and_whole_in_json(
    project: Path, tmp_path: Path
) -> None:
    suite = "x" * 100_000
    told = _told_of(project, tmp_path, ("eddsa-rdfc-2022", suite))
    assert f"  Signed in a way that cannot be checked here. It uses '{'x' * 79}…'. That does not mean" in told
    assert max(map(len, told.splitlines())) < 250
    as_json = _run("verify", tmp_path / "badge.json", "--site", project / "site", "--json").stdout
    assert suite in json.loads(as_json)["results"][0]["sentence"]
    many = _run("verify", tmp_path / "badge.json", tmp_path / "badge.json", "--site", project / "site").stdout
    assert suite[:79] + "…" in many and max(map(len, many.splitlines())) < 250


def test_a_long_name_of_an_issuer_leaves_the_host_in_its_sentence(project: Path, tmp_path: Path) -> None:
    site = projects.write_project(tmp_path / "p")
    settings = projects.SITE.format(base_url=projects.BASE_URL)
    name = "Orchard Guild, " + "old " * 40
    (site / "content" / "site.toml").write_text(settings.replace('"Orchard Guild"', f'"{name}"'), encoding="utf-8")
    assert _run("build", "-C", site).exit_code == 0
    told = _run("verify", site / "site" / "awards" / projects.VALID / "badge.png", "--site", site / "site").stdout
    sentence = told.splitlines()[1]
    assert "… (badges.example.org), in date, and not on the revocation list of 2026-06-01." in sentence
    assert len(sentence) < 200


def test_what_is_said_of_a_stranger_keeps_its_head_and_its_end() -> None:
    said = in_brief("its issuer's " + "name " * 1_000 + "does not hold", [])
    assert said.startswith("its issuer's name ") and said.endswith("name does not hold") and len(said) < 420
    assert (
        in_brief("the issuer's key " + "x" * 90 + " isn't 'it'", []) == "the issuer's key " + "x" * 90 + " isn't 'it'"
    )
    assert in_brief("it is '" + "\\'" * 90 + "' here", []).endswith("…' here")


def test_check_lists_problems_and_warnings_and_builds_nothing(project: Path, tmp_path: Path) -> None:
    before = tree_hash(project)
    assert _run("check", "-C", project).exit_code == 0
    assert tree_hash(project) == before
    broken = projects.write_project(tmp_path / "p", earners=projects.EARNERS.replace("ada.quince@example.com", "ada"))
    result = _run("check", "-C", broken, "--json")
    assert result.exit_code == 1
    assert [(p["file"], p["line"]) for p in json.loads(result.stdout)["problems"]] == [("content/earners.csv", 2)]


def test_check_tells_problems_before_warnings_and_counts_both(tmp_path: Path) -> None:
    folder = projects.write_project(tmp_path / "p", earners=projects.EARNERS.replace("Ivo Medlar", "Ivo Medlar "))
    (folder / "content" / "events.csv").write_text("at,award,event,reason,by\n2026-01-01,0000000000000a09,claimed,,\n")
    (folder / "templates").mkdir()
    (folder / "templates" / "home.html").write_text("{% if %}", encoding="utf-8")
    told = json.loads(_run("check", "-C", folder, "--json").stdout)
    assert [(p["file"], p["severity"]) for p in told["problems"]] == [
        ("content/events.csv", "error"),
        ("templates/home.html", "error"),
        ("content/earners.csv", "warning"),
    ]
    assert (told["errors"], told["warnings"]) == (2, 1)
    assert told["codes"] == {"name-blank-edge": 1, "theme": 1, "unknown-award": 1}
    assert "templates/home.html:1:1: Expected" in _run("check", "-C", folder).stdout


def test_check_gives_the_place_of_what_is_wrong_with_keys_and_templates_once(tmp_path: Path) -> None:
    folder = projects.write_project(tmp_path / "p")
    for file in (folder / "keys").iterdir():
        file.unlink()
    assert "keys:1:1: there is no active issuer key\n" in _run("check", "-C", folder).stdout
    (folder / "templates").mkdir()
    (folder / "templates" / "home.html").write_text("<p>\n\n{% if %}", encoding="utf-8")
    (folder / "keys" / "x.pub").write_text("no key")
    told = _run("check", "-C", folder).stdout
    assert "templates/home.html:3:1: " in told and told.count("templates/home.html") == 1
    assert "keys/x.pub:1:1: " in told and told.count("x.pub") == 1


def test_check_says_that_the_theme_has_no_phrases_in_a_language(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("generator.pages.render.Theme.languages", lambda theme: ("fr",))
    folder = projects.write_project(tmp_path / "p")
    result = _run("check", "-C", folder)
    assert result.exit_code == 1 and "no phrases in en" in result.stdout
    assert "no phrases in en" in _run("build", "-C", folder).stderr


def test_check_says_that_a_key_is_missing_and_how_to_make_one(tmp_path: Path) -> None:
    folder = projects.write_project(tmp_path / "p")
    for path in (folder / "keys").iterdir():
        path.unlink()
    result = _run("check", "-C", folder)
    assert result.exit_code == 1 and "badgepress keys new" in result.stdout
    assert "badgepress keys new" in _run("build", "-C", folder).stderr


def test_a_new_key_of_ones_own_signs_for_a_real_address(tmp_path: Path) -> None:
    folder = projects.write_project(tmp_path / "p", base_url="https://badges.college.test")
    made = _run("keys", "new", "2026a", "-C", folder, "--no-passphrase")
    assert made.exit_code == 0, made.output
    real = _run("build", "-C", folder, "--base-url", "https://badges.real.college")
    assert real.exit_code == 0, real.output
    badge = folder / "site" / "awards" / projects.VALID / "badge.png"
    assert _run("verify", badge, "--site", folder / "site", "--at", "2026-11-21").exit_code == 0
    document = json.loads((folder / "site" / ".well-known" / "did.json").read_bytes())
    assert len(document["verificationMethod"]) == 1, "the published demo key must not stand beside it"


def test_an_encrypted_key_opens_with_its_passphrase_and_with_nothing_else(tmp_path: Path) -> None:
    folder = projects.write_project(tmp_path / "p")
    variable = {"BADGEPRESS_PASSPHRASE": "correct horse"}
    assert _run("keys", "new", "2026a", "-C", folder, env=variable).exit_code == 0
    assert _run("build", "-C", folder, env=variable).exit_code == 0
    wrong = _run("build", "-C", folder, env={"BADGEPRESS_PASSPHRASE": "wrong"})
    assert wrong.exit_code == 1 and "passphrase" in wrong.stderr
    assert _run("build", "-C", folder).exit_code in (1, 2)


@pytest.mark.parametrize("verb", sorted(main.commands))
def test_every_verb_has_help_with_an_example(verb: str) -> None:
    result = _run(verb, "--help")
    assert result.exit_code == 0
    assert "Example" in result.stdout or "Commands:" in result.stdout


@pytest.mark.parametrize(
    ("path", "old", "new", "place"),
    [
        ("earners.csv", "Ada Quince", "Ada\uffff Quince", "content/earners.csv:2:"),
        ("earners.csv", "Ada Quince", "\u200b\u2060", "content/earners.csv:2:"),
        ("achievements/grafting/achievement.md", 'name = "', 'name = "\ufffe', "content/achievements/grafting/"),
        ("site.toml", 'title = "', 'title = "\uffff', "content/site.toml:"),
        ("site.toml", "https://badges.example.org", "https://[::1]", "content/site.toml:"),
    ],
)
def test_what_cannot_be_built_is_said_by_check_with_its_place(
    tmp_path: Path, path: str, old: str, new: str, place: str
) -> None:
    project = projects.write_project(tmp_path / "project")
    file = project / "content" / path
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
    result = CliRunner().invoke(main, ["check", "-C", str(project)])
    assert result.exit_code == 1 and f"\n{place}" in f"\n{result.output}", result.output
