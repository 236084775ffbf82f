"""What the tests of faults share: the compiled library, a folder in memory, a server. Skipped where none can be made."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults import library
from tests.faults.benches import Bench, benches, scratch
from tests.faults.running import Runner
from tests.faults.scenarios import IN_PLACE, SCENARIOS, write_small


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    """A folder for this module, in memory where there is such a thing."""
    with scratch() as place:
        yield place


@pytest.fixture(scope="session")
def fault_library() -> Iterator[Path]:
    """The fault library, compiled."""
    if reason := library.missing():
        pytest.skip(f"faults: {reason}")
    with library.compiled() as place:
        yield place


@pytest.fixture(scope="module")
def runner(folder: Path, fault_library: Path) -> Iterator[Runner]:
    """A server that runs the command with the library in its way."""
    with Runner(fault_library, folder / "runner", write_small(folder / "warm")) as server:
        yield server


@pytest.fixture(scope="module", params=[*SCENARIOS, IN_PLACE], ids=lambda scenario: scenario.name)
def bench(request: pytest.FixtureRequest, folder: Path, fault_library: Path) -> Iterator[Bench]:
    """One kind of build, prepared, and a server for it."""
    if not request.param.has_settings():
        pytest.skip(f"faults: this engine builds nothing {request.param.name}")
    with benches(request.param, folder / request.param.name, fault_library, 1) as (only,):
        yield only
