"""The command `badgepress`: its verbs, and what they share."""

from __future__ import annotations

import sys
from collections.abc import Iterator, MutableMapping
from importlib import import_module
from pathlib import Path

import click

from generator import __version__
from generator.formats import FORMATS, STANDARDS
from generator.garbage import lasting

# Each verb, and where it is.
_PLACES = {
    "award": "award",
    "build": "build",
    "check": "check",
    "doctor": "doctor",
    "explain": "explain",
    "export": "export",
    "import": "import_",
    "init": "init",
    "keys": "keys",
    "publish": "publish",
    "reinstate": "revoke",
    "reissue": "revoke",
    "revoke": "revoke",
    "serve": "serve",
    "suspend": "revoke",
    "verify": "verify",
}


class _Verbs(MutableMapping[str, click.Command]):
    """The verbs by name. One is loaded when it is asked for: who builds does not wait for the code that imports."""

    def __getitem__(self, name: str) -> click.Command:
        with lasting():
            module = import_module(f"generator.cli.{_PLACES[name]}")
        verb: click.Command = getattr(module, "import_" if name == "import" else name)
        return verb

    def __iter__(self) -> Iterator[str]:
        return iter(_PLACES)

    def __len__(self) -> int:
        return len(_PLACES)

    def __setitem__(self, name: str, verb: click.Command) -> None:
        raise TypeError("verbs are listed in this file")

    def __delitem__(self, name: str) -> None:
        raise TypeError("verbs are listed in this file")


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


main.commands = _Verbs()
