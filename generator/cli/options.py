"""Options that several verbs share, so that they read the same everywhere."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

Decorator = Callable[[Callable[..., Any]], Callable[..., Any]]


def project_option() -> Decorator:
    """`-C DIR`: the project folder."""
    return click.option(
        "-C",
        "project",
        type=click.Path(path_type=Path, file_okay=False, exists=True),
        default=Path(),
        metavar="DIR",
        help="The project folder, which holds content/ and keys/. Default: here.",
    )


def json_option() -> Decorator:
    """`--json`: one object on stdout, for machines."""
    return click.option("--json", "as_json", is_flag=True, help="Print one JSON object and nothing else.")


def quiet_option() -> Decorator:
    """`-q`: no progress, no summary."""
    return click.option("-q", "--quiet", is_flag=True, help="Say only what went wrong.")
