"""The life of a key as earners and employers meet it: rotation harms no badge, theft ends those of the stolen key.

Told twice: by our own verifier, and by the libraries of others. An old badge is a file that somebody downloaded before
the site changed; it is judged against the site as it is now.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from nacl.signing import SigningKey

from generator.cli.app import main
from generator.signing import Keyring
from generator.wire.multibase import encode_multikey
from tests import nodes, projects

BASE_URL = "https://badges.college.test"
REAL_URL = "https://badges.real.college"
NOW = "2026-11-21T12:00:00Z"
KEPT = (projects.VALID, projects.VALID_JAPANESE)


def run(project: Path, *words: object) -> Result:
    result = CliRunner().invoke(main, [*(str(word) for word in words), "-C", str(project)])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def done(project: Path, *words: object) -> Result:
    result = run(project, *words)
    assert result.exit_code == 0, result.output
    return result


def make_key(project: Path, name: str) -> None:
    done(project, "keys", "new", name, "--no-passphrase")


def build(project: Path) -> Path:
    done(project, "build")
    return project / "site"


def download(site: Path, folder: Path) -> list[Path]:
    """What an earner keeps: credential and picture of the badges that are valid."""
    folder.mkdir()
    files = []
    for award in KEPT:
        for name in ("credential.json", "badge.png"):
            files.append(Path(shutil.copy(site / "awards" / award / name, folder / f"{award}-{name}")))
    return files


def states(project: Path, files: list[Path]) -> set[str]:
    words = ["verify", *map(str, files), "--site", str(project / "site"), "--at", NOW[:10], "--json"]
    return {entry["state"] for entry in json.loads(CliRunner().invoke(main, words).stdout)["results"]}


def on_site(project: Path) -> list[Path]:
    return [project / "site" / "awards" / award / name for award in KEPT for name in ("credential.json", "badge.png")]


def others_say(project: Path, old: list[Path], folder: Path) -> list[bool]:
    """Whether @digitalbazaar/vc accepts the old credentials, against the DID document and lists of the site now."""
    shutil.copytree(project / "site", folder)
    for path in old:
        if path.suffix == ".json":
            shutil.copy(path, folder / "awards" / path.name.removesuffix("-credential.json") / "credential.json")
    said = nodes.check_site(folder, BASE_URL, NOW)
    for document in (*said["did"].values(), *said["statusLists"].values()):
        assert document["error"] is None, document
    return [said["credentials"][f"awards/{award}/credential.json"]["verified"] for award in KEPT]


def methods(project: Path) -> tuple[list[dict[str, Any]], list[str]]:
    document = json.loads((project / "site" / ".well-known" / "did.json").read_bytes())
    return document["verificationMethod"], [method.partition("#")[2] for method in document["assertionMethod"]]


def public(project: Path, name: str) -> str:
    return Keyring.read(project / "keys").named(name).public


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project with a key of its own, `first`."""
    folder = projects.write_project(tmp_path / "project", base_url=BASE_URL)
    make_key(folder, "first")
    return folder


def test_rotation_changes_who_signs_and_harms_no_badge(project: Path, tmp_path: Path) -> None:
    old = download(build(project), tmp_path / "old")
    make_key(project, "second")
    before = json.loads(done(project, "build", "--json").stdout)
    assert before["signed_new"] == 0, "a key that waits changes nothing"
    done(project, "keys", "activate", "second")
    site = build(project)
    first, second = public(project, "first"), public(project, "second")
    credentials = [json.loads((site / "awards" / award / "credential.json").read_bytes()) for award in KEPT]
    kept = [json.loads(path.read_bytes()) for path in old if path.suffix == ".json"]
    for new, was in zip(credentials, kept, strict=True):
        assert new["proof"][0]["verificationMethod"].endswith(f"#{second}")
        assert was["proof"][0]["verificationMethod"].endswith(f"#{first}")
        assert new["proof"][0]["created"] == was["proof"][0]["created"], "dates come from the ledger"
        assert {k: v for k, v in new.items() if k != "proof"} == {k: v for k, v in was.items() if k != "proof"}
    assert methods(project)[1] == [first, second]
    assert states(project, old) == {"valid"}
    assert states(project, on_site(project)) == {"valid"}


def test_after_theft_old_files_fail_until_they_are_downloaded_again(project: Path, tmp_path: Path) -> None:
    old = download(build(project), tmp_path / "old")
    told = done(project, "keys", "compromise", "first", "--at", "2026-11-20")
    assert "6 badges on the site are signed with it" in told.stdout
    for step in ("badgepress keys new", "badgepress keys activate", "badgepress build", "publish"):
        assert step in told.stderr
    refused = run(project, "build")
    assert refused.exit_code == 1 and "there is no active issuer key" in refused.stderr
    make_key(project, "second")
    done(project, "keys", "activate", "second")
    build(project)
    listed, asserting = methods(project)
    first, second = public(project, "first"), public(project, "second")
    assert asserting == [second]
    assert {m["publicKeyMultibase"]: m.get("revoked") for m in listed} == {first: "2026-11-20T00:00:00Z", second: None}
    assert states(project, old) == {"tampered"}
    assert states(project, on_site(project)) == {"valid"}
    again = download(project / "site", tmp_path / "again")
    assert states(project, again) == {"valid"}


def test_a_thief_who_dates_a_badge_back_gains_nothing(project: Path, tmp_path: Path) -> None:
    """The moment of checking counts, never a date that whoever holds the key can choose."""
    old = download(build(project), tmp_path / "old")
    make_key(project, "second")
    done(project, "keys", "activate", "second")
    done(project, "keys", "compromise", "first", "--at", "2026-11-20")
    build(project)
    created = json.loads(old[0].read_bytes())["proof"][0]["created"]
    assert created < "2026-11-20"
    assert states(project, old) == {"tampered"}


def test_a_retired_key_can_be_found_stolen_later(project: Path, tmp_path: Path) -> None:
    oldest = download(build(project), tmp_path / "oldest")
    make_key(project, "second")
    done(project, "keys", "activate", "second")
    newer = download(build(project), tmp_path / "newer")
    told = done(project, "keys", "compromise", "first", "--at", "2026-11-20", "--json")
    assert json.loads(told.stdout)["awards"] == [], "nothing on the site is signed with it any more"
    build(project)
    assert states(project, oldest) == {"tampered"}
    assert states(project, newer) == {"valid"}


@pytest.mark.node
def test_other_verifiers_see_the_same_story(project: Path, tmp_path: Path) -> None:
    old = download(build(project), tmp_path / "old")
    make_key(project, "second")
    done(project, "keys", "activate", "second")
    build(project)
    assert others_say(project, old, tmp_path / "rotated, old files") == [True, True]
    assert others_say(project, [], tmp_path / "rotated") == [True, True]
    done(project, "keys", "compromise", "first", "--at", "2026-11-20")
    build(project)
    assert others_say(project, old, tmp_path / "stolen, old files") == [False, False]
    assert others_say(project, [], tmp_path / "stolen") == [True, True]


def test_the_demonstration_key_never_signs_for_a_real_address(tmp_path: Path) -> None:
    """Not at first, and not in place of a key of one's own that has been retired or stolen."""
    folder = projects.write_project(tmp_path / "project", base_url=REAL_URL)
    refused = run(folder, "build")
    assert refused.exit_code == 1 and "published key" in refused.stderr
    make_key(folder, "first")
    build(folder)
    done(folder, "keys", "compromise", "first")
    refused = run(folder, "build", "--base-url", "https://badges.example.org")
    assert refused.exit_code == 1 and "there is no active issuer key" in refused.stderr
    assert run(folder, "keys", "activate", "demo-published-not-secret").exit_code == 1


SIGN = """\
import sys
from nacl.signing import SigningKey
sys.stdout.buffer.write(SigningKey(bytes([5]) * 32).sign(sys.stdin.buffer.read()).signature)
"""


def test_a_site_is_signed_by_a_program_and_rebuilt_with_the_same_bytes(project: Path, tmp_path: Path) -> None:
    program = tmp_path / "sign.py"
    program.write_text(SIGN, encoding="utf-8")
    key = encode_multikey(bytes(SigningKey(bytes([5]) * 32).verify_key))
    words = ("keys", "new", "hsm", "--signer", "command", "--public", key, "-C", project, "--", sys.executable, program)
    made = CliRunner().invoke(main, [str(word) for word in words])
    assert made.exit_code == 0, made.output
    done(project, "keys", "activate", "hsm")
    build(project)
    assert methods(project)[1] == [public(project, "first"), key]
    assert states(project, on_site(project)) == {"valid"}
    assert json.loads(done(project, "build", "--json").stdout)["changed"] == 0
    program.write_text(SIGN.replace("[5]", "[6]"), encoding="utf-8")
    refused = run(project, "build", "--full")
    assert refused.exit_code == 1 and "does not fit the key" in refused.stderr
    assert states(project, on_site(project)) == {"valid"}


@pytest.fixture
def agent(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The agent of OpenSSH with one new key in it; the public side of that key."""
    absent = [name for name in ("ssh-agent", "ssh-add", "ssh-keygen") if shutil.which(name) is None]
    if absent:
        pytest.skip(f"{', '.join(absent)} is not installed")
    folder = tmp_path_factory.mktemp("a")
    path, key = folder / "s", folder / "badges"
    running = subprocess.Popen(["ssh-agent", "-D", "-a", path], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    while not path.exists():
        assert running.poll() is None
    monkeypatch.setenv("SSH_AUTH_SOCK", str(path))
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", key], check=True)
    subprocess.run(["ssh-add", "-q", key], check=True, env=dict(os.environ), stderr=subprocess.DEVNULL)
    yield key.with_suffix(".pub")
    running.terminate()
    running.wait()


def test_a_site_is_signed_by_an_ssh_agent(project: Path, agent: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    line = agent.read_text(encoding="utf-8").strip()
    done(project, "keys", "new", "shared", "--signer", "agent", "--public", line)
    exported = done(project, "keys", "export", "shared").stdout
    assert " ".join(line.split()[:2]) in exported
    done(project, "keys", "activate", "shared")
    build(project)
    assert states(project, on_site(project)) == {"valid"}
    assert methods(project)[1] == [public(project, "first"), public(project, "shared")]
    monkeypatch.delenv("SSH_AUTH_SOCK")
    refused = run(project, "build")
    assert refused.exit_code == 1 and "SSH_AUTH_SOCK" in refused.stderr
