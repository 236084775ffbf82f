"""The header line of a CSV file: which column of the file is which column of the contract.

Every slip is reported once, here, and where it leaves no doubt what was meant the rows are still read: columns in
another order, a misspelt name, a column too many, one that is not there.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from msgspec import Struct

from generator.ledger.faults import Fault
from generator.ledger.suggest import did_you_mean, nearest, one_of
from generator.printable import quoted

_MOST_NAMED = 50  # of one kind: each is compared with our names, and its place looked for


class Columns(Struct, frozen=True):
    """The columns of one kind of file: first the required ones, in this order, then any optional ones.

    `key` is the position of the id that other lines refer to; of an `is_private` file no other value is shown.
    """

    required: tuple[str, ...]
    optional: tuple[str, ...] = ()
    key: int = 0
    is_private: bool = False

    @property
    def all(self) -> tuple[str, ...]:
        return self.required + self.optional


class Layout(Struct, frozen=True):
    """Where each column of the contract stands in the file (from 0, None: nowhere), and how many fields a row has."""

    names: tuple[str, ...]  # as the file has them
    positions: tuple[int | None, ...]
    absent: frozenset[int]  # required columns that are not there

    @property
    def is_plain(self) -> bool:
        return self.positions == tuple(range(len(self.names)))


def standard_layout(columns: Columns) -> Layout:
    """The layout of a file that is as the contract says, without optional columns."""
    count = len(columns.required)
    return Layout(columns.required, (*range(count), *(None for _ in columns.optional)), frozenset())


def separator_fault(header: Sequence[str], columns: Columns) -> Fault | None:
    """The slip that leaves no row readable: another character than the comma."""
    for separator, name in ((";", "semicolons"), ("\t", "tabs")):
        if (
            len(header) == 1
            and set(header[0].split(separator)) & set(columns.required) != set()
            and separator in header[0]
        ):
            return Fault("csv-separator", f"the columns are separated by {name}, wanted commas", "save it with commas")
    return None


def is_header(header: Sequence[str], columns: Columns) -> bool:
    """Whether any name looks like one of ours; if none does, the header line was forgotten."""
    return any(name.strip().casefold() in columns.all for name in header)


def check_header(header: Sequence[str], columns: Columns) -> tuple[Layout, list[tuple[int, Fault]]]:
    """The layout, and what is wrong: pairs of a position in the header, from 0, and a Fault."""
    faults: list[tuple[int, Fault]] = []
    found: dict[str, int] = {}
    unknown: list[int] = []
    for at, name in enumerate(header):
        if name in found:
            again = Fault(
                "column-repeated", f"the column {quoted(name)} is there twice", "take one out, also in every row"
            )
            faults += [(at, again)] if len(faults) < _MOST_NAMED else []
        elif name in columns.all:
            found[name] = at
        else:
            unknown.append(at)
    for at in unknown[:_MOST_NAMED]:
        faults.append((at, _unknown(header[at], columns, found, at)))
    if len(unknown) > _MOST_NAMED:
        more = f"from here on {len(unknown) - _MOST_NAMED:,} more columns that do not exist"
        faults.append((unknown[_MOST_NAMED], Fault("column-unknown", more, "is this the right file?")))
    missing = [name for name in columns.required if name not in found]
    faults += [(0, _missing(name, columns)) for name in missing]
    faults += _order_faults(columns, found)
    layout = Layout(
        tuple(header),
        tuple(found.get(name) for name in columns.all),
        frozenset(columns.required.index(name) for name in missing),
    )
    return layout, faults


def _unknown(name: str, columns: Columns, found: dict[str, int], at: int) -> Fault:
    """An unknown column; one that is nearly the name of a column not there is read as that one."""
    lacking = [known for known in columns.all if known not in found]
    meant = nearest(name, lacking)
    if meant:
        found[meant] = at
    hint = did_you_mean(name, lacking, "" if meant else f"the columns are {','.join(columns.all)}")
    return Fault("column-unknown", f"there is no column {quoted(name)}", hint)


def _missing(name: str, columns: Columns) -> Fault:
    return Fault(
        "column-missing", f"the column {quoted(name)} is missing", f"the first line is {','.join(columns.required)}"
    )


def _order_faults(columns: Columns, found: dict[str, int]) -> list[tuple[int, Fault]]:
    """At most one: the first column that does not stand where it should."""
    present = [name for name in columns.required if name in found]
    for before, after in pairwise(present):
        if found[after] < found[before]:
            text = f"the column {quoted(after)} stands before {quoted(before)}"
            return [(found[after], Fault("column-order", text, f"the first line is {','.join(columns.required)}"))]
    optional = [found[name] for name in columns.optional if name in found]
    if present and optional and min(optional) < max(found[name] for name in present):
        text = f"the optional {one_of(columns.optional)} stands before required columns"
        return [(min(optional), Fault("column-order", text, f"the first line begins {','.join(columns.required)}"))]
    return []
