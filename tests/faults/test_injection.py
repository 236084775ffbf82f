"""PROMISES P1 and P3: wherever a build is killed or an operation fails, the published site is the old or the new one.

This is an even spread over all operations and faults; `make faults` tries every one. What is judged: see `judging`.
"""

from __future__ import annotations

from tests.faults.benches import Bench
from tests.faults.judging import try_fault
from tests.faults.library import Class, Fault, Kind
from tests.faults.plans import reading_faults, some_faults

FAULTS = 24  # places for each kind of build; with those at the switch and in writes about 33 runs


def _harm(bench: Bench, faults: list[Fault]) -> str:
    findings = [try_fault(bench.prepared, fault, bench.runner) for fault in faults]
    return "\n".join(str(finding) for finding in findings if finding.problems)


def test_after_any_fault_the_site_is_the_old_or_the_new_one_and_the_next_build_needs_no_repair(bench: Bench) -> None:
    faults = list(some_faults(bench.prepared, FAULTS))
    assert len(faults) >= min(30, len(bench.prepared.operations))
    assert _harm(bench, faults) == ""


def test_a_file_that_cannot_be_read_is_one_clear_line(bench: Bench) -> None:
    counts = {}
    for each in (Class.READS, Class.LOOKS):
        bench.prepared.restore(bench.runner)
        counts[each] = bench.prepared.run(bench.runner, Fault(Kind.NOTHING, classes=each)).count
    assert _harm(bench, list(reading_faults(counts, 4))) == ""
