"""The one room that speaks to a person: words, colours, bars and exit codes.

Results go to stdout; progress, warnings and hints to stderr. With `--json` one object goes to stdout and nothing
else. Exit codes: 0 done, 1 problems found or not valid, 2 wrong usage, 3 could not be checked.
"""

from __future__ import annotations

import functools
import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, ParamSpec

import click
import orjson

from generator.errors import BadgepressError, LedgerError
from generator.model import Problem, Severity
from generator.printable import printable

P = ParamSpec("P")

PROBLEMS = 1
INTERRUPTED = 130  # 128 and the number of SIGINT, as shells have it


def say(text: str = "") -> None:
    """A result, to stdout."""
    click.echo(text)


def hint(text: str) -> None:
    """Something worth knowing that is not the result, to stderr."""
    click.echo(text, err=True)


def say_json(value: Any) -> None:
    """One object, to stdout."""
    click.echo(orjson.dumps(value, option=orjson.OPT_INDENT_2).decode())


def styled(text: str, **style: Any) -> str:
    """`text` with colour, where the terminal and the person want colour (click strips it elsewhere)."""
    return text if os.environ.get("NO_COLOR") else click.style(text, **style)


def problem_line(problem: Problem) -> str:
    """`file:line:column: what is wrong`, and below it what to do."""
    colour = "red" if problem.severity is Severity.ERROR else "yellow"
    word = "" if problem.severity is Severity.ERROR else "warning: "
    lines = [f"{styled(printable(str(problem.place)), bold=True)}: {styled(word, fg=colour)}{printable(problem.text)}"]
    if problem.hint:
        lines += [f"    {printable(line)}" for line in problem.hint.splitlines()]
    return "\n".join(lines)


def problem_json(problem: Problem) -> dict[str, Any]:
    """A problem for machines."""
    return {
        "file": problem.place.path,
        "line": problem.place.line,
        "column": problem.place.column,
        "code": problem.code,
        "severity": problem.severity.value,
        "text": problem.text,
        "hint": problem.hint,
    }


def counted(number: int, one: str, many: str) -> str:
    """`1 problem`, `2 problems`, `12,345 awards`."""
    return f"{number:,} {one if number == 1 else many}"


def show_refused(error: LedgerError, closing: str) -> None:
    """What keeps the ledger from being read, to stderr, and a line that counts it. Warnings are only counted."""
    for problem in error.errors:
        hint(problem_line(problem))
    hint(f"{counted(len(error.errors), 'problem', 'problems')}, {closing}")
    if error.warnings:
        hint(f"  {counted(len(error.warnings), 'warning', 'warnings')}: run `badgepress check` to see them.")


def door(closing: str = "nothing written.") -> Callable[[Callable[P, None]], Callable[P, None]]:
    """Where what a person can cause becomes words and an exit code. Anything else is ours, and says so.

    `closing` ends the count of problems: what did not happen, and what still stands.
    """

    def wrap(verb: Callable[P, None]) -> Callable[P, None]:
        @functools.wraps(verb)
        def guarded(*args: P.args, **kwargs: P.kwargs) -> None:
            try:
                verb(*args, **kwargs)
            except KeyboardInterrupt:
                hint(f"stopped: {closing}")
                sys.exit(INTERRUPTED)
            except BrokenPipeError:
                raise  # whoever read our words has gone: click ends quietly
            except (BadgepressError, OSError) as error:
                _tell_refused(error, closing, as_json=bool(kwargs.get("as_json")))
                sys.exit(PROBLEMS)
            except (click.ClickException, click.exceptions.Exit, click.Abort):
                raise
            except Exception:
                hint("internal error: a fault of badgepress, not of your files. Please report it with these lines.")
                raise

        return guarded

    return wrap


def _tell_refused(error: BadgepressError | OSError, closing: str, *, as_json: bool) -> None:
    """Why nothing came of it, for a person or for a machine."""
    if isinstance(error, LedgerError) and as_json:
        errors, warnings = ([problem_json(problem) for problem in each] for each in (error.errors, error.warnings))
        say_json({"state": "refused", "problems": errors, "warnings": warnings})
    elif isinstance(error, LedgerError):
        show_refused(error, closing)
    else:
        text, way_out = _said(error)
        if as_json:
            say_json({"state": "refused", "error": text, "hint": way_out})
            return
        hint(f"{styled('refused', fg='red', bold=True)}: {printable(text)}")
        if way_out:
            hint(f"    {printable(way_out)}")


def _said(error: BadgepressError | OSError) -> tuple[str, str]:
    """What is wrong, and what to do; of an error of the machine that no room expected, its file and its reason."""
    if isinstance(error, BadgepressError):
        return str(error), error.hint
    why = os.strerror(error.errno) if error.errno else type(error).__name__
    name = error.filename if isinstance(error.filename, str) else ""
    return f"{name}: {why}" if name else why, "mend the cause, then run the command again"


class Bar:
    """A progress bar on a terminal; nothing at all where stderr is not one."""

    def __init__(self, *, quiet: bool = False) -> None:
        self._shown = sys.stderr.isatty() and not quiet

    @contextmanager
    def stage(self, label: str, total: int) -> Iterator[Callable[[int], None]]:
        """Show `label` with a bar of `total` steps; the value given says how many more are done."""
        if not self._shown or total == 0:
            yield lambda done: None
            return
        began, done = time.monotonic(), 0

        def say_rate(rate: float | None) -> str:
            return f"{rate:,.0f}/s" if rate else ""

        with click.progressbar(
            length=total, label=f"{label:<10}", file=sys.stderr, show_pos=True, item_show_func=say_rate
        ) as bar:

            def update(more: int) -> None:
                nonlocal done
                done += more
                bar.update(more, done / max(time.monotonic() - began, 0.001))

            yield update
