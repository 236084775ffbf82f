"""The keys of a project, as far as they can be known without a passphrase: what lies in keys/.

    keys/<name>.key    a secret key (see `keyfile`): 0600, in a folder that is 0700, ignored by git
    keys/<name>.pub    its public side (see `pubfile`): in the repository; enough where another program signs

A .key without its .pub, as when somebody has copied the one file, speaks for itself. Where both are there they must
say the same. Other files in keys/ are nobody's concern. Every file that cannot be used is reported, all in one error.

A published key (see `demo`) is no secret: a checkout by git leaves it readable by all, and that is accepted. It gives
way to the first key of the project's own.

Nothing here opens a secret: see `signer`. Format: docs/formats/keys.md.
"""

from __future__ import annotations

import os
import shlex
from collections.abc import Sequence
from pathlib import Path

from msgspec import Struct

from generator.errors import KeyFileError
from generator.signing import guarded
from generator.signing.demo import PUBLISHED, is_published
from generator.signing.keyfile import NAME, NAME_RULE, KeyFile, Use, parse_key_file
from generator.signing.means import BY_FILE, Kind, Means
from generator.signing.pubfile import PublicKey, State, parse_public_key

KEY_ENDING = ".key"
PUB_ENDING = ".pub"

_WRITABLE_BY_ALL = 0o002


class KeyInfo(Struct, frozen=True):
    """What may be said of a key. `path` is that of its secret file, which need not be there."""

    name: str
    use: Use
    public: str  # Multikey, "" for a salt
    state: State
    path: Path
    encrypted: bool | None = None  # None: the secret file is not here
    signer: Means = BY_FILE
    since: str = ""  # instants as the public file spells them, "" for none
    revoked: str = ""

    @property
    def published(self) -> bool:
        """Whether everybody knows its secret."""
        return self.public in PUBLISHED


class Keyring(Struct, frozen=True):
    """All keys of one folder, in order of name."""

    folder: Path
    keys: tuple[KeyInfo, ...]

    @classmethod
    def read(cls, folder: Path) -> Keyring:
        """Read keys/. A folder that is not there is a keyring without keys. Raises KeyFileError for all bad files."""
        if not folder.is_symlink() and not folder.exists():
            return cls(folder, ())
        with guarded.opened_folder(folder) as descriptor:
            secret, public, problems = _read_all(folder, descriptor)
        infos, more = _join(folder, secret, public)
        _raise_all([*problems, *more])
        return cls(folder, tuple(infos))

    def active(self, use: str) -> KeyInfo:
        """The one key that signs now for `use`: one of the project's own before a published one."""
        candidates = [key for key in self.keys if key.use == use]
        # Once there is a key of the project's own, a published one signs nothing, whatever states they are in.
        candidates = [key for key in candidates if not key.published] or candidates
        own = [key for key in candidates if key.state is State.ACTIVE]
        if len(own) > 1:
            names = " and ".join(key.name for key in own)
            raise KeyFileError(
                f"{self.folder}: {names} are both active, and one key signs at a time",
                f"say which: badgepress keys activate {own[-1].name} retires the others",
            )
        if not own:
            raise KeyFileError(f"{self.folder}: there is no active {use} key", self._way_out(use))
        return own[0]

    def named(self, name: str) -> KeyInfo:
        """The key of that name. Raises KeyFileError where there is none, naming those there are."""
        for key in self.keys:
            if key.name == name:
                return key
        names = ", ".join(key.name for key in self.keys)
        there = f"the keys here are {names}" if names else "there are no keys here: badgepress keys new makes one"
        raise KeyFileError(f"{self.folder}: no key is called {name!r}", there)

    def _way_out(self, use: str) -> str:
        waiting = [key.name for key in self.keys if key.use == use and key.state is State.NEXT]
        if waiting:
            return f"let {waiting[-1]} sign: badgepress keys activate {waiting[-1]}"
        return "make one: badgepress keys new" + ("" if use == Use.ISSUER else f" --use {use}")


def load_key_file(folder: int, path: Path) -> KeyFile:
    """Read `path`, a secret key file in the open folder. Nothing is unlocked.

    Raises KeyFileError for a file that is not sound, has another name inside than outside, or stands open to others.
    """
    shown = str(path)
    found = guarded.read_file(path.name, shown, folder)
    key = parse_key_file(found.data, shown)
    if key.name != path.stem:
        raise KeyFileError(f"{shown}:2: the name inside is not the name of the file")
    if not is_published(key):
        guarded.refuse_loose_folder(folder, str(path.parent))
        guarded.refuse_loose_file(found, shown)
    elif found.mode & _WRITABLE_BY_ALL:
        raise KeyFileError(
            f"{shown}: everybody may write to it (mode {found.mode:04o})", f"chmod 644 {shlex.quote(shown)}"
        )
    return key


def refuse_place(keys: Path, site: Path, content: Path) -> None:
    """Raise KeyFileError if keys/ is inside what is published or edited, or around it. Links count as their ends."""
    place = keys.resolve()
    for other, name in ((site, "site"), (content, "content")):
        there = other.resolve()
        if place.is_relative_to(there) or there.is_relative_to(place):
            raise KeyFileError(
                f"{keys} and the {name} folder {other} lie one inside the other; secrets stay apart",
                "move the keys to a folder beside it",
            )


_Read = tuple[dict[str, KeyFile], dict[str, PublicKey], list[KeyFileError]]


def _read_all(folder: Path, descriptor: int) -> _Read:
    """All secret and all public files by name, and what is wrong with the others."""
    secret: dict[str, KeyFile] = {}
    public: dict[str, PublicKey] = {}
    problems = []
    for entry in sorted(os.listdir(descriptor), key=os.fsencode):
        path = folder / entry
        if path.suffix not in (KEY_ENDING, PUB_ENDING):
            continue
        try:
            if not NAME.fullmatch(path.stem):
                raise KeyFileError(f"{path}: a key's name is {NAME_RULE}")
            if path.suffix == KEY_ENDING:
                secret[path.stem] = load_key_file(descriptor, path)
            else:
                public[path.stem] = _load_public(descriptor, path)
        except KeyFileError as error:
            problems.append(error)
    return secret, public, problems


def _load_public(folder: int, path: Path) -> PublicKey:
    key = parse_public_key(guarded.read_file(path.name, str(path), folder).data, str(path))
    if key.name != path.stem:
        raise KeyFileError(f"{path}:2: the name inside is not the name of the file")
    return key


def _join(
    folder: Path, secret: dict[str, KeyFile], public: dict[str, PublicKey]
) -> tuple[list[KeyInfo], list[KeyFileError]]:
    """One KeyInfo for each name, and an error for each pair of files that disagree."""
    infos, problems = [], []
    for name in sorted({*secret, *public}):
        path = folder / (name + KEY_ENDING)
        key, side = secret.get(name), public.get(name)
        if side is None:
            key = secret[name]
            side = PublicKey(name, key.use, key.public, _state_alone(key, secret, public))
        elif key is not None and (key.use, key.public) != (side.use, side.public):
            problems.append(KeyFileError(f"{path} and {path.with_suffix(PUB_ENDING)} do not speak of the same key"))
        elif key is not None and side.signer.kind is not Kind.FILE:
            problems.append(
                KeyFileError(
                    f"{path.with_suffix(PUB_ENDING)} says that signatures come from elsewhere, but {path} is here"
                )
            )
        encrypted = None if key is None else key.encrypted
        infos.append(
            KeyInfo(name, side.use, side.public, side.state, path, encrypted, side.signer, side.since, side.revoked)
        )
    return infos, [*problems, *_twins(infos)]


def _twins(infos: Sequence[KeyInfo]) -> list[KeyFileError]:
    """Two names for one key would let it be compromised under the one and sign under the other."""
    first: dict[str, KeyInfo] = {}
    problems = []
    for info in infos:
        other = first.setdefault(info.public, info) if info.public else info
        if other is not info:
            problems.append(
                KeyFileError(f"{other.path} and {info.path} are one key under two names", "take one of them away")
            )
    return problems


def _state_alone(key: KeyFile, secret: dict[str, KeyFile], public: dict[str, PublicKey]) -> State:
    """The state of a key without a public file: active if the project has no other key of its use."""
    others: list[KeyFile | PublicKey] = [*secret.values(), *public.values()]
    rivals = [other for other in others if other.use is key.use and other.public not in PUBLISHED]
    return State.NEXT if any(other.name != key.name for other in rivals) else State.ACTIVE


def _raise_all(problems: Sequence[KeyFileError]) -> None:
    """Raise one error that says all, each thing once."""
    texts = list(dict.fromkeys(str(problem) for problem in problems))
    hints = list(dict.fromkeys(problem.hint for problem in problems if problem.hint))
    if texts:
        raise KeyFileError("; ".join(texts), "; ".join(hints))
