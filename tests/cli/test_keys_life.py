"""`badgepress keys activate`, `retire`, `compromise`, `export`, and keys whose secret is elsewhere."""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from generator.cli.keys import keys
from generator.signing import BY_AGENT, Keyring, Kind, State, Use, by_command
from generator.signing.publicforms import openssh_line
from tests import projects
from tests.signing.keys import PUBLIC, SEED, keys_folder, put_demo, put_key, put_public, sealed, spellings

OTHER = sealed("b", seed=bytes([7]) * 32, passphrase=None)


def run(*words: str, project: Path) -> Result:
    cut = words.index("--") if "--" in words else len(words)
    result = CliRunner().invoke(keys, [*words[:cut], "-C", str(project), *words[cut:]])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Two keys: `a` signs, `b` waits."""
    folder = keys_folder(tmp_path)
    a = sealed("a", passphrase=None)
    for key, state in ((a, State.ACTIVE), (OTHER, State.NEXT)):
        put_key(folder, key)
        put_public(folder, key, state)
    return tmp_path


def states(project: Path) -> dict[str, str]:
    return {key.name: key.state.value for key in Keyring.read(project / "keys").keys}


def test_activating_says_what_became_of_both_keys_and_what_to_do(project: Path) -> None:
    done = run("activate", "b", project=project)
    assert done.exit_code == 0
    assert done.stdout.splitlines() == [
        "a is retired: it signs no more, and what it has signed stays valid.",
        "b is active: it signs from the next build on.",
    ]
    assert "badgepress build" in done.stderr and "Commit the changed .pub files" in done.stderr
    assert states(project) == {"a": "retired", "b": "active"}
    assert json.loads(run("activate", "a", "--json", project=project).stdout) == {
        "state": "done",
        "active": "a",
        "retired": ["b"],
    }


def test_retiring_says_so_once(project: Path) -> None:
    assert "b is retired: it signs no more" in run("retire", "b", project=project).stdout
    assert run("retire", "b", project=project).stdout == "b is retired already.\n"
    assert json.loads(run("retire", "b", "--json", project=project).stdout) == {"state": "done", "retired": ["b"]}
    refused = run("retire", "a", project=project)
    assert refused.exit_code == 1 and "a is the one that signs" in refused.stderr


def test_compromising_names_the_key_that_waits_as_the_next_step(project: Path) -> None:
    done = run("compromise", "a", "--at", "2026-03-01", project=project)
    assert done.stdout.startswith("a is compromised: nothing it has signed is vouched for")
    assert "0 badges on the site are signed with it" in done.stdout
    assert "badgepress keys activate b\n" in done.stderr and "keys new" not in done.stderr
    assert "forged badges verify" in done.stderr
    assert Keyring.read(project / "keys").named("a").revoked == "2026-03-01T00:00:00Z"


def test_compromising_the_only_key_says_to_make_one(tmp_path: Path) -> None:
    folder = keys_folder(tmp_path)
    put_key(folder, sealed("a", passphrase=None))
    put_demo(folder)
    said = json.loads(run("compromise", "a", "--json", project=tmp_path).stdout)
    assert said["next"][:2] == ["badgepress keys new NAME", "badgepress keys activate NAME"]
    revoked = datetime.fromisoformat(said["revoked"])
    assert abs((datetime.now(UTC) - revoked).total_seconds()) < 60


def test_a_key_of_the_log_has_no_badges_and_is_replaced_by_one_of_the_log(project: Path) -> None:
    key = sealed("log", Use.LOG, bytes([9]) * 32, None)
    put_key(project / "keys", key)
    put_public(project / "keys", key)
    done = run("compromise", "log", project=project)
    assert "badge" not in done.stdout.replace("badgepress", "")
    assert "badgepress keys new --use log NAME" in done.stderr


def test_a_theft_in_the_future_is_wrong_usage(project: Path) -> None:
    refused = run("compromise", "a", "--at", "2999-01-01", project=project)
    assert refused.exit_code == 2 and "still to come" in refused.stderr
    assert states(project)["a"] == "active"


@pytest.mark.parametrize("verb", ["activate", "retire", "compromise", "export"])
def test_a_name_that_is_none_is_answered_with_those_there_are(project: Path, verb: str) -> None:
    refused = run(verb, "c", project=project)
    assert refused.exit_code == 1
    assert "no key is called 'c'" in refused.stderr and "the keys here are a, b" in refused.stderr


def test_the_list_tells_states_with_their_dates_and_explains_what_keeps_from_signing(project: Path) -> None:
    run("activate", "b", project=project)
    run("compromise", "b", "--at", "2026-03-01", project=project)
    done = run("list", project=project)
    today = datetime.now(UTC).date()
    assert [" ".join(line.split()[:5]) for line in done.stdout.splitlines()] == [
        f"a issuer retired since {today}",
        "b issuer compromised since 2026-03-01",
    ]
    assert "there is no active issuer key" in done.stderr and "badgepress keys new" in done.stderr
    listed = json.loads(run("list", "--json", project=project).stdout)["keys"]
    assert [(key["since"][:10], key["revoked"]) for key in listed] == [
        (str(today), None),
        (str(today), "2026-03-01T00:00:00Z"),
    ]


def test_the_list_explains_two_active_keys(project: Path) -> None:
    put_public(project / "keys", OTHER, State.ACTIVE)
    assert "badgepress keys activate b" in run("list", project=project).stderr


def test_a_public_key_is_shown_in_four_forms_and_the_secret_in_none(tmp_path: Path) -> None:
    project = projects.write_project(tmp_path / "p")
    put_key(project / "keys", sealed("a", passphrase=None))
    done = run("export", "a", project=project)
    assert [line.split(maxsplit=1)[0] for line in done.stdout.splitlines()] == ["Multikey", "did:web", "JWK", "OpenSSH"]
    assert f"did:web:badges.example.org#{PUBLIC}" in done.stdout
    assert openssh_line(PUBLIC, "a") in done.stdout
    assert "back it up, copy" in done.stderr and "a.key" in done.stderr
    said = json.loads(run("export", "a", "--json", project=project).stdout)
    assert said["verification_method"] == f"did:web:badges.example.org#{PUBLIC}"
    assert (said["multikey"], said["jwk"]["crv"]) == (PUBLIC, "Ed25519")
    everything = (done.output + json.dumps(said)).encode()
    assert not [spelling for spelling in spellings(SEED) if spelling in everything]


def test_without_a_site_the_other_forms_are_shown(project: Path) -> None:
    done = run("export", "a", project=project)
    assert done.exit_code == 0
    assert [line.split()[0] for line in done.stdout.splitlines()] == ["Multikey", "JWK", "OpenSSH"]


def test_a_salt_has_nothing_to_show(project: Path) -> None:
    put_key(project / "keys", sealed("pepper", Use.SALT, passphrase=None))
    refused = run("export", "pepper", project=project)
    assert refused.exit_code == 1 and "has no public side" in refused.stderr


@pytest.mark.parametrize("public", [PUBLIC, openssh_line(PUBLIC, "someone")])
def test_a_key_of_an_agent_is_registered_by_its_public_side_alone(tmp_path: Path, public: str) -> None:
    done = run("new", "shared", "--signer", "agent", "--public", public, project=tmp_path)
    assert done.exit_code == 0
    assert "the public side of a key that is with an ssh-agent, active." in done.stdout
    (info,) = Keyring.read(tmp_path / "keys").keys
    assert (info.public, info.signer, info.encrypted, info.state) == (PUBLIC, BY_AGENT, None, State.ACTIVE)
    assert [path.name for path in (tmp_path / "keys").iterdir()] == ["shared.pub"]
    assert "agent" in run("list", project=tmp_path).stdout
    assert "with an ssh-agent: back it up there" in run("export", "shared", project=tmp_path).stderr


def test_a_program_is_registered_with_its_words_as_they_are(tmp_path: Path) -> None:
    words = ("/opt/hsm/sign", "--slot", "3", "-C", "elsewhere", "--", "a  b")
    done = run("new", "--signer", "command", "--public", PUBLIC, "--json", "--", *words, project=tmp_path)
    assert json.loads(done.stdout)["key"]["signer"] == "command"
    (info,) = Keyring.read(tmp_path / "keys").keys
    assert info.signer == by_command(words)
    assert info.signer.kind is Kind.COMMAND
    assert info.name == f"{datetime.now(UTC).year}a"


def test_a_registered_key_waits_where_another_signs_and_is_refused_twice(project: Path) -> None:
    key = sealed("c", seed=bytes([8]) * 32, passphrase=None).public
    run("new", "c", "--signer", "agent", "--public", key, project=project)
    assert states(project)["c"] == "next"
    twice = run("new", "d", "--signer", "agent", "--public", key, project=project)
    assert twice.exit_code == 1 and "under the name c" in twice.stderr
    taken = run("new", "a", "--signer", "agent", "--public", key, project=project)
    assert taken.exit_code == 1 and "is there already" in taken.stderr


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (("--signer", "agent"), "wants the public key"),
        (("--signer", "command", "--public", PUBLIC), "wants the program behind two dashes"),
        (("--signer", "command", "--public", PUBLIC, "--"), "wants the program behind two dashes"),
        (("--signer", "agent", "--public", PUBLIC, "--", "/sign"), "words behind -- are the program"),
        (("--no-passphrase", "--", "/sign"), "words behind -- are the program"),
        (("--public", PUBLIC, "--no-passphrase"), "a key made here has its own"),
        (("--signer", "agent", "--public", PUBLIC, "--no-passphrase"), "this key has none"),
        (("--signer", "card", "--public", PUBLIC), "'card' is not one of"),
    ],
)
def test_options_that_contradict_each_other_are_wrong_usage_and_make_nothing(
    tmp_path: Path, words: tuple[str, ...], reason: str
) -> None:
    refused = run("new", "x", *words, project=tmp_path)
    assert refused.exit_code == 2
    assert reason in refused.stderr
    assert not (tmp_path / "keys").exists()


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (("--signer", "agent", "--public", "ssh-rsa AAAA x"), "Ed25519 is wanted"),
        (("--signer", "agent", "--public", "z6Mk"), "not a public Ed25519 key"),
        (("--signer", "agent", "--use", "salt", "--public", PUBLIC), "a salt signs nothing"),
        (("--signer", "command", "--public", PUBLIC, "--", "bin/sign"), "named by its whole path"),
        (("--signer", "command", "--public", PUBLIC, "--", sys.executable, "x" * 5000), "do not fit into 4096 bytes"),
    ],
)
def test_a_key_or_a_program_that_cannot_be_used_is_refused(tmp_path: Path, words: tuple[str, ...], reason: str) -> None:
    refused = run("new", "x", *words, project=tmp_path)
    assert refused.exit_code == 1
    assert reason in refused.stderr
    assert Keyring.read(tmp_path / "keys").keys == ()
