"""A new project on disk: all of its files, or none.

    content/        site.toml, one achievement with its picture, and ledgers that hold nothing but their first line
    keys/           a signing key of its own (made by `signing`)
    .gitignore      keeps all that we write beside the ledger, and secret keys, out of version control
    .github/        builds and publishes at each push
    README.md       for the people who will run it

Everything is made in a folder that nobody looks at, read once as `build` would read it, and moved to its place. A
folder that is there must be empty but for `.git` and a lock that nobody holds. The texts stand in `files/`, with
@@NAMES@@ for what the answers say.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.resources import files
from pathlib import Path

import generator
from generator.build.stage import is_locked, lock_file
from generator.errors import BadgepressError
from generator.ledger import awards, earners, events, urls
from generator.ledger.read import read_ledger
from generator.scaffold.answers import Answers

STAGE = ".badgepress-init"
KEYS = "keys"
_MAY_BE_THERE = {".git", STAGE}  # of these the second is what an interrupted run has left
_MOST_NAMED = 3


def refuse_place(target: Path) -> None:
    """Raise BadgepressError where a project cannot be made at `target`."""
    if target.is_symlink() or (target.exists() and not target.is_dir()):
        raise BadgepressError(f"{target} is not a folder", "name one that is empty, or one that is not there yet")
    if not target.exists():
        if not target.parent.is_dir():
            raise BadgepressError(f"there is no folder {target.parent} to make {target.name} in", "make it first")
        return
    held = sorted({path.name for path in target.iterdir() if not _is_left_lock(path)} - _MAY_BE_THERE)
    if held:
        more = f" and {len(held) - _MOST_NAMED} more" if len(held) > _MOST_NAMED else ""
        raise BadgepressError(
            f"{target} holds {', '.join(held[:_MOST_NAMED])}{more}; nothing was written into it",
            "name an empty folder, or one that is not there yet",
        )


def _is_left_lock(path: Path) -> bool:
    """Whether this is the lock of a site, held by nobody: left by a build where there was no project."""
    site = path.parent / "site"
    if path != lock_file(site) or path.is_symlink() or not path.is_file():
        return False
    return path.stat().st_size == 0 and not is_locked(site)


def make_project(target: Path, answers: Answers, key_name: str, make_key: Callable[[Path], object]) -> list[str]:
    """Make the project; the paths of its files, in order. `make_key` makes a key of that name in the folder given.

    Raises BadgepressError, with everything as it was.
    """
    refuse_place(target)
    with _stage(target) as stage:
        for path, data in _contents(answers, key_name).items():
            _write(stage / path, data)
        make_key(stage / KEYS)
        read_ledger(stage)  # what is not sound is never handed over
        made = sorted(path.relative_to(stage).as_posix() for path in stage.rglob("*") if path.is_file())
        for entry in (stage, *stage.rglob("*")):
            _flush(entry)
        _put_in_place(stage, target)
        _flush(stage.parent)
    return made


@contextmanager
def _stage(target: Path) -> Iterator[Path]:
    """An empty folder on the file system of `target`, gone afterwards."""
    stage = target / STAGE if target.is_dir() else target.with_name(f"{STAGE}-{target.name}")
    try:
        shutil.rmtree(stage, ignore_errors=True)
        stage.mkdir()
        yield stage
    except OSError as error:
        why = os.strerror(error.errno or 0).lower()
        raise BadgepressError(f"{target} cannot be made: {why}", "nothing was written") from error
    finally:
        shutil.rmtree(stage, ignore_errors=True)


def _put_in_place(stage: Path, target: Path) -> None:
    if not target.is_dir():
        stage.rename(target)
        return
    moved: list[Path] = []
    try:
        for entry in sorted(stage.iterdir()):
            moved.append(entry.rename(target / entry.name))
    except OSError:
        for path in moved:  # the folder was empty, so all of this is ours
            shutil.rmtree(path) if path.is_dir() else path.unlink()
        raise


def _flush(path: Path) -> None:
    """Have a file, or the names in a folder, on the disk."""
    handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _contents(answers: Answers, key_name: str) -> dict[str, bytes]:
    """Every file but the keys, by its path."""
    words = _words(answers, key_name)
    first = "content/achievements/first-badge"
    return {
        ".gitignore": _filled("gitignore", words),
        ".github/workflows/site.yml": _filled("site.yml", words),
        "README.md": _filled("README.md", words),
        "content/site.toml": _filled("site.toml", words),
        f"{first}/achievement.md": _filled("achievement.md", words),
        f"{first}/badge.png": _packaged("badge.png"),
        **{module.PATH: _header(module.COLUMNS.required) for module in (earners, awards, events)},
    }


def _words(answers: Answers, key_name: str) -> dict[str, str]:
    base_url = urls.base_url(answers.base_url)
    assert isinstance(base_url, str), "answers are checked before anything is made of them"
    issuer = answers.issuer or answers.title
    return {
        "BASE_URL": _toml(base_url),
        "TITLE": _toml(answers.title),
        "ISSUER": _toml(issuer),
        "EMAIL": f"email = {_toml(answers.email)}  # public\n" if answers.email else "",
        "HEADING": _markdown(answers.title),
        "ISSUER_TEXT": _markdown(issuer),
        "BASE_URL_TEXT": base_url,
        "KEEP": _LOCKED if answers.is_locked else _OPEN,
        "KEY": key_name,
        "VERSION": generator.__version__,
    }


_LOCKED = "Keep copies of `keys/@@KEY@@.key`, and of its passphrase in another place. Nobody can make them again."
_OPEN = "Keep copies of `keys/@@KEY@@.key` where nobody else comes: whoever has it can sign. Nobody can make it again."


def _toml(text: str) -> str:
    """A basic string: TOML has the escapes of JSON."""
    return json.dumps(text, ensure_ascii=False)


def _markdown(text: str) -> str:
    return "".join(f"\\{char}" if char in "\\`*_[]<>#" else char for char in text)


def _filled(name: str, words: dict[str, str]) -> bytes:
    text = _packaged(name).decode("utf-8")
    for word, value in words.items():
        text = text.replace(f"@@{word}@@", value)
    return text.encode("utf-8")


def _packaged(name: str) -> bytes:
    return (files(__package__) / "files" / name).read_bytes()


def _header(columns: tuple[str, ...]) -> bytes:
    return (",".join(columns) + "\n").encode()


def _write(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
