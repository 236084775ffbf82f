"""Columns that were given their length beforehand hold what was written into them, and no more."""

from __future__ import annotations

from array import array

import pytest

from generator.ledger.column import Column, fill, reserve, trim


@pytest.mark.parametrize("expected", [0, 3, 100])
@pytest.mark.parametrize("column", [array("I"), array("q", [9, 9]), bytearray(), bytearray(b"xy")], ids=repr)
def test_what_is_filled_in_is_what_is_there_however_much_was_expected(column: Column, expected: int) -> None:
    column = column[:]
    reserve(expected, column)
    assert len(column) >= expected
    at = fill(column, 0, [1, 2])
    at = fill(column, at, (number for number in (3, 4, 5)))
    trim(at, column)
    assert list(column) == [1, 2, 3, 4, 5]


def test_a_number_that_does_not_fit_is_refused_before_anything_is_written() -> None:
    column = array("I", [7, 7])
    with pytest.raises(OverflowError):
        fill(column, 0, [1, -1])
    assert list(column) == [7, 7]
