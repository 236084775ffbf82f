"""`badgepress init`: a new project, complete and ready to build."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click
from msgspec.structs import replace

from generator.cli import voice
from generator.cli.options import json_option
from generator.cli.passphrase import THREE_WAYS, Passphrase, on_terminal, passphrase_options, passphrase_source
from generator.cli.refusals import refuse
from generator.ledger.faults import Fault
from generator.printable import printable
from generator.scaffold import Answers, make_project, refuse_place
from generator.scaffold.answers import base_url_fault, title_fault
from generator.signing import KeyInfo, Use, is_demo_address, make_key

_CLOSING = "nothing was made."


@click.command(
    short_help="Make a new project in an empty folder.",
    epilog="Example: badgepress init badges --base-url https://badges.example.org "
    '--title "Orchard Guild badges" --issuer "Orchard Guild"',
)
@click.argument("folder", type=click.Path(path_type=Path), default=".", metavar="[DIR]")
@click.option("--base-url", metavar="URL", help="Where the site will be. It stands in every badge.")
@click.option("--title", metavar="TEXT", help="What the site is called.")
@click.option(
    "--issuer",
    default="",
    metavar="TEXT",
    help="Who awards the badges: a name such as Orchard Guild. Default: the title.",
)
@click.option("--email", default="", metavar="ADDRESS", help="A contact that everybody may know. Default: none.")
@click.option("--no-passphrase", is_flag=True, help="Leave the key's secret readable to whoever has the file.")
@passphrase_options
@json_option()
@voice.door(closing=_CLOSING)
def init(
    folder: Path,
    base_url: str | None,
    title: str | None,
    issuer: str,
    email: str,
    no_passphrase: bool,
    as_json: bool,
    **options: Any,
) -> None:
    """Make a project in DIR (default: here): settings, one achievement, empty ledgers, a signing key, a README.

    What no option says is asked at the terminal. DIR must be empty or not there yet; a `.git` may be in it. `badgepress
    build` works right afterwards.
    """
    passphrase = passphrase_source(**options)
    if no_passphrase and passphrase.given:
        raise click.UsageError("--no-passphrase and a passphrase exclude each other")
    refuse_place(folder)
    answers = _answers(base_url, title, issuer, email, ask=on_terminal() and not as_json)
    if slips := answers.slips():
        refuse(slips, _CLOSING, as_json=as_json)
    if not (no_passphrase or passphrase.given or on_terminal()):
        raise click.UsageError(
            f"the key wants a passphrase and there is no terminal to ask at: {THREE_WAYS}; "
            "or leave its secret open with --no-passphrase"
        )
    name = f"{datetime.now(UTC).year}a"
    answers = replace(answers, is_locked=not no_passphrase)
    made = make_project(folder, answers, name, lambda keys: _key(keys, name, None if no_passphrase else passphrase))
    if as_json:
        voice.say_json({"state": "done", "folder": str(folder), "files": made, "key": name, "next": _steps(folder)})
    else:
        _tell(folder, answers, name, len(made))


def _key(folder: Path, name: str, passphrase: Passphrase | None) -> KeyInfo:
    return make_key(folder, name, Use.ISSUER, passphrase.for_new_key if passphrase else None)


def _answers(base_url: str | None, title: str | None, issuer: str, email: str, *, ask: bool) -> Answers:
    """What the options say; what they leave open is asked."""
    missing = [option for option, said in (("--base-url", base_url), ("--title", title)) if said is None]
    if missing and not ask:
        raise click.UsageError(f"there is no terminal to ask at: give {' and '.join(missing)}")
    if title is None:
        title = _ask("What the site is called", title_fault, "Our badges")
        issuer = issuer or _ask("Who awards the badges", title_fault, title)
    if base_url is None:
        base_url = _ask("Where the site will be", base_url_fault, "https://badges.example.org")
    return Answers(base_url, title, issuer, email)


def _ask(question: str, check: Callable[[str], Fault | None], default: str) -> str:
    while True:
        text: str = click.prompt(question, default=default, err=True)
        fault = check(text)
        if fault is None:
            return text
        voice.hint(f"  {printable(fault.text)}{'; ' if fault.hint else ''}{printable(fault.hint)}")


def _tell(folder: Path, answers: Answers, key: str, files: int) -> None:
    voice.say(f"Made {printable(str(folder))}/ ({voice.counted(files, 'file', 'files')}).")
    voice.hint("Next:")
    for step in _steps(folder):
        voice.hint(f"  {printable(step)}")
    if answers.is_locked:
        voice.hint(f"Keep a copy of keys/{key}.key, and of its passphrase elsewhere: nobody can make them again.")
    else:
        voice.hint(f"Keep a copy of keys/{key}.key: nobody can make it again. It is not locked: who has it can sign.")
    if is_demo_address(answers.base_url):
        voice.hint("The address is one for examples: change base_url in content/site.toml before the first real badge.")


def _steps(folder: Path) -> list[str]:
    enter = [] if folder == Path() else [f"cd {folder}"]
    return [
        *enter,
        'badgepress award --achievement first-badge --name "Ada Quince" --email ada@example.org',
        "badgepress serve    # a look at the site while you edit",
        "badgepress build",
    ]
