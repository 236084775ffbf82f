"""`badgepress check`: everything that is wrong or doubtful in a project's files, without building it.

What is wrong comes first, then what is doubtful; each in the order of the files.
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from generator.build.ownphrases import phrase_problems, without_phrases
from generator.build.owntheme import accent_doubt, theme_doubts
from generator.cli import checkhost, voice
from generator.cli.options import json_option, project_option, site_option
from generator.errors import BadgepressError, KeyFileError, LedgerError
from generator.ledger.early import early_awards
from generator.ledger.ended import ended_awards
from generator.ledger.faults import in_order
from generator.ledger.legible import faint_art
from generator.ledger.read import read_ledger
from generator.ledger.site_hosts import expiring_contact
from generator.model import Ledger, Place, Problem, Severity
from generator.pages.render import Theme, packaged_theme
from generator.pages.theme_files import read_theme
from generator.signing.demo import refuse_demo_key
from generator.signing.keyring import Keyring


@click.command(short_help="Report every mistake in the files.", epilog="Example: badgepress check -C my-badges --json")
@project_option()
@click.option(
    "--url", metavar="URL", help="Look at the live site at this address instead, as browsers and verifiers do."
)
@click.option(
    "--target", type=click.Choice(checkhost.TARGETS), help="Hold the built site against this host's limits instead."
)
@site_option()
@json_option()
@voice.door()
def check(project: Path, url: str | None, target: str | None, site: Path | None, as_json: bool) -> None:
    """Read content/, templates/ and keys/ and report every problem and warning, with file, line and what to do.

    Problems come first. Exit code 0: no problem (warnings may be there). 1: a build would refuse.
    """
    if url is not None and target is not None:
        raise click.UsageError("--url and --target exclude each other")
    if url is not None:
        checkhost.check_url(url, site or project / "site", as_json=as_json)
    if target is not None:
        checkhost.check_target(target, site or project / "site", as_json=as_json)
    problems, ledger = _look(project)
    problems.sort(key=lambda problem: problem.severity is not Severity.ERROR)
    errors = sum(problem.severity is Severity.ERROR for problem in problems)
    if as_json:
        voice.say_json(_as_json(problems, ledger, errors))
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
        # The second and third depend on the day: a build must not, but whoever checks wants to know.
        now = datetime.now(UTC)
        doubt = expiring_contact(ledger.site.hosting, now)
        problems += in_order([*ledger.warnings, *([doubt] if doubt else []), *early_awards(ledger, now)])
        unsaid = ended_awards(ledger, now)
        problems += [unsaid] if unsaid else []
        problems += faint_art(project, ledger)
        faint = accent_doubt(project / "content", ledger.site.accent)
        problems += [faint] if faint else []
    except LedgerError as error:
        problems += error.problems
    problems += _theme_problems(project, ledger)
    try:
        keyring = Keyring.read(project / "keys")
        key = keyring.active("issuer")
        if ledger is not None:
            refuse_demo_key(key.public, ledger.site.base_url)
    except KeyFileError as error:
        problems.append(_placed(error, str(project / "keys"), "keys", "keys"))
    return problems, ledger


def _placed(error: BadgepressError, folder: str, path: str, code: str) -> Problem:
    """An error that says in front where in `folder` it is, at that place: `path`, or a file below it."""
    found = re.match(rf"{re.escape(folder)}(/[^:\n]+)?(?::(\d+))?: ", str(error))
    if found is None:
        return Problem(Place(path), code, str(error), error.hint)
    place = Place(path + (found[1] or ""), int(found[2] or 1))
    return Problem(place, code, str(error)[found.end() :], error.hint)


def _theme_problems(project: Path, ledger: Ledger | None) -> list[Problem]:
    """What keeps the theme, with the project's own files laid over it, from being used, and what is doubtful in it."""
    own = project / "templates"
    folders = [packaged_theme(), *([own] if own.is_dir() else [])]
    languages = ledger.site.languages if ledger else ()
    problems: list[Problem] = []
    try:
        files = read_theme(folders)
        problems += phrase_problems(files, languages)
        problems += theme_doubts(own, files)
        theme = Theme(folders)
    except BadgepressError as error:
        return [*problems, _placed(error, own.name, "templates", "theme")]
    refused = without_phrases(languages, theme.languages())
    return [*problems, Problem(Place("templates"), "theme-language", *refused)] if refused else problems


def _as_json(problems: list[Problem], ledger: Ledger | None, errors: int) -> dict[str, Any]:
    read = None
    if ledger is not None:
        read = {"achievements": len(ledger.achievements), "earners": len(ledger.earners), "awards": len(ledger.awards)}
    return {
        "state": "refused" if errors else "ok",
        "errors": errors,
        "warnings": len(problems) - errors,
        "codes": dict(sorted(Counter(problem.code for problem in problems).items())),
        "read": read,
        "problems": [voice.problem_json(problem) for problem in problems],
    }


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
