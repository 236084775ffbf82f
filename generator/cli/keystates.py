"""`badgepress keys activate`, `retire` and `compromise`: the steps in the life of a key.

They change keys/*.pub and nothing else. What they mean for badges happens at the next build, which signs everything
with the active key and lists the others in the DID document: see docs/verbs/keys.md.
"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click

from generator.build import published
from generator.cli import voice
from generator.cli.nextsteps import next_steps
from generator.cli.options import KEYS, Moment, json_option, project_option, site_option
from generator.errors import KeyFileError
from generator.signing import KeyInfo, Keyring, State, Use, states

_AS_THEY_WERE = "the keys are as they were."


@click.command(epilog="Example: badgepress keys activate 2026b")
@click.argument("name")
@project_option()
@json_option()
@voice.door(closing=_AS_THEY_WERE)
def activate(name: str, project: Path, as_json: bool) -> None:
    """Let the key NAME sign from the next build on. The key that signed until now is retired.

    Badges signed with the retired key stay valid: it stays in the DID document.
    """
    retired = states.activate(project / KEYS, name, _now())
    if as_json:
        voice.say_json({"state": "done", "active": name, "retired": [key.name for key in retired]})
        return
    for key in retired:
        voice.say(f"{key.name} is retired: it signs no more, and what it has signed stays valid.")
    voice.say(f"{name} is active: it signs from the next build on.")
    _say_next(next_steps(project), "Commit the changed .pub files. Keep the retired key's backup.")


@click.command(epilog="Example: badgepress keys retire 2026a")
@click.argument("name")
@project_option()
@json_option()
@voice.door(closing=_AS_THEY_WERE)
def retire(name: str, project: Path, as_json: bool) -> None:
    """End the use of the key NAME, without mistrust: what it has signed stays valid.

    The key that signs is retired by activating another one.
    """
    was = states.retire(project / KEYS, name, _now())
    if as_json:
        voice.say_json({"state": "done", "retired": [name]})
    elif was.state is State.RETIRED:
        voice.say(f"{name} is retired already.")
    else:
        voice.say(f"{name} is retired: it signs no more, and what it has signed stays valid.")


@click.command(epilog="Example: badgepress keys compromise 2026a --at 2026-11-20")
@click.argument("name")
@click.option("--at", type=Moment(), metavar="DATE", help="Since when others had it, as far as is known. Default: now.")
@site_option()
@project_option()
@json_option()
@voice.door(closing=_AS_THEY_WERE)
def compromise(name: str, at: datetime | None, site: Path | None, project: Path, as_json: bool) -> None:
    """Mark the key NAME as stolen or lost to others: nothing it has signed is vouched for any more.

    The next build lists it as revoked, so every file signed with it stops verifying wherever it is, and signs every
    badge of the ledger anew with the active key. Nothing leads back from this state.
    """
    now = _now()
    if at is not None and at > now:
        raise click.BadParameter("that day is still to come: say since when it is known", param_hint="--at")
    was = states.compromise(project / KEYS, name, at or now, now)
    affected = published.signed_with(site or project / "site", was.public)
    steps = _steps(project, was)
    if as_json:
        marked = {"state": "done", "compromised": name, "revoked": (at or now).strftime("%Y-%m-%dT%H:%M:%SZ")}
        voice.say_json({**marked, "awards": affected, "next": steps})
        return
    voice.say(f"{name} is compromised: nothing it has signed is vouched for from the next build on.")
    if was.use is Use.ISSUER:
        badges = voice.counted(len(affected), "badge on the site is", "badges on the site are")
        voice.say(f"{badges} signed with it; copies of them elsewhere stop verifying too.")
    _say_next(steps, "Until the new site is published, forged badges verify: do it at once.")


def _steps(project: Path, was: KeyInfo) -> list[str]:
    """What is to be done now, in order."""
    keyring = Keyring.read(project / KEYS)
    ends = [*next_steps(project), "tell earners to download their badges again"]
    try:
        keyring.active(was.use)
    except KeyFileError:
        waiting = [key.name for key in keyring.keys if key.use is was.use and key.state is State.NEXT]
        use = "" if was.use is Use.ISSUER else f" --use {was.use}"
        makes = [] if waiting else [f"badgepress keys new{use} NAME"]
        return [*makes, f"badgepress keys activate {waiting[-1] if waiting else 'NAME'}", *ends]
    return ends


def _say_next(steps: list[str], remark: str) -> None:
    voice.hint("Next:")
    for step in steps:
        voice.hint(f"  {step}")
    voice.hint(remark)


def _now() -> datetime:
    return datetime.now(UTC).replace(microsecond=0)
