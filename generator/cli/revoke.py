"""`badgepress revoke`, `suspend`, `reinstate` and `reissue`: what can happen to a badge after it was awarded.

Each writes one line for each award to content/events.csv, all of them or none; the next build makes it true. With
--undo the last lines are taken back, as long as no site was built with them. What may happen when is decided in
`ledger.wishes`, and written by `ledger.append`. A withdrawal can be urgent, so it waits for no slip in what no row
depends on, such as a page or a profile: that is told, because it stops the next build.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import nullcontext
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from generator.addresses import Addresses, award_page
from generator.build import published
from generator.build.stage import no_build
from generator.cli import voice
from generator.cli.nextsteps import next_steps
from generator.cli.options import Decorator, Moment, json_option, project_option, site_option
from generator.cli.refusals import refuse
from generator.ledger.append import Events, Line, opened_events
from generator.ledger.moments import spelled
from generator.ledger.read import read_ledger
from generator.ledger.wishes import Refusal, Wish, check_undo, check_wish
from generator.model import Award, Event, EventKind, Ledger, Problem, Severity
from generator.printable import printable

BY = "issuer"
_VERBS = {
    EventKind.REVOKED: "Revokes",
    EventKind.SUSPENDED: "Suspends",
    EventKind.REINSTATED: "Reinstates",
    EventKind.REISSUED: "Reissues",
}
_COMMANDS = {
    EventKind.REVOKED: "revoke",
    EventKind.SUSPENDED: "suspend",
    EventKind.REINSTATED: "reinstate",
    EventKind.REISSUED: "reissue",
}
_CLOSING = "nothing written. content/events.csv is as it was."


def _options(needs_reason: bool) -> Decorator:
    """What the four verbs share."""
    why = "Why, in one sentence. The badge's page will show it." + (" Must be given." if needs_reason else "")
    parts: list[Any] = [
        click.argument("awards", nargs=-1, required=True, metavar="AWARD..."),
        click.option("--reason", default="", metavar="TEXT", help=why),
        click.option("--at", type=Moment(), metavar="DATE", help="When it happened. Default: now."),
        click.option(
            "--by", default=BY, show_default=True, metavar="ROLE", help="In what role you say so: not a name."
        ),
        click.option("--undo", is_flag=True, help="Take the last such line back, if no site was built with it yet."),
        click.option("--dry-run", is_flag=True, help="Say what would happen; write nothing."),
        site_option(),
        project_option(),
        json_option(),
        voice.door(closing=_CLOSING),
    ]

    def wrap(verb: Any) -> Any:
        for part in reversed(parts):
            verb = part(verb)
        return verb

    return wrap


@click.command(epilog='Example: badgepress revoke 7f3k9q2m4c8w1x0z --reason "The exam was taken by someone else."')
@_options(needs_reason=True)
def revoke(**options: Any) -> None:
    """Withdraw badges. Their pages stay and say so, with the date and the reason.

    AWARD is an award's id or the address of its page. A later `reinstate` lifts it.
    """
    _run(EventKind.REVOKED, **options)


@click.command(epilog='Example: badgepress suspend 7f3k9q2m4c8w1x0z --reason "A complaint is being looked into."')
@_options(needs_reason=True)
def suspend(**options: Any) -> None:
    """Put badges on hold. Nobody should rely on one until it is reinstated.

    AWARD is an award's id or the address of its page.
    """
    _run(EventKind.SUSPENDED, **options)


@click.command(epilog="Example: badgepress reinstate 7f3k9q2m4c8w1x0z")
@_options(needs_reason=False)
def reinstate(**options: Any) -> None:
    """Lift the suspension or revocation of badges.

    AWARD is an award's id or the address of its page.
    """
    _run(EventKind.REINSTATED, **options)


@click.command(epilog='Example: badgepress reissue 7f3k9q2m4c8w1x0z --reason "The name was misspelt."')
@_options(needs_reason=False)
def reissue(**options: Any) -> None:
    """Make the credentials of awards out anew, dated now, from what the ledger says today.

    AWARD is an award's id or the address of its page. Address and id stay; files downloaded before stay valid.
    """
    _run(EventKind.REISSUED, **options)


def _run(kind: EventKind, *, project: Path, undo: bool, dry_run: bool, as_json: bool, **options: Any) -> None:
    site = options["site"] or project / "site"
    try:
        with no_build(site) if undo else nullcontext(), opened_events(project) as events:
            ledger = read_ledger(project, for_rows=True)
            if undo:
                _refuse_words(options)
                lines = _undo(kind, events, ledger, named=options["awards"], site=site, dry_run=dry_run)
                in_the_way = _errors_of(ledger)
            else:
                lines, after = _write(kind, events, ledger, options, dry_run=dry_run)
                in_the_way = _errors_of(after)
    except _Refused as refused:
        refuse(refused.refusals, _CLOSING, as_json=as_json)
    steps = [] if dry_run or undo else next_steps(project)
    if as_json:
        told = [_as_json(award, line, ledger) for award, line in lines]
        state = "dry-run" if dry_run else "undone" if undo else "done"
        problems = [voice.problem_json(problem) for problem in in_the_way]
        voice.say_json({"state": state, "events": told, "next": steps} | ({"problems": problems} if problems else {}))
    elif undo:
        _tell_undone(kind, lines, ledger, dry_run=dry_run)
        _tell_in_the_way(in_the_way)
    else:
        _tell(kind, lines, ledger, steps, in_the_way)


_Lines = Sequence[tuple[Award, Line | Event]]


def _write(
    kind: EventKind, events: Events, ledger: Ledger, options: dict[str, Any], *, dry_run: bool
) -> tuple[_Lines, Ledger]:
    """The awards with their lines, and the ledger as it is then."""
    now = datetime.now(UTC).replace(microsecond=0)
    wish = Wish(kind, options["awards"], options["reason"], options["by"], options["at"] or now)
    granted, refusals = check_wish(wish, ledger, now)
    if refusals:
        raise _Refused(refusals)
    return granted, ledger if dry_run else events.append([line for _, line in granted])


def _undo(
    kind: EventKind, events: Events, ledger: Ledger, *, named: tuple[str, ...], site: Path, dry_run: bool
) -> _Lines:
    pairs, refusals = check_undo(kind, named, ledger)
    if not refusals:
        refusals = [refusal for award, event in pairs if (refusal := _built(award, event, ledger, site))]
    if refusals:
        raise _Refused(refusals)
    if not dry_run:
        events.take_back(pairs[0][1].place.line)
    return pairs


def _built(award: Award, event: Event, ledger: Ledger, site: Path) -> Refusal | None:
    """Why a line may not be taken back any more: a site that knows it was built, or may have been.

    The lists of a site are dated by the newest event that it knows. A site older than the event does not know it; nor
    does one whose lists do not say of the award what they would say after it.
    """
    if not published.is_there(site):
        return None
    said = published.published_standing(site, ledger.site.base_url, award.status_index)
    if said is None:
        why = "its status lists do not answer for this award"
        text = f"whether the site in {site}/ was built with it cannot be told: {why}"
        return Refusal(award.id, text, "build, then look again; or name the site that is published with --site")
    if said.as_of < event.at or said.standing is not award.standing()[0]:
        return None
    return Refusal(award.id, f"the site in {site}/ was built with this line ({event.place})", _way_back(event.kind))


def _way_back(kind: EventKind) -> str:
    if kind is EventKind.REISSUED:
        return "mend the ledger, then reissue it once more: badgepress reissue"
    if kind is EventKind.REINSTATED:
        return "withdraw it again: badgepress revoke, or badgepress suspend"
    return "lift it: badgepress reinstate"


def _refuse_words(options: dict[str, Any]) -> None:
    if options["reason"] or options["at"] or options["by"] != BY:
        raise click.UsageError("--undo takes a line back as it is: no --reason, --at or --by")


class _Refused(Exception):
    """Wishes that are not granted, all of them. Private to this file: it leads out of the lock."""

    def __init__(self, refusals: Sequence[Refusal]) -> None:
        super().__init__(f"{len(refusals)} refusals")
        self.refusals = tuple(refusals)


def _errors_of(ledger: Ledger) -> list[Problem]:
    """What no row depends on, and no build passes over."""
    return [problem for problem in ledger.warnings if problem.severity is Severity.ERROR]


def _tell_in_the_way(problems: list[Problem]) -> None:
    for problem in problems:
        voice.hint(voice.problem_line(problem))
    if problems:
        keep = "problem keeps the site from being built: mend it" if len(problems) == 1 else _THEY_KEEP
        voice.hint(f"{len(problems):,} {keep}, for before that nothing of this takes effect.")


_THEY_KEEP = "problems keep the site from being built: mend them"


def _tell(kind: EventKind, lines: _Lines, ledger: Ledger, steps: list[str], in_the_way: list[Problem]) -> None:
    for award, line in lines:
        voice.say(f"{_VERBS[kind]} {_called(award, ledger)}.{_off_site(award, ledger)}")
        if line.reason:
            voice.say(f"  reason   {printable(line.reason)}")
        voice.say(f"  at       {spelled(line.at)}, by {printable(line.by)}")
        voice.say(f"  page     {Addresses(ledger.site.base_url).url(award_page(award.id))}")
    count = voice.counted(len(lines), "line", "lines")
    if not steps:
        voice.say(f"Would add {count} to content/events.csv. Nothing was written.")
        _tell_in_the_way(in_the_way)
        return
    voice.say(f"Added {count} to content/events.csv; takes effect with the next build.")
    _tell_in_the_way(in_the_way)
    ids = " ".join(award.id for award, _ in lines)
    _say_next(steps, f"Undo before that: badgepress {_COMMANDS[kind]} --undo {ids}")


def _tell_undone(kind: EventKind, lines: _Lines, ledger: Ledger, *, dry_run: bool) -> None:
    for award, line in lines:
        voice.say(f"Takes back {kind.value!r} of {spelled(line.at)}: {_called(award, ledger)}.")
    count = voice.counted(len(lines), "line", "lines")
    if dry_run:
        voice.say(f"Would take {count} out of content/events.csv. Nothing was written.")
    else:
        voice.say(f"Took {count} out of content/events.csv.")


def _say_next(steps: list[str], remark: str) -> None:
    voice.hint("Next:")
    for step in steps:
        voice.hint(f"  {step}")
    voice.hint(remark)


def _called(award: Award, ledger: Ledger) -> str:
    """The badge as a person knows it: what, whose, of when."""
    name = ledger.achievements[award.achievement].name.choose(ledger.site.languages[0]).text
    earner = ledger.earners[award.earner].name
    return f"{printable(name)} of {printable(earner)}, awarded {award.awarded_at:%Y-%m-%d}"


def _off_site(award: Award, ledger: Ledger) -> str:
    shown = award.visible_as(ledger.earners[award.earner]).value in ("public", "unlisted")
    return "" if shown else " It has no page on the site; its place in the status list says so all the same."


def _as_json(award: Award, line: Line | Event, ledger: Ledger) -> dict[str, Any]:
    return {
        "award": award.id,
        "event": line.kind.value,
        "at": spelled(line.at),
        "reason": line.reason,
        "by": line.by,
        "achievement": award.achievement,
        "earner": award.earner,
        "page": Addresses(ledger.site.base_url).url(award_page(award.id)),
    }
