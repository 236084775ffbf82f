"""The life of a key: from `next` to `active`, `retired` or `compromised`. Only the public files change.

    next ------> active ------> retired          activate: the key that was active is retired by the same step
      |            ^  |            |
      |            +--|------------+             a retired key may come back
      +------------+--+----> compromised         for ever: nothing leads back

Two files cannot change in one step. `activate` retires first and activates then, so that a crash between the two
leaves no active key: every build refuses and says which command ends it, and that is the same one again. Two keys are
never active by our doing; where somebody has written so by hand, `activate` retires all but the one it names.

The caller says what time it is: this room has no clock. The folder is locked while files change.
"""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from generator.errors import KeyFileError
from generator.signing import guarded
from generator.signing.keyfile import Use
from generator.signing.keyring import PUB_ENDING, KeyInfo, Keyring
from generator.signing.pubfile import PublicKey, State, format_public_key, instant_text


def activate(folder: Path, name: str, at: datetime) -> tuple[KeyInfo, ...]:
    """Let the key `name` sign from now on. Gives the keys that were retired by it; none if it was the active one.

    Raises KeyFileError for a key that cannot sign: one that is compromised, published, or a salt.
    """
    with _opened(folder) as (descriptor, keyring):
        key = _signing_key(keyring, name)
        if key.state is State.COMPROMISED:
            raise KeyFileError(f"key {name} is compromised and never signs again", "make another: badgepress keys new")
        rivals = [k for k in _active(keyring, key.use) if k.name != name]
        for rival in rivals:
            _write(folder, descriptor, rival, State.RETIRED, at)
        if key.state is not State.ACTIVE:
            _write(folder, descriptor, key, State.ACTIVE, at)
        return tuple(rivals)


def retire(folder: Path, name: str, at: datetime) -> KeyInfo:
    """End the use of the key `name`; what it has signed stays valid. Gives the key as it was.

    Raises KeyFileError for the one active key: what is to sign instead must be said.
    """
    with _opened(folder) as (descriptor, keyring):
        key = _signing_key(keyring, name)
        if key.state is State.COMPROMISED:
            raise KeyFileError(f"key {name} is compromised, which is more than retired; it was left as it is")
        if [k.name for k in _active(keyring, key.use)] == [name]:
            raise KeyFileError(f"key {name} is the one that signs", _instead(keyring, key))
        if key.state is not State.RETIRED:
            _write(folder, descriptor, key, State.RETIRED, at)
        return key


def compromise(folder: Path, name: str, revoked: datetime, at: datetime) -> KeyInfo:
    """Take back all trust in the key `name`, which others have had since `revoked` at the latest. Gives it as it was.

    It is done at once even to the only key: better no build than one more signature of a stolen key.
    """
    with _opened(folder) as (descriptor, keyring):
        key = _signing_key(keyring, name)
        if key.state is State.COMPROMISED and key.revoked <= instant_text(revoked):
            raise KeyFileError(
                f"key {name} is compromised already, since {key.revoked}", "an earlier date can be given with --at"
            )
        _write(folder, descriptor, key, State.COMPROMISED, at, instant_text(revoked))
        return key


@contextmanager
def _opened(folder: Path) -> Iterator[tuple[int, Keyring]]:
    """The folder, held against others who would change it, and the keys in it as they are now."""
    with guarded.opened_folder(folder) as descriptor:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield descriptor, Keyring.read(folder)


def _signing_key(keyring: Keyring, name: str) -> KeyInfo:
    key = keyring.named(name)
    if key.use is Use.SALT:
        raise KeyFileError(f"{name} is a salt, which signs nothing and has no states")
    if key.published:
        raise KeyFileError(
            f"key {name} is a published one: it signs as long as there is no other, and proves nothing",
            "make a key of your own: badgepress keys new",
        )
    return key


def _active(keyring: Keyring, use: Use) -> list[KeyInfo]:
    return [k for k in keyring.keys if k.use is use and k.state is State.ACTIVE and not k.published]


def _instead(keyring: Keyring, key: KeyInfo) -> str:
    waiting = [k.name for k in keyring.keys if k.use is key.use and k.state is State.NEXT]
    if waiting:
        return f"let another sign instead, which retires it: badgepress keys activate {waiting[-1]}"
    return "make the one that shall sign instead: badgepress keys new; then badgepress keys activate"


def _write(folder: Path, descriptor: int, key: KeyInfo, state: State, at: datetime, revoked: str = "") -> None:
    side = PublicKey(key.name, key.use, key.public, state, key.signer, instant_text(at), revoked)
    name = key.name + PUB_ENDING
    guarded.replace_file(name, format_public_key(side), 0o644, str(folder / name), descriptor)
