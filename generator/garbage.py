"""When Python looks for circles of garbage: seldom, because we make many objects and next to no circles."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

# So many objects more than before, and Python looks; by default it does after 700.
_NEW_OBJECTS = 5_000


@contextmanager
def no_collection() -> Iterator[None]:
    """Not at all: while records are read, of which there may be a million."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


@contextmanager
def lasting() -> Iterator[None]:
    """While modules are loaded: what they hold stays to the end, and is never looked at."""
    with no_collection():
        yield
        gc.freeze()


@contextmanager
def rare_collection() -> Iterator[None]:
    """Now and then only. Processes that are forked meanwhile keep to it."""
    thresholds = gc.get_threshold()
    gc.set_threshold(_NEW_OBJECTS, *thresholds[1:])
    try:
        yield
    finally:
        gc.set_threshold(*thresholds)
