"""Something done aside, in a thread, while this one goes on: for reading and hashing, when Python lets others run.

    with Aside(count, second_half) as rest:
        found = count(first_half) + rest.result()

Nothing is written and nothing decided there. With two cores the two take the time of one.
"""

from __future__ import annotations

from collections.abc import Callable
from threading import Thread
from typing import Any, Generic, TypeVar

T = TypeVar("T")


class Aside(Generic[T]):
    """`work(*arguments)` at once. Where the system gives no thread, when `result` is asked for."""

    def __init__(self, work: Callable[..., T], *arguments: Any) -> None:
        self._work = work
        self._arguments = arguments
        self._made: list[T] = []
        self._error: BaseException | None = None
        self._thread: Thread | None = Thread(target=self._run, daemon=True)
        try:
            self._thread.start()
        except RuntimeError:
            self._thread = None

    def result(self) -> T:
        """What came of it; raises what it raised."""
        if self._thread is not None:
            self._thread.join()
        elif not self._made and self._error is None:
            self._run()
        if self._error is not None:
            raise self._error
        return self._made[0]

    def __enter__(self) -> Aside[T]:
        return self

    def __exit__(self, *_: object) -> None:
        """Whatever happened here: nothing goes on aside that nobody waits for."""
        if self._thread is not None:
            self._thread.join()

    def _run(self) -> None:
        try:
            self._made.append(self._work(*self._arguments))
        except BaseException as error:  # whoever asks for the result is told
            self._error = error
