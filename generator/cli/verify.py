"""`badgepress verify`: may I believe this badge?"""

from __future__ import annotations

import sys
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import click

from generator.cli import voice
from generator.cli.brief import in_brief, shortened
from generator.cli.options import json_option, quiet_option
from generator.credential import did
from generator.credential.times import parse_instant
from generator.errors import BadgepressError, WireError
from generator.printable import printable
from generator.verify.check import Verifier
from generator.verify.report import Badge, Outcome, Report, State, exit_code, worst
from generator.verify.sources import FolderSource, NoSource, Source, Unavailable, first_of
from generator.verify.target import DID_DOCUMENTS, open_folder, read_target, unreadable, verify_folder
from generator.verify.web import NetworkSource
from generator.wire.strictjson import parse_json

_COLOURS = {State.VALID: "green", State.REVOKED: "red", State.TAMPERED: "red", State.UNREADABLE: "red"}


_MOST_REASONS = 3


class Instant(click.ParamType[datetime]):
    """A day, or an instant with its zone."""

    name = "date"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        """Days mean their first second in UTC."""
        if isinstance(value, datetime):
            return value
        text = str(value)
        try:
            return parse_instant(f"{text}T00:00:00Z" if len(text) == 10 else text)
        except WireError:
            self.fail(f"{text!r} is not a date such as 2026-11-20 or 2026-11-20T09:30:00Z", param, ctx)


@click.command(
    short_help="Check badges, whoever issued them.", epilog="Example: badgepress verify badge.png --site site"
)
@click.argument("targets", nargs=-1, required=True, metavar="TARGET...")
@click.option(
    "--site",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    metavar="DIR",
    help="A built site that answers for every address under its base URL, instead of the network.",
)
@click.option("--base-url", metavar="URL", help="The address that --site stands for. Default: as its DID says.")
@click.option("--at", type=Instant(), metavar="DATE", help="Judge as of this day or instant. Default: now.")
@json_option()
@quiet_option()
@voice.door()
def verify(
    targets: tuple[str, ...], site: Path | None, base_url: str | None, at: datetime | None, as_json: bool, quiet: bool
) -> None:
    """Check badges: files (JSON, PNG), folders, a built site, or https addresses.

    Exit code 0: all are valid. 1: at least one is not. 3: something could not be checked. 2: wrong usage.
    """
    now = datetime.now(UTC)
    if base_url is not None and site is None:
        raise click.UsageError("--base-url says what --site stands for; give both")
    source, known, own = _source(site, base_url)
    verifier = Verifier(source, at or now, known=known, now=now, site=own)
    reports = [report for target in targets for report in _reports(target, verifier, source)]
    if as_json:
        state = worst([report.state for report in reports]) if reports else State.UNREADABLE
        voice.say_json({"state": state.value, "results": [report.as_json() for report in reports]})
    elif len(reports) == 1:
        _tell_one(reports[0], quiet=quiet)
    else:
        _tell_many(reports, quiet=quiet)
    sys.exit(exit_code([report.state for report in reports]) if reports else 1)


def _source(site: Path | None, base_url: str | None) -> tuple[Source, frozenset[str] | None, Source | None]:
    """Where documents come from, the issuers known here, and the issuer's own site, if it is at hand."""
    if site is None:
        return NetworkSource(), None, None
    document = next((site / name for name in DID_DOCUMENTS if (site / name).is_file()), None)
    if document is None and base_url is None:
        raise BadgepressError(
            f"{site} holds no DID document that says for which address it stands",
            "name a folder that `badgepress build` has made, or give --base-url",
        )
    issuer = _issuer_in(document) if document is not None else None
    if base_url is None:
        if issuer is None:
            # Which address the folder stands for cannot be told, so nothing in it answers for anything.
            return NoSource(f"{document} is not a sound DID document"), frozenset(), None
        base_url = did.base_url(issuer)
    folder = FolderSource(site, base_url.rstrip("/"))
    return first_of(folder, NetworkSource()), frozenset({issuer} if issuer else ()), folder


def _issuer_in(document: Path) -> str | None:
    """The DID that a site's own document says, or None where it cannot be read or is not a did:web."""
    data = read_target(document)
    try:
        issuer = parse_json(data)["id"] if isinstance(data, bytes) else ""
        did.base_url(issuer)
    except (WireError, KeyError, TypeError, AttributeError):
        return None
    return str(issuer)


def _reports(target: str, verifier: Verifier, source: Source) -> list[Report]:
    if not target:
        raise click.UsageError("a target is empty: name a file, a folder or an https address")
    if target.lower().startswith("https://"):
        try:
            return [verifier.verify(source.get(target), target)]
        except Unavailable as error:
            return [_not_had(target, str(error))]
    path = Path(target)
    if path.is_dir():
        return list(verify_folder(open_folder(path), verifier)) or [unreadable(target, "no badge is in this folder")]
    if not path.exists():
        raise click.UsageError(f"there is no file or folder {target!r}; addresses begin with https://")
    data = read_target(path)
    return [unreadable(target, data) if isinstance(data, str) else verifier.verify(data, target)]


def _not_had(target: str, why: str) -> Report:
    report = unreadable(target, f"it could not be had: {why}")
    return Report(target, State.UNKNOWN, report.sentence, report.steps)


def _tell_one(report: Report, *, quiet: bool) -> None:
    voice.say(f"{_coloured(report.state):<7}  {_named(report) or printable(report.target)}")
    if quiet:
        return
    voice.say(f"  {printable(report.heading)}. {_brief(report, report.sentence)}")
    for step in report.steps:
        if step.outcome is not Outcome.SKIPPED:
            voice.say(f"  {step.name:<7} {step.outcome.value:<7} {_brief(report, step.text)}")


def _named(report: Report) -> str:
    """The badge and the earner, as it says itself."""
    return ", ".join(printable(shortened(text)) for text in (report.badge.name, report.badge.earner) if text)


def _brief(report: Report, text: str) -> str:
    """A sentence of the report, with not too much in it of what the badge says."""
    return printable(in_brief(text, (getattr(report.badge, name) for name in Badge.__struct_fields__)))


def _tell_many(reports: list[Report], *, quiet: bool) -> None:
    for report in reports:
        if quiet and report.state is State.VALID:
            continue
        words = _named(report) or _brief(report, report.sentence)  # why there is no badge to name
        pad = " " * (11 - len(report.state))
        voice.say(f"{_coloured(report.state)}{pad} {printable(report.target)}  {words}")
    counts = {state: sum(report.state is state for report in reports) for state in State}
    told = ", ".join(f"{number:,} {state}" for state, number in reversed(counts.items()) if number)
    voice.say(f"{voice.counted(len(reports), 'file', 'files')}: {told}")
    reasons = Counter(_brief(report, report.sentence) for report in reports if report.state is State.UNKNOWN)
    for sentence, number in reasons.most_common(_MOST_REASONS):
        voice.say(f"  {number:,} unknown: {sentence}")


def _coloured(state: State) -> str:
    return voice.styled(state.value, fg=_COLOURS.get(state, "yellow"), bold=True)
