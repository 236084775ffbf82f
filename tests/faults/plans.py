"""Which faults are tried: every one at every operation for `make faults`, an even spread for the ordinary tests."""

from __future__ import annotations

import errno
from collections.abc import Iterator, Sequence
from itertools import cycle

from tests.faults.library import Class, Fault, Kind
from tests.faults.scenarios import Prepared

# At every operation that changes something.
EVERYWHERE = (
    Fault(Kind.KILL_BEFORE),
    Fault(Kind.KILL_AFTER),
    Fault(Kind.ERROR_ONCE, error=errno.EIO),
    Fault(Kind.ERROR_ONCE, error=errno.ENOSPC),
    Fault(Kind.ERROR_ON, error=errno.ENOSPC),
    Fault(Kind.ERROR_ONCE, error=errno.EACCES),
)
# Here and there: they differ from the ones above in their number, or are harder on the machine.
SOMEWHERE = (
    Fault(Kind.ERROR_ON, error=errno.EIO),
    Fault(Kind.ERROR_ON, error=errno.EROFS),
    Fault(Kind.ERROR_ONCE, error=errno.EDQUOT),
    Fault(Kind.ERROR_ONCE, error=errno.EMFILE),
    Fault(Kind.ERROR_ON, error=errno.EMFILE, classes=Class.CHANGES | Class.READS),
)
WRITES = (Fault(Kind.SHORT_WRITE), Fault(Kind.TORN_WRITE), Fault(Kind.ERROR_ONCE, error=errno.EFBIG))
# One process of several; where there is only one, the same as killing all.
PROCESSES = (Fault(Kind.KILL_ONE), Fault(Kind.KILL_MAIN))
READING = (Fault(Kind.ERROR_ONCE, error=errno.EIO), Fault(Kind.ERROR_ONCE, error=errno.EACCES))


def at(fault: Fault, number: int, classes: Class | None = None) -> Fault:
    """The same fault at another operation."""
    return Fault(fault.kind, number, fault.error, fault.classes if classes is None else classes)


def spread(count: int, wanted: int) -> list[int]:
    """At most `wanted` of the numbers 1 to `count`, evenly, first and last among them."""
    steps = max(1, min(wanted, count) - 1)
    return sorted({1 + round(step * (count - 1) / steps) for step in range(steps + 1)})


def every_fault(prepared: Prepared) -> Iterator[Fault]:
    """All faults at all operations."""
    names = prepared.operations
    for number, name in enumerate(names, 1):
        yield from (at(fault, number) for fault in EVERYWHERE)
        if name == "write":
            yield from (at(fault, number) for fault in WRITES)
        if prepared.scenario.name == "parallel":
            yield from (at(fault, number) for fault in PROCESSES)
    for fault in SOMEWHERE:
        yield from (at(fault, number) for number in spread(len(names), 25))


def some_faults(prepared: Prepared, wanted: int) -> Iterator[Fault]:
    """About `wanted` faults of all kinds, evenly from first operation to last, and all of EVERYWHERE at each switch."""
    names = prepared.operations
    kinds = cycle([*EVERYWHERE, *SOMEWHERE, *PROCESSES])
    yield from (at(fault, number) for fault, number in zip(kinds, spread(len(names), wanted), strict=False))
    for number in (number for number, name in enumerate(names, 1) if name == "rename"):
        yield from (at(fault, number) for fault in EVERYWHERE)
    writes = [number for number, name in enumerate(names, 1) if name == "write"]
    yield from (at(fault, writes[index * (len(writes) - 1) // 2]) for index, fault in enumerate(WRITES) if writes)


def some_cuts(prepared: Prepared, losses: Sequence[tuple[str, str]]) -> Iterator[tuple[int, tuple[str, str]]]:
    """Power cuts at every operation, each loss in turn, and with each loss around every switch."""
    for number, (name, before) in enumerate(zip(prepared.operations, ("", *prepared.operations), strict=False), 1):
        yield from (
            (number, loss) for loss in (losses if "rename" in (name, before) else [losses[number % len(losses)]])
        )


def reading_faults(counts: dict[Class, int], wanted: int) -> Iterator[Fault]:
    """Errors of reading and looking, spread over `counts` operations of each class; `wanted` places at most."""
    for classes, count in counts.items():
        for fault in READING:
            yield from (at(fault, number, classes) for number in spread(count, wanted))
