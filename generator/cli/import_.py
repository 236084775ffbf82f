"""`badgepress import`: awards from other platforms, as tables, JSON or a folder of badges, into the ledger.

What a file says is judged row by row (`imports.run`); the command opens the file, shows what came of it, and writes the
file of rejected rows. Nothing is written to content/ unless every row is accounted for.
"""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from generator.build.stage import no_build
from generator.cli import voice
from generator.cli.importwords import as_json, tell, tell_refused, tell_undone, undone_as_json
from generator.cli.options import json_option, project_option, quiet_option, site_option
from generator.errors import BadgepressError
from generator.exports.outfile import Around, refuse_outfile, write_file
from generator.imports.dates import Order, When, read_date
from generator.imports.incoming import Source
from generator.imports.opening import KINDS, open_source
from generator.imports.persons import read_people
from generator.imports.run import run_import
from generator.imports.table import write_rows
from generator.imports.undo import undo_last
from generator.imports.wants import REVOKED, Came, Wants
from generator.ledger.change import finish_interrupted
from generator.ledger.faults import Fault

_CLOSING = "nothing written. content/ is as it was."
_EXAMPLE = "Example: badgepress import analytics.csv --dry-run"


class _Date(click.ParamType[When]):
    name = "date"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> When:
        found = value if isinstance(value, When) else read_date(str(value), None)
        if isinstance(found, Fault) or len(found.text) < 10 or not str(value)[:4].isdigit():
            self.fail(f"{value!r} is not a date; write 2026-03-01", param, ctx)
        return found


def _mapped(_context: click.Context, _option: click.Parameter, values: tuple[str, ...]) -> dict[str, str]:
    pairs = [value.rpartition("=") for value in values]
    for value, (badge, _, slug) in zip(values, pairs, strict=True):
        if not badge or not slug:
            raise click.BadParameter(f"{value!r}: write ID=SLUG, the badge's id there and the achievement's name here")
    return {badge: slug for badge, _, slug in pairs}


@click.command("import", short_help="Take awards over from another platform.", epilog=_EXAMPLE)
@click.argument("file", required=False, type=click.Path(path_type=Path, exists=True))
@click.option("--from", "kind", type=click.Choice(KINDS), help="What kind of file it is. Default: its header says so.")
@click.option(
    "--columns", type=click.Path(path_type=Path, exists=True, dir_okay=False), metavar="FILE", help="A column map."
)
@click.option(
    "--map", "mapped", multiple=True, metavar="ID=SLUG", callback=_mapped, help="A badge and its achievement."
)
@click.option("--achievement", default="", metavar="SLUG", help="The achievement, where the file names no badge.")
@click.option("--make-achievements", is_flag=True, help="Make an achievement of every badge that has none here.")
@click.option(
    "--people",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    metavar="FILE",
    help="A table of earners: names for addresses, addresses for user names.",
)
@click.option(
    "--dates", type=click.Choice([order.value for order in Order]), help="Day or month first, where it is open."
)
@click.option("--awarded-at", type=_Date(), metavar="DATE", help="The date of rows that have none.")
@click.option("--encoding", default="", metavar="NAME", help="The encoding of the file, where it is not UTF-8.")
@click.option("--system", default="", metavar="NAME", help="Whose badges they are, for JSON and folders.")
@click.option("--originals", is_flag=True, help="Keep the pictures of a folder, and publish them beside the new ones.")
@click.option("--revoked-reason", default=REVOKED, metavar="TEXT", help="What the page of a revoked badge will say.")
@click.option(
    "--rejects",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Import all good rows, and write the others here, each with its reason.",
)
@click.option("--undo", is_flag=True, help="Take the last import back, if no site was built with it yet.")
@click.option("--finish", is_flag=True, help="Finish an import that was interrupted.")
@click.option("--dry-run", is_flag=True, help="Say what would happen; write nothing.")
@site_option()
@project_option()
@json_option()
@quiet_option()
@voice.door(closing=_CLOSING)
def import_(project: Path, file: Path | None, undo: bool, finish: bool, **options: Any) -> None:
    """Take awards over from another platform: a table, JSON, or a folder of badges.

    All rows that are new become awards; what the ledger has already is left alone, so a file can be imported again.
    """
    if undo or finish:
        _refuse_file(file, "--undo" if undo else "--finish")
    if finish:
        was_open = finish_interrupted(project)
        if options["as_json"]:
            voice.say_json({"state": "finished" if was_open else "unchanged"})
        else:
            voice.say("Finished the import that was interrupted." if was_open else "No import was interrupted.")
    elif undo:
        _undo(project, options)
    elif file is None:
        raise click.UsageError("name the file or folder to import")
    else:
        _import(project, file, options)


def _refuse_file(file: Path | None, option: str) -> None:
    if file is not None:
        raise click.UsageError(f"{option} takes no file")


def _undo(project: Path, options: dict[str, Any]) -> None:
    site = options["site"] or project / "site"
    with no_build(site):
        done = undo_last(project, site, dry_run=options["dry_run"])
    if options["as_json"]:
        voice.say_json(undone_as_json(done, dry_run=options["dry_run"]))
    else:
        tell_undone(done, dry_run=options["dry_run"])


def _import(project: Path, file: Path, options: dict[str, Any]) -> None:
    source = open_source(file, options["kind"] or "", options["columns"], options["system"], options["encoding"])
    wants = _wants(project, options)
    rejects: Path | None = options["rejects"]
    around = Around(project, options["site"])
    if rejects is not None and not wants.dry_run:
        refuse_outfile(rejects, around)

    def keep_rejects(came: Came) -> None:
        if rejects is not None and came.rejects:
            write_file(rejects, [_rejected(source, came)], around)

    came = run_import(source, wants, voice.Bar(quiet=options["quiet"] or options["as_json"]), keep_rejects)
    is_refused = bool(came.rejected) and rejects is None
    if options["as_json"]:
        voice.say_json(as_json(came, dry_run=wants.dry_run, is_refused=is_refused))
    elif is_refused:
        tell_refused(came, dry_run=wants.dry_run)
    elif not options["quiet"]:
        tell(came, rejects=rejects, dry_run=wants.dry_run)
    if is_refused:
        sys.exit(voice.PROBLEMS)


def _wants(project: Path, options: dict[str, Any]) -> Wants:
    people: Path | None = options["people"]
    if not options["revoked_reason"].strip():
        raise BadgepressError("--revoked-reason is blank", "the page of a revoked badge says why")
    return Wants(
        project=project,
        now=datetime.now(UTC).replace(microsecond=0),
        achievement=options["achievement"],
        mapped=options["mapped"],
        makes_achievements=options["make_achievements"],
        keeps_originals=options["originals"],
        leaves_out=options["rejects"] is not None,
        dates=Order(options["dates"]) if options["dates"] else None,
        awarded=options["awarded_at"],
        people=read_people(people, options["encoding"]) if people else {},
        revoked_reason=options["revoked_reason"],
        dry_run=options["dry_run"],
    )


def _rejected(source: Source, came: Came) -> bytes:
    header = source.header()
    rows = [list(header)] if header else []
    return write_rows([*rows, *came.rejects], getattr(source, "separator", ","))
