"""Where the signatures of a key come from: the last line of its public file, read and written.

    signer file                                         the secret key is in keys/<name>.key
    signer agent                                        an ssh-agent holds it (see `agent`)
    signer command ["/opt/hsm/sign","--slot","3"]       a program makes them (see `command`)

The program and its arguments are a JSON list of strings in one spelling: no space between the entries, everything
beyond ASCII escaped, and of two spaces in a row the second one too. No shell ever sees them. The program is named by
its whole path, or by a bare name that is looked for in PATH: never by a path that depends on where one stands.

Format: docs/formats/keys.md.
"""

from __future__ import annotations

import json
from enum import StrEnum

from msgspec import Struct

from generator.errors import KeyFileError

PROGRAM_RULE = "the program is named by its whole path, or by a bare name that is in PATH"


class Kind(StrEnum):
    """Who has the secret: a file of ours, an ssh-agent, or whatever a program talks to."""

    FILE = "file"
    AGENT = "agent"
    COMMAND = "command"


class Means(Struct, frozen=True):
    """How a key signs; `argv` is there for a command only."""

    kind: Kind
    argv: tuple[str, ...] = ()


BY_FILE = Means(Kind.FILE)
BY_AGENT = Means(Kind.AGENT)


def by_command(argv: tuple[str, ...]) -> Means:
    """Signing by a program. Raises KeyFileError for what could not be run, or not written down."""
    program = argv[0] if argv else ""
    if not program or ("/" in program and not program.startswith("/")):
        raise KeyFileError(PROGRAM_RULE, "write it behind two dashes: -- /opt/hsm/sign --slot 3")
    if any("\0" in word or any("\ud800" <= char <= "\udfff" for char in word) for word in argv):
        raise KeyFileError("an argument of the program holds what no argument can hold")
    return Means(Kind.COMMAND, argv)


def parse_means(text: str) -> Means | None:
    """What the value of the line `signer` says, or None for anything but its one spelling."""
    kind, _, rest = text.partition(" ")
    if text in (Kind.FILE, Kind.AGENT):
        return Means(Kind(text))
    argv = _words(rest) if kind == Kind.COMMAND else None
    if argv is None:
        return None
    try:
        found = by_command(argv)
    except KeyFileError:
        return None
    return found if format_means(found) == text else None


def format_means(means: Means) -> str:
    """The value of the line `signer`: the inverse of `parse_means`."""
    if means.kind is not Kind.COMMAND:
        return means.kind.value
    words = json.dumps(list(means.argv), separators=(",", ":"), ensure_ascii=True)
    # A value of these files has no two spaces in a row; DEL is ASCII for JSON, but not for them.
    return f"{means.kind} " + words.replace("  ", " \\u0020").replace("\x7f", "\\u007f")


def _words(text: str) -> tuple[str, ...] | None:
    """The strings of a JSON list, or None for anything else."""
    try:
        found = json.loads(text)
    except ValueError:
        return None
    if not isinstance(found, list) or not all(isinstance(word, str) for word in found):
        return None
    return tuple(found)
