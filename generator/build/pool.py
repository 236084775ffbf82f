"""Worker processes: where ranges of awards are worked on, beside each other.

    with Pool(jobs) as pool:              forked here: small, before anything large is read or any key opened
        take = pool.begin(work, ...)      one does something while nothing else is asked of it; `take()` gives it
        pool.equip(make, *arguments)      each makes its worker: `make(*arguments)`
        for number, result in pool.run(steps): ...

A worker is any object with methods. A step names a method and its arguments; its result comes back with the number of
the step. Each process works on one step at a time and is handed the next before its result is looked at, so it hardly
ever waits; nothing is handed to a process that has not answered, so neither side can block the other. What is in flight
is bounded by the number of processes.

With one job there is no process: the worker lives here, and the same steps are done in their order.

A worker that fails sends what went wrong as a value. All are killed when the one who made them ends, however that
happens, so none can write into a stage that is somebody else's by then.
"""

from __future__ import annotations

import ctypes
import gc
import os
import signal
import traceback
from collections.abc import Callable, Iterator
from multiprocessing.connection import Connection, Pipe, wait
from types import TracebackType
from typing import Any, Protocol

from msgspec import Struct

from generator.errors import BadgepressError, BuildError, LedgerError
from generator.model import Problem

_SET_DEATH_SIGNAL = 1  # prctl(2)


class Step(Struct, frozen=True):
    """One thing for a worker to do. `number` comes back with its result."""

    number: int
    method: str
    arguments: tuple[Any, ...]


class Steps(Protocol):
    """Who hands out steps: `next_step` gives the next one, or None while, or because, there is none.

    `worker` is the number of the one that will do it, from 0 on: what it has compiled for one step helps with the next.
    """

    def next_step(self, worker: int) -> Step | None: ...


class Pool:
    """`jobs` workers, in processes of their own where there is more than one."""

    def __init__(self, jobs: int) -> None:
        self._processes: list[_Process] = []
        self._here: Any = None
        if jobs > 1:
            try:
                for _ in range(jobs):
                    self._processes.append(_fork([process.pipe for process in self._processes]))
            except BuildError:
                self.close()
                raise

    @property
    def jobs(self) -> int:
        """How many workers there are."""
        return max(1, len(self._processes))

    def begin(self, work: Callable[..., Any], *arguments: Any) -> Callable[[], Any]:
        """Have a process that has nothing to do yet call `work(*arguments)`.

        Gives a function that waits for what came of it. That is None where it failed, where no process is free, and
        once the pool is closed: it is for what can be done without.
        """
        for process in self._processes:
            if not process.has_begun:
                process.has_begun = process.owes = True
                process.send(("call", work, arguments))
                return process.settle
        return lambda: None

    def equip(self, make: Callable[..., Any], *arguments: Any) -> None:
        """Give every worker its means. Each process calls `make` itself, so the arguments must be picklable."""
        if not self._processes:
            self._here = make(*arguments)
        for process in self._processes:
            process.settle()
            process.send(("equip", make, arguments))
        for process in self._processes:
            _result(process.receive())

    def run(self, steps: Steps, meanwhile: Callable[[], bool] = lambda: False) -> Iterator[tuple[int, Any]]:
        """Do steps until `next_step` gives None and nothing is in flight; results as they come.

        While all workers are at work, `meanwhile` is called again and again: it does a little of something else, and
        says whether there is more.

        Raises LedgerError, BadgepressError as the worker did, BuildError for a worker that ended.
        """
        if not self._processes:
            while (step := steps.next_step(0)) is not None:
                yield step.number, getattr(self._here, step.method)(*step.arguments)
            return
        idle = list(self._processes)
        busy: dict[Connection, tuple[_Process, int]] = {}
        while True:
            while idle and (step := steps.next_step(idle[-1].number)) is not None:
                process = idle.pop()
                process.send((step.method, step.arguments))
                busy[process.pipe] = (process, step.number)
            if not busy:
                return
            while not wait(list(busy), 0) and meanwhile():
                pass
            ready = set(wait(list(busy)))
            for pipe in [pipe for pipe in busy if pipe in ready]:
                process, number = busy.pop(pipe)
                answer = process.receive()
                # The process is given something to do before its result is looked at.
                if (step := steps.next_step(process.number)) is not None:
                    process.send((step.method, step.arguments))
                    busy[process.pipe] = (process, step.number)
                else:
                    idle.append(process)
                yield number, _result(answer)

    def each(self, method: str, *arguments: Any) -> list[Any]:
        """What `method` gives in every worker."""
        if not self._processes:
            return [getattr(self._here, method)(*arguments)]
        for process in self._processes:
            process.send((method, arguments))
        return [_result(process.receive()) for process in self._processes]

    def close(self) -> None:
        """End all workers. What they have in hand is dropped; whoever is equipped after that works here."""
        if self._here is not None:
            self._here.close()
            self._here = None
        for process in self._processes:
            process.end()
        self._processes.clear()

    def __enter__(self) -> Pool:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()


class _Process(Struct):
    number: int
    pid: int
    pipe: Connection
    is_over: bool = False
    has_begun: bool = False  # with something before it was equipped
    owes: bool = False  # what came of that

    def send(self, message: object) -> None:
        try:
            self.pipe.send(message)
        except OSError as error:
            raise self._lost() from error

    def receive(self) -> Any:
        try:
            return self.pipe.recv()
        except (EOFError, OSError) as error:
            raise self._lost() from error

    def settle(self) -> Any:
        """What came of the work that was begun, or None."""
        if not self.owes or self.is_over:
            return None
        self.owes = False
        kind, value = self.receive()
        return value if kind == "made" else None

    def _lost(self) -> BuildError:
        # Its end of the pipe is closed, which only its end does: there is nothing to wait for long.
        status = os.waitpid(self.pid, 0)[1]
        self.is_over = True
        how = f"was ended by signal {os.WTERMSIG(status)}" if os.WIFSIGNALED(status) else "ended"
        return BuildError(
            f"a worker process {how} before its work was done",
            "the machine may have run out of memory: try again, or with fewer --jobs",
        )

    def end(self) -> None:
        self.pipe.close()
        if not self.is_over:
            os.kill(self.pid, signal.SIGKILL)
            os.waitpid(self.pid, 0)
            self.is_over = True


def _fork(others: list[Connection]) -> _Process:
    parent = os.getpid()
    try:
        here, there = Pipe()
        pid = os.fork()
    except OSError as error:
        raise BuildError(
            f"cannot start a worker process: {os.strerror(error.errno or 0)}", "try again with --jobs 1"
        ) from error
    if pid:
        there.close()
        return _Process(len(others), pid, here)
    try:
        here.close()
        for other in others:
            other.close()
        _serve(there, parent)
    finally:
        os._exit(0)  # nothing of the parent is to be cleaned up here


def _serve(pipe: Connection, parent: int) -> None:
    """The life of a worker process."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the one who made us decides
    ctypes.CDLL(None).prctl(_SET_DEATH_SIGNAL, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != parent:
        return
    gc.freeze()
    worker: Any = None
    while True:
        try:
            method, *arguments = pipe.recv()
        except EOFError:
            return
        if method == "equip":
            make, given = arguments
            answer = _attempt(make, given)
            if answer[0] == "made":
                worker, answer = answer[1], ("made", None)
        elif method == "call":
            answer = _attempt(*arguments)
        else:
            answer = _attempt(getattr(worker, method), arguments[0])
        pipe.send(answer)


def _attempt(work: Callable[..., Any], arguments: tuple[Any, ...]) -> tuple[str, Any]:
    """What `work` gives, or what went wrong, in a form that can be sent."""
    try:
        return "made", work(*arguments)
    except LedgerError as error:
        return "problems", tuple(error.problems)
    except BadgepressError as error:
        return "refused", (type(error) is BuildError, str(error), error.hint)
    except Exception:
        return "fault", traceback.format_exc()


def _result(answer: tuple[str, Any]) -> Any:
    kind, value = answer
    if kind == "made":
        return value
    if kind == "problems":
        problems: tuple[Problem, ...] = value
        raise LedgerError(problems)
    if kind == "refused":
        is_build, text, hint = value
        raise (BuildError if is_build else BadgepressError)(text, hint)
    raise RuntimeError(f"a worker failed:\n{value}")
