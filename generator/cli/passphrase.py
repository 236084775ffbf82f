"""Where a passphrase comes from: a descriptor, a file, the environment, or the terminal. Never the command line.

    --passphrase-fd N         the one line that can be read from descriptor N
    --passphrase-file F       the one line in a file, which must be ours alone (0600), like a key
    BADGEPRESS_PASSPHRASE     for CI; taken out of the environment before anything else runs, and so before any child
    a terminal                asked without echo; twice where a key is made

The first that is there is taken. Arguments are visible to every user of a machine, so there is no option that holds the
passphrase itself. The text is handed to `signing`, which brings it to NFC; here nothing is kept but in memory.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from generator.errors import KeyFileError
from generator.signing.guarded import read_secret_file

VARIABLE = "BADGEPRESS_PASSPHRASE"
THREE_WAYS = f"give it with --passphrase-fd N, --passphrase-file FILE or {VARIABLE}"

_MAX_BYTES = 4096


def passphrase_options(verb: Callable[..., Any]) -> Callable[..., Any]:
    """Add `--passphrase-fd` and `--passphrase-file` to a verb: what `passphrase_source` takes."""
    by_file = click.option(
        "--passphrase-file",
        type=click.Path(path_type=Path, dir_okay=False),
        metavar="FILE",
        help="Read the passphrase from this file (mode 0600).",
    )
    by_fd = click.option(
        "--passphrase-fd",
        type=click.IntRange(min=0),
        metavar="N",
        help=f"Read the passphrase from this file descriptor. {VARIABLE} works too.",
    )
    return by_fd(by_file(verb))


class Passphrase:
    """One passphrase, fetched when it is first asked for, and the same afterwards."""

    def __init__(self, fetch: Callable[[], str] | None) -> None:
        """`fetch` gets it from where the person said; None asks at the terminal."""
        self._fetch = fetch
        self._text: str | None = None

    @property
    def given(self) -> bool:
        """Whether the person said where it is, so that nobody need be asked."""
        return self._fetch is not None

    def __call__(self) -> str:
        """The passphrase of a key that is there."""
        return self._once(self._fetch or (lambda: _ask("Passphrase of the key", twice=False)))

    def for_new_key(self) -> str:
        """The passphrase of a key that is being made: asked twice, where it is asked."""
        return self._once(self._fetch or (lambda: _ask("Passphrase for the new key", twice=True)))

    def _once(self, fetch: Callable[[], str]) -> str:
        if self._text is None:
            self._text = fetch()
        return self._text


def passphrase_source(passphrase_fd: int | None, passphrase_file: Path | None) -> Passphrase:
    """What the options and the environment say. The variable is gone from the environment afterwards in any case."""
    variable = os.environ.pop(VARIABLE, "")
    if passphrase_fd is not None and passphrase_file is not None:
        raise click.UsageError("--passphrase-fd and --passphrase-file exclude each other")
    if passphrase_fd is not None:
        return Passphrase(lambda: _from_descriptor(passphrase_fd))
    if passphrase_file is not None:
        return Passphrase(lambda: _one_line(read_secret_file(passphrase_file), str(passphrase_file)))
    return Passphrase((lambda: variable) if variable else None)


def on_terminal() -> bool:
    """Whether there is somebody to ask."""
    return sys.stdin.isatty()


def _ask(question: str, *, twice: bool) -> str:
    if not on_terminal():
        raise click.UsageError(f"the key has a passphrase and there is no terminal to ask at: {THREE_WAYS}")
    text: str = click.prompt(question, hide_input=True, confirmation_prompt=twice, err=True)
    return text


def _from_descriptor(descriptor: int) -> str:
    data = b""
    try:
        while len(data) <= _MAX_BYTES and (piece := os.read(descriptor, _MAX_BYTES)):
            data += piece
    except OSError as error:
        reason = os.strerror(error.errno or 0).lower()
        raise KeyFileError(f"descriptor {descriptor} could not be read: {reason}", "see --passphrase-fd") from error
    return _one_line(data, f"descriptor {descriptor}")


def _one_line(data: bytes, place: str) -> str:
    """The line that `data` is, without its end. What is wrong is said without quoting any of it."""
    line = data.removesuffix(b"\n").removesuffix(b"\r")
    text = line.decode("utf-8", errors="replace")
    if len(data) > _MAX_BYTES or b"\n" in line or text.encode() != line:
        raise KeyFileError(f"{place}: expected a passphrase in one line of UTF-8, at most {_MAX_BYTES} bytes")
    return text
