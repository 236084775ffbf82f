"""`badgepress publish` to folders, rsync and git, and what it refuses."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from generator.build.run import Request, build_site
from generator.cli import voice
from generator.model import RsyncTarget
from generator.publish import files as record
from generator.publish import order, rsync
from generator.signing.keyring import Keyring
from generator.signing.signer import open_signer
from tests import projects
from tests.publish import places

needs_rsync = pytest.mark.skipif(shutil.which("rsync") is None, reason="rsync is not installed")
EVERYWHERE = ["folder", pytest.param("rsync", marks=needs_rsync)]


def _git(*words: object) -> str:
    return subprocess.run(["git", *map(str, words)], capture_output=True, text=True, check=True).stdout


def _checked_out(repository: Path, branch: str, to: Path) -> dict[str, bytes]:
    _git("clone", "-q", "--branch", branch, repository, to)
    return {path: data for path, data in places.files_below(to).items() if not path.startswith(".git/")}


def _change(project: Path) -> None:
    places.edit(project / "content" / "awards.csv", "2025-03-01T09:00:00Z", "2025-03-01T10:00:00Z")
    places.edit(project / "content" / "earners.csv", "ja,public,auto,hanako-ringo", "ja,sealed,auto,hanako-ringo")
    assert places.run("build", "-C", project, "-q").exit_code == 0


@pytest.mark.parametrize("kind", EVERYWHERE)
def test_a_folder_becomes_the_site_and_follows_it_and_keeps_what_is_not_ours(tmp_path: Path, kind: str) -> None:
    project = places.project_for(tmp_path / "p", f'to = "{kind}"\npath = "{tmp_path}/www"')
    www, site = tmp_path / "www", project / "site"
    first = places.run("publish", "-C", project)
    assert first.exit_code == 0, first.output
    assert places.without_record(places.files_below(www)) == places.files_below(site)
    (www / "notes.txt").write_text("somebody else's")
    _change(project)
    # Another machine knows no paths of what has gone: the host's own listing does.
    (project / ".site.published").unlink()
    second = places.run("publish", "-C", project)
    assert second.exit_code == 0, second.output
    found = places.without_record(places.files_below(www))
    assert found.pop("notes.txt") and found == places.files_below(site)
    assert not (www / "earners" / "hanako-ringo" / "index.html").exists()
    assert "Nothing has changed" in places.run("publish", "-C", project).stdout


@pytest.mark.parametrize("kind", EVERYWHERE)
def test_no_empty_folder_of_a_page_that_went_stays_behind(tmp_path: Path, kind: str) -> None:
    project = places.project_for(tmp_path / "p", f'to = "{kind}"\npath = "{tmp_path}/www"')
    assert places.run("publish", "-C", project).exit_code == 0
    _change(project)
    assert places.run("publish", "-C", project).exit_code == 0
    assert not (tmp_path / "www" / "earners" / "hanako-ringo").exists()


@pytest.fixture
def strict_rsync(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An rsync as 3.2.7 was in Debian 12 for a while: it takes nothing that is missing for something to delete."""
    real = shutil.which("rsync")
    tools = tmp_path / "tools"
    tools.mkdir()
    refusal = "echo 'Welcome to the host' >&2; echo 'invalid file mode 00 for .badgepress/x [Receiver]' >&2; exit 2"
    script = f'#!/bin/sh\ncase " $* " in *" --delete-missing-args "*) {refusal};; esac\nexec {real} "$@"\n'
    (tools / "rsync").write_text(script, encoding="utf-8")
    (tools / "rsync").chmod(0o755)
    monkeypatch.setenv("PATH", str(tools), prepend=os.pathsep)


@needs_rsync
@pytest.mark.usefixtures("strict_rsync")
def test_an_rsync_that_takes_nothing_missing_is_told_by_rules_what_to_delete(tmp_path: Path) -> None:
    project = places.project_for(tmp_path / "p", f'to = "rsync"\npath = "{tmp_path}/www"')
    www = tmp_path / "www"
    assert places.run("publish", "-C", project).exit_code == 0
    (www / "earners" / "notes.txt").write_text("somebody else's")
    _change(project)
    assert places.run("publish", "-C", project).exit_code == 0
    found = places.without_record(places.files_below(www))
    assert found.pop("earners/notes.txt") and found == places.files_below(project / "site")
    assert not (www / "earners" / "hanako-ringo").exists()


@needs_rsync
@pytest.mark.usefixtures("strict_rsync")
def test_rules_of_what_to_delete_mean_no_other_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rsync, "_RULES_AT_ONCE", 3)
    names = ["a*c", "abc", "a?c", "[ab]", "a", "b", "x\\y", "x\\*", "x\\z", "# no", "- no", "a b", "ä"]
    gone = ["a*c", "a?c", "[ab]", "x\\y", "x\\*", "# no", "- no", "ä"]
    www = tmp_path / "www"
    for folder in ("one", "two/three", "two*"):
        (www / folder).mkdir(parents=True)
        for name in names:
            (www / folder / name).write_text("", encoding="utf-8")
    host = rsync.RsyncHost(RsyncTarget(str(www)))
    host.delete([f"{folder}/{name}" for folder in ("one", "two*") for name in gone])
    host.delete([f"two/three/{name}" for name in names])
    host.close()
    left = sorted(set(names) - set(gone))
    assert sorted(path.name for path in (www / "one").iterdir()) == left
    assert sorted(path.name for path in (www / "two*").iterdir()) == left
    assert not (www / "two").exists()


def test_a_branch_gets_a_commit_that_stands_on_the_last_and_its_files_are_the_site(tmp_path: Path) -> None:
    bare = tmp_path / "bare.git"
    _git("init", "-q", "--bare", bare)
    project = places.project_for(tmp_path / "p", f'to = "git"\nrepository = "{bare}"\nbranch = "gh-pages"')
    assert "Would add 61, change 0, delete 0" in places.run("publish", "-C", project, "--dry-run").stdout
    assert places.run("publish", "-C", project).exit_code == 0
    assert _checked_out(bare, "gh-pages", tmp_path / "one") == places.files_below(project / "site")
    _change(project)
    second = places.run("publish", "-C", project)
    assert second.exit_code == 0, second.output
    assert _checked_out(bare, "gh-pages", tmp_path / "two") == places.files_below(project / "site")
    assert _git("-C", bare, "rev-list", "--count", "gh-pages").strip() == "2"
    shutil.rmtree(project / ".site.git")
    assert "Nothing has changed" in places.run("publish", "-C", project).stdout


@pytest.mark.parametrize("kind", ["git", pytest.param("rsync", marks=needs_rsync)])
def test_a_place_of_this_machine_is_named_from_the_project(
    tmp_path: Path, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    _git("init", "-q", "--bare", tmp_path / "there")
    key = "repository" if kind == "git" else "path"
    project = places.project_for(tmp_path / "p", f'to = "{kind}"\n{key} = "../there"')
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    done = places.run("publish", "-C", project)
    assert done.exit_code == 0, done.output
    assert _git("-C", tmp_path / "there", "branch") if kind == "git" else (tmp_path / "there" / "index.html").is_file()


def test_a_branch_without_history_has_one_commit_and_a_domain_set_there_stays(tmp_path: Path) -> None:
    bare = tmp_path / "bare.git"
    _git("init", "-q", "--bare", bare)
    project = places.project_for(tmp_path / "p", f'to = "git"\nrepository = "{bare}"\nhistory = false')
    assert places.run("publish", "-C", project).exit_code == 0
    _git("clone", "-q", "--branch", "gh-pages", bare, tmp_path / "hand")
    (tmp_path / "hand" / "CNAME").write_text("badges.example.org\n")
    _git("-C", tmp_path / "hand", "add", "-A")
    message = _git("-C", bare, "log", "-1", "--format=%B", "gh-pages")
    _git("-C", tmp_path / "hand", "-c", "user.name=a", "-c", "user.email=a@example.org", "commit", "-qm", message)
    _git("-C", tmp_path / "hand", "push", "-q")
    _change(project)
    assert places.run("publish", "-C", project).exit_code == 0
    found = _checked_out(bare, "gh-pages", tmp_path / "two")
    assert found.pop("CNAME") == b"badges.example.org\n" and found == places.files_below(project / "site")
    assert _git("-C", bare, "rev-list", "--count", "gh-pages").strip() == "1"


def test_a_branch_of_somebody_elses_files_is_left_alone_unless_it_is_taken_over(tmp_path: Path) -> None:
    bare, hand = tmp_path / "bare.git", tmp_path / "hand"
    _git("init", "-q", "--bare", bare)
    _git("clone", "-q", bare, hand)
    (hand / "thesis.txt").write_text("years of work")
    _git("-C", hand, "add", "-A")
    _git("-C", hand, "-c", "user.name=a", "-c", "user.email=a@example.org", "commit", "-qm", "work")
    _git("-C", hand, "push", "-q", "origin", "HEAD:gh-pages")
    project = places.project_for(tmp_path / "p", f'to = "git"\nrepository = "{bare}"')
    refused = places.run("publish", "-C", project)
    assert refused.exit_code == 1 and "--take-over" in refused.stderr
    assert "thesis.txt" in _git("-C", bare, "ls-tree", "--name-only", "gh-pages")
    assert places.run("publish", "-C", project, "--take-over").exit_code == 0
    assert "thesis.txt" not in _git("-C", bare, "ls-tree", "--name-only", "gh-pages")


def test_a_site_that_others_put_there_is_not_overwritten_by_accident(tmp_path: Path) -> None:
    (tmp_path / "www").mkdir()
    (tmp_path / "www" / "index.html").write_text("the home page of the institute")
    project = places.project_for(tmp_path / "p", 'to = "folder"\npath = "../www"')
    refused = places.run("publish", "-C", project)
    assert refused.exit_code == 1 and "--take-over" in refused.stderr
    assert (tmp_path / "www" / "index.html").read_text() == "the home page of the institute"


def test_more_deletions_than_allowed_are_refused_until_they_are_wanted(tmp_path: Path) -> None:
    project = places.project_for(tmp_path / "p", 'to = "folder"\npath = "../www"\nmost_deleted = 10')
    assert places.run("publish", "-C", project).exit_code == 0
    before = places.files_below(tmp_path / "www")
    places.edit(project / "content" / "earners.csv", "en,public,auto,ada-quince", "en,sealed,auto,ada-quince")
    places.edit(project / "content" / "earners.csv", "ja,public,auto,hanako-ringo", "ja,sealed,auto,hanako-ringo")
    assert places.run("build", "-C", project, "-q").exit_code == 0
    refused = places.run("publish", "-C", project)
    assert refused.exit_code == 1 and "more than 10 %" in refused.stderr and "--delete-many" in refused.stderr
    assert places.files_below(tmp_path / "www") == before
    assert places.run("publish", "-C", project, "--delete-many").exit_code == 0
    assert places.without_record(places.files_below(tmp_path / "www")) == places.files_below(project / "site")


def _spoil_preview(project: Path) -> str:
    (project / "site" / ".badgepress-preview").write_text("")
    return "previews are never published"


def _spoil_page(project: Path) -> str:
    (project / "site" / "index.html").write_text("changed by hand")
    return "not what a build has checked"


def _spoil_state(project: Path) -> str:
    (project / ".site.state").unlink()
    return "not what a build has checked"


def _spoil_address(project: Path) -> str:
    places.edit(project / "content" / "site.toml", "https://badges.example.org", "https://other.example.org")
    return "built for another address"


def _spoil_all(project: Path) -> str:
    shutil.rmtree(project / "site")
    return "there is no site"


@pytest.mark.parametrize("spoil", [_spoil_preview, _spoil_page, _spoil_state, _spoil_address, _spoil_all])
def test_what_a_build_has_not_checked_is_not_published(tmp_path: Path, spoil: object) -> None:
    project = places.project_for(tmp_path / "p", 'to = "folder"\npath = "../www"')
    why = spoil(project)  # type: ignore[operator]
    refused = places.run("publish", "-C", project)
    assert refused.exit_code == 1 and why in refused.stderr and "badgepress build" in refused.stderr
    assert not (tmp_path / "www").exists()


@pytest.mark.parametrize(
    "target",
    [
        'to = "rsync"\npath = "deploy@www.example.org:/srv/www"',
        'to = "git"\nrepository = "git@git.example.org:guild/badges.git"',
        'to = "s3"\nbucket = "badges"',
    ],
)
def test_a_site_signed_with_the_demo_key_goes_to_no_other_machine(
    tmp_path: Path, target: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "example")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "example")
    project = places.project_for(tmp_path / "p", target)
    refused = places.run("publish", "-C", project)
    assert refused.exit_code == 1 and ("published key" in refused.stderr or "rsync is not" in refused.stderr)


@pytest.mark.parametrize(
    ("publish", "place", "what"),
    [
        ('to = "ftp"', "13:6", "'ftp' is not known here"),
        ('path = "../www"', "12:1", "'to' is missing"),
        ('to = "folder"', "12:1", "'path' is missing"),
        ('to = "folder"\npath = "../www"\nbucket = "b"', "15:1", "there is no key 'bucket' here"),
        ('to = "git"\nrepository = "--upload-pack=x"', "14:14", "cannot be a repository"),
        ('to = "s3"\nbucket = "Not A Bucket"', "14:10", "cannot be a bucket"),
        ('to = "folder"\npath = "../www"\nmost_deleted = 101', "15:16", "goes from 0 to 100"),
        ('to = "folder"\npath = "../www"\nmost_deleted = "few"', "15:16", "wanted a whole number"),
    ],
)
def test_mistakes_in_publish_are_told_with_line_and_column(tmp_path: Path, publish: str, place: str, what: str) -> None:
    project = projects.write_project(tmp_path / "p")
    settings = project / "content" / "site.toml"
    settings.write_text(settings.read_text() + f"\n[publish]\n{publish}\n")
    for verb in ("publish", "check"):
        told = places.run(verb, "-C", project)
        assert told.exit_code == 1 and f"content/site.toml:{place}: " in told.output, told.output
        assert what in told.output


def test_the_preview_of_serve_is_refused_wherever_it_is_copied_to(tmp_path: Path) -> None:
    project = places.project_for(tmp_path / "p", 'to = "folder"\npath = "../www"')
    preview = project / ".preview" / "site"
    preview.parent.mkdir()
    key = Keyring.read(project / "keys").active("issuer")
    build_site(Request(project, preview, preview=True), lambda info: open_signer(key, None), voice.Bar(quiet=True))
    shutil.copytree(preview, tmp_path / "copy")
    for site in (preview, tmp_path / "copy"):
        refused = places.run("publish", "-C", project, "--site", site)
        assert refused.exit_code == 1 and "previews are never published" in refused.stderr
    assert not (tmp_path / "www").exists()


def test_a_target_inside_the_project_is_refused(tmp_path: Path) -> None:
    for path in ("content", "site/x", ".", "keys"):
        project = places.project_for(tmp_path / path.replace("/", "-") / "p", f'to = "folder"\npath = "{path}"')
        refused = places.run("publish", "-C", project)
        assert refused.exit_code == 1 and "would hold or lie in" in refused.stderr


def test_without_publish_in_site_toml_it_says_what_to_write(tmp_path: Path) -> None:
    project = projects.write_project(tmp_path / "p")
    told = places.run("publish", "-C", project)
    assert told.exit_code == 1 and "[publish]" in told.stderr


def test_settings_of_publishing_change_no_page(tmp_path: Path) -> None:
    project = places.project_for(tmp_path / "p", 'to = "folder"\npath = "../www"')
    places.edit(project / "content" / "site.toml", "../www", "../elsewhere")
    assert "Nothing has changed" in places.run("build", "-C", project).stdout


def test_the_order_is_what_is_new_then_what_changes_then_what_goes_and_pages_come_after_what_they_show() -> None:
    def at(path: str, *, is_new: bool = True) -> int:
        return order.phase(path, is_new=is_new, did_first=True)

    award = "awards/0000000000000a01/"
    new = [".well-known/did.json", "assets/style.1.css", f"{award}badge.png", f"{award}credential.json",
           "status/revocation-1.json", f"{award}index.html"]  # fmt: skip
    phases = [at(path) for path in new]
    assert phases == sorted(set(phases))
    assert max(phases) < min(at(path, is_new=False) for path in new[1:])
    assert at("index.html") > at(f"{award}index.html", is_new=False)
    assert at(f"{award}index.html", is_new=False) < at("sitemap.xml") < at("index.html")
    assert order.phase_of_removal(f"{award}index.html") < order.phase_of_removal(f"{award}badge.png")
    assert order.phase_of_removal("index.html") > at("sitemap.xml", is_new=False)


def test_a_did_document_that_drops_a_key_comes_after_the_credentials_it_no_longer_vouches_for() -> None:
    late = order.phase(".well-known/did.json", is_new=False, did_first=False)
    assert order.phase("awards/x/credential.json", is_new=False, did_first=False) < late
    assert late < order.phase("awards/x/index.html", is_new=False, did_first=False)


def test_files_that_are_as_they_were_are_not_read_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    site = tmp_path / "site"
    site.mkdir()
    (site / "a.txt").write_text("a")
    (site / "b.txt").write_text("b")
    read: list[str] = []
    real = record._digest_of
    monkeypatch.setattr(record, "_digest_of", lambda path: read.append(path.name) or real(path))
    for _ in range(2):
        found = record.Files(site)
        found.look(lambda number: None)
        found.close()
    (site / "b.txt").write_text("bb")
    found = record.Files(site)
    found.look(lambda number: None)
    assert sorted(read) == ["a.txt", "b.txt", "b.txt"]
    found.close()


def test_a_damaged_record_beside_the_site_is_made_anew(tmp_path: Path) -> None:
    project = places.project_for(tmp_path / "p", 'to = "folder"\npath = "../www"')
    assert places.run("publish", "-C", project).exit_code == 0
    (project / ".site.published").write_bytes(b"nonsense" * 1000)
    assert "Nothing has changed" in places.run("publish", "-C", project).stdout


def test_a_link_in_the_site_is_refused(tmp_path: Path) -> None:
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "passwd").symlink_to("/etc/passwd")
    with pytest.raises(record.PublishError, match="not a plain file"):
        record.Files(tmp_path / "site").look(lambda number: None)
