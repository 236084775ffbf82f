"""PROMISES P2: whatever a power cut takes away, the published site is the old or the new one. See `disk`, `powerloss`."""

from __future__ import annotations

import pytest

from tests.faults.benches import Bench
from tests.faults.plans import spread
from tests.faults.powerloss import LOSSES, judge_cuts, record, try_cut


@pytest.mark.parametrize("syncfs_counts", [True, False], ids=["syncfs-counts", "syncfs-counts-for-nothing"])
def test_at_every_moment_the_disk_holds_the_old_or_the_new_site_and_at_the_end_the_new(
    bench: Bench, syncfs_counts: bool
) -> None:
    verdict = judge_cuts(bench.prepared, record(bench.prepared, bench.runner, syncfs_counts=syncfs_counts))
    # Two workers may meet at one folder or not, so no two parallel builds have just the same operations.
    assert verdict.cuts == len(bench.prepared.operations) + 1 or "--jobs" in str(bench.prepared.scenario.options)
    assert "\n".join(verdict.problems) == ""


def test_what_was_lost_or_torn_does_not_lead_the_next_build_astray(bench: Bench) -> None:
    numbers = spread(len(bench.prepared.operations), 2 * len(LOSSES))
    findings = [
        try_cut(bench.prepared, number, LOSSES[index % len(LOSSES)], bench.runner)
        for index, number in enumerate(numbers)
    ]
    assert "\n".join(str(finding) for finding in findings if finding.problems) == ""
