"""When Python looks for circles of garbage: never through what was loaded, seldom during a build."""

from __future__ import annotations

import gc
import subprocess
import sys

from generator.garbage import lasting, no_collection, rare_collection

LOAD_BUILD = """
import gc
from generator.cli.app import main
before = gc.get_freeze_count()
main.commands["build"]
print(before, gc.get_freeze_count(), gc.get_count()[0], gc.isenabled())
"""


def test_what_a_verb_loads_is_out_of_the_way_of_the_collector() -> None:
    done = subprocess.run([sys.executable, "-c", LOAD_BUILD], capture_output=True, text=True, check=True)
    before, frozen, fresh, is_on = done.stdout.split()
    assert int(frozen) > int(before) + 20_000
    assert int(fresh) < 700, "the next object that is made would start a collection"
    assert is_on == "True"


def test_what_was_off_stays_off_and_thresholds_come_back() -> None:
    before, was_on = gc.get_threshold(), gc.isenabled()
    gc.disable()
    try:
        with no_collection(), rare_collection():
            assert gc.get_threshold()[0] > before[0]
        assert not gc.isenabled()
    finally:
        gc.enable()
    with no_collection():
        assert not gc.isenabled()
    assert (gc.get_threshold(), gc.isenabled()) == (before, was_on)


def test_objects_that_are_loaded_last() -> None:
    before = gc.get_freeze_count()
    try:
        with lasting():
            kept = [[] for _ in range(1000)]
        assert gc.get_freeze_count() >= before + len(kept)
    finally:
        gc.unfreeze()
