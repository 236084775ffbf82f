"""While a secret is open: no core file of this process, and no other process of the same user looking into it.

Best effort, on Linux: the soft limit of core files is set to 0 and the process is marked not dumpable, which also
closes its /proc entries and ptrace to other processes. Both come back when the last secret is closed. Where a system
does not know these calls, nothing happens.
"""

from __future__ import annotations

import ctypes
import resource
import threading
from contextlib import suppress

_PR_GET_DUMPABLE = 3
_PR_SET_DUMPABLE = 4

_lock = threading.Lock()
_open = 0
_before: tuple[int, int] = (0, 0)  # soft limit of core files, dumpable


def enter() -> None:
    """A secret is about to be opened."""
    global _open, _before  # noqa: PLW0603  a property of the process, and so is this
    with _lock:
        if _open == 0:
            _before = resource.getrlimit(resource.RLIMIT_CORE)[0], _prctl(_PR_GET_DUMPABLE, 0)
            _limit_core(0)
            _prctl(_PR_SET_DUMPABLE, 0)
        _open += 1


def leave() -> None:
    """A secret was closed: each `enter` has one `leave`."""
    global _open  # noqa: PLW0603
    with _lock:
        _open -= 1
        if _open == 0:
            _limit_core(_before[0])
            if _before[1] == 1:
                _prctl(_PR_SET_DUMPABLE, 1)


def _limit_core(soft: int) -> None:
    with suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_CORE, (soft, resource.getrlimit(resource.RLIMIT_CORE)[1]))


def _prctl(option: int, value: int) -> int:
    """The answer of prctl(2), or -1 where there is none."""
    try:
        return int(ctypes.CDLL(None).prctl(option, value, 0, 0, 0))
    except (OSError, AttributeError):
        return -1
