"""The command `badgepress`: its verbs, and what they share."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from generator import __version__
from generator.cli.award import award
from generator.cli.build import build
from generator.cli.check import check
from generator.cli.doctor import doctor
from generator.cli.explain import explain
from generator.cli.export import export
from generator.cli.import_ import import_
from generator.cli.init import init
from generator.cli.keys import keys
from generator.cli.publish import publish
from generator.cli.revoke import reinstate, reissue, revoke, suspend
from generator.cli.serve import serve
from generator.cli.verify import verify
from generator.formats import FORMATS, STANDARDS


def _versions() -> str:
    """What `--version` prints: the program first, then what it reads and writes."""
    formats = ", ".join(f"{name} {version}" for name, version in FORMATS.items())
    python = ".".join(map(str, sys.version_info[:3]))
    return f"%(prog)s %(version)s\nformats    {formats}\nstandards  {', '.join(STANDARDS)}\nPython     {python}"


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="badgepress", message=_versions())
@click.option(
    "-C",
    "project",
    type=click.Path(path_type=Path, file_okay=False, exists=True),
    metavar="DIR",
    help="The project folder, for the verb that follows; it may also stand behind the verb.",
)
@click.option("--color/--no-color", default=None, help="Colour always or never; by default on terminals.")
@click.pass_context
def main(context: click.Context, project: Path | None, color: bool | None) -> None:
    """Publish badges that anyone can verify, from a folder of files.

    \b
    Begin with:
      badgepress init my-badges  make a new project
      badgepress award           award a badge
      badgepress build           make the site in site/
      badgepress verify FILE     check a badge, whoever issued it
    """
    context.color = color
    context.obj = project


for verb in (
    award,
    build,
    check,
    doctor,
    explain,
    export,
    import_,
    init,
    keys,
    publish,
    reinstate,
    reissue,
    revoke,
    serve,
    suspend,
    verify,
):
    main.add_command(verb)
