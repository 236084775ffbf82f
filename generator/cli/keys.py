"""`badgepress keys`: make signing keys, see which ones there are, and show their public sides.

What changes the state of a key is in `keystates`.
"""

from __future__ import annotations

import json
import string
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from generator.addresses import Addresses
from generator.cli import keystates, voice
from generator.cli.options import KEYS, json_option, project_option
from generator.cli.passphrase import THREE_WAYS, Passphrase, on_terminal, passphrase_options, passphrase_source
from generator.errors import KeyFileError
from generator.ledger.faults import Report
from generator.ledger.folder import Folder
from generator.ledger.privacy import Privacy
from generator.ledger.site import read_site
from generator.printable import printable
from generator.signing import (
    BY_AGENT,
    KeyInfo,
    Keyring,
    Kind,
    Means,
    Use,
    by_command,
    make_key,
    refuse_place,
    register_key,
)
from generator.signing.keyring import PUB_ENDING
from generator.signing.publicforms import jwk, openssh_line, read_public


@click.group()
def keys() -> None:
    """Make signing keys, list them, and lead them through their life."""


for step in (keystates.activate, keystates.retire, keystates.compromise):
    keys.add_command(step)


class _WithProgram(click.Command):
    """A command whose words behind `--` are a program and its arguments, and nothing else."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Set them aside, so that the first of them is not taken for the name."""
        if "--" in args:
            at = args.index("--")
            ctx.meta["argv"] = tuple(args[at + 1 :])
            args = args[:at]
        return super().parse_args(ctx, args)


@keys.command(cls=_WithProgram, epilog="Example: badgepress keys new 2026a")
@click.argument("name", required=False)
@click.option(
    "--use",
    type=click.Choice([use.value for use in Use]),
    default=Use.ISSUER.value,
    show_default=True,
    help="issuer signs badges, log signs the log, salt is mixed into hashes.",
)
@click.option(
    "--signer",
    type=click.Choice([kind.value for kind in Kind]),
    default=Kind.FILE.value,
    show_default=True,
    help="Who has the secret: a file made here, an ssh-agent, or a program (its words stand behind --).",
)
@click.option(
    "--public", metavar="KEY", help="For agent and command: the public key, z6Mk... or 'ssh-ed25519 AAAA...'."
)
@click.option("--no-passphrase", is_flag=True, help="Leave the secret readable to whoever has the file.")
@passphrase_options
@project_option()
@json_option()
@voice.door(closing="no key was made.")
def new(
    name: str | None,
    use: str,
    signer: str,
    public: str | None,
    no_passphrase: bool,
    project: Path,
    as_json: bool,
    **options: Any,
) -> None:
    """Make a key: keys/NAME.key, which is secret, and keys/NAME.pub, which is not.

    NAME is by default the year and the next free letter (2026a). Nothing that is there is overwritten. With --signer
    agent or command the secret stays where it is, and only keys/NAME.pub is written:

    \b
      badgepress keys new --signer agent --public "ssh-ed25519 AAAA..."
      badgepress keys new --signer command --public z6Mk... -- /opt/hsm/sign --slot 3
    """
    passphrase = passphrase_source(**options)
    means = _means(Kind(signer), public, click.get_current_context().meta.get("argv"))
    folder = project / KEYS
    if means is None:
        _check_protection(passphrase, no_passphrase)
    elif no_passphrase or passphrase.given:
        raise click.UsageError("a passphrase locks a file made here; this key has none")
    refuse_place(folder, project / "site", project / "content")
    name = name or _next_name(folder, datetime.now(UTC).year)
    if means is None:
        key = make_key(folder, name, Use(use), None if no_passphrase else passphrase.for_new_key)
    else:
        key = register_key(folder, name, Use(use), read_public(public or ""), means)
    if as_json:
        voice.say_json({"state": "done", "key": _as_json(key)})
    elif means is None:
        _tell_new(key)
    else:
        _tell_registered(key)


def _means(kind: Kind, public: str | None, argv: Sequence[str] | None) -> Means | None:
    """How the new key signs, None for a file made here; options that contradict each other are wrong usage."""
    if argv is not None and kind is not Kind.COMMAND:
        raise click.UsageError("words behind -- are the program of --signer command")
    if kind is Kind.FILE:
        if public is not None:
            raise click.UsageError("--public is for --signer agent and command: a key made here has its own")
        return None
    if public is None:
        raise click.UsageError(f"--signer {kind} wants the public key: --public z6Mk... or 'ssh-ed25519 AAAA...'")
    if kind is Kind.AGENT:
        return BY_AGENT
    if not argv:
        raise click.UsageError("--signer command wants the program behind two dashes: -- /opt/hsm/sign --slot 3")
    return by_command(tuple(argv))


@keys.command("list", epilog="Example: badgepress keys list --json")
@project_option()
@json_option()
@voice.door(closing="the keys are as they were.")
def list_(project: Path, as_json: bool) -> None:
    """Show the keys of the project: name, use, state, protection and public key. Asks for no passphrase."""
    keyring = Keyring.read(project / KEYS)
    if as_json:
        voice.say_json({"state": "done", "keys": [_as_json(key) for key in keyring.keys]})
        return
    if not keyring.keys:
        voice.hint(f"No keys in {_shown(keyring.folder)}. Make one: badgepress keys new")
        return
    rows = [(key.name, key.use.value, _state(key), _protection(key), key.public or "-") for key in keyring.keys]
    widths = [max(len(row[column]) for row in rows) for column in range(4)]
    for row in rows:
        voice.say("  ".join([*(cell.ljust(width) for cell, width in zip(row, widths, strict=False)), row[4]]))
    _explain(keyring)


def _explain(keyring: Keyring) -> None:
    """Say what keeps the project from signing, if anything does."""
    for use in dict.fromkeys(key.use for key in keyring.keys if key.use is not Use.SALT):
        try:
            keyring.active(use)
        except KeyFileError as error:
            voice.hint(f"{printable(str(error))}\n    {printable(error.hint)}")


@keys.command(epilog="Example: badgepress keys export 2026a")
@click.argument("name")
@project_option()
@json_option()
@voice.door(closing="nothing was shown.")
def export(name: str, project: Path, as_json: bool) -> None:
    """Show a public key in the forms that other programs know: Multikey, did:web, JWK, OpenSSH.

    The secret is never shown. To back it up, copy its file: the command says which one.
    """
    key = Keyring.read(project / KEYS).named(name)
    if key.use is Use.SALT:
        raise KeyFileError(f"{name} is a salt, which has no public side", f"its backup is a copy of {key.path}")
    forms: dict[str, Any] = {"multikey": key.public}
    base_url = _base_url(project)
    if base_url and key.use is Use.ISSUER:
        forms["verification_method"] = f"{Addresses(base_url).did()}#{key.public}"
    forms |= {"jwk": jwk(key.public), "openssh": openssh_line(key.public, key.name)}
    if as_json:
        voice.say_json({"state": "done", "key": _as_json(key), **forms})
        return
    labels = {"multikey": "Multikey", "verification_method": "did:web", "jwk": "JWK", "openssh": "OpenSSH"}
    for form, value in forms.items():
        shown = value if isinstance(value, str) else json.dumps(value, separators=(",", ":"))
        voice.say(f"{labels[form]:<10}{shown}")
    voice.hint(_backup(key))


def _base_url(project: Path) -> str:
    """The address in site.toml, "" where it cannot be read: a key can be shown all the same."""
    report = Report()
    return read_site(Folder(project), report, Privacy(report)).site.base_url


def _backup(key: KeyInfo) -> str:
    if key.signer.kind is not Kind.FILE:
        return f"All of this is public. The secret is with {_WHERE[key.signer.kind]}: back it up there."
    apart = " (mode 0600), and keep its passphrase elsewhere" if key.encrypted else " to a safe place (mode 0600)"
    there = "" if key.encrypted is not None else ", on the machine where it is"
    secret = _shown(key.path)
    return f"All of this is public. The secret is never shown: to back it up, copy {secret}{apart}{there}."


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
    voice.say(f"Made {_shown(key.path)}: the secret key, {protection}.")
    if key.use is not Use.SALT:
        voice.say(f"Made {_shown(public)}: its public side, {key.state.value}.")
    elsewhere = ", and keep its passphrase elsewhere" if key.encrypted else ""
    voice.hint(f"Back up {_shown(key.path)}{elsewhere}: nobody can make this key again.")
    voice.hint(f"{_shown(key.path)} stays out of the repository (see .gitignore) and out of mails.")
    if key.use is not Use.SALT:
        voice.hint(f"{_shown(public)} belongs in the repository.")


def _tell_registered(key: KeyInfo) -> None:
    public = key.path.with_suffix(PUB_ENDING)
    voice.say(
        f"Made {_shown(public)}: the public side of a key that is with {_WHERE[key.signer.kind]}, {key.state.value}."
    )
    voice.hint("Use a key made for badges alone: whoever may sign with it can sign them.")
    voice.hint("Try it: badgepress build --dry-run")
    voice.hint(f"{_shown(public)} belongs in the repository.")


_WHERE = {Kind.AGENT: "an ssh-agent", Kind.COMMAND: "a program"}


def _shown(path: Path) -> str:
    return printable(str(path))


def _state(key: KeyInfo) -> str:
    """The state with its date: for a compromised key that from which it is not vouched for."""
    date = key.revoked or key.since
    return f"{key.state.value} since {date[:10]}" if date else key.state.value


def _protection(key: KeyInfo) -> str:
    if key.published:
        return "published, proves nothing"
    if key.signer.kind is not Kind.FILE:
        return key.signer.kind.value
    return {True: "passphrase", False: "no passphrase", None: "secret elsewhere"}[key.encrypted]


def _as_json(key: KeyInfo) -> dict[str, Any]:
    return {
        "name": key.name,
        "use": key.use.value,
        "state": key.state.value,
        "since": key.since or None,
        "revoked": key.revoked or None,
        "public": key.public or None,
        "signer": key.signer.kind.value,
        "encrypted": key.encrypted,
        "published": key.published,
        "file": str(key.path),
    }
