"""`badgepress explain`: why an award is on the site or is not, and why somebody has a badge or has none."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from generator.cli import voice
from generator.cli.options import json_option, project_option
from generator.cli.refusals import refuse
from generator.ledger.earner_rows import EarnerRows, Owners
from generator.ledger.explain import Account, explain_award, explain_badge, explain_earner
from generator.ledger.read import read_ledger
from generator.ledger.suggest import did_you_mean
from generator.ledger.texts import AWARD_ID
from generator.ledger.wishes import Refusal, find_awards
from generator.model import Earner, Ledger
from generator.printable import printable, quoted

_CLOSING = "nothing was written."


@click.command(
    short_help="Why an award is on the site, or somebody has a badge, or not.",
    epilog="Example: badgepress explain ada@example.org first-badge",
)
@click.argument("name", metavar="WHAT")
@click.argument("badge", required=False, metavar="[BADGE]")
@project_option()
@json_option()
@voice.door(closing=_CLOSING)
def explain(name: str, badge: str | None, project: Path, as_json: bool) -> None:
    """Say why: which row or rule decides, and where it stands.

    WHAT is an award (its id, or the address of its page), an earner (id, handle or e-mail address), an achievement, or
    the code of an exam. With BADGE, an achievement or a code: why that earner has it, or has it not.
    """
    ledger = read_ledger(project)
    found = _account(name, badge, ledger)
    if isinstance(found, Refusal):
        refuse([found], _CLOSING, as_json=as_json)
    if as_json:
        voice.say_json(_as_json(found))
        return
    voice.say(f"{voice.styled(printable(found.about), bold=True)}: {printable(found.answer)}")
    width = max((len(step.name) for step in found.steps), default=0)
    for step in found.steps:
        place = f"  ({step.place})" if step.place else ""
        voice.say(f"  {printable(step.name):<{width}}  {printable(step.text)}{printable(place)}")


def _account(name: str, badge: str | None, ledger: Ledger) -> Account | Refusal:
    today = datetime.now(UTC).date()
    earner = _earner(name, ledger)
    if badge is not None:
        if earner is None:
            return Refusal(name, "no earner has this id, handle or e-mail address", _nearest(name, ledger))
        return explain_badge(badge, ledger, today, earner) or _no_badge(badge, ledger)
    if "/" in name or (AWARD_ID.fullmatch(name) and earner is None):
        awards, refusals = find_awards([name], ledger)
        return refusals[0] if refusals else explain_award(awards[0], ledger, today)
    if earner is not None:
        return explain_earner(earner, ledger, today)
    return explain_badge(name, ledger, today) or Refusal(
        name, "no award, earner, achievement or code is called so", _nearest(name, ledger)
    )


def _earner(name: str, ledger: Ledger) -> Earner | None:
    """The earner with this id, address or handle."""
    earners = ledger.earners
    assert isinstance(earners, EarnerRows), "a ledger is made by read_ledger"
    owner = Owners(earners).get(name.lower()) if "@" in name else name
    if owner is not None and earners.row_of(owner) is not None:
        return earners[owner]
    rows = [row for row, has in enumerate(earners.has_handle) if has]
    return next((earner for earner in earners.read(rows) if earner.handle == name), None)


def _no_badge(badge: str, ledger: Ledger) -> Refusal:
    hint = did_you_mean(
        badge, _badges(ledger), "achievements live in content/achievements/, codes in content/rules.toml"
    )
    return Refusal(badge, f"no achievement and no rule has the name or code {quoted(badge)}", hint)


def _badges(ledger: Ledger) -> set[str]:
    codes = {achievement.code for achievement in ledger.achievements.values() if achievement.code}
    rules = {code for rule in ledger.exclusions for code in rule.codes} | {rule.exam for rule in ledger.conferrals}
    return {*ledger.achievements, *codes, *rules}


def _nearest(name: str, ledger: Ledger) -> str:
    way = "give an award's id, an earner's id or e-mail address, or the name of an achievement"
    return did_you_mean(name, {*_badges(ledger), *ledger.earners}, way)


def _as_json(account: Account) -> dict[str, Any]:
    steps = [{"name": step.name, "text": step.text, "place": step.place} for step in account.steps]
    return {"state": "done", "about": account.about, "answer": account.answer, "steps": steps}
