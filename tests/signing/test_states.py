"""The life of a key: one signs at a time, what is over stays on record, and a crash half-way is mended by the same step."""

from __future__ import annotations

import stat
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from generator.errors import KeyFileError
from generator.signing import guarded, states
from generator.signing.keyfile import Use
from generator.signing.keyring import KeyInfo, Keyring
from generator.signing.means import by_command
from generator.signing.pubfile import State
from generator.signing.states import activate, compromise, retire
from tests.signing.keys import keys_folder, put_demo, put_key, put_public, sealed

AT = datetime(2026, 11, 21, 8, tzinfo=UTC)
STOLEN = datetime(2026, 11, 20, 9, 30, tzinfo=timezone(timedelta(hours=9)))


@pytest.fixture
def keys(tmp_path: Path) -> Path:
    """Two keys of the project: `old` signs, `new` waits; and one for the log."""
    folder = keys_folder(tmp_path)
    for number, (name, state, use) in enumerate(
        [("old", State.ACTIVE, Use.ISSUER), ("new", State.NEXT, Use.ISSUER), ("log", State.ACTIVE, Use.LOG)]
    ):
        key = sealed(name, use, bytes([number + 1]) * 32, None)
        put_key(folder, key)
        put_public(folder, key, state)
    return folder


def look(folder: Path) -> dict[str, tuple[str, str, str]]:
    return {key.name: (key.state.value, key.since, key.revoked) for key in Keyring.read(folder).keys}


def test_activating_a_key_retires_the_one_before_and_leaves_other_uses_alone(keys: Path) -> None:
    retired = activate(keys, "new", AT)
    assert [key.name for key in retired] == ["old"]
    assert look(keys) == {
        "old": ("retired", "2026-11-21T08:00:00Z", ""),
        "new": ("active", "2026-11-21T08:00:00Z", ""),
        "log": ("active", "", ""),
    }
    assert {path.name for path in keys.iterdir()} == {
        f"{n}{e}" for n in ("old", "new", "log") for e in (".key", ".pub")
    }
    assert stat.S_IMODE((keys / "new.pub").stat().st_mode) == 0o644


def test_activating_the_active_key_changes_nothing(keys: Path) -> None:
    before = (keys / "old.pub").read_bytes()
    assert activate(keys, "old", AT) == ()
    assert (keys / "old.pub").read_bytes() == before


def test_a_retired_key_can_sign_again(keys: Path) -> None:
    activate(keys, "new", AT)
    activate(keys, "old", AT + timedelta(days=1))
    assert (look(keys)["old"][0], look(keys)["new"][0]) == ("active", "retired")


def test_where_signatures_come_from_is_kept(keys: Path) -> None:
    means = by_command(("/opt/hsm/sign", "--slot", "3"))
    put_public(keys, sealed("hsm", seed=bytes([9]) * 32), State.NEXT, means)
    activate(keys, "hsm", AT)
    assert Keyring.read(keys).active("issuer").signer == means


class Crash(BaseException):
    """The end of the process, at this point."""


@pytest.mark.parametrize("step", [0, 1])
def test_a_crash_while_activating_leaves_one_active_key_or_none_and_the_same_step_mends_it(
    keys: Path, monkeypatch: pytest.MonkeyPatch, step: int
) -> None:
    replace, count = guarded.replace_file, iter(range(9))

    def crashing(*args: object) -> None:
        if next(count) == step:
            raise Crash
        replace(*args)  # type: ignore[arg-type]

    monkeypatch.setattr(states.guarded, "replace_file", crashing)
    with pytest.raises(Crash):
        activate(keys, "new", AT)
    monkeypatch.undo()
    active = [name for name, (state, _, _) in look(keys).items() if state == "active"]
    assert active == (["log", "old"] if step == 0 else ["log"])
    if step == 1:
        with pytest.raises(KeyFileError, match="no active issuer key") as caught:
            Keyring.read(keys).active("issuer")
        assert caught.value.hint == "let new sign: badgepress keys activate new"
    activate(keys, "new", AT)
    assert Keyring.read(keys).active("issuer").name == "new"
    assert look(keys)["old"][0] == "retired"


def test_two_active_keys_are_mended_by_saying_which(keys: Path) -> None:
    put_public(keys, sealed("new", seed=bytes([2]) * 32), State.ACTIVE)
    assert [key.name for key in activate(keys, "new", AT)] == ["old"]
    assert Keyring.read(keys).active("issuer").name == "new"


def test_a_file_left_by_a_crash_is_in_nobodys_way(keys: Path) -> None:
    (keys / ".new.pub.new").write_bytes(b"half")
    activate(keys, "new", AT)
    assert not (keys / ".new.pub.new").exists()
    assert Keyring.read(keys).active("issuer").name == "new"


def test_a_key_without_public_file_gets_one(tmp_path: Path) -> None:
    folder = keys_folder(tmp_path)
    for number, name in enumerate(("a", "b")):
        put_key(folder, sealed(name, seed=bytes([number + 1]) * 32, passphrase=None))
    activate(folder, "b", AT)
    assert look(folder) == {"a": ("next", "", ""), "b": ("active", "2026-11-21T08:00:00Z", "")}


def test_retiring_ends_the_use_of_a_key_that_does_not_sign(keys: Path) -> None:
    retire(keys, "new", AT)
    assert look(keys)["new"] == ("retired", "2026-11-21T08:00:00Z", "")
    again = retire(keys, "new", AT + timedelta(days=1))
    assert (again.state, look(keys)["new"][1]) == (State.RETIRED, "2026-11-21T08:00:00Z")


def test_the_key_that_signs_is_retired_by_activating_another_one(keys: Path) -> None:
    with pytest.raises(KeyFileError, match="old is the one that signs") as caught:
        retire(keys, "old", AT)
    assert caught.value.hint.endswith("badgepress keys activate new")
    retire(keys, "new", AT)
    with pytest.raises(KeyFileError) as caught:
        retire(keys, "old", AT)
    assert "badgepress keys new" in caught.value.hint


def test_a_compromised_key_says_since_when_and_nothing_leads_back(keys: Path) -> None:
    was = compromise(keys, "old", STOLEN, AT)
    assert was.state is State.ACTIVE
    assert look(keys)["old"] == ("compromised", "2026-11-21T08:00:00Z", "2026-11-20T00:30:00Z")
    for step in (activate, retire):
        with pytest.raises(KeyFileError, match="compromised"):
            step(keys, "old", AT)
    assert look(keys)["old"][0] == "compromised"


def test_a_key_found_to_be_stolen_earlier_gets_the_earlier_date_and_never_a_later_one(keys: Path) -> None:
    compromise(keys, "old", STOLEN, AT)
    for later in (STOLEN, STOLEN + timedelta(days=1)):
        with pytest.raises(KeyFileError, match="compromised already, since 2026-11-20T00:30:00Z"):
            compromise(keys, "old", later, AT)
    compromise(keys, "old", STOLEN - timedelta(days=3), AT)
    assert look(keys)["old"][2] == "2026-11-17T00:30:00Z"


def _compromise(folder: Path, name: str, at: datetime) -> KeyInfo:
    return compromise(folder, name, at, at)


@pytest.mark.parametrize("step", [activate, retire, _compromise])
def test_a_salt_a_published_key_and_one_that_is_not_there_have_no_states_to_change(keys: Path, step) -> None:
    demo = put_demo(keys).stem
    put_key(keys, sealed("pepper", Use.SALT, passphrase=None))
    before = {path.name: path.read_bytes() for path in keys.iterdir()}
    for name, reason in (("pepper", "is a salt"), (demo, "is a published one"), ("none", "no key is called 'none'")):
        with pytest.raises(KeyFileError, match=reason):
            step(keys, name, AT)
    assert {path.name: path.read_bytes() for path in keys.iterdir()} == before


def test_what_cannot_be_written_leaves_the_key_as_it_was(keys: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = {path.name: path.read_bytes() for path in keys.iterdir()}

    def fail(*_: object, **__: object) -> None:
        raise OSError(28, "no space")

    monkeypatch.setattr(guarded.os, "rename", fail)
    with pytest.raises(KeyFileError, match="no space left on device"):
        activate(keys, "new", AT)
    assert {path.name: path.read_bytes() for path in keys.iterdir()} == before
