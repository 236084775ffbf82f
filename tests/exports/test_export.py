"""`badgepress export`: what is handed on can be taken over again, checked without a network, and built anew."""

from __future__ import annotations

import csv
import io
import json
import os
import shutil
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner

from generator.cli.app import main
from generator.exports.tables import SHAPES
from generator.imports.formats import BY_NAME
from tests import projects
from tests.imports.importing import rows_of, run, run_json, snapshot
from tests.sitemaking import build

DATED = [kind for kind in SHAPES if any(fact == "awarded" for _, fact in SHAPES[kind].columns)]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return projects.write_project(tmp_path / "project")


def export(project: Path, *words: object):  # type: ignore[no-untyped-def]
    return run(project, *words, verb="export")


def unpacked(file: Path, folder: Path) -> Path:
    with zipfile.ZipFile(file) as archive:
        for info in archive.infolist():
            archive.extract(info, folder)
            (folder / info.filename).chmod(info.external_attr >> 16 & 0o777)
    return folder


@pytest.mark.parametrize("kind", DATED)
def test_a_table_that_was_written_is_known_when_it_is_read_again(project: Path, tmp_path: Path, kind: str) -> None:
    file = tmp_path / "out.csv"
    assert export(project, kind, file).exit_code == 0
    before = snapshot(project)
    mapped = ("--map", "grafting=grafting", "--map", "pruning=pruning")
    said = run_json(project, file, *mapped, "--dry-run")
    count = 7 if SHAPES[kind].tells_status else 5
    if kind == "credly-bulk":  # its dates have no time of day, so an award made at nine is another one
        assert (said["known"], said["awards"]) == (count - 1, 1)
    else:
        assert (said["known"], said["awards"]) == (count, 0), said
    assert said["rejected"] == [] and snapshot(project) == before


@pytest.mark.parametrize("kind", [kind for kind in SHAPES if SHAPES[kind].has_header])
def test_the_first_line_of_a_table_tells_its_kind(project: Path, tmp_path: Path, kind: str) -> None:
    file = tmp_path / "out.csv"
    export(project, kind, file)
    header = file.read_text(encoding="utf-8").splitlines()[0].split(",")
    assert BY_NAME[kind].fits(header)
    assert next(found.name for found in BY_NAME.values() if found.fits(header)) == kind


def test_a_table_that_cannot_say_revoked_leaves_those_out_and_says_so(project: Path, tmp_path: Path) -> None:
    said = json.loads(export(project, "canvas", tmp_path / "c.csv", "--json").stdout)
    assert (said["awards"], said["left_out"]) == (5, 2)
    statuses = {}
    export(project, "credly", tmp_path / "d.csv")
    for row in csv.DictReader(io.StringIO((tmp_path / "d.csv").read_text(encoding="utf-8"))):
        statuses[row["Earner Badge ID"]] = row["Status"]
    assert statuses[projects.REVOKED] == "revoked" and statuses[projects.VALID] == "accepted"


def test_a_badge_goes_out_under_the_id_that_it_has_over_there(project: Path, tmp_path: Path) -> None:
    folder = project / "content" / "imports"
    folder.mkdir()
    entry = 'version = 1\n[[badge]]\nfrom = "badgr"\nid = "bc-9"\nachievement = "grafting"\n'
    (folder / "badges.toml").write_text(entry, encoding="utf-8")
    export(project, "canvas", tmp_path / "c.csv", "--achievement", "grafting")
    rows = list(csv.DictReader((tmp_path / "c.csv").open(encoding="utf-8")))
    assert {row["Badge Class ID"] for row in rows} == {"bc-9"} and len(rows) == 4


def test_people_go_out_as_import_takes_them(project: Path, tmp_path: Path) -> None:
    assert export(project, "people", tmp_path / "p.csv").exit_code == 0
    text = (tmp_path / "p.csv").read_text(encoding="utf-8")
    assert text.splitlines()[2] == "hanako@example.com;apple@example.org,林檎 花子,e2"


def test_a_bundle_is_checked_without_a_network(project: Path, tmp_path: Path) -> None:
    build(project)
    result = export(project, "badges", tmp_path / "b.zip", "--earner", "e1")
    assert result.exit_code == 0 and "3 badges" in result.stdout
    folder = unpacked(tmp_path / "b.zip", tmp_path / "bundle")
    names = {path.relative_to(folder).parts[0] for path in folder.rglob("*")}
    assert names == {".well-known", "status", "e1"}
    words = ["verify", str(folder / "e1" / f"grafting-{projects.VALID}"), "--site", str(folder), "--json"]
    said = json.loads(CliRunner().invoke(main, words).stdout)["results"]
    assert {report["state"] for report in said} == {"valid"} and len(said) == 2


def test_each_earner_gets_a_zip_and_nothing_of_the_others(project: Path, tmp_path: Path) -> None:
    build(project)
    (tmp_path / "each").mkdir()
    result = export(project, "badges", tmp_path / "each", "--each")
    assert "1 award has no page on the site" in result.stderr  # it is sealed
    assert sorted(path.name for path in (tmp_path / "each").iterdir()) == ["e1.zip", "e2.zip", "e3.zip"]
    names = zipfile.ZipFile(tmp_path / "each" / "e2.zip").namelist()
    assert not [name for name in names if name.startswith(("e1/", "e3/"))]


def test_an_archive_rebuilds_the_same_site(project: Path, tmp_path: Path) -> None:
    build(project)
    assert export(project, "archive", tmp_path / "a.zip").exit_code == 0
    again = unpacked(tmp_path / "a.zip", tmp_path / "again")
    (again / "keys").chmod(0o700)
    build(again)
    assert snapshot(again / "site") == snapshot(project / "site")


def test_what_is_exported_twice_or_elsewhere_has_the_same_bytes(project: Path, tmp_path: Path) -> None:
    site = project / "content" / "site.toml"
    site.write_text(site.read_text(encoding="utf-8") + "[output]\nopen_badges_2 = true\n", encoding="utf-8")
    build(project)
    other = tmp_path / "elsewhere"
    shutil.copytree(project, other)
    for path in other.rglob("*"):
        os.utime(path, (1, 1))
    for kind in ("archive", "badges", "hosted", "people", "credly"):
        for at, where in enumerate((project, other)):
            assert export(where, kind, tmp_path / f"{kind}-{at}").exit_code == 0
        assert (tmp_path / f"{kind}-0").read_bytes() == (tmp_path / f"{kind}-1").read_bytes()


def test_the_hosted_set_has_the_paths_of_the_site(project: Path, tmp_path: Path) -> None:
    build(project)
    refused = export(project, "hosted", tmp_path / "h.zip")
    assert refused.exit_code == 1 and "open_badges_2 = true" in refused.stderr
    site = project / "content" / "site.toml"
    site.write_text(site.read_text(encoding="utf-8") + "[output]\nopen_badges_2 = true\n", encoding="utf-8")
    build(project)
    assert export(project, "hosted", tmp_path / "h.zip").exit_code == 0
    names = zipfile.ZipFile(tmp_path / "h.zip").namelist()
    assert "issuer.json" in names and f"awards/{projects.VALID}/assertion.json" in names
    assert not [name for name in names if name.endswith(("credential.json", ".html"))]


def test_secret_keys_go_along_only_when_asked_for_and_locked(project: Path, tmp_path: Path) -> None:
    secret = tmp_path / "word"
    secret.write_text("correct horse battery staple\n", encoding="utf-8")
    secret.chmod(0o600)
    keys = ["keys", "new", "locked", "-C", str(project), "--passphrase-file", str(secret)]
    made = CliRunner().invoke(main, keys)
    assert made.exit_code == 0, made.output
    export(project, "archive", tmp_path / "without.zip")
    assert "keys/locked.key" not in zipfile.ZipFile(tmp_path / "without.zip").namelist()
    assert "keys/locked.pub" in zipfile.ZipFile(tmp_path / "without.zip").namelist()
    assert export(project, "archive", tmp_path / "with.zip", "--with-secret-keys").exit_code == 0
    packed = zipfile.ZipFile(tmp_path / "with.zip")
    assert packed.read("keys/locked.key") == (project / "keys" / "locked.key").read_bytes()
    assert CliRunner().invoke(main, ["keys", "new", "bare", "-C", str(project), "--no-passphrase"]).exit_code == 0
    refused = export(project, "archive", tmp_path / "bare.zip", "--with-secret-keys")
    assert refused.exit_code == 1 and "keys/bare.key is not locked" in refused.stderr
    assert not (tmp_path / "bare.zip").exists()


def test_a_file_that_is_there_is_not_written_over_unless_that_was_said(project: Path, tmp_path: Path) -> None:
    file = tmp_path / "c.csv"
    file.write_text("mine", encoding="utf-8")
    assert export(project, "canvas", file).exit_code == 1 and file.read_text(encoding="utf-8") == "mine"
    assert export(project, "canvas", file, "--replace").exit_code == 0
    assert file.stat().st_mode & 0o077 == 0  # it has addresses in it
    link = tmp_path / "link.csv"
    link.symlink_to(tmp_path / "nowhere.csv")
    assert export(project, "canvas", link).exit_code == 1 and not (tmp_path / "nowhere.csv").exists()


def test_an_option_of_another_kind_is_refused(project: Path, tmp_path: Path) -> None:
    assert export(project, "canvas", tmp_path / "c.csv", "--each").exit_code == 2
    assert export(project, "badges", tmp_path / "b.zip").exit_code == 1  # no site was built
    assert len(rows_of(project, "awards.csv")) == 7


PRIVATE = ("keys/2026a.key", "content/awards.csv", "content/new.csv", "templates/new.csv", "site/people.csv")


@pytest.mark.parametrize("place", [*PRIVATE, "link/new.csv", "public/sub/new.csv"])
@pytest.mark.parametrize("kind", ["archive", "people"])
def test_nothing_is_written_over_what_a_project_needs_nor_into_a_site(project: Path, place: str, kind: str) -> None:
    for folder in ("templates", "site", "public/.well-known", "public/sub"):
        (project / folder).mkdir(parents=True, exist_ok=True)
    (project / "public" / ".well-known" / "did.json").write_text("{}", encoding="utf-8")
    (project / "link").symlink_to("content")
    before = snapshot(project)
    for words in ((), ("--replace",)):
        refused = export(project, kind, project / place, *words)
        assert refused.exit_code == 1 and "lies in" in refused.stderr
    assert snapshot(project) == before


def test_the_files_of_each_earner_stay_out_of_the_site_too(project: Path) -> None:
    build(project)
    (project / "site" / "zips").mkdir()
    for folder in ("site/zips", "content"):
        refused = export(project, "badges", project / folder, "--each", "--replace")
        assert refused.exit_code == 1 and "lies in" in refused.stderr
    assert not list(project.rglob("*.zip"))


def test_a_table_calculates_nothing_when_a_spreadsheet_opens_it(project: Path, tmp_path: Path) -> None:
    earners = project / "content" / "earners.csv"
    name = rows_of(project, "earners.csv")[0]["name"]
    earners.write_text(earners.read_text(encoding="utf-8").replace(name, "=HYPERLINK(0)"), encoding="utf-8")
    for kind in ("people", *SHAPES):
        file = tmp_path / f"{kind}.csv"
        assert export(project, kind, file).exit_code == 0
        values = [value for row in csv.reader(io.StringIO(file.read_text(encoding="utf-8"))) for value in row]
        assert not [value for value in values if value.startswith(tuple("=+-@"))], kind
    assert "'=HYPERLINK(0)" in (tmp_path / "people.csv").read_text(encoding="utf-8")
    mapped = ("--map", "grafting=grafting", "--map", "pruning=pruning")
    assert run_json(project, tmp_path / "credly.csv", *mapped, "--dry-run")["known"] == 7
