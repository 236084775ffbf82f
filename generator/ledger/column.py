"""Columns: a number for each of a million rows, in an array that is given its length beforehand.

Arrays that grow side by side are moved again and again, and each move leaves a hole that nothing else fits into: a
third of the memory of a process can be holes. So a column is lengthened once, to about as many rows as the file will
turn out to have, then filled from the front, and cut to its length at the end. Nor is anything of its size made and
thrown away: after that an allocator takes large blocks from where small ones are.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable
from typing import TypeAlias

Column: TypeAlias = "array[int] | bytearray"


def reserve(count: int, *columns: Column) -> None:
    """Make columns that are still empty that long, if they are to be filled in."""
    for column in columns:
        del column[:]
        column.append(0)
        _repeat(column, max(1, count))


def _repeat(column: Column, count: int) -> None:
    column *= count  # in place: nothing as large is made and thrown away


def fill(column: Column, at: int, values: Iterable[int]) -> int:
    """Write values into a column from position `at` on; the position behind them. It grows where it must."""
    more = bytes(values) if isinstance(column, bytearray) else array(column.typecode, values)
    stop = at + len(more)
    column[at:stop] = more  # type: ignore[assignment]
    return stop


def trim(count: int, *columns: Column) -> None:
    """Cut columns to the length of what has been filled in."""
    for column in columns:
        del column[count:]
