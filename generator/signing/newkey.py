"""Making a key: a new secret, its file, and its public side beside it. Nothing that is there is ever overwritten.

A key whose secret is kept elsewhere (an ssh-agent, a program) is registered: only its public side is written.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from generator.errors import KeyFileError
from generator.signing import guarded, nodump
from generator.signing.keyfile import NAME, NAME_RULE, KeyFile, Use, format_key_file
from generator.signing.keyring import KEY_ENDING, PUB_ENDING, KeyInfo, Keyring
from generator.signing.lines import MAX_BYTES
from generator.signing.means import Means
from generator.signing.pubfile import PublicKey, State, format_public_key
from generator.signing.sealing import MEMORY, OPERATIONS, new_secret, seal, wipe


def make_key(
    folder: Path,
    name: str,
    use: Use,
    passphrase: Callable[[], str] | None,
    *,
    operations: int = OPERATIONS,
    memory: int = MEMORY,
) -> KeyInfo:
    """Make a key in `folder` (made 0700 where there is none), locked with a passphrase, or open for None.

    The first key of its use is active, later ones are next; published keys do not count. Raises KeyFileError where the
    name is taken or not one, before anything is asked, and where the folder or a key in it is not in order; no
    half-made key is left behind.
    """
    _check_name(folder, name)
    key = _new_secret_key(name, use, passphrase, operations, memory)
    with _locked(folder) as (descriptor, keyring):
        state = _first_state(keyring, use)
        _write_pair(folder, descriptor, key, state)
    return KeyInfo(name, use, key.public, state, folder / (name + KEY_ENDING), key.encrypted)


def register_key(folder: Path, name: str, use: Use, public: str, means: Means) -> KeyInfo:
    """Write down the public side of a key whose secret is not in a file of ours; `public` is its Multikey.

    Its first state is that of a key made here. Raises KeyFileError as `make_key` does, for a salt (which has no public
    side), and where the same key is here under another name.
    """
    _check_name(folder, name)
    if use is Use.SALT:
        raise KeyFileError("a salt signs nothing: it can only be a file")
    with _locked(folder) as (descriptor, keyring):
        twin = next((other for other in keyring.keys if other.public == public), None)
        if twin is not None:
            raise KeyFileError(f"this key is here already, under the name {twin.name}")
        state = _first_state(keyring, use)
        side = format_public_key(PublicKey(name, use, public, state, means))
        if len(side) > MAX_BYTES:
            raise KeyFileError(
                f"the program and its arguments do not fit into {MAX_BYTES} bytes", "name a short script"
            )
        shown = str(folder / (name + PUB_ENDING))
        guarded.write_new(name + PUB_ENDING, side, 0o644, shown, descriptor)
    return KeyInfo(name, use, public, state, folder / (name + KEY_ENDING), None, means)


@contextmanager
def _locked(folder: Path) -> Iterator[tuple[int, Keyring]]:
    """The folder, made where it is not there, ours alone and held: two makers at once would both be first."""
    guarded.make_folder(folder)
    with guarded.opened_folder(folder) as descriptor:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        keyring = Keyring.read(folder)
        _close_folder(folder, descriptor)
        yield descriptor, keyring


def _first_state(keyring: Keyring, use: Use) -> State:
    rivals = [other for other in keyring.keys if other.use is use and not other.published]
    return State.NEXT if rivals else State.ACTIVE


def _check_name(folder: Path, name: str) -> None:
    if not NAME.fullmatch(name):
        raise KeyFileError(f"{name!r} is not a name for a key, which is {NAME_RULE}")
    _check_free(folder, name)


def _check_free(folder: Path, name: str) -> None:
    for ending in (KEY_ENDING, PUB_ENDING):
        path = folder / (name + ending)
        if os.path.lexists(path):
            raise KeyFileError(f"{path}: is there already; it was left as it is", "give the new key another name")


def _close_folder(folder: Path, descriptor: int) -> None:
    """See that the folder is ours alone. If it stands open (git makes it 0755), no secret was in it: see `Keyring`."""
    if os.fstat(descriptor).st_uid == os.geteuid():
        os.fchmod(descriptor, 0o700)
    guarded.refuse_loose_folder(descriptor, str(folder))


def _new_secret_key(name: str, use: Use, passphrase: Callable[[], str] | None, operations: int, memory: int) -> KeyFile:
    text = None if passphrase is None else passphrase()
    nodump.enter()
    secret = new_secret()
    try:
        return seal(name, use, secret, text, operations=operations, memory=memory)
    finally:
        wipe(secret)
        nodump.leave()


def _write_pair(folder: Path, descriptor: int, key: KeyFile, state: State) -> None:
    """Write the secret file and, for a key that signs, the public one: both or neither."""
    secret_name, public_name = key.name + KEY_ENDING, key.name + PUB_ENDING
    guarded.write_new(secret_name, format_key_file(key), 0o600, str(folder / secret_name), descriptor)
    if key.use is Use.SALT:
        return
    public = format_public_key(PublicKey(key.name, key.use, key.public, state))
    try:
        guarded.write_new(public_name, public, 0o644, str(folder / public_name), descriptor)
    except KeyFileError:
        os.unlink(secret_name, dir_fd=descriptor)
        raise
