"""A process that has the generator in memory and forks a child for each build: a build without the start-up time.

Started with the fault library preloaded; `running.Runner` is the other side. Requests and answers are JSON, one a
line, on standard input and output. A child leaves the serving loop and goes on as the command itself would, to the
end of the interpreter, so that what the program does on its way out is part of the run.

Each run is a process group of its own. When its first process has ended, the others have a few seconds to follow;
what is alive then is killed and reported, so no run can disturb the next.

What Jinja makes of a template is remembered from one run to the next: two thirds of a small build's time, and no file
operation in it.
"""

from __future__ import annotations

import contextlib
import ctypes
import functools
import gc
import importlib
import io
import json
import os
import resource
import runpy
import signal
import sys
import time
from collections.abc import Callable
from typing import Any

from jinja2 import Environment

from generator.cli import app

GRACE = 5.0  # seconds for workers to notice that the process they work for has gone
_SUBREAPER = 36  # prctl: orphans of a run become children of the server, which can then wait for them

Request = dict[str, Any]


def serve(library: ctypes.CDLL) -> Request | None:
    """Answer requests until there are no more. In a child: the request to carry out. In the server: None."""
    source, sink = os.fdopen(os.dup(0), "rb", buffering=0), os.fdopen(os.dup(1), "wb", buffering=0)
    waiting = 0  # the run that has stopped and will be told to go on
    while line := source.readline():
        request: Request = json.loads(line)
        pid = waiting
        if pid:
            os.killpg(pid, signal.SIGCONT)
        else:
            _prepare(library, request)
            pid = os.fork()
            if pid == 0:
                source.close()
                sink.close()
                return request
        answer = _answer(library, pid, request["seconds"])
        waiting = pid if answer["stopped"] else 0
        sink.write(json.dumps(answer).encode() + b"\n")
    return None


def _prepare(library: ctypes.CDLL, request: Request) -> None:
    places = [request[name].encode() for name in ("control", "prefix", "log")]
    if library.fault_prepare(*places) != 0:
        raise RuntimeError(f"cannot make {request['control']}")
    library.fault_set(*request["fault"])


def _answer(library: ctypes.CDLL, pid: int, seconds: float) -> dict[str, Any]:
    status, is_late = _wait(pid, seconds)
    stopped = status is not None and os.WIFSTOPPED(status)
    has_left = False if stopped else _clear(pid)
    return {
        "code": None if stopped or status is None else os.waitstatus_to_exitcode(status),
        "stopped": stopped,
        "late": is_late,
        "left": has_left,
        "count": library.fault_count(),
        "fired": bool(library.fault_fired()),
    }


def _wait(pid: int, seconds: float) -> tuple[int | None, bool]:
    """The status with which `pid` ends or stops, and whether it had to be killed."""
    end = time.monotonic() + seconds
    while True:
        found, status = os.waitpid(pid, os.WNOHANG | os.WUNTRACED)
        if found:
            return status, False
        if time.monotonic() > end:
            os.killpg(pid, signal.SIGKILL)
            return os.waitpid(pid, 0)[1], True
        time.sleep(0.001)


def _clear(group: int) -> bool:
    """See the rest of the group off. Whether one outlived the grace."""
    end = time.monotonic() + GRACE
    has_left = False
    while _is_alive(group):
        if time.monotonic() > end:
            has_left = True
            os.killpg(group, signal.SIGKILL)
        time.sleep(0.002)
    return has_left


def _is_alive(group: int) -> bool:
    try:
        while os.waitpid(-group, os.WNOHANG)[0]:
            pass
        return True
    except ChildProcessError:
        pass
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True


def become(request: Request, library: ctypes.CDLL) -> None:
    """Make this child the process that a person would have started."""
    os.setsid()
    for number, (path, flags) in enumerate(
        [
            ("/dev/null", os.O_RDONLY),
            *((request[name], os.O_WRONLY | os.O_CREAT | os.O_TRUNC) for name in ("out", "err")),
        ]
    ):
        handle = os.open(path, flags, 0o600)
        os.dup2(handle, number)
        os.close(handle)
    for name, most in request["limits"].items():
        resource.setrlimit(getattr(resource, f"RLIMIT_{name}"), (most, most))
    if request["user"]:
        os.setgroups([])
        os.setresgid(request["user"], request["user"], request["user"])
        os.setresuid(request["user"], request["user"], request["user"])
    library.fault_main()


def remember_templates() -> None:
    """Let each template be parsed and compiled once in the life of this server. Its text and name decide the outcome."""
    for name in ("parse", "compile"):
        setattr(Environment, name, _remembered(getattr(Environment, name)))


def _remembered(made: Callable[..., Any]) -> Callable[..., Any]:
    known: dict[tuple[Any, ...], Any] = {}

    @functools.wraps(made)
    def recall(environment: Environment, *arguments: Any, **options: Any) -> Any:
        key = (*arguments, *sorted(options.items()))
        if key not in known:
            known[key] = made(environment, *arguments, **options)
        return known[key]

    return recall


def warm_up(project: str) -> None:
    """Do once here what every run would do anew: read the theme, load what is loaded late."""
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        app.main(["build", "--dry-run", "-C", project], standalone_mode=False)


def carry_out(request: Request) -> None:
    """Run the command, or the script that a test put in its place."""
    for module, name, value in request["settings"]:
        setattr(importlib.import_module(module), name, value)
    sys.argv = ["badgepress", *request["argv"]]
    if request["script"]:
        runpy.run_path(request["script"], run_name="__main__")
    else:
        app.main(prog_name="badgepress")


if __name__ == "__main__":
    remember_templates()
    if len(sys.argv) > 1:
        warm_up(sys.argv[1])
    preloaded = ctypes.CDLL(None)
    preloaded.fault_count.restype = ctypes.c_long
    preloaded.fault_set.argtypes = [ctypes.c_int, ctypes.c_long, ctypes.c_int, ctypes.c_int]
    preloaded.prctl(_SUBREAPER, 1, 0, 0, 0)
    gc.freeze()  # so that a child's collections do not copy what it shares with the server
    work = serve(preloaded)
    if work is not None:
        become(work, preloaded)
        carry_out(work)
