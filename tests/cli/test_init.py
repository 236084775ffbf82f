"""`badgepress init`: a new project, complete, or nothing."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from generator.build.stage import held_lock
from generator.cli.app import main
from generator.ledger import read_ledger
from generator.scaffold import make

FLAGS = ("--base-url", "https://badges.example.org", "--title", "Orchard Guild badges", "--no-passphrase")


def _run(*words: object, **kwargs: object) -> Result:
    return CliRunner().invoke(main, [str(word) for word in words], **kwargs)  # type: ignore[arg-type]


def test_a_new_project_builds_at_once_into_a_site_with_its_first_badge(tmp_path: Path) -> None:
    made = _run("init", tmp_path / "badges", *FLAGS)
    assert made.exit_code == 0, made.output
    assert "(11 files)" in made.stdout
    checked = _run("check", "-C", tmp_path / "badges")
    assert "0 problems, 0 warnings" in checked.stdout
    built = _run("build", "-C", tmp_path / "badges")
    assert built.exit_code == 0, built.output
    site = tmp_path / "badges" / "site"
    assert "First Badge" in (site / "index.html").read_text()
    assert "Orchard Guild badges" in (site / "index.html").read_text()
    assert (site / "badges" / "first-badge" / "badge.png").is_file()


def test_what_is_said_stands_in_the_settings_and_the_readme_whatever_characters_it_has(tmp_path: Path) -> None:
    title = 'Bäcker "Süd" \\ <b> & #1'
    made = _run(
        "init", tmp_path / "p", "--base-url", "https://example.org/badges/", "--title", title, "--issuer", "ギルド",
        "--email", "office@example.org", "--no-passphrase",
    )  # fmt: skip
    assert made.exit_code == 0, made.output
    site = read_ledger(tmp_path / "p").site
    assert site.base_url == "https://example.org/badges"
    assert site.title.choose("en").text == title
    assert site.issuer.name.choose("en").text == "ギルド"
    assert site.issuer.email == "office@example.org"
    readme = (tmp_path / "p" / "README.md").read_text()
    assert 'Bäcker "Süd" \\\\ \\<b\\> & \\#1' in readme and "@@" not in readme
    assert "@@" not in (tmp_path / "p" / ".github" / "workflows" / "site.yml").read_text()


def test_the_key_is_locked_with_the_passphrase_and_never_in_version_control(tmp_path: Path) -> None:
    folder = tmp_path / "p"
    secret = {"BADGEPRESS_PASSPHRASE": "correct horse"}
    assert _run("init", folder, *FLAGS[:4], env=secret).exit_code == 0
    assert _run("build", "-C", folder, env={"BADGEPRESS_PASSPHRASE": "wrong"}).exit_code == 1
    assert _run("build", "-C", folder, env=secret).exit_code == 0
    (key,) = (folder / "keys").glob("*.key")
    assert key.stat().st_mode & 0o777 == 0o600 and key.parent.stat().st_mode & 0o777 == 0o700
    assert "kdf argon2id" in key.read_text()


@pytest.mark.parametrize("is_locked", [True, False])
def test_a_passphrase_is_spoken_of_only_where_there_is_one(tmp_path: Path, is_locked: bool) -> None:
    words, secret = (FLAGS[:4], {"BADGEPRESS_PASSPHRASE": "correct horse"}) if is_locked else (FLAGS, {})
    told = _run("init", tmp_path / "p", *words, env=secret)
    (line,) = (line for line in told.stderr.splitlines() if line.startswith("Keep a copy of keys/"))
    (note,) = (line for line in (tmp_path / "p" / "README.md").read_text().splitlines() if "Keep copies of" in line)
    assert (" passphrase " in line, " passphrase " in note) == (is_locked, is_locked)
    assert "@@" not in note


def test_a_key_is_never_left_open_unless_that_was_said(tmp_path: Path) -> None:
    result = _run("init", tmp_path / "p", *FLAGS[:4])
    assert result.exit_code == 2 and "--no-passphrase" in result.stderr
    assert not (tmp_path / "p").exists()


@pytest.mark.parametrize("name", ["notes.txt", ".hidden", "content"])
def test_a_folder_that_holds_something_is_refused_and_left_as_it_was(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("mine")
    result = _run("init", tmp_path, *FLAGS)
    assert result.exit_code == 1 and name in result.stderr
    assert [path.name for path in tmp_path.iterdir()] == [name]


def test_an_empty_folder_is_filled_and_so_is_one_that_version_control_has_begun(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    assert _run("init", tmp_path, *FLAGS).exit_code == 0
    assert (tmp_path / "content" / "site.toml").is_file()
    assert not (tmp_path / make.STAGE).exists()
    again = _run("init", tmp_path, *FLAGS)
    assert again.exit_code == 1 and "nothing was written into it" in again.stderr


def test_a_build_where_there_is_no_project_leaves_nothing_that_keeps_one_from_being_made(tmp_path: Path) -> None:
    result = _run("build", "-C", tmp_path)
    assert result.exit_code == 1 and "there is no folder content/ here" in result.stderr
    assert not any(tmp_path.iterdir())
    assert _run("init", tmp_path, *FLAGS).exit_code == 0


def test_a_lock_that_nobody_holds_is_no_hindrance_and_one_that_is_held_is(tmp_path: Path) -> None:
    with held_lock(tmp_path / "site"):
        refused = _run("init", tmp_path, *FLAGS)
        assert refused.exit_code == 1 and "holds .site.lock" in refused.stderr
    assert _run("init", tmp_path, *FLAGS).exit_code == 0
    assert _run("build", "-C", tmp_path).exit_code == 0


def test_a_file_of_somebody_else_is_no_lock(tmp_path: Path) -> None:
    (tmp_path / ".site.lock").write_text("mine")
    assert _run("init", tmp_path, *FLAGS).exit_code == 1
    assert (tmp_path / ".site.lock").read_text() == "mine"


def test_every_wrong_answer_is_told_at_once_and_nothing_is_made(tmp_path: Path) -> None:
    words = ("--base-url", "ftp://example.org", "--title", " ", "--email", "office", "--no-passphrase")
    result = _run("init", tmp_path / "p", *words)
    assert result.exit_code == 1 and "3 problems, nothing was made." in result.stderr
    told = json.loads(_run("init", tmp_path / "p", *words, "--json").stdout)
    assert [refusal["about"] for refusal in told["refusals"]] == ["--base-url", "--title", "--email"]
    assert list(tmp_path.iterdir()) == []


def test_without_a_terminal_what_is_missing_is_named(tmp_path: Path) -> None:
    result = _run("init", tmp_path / "p", "--title", "Badges", "--no-passphrase")
    assert result.exit_code == 2 and "--base-url" in result.stderr


def test_at_a_terminal_what_is_missing_is_asked_and_a_wrong_answer_asked_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("generator.cli.init.on_terminal", lambda: True)
    answers = "Orchard badges\n\nnowhere\nhttps://badges.example.org\n"
    result = _run("init", tmp_path / "p", "--no-passphrase", input=answers)
    assert result.exit_code == 0, result.output
    assert "'nowhere'" in result.stderr
    site = read_ledger(tmp_path / "p").site
    assert (site.title.choose("en").text, site.issuer.name.choose("en").text) == ("Orchard badges", "Orchard badges")


@pytest.mark.parametrize("there", [True, False])
def test_when_a_file_cannot_be_written_nothing_of_the_project_is_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, there: bool
) -> None:
    target = tmp_path / "p"
    if there:
        target.mkdir()
    rename, left = Path.rename, [3 if there else 0]

    def failing(self: Path, other: Path) -> Path:
        if left[0] == 0:
            raise OSError(28, "No space left on device")
        left[0] -= 1
        return rename(self, other)

    monkeypatch.setattr(Path, "rename", failing)
    result = _run("init", target, *FLAGS)
    assert result.exit_code == 1 and "no space left" in result.stderr
    assert list(tmp_path.iterdir()) == ([target] if there else [])
    assert not there or not any(target.iterdir())


def test_no_page_of_a_site_that_is_called_badges_speaks_of_badges_of_badges(tmp_path: Path) -> None:
    project = tmp_path / "p"
    assert _run("init", project, *FLAGS, "--issuer", "Orchard Guild").exit_code == 0
    settings = project / "content" / "site.toml"
    settings.write_text(settings.read_text() + "\n[found]\nearner_feeds = true\n")
    people = project / "content" / "earners.csv"
    people.write_text(people.read_text() + "ada,Ada Quince,ada@example.org,,public,,ada-quince\n")
    words = ("--achievement", "first-badge", "--email", "ada@example.org")
    assert _run("award", "-C", project, *words).exit_code == 0
    built = _run("build", "-C", project)
    assert built.exit_code == 0, built.output
    texts = {path: path.read_text() for path in (project / "site").rglob("*") if path.suffix in (".html", ".xml")}
    assert any(path.name == "feed.xml" for path in texts)
    assert [str(path) for path, text in texts.items() if "of Orchard Guild badges" in text] == []
