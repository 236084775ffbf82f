"""How much work a call makes, counted in steps and not timed: the same on every machine, however busy it is.

    with steps_at_most(20_000 + 15 * len(data)):
        parse_json(data)

A step is a line of Python that is reached, or a function that is entered, in our code or in a library's. Each turn of a
loop is one at least, also of a loop within one line, so what grows with the square of its input soon passes a bound
that grows with the input.

What C does by itself is one step, however long it takes: a regular expression that goes back and forth, a search
through a list. Such work is kept in sight by inputs so long (a mebibyte and more) that it takes minutes where it grows
with the square: a guard against hanging ends the call then. The guard is no measure of speed.
"""

from __future__ import annotations

import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

import pytest

HANGS_AFTER_S = 60  # of processor time; the longest calls that are counted take about eight


@contextmanager
def steps_at_most(limit: int, what: str = "it") -> Iterator[None]:
    """Fail when what is called inside takes more than `limit` steps, or hangs; `what` names it in the message."""
    taken = 0

    def count(_: FrameType, event: str, __: Any) -> Any:
        nonlocal taken
        taken += event in ("call", "line")
        return count

    before = sys.gettrace()  # a measurement of coverage, perhaps
    with _ended_when_it_hangs(what):
        sys.settrace(count)
        try:
            yield
        finally:
            sys.settrace(before)
    assert taken <= limit, f"{what} took {taken:,} steps, at most {limit:,} are allowed"


@contextmanager
def _ended_when_it_hangs(what: str) -> Iterator[None]:
    def end(*_: Any) -> None:
        pytest.fail(f"{what} hangs: not done after {HANGS_AFTER_S} s of processor time")

    before = signal.signal(signal.SIGPROF, end)
    signal.setitimer(signal.ITIMER_PROF, HANGS_AFTER_S)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)
