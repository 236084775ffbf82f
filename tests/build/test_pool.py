"""Worker processes: what one does before it is a worker is never missed, and never in the way."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from generator.build.means import AWARD_TEMPLATES, compiled_templates
from generator.build.pool import Pool, Step
from generator.errors import BadgepressError, BuildError
from generator.pages.render import Theme, packaged_theme
from tests import projects
from tests.sitemaking import build, tree_hash


class Clerk:
    """A worker that knows its process."""

    def process(self) -> int:
        return os.getpid()

    def late(self, number: int) -> int:
        time.sleep(0.2)
        return 2 * number

    def close(self) -> None:
        """Nothing to let go of."""


def _double(number: int) -> tuple[int, int]:
    return 2 * number, os.getpid()


def _fail(error: Exception) -> None:
    raise error


def test_what_a_process_begins_is_done_elsewhere_and_can_be_had_once() -> None:
    with Pool(2) as pool:
        first, second = pool.begin(_double, 2), pool.begin(_double, 3)
        (four, one), (six, other) = first(), second()
        assert (four, six) == (4, 6)
        assert len({one, other, os.getpid()}) == 3
        assert first() is None


def test_where_no_process_is_free_nothing_is_begun() -> None:
    with Pool(1) as pool:
        assert pool.begin(_double, 2)() is None
    with Pool(2) as pool:
        begun = [pool.begin(_double, number) for number in range(3)]
        assert [take() is None for take in begun] == [False, False, True]


@pytest.mark.parametrize("error", [BadgepressError("bad"), ValueError("worse")])
def test_what_fails_on_the_way_is_as_if_it_had_not_been_begun(error: Exception) -> None:
    with Pool(2) as pool:
        take = pool.begin(_fail, error)
        assert take() is None
        pool.equip(Clerk)
        assert len(set(pool.each("process"))) == 2


def test_workers_are_equipped_whether_or_not_anybody_asked_for_what_they_had_begun() -> None:
    with Pool(2) as pool:
        forgotten = pool.begin(_double, 2)
        pool.equip(Clerk)
        assert len(set(pool.each("process"))) == 2
        assert forgotten() is None


def test_a_pool_is_closed_without_waiting_for_what_was_begun() -> None:
    before = time.monotonic()
    with Pool(2) as pool:
        take = pool.begin(time.sleep, 60)
    assert take() is None
    assert time.monotonic() - before < 50


def test_a_process_that_ends_over_what_it_had_begun_is_told_of() -> None:
    with Pool(2) as pool:
        take = pool.begin(os._exit, 3)
        with pytest.raises(BuildError, match="a worker process ended"):
            take()


def test_what_others_compiled_of_a_theme_is_not_compiled_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    compiled = compiled_templates(tmp_path, True) | compiled_templates(tmp_path, False)
    theme = Theme((packaged_theme(),))
    theme.learn(compiled)
    monkeypatch.setattr(type(theme._environment), "_generate", _fail)
    theme.compile_ahead(*theme.template_names())
    assert {*AWARD_TEMPLATES} < {*theme.template_names()}


def test_what_others_compiled_of_another_text_is_compiled_again(tmp_path: Path) -> None:
    own = tmp_path / "templates"
    own.mkdir()
    (own / "404.html").write_text("old", encoding="utf-8")
    compiled = compiled_templates(tmp_path, False)
    (own / "404.html").write_text("new", encoding="utf-8")
    theme = Theme((packaged_theme(), own))
    theme.learn(compiled)
    assert theme._environment.get_template("404.html").render() == "new"


def test_a_mistake_in_a_theme_is_told_by_the_one_who_builds(tmp_path: Path) -> None:
    project = projects.write_project(tmp_path / "project")
    (project / "templates").mkdir()
    (project / "templates" / "home.html").write_text("{% if %}", encoding="utf-8")
    for jobs in (1, 2):
        with pytest.raises(BadgepressError, match=r"home\.html:1: "):
            build(project, jobs=jobs)
    assert not (project / "site").exists()


def test_a_theme_of_ones_own_gives_the_same_site_whoever_compiles_it(tmp_path: Path) -> None:
    project = projects.write_project(tmp_path / "project")
    (project / "templates").mkdir()
    packaged = (packaged_theme() / "base.html").read_text(encoding="utf-8")
    ours = packaged.replace("</body>", "<!-- ours --></body>")
    (project / "templates" / "base.html").write_text(ours, encoding="utf-8")
    for jobs in (1, 2):
        build(project, tmp_path / f"site-{jobs}", jobs=jobs)
    assert tree_hash(tmp_path / "site-1") == tree_hash(tmp_path / "site-2")
    pages = list((tmp_path / "site-2" / "awards").glob("*/index.html"))
    assert pages and all("<!-- ours -->" in page.read_text(encoding="utf-8") for page in pages)


class Sums:
    """Steps for clerks: three numbers to be doubled, slowly."""

    def __init__(self) -> None:
        self._left = [3, 2, 1]

    def next_step(self, worker: int) -> Step | None:
        number = self._left.pop() if self._left else 0
        return Step(number, "late", (number,)) if number else None


def test_while_workers_are_at_work_something_else_is_done_until_there_is_no_more() -> None:
    done: list[int] = []

    def meanwhile() -> bool:
        done.append(len(done))
        return len(done) < 5

    with Pool(2) as pool:
        pool.equip(Clerk)
        assert sorted(number for number, _ in pool.run(Sums(), meanwhile)) == [1, 2, 3]
    assert len(done) >= 5


def test_where_the_work_is_done_here_nothing_else_is_done_meanwhile() -> None:
    with Pool(1) as pool:
        pool.equip(Clerk)
        asked = pool.run(Sums(), lambda: pytest.fail("nobody waits"))
        assert sorted(number for number, _ in asked) == [1, 2, 3]
