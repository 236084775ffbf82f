"""Whole builds of a small project: what is on the site, what never is, and that nothing half-made is ever seen."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from generator.build.writer import Writer
from generator.errors import BuildError, KeyFileError, LedgerError
from generator.wire.png import read_chunks
from tests import projects
from tests.sitemaking import build, tree, tree_hash


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return projects.write_project(tmp_path / "project")


def test_every_public_or_unlisted_award_has_page_credential_and_picture(project: Path) -> None:
    build(project)
    on_site = {path.name for path in (project / "site" / "awards").iterdir()}
    assert on_site == set(projects.IDS.values()) - {projects.SEALED}
    for award in on_site:
        files = {path.name for path in (project / "site" / "awards" / award).iterdir()}
        note = {"status.json"} if award in (projects.REVOKED, projects.SUSPENDED) else set()
        assert files == {"index.html", "credential.json", "badge.png"} | note


def test_a_note_says_since_when_and_why_beside_a_badge_that_is_not_to_be_relied_on(project: Path) -> None:
    build(project)
    notes = {
        path.parent.name: json.loads(path.read_bytes()) for path in (project / "site" / "awards").rglob("status.json")
    }
    assert notes == {
        projects.REVOKED: {
            "state": "revoked",
            "at": "2025-09-01T00:00:00Z",
            "reason": "The exam was taken by someone else.",
            "issuer": "did:web:badges.example.org",
        },
        projects.SUSPENDED: {
            "state": "suspended",
            "at": "2025-10-01T00:00:00Z",
            "reason": "A complaint is being looked into.",
            "issuer": "did:web:badges.example.org",
        },
    }


def test_the_picture_carries_the_served_credential_once(project: Path) -> None:
    build(project)
    for folder in (project / "site" / "awards").iterdir():
        texts = [c.data for c in read_chunks((folder / "badge.png").read_bytes()) if c.name == b"iTXt"]
        assert len(texts) == 1
        assert texts[0].endswith((folder / "credential.json").read_bytes())


def test_a_sealed_award_leaves_no_trace(project: Path) -> None:
    build(project)
    for path, data in tree(project / "site").items():
        assert projects.SEALED.encode() not in data and projects.SEALED not in path
        assert b"Secret Sloe" not in data


def test_an_unlisted_award_has_a_page_and_stands_in_no_list(project: Path) -> None:
    build(project)
    for path, data in tree(project / "site").items():
        if not path.startswith(f"awards/{projects.EARLY}/"):
            assert projects.EARLY.encode() not in data, path
            assert b"Ivo Medlar" not in data, path
    assert b"noindex" in (project / "site" / "awards" / projects.EARLY / "index.html").read_bytes()


def test_building_again_changes_nothing(project: Path) -> None:
    build(project)
    first = tree_hash(project / "site")
    again = build(project)
    assert tree_hash(project / "site") == first
    assert not again.added + again.changed + again.removed
    assert again.signed_new == 0


def test_a_dry_run_says_what_would_change_and_writes_nothing(project: Path) -> None:
    before = tree_hash(project)
    planned = build(project, dry_run=True)
    assert tree_hash(project) == before
    done = build(project)
    for count in ("added", "changed", "removed", "files", "signed_new"):
        assert getattr(planned, count) == getattr(done, count)


def test_an_award_that_goes_takes_its_files_along(project: Path) -> None:
    build(project)
    rows = projects.AWARDS.format(**projects.IDS).splitlines(keepends=True)
    (project / "content" / "awards.csv").write_text("".join(rows[:1] + rows[2:]), encoding="utf-8")
    done = build(project)
    assert not (project / "site" / "awards" / projects.VALID).exists()
    assert done.removed == 3


def test_a_broken_ledger_leaves_the_site_as_it_was(project: Path) -> None:
    build(project)
    before = tree_hash(project / "site")
    with (project / "content" / "awards.csv").open("a", encoding="utf-8") as file:
        file.write("not an id,e1,grafting,2025-01-01,,12,,,,,\n")
    with pytest.raises(LedgerError):
        build(project)
    assert tree_hash(project / "site") == before


def test_an_interrupted_build_leaves_the_site_as_it_was_and_nothing_beside_it(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    build(project)
    before = tree_hash(project / "site")
    whole, puts = Writer.put, []

    def stopped(writer: Writer, path: str, data: bytes) -> bool:
        puts.append(path)
        if len(puts) == 9:
            raise KeyboardInterrupt
        return whole(writer, path, data)

    monkeypatch.setattr(Writer, "put", stopped)
    with pytest.raises(KeyboardInterrupt):
        build(project, full=True)
    assert tree_hash(project / "site") == before
    assert not (project / ".site.stage").exists()


def test_the_demo_key_is_refused_for_an_address_that_people_could_believe(project: Path) -> None:
    for url in ("https://badges.real.college", "https://example.org.evil.net", "https://badges.example.org.co"):
        with pytest.raises(KeyFileError, match="published key"):
            build(project, base_url=url)
    assert not (project / "site").exists()


def test_a_site_below_a_path_has_its_did_document_there(project: Path) -> None:
    build(project, base_url="https://example.org/guild/badges")
    site = project / "site"
    assert json.loads((site / "did.json").read_bytes())["id"] == "did:web:example.org:guild:badges"
    assert not (site / ".well-known").exists()
    credential = json.loads((site / "awards" / projects.VALID / "credential.json").read_bytes())
    assert credential["id"].startswith("https://example.org/guild/badges/awards/")
    assert credential["issuer"]["id"] == "did:web:example.org:guild:badges"


def test_an_address_of_the_ledger_in_a_template_stops_the_build(project: Path) -> None:
    (project / "templates").mkdir()
    (project / "templates" / "verify.html").write_text("<p>Write to ADA.quince%40example.com</p>", encoding="utf-8")
    with pytest.raises(BuildError, match="e-mail address of an earner"):
        build(project)
    assert not (project / "site").exists() and not (project / ".site.stage").exists()


def test_a_link_to_nowhere_in_a_template_stops_the_build(project: Path) -> None:
    (project / "templates").mkdir()
    (project / "templates" / "verify.html").write_text('<p><a href="../nowhere/">x</a></p>', encoding="utf-8")
    with pytest.raises(BuildError, match=r"verify/index.html links to 'nowhere/index.html'"):
        build(project)


VARIATIONS = [
    {"TZ": "Pacific/Kiritimati", "LANG": "ja_JP.UTF-8", "LC_ALL": "C", "PYTHONHASHSEED": "1"},
    {"TZ": "America/Adak", "LANG": "tr_TR.UTF-8", "PYTHONHASHSEED": "4242", "PYTHONUTF8": "0", "LC_ALL": "POSIX"},
    {"TZ": "UTC", "PYTHONHASHSEED": "random", "COLUMNS": "40", "NO_COLOR": "1", "HOME": "/nonexistent"},
    {"TZ": "Asia/Kathmandu", "LANG": "ar_EG.UTF-8", "LANGUAGE": "fr:de", "PYTHONHASHSEED": "0", "PYTHONOPTIMIZE": "1"},
    {"TZ": "Australia/Lord_Howe", "LC_NUMERIC": "de_DE.UTF-8", "PYTHONHASHSEED": "77", "PYTHONDEVMODE": "1"},
]


JOBS = {0o022: "1", 0o077: "2", 0o000: "3"}


@pytest.mark.parametrize("umask", JOBS)
@pytest.mark.parametrize("environment", VARIATIONS, ids=["east", "west", "plain", "optimised", "development"])
def test_the_same_ledger_gives_the_same_bytes_anywhere(
    tmp_path: Path, tmp_path_factory: pytest.TempPathFactory, environment: dict[str, str], umask: int
) -> None:
    here = projects.write_project(tmp_path / "a")
    elsewhere = projects.write_project(tmp_path_factory.mktemp("quite another place") / "Ünï cödé 目録")
    build(here)
    script = f"import os, sys; os.umask({umask}); from generator.cli.app import main; main()"
    run = subprocess.run(
        [
            sys.executable,
            "-c",
            script,
            "build",
            "-C",
            str(elsewhere),
            "--out",
            str(elsewhere / "out"),
            "--jobs",
            JOBS[umask],
        ],
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(projects.REPOSITORY), **environment},
        capture_output=True,
        check=False,
        cwd="/",
    )
    assert run.returncode == 0, run.stderr.decode()
    assert tree_hash(elsewhere / "out") == tree_hash(here / "site")


def test_text_that_verifiers_would_sort_differently_is_a_problem_with_a_place(tmp_path: Path) -> None:
    """Two tags, one beginning above U+FFFF and one just below it: languages disagree which comes first."""
    project = projects.write_project(tmp_path / "p")
    place = project / "content" / "achievements" / "grafting" / "achievement.md"
    text = place.read_text(encoding="utf-8").replace('tags = ["orchard"]', 'tags = ["\U0001f34e", "\uff21"]')
    place.write_text(text, encoding="utf-8")
    with pytest.raises(LedgerError) as caught:
        build(project)
    assert all(problem.place.path.startswith("content/") for problem in caught.value.problems)
    assert not (project / "site").exists()
