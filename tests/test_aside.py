"""What is done aside comes back: its result or its error, with a thread or without one."""

from __future__ import annotations

import threading
import time

import pytest

from generator.aside import Aside


def test_the_result_of_what_was_done_aside_comes_back() -> None:
    here = threading.current_thread()
    with Aside(lambda number: (number + 1, threading.current_thread() is here), 6) as aside:
        assert aside.result() == (7, False)
        assert aside.result() == (7, False)


def test_what_goes_wrong_aside_is_raised_where_the_result_is_asked_for() -> None:
    with Aside(int, "seven") as aside:
        for _ in range(2):
            with pytest.raises(ValueError, match="seven"):
                aside.result()


def test_nothing_goes_on_aside_after_the_block_however_it_ends() -> None:
    over = []

    def work() -> None:
        time.sleep(0.05)
        over.append(True)

    with pytest.raises(KeyError), Aside(work):
        raise KeyError
    assert over


def test_without_a_thread_the_work_is_done_when_its_result_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_: threading.Thread) -> None:
        raise RuntimeError("can't start new thread")

    monkeypatch.setattr(threading.Thread, "start", refuse)
    times = []

    def work() -> int:
        times.append(1)
        return len(times)

    with Aside(work) as aside:
        assert times == []
        assert [aside.result(), aside.result()] == [1, 1]
    with Aside(int, "seven") as aside, pytest.raises(ValueError, match="seven"):
        aside.result()
