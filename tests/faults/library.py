"""The preloaded library and the faults it can make: compiling it, and words for what goes wrong where.

`faultlib.c` is compiled when tests need it. Nothing here runs a build: see `running`.
"""

from __future__ import annotations

import errno
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import IntEnum, IntFlag
from pathlib import Path

SOURCE = Path(__file__).with_name("faultlib.c")


class Kind(IntEnum):
    """What goes wrong; the numbers are those of `faultlib.c`."""

    NOTHING = 0
    KILL_BEFORE = 1  # every process of the build, as the operation begins
    KILL_AFTER = 2  # as it has ended
    ERROR_ONCE = 3
    ERROR_ON = 4  # this operation and every later one that the error can hit
    SHORT_WRITE = 5  # half of the bytes are taken
    TORN_WRITE = 6  # half of the bytes arrive, then all is killed
    KILL_ONE = 7  # only the process that was about to do it
    KILL_MAIN = 8  # only the process that was started first
    STOP = 9  # every process sleeps until it is told to go on

    @property
    def is_kill(self) -> bool:
        """Whether the build as a whole ends by it."""
        return self in (Kind.KILL_BEFORE, Kind.KILL_AFTER, Kind.TORN_WRITE, Kind.KILL_MAIN)


class Class(IntFlag):
    """Which operations are counted."""

    CHANGES = 1
    READS = 2  # opening to read, reading, listing
    LOOKS = 4  # asking for an entry's kind and size


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that goes wrong, at operation `number` of the counted classes, first is 1."""

    kind: Kind
    number: int = 0
    error: int = 0
    classes: Class = Class.CHANGES

    @property
    def name(self) -> str:
        """What goes wrong, without where."""
        if self.kind in (Kind.ERROR_ONCE, Kind.ERROR_ON):
            return f"{errno.errorcode[self.error]} {'once' if self.kind is Kind.ERROR_ONCE else 'from then on'}"
        return self.kind.name.lower().replace("_", " ")

    def __str__(self) -> str:
        what = {Class.CHANGES: "operation", Class.READS: "reading", Class.LOOKS: "look"}.get(self.classes, "call")
        return f"{self.name} at {what} {self.number}"


NO_FAULT = Fault(Kind.NOTHING)


def missing() -> str | None:
    """Why faults cannot be injected on this machine, or None where they can."""
    if not sys.platform.startswith("linux"):
        return "the fault library is written for Linux"
    return None if _compiler() else "there is no C compiler (cc or gcc) for the fault library"


@contextmanager
def compiled() -> Iterator[Path]:
    """The library, for as long as the block lasts. Raises RuntimeError with the compiler's words.

    It lies where programs may lie: folders in memory are often mounted so that nothing in them can be loaded.
    """
    with tempfile.TemporaryDirectory(prefix="badgepress-faults-") as folder:
        Path(folder).chmod(0o755)  # a build that is run as another user starts processes too
        library = Path(folder) / "libfault.so"
        command = [_compiler() or "cc", "-O1", "-shared", "-fPIC", "-o", str(library), str(SOURCE), "-ldl", "-lpthread"]
        done = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)
        if done.returncode:
            raise RuntimeError(f"{SOURCE.name} did not compile:\n{done.stderr}")
        yield library


def _compiler() -> str | None:
    return shutil.which("gcc") or shutil.which("cc")
