"""`badgepress doctor`: what lies around the files: people in two rows, keys, leftovers, the site, the machine."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from generator.cli import voice
from generator.cli.options import json_option, project_option, quiet_option, site_option
from generator.doctor import Finding, Weight, look_at_machine, look_at_people, look_at_project
from generator.errors import LedgerError
from generator.ledger.read import read_ledger
from generator.model import Ledger
from generator.printable import printable

_COLOURS = {Weight.PROBLEM: "red", Weight.WARNING: "yellow", Weight.FINE: "green"}
_ORDER = list(Weight)


@click.command(short_help="Look over the project and the machine.", epilog="Example: badgepress doctor -C my-badges")
@site_option()
@project_option()
@quiet_option()
@json_option()
@voice.door()
def doctor(site: Path | None, project: Path, quiet: bool, as_json: bool) -> None:
    """Look for what no single file shows: one person in two rows, a key that others can read, what a crash has left.

    Nothing is changed. Exit code 0: no problem (warnings may be there). 1: something is to be mended.
    """
    findings = sorted(_look(project, site or project / "site"), key=lambda finding: _ORDER.index(finding.weight))
    counts = {weight: sum(finding.weight is weight for finding in findings) for weight in Weight}
    if as_json:
        state = "ill" if counts[Weight.PROBLEM] else "well"
        told = [_as_json(each) for each in findings]
        voice.say_json({"state": state, "findings": told})
    else:
        for finding in findings:
            if not (quiet and finding.weight is Weight.FINE):
                _tell(finding)
        problems = voice.counted(counts[Weight.PROBLEM], "problem", "problems")
        voice.say(f"{problems}, {voice.counted(counts[Weight.WARNING], 'warning', 'warnings')}.")
    sys.exit(1 if counts[Weight.PROBLEM] else 0)


def _look(project: Path, site: Path) -> Iterator[Finding]:
    ledger: Ledger | None = None
    try:
        ledger = read_ledger(project)
    except LedgerError as error:
        text = f"the ledger cannot be read: {voice.counted(len(error.errors), 'problem', 'problems')}"
        yield Finding(Weight.PROBLEM, "ledger", "content", text, "badgepress check names them all")
    if ledger is not None:
        yield from look_at_people(ledger)
    yield from look_at_project(project, site, ledger)
    yield from look_at_machine(project, ledger, datetime.now(UTC), sys.version_info[:3])


def _as_json(finding: Finding) -> dict[str, Any]:
    return {
        "weight": finding.weight,
        "code": finding.code,
        "about": finding.about,
        "text": finding.text,
        "hint": finding.hint,
        "earners": list(finding.earners),
    }


def _tell(finding: Finding) -> None:
    word = voice.styled(f"{finding.weight:<7}", fg=_COLOURS[finding.weight])
    voice.say(f"{word}  {printable(finding.about)}: {printable(finding.text)}")
    if finding.hint:
        voice.say(f"           {printable(finding.hint)}")
