"""What `badgepress init` tells version control to leave alone: all that we write beside the site, and secret keys."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from generator.build import beside, journal, rows, stage, state
from generator.build.run import Request, build_site
from generator.cli import serve, voice
from generator.ledger import inplace
from generator.ledger.read import JOURNAL
from generator.publish import files
from generator.scaffold import make
from generator.signing.signer import open_signer
from tests.publish.places import run

pytestmark = pytest.mark.skipif(shutil.which("git") is None, reason="git is not there")
FLAGS = ("--base-url", "https://badges.example.org", "--title", "Orchard Guild badges", "--no-passphrase")
_SITE = Path("site")


def _kept_project(folder: Path) -> Path:
    """A new project, all of it in version control."""
    project = folder / "p"
    assert run("init", project, *FLAGS).exit_code == 0
    _git(project, "init", "-q")
    _git(project, "config", "user.name", "Ada")
    _git(project, "config", "user.email", "ada@example.org")
    _git(project, "add", "-A")
    _git(project, "commit", "-qm", "Begin")
    return project


def _git(folder: Path, *words: str) -> str:
    return subprocess.run(["git", "-C", str(folder), *words], check=True, capture_output=True, text=True).stdout


def test_version_control_takes_nothing_that_building_serving_and_publishing_leave(tmp_path: Path) -> None:
    project = _kept_project(tmp_path)
    with (project / "content" / "site.toml").open("a") as settings:
        settings.write(f'\n[publish]\nto = "git"\nrepository = "{tmp_path}/there"\n')
    _git(tmp_path, "init", "-q", "--bare", "there")
    _git(project, "commit", "-qam", "Where to publish")
    assert run("build", "-C", project).exit_code == 0
    (project / serve.FOLDER).mkdir()
    preview = Request(project, project / serve.FOLDER / "site", jobs=1, preview=True)
    build_site(preview, lambda key: open_signer(key, str, None), voice.Bar(quiet=True))
    published = run("publish", "-C", project)
    assert published.exit_code == 0, published.output
    assert {".site.git", ".site.lock", ".site.state"} <= {path.name for path in project.iterdir()}
    assert _git(project, "status", "--porcelain") == ""


_BESIDE = [
    stage.stage_folder(_SITE) / "index.html",
    journal.journal_file(_SITE),
    journal.journal_file(_SITE).with_name(".site.journal.new"),
    journal.next_state_file(_SITE),
    rows.rows_file(state.state_file(_SITE)),
    beside.unfinished(state.state_file(_SITE)),
    Path(".site.ledger"),
    Path(".site.ledger.new"),
    files.record_file(_SITE),
    files.record_file(_SITE).with_name(".site.published-journal"),
    Path(".public.lock"),
    Path("content") / JOURNAL,
    Path("content") / inplace.STAGE / inplace.NEW / "awards.csv",
    Path("content/.awards.csv.new"),
    Path("keys/.2026a.pub.new"),
    Path(make.STAGE) / "content" / "site.toml",
    Path(".badges.zip.new"),
]


@pytest.mark.parametrize("path", _BESIDE, ids=str)
def test_version_control_takes_nothing_that_a_verb_has_left_half_done(tmp_path: Path, path: Path) -> None:
    project = _kept_project(tmp_path)
    (project / path).parent.mkdir(parents=True, exist_ok=True)
    (project / path).write_text("ours")
    assert _git(project, "status", "--porcelain") == ""


def test_version_control_takes_public_keys_and_no_secret_one_under_any_name(tmp_path: Path) -> None:
    project = _kept_project(tmp_path)
    for name in ("2031a.key", "2031a.key.old", "2031a", "secret.txt", "copies/2031a.key", "2031a.pub"):
        (project / "keys" / name).parent.mkdir(exist_ok=True)
        (project / "keys" / name).write_text("a key")
    assert _git(project, "status", "--porcelain") == "?? keys/2031a.pub\n"
    assert re.fullmatch("keys/[0-9]{4}a.pub\n", _git(project, "ls-files", "keys"))
