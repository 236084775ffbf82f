"""`badgepress build`: from the ledger to a site in place."""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import Any

import click

from generator.build import issued
from generator.build.run import Outcome, Request, build_site
from generator.cli import voice
from generator.cli.options import json_option, project_option, quiet_option
from generator.cli.passphrase import passphrase_options, passphrase_source
from generator.errors import BadgepressError
from generator.ledger import urls
from generator.model import Problem, Severity
from generator.printable import printable
from generator.signing.signer import open_signer


@click.command(
    short_help="Make the site from content/ and keys/.", epilog="Example: badgepress build -C my-badges --dry-run"
)
@project_option()
@click.option(
    "--out", type=click.Path(path_type=Path), metavar="DIR", help="Where the site goes. Default: site/ in the project."
)
@click.option("--base-url", metavar="URL", help="Build for this address instead of the one in content/site.toml.")
@click.option(
    "--jobs",
    type=click.IntRange(1, 256),
    metavar="N",
    help="Worker processes. Default: as many as there are cores to use.",
)
@click.option("--full", is_flag=True, help="Make everything anew, whatever the last build left.")
@click.option("--dry-run", is_flag=True, help="Say what would change; write nothing.")
@passphrase_options
@json_option()
@quiet_option()
@voice.door(closing="nothing written. The site is as it was.")
def build(
    project: Path,
    out: Path | None,
    base_url: str | None,
    jobs: int | None,
    full: bool,
    dry_run: bool,
    as_json: bool,
    quiet: bool,
    **passphrase: Any,
) -> None:
    """Make the site: pages, signed credentials and pictures, put in place in one step.

    Nothing that is published changes before the new site is complete and has been checked.
    """
    request = Request(
        project=project,
        out=out if out is not None else project / "site",
        base_url=_base_url(base_url),
        dry_run=dry_run,
        jobs=jobs,
        cores=len(os.sched_getaffinity(0)),
        full=full,
    )
    ask, agent = passphrase_source(**passphrase), os.environ.get("SSH_AUTH_SOCK")
    began = time.monotonic()
    done = build_site(request, lambda key: open_signer(key, ask, agent), voice.Bar(quiet=quiet or as_json))
    seconds = time.monotonic() - began
    if as_json:
        voice.say_json(_as_json(done, request, seconds))
        return
    if not quiet:
        _tell(done, request, seconds)
    for problem in _issued(done):  # the site alone tells of them, so `check` cannot; and none is to go without a word
        voice.hint(voice.problem_line(problem))


def _issued(done: Outcome) -> list[Problem]:
    return [problem for problem in done.warnings if problem.code in (issued.CHANGED, issued.GONE, issued.LIFTED)]


def _base_url(text: str | None) -> str | None:
    """The address given on the command line, held to the rules of the one in site.toml."""
    if text is None:
        return None
    found = urls.base_url(text)
    if isinstance(found, str):
        return found
    raise BadgepressError(f"--base-url: {found.text}", found.hint)


def _tell(done: Outcome, request: Request, seconds: float) -> None:
    languages = voice.counted(done.languages, "language", "languages")
    achievements = voice.counted(done.achievements, "achievement", "achievements")
    voice.say(f"Read {achievements}, {voice.counted(done.awards, 'award', 'awards')}, {languages}.")
    if done.withheld:
        told = ", ".join(f"{number:,} {word}" for word, number in sorted(done.withheld.items()))
        voice.say(f"Not on the site: {told}.")
    if request.dry_run:
        voice.say(
            f"Would add {done.added:,}, change {done.changed:,}, delete {done.removed:,} "
            f"of {done.files:,} files. Nothing was written."
        )
    elif not done.added + done.changed + done.removed:
        voice.say(
            f"Nothing has changed: {printable(str(request.out))}/ is as it was, {done.files:,} files ({seconds:.1f} s)."
        )
    else:
        _tell_written(done, request, seconds)
    if done.demo:
        voice.hint("  signed with the published demo key: nothing on this site proves anything")
    warnings = sum(problem.severity is Severity.WARNING for problem in done.warnings) - len(_issued(done))
    if warnings:
        voice.hint(f"  {voice.counted(warnings, 'warning', 'warnings')}: run `badgepress check` to see them.")


def _tell_written(done: Outcome, request: Request, seconds: float) -> None:
    same = done.on_site - done.signed_new
    removed = f", {done.removed:,} removed" if done.removed else ""
    if done.made_anew:
        voice.hint(f"  everything was made anew: {done.made_anew}")
    voice.say(f"Signed {done.signed_new:,} new, {same:,} unchanged.")
    voice.say(
        f"Wrote {voice.counted(done.added + done.changed, 'file', 'files')}{removed}, "
        f"{done.files:,} in all, to {printable(str(request.out))}/ in {seconds:.1f} s."
    )
    plain = done.counts.plain_credentials + done.counts.plain_pages
    made = plain + done.counts.compiled_credentials + done.counts.compiled_pages
    if made > _MANY and plain * 20 > made:
        voice.hint(f"  {plain:,} of {made:,} credentials and pages were made the slow way (docs/verbs/build.md)")


# From so many on it is worth a word that more than one in twenty took the slow way.
_MANY = 5_000


def _as_json(done: Outcome, request: Request, seconds: float) -> dict[str, Any]:
    return {
        "state": "dry-run" if request.dry_run else "done",
        "out": str(request.out),
        "achievements": done.achievements,
        "awards": done.awards,
        "on_site": done.on_site,
        "withheld": dict(done.withheld),
        "languages": done.languages,
        "signed_new": done.signed_new,
        "files": done.files,
        "written": done.added + done.changed,
        "added": done.added,
        "changed": done.changed,
        "removed": done.removed,
        "issued_changed": done.issued_changed,
        "issued_gone": done.issued_gone,
        "issued_lifted": done.issued_lifted,
        "made_anew": done.made_anew,
        "compiled": done.counts._asdict(),
        "self_verified": done.verified,
        "demo_key": done.demo,
        "warnings": [voice.problem_json(problem) for problem in done.warnings],
        "seconds": round(seconds, 3),
    }
