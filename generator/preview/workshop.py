"""Builds the preview again whenever a file of the project changes, in a thread of its own.

The thread looks at the files, rests, and looks again; when something has changed it builds and tells. What changes
while a build runs is found by the look after it. Whoever shows pages is never kept waiting: the thread shares nothing
with them but the folder of the preview, in which a build puts a site in place, and the last `News`.
"""

from __future__ import annotations

import threading
import time
import traceback
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path

from msgspec import Struct

from generator.build.run import Outcome
from generator.errors import BadgepressError, LedgerError
from generator.model import Place, Problem
from generator.preview import watch

_REST_S = 0.2
_LOOKS_TO_REST = 10  # one part of the time goes into looking, nine into rest
_SETTLING_S = 0.04  # an editor writes more than one file; wait until it has


class News(Struct, frozen=True):
    """One build that has ended. `problems` says why there is no new site, () where there is one.

    `shown` is the time of the site that can be seen now, None while there is none at all. `fault` is the trace of an
    error that is ours.
    """

    at: datetime
    changed: tuple[str, ...]  # paths; () for the first build
    seconds: float
    outcome: Outcome | None
    problems: tuple[Problem, ...] = ()
    shown: datetime | None = None
    fault: str = ""


class Workshop:
    """`start` it, and each of `hearers` is told of every build; `stop` waits for the one that runs."""

    def __init__(self, project: Path, build: Callable[[], Outcome]) -> None:
        self.news: News | None = None
        self.hearers: list[Callable[[News], None]] = []
        self._project = project
        self._build = build
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._work, name="preview", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self, patience_s: float) -> bool:
        """Ask the thread to end. Gives whether it has; a build that is cut off is cleared up by the next."""
        self._stopping.set()
        self._thread.join(patience_s)
        return not self._thread.is_alive()

    def _work(self) -> None:
        seen = watch.look(self._project)
        self._make(())
        while not self._stopping.is_set():
            began = time.monotonic()
            now = watch.look(self._project)
            names = watch.changed(seen, now)
            if not names:
                self._stopping.wait(max(_REST_S, _LOOKS_TO_REST * (time.monotonic() - began)))
                continue
            now = self._settled(now)
            names, seen = watch.changed(seen, now), now
            if names:
                self._make(tuple(names))

    def _settled(self, seen: watch.Seen) -> watch.Seen:
        """What there is once nothing has changed for a moment."""
        while not self._stopping.wait(_SETTLING_S):
            now = watch.look(self._project)
            if now == seen:
                break
            seen = now
        return seen

    def _make(self, names: Sequence[str]) -> None:
        began = time.monotonic()
        outcome, fault = None, ""
        problems: tuple[Problem, ...] = ()
        try:
            outcome = self._build()
        except LedgerError as error:
            problems = error.errors
        except BadgepressError as error:
            problems = (Problem(Place(""), "refused", str(error), error.hint),)
        except Exception:  # whatever it is, the preview goes on, and says so
            fault = traceback.format_exc()
            problems = (Problem(Place(""), "fault", "internal error: a fault of badgepress, not of your files"),)
        at = datetime.now().astimezone()
        shown = at if outcome else (self.news.shown if self.news else None)
        self.news = News(at, tuple(names), time.monotonic() - began, outcome, problems, shown, fault)
        for hear in self.hearers:
            hear(self.news)
