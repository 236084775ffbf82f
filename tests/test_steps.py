"""The count of steps can say no: to loops within loops, written out or in one line, and to what hangs."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable

import pytest

from tests import steps
from tests.steps import steps_at_most


def once(number: int) -> int:
    return sum(at for at in range(number))


def in_the_square(number: int) -> int:
    found = 0
    for _ in range(number):
        for _ in range(number):
            found += 1
    return found


def in_the_square_in_one_line(number: int) -> list[int]:
    return [one for one in range(number) for other in range(number) if one == other]


def test_what_grows_with_its_input_stays_within_its_bound() -> None:
    for number in (100, 1000, 10_000):
        with steps_at_most(50 + 3 * number):
            once(number)


@pytest.mark.parametrize("work", [in_the_square, in_the_square_in_one_line])
def test_what_grows_with_the_square_does_not(work: Callable[[int], object]) -> None:
    with (
        pytest.raises(AssertionError, match=r"the loop took [12],00.,... steps, at most"),
        steps_at_most(50_000, "the loop"),
    ):
        work(1000)


def test_what_hangs_in_c_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(steps, "HANGS_AFTER_S", 0.01)
    with pytest.raises(pytest.fail.Exception, match="the expression hangs"), steps_at_most(1000, "the expression"):
        re.fullmatch("(a|a)*b", "a" * 60)


def test_who_traced_before_traces_again() -> None:
    before = sys.gettrace()
    with steps_at_most(1000):
        once(10)
    assert sys.gettrace() is before
