"""Options that several verbs share, so that they read the same everywhere."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from generator.ledger.faults import Fault
from generator.ledger.moments import moment

KEYS = "keys"  # where a project has its signing keys

Decorator = Callable[[Callable[..., Any]], Callable[..., Any]]


def project_option() -> Decorator:
    """`-C DIR`: the project folder."""
    return click.option(
        "-C",
        "project",
        type=click.Path(path_type=Path, file_okay=False, exists=True),
        default=_named_before,
        metavar="DIR",
        help="The project folder, which holds content/ and keys/. Default: here.",
    )


def _named_before() -> Path:
    """The folder that was named in front of the verb, as in `badgepress -C DIR build`."""
    context = click.get_current_context(silent=True)
    named = context.find_object(Path) if context else None
    return named if named is not None else Path()


def site_option() -> Decorator:
    """`--site DIR`: the built site, where it does not stand in the project."""
    return click.option(
        "--site",
        type=click.Path(path_type=Path, file_okay=False),
        metavar="DIR",
        help="The site as it was built last. Default: site/ in the project.",
    )


def json_option() -> Decorator:
    """`--json`: one object on stdout, for machines."""
    return click.option("--json", "as_json", is_flag=True, help="Print one JSON object and nothing else.")


def quiet_option() -> Decorator:
    """`-q`: no progress, no summary."""
    return click.option("-q", "--quiet", is_flag=True, help="Say only what went wrong.")


class Moment(click.ParamType[datetime]):
    """A day or an instant, as the ledger writes them; a day means its first second in UTC."""

    name = "date"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        """Held to the rules of the ledger's own dates, and refused in their words."""
        if isinstance(value, datetime):
            return value
        found = moment(str(value))
        if isinstance(found, Fault):
            self.fail(f"{found.text}; {found.hint}" if found.hint else found.text, param, ctx)
        return found
