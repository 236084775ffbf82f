"""`badgepress check`: everything that is wrong or doubtful in a project, without building it."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from generator.cli import voice
from generator.cli.options import json_option, project_option
from generator.errors import KeyFileError, LedgerError
from generator.ledger.read import read_ledger
from generator.model import Ledger, Place, Problem, Severity
from generator.signing.demo import refuse_demo_key
from generator.signing.keyring import Keyring


@click.command(short_help="Report every mistake in the files.", epilog="Example: badgepress check -C my-badges --json")
@project_option()
@json_option()
@voice.door()
def check(project: Path, as_json: bool) -> None:
    """Read content/ and keys/ and report every problem and warning, with file, line and what to do.

    Exit code 0: no problem (warnings may be there). 1: a build would refuse.
    """
    problems, ledger = _look(project)
    errors = sum(problem.severity is Severity.ERROR for problem in problems)
    if as_json:
        found = [voice.problem_json(problem) for problem in problems]
        voice.say_json({"state": "refused" if errors else "ok", "problems": found})
    else:
        for problem in problems:
            voice.say(voice.problem_line(problem))
        voice.say(_closing(ledger, errors, len(problems) - errors))
    sys.exit(1 if errors else 0)


def _look(project: Path) -> tuple[list[Problem], Ledger | None]:
    problems: list[Problem] = []
    ledger = None
    try:
        ledger = read_ledger(project)
        problems += ledger.warnings
    except LedgerError as error:
        problems += error.problems
    try:
        keyring = Keyring.read(project / "keys")
        key = keyring.active("issuer")
        if ledger is not None:
            refuse_demo_key(key.public, ledger.site.base_url)
    except KeyFileError as error:
        problems.append(Problem(Place("keys"), "keys", str(error), error.hint))
    return problems, ledger


def _closing(ledger: Ledger | None, errors: int, warnings: int) -> str:
    told = f"{voice.counted(errors, 'problem', 'problems')}, {voice.counted(warnings, 'warning', 'warnings')}"
    if ledger is None:
        return f"{told}. A build would refuse."
    read = (
        f"{voice.counted(len(ledger.achievements), 'achievement', 'achievements')}, "
        f"{voice.counted(len(ledger.earners), 'earner', 'earners')}, "
        f"{voice.counted(len(ledger.awards), 'award', 'awards')}"
    )
    return f"{told} in {read}." + (" A build would refuse." if errors else "")
