"""`badgepress publish`: a built site to where people find it."""

from __future__ import annotations

import sys
import time
from pathlib import Path

import click

from generator.cli import voice
from generator.cli.options import json_option, project_option, quiet_option, site_option
from generator.printable import printable
from generator.publish.run import Outcome, Request, publish_site


@click.command(
    short_help="Bring the built site to its host.", epilog="Example: badgepress publish -C my-badges --dry-run"
)
@project_option()
@site_option()
@click.option("--dry-run", is_flag=True, help="Say what would be sent and deleted; send nothing.")
@click.option("--delete-many", is_flag=True, help="Delete more files than `most_deleted` in site.toml allows.")
@click.option(
    "--take-over", is_flag=True, help="Publish where something else stands, replacing files of the same name."
)
@json_option()
@quiet_option()
@voice.door(closing="nothing was sent.")
def publish(
    project: Path, site: Path | None, dry_run: bool, delete_many: bool, take_over: bool, as_json: bool, quiet: bool
) -> None:
    """Send what has changed to the place that [publish] in content/site.toml names.

    Files travel in an order in which no page ever leads to something that is not there; what is no longer part of the
    site is deleted last. A run that was cut off is gone on with by the next.
    """
    request = Request(project, site if site is not None else project / "site", dry_run, delete_many, take_over)
    began = time.monotonic()
    try:
        done = publish_site(request, voice.Bar(quiet=quiet or as_json))
    except KeyboardInterrupt:
        voice.hint("stopped: publish again, and it goes on where it stopped")
        sys.exit(voice.INTERRUPTED)
    if as_json:
        voice.say_json(_as_json(done, request))
    elif not quiet:
        _tell(done, request, time.monotonic() - began)


def _tell(done: Outcome, request: Request, seconds: float) -> None:
    counts = done.counts
    if request.dry_run:
        voice.say(
            f"Would add {counts.added:,}, change {counts.changed:,}, delete {counts.deleted:,} "
            f"of {counts.files:,} files{_largest(done)}. Nothing was sent."
        )
    elif not done.changes:
        voice.say(f"Nothing has changed: {printable(done.target)} has all {counts.files:,} files.")
    else:
        voice.say(
            f"Added {counts.added:,}, changed {counts.changed:,}, deleted {counts.deleted:,} "
            f"of {counts.files:,} files{_largest(done)}."
        )
        voice.say(f"{printable(done.target)} has the site ({seconds:.1f} s).")
        voice.hint(f"  look at it as others do: badgepress check --url {done.url}")


def _largest(done: Outcome) -> str:
    if not done.counts.largest:
        return ""
    return f" ({_size(done.counts.bytes)}; the largest has {_size(done.counts.largest)})"


def _size(number: int) -> str:
    for unit in ("bytes", "kB", "MB"):
        if number < 1000:
            return f"{number} {unit}"
        number = round(number / 1000)
    return f"{number:,} GB"


def _as_json(done: Outcome, request: Request) -> dict[str, object]:
    counts = done.counts
    return {
        "state": "dry-run" if request.dry_run else "done",
        "target": done.target,
        "url": done.url,
        **counts._asdict(),
    }
