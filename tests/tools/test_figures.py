from __future__ import annotations

from pathlib import Path

import pytest

from tools.bench.figures import Bound, Figure, Section, Verdict, markdown, number, summary
from tools.bench.machine import NoRoomError, Places, need_room
from tools.bench.room import need, room
from tools.bench.session import FULL, QUICK, in_turn, middle_cpu


@pytest.mark.parametrize(
    ("sign", "value", "verdict"),
    [
        ("<=", 2.0, Verdict.MET),
        ("<=", 2.01, Verdict.MISSED),
        (">=", 2.0, Verdict.MET),
        (">=", 1.99, Verdict.MISSED),
    ],
)
def test_a_target_is_met_on_its_bound_and_missed_beyond(sign: str, value: float, verdict: Verdict) -> None:
    assert Figure("x", value=value, wanted=Bound(sign, 2.0)).verdict is verdict


def test_a_line_without_a_target_is_judged_by_nobody() -> None:
    assert Figure("x", value=1.0).verdict is Verdict.NONE


def test_a_target_that_could_not_be_measured_is_never_met() -> None:
    figure = Figure("x", value=1.0, wanted=Bound("<=", 2.0), missing="hugo is not installed")
    assert figure.verdict is Verdict.UNKNOWN
    table = markdown([Section("Against Hugo", "About.", (figure,))])
    assert "not measured: hugo is not installed" in table


def test_each_line_of_the_table_stands_beside_its_target_and_its_command() -> None:
    figure = Figure("CPU", "10 µs", "floor 8 µs", 1.25, Bound("<=", 2.0), ("badgepress build --out $RAM/site",))
    table = markdown([Section("Floor", "About.", (figure,))])
    assert "| 1 | CPU | 10 µs | floor 8 µs | 1.25× | ≤ 2.00× | met |" in table
    assert "1. `badgepress build --out $RAM/site`" in table


def test_the_summary_counts_what_was_met_missed_and_not_measured() -> None:
    bound = Bound("<=", 2.0)
    figures = (Figure("a", value=1, wanted=bound), Figure("b", value=3, wanted=bound), Figure("c", missing="no gcc"))
    assert summary([Section("s", "", figures), Section("t", "", (Figure("d", value=1),))]) == (
        "1 met, 1 missed, 1 not measured"
    )


@pytest.mark.parametrize(
    ("value", "text"), [(0, "0"), (0.0123, "0.012"), (0.5, "0.50"), (1.234, "1.23"), (12.34, "12.3"), (1234.5, "1,234")]
)
def test_numbers_have_as_many_digits_as_say_something(value: float, text: str) -> None:
    assert number(value) == text


def test_commands_are_shown_without_paths_of_the_machine(tmp_path: Path) -> None:
    places = Places(ram=tmp_path / "ram", disk=tmp_path / "disk", cache=tmp_path / "cache")
    command = [str(tmp_path / "cache" / "bin" / "pelican"), f"--output={tmp_path / 'ram' / 'site'}", "two words"]
    assert places.shown(command) == "$CACHE/bin/pelican --output=$RAM/site 'two words'"


def test_a_run_that_does_not_fit_is_refused_with_both_sizes(tmp_path: Path) -> None:
    with pytest.raises(NoRoomError, match=r"this run needs \d+\.\d GB; \d+\.\d GB are free"):
        need_room(tmp_path, 10**18, 0, "this run")
    with pytest.raises(NoRoomError, match="this run needs"):
        need(FULL_TIMES_MANY, ["large"], Places(tmp_path, tmp_path, tmp_path))


FULL_TIMES_MANY = FULL.__class__(10**9, (10**9,), (10**6,), 10**12, 10, 3, 1)


def test_the_whole_run_takes_what_the_makefile_says() -> None:
    wanted = room(FULL, ["large", "floor", "signing", "hugo", "eleventy", "pelican"])
    assert 55e9 < wanted.disk < 65e9
    assert wanted.ram < 5e9
    small = room(QUICK, ["large", "floor", "signing", "hugo", "eleventy", "pelican"])
    assert small.disk < 2e9


def test_works_are_done_in_turn_and_the_middle_one_counts() -> None:
    from tools.bench.measure import Cost

    done: list[str] = []

    def work(name: str, seconds: list[float]):
        def run() -> Cost:
            done.append(name)
            return Cost(0.0, seconds.pop(0), 0.0, 0, "", "")

        return run

    ours, theirs = in_turn(3, work("ours", [1.0, 9.0, 2.0]), work("theirs", [4.0, 4.0, 3.0]))
    assert done == ["ours", "theirs"] * 3
    assert (middle_cpu(ours), middle_cpu(theirs)) == (2.0, 4.0)
