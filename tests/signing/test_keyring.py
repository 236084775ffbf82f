"""The keyring: what can be known of keys/ without a passphrase, and everything that is wrong with it at once."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest

from generator.errors import KeyFileError
from generator.signing import sealing
from generator.signing.demo import DEMO_KEY, DEMO_NAME
from generator.signing.keyfile import KeyFile, Use, format_key_file
from generator.signing.keyring import KeyInfo, Keyring, refuse_place
from generator.signing.means import BY_AGENT
from generator.signing.pubfile import State
from tests.signing.keys import (
    PASSPHRASE,
    PUBLIC,
    REVOKED,
    keys_folder,
    put_demo,
    put_key,
    put_public,
    sealed,
    spellings,
)


@pytest.fixture
def keys(tmp_path: Path) -> Path:
    return keys_folder(tmp_path)


def other(name: str, use: Use = Use.ISSUER, number: int = 1, passphrase: str | None = None) -> KeyFile:
    return sealed(name, use, bytes([number]) * 32, passphrase)


def test_keys_are_listed_by_name_with_state_and_protection_without_a_passphrase(
    keys: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second, log, salt = sealed("2026a"), other("2026b"), other("log", Use.LOG, 2), other("salt", Use.SALT, 3)
    for key in (salt, log, second, first):
        put_key(keys, key)
    put_public(keys, first)
    put_public(keys, second, State.NEXT)
    put_public(keys, log)
    monkeypatch.setattr(sealing, "_lock", lambda *_: pytest.fail("unlocked"))
    assert Keyring.read(keys).keys == (
        KeyInfo("2026a", Use.ISSUER, PUBLIC, State.ACTIVE, keys / "2026a.key", True),
        KeyInfo("2026b", Use.ISSUER, second.public, State.NEXT, keys / "2026b.key", False),
        KeyInfo("log", Use.LOG, log.public, State.ACTIVE, keys / "log.key", False),
        KeyInfo("salt", Use.SALT, "", State.ACTIVE, keys / "salt.key", False),
    )


def test_a_folder_that_is_not_there_or_empty_is_a_keyring_without_keys(tmp_path: Path) -> None:
    assert Keyring.read(tmp_path / "keys").keys == ()
    assert Keyring.read(keys_folder(tmp_path)).keys == ()


def test_other_files_in_the_folder_are_nobodys_concern(keys: Path) -> None:
    (keys / "README.md").write_text("hello")
    (keys / "2026a.key~").write_text("hello")
    (keys / ".keys").mkdir()
    assert Keyring.read(keys).keys == ()


def test_a_public_file_alone_is_a_key_whose_secret_is_elsewhere(keys: Path) -> None:
    put_public(keys, sealed())
    (info,) = Keyring.read(keys).keys
    assert (info.encrypted, info.state, info.public) == (None, State.ACTIVE, PUBLIC)


def test_a_secret_file_alone_speaks_for_itself_and_is_active(keys: Path) -> None:
    put_key(keys, sealed())
    assert Keyring.read(keys).active("issuer") == KeyInfo(
        "2026a", Use.ISSUER, PUBLIC, State.ACTIVE, keys / "2026a.key", True
    )


@pytest.mark.parametrize("rival", ["secret", "public"])
def test_a_secret_file_alone_is_next_where_another_key_of_its_use_is(keys: Path, rival: str) -> None:
    put_key(keys, sealed())
    (put_key if rival == "secret" else put_public)(keys, other("2025a"))
    put_key(keys, other("log", Use.LOG, 2))
    states = {info.name: info.state for info in Keyring.read(keys).keys}
    assert states["2026a"] is State.NEXT
    assert states["log"] is State.ACTIVE
    assert states["2025a"] is (State.NEXT if rival == "secret" else State.ACTIVE)


def test_a_secret_file_alone_is_active_beside_the_demonstration_key(keys: Path) -> None:
    put_demo(keys)
    put_key(keys, sealed())
    assert Keyring.read(keys).active("issuer").name == "2026a"


def test_the_demonstration_key_is_active_only_while_there_is_no_other(keys: Path) -> None:
    put_demo(keys)
    demo = Keyring.read(keys).active("issuer")
    assert (demo.public, demo.published, demo.encrypted) == (DEMO_KEY, True, False)
    put_key(keys, sealed())
    put_public(keys, sealed())
    own = Keyring.read(keys).active("issuer")
    assert (own.name, own.published) == ("2026a", False)


@pytest.mark.parametrize("mode", [0o644, 0o664, 0o600, 0o755])
def test_the_demonstration_key_is_read_as_git_leaves_it(keys: Path, mode: int) -> None:
    put_demo(keys, mode)
    keys.chmod(0o775)
    assert Keyring.read(keys).active("issuer").name == DEMO_NAME


def test_the_demonstration_key_may_belong_to_anybody(keys: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put_demo(keys)
    owner = os.geteuid()
    monkeypatch.setattr(os, "geteuid", lambda: owner + 1)
    assert Keyring.read(keys).active("issuer").name == DEMO_NAME


def test_a_demonstration_key_that_everybody_may_write_to_is_refused(keys: Path) -> None:
    put_demo(keys, 0o646)
    with pytest.raises(KeyFileError, match=r"everybody may write to it \(mode 0646\)") as caught:
        Keyring.read(keys)
    assert caught.value.hint == f"chmod 644 {keys / DEMO_NAME}.key"


def test_a_key_that_only_claims_to_be_the_published_one_gets_no_leave(keys: Path) -> None:
    put_key(keys, replace(sealed(DEMO_NAME, passphrase=None), public=DEMO_KEY), 0o644)
    with pytest.raises(KeyFileError, match="others may read it"):
        Keyring.read(keys)


def test_a_folder_open_to_others_is_refused_as_soon_as_it_holds_a_secret(keys: Path) -> None:
    put_demo(keys)
    put_key(keys, sealed())
    keys.chmod(0o755)
    with pytest.raises(KeyFileError, match=r"others may look into it \(mode 0755\)") as caught:
        Keyring.read(keys)
    assert caught.value.hint == f"chmod 700 {keys}"


def test_a_folder_that_is_a_link_is_refused(keys: Path, tmp_path: Path) -> None:
    put_key(keys, sealed())
    (tmp_path / "elsewhere").symlink_to(keys)
    with pytest.raises(KeyFileError, match="is not a folder"):
        Keyring.read(tmp_path / "elsewhere")
    (tmp_path / "dangling").symlink_to(tmp_path / "none")
    with pytest.raises(KeyFileError, match=r"is not a folder|is a link"):
        Keyring.read(tmp_path / "dangling")


def test_all_bad_files_are_reported_at_once_each_with_its_place(keys: Path) -> None:
    put_key(keys, sealed("good"))
    put_key(keys, sealed("loose"), 0o640)
    (keys / "cut.key").write_bytes(format_key_file(sealed("cut"))[:-9])
    (keys / "cut.key").chmod(0o600)
    (keys / "renamed.key").write_bytes(format_key_file(sealed("other")))
    (keys / "renamed.key").chmod(0o600)
    (keys / "Upper.key").write_bytes(b"")
    (keys / "linked.key").symlink_to("good.key")
    (keys / "folder.pub").mkdir()
    (keys / "moved.pub").write_bytes(put_public(keys, sealed("good")).read_bytes())
    with pytest.raises(KeyFileError) as caught:
        Keyring.read(keys)
    assert str(caught.value).split("; ") == [
        f"{keys}/Upper.key: a key's name is 1 to 100 of a-z, 0-9, - and _, the first a letter or digit",
        f"{keys}/cut.key:1: the last line does not end with LF: the file may be cut short",
        f"{keys}/folder.pub: is not a regular file",
        f"{keys}/linked.key: is a link, and links are not followed",
        f"{keys}/loose.key: others may read it (mode 0640)",
        f"{keys}/moved.pub:2: the name inside is not the name of the file",
        f"{keys}/renamed.key:2: the name inside is not the name of the file",
    ]
    assert caught.value.hint == f"chmod 600 {keys}/loose.key"


@pytest.mark.parametrize("side", [other("2026a"), replace(sealed(), use=Use.LOG)], ids=["another key", "another use"])
def test_a_secret_and_a_public_file_that_disagree_are_refused(keys: Path, side: KeyFile) -> None:
    put_key(keys, sealed())
    put_public(keys, side)
    with pytest.raises(KeyFileError, match=r"2026a\.key and .*2026a\.pub do not speak of the same key"):
        Keyring.read(keys)


def test_a_salt_cannot_have_a_public_file(keys: Path) -> None:
    put_key(keys, other("salt", Use.SALT))
    put_public(keys, sealed("salt"))
    with pytest.raises(KeyFileError, match="do not speak of the same key"):
        Keyring.read(keys)


def test_without_an_active_key_the_way_out_is_named(keys: Path) -> None:
    with pytest.raises(KeyFileError, match="there is no active issuer key") as caught:
        Keyring.read(keys).active("issuer")
    assert caught.value.hint == "make one: badgepress keys new"
    with pytest.raises(KeyFileError) as caught:
        Keyring.read(keys).active(Use.LOG)
    assert caught.value.hint == "make one: badgepress keys new --use log"
    put_public(keys, sealed("2025a"), State.RETIRED)
    put_public(keys, other("2026b"), State.NEXT)
    with pytest.raises(KeyFileError) as caught:
        Keyring.read(keys).active("issuer")
    assert caught.value.hint == "let 2026b sign: badgepress keys activate 2026b"


def test_a_published_key_never_fills_in_for_one_of_ones_own(keys: Path) -> None:
    """An activation that was cut short must not end in badges that anybody can forge."""
    put_demo(keys)
    put_public(keys, sealed(), State.RETIRED)
    with pytest.raises(KeyFileError, match="there is no active issuer key"):
        Keyring.read(keys).active("issuer")


def test_one_key_under_two_names_is_refused(keys: Path) -> None:
    """Else it could be compromised under one name and sign under the other."""
    put_public(keys, sealed("2025a"), State.COMPROMISED)
    put_public(keys, sealed("2026a"))
    with pytest.raises(KeyFileError, match=r"2025a\.key and .*2026a\.key are one key under two names"):
        Keyring.read(keys)


def test_a_secret_file_beside_a_key_that_is_elsewhere_is_refused(keys: Path) -> None:
    put_key(keys, sealed())
    put_public(keys, sealed(), signer=BY_AGENT)
    with pytest.raises(KeyFileError, match=r"signatures come from elsewhere, but .*2026a\.key is here"):
        Keyring.read(keys)


def test_a_key_is_found_by_name_and_the_others_are_named_where_it_is_not(keys: Path) -> None:
    with pytest.raises(KeyFileError, match="no key is called '2026a'") as caught:
        Keyring.read(keys).named("2026a")
    assert "badgepress keys new" in caught.value.hint
    put_public(keys, sealed("2026b"), State.COMPROMISED)
    found = Keyring.read(keys).named("2026b")
    assert (found.state, found.revoked) == (State.COMPROMISED, REVOKED)
    with pytest.raises(KeyFileError) as caught:
        Keyring.read(keys).named("2026a")
    assert caught.value.hint == "the keys here are 2026b"


def test_two_active_keys_of_one_use_are_refused_when_one_is_asked_for(keys: Path) -> None:
    put_public(keys, sealed("2026a"))
    put_public(keys, other("2026b"))
    put_public(keys, other("log", Use.LOG, 2))
    keyring = Keyring.read(keys)
    assert keyring.active("log").name == "log"
    with pytest.raises(KeyFileError, match="2026a and 2026b are both active") as caught:
        keyring.active("issuer")
    assert "badgepress keys activate 2026b" in caught.value.hint


def test_nothing_that_the_keyring_says_shows_a_secret(keys: Path) -> None:
    open_key = other("2026a", number=0x5B)
    put_key(keys, open_key)
    put_public(keys, open_key)
    shown = repr(Keyring.read(keys)).encode()
    assert PASSPHRASE.encode() not in shown
    assert not [spelling for spelling in spellings(open_key.secret) if spelling in shown]


@pytest.mark.parametrize(
    ("keys", "site", "content"),
    [
        ("site/keys", "site", "content"),
        ("site/a/keys", "site", "content"),
        ("content/keys", "site", "content"),
        ("keys", "keys", "content"),
        ("keys", "keys/site", "content"),
        ("keys", "site", "keys/content"),
        ("keys", ".", "content"),
        ("keys", "site", "."),
        ("site/../site/keys", "site", "content"),
        ("keys", "into-keys", "content"),
        ("into-site/keys", "site", "content"),
    ],
)
def test_keys_inside_or_around_site_or_content_are_refused(tmp_path: Path, keys: str, site: str, content: str) -> None:
    for name in ("keys", "site", "content"):
        (tmp_path / name).mkdir()
    (tmp_path / "into-keys").symlink_to("keys/out")
    (tmp_path / "into-site").symlink_to("site")
    with pytest.raises(KeyFileError, match="lie one inside the other"):
        refuse_place(tmp_path / keys, tmp_path / site, tmp_path / content)


def test_keys_beside_site_and_content_are_in_their_place(tmp_path: Path) -> None:
    refuse_place(tmp_path / "keys", tmp_path / "site", tmp_path / "content")
    refuse_place(tmp_path / "site-keys", tmp_path / "site", tmp_path / "content")
