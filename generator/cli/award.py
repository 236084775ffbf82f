"""`badgepress award`: one award, or many from a CSV file; earners who are not in the ledger yet get a row.

What can be granted is decided in `ledger.granting`, and written by `ledger.append`: all of it or nothing. With --undo
the last awards are taken back, as long as no site was built with them.
"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from generator.addresses import Addresses, award_page
from generator.build.stage import no_build
from generator.cli import voice
from generator.cli.nextsteps import next_steps
from generator.cli.options import json_option, project_option, site_option
from generator.cli.passphrase import on_terminal
from generator.cli.refusals import as_object, refuse, told
from generator.errors import BadgepressError
from generator.ledger.append import Entries, opened_entries
from generator.ledger.granting import Granted, OnRepeat, Plan, plan_awards, refusals_of
from generator.ledger.grants import Grant, read_grants
from generator.ledger.newrows import RowsRefused
from generator.ledger.read import read_ledger, refuse_no_content
from generator.ledger.suggest import did_you_mean
from generator.ledger.wishes import Refusal, find_awards
from generator.model import Acceptance, Award, Ledger, Visibility
from generator.printable import printable, quoted

_CLOSING = "nothing written. content/ is as it was."
_MOST_TOLD = 10


@click.command(
    short_help="Award a badge, to one or to many.",
    epilog='Example: badgepress award --achievement first-badge --name "Ada Quince" --email ada@example.org',
)
@click.argument("awards", nargs=-1, metavar="[AWARD]...")
@click.option("--achievement", default="", metavar="SLUG", help="What was earned: a folder in content/achievements/.")
@click.option("--name", default="", metavar="TEXT", help="Who earned it, as the badge shall show it.")
@click.option("--email", default="", metavar="ADDRESS", help="Their address: it says who is meant. Never published.")
@click.option("--date", metavar="DATE", help="When it was earned. Default: today, in UTC.")
@click.option("--expires", default="", metavar="DATE", help="The last day, or never. Default: as the achievement says.")
@click.option("--evidence-url", default="", metavar="URL", help="Where to see what was done. Public.")
@click.option("--evidence-name", default="", metavar="TEXT", help="What that is called. Public.")
@click.option("--evidence-text", default="", metavar="TEXT", help="What was done, in words. Public.")
@click.option("--results", default="", metavar="TEXT", help="Results, such as score=92; practical=mastered. Public.")
@click.option("--language", default="", metavar="TAG", help="The language of an earner who is new.")
@click.option("--visibility", default="", metavar="WORD", help="public, unlisted, sealed or none.")
@click.option("--from", "table", type=click.Path(path_type=Path, dir_okay=False), metavar="CSV", help="Many at once.")
@click.option(
    "--on-repeat",
    type=click.Choice([word.value for word in OnRepeat]),
    default=OnRepeat.REFUSE.value,
    show_default=True,
    help="If the same earner has the same badge of the same day already.",
)
@click.option("--undo", is_flag=True, help="Take the awards named AWARD back, if no site was built with them yet.")
@click.option("--dry-run", is_flag=True, help="Say what would happen; write nothing.")
@site_option()
@project_option()
@json_option()
@voice.door(closing=_CLOSING)
def award(
    awards: tuple[str, ...],
    table: Path | None,
    on_repeat: str,
    undo: bool,
    dry_run: bool,
    site: Path | None,
    project: Path,
    as_json: bool,
    **said: Any,
) -> None:
    """Award a badge to one person, or with --from to everyone in a CSV file.

    Who is meant is told by the e-mail address; somebody who is not in content/earners.csv yet gets a row there. What
    no option says is asked at the terminal. The next `badgepress build` puts the badges on the site.
    """
    if undo:
        _undo(awards, project, site or project / "site", dry_run=dry_run, as_json=as_json)
        return
    if awards:
        raise click.UsageError("awards are named for --undo only; who earns a badge is said with --name and --email")
    if table is not None and (said["name"] or said["email"]):
        raise click.UsageError("--from says who earns the badges; leave out --name and --email")
    refuse_no_content(project)
    now = datetime.now(UTC)
    said["date"] = said["date"] or now.date().isoformat()
    wish = Grant(**{option: text.strip() for option, text in said.items()})
    if table is None:
        wish = _asked(wish, project, ask=on_terminal() and not as_json)
    # The table is read first: it may be a pipe that somebody else writes, and content/ waits for nobody.
    grants, refusals = ([wish], []) if table is None else read_grants(table, wish)
    with opened_entries(project) as entries:
        ledger = read_ledger(project)
        plan = plan_awards(grants, ledger, OnRepeat(on_repeat), now)
        plan.refusals[:0] = refusals
        write = entries.try_out if dry_run or plan.refusals else entries.append
        try:
            ledger = write(plan.people, [granted.row for granted in plan.granted]) if plan.granted else ledger
        except RowsRefused as refused:
            plan.refusals += refusals_of(refused, plan)
        if plan.refusals:
            refuse(plan.refusals, _CLOSING, as_json=as_json)
    steps = [] if dry_run or not plan.granted else next_steps(project)
    if as_json:
        voice.say_json(_as_json(plan, ledger, steps, dry_run=dry_run))
    else:
        _tell(plan, ledger, steps, dry_run=dry_run)


def _asked(wish: Grant, project: Path, *, ask: bool) -> Grant:
    """The wish with what the options leave open, from the terminal."""
    missing = [name for name in ("achievement", "email", "name") if not getattr(wish, name)]
    if not missing:
        return wish
    if not ask:
        if "email" in missing or "achievement" in missing:
            given = " and ".join(f"--{name}" for name in missing)
            raise click.UsageError(f"there is no terminal to ask at: give {given}, or --from FILE for many")
        return wish  # an earner who is known needs no name
    answers = {"achievement": _asked_achievement(wish.achievement, project)}
    for name, question in _QUESTIONS.items():
        if name in missing:
            answers[name] = click.prompt(question, err=True).strip()
    return Grant(**{name: answers.get(name, getattr(wish, name)) for name in Grant.__slots__ if name != "where"})


_QUESTIONS = {"email": "Their e-mail address", "name": "Their name, as the badge shall show it"}


def _asked_achievement(slug: str, project: Path) -> str:
    """The one that was said, or that is asked for until there is one of that name."""
    slugs = sorted(path.parent.name for path in (project / "content" / "achievements").glob("*/achievement.md"))
    if not slugs:
        hint = "make a folder there, with its achievement.md: see docs/formats/achievement.md"
        raise BadgepressError("there is no achievement in content/achievements/ yet", hint)
    while slug not in slugs:
        if slug:
            near = did_you_mean(slug, slugs)
            voice.hint(f"  no achievement is called {quoted(slug)}{'; ' if near else ''}{near}")
        slug = click.prompt(f"What was earned ({', '.join(slugs)})", err=True).strip()
    return slug


def _tell(plan: Plan, ledger: Ledger, steps: list[str], *, dry_run: bool) -> None:
    for remark in plan.remarks[:_MOST_TOLD]:
        voice.hint(told(remark, "warning"))
    _say_more(len(plan.remarks), "warning", "warnings")
    names = {person[0]: person[1] for person in plan.people}
    for granted in plan.granted[:_MOST_TOLD]:
        _tell_one(granted, ledger, names)
    _say_more(len(plan.granted), "award", "awards")
    if plan.skipped:
        voice.say(f"Skipped {voice.counted(len(plan.skipped), 'award that is', 'awards that are')} there already.")
    lines = voice.counted(len(plan.granted), "line", "lines")
    people = f" and {len(plan.people):,} to content/earners.csv" if plan.people else ""
    if dry_run:
        voice.say(f"Would add {lines} to content/awards.csv{people}. Nothing was written.")
    elif not plan.granted:
        voice.say("Nothing to add. content/ is as it was.")
    else:
        voice.say(f"Added {lines} to content/awards.csv{people}; on the site with the next build.")
        _say_next(plan, steps)


def _say_more(count: int, one: str, many: str) -> None:
    if count > _MOST_TOLD:
        voice.say(f"... and {voice.counted(count - _MOST_TOLD, one, many)} more")


def _tell_one(granted: Granted, ledger: Ledger, new: dict[str, str]) -> None:
    grant = granted.grant
    badge = ledger.achievements[grant.achievement].name.choose(ledger.site.languages[0]).text
    name = new.get(granted.earner) or ledger.earners[granted.earner].name
    expires = granted.row[4]
    kind = "new earner" if granted.earner in new else "earner"
    voice.say(f"{printable(badge)} for {printable(name)} ({kind} {granted.earner})")
    voice.say(f"  award    {granted.id}")
    voice.say(f"  date     {grant.date}{f', valid until {expires}' if expires else ''}")
    row = ledger.awards.row_of(granted.id)
    why = _off_site(ledger.awards[row], ledger) if row is not None else ""
    voice.say(f"  page     {_page(granted.id, ledger)}{f'  ({why})' if why else ''}")


def _off_site(made: Award, ledger: Ledger) -> str:
    """Why an award has no page, "" where it has one."""
    earner = ledger.earners[made.earner]
    if made.acceptance(earner) is not Acceptance.ACCEPTED:
        return "not yet: badgepress explain says why"
    shown = made.visible_as(earner) in (Visibility.PUBLIC, Visibility.UNLISTED)
    return "" if shown else f"none: its visibility is {made.visible_as(earner)}"


def _say_next(plan: Plan, steps: list[str]) -> None:
    voice.hint("Next:")
    for step in steps:
        voice.hint(f"  {step}")
    if len(plan.granted) <= _MOST_TOLD:
        voice.hint(f"Undo before that: badgepress award --undo {' '.join(granted.id for granted in plan.granted)}")
    else:
        voice.hint("Undo before that: badgepress award --undo, with the ids at the end of content/awards.csv")


def _as_json(plan: Plan, ledger: Ledger, steps: list[str], *, dry_run: bool) -> dict[str, Any]:
    new = {person[0] for person in plan.people}
    return {
        "state": "dry-run" if dry_run else "done",
        "awards": [
            {
                "award": granted.id,
                "earner": granted.earner,
                "is_new": granted.earner in new,
                "achievement": granted.grant.achievement,
                "date": granted.grant.date,
                "expires": granted.row[4],
                "page": _page(granted.id, ledger),
            }
            for granted in plan.granted
        ],
        "skipped": [{"about": grant.where("email"), "award": award_id} for grant, award_id in plan.skipped],
        "warnings": [as_object(remark) for remark in plan.remarks],
        "next": steps,
    }


def _page(award_id: str, ledger: Ledger) -> str:
    return Addresses(ledger.site.base_url).url(award_page(award_id))


def _undo(named: tuple[str, ...], project: Path, site: Path, *, dry_run: bool, as_json: bool) -> None:
    if not named:
        raise click.UsageError("--undo wants the ids of the awards that shall be taken back")
    with no_build(site), opened_entries(project) as entries:
        ledger = read_ledger(project)
        made, refusals = find_awards(named, ledger)
        refusals += [refusal for each in made if (refusal := _not_undone(each, len(made), ledger, site))]
        if refusals:
            refuse(refusals, _CLOSING, as_json=as_json)
        if not dry_run:
            _take_back(made, entries)
    without = _without_awards({each.earner for each in made}, made, ledger)
    if as_json:
        told_awards = [{"award": each.id, "earner": each.earner, "achievement": each.achievement} for each in made]
        state = "dry-run" if dry_run else "undone"
        voice.say_json({"state": state, "awards": told_awards, "earners_without_awards": without})
        return
    lines = voice.counted(len(made), "line", "lines")
    voice.say(f"{'Would take' if dry_run else 'Took'} {lines} out of content/awards.csv.")
    if without:
        voice.hint(
            f"In content/earners.csv these have no award now; take them out if they are slips: {', '.join(without)}"
        )


def _take_back(made: list[Award], entries: Entries) -> None:
    entries.take_back(min(each.place.line for each in made))


def _not_undone(made: Award, count: int, ledger: Ledger, site: Path) -> Refusal | None:
    """Why an award may not be taken back: something refers to it, stands behind it, or knows it."""
    row = ledger.awards.row_of(made.id)
    assert row is not None
    if made.events:
        return Refusal(
            made.id, f"something happened to it already ({made.events[0].place})", "badgepress revoke withdraws it"
        )
    if row < len(ledger.awards) - count:
        hint = "only the last lines of awards.csv are taken back; badgepress revoke withdraws an award"
        return Refusal(made.id, f"other awards stand behind {made.place}", hint)
    if (site / award_page(made.id)).exists():
        return Refusal(made.id, f"the site in {site}/ was built with it", "withdraw it: badgepress revoke")
    return None


def _without_awards(earners: set[str], made: list[Award], ledger: Ledger) -> list[str]:
    """Of these earners, those who have no other award."""
    gone = {ledger.awards.row_of(each.id) for each in made}
    rows = {ledger.earners.row_of(earner): earner for earner in earners}
    for at, row in enumerate(ledger.awards.earner_row):
        if row in rows and at not in gone:
            del rows[row]
    return sorted(rows.values())
