"""`badgepress keys`: make signing keys, and see which ones there are."""

from __future__ import annotations

import string
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from generator.cli import voice
from generator.cli.options import json_option, project_option
from generator.cli.passphrase import THREE_WAYS, Passphrase, on_terminal, passphrase_options, passphrase_source
from generator.errors import KeyFileError
from generator.signing import KeyInfo, Keyring, Use, make_key, refuse_place
from generator.signing.keyring import PUB_ENDING

FOLDER = "keys"


@click.group()
def keys() -> None:
    """Make signing keys, and list them."""


@keys.command(epilog="Example: badgepress keys new 2026a")
@click.argument("name", required=False)
@click.option(
    "--use",
    type=click.Choice([use.value for use in Use]),
    default=Use.ISSUER.value,
    show_default=True,
    help="issuer signs badges, log signs the log, salt is mixed into hashes.",
)
@click.option("--no-passphrase", is_flag=True, help="Leave the secret readable to whoever has the file.")
@passphrase_options
@project_option()
@json_option()
@voice.door(closing="no key was made.")
def new(name: str | None, use: str, no_passphrase: bool, project: Path, as_json: bool, **options: Any) -> None:
    """Make a key: keys/NAME.key, which is secret, and keys/NAME.pub, which is not.

    NAME is by default the year and the next free letter (2026a). Nothing that is there is overwritten.
    """
    passphrase = passphrase_source(**options)
    _check_protection(passphrase, no_passphrase)
    folder = project / FOLDER
    refuse_place(folder, project / "site", project / "content")
    name = name or _next_name(folder, datetime.now(UTC).year)
    key = make_key(folder, name, Use(use), None if no_passphrase else passphrase.for_new_key)
    if as_json:
        voice.say_json({"state": "done", "key": _as_json(key)})
    else:
        _tell_new(key)


@keys.command("list", epilog="Example: badgepress keys list --json")
@project_option()
@json_option()
@voice.door(closing="the keys are as they were.")
def list_(project: Path, as_json: bool) -> None:
    """Show the keys of the project: name, use, state, protection and public key. Asks for no passphrase."""
    keyring = Keyring.read(project / FOLDER)
    if as_json:
        voice.say_json({"state": "done", "keys": [_as_json(key) for key in keyring.keys]})
        return
    if not keyring.keys:
        voice.hint(f"No keys in {keyring.folder}. Make one: badgepress keys new")
        return
    rows = [(key.name, key.use.value, key.state.value, _protection(key), key.public or "-") for key in keyring.keys]
    widths = [max(len(row[column]) for row in rows) for column in range(4)]
    for row in rows:
        voice.say("  ".join([*(cell.ljust(width) for cell, width in zip(row, widths, strict=False)), row[4]]))


def _check_protection(passphrase: Passphrase, no_passphrase: bool) -> None:
    """A passphrase, or the word that none is wanted: one of the two, before anything is made."""
    if no_passphrase and passphrase.given:
        raise click.UsageError("--no-passphrase and a passphrase exclude each other")
    if not no_passphrase and not passphrase.given and not on_terminal():
        raise click.UsageError(f"a new key wants a passphrase: {THREE_WAYS}. --no-passphrase leaves it open")


def _next_name(folder: Path, year: int) -> str:
    """The year and the first letter that no file in keys/ has taken."""
    taken = {path.stem for path in folder.iterdir()} if folder.is_dir() else set()
    for letter in string.ascii_lowercase:
        if f"{year}{letter}" not in taken:
            return f"{year}{letter}"
    raise KeyFileError(
        f"{folder} has a key for every letter of {year}", "give the key a name: badgepress keys new NAME"
    )


def _tell_new(key: KeyInfo) -> None:
    public = key.path.with_suffix(PUB_ENDING)
    protection = "locked with your passphrase" if key.encrypted else "not locked: whoever has the file can sign"
    voice.say(f"Made {key.path}: the secret key, {protection}.")
    if key.use is not Use.SALT:
        voice.say(f"Made {public}: its public side, {key.state.value}.")
    elsewhere = ", and keep its passphrase elsewhere" if key.encrypted else ""
    voice.hint(f"Back up {key.path}{elsewhere}: nobody can make this key again.")
    voice.hint(f"{key.path} stays out of the repository (see .gitignore) and out of mails.")
    if key.use is not Use.SALT:
        voice.hint(f"{public} belongs in the repository.")


def _protection(key: KeyInfo) -> str:
    if key.published:
        return "published, proves nothing"
    return {True: "passphrase", False: "no passphrase", None: "secret elsewhere"}[key.encrypted]


def _as_json(key: KeyInfo) -> dict[str, Any]:
    return {
        "name": key.name,
        "use": key.use.value,
        "state": key.state.value,
        "public": key.public or None,
        "encrypted": key.encrypted,
        "published": key.published,
        "file": str(key.path),
    }
