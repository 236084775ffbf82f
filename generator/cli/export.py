"""`badgepress export`: the ledger and built badges, handed on in the forms that others read."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import click

from generator.cli import voice
from generator.cli.options import KEYS, json_option, project_option, site_option
from generator.errors import BadgepressError
from generator.exports.archive import archive_entries
from generator.exports.bundles import Bundles
from generator.exports.hosted import hosted_entries
from generator.exports.outfile import Around, refuse_outfile, write_file, write_with
from generator.exports.tables import SHAPES, TableWriter, people_pieces
from generator.exports.zips import Entry, write_zip
from generator.imports.mapping import read_mapping
from generator.ledger.read import read_ledger
from generator.printable import printable
from generator.signing.keyring import Keyring

_BADGES, _HOSTED, _ARCHIVE, _PEOPLE = "badges", "hosted", "archive", "people"
_KINDS = (_ARCHIVE, _BADGES, _HOSTED, _PEOPLE, *SHAPES)
_EXAMPLE = "Example: badgepress export badges badges.zip"


@click.command("export", short_help="Hand badges on: tables, bundles, an archive.", epilog=_EXAMPLE)
@click.argument("kind", type=click.Choice(_KINDS), metavar="KIND")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--earner", "earners", multiple=True, metavar="ID", help="For badges: only those of this earner.")
@click.option("--each", is_flag=True, help="For badges: FILE is a folder, which gets a ZIP for each earner.")
@click.option("--achievement", default="", metavar="SLUG", help="For tables: only awards of this achievement.")
@click.option("--with-secret-keys", is_flag=True, help="For archive: secret keys too, as long as they are locked.")
@click.option("--replace", is_flag=True, help="Write over a file that is there already.")
@site_option()
@project_option()
@json_option()
@voice.door(closing="nothing written.")
def export(kind: str, file: Path, project: Path, as_json: bool, **options: Any) -> None:
    """Write FILE: what KIND is.

    \b
    archive      content/, templates/ and public keys: all that rebuilds the site
    badges       signed badges of the built site, as a ZIP
    hosted       the Open Badges 2.0 files of the built site, as a ZIP
    people       earners, as a table
    credly, credly-bulk, canvas, badgr, accredible, moodle, openedx, open-badges-csv
                 awards, as a table in the columns of that platform
    """
    _refuse_options(kind, options)
    options["around"] = Around(project, options["site"])
    if not options["each"]:
        refuse_outfile(file, options["around"], replace=options["replace"])
    write = {_ARCHIVE: _archive, _BADGES: _badges, _HOSTED: _hosted, _PEOPLE: _people}.get(kind, partial(_table, kind))
    said = write(project, file, options)
    if as_json:
        voice.say_json({"state": "done", "kind": kind, "file": str(file), **said.numbers})
        return
    voice.say(f"Wrote {said.words} to {printable(str(file))}.")
    for remark in said.remarks:
        voice.hint(f"  {remark}")


class _Said:
    """What was written, in words and numbers."""

    def __init__(self, words: str, *remarks: str, **numbers: int) -> None:
        self.words = words
        self.remarks = [remark for remark in remarks if remark]
        self.numbers = numbers


_ONLY_FOR = {
    "earners": (_BADGES,),
    "each": (_BADGES,),
    "achievement": tuple(SHAPES),
    "with_secret_keys": (_ARCHIVE,),
    "site": (_BADGES, _HOSTED),
}


def _refuse_options(kind: str, options: dict[str, Any]) -> None:
    for option, kinds in _ONLY_FOR.items():
        if options[option] and kind not in kinds:
            name = "--" + {"earners": "earner"}.get(option, option).replace("_", "-")
            raise click.UsageError(f"{name} is for {', '.join(kinds)}")


def _zip(file: Path, entries: Iterator[Entry], options: dict[str, Any]) -> tuple[int, int]:
    """Write a ZIP; gives the number of files and of bytes."""
    count = 0

    def fill(stream: Any) -> None:
        nonlocal count
        count = write_zip(stream, entries)

    size = write_with(file, fill, options["around"], replace=options["replace"])
    return count, size


def _archive(project: Path, file: Path, options: dict[str, Any]) -> _Said:
    secrets = _secrets(project, options["with_secret_keys"])
    count, size = _zip(file, archive_entries(project, secrets), options)
    return _Said(
        f"{voice.counted(count, 'file', 'files')} ({size:,} bytes)",
        "It holds the addresses of your earners: keep it as you keep content/earners.csv.",
        "" if options["with_secret_keys"] else "Secret keys are not in it; without them nothing new can be signed.",
        files=count,
        bytes=size,
    )


def _secrets(project: Path, wanted: bool) -> set[str]:
    """Names of the secret files that may go along: published ones always, others locked and asked for."""
    keys = [key for key in Keyring.read(project / KEYS).keys if key.encrypted is not None]
    bare = [key.path.name for key in keys if not key.encrypted and not key.published]
    if wanted and bare:
        raise BadgepressError(
            f"keys/{bare[0]} is not locked with a passphrase, so it stays where it is",
            "leave --with-secret-keys out, or make a key with a passphrase: badgepress keys new",
        )
    return {key.path.name for key in keys if key.published or (wanted and key.encrypted)}


def _badges(project: Path, file: Path, options: dict[str, Any]) -> _Said:
    bundles = Bundles(read_ledger(project), options["site"] or project / "site", options["earners"])
    if options["each"]:
        words = _each(bundles, file, options)
    else:
        _zip(file, bundles.of_all(), options)
        words = voice.counted(bundles.awards, "badge", "badges")
    missing = voice.counted(bundles.missing, "award has", "awards have")
    remark = f"{missing} no page on the site (private, or newer than the last build)." if bundles.missing else ""
    return _Said(words, remark, badges=bundles.awards, missing=bundles.missing)


def _each(bundles: Bundles, folder: Path, options: dict[str, Any]) -> str:
    if not folder.is_dir():
        raise BadgepressError(f"{folder} is not a folder", "make it; it gets a ZIP for each earner")
    count = 0
    for earner, entries in bundles.of_each():
        _zip(folder / f"{earner}.zip", entries, options)
        count += 1
    return f"{voice.counted(bundles.awards, 'badge', 'badges')} of {voice.counted(count, 'earner', 'earners')}"


def _hosted(project: Path, file: Path, options: dict[str, Any]) -> _Said:
    count, size = _zip(file, hosted_entries(options["site"] or project / "site"), options)
    remark = "Their addresses are those of the site: they answer only below the same one."
    return _Said(f"{voice.counted(count, 'file', 'files')} ({size:,} bytes)", remark, files=count, bytes=size)


def _people(project: Path, file: Path, options: dict[str, Any]) -> _Said:
    ledger = read_ledger(project)
    write_file(file, people_pieces(ledger), options["around"], replace=options["replace"])
    return _Said(voice.counted(len(ledger.earners), "earner", "earners"), earners=len(ledger.earners))


def _table(kind: str, project: Path, file: Path, options: dict[str, Any]) -> _Said:
    ledger = read_ledger(project)
    if options["achievement"] and options["achievement"] not in ledger.achievements:
        raise BadgepressError(f"no achievement is called '{options['achievement']}'", "see content/achievements/")
    mapping = read_mapping(project, ledger.achievements)
    ids = {(system, slug): badge for (system, badge), slug in reversed(mapping.items())}
    table = TableWriter(ledger, SHAPES[kind], ids, options["achievement"])
    write_file(file, table.pieces(), options["around"], replace=options["replace"])
    out, told = table.written.left_out, ""
    if out:
        told = (
            f"{voice.counted(out, 'award', 'awards')} revoked, on hold or declined left out: the table cannot say so."
        )
    return _Said(voice.counted(table.written.rows, "award", "awards"), told, awards=table.written.rows, left_out=out)
