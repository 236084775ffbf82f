"""`badgepress keys`: what it makes, what it says, and what it refuses."""

from __future__ import annotations

import json
import os
import pty
import stat
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from generator.cli import keys as room
from generator.cli.keys import keys
from generator.cli.passphrase import VARIABLE
from generator.signing import FileSigner, Keyring, State, Use
from tests.conftest import REPOSITORY
from tests.signing.keys import PUBLIC, keys_folder, put_demo, put_key, put_public, sealed

YEAR = datetime.now(UTC).year


@pytest.fixture(autouse=True)
def restored_environment() -> Iterator[None]:
    before = dict(os.environ)
    os.environ.pop(VARIABLE, None)
    yield
    os.environ.clear()
    os.environ.update(before)


def run(*args: str, project: Path) -> Result:
    return CliRunner().invoke(keys, [*args, "-C", str(project)], catch_exceptions=False)


def test_a_key_is_made_named_after_the_year_and_open_only_when_that_is_written(tmp_path: Path) -> None:
    ran = run("new", "--no-passphrase", project=tmp_path)
    assert ran.exit_code == 0
    path = tmp_path / "keys" / f"{YEAR}a.key"
    assert ran.stdout.splitlines() == [
        f"Made {path}: the secret key, not locked: whoever has the file can sign.",
        f"Made {path.with_suffix('.pub')}: its public side, active.",
    ]
    assert "Back up" in ran.stderr and "belongs in the repository" in ran.stderr and ".gitignore" in ran.stderr
    with FileSigner.open(path) as signer:
        assert signer.multikey == Keyring.read(tmp_path / "keys").active("issuer").public


def test_the_next_key_takes_the_next_letter_and_waits(tmp_path: Path) -> None:
    for letter in "abc":
        ran = run("new", "--no-passphrase", "--json", project=tmp_path)
        assert json.loads(ran.stdout)["key"]["name"] == f"{YEAR}{letter}"
    assert [info.state for info in Keyring.read(tmp_path / "keys").keys] == [State.ACTIVE, State.NEXT, State.NEXT]


def test_a_letter_counts_as_taken_by_any_file_and_the_alphabet_ends(tmp_path: Path) -> None:
    folder = keys_folder(tmp_path)
    (folder / f"{YEAR}a.txt").write_bytes(b"")
    assert room._next_name(folder, YEAR) == f"{YEAR}b"
    for letter in "bcdefghijklmnopqrstuvwxyz":
        put_public(folder, sealed(f"{YEAR}{letter}"), State.RETIRED)
    ran = run("new", "--no-passphrase", project=tmp_path)
    assert ran.exit_code == 1
    assert f"has a key for every letter of {YEAR}" in ran.stderr


def test_a_passphrase_from_a_file_locks_the_key_at_the_full_cost(tmp_path: Path) -> None:
    phrase = tmp_path / "phrase"
    phrase.write_text("correct horse\n")
    phrase.chmod(0o600)
    ran = run("new", "root", "--passphrase-file", str(phrase), "--json", project=tmp_path)
    assert json.loads(ran.stdout) == {
        "state": "done",
        "key": {
            "name": "root",
            "use": "issuer",
            "state": "active",
            "since": None,
            "revoked": None,
            "public": Keyring.read(tmp_path / "keys").active("issuer").public,
            "signer": "file",
            "encrypted": True,
            "published": False,
            "file": str(tmp_path / "keys" / "root.key"),
        },
    }
    path = tmp_path / "keys" / "root.key"
    assert path.read_text().splitlines()[4].startswith("kdf argon2id 3 268435456 ")
    with FileSigner.open(path, lambda: "correct horse") as signer:
        assert len(signer.sign(b"badge")) == 64
    assert "correct horse" not in ran.output


@pytest.mark.parametrize("use", ["log", "salt"])
def test_a_key_for_another_use_is_made(tmp_path: Path, use: str) -> None:
    ran = run("new", "--use", use, "--no-passphrase", project=tmp_path)
    (info,) = Keyring.read(tmp_path / "keys").keys
    assert info.use == Use(use)
    assert ("its public side" in ran.stdout) is (use == "log")


def test_without_passphrase_source_and_terminal_the_three_ways_are_named_and_nothing_is_made(tmp_path: Path) -> None:
    ran = run("new", project=tmp_path)
    assert ran.exit_code == 2
    for way in ("--passphrase-fd", "--passphrase-file", VARIABLE, "--no-passphrase"):
        assert way in ran.stderr
    assert not (tmp_path / "keys").exists()


def test_a_passphrase_and_none_at_once_are_wrong_usage(tmp_path: Path) -> None:
    os.environ[VARIABLE] = "correct horse"
    ran = run("new", "--no-passphrase", project=tmp_path)
    assert ran.exit_code == 2
    assert "exclude each other" in ran.stderr
    assert VARIABLE not in os.environ
    assert not (tmp_path / "keys").exists()


def test_a_name_that_is_taken_or_none_is_refused_with_what_to_do(tmp_path: Path) -> None:
    run("new", "a", "--no-passphrase", project=tmp_path)
    before = {path.name: path.read_bytes() for path in (tmp_path / "keys").iterdir()}
    again, bad = (run("new", name, "--no-passphrase", project=tmp_path) for name in ("a", "../a"))
    assert (again.exit_code, bad.exit_code) == (1, 1)
    assert "a.key: is there already; it was left as it is" in again.stderr
    assert "give the new key another name" in again.stderr
    assert "is not a name for a key" in bad.stderr
    assert {path.name: path.read_bytes() for path in (tmp_path / "keys").iterdir()} == before


def test_a_project_whose_keys_would_be_published_is_refused(tmp_path: Path) -> None:
    (tmp_path / "site").mkdir()
    (tmp_path / "keys").symlink_to("site")
    ran = run("new", "--no-passphrase", project=tmp_path)
    assert ran.exit_code == 1
    assert "lie one inside the other" in ran.stderr
    assert list((tmp_path / "site").iterdir()) == []


def test_a_project_that_is_not_there_is_said_in_words(tmp_path: Path) -> None:
    ran = run("new", "--no-passphrase", project=tmp_path / "none")
    assert ran.exit_code == 2
    assert "does not exist" in ran.stderr


def test_the_list_shows_every_key_and_asks_for_nothing(tmp_path: Path) -> None:
    folder = keys_folder(tmp_path)
    demo = put_demo(folder)
    put_key(folder, sealed())
    put_public(folder, sealed())
    put_public(folder, sealed("elsewhere", seed=bytes([1]) * 32), State.RETIRED)
    put_key(folder, sealed("pepper", Use.SALT, bytes([2]) * 32, None))
    ran = run("list", project=tmp_path)
    assert [" ".join(line.split()) for line in ran.stdout.splitlines()] == [
        f"2026a issuer active passphrase {PUBLIC}",
        f"{demo.stem} issuer active published, proves nothing z6MkpAtCqVzaDCX49vs7SgcD6ejnPX18LS6RwqNWZdyrDR3T",
        f"elsewhere issuer retired secret elsewhere {sealed(seed=bytes([1]) * 32).public}",
        "pepper salt active no passphrase -",
    ]
    listed = json.loads(run("list", "--json", project=tmp_path).stdout)["keys"]
    assert [(key["name"], key["encrypted"], key["published"]) for key in listed] == [
        ("2026a", True, False),
        (demo.stem, False, True),
        ("elsewhere", None, False),
        ("pepper", False, False),
    ]
    assert listed[3]["public"] is None


def test_an_empty_list_says_how_to_make_a_key(tmp_path: Path) -> None:
    ran = run("list", project=tmp_path)
    assert (ran.exit_code, ran.stdout) == (0, "")
    assert "badgepress keys new" in ran.stderr
    assert json.loads(run("list", "--json", project=tmp_path).stdout) == {"state": "done", "keys": []}


def test_bad_files_are_all_listed_and_the_exit_code_says_so(tmp_path: Path) -> None:
    folder = keys_folder(tmp_path)
    put_key(folder, sealed(), 0o644)
    (folder / "x.pub").write_bytes(b"?")
    ran = run("list", project=tmp_path)
    assert ran.exit_code == 1
    assert "2026a.key: others may read it" in ran.stderr and "x.pub:1" in ran.stderr and "chmod 600" in ran.stderr
    said = json.loads(run("list", "--json", project=tmp_path).stdout)
    assert said["state"] == "refused"


@pytest.mark.parametrize("typed", ["correct horse", "other horse"])
def test_at_a_terminal_the_passphrase_is_asked_twice_and_never_echoed(tmp_path: Path, typed: str) -> None:
    said, code = _at_a_terminal(
        ["new", "t", "-C", str(tmp_path)], ["correct horse", typed, "correct horse", "correct horse"]
    )
    assert code == 0
    assert said.count("Passphrase for the new key") == (1 if typed == "correct horse" else 2)
    assert "horse" not in said
    path = tmp_path / "keys" / "t.key"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    with FileSigner.open(path, lambda: "correct horse") as signer:
        assert len(signer.sign(b"badge")) == 64


def _at_a_terminal(args: list[str], answers: list[str]) -> tuple[str, int]:
    """Run the command on a terminal of its own; type an answer to each line that asks."""
    program = "import sys; from generator.cli.keys import keys; keys(sys.argv[1:])"
    child, terminal = pty.fork()
    if child == 0:
        os.chdir(REPOSITORY)
        os.execv(sys.executable, [sys.executable, "-c", program, *args])
    said, pending = b"", list(answers)
    while True:
        try:
            piece = os.read(terminal, 4096)
        except OSError:  # the other side has ended
            break
        if not piece:
            break
        said += piece
        if piece.rstrip().endswith(b":") and pending:
            os.write(terminal, pending.pop(0).encode() + b"\n")
    os.close(terminal)
    return said.decode(), os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
