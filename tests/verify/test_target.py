"""What a person names to `verify`: nothing in a folder is left out without a word, and nothing is waited for."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from generator.cli.app import main
from generator.verify.target import open_folder
from tests import projects
from tests.sitemaking import built_site

BADGE = f"awards/{projects.VALID}/credential.json"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return built_site(projects.write_project(tmp_path_factory.mktemp("project")))


@pytest.fixture
def folder(site: Path, tmp_path: Path) -> Path:
    """An employer's folder: a sound badge, and one that was changed."""
    (tmp_path / BADGE).parent.mkdir(parents=True)
    shutil.copy(site / BADGE, tmp_path / BADGE)
    text = (site / BADGE).read_text(encoding="utf-8")
    (tmp_path / "forged.json").write_text(text.replace('"name":"', '"name":"Forged '), encoding="utf-8")
    return tmp_path


def states(folder: Path, site: Path) -> dict[str, str]:
    done = CliRunner().invoke(main, ["verify", str(folder), "--site", str(site), "--at", "2026-11-21", "--json"])
    assert done.exit_code in (0, 1, 3), done.output
    return {
        result["target"].removeprefix(f"{folder}/"): result["state"] for result in json.loads(done.stdout)["results"]
    }


@pytest.mark.parametrize("said", ["{}", "no JSON", None])
def test_a_did_document_in_a_folder_hides_no_other_file(said: str | None, folder: Path, site: Path) -> None:
    own = next(site / name for name in (".well-known/did.json", "did.json") if (site / name).exists())
    (folder / "did.json").write_text(own.read_text(encoding="utf-8") if said is None else said, encoding="utf-8")
    found = states(folder, site)
    assert found[BADGE] == "valid" and found["forged.json"] == "tampered"


@pytest.mark.parametrize("place", ["assets/cv.json", "badges/grafting/forged.json", "awards/x/y/z.json"])
def test_a_badge_anywhere_in_a_built_site_is_looked_at(place: str, folder: Path, site: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(site, copy)
    assert set(open_folder(copy).targets) == set(open_folder(site).targets)
    assert all(name.startswith("awards/") for name in open_folder(copy).targets)
    (copy / place).parent.mkdir(parents=True, exist_ok=True)
    shutil.copy(folder / "forged.json", copy / place)
    assert set(open_folder(copy).targets) - set(open_folder(site).targets) == {place}


def test_links_and_pipes_in_a_folder_are_told_and_neither_followed_nor_waited_for(folder: Path, site: Path) -> None:
    (folder / "link.json").symlink_to(site / BADGE)
    os.mkfifo(folder / "pipe.png")
    found = states(folder, site)
    assert found["link.json"] == found["pipe.png"] == "unreadable"


def test_a_name_that_is_not_utf_8_is_told_all_the_same(folder: Path, site: Path) -> None:
    (folder / "forged.json").rename(folder / os.fsdecode(b"\xff.json"))
    assert states(folder, site)["\N{REPLACEMENT CHARACTER}.json"] == "tampered"


def test_an_empty_target_is_no_folder() -> None:
    done = CliRunner().invoke(main, ["verify", ""])
    assert done.exit_code == 2 and "a target is empty" in done.stderr


def test_of_many_files_that_could_not_be_checked_the_reasons_are_told(folder: Path) -> None:
    (folder / "forged.json").unlink()
    shutil.copy(folder / BADGE, folder / "again.json")
    (folder / "empty").mkdir()
    done = CliRunner().invoke(
        main, ["verify", str(folder), "--site", str(folder / "empty"), "--base-url", "https://x.example"]
    )
    assert done.exit_code == 3, done.output
    assert "  2 unknown: The issuer's key could not be had" in done.stdout
