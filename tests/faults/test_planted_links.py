"""PROMISES P14: a link in any folder that a build reads or writes leads nowhere: nothing outside is read into the site,
changed, made or removed. And a pipe in the place of a file makes nobody wait.

Whatever was planted, a build either refuses in one clear line, or publishes what it would have without it.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests import projects
from tests.faults.judging import blamed, judge_words, shows_traceback
from tests.faults.library import Class, Fault, Kind
from tests.faults.running import Ran, Runner
from tests.faults.scenarios import Prepared, Scenario, prepare, retitle
from tests.faults.trees import listing

SECRET = "the quick brown secret outside"
SECONDS = 20.0  # whoever waits on a pipe waits for ever
MEMORY = 3 << 30  # and whoever reads a device without an end would take all there is

Plant = Callable[[Path, Path], None]


def _edit(project: Path) -> None:
    """Content that has changed, and everything a project may hold, so that there is something to put links in."""
    retitle(project)
    for name, text in (
        ("content/rules.toml", ""),
        ("content/i18n/.keep", ""),
        ("templates/assets/own.css", "p {}\n"),
        ("templates/phrases/en.toml", ""),
        ("templates/parts/.keep", ""),
    ):
        path = project / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    shutil.copy(projects.REPOSITORY / "templates" / "verify.html", project / "templates" / "verify.html")


@pytest.fixture(scope="module")
def prepared(folder: Path, runner: Runner) -> Prepared:
    """A site that stands, and content that has changed since."""
    return prepare(Scenario("changed", False, _edit), folder / "linked", runner)


@pytest.fixture
def project(prepared: Prepared, runner: Runner) -> Path:
    prepared.restore(runner)
    return prepared.place


@pytest.fixture
def outside(folder: Path) -> Path:
    """What nobody may touch."""
    place = folder / "outside"
    if place.exists():
        shutil.rmtree(place)
    (place / "deep").mkdir(parents=True)
    for name in ("file", "index.html", "deep/index.html", "deep/file"):
        (place / name).write_text(SECRET, encoding="utf-8")
        (place / name).chmod(0o640)
    return place


def _build(prepared: Prepared, runner: Runner, outside: Path) -> Ran:
    """One build, during which every operation outside is counted: there must be none."""
    counted = Fault(Kind.NOTHING, classes=Class.CHANGES | Class.READS)
    ran = runner.run(prepared.place, prepared.argv, counted, watch=outside, limits={"AS": MEMORY}, seconds=SECONDS)
    assert not ran.late, "it waits"
    assert ran.count == 0, "something outside was opened, through a link"
    assert not shows_traceback(ran), blamed(ran.err)
    return ran


def _try(prepared: Prepared, runner: Runner, outside: Path) -> None:
    """Build with what has been planted, and see that nothing outside was changed or has become part of the site."""
    before, shared = listing(outside), _files_of_both(prepared.site, outside)
    ran = _build(prepared, runner, outside)
    assert listing(outside) == before, "something outside was changed"
    if ran.code == 0:
        assert listing(prepared.site) == prepared.new
        assert _files_of_both(prepared.site, outside) <= shared, "a file outside is published"
    else:
        assert list(judge_words(ran, "same")) == []


def _files_of_both(one: Path, other: Path) -> set[int]:
    """The inodes of files that have a name in both folders, links not followed."""
    found = [{path.lstat().st_ino for path in folder.rglob("*") if path.is_file()} for folder in (one, other)]
    return found[0] & found[1]


# ---- where a build writes --------------------------------------------------------------------------------------------


def _link(name: str, to: str) -> Plant:
    def plant(project: Path, outside: Path) -> None:
        path = project / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        path.unlink(missing_ok=True)
        path.symlink_to(outside / to)

    return plant


def _moved(name: str) -> Plant:
    """The very thing, moved out, with a link in its place."""

    def plant(project: Path, outside: Path) -> None:
        shutil.move(project / name, outside / "moved")
        (project / name).symlink_to(outside / "moved")

    return plant


def _pipe(name: str) -> Plant:
    def plant(project: Path, outside: Path) -> None:
        path = project / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.unlink(missing_ok=True)
        os.mkfifo(path)

    return plant


def _same_file(name: str) -> Plant:
    """The published page is one file with a page outside: the same bytes under two names, with a mode of its own."""

    def plant(project: Path, outside: Path) -> None:
        path = project / name
        (outside / "index.html").write_bytes(path.read_bytes())
        path.unlink()
        path.hardlink_to(outside / "index.html")

    return plant


PLACES = [
    *((name, to) for name in ("site", ".site.stage", ".site.lock") for to in ("deep", "file", "nothing")),
    *((f".site.stage/{name}", to) for name in ("awards", "index.html", "assets") for to in ("deep", "file", "nothing")),
    *((f"site/{name}", to) for name in ("awards", "index.html", "assets") for to in ("deep", "file", "nothing")),
    (".site.stage/awards/deep/er", "deep"),
    ("site/.well-known", "deep"),
    ("site/more", "deep"),
    ("site/up", ".."),
    ("site/index.html", "/dev/zero"),
]
PLANTED = {f"{name}-to-{to.rpartition('/')[2]}": _link(name, to) for name, to in PLACES}
PLANTED |= {f"pipe-{name}": _pipe(name) for name in (".site.stage", ".site.lock", "site/index.html", "site/pipe")}
PLANTED |= {f"{name}-moved-out": _moved(name) for name in ("site", "site/awards", "site/.well-known", "site/404.html")}
PLANTED |= {f"same-file-{name}": _same_file(name) for name in ("site/index.html", "site/404.html", "site/.nojekyll")}


@pytest.mark.parametrize("plant", PLANTED.values(), ids=PLANTED.keys())
def test_what_is_planted_where_a_build_writes_leads_nowhere(
    prepared: Prepared, project: Path, outside: Path, runner: Runner, plant: Plant
) -> None:
    plant(project, outside)
    _try(prepared, runner, outside)


def test_a_copy_of_the_site_made_of_hard_links_stays_as_it_was(
    prepared: Prepared, project: Path, outside: Path, runner: Runner
) -> None:
    """Backups are often made so. A builder that writes into a published file would change the backup too."""
    shutil.copytree(project / "site", outside / "backup", copy_function=os.link)
    before = listing(outside)
    assert _build(prepared, runner, outside).code == 0
    assert listing(outside) == before


def test_whatever_the_engine_keeps_for_itself_may_be_a_link(prepared: Prepared, outside: Path, runner: Runner) -> None:
    """Every file and folder that a build has left in the project beside the site and its inputs, whatever it is."""
    given = {"", "site", *prepared.inputs}
    for name in sorted(prepared.beside[0] - given):
        if name.startswith("templates"):
            continue
        for to in ("deep", "file", "nothing"):
            prepared.restore(runner)
            _link(name, to)(prepared.place, outside)
            _try(prepared, runner, outside)


# ---- what a build reads ----------------------------------------------------------------------------------------------

READ = [
    "content",
    "content/site.toml",
    "content/earners.csv",
    "content/awards.csv",
    "content/events.csv",
    "content/rules.toml",
    "content/achievements",
    "content/achievements/grafting",
    "content/achievements/grafting/achievement.md",
    "content/achievements/grafting/badge.png",
    "templates",
    "templates/verify.html",
    "templates/assets",
    "templates/assets/own.css",
    "templates/phrases",
    "templates/phrases/en.toml",
    "keys",
    "keys/demo-published-not-secret.key",
    "keys/demo-published-not-secret.pub",
]


@pytest.mark.parametrize("name", READ)
def test_nothing_is_read_through_a_link(
    prepared: Prepared, project: Path, outside: Path, runner: Runner, name: str
) -> None:
    _moved(name)(project, outside)
    before = listing(outside)
    ran = _build(prepared, runner, outside)
    assert listing(outside) == before
    assert ran.code != 0 and list(judge_words(ran, "old")) == []
    assert listing(prepared.site) == prepared.old


@pytest.mark.parametrize("name", [name for name in READ if "." in name])
def test_nobody_waits_for_a_pipe_in_the_place_of_a_file(
    prepared: Prepared, project: Path, outside: Path, runner: Runner, name: str
) -> None:
    _pipe(name)(project, outside)
    ran = _build(prepared, runner, outside)
    assert list(judge_words(ran, "same")) == []


@pytest.mark.parametrize(
    "value", ["../outside/file", "../../outside/file", "/etc/hostname", "content/../../outside/file"]
)
def test_a_path_in_a_file_does_not_lead_out(
    prepared: Prepared, project: Path, outside: Path, runner: Runner, value: str
) -> None:
    (outside / "file").write_bytes(projects.small_png())
    settings = project / "content" / "site.toml"
    text = settings.read_text(encoding="utf-8")
    settings.write_text(text.replace("[issuer]\n", f'[issuer]\nimage = "{value}"\n'), encoding="utf-8")
    ran = _build(prepared, runner, outside)
    assert ran.code != 0 and list(judge_words(ran, "old")) == []
    assert listing(prepared.site) == prepared.old
