"""PROMISES P3 without injection: disks that are full or read-only, missing rights, limits, a link as target, two builds.

Each must be one clear line, an exit code other than 0, no traceback, and the old site as it was; or, where the fault
turns out not to matter, the new one.
"""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.judging import blamed, judge_next, judge_words, shows_traceback, standing
from tests.faults.library import Fault, Kind
from tests.faults.plans import spread
from tests.faults.running import Ran, Runner
from tests.faults.scenarios import SCENARIOS, Prepared, prepare
from tests.faults.trees import listing

NOBODY = 65534
CHANGED, PARALLEL = (next(each for each in SCENARIOS if each.name == name) for name in ("changed", "parallel"))


@pytest.fixture(scope="module")
def changed(folder: Path, runner: Runner) -> Prepared:
    """A site that stands, and content that has changed since."""
    return prepare(CHANGED, folder / "changed", runner)


@pytest.fixture
def project(changed: Prepared, runner: Runner) -> Path:
    """The project of `changed`, put back."""
    changed.restore(runner)
    return changed.place


def _problems(prepared: Prepared, ran: Ran, site: Path | None = None) -> list[str]:
    stood = standing(listing(site or prepared.site), prepared)
    problems = list(judge_words(ran, stood))
    problems += [f"a traceback was shown: {blamed(ran.err)}"] if shows_traceback(ran) else []
    problems += ["neither old nor new"] if stood == "neither" else []
    return problems + (["it did not end by itself"] if ran.late or ran.left else [])


# ---- disks -----------------------------------------------------------------------------------------------------------

IN_A_SMALL_DISK = """\
mount -t tmpfs -o "$OPTIONS" none "$DISK" && cp -a "$PROJECT" "$DISK/project" || exit 125
if [ "$READ_ONLY" ]; then mount -o remount,ro "$DISK" || exit 125; fi
"$BADGEPRESS" $WORDS -C "$DISK/project" > "$RESULT/out" 2> "$RESULT/err"
echo $? > "$RESULT/code"
cp -a "$DISK/project/site" "$RESULT/site"
"""


class SmallDisk:
    """Runs the command on a file system in memory, seen by that command alone, of which the size is chosen."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._unshare = ["unshare", "--mount", *([] if os.geteuid() == 0 else ["--user", "--map-root-user"])]

    def missing(self) -> str | None:
        """Why there can be none, or None."""
        if shutil.which("unshare") is None:
            return "unshare is not there to mount a small disk with"
        done = subprocess.run(
            [*self._unshare, "mount", "-t", "tmpfs", "none", "/mnt"], capture_output=True, check=False
        )
        return "this user may not mount a small disk" if done.returncode else None

    def build(self, prepared: Prepared, options: str, *, read_only: bool = False) -> tuple[Ran, Path]:
        """What came of a build there, and where its site can be looked at."""
        disk, result = self._folder / "disk", self._folder / "result"
        shutil.rmtree(result, ignore_errors=True)
        disk.mkdir(exist_ok=True)
        result.mkdir()
        values = {
            "OPTIONS": f"mode=755,{options}",
            "DISK": str(disk),
            "PROJECT": str(prepared.place),
            "RESULT": str(result),
            "READ_ONLY": "yes" if read_only else "",
            "BADGEPRESS": str(Path(sys.executable).with_name("badgepress")),
            "WORDS": " ".join(prepared.argv),
        }
        command = [*self._unshare, "sh", "-c", IN_A_SMALL_DISK]
        done = subprocess.run(command, env={**os.environ, **values}, check=False, capture_output=True, timeout=120)
        assert done.returncode != 125, done.stderr.decode()
        out, err, code = ((result / name).read_text(encoding="utf-8") for name in ("out", "err", "code"))
        return Ran(int(code), out, err, count=0, fired=False, late=False, left=False), result / "site"


@pytest.fixture(scope="module")
def small_disk(folder: Path) -> SmallDisk:
    place = folder / "small-disk"
    place.mkdir()
    disk = SmallDisk(place)
    if reason := disk.missing():
        pytest.skip(f"faults: {reason}")
    return disk


def _pages(folder: Path) -> int:
    """What a tree takes of a file system in memory, in pages of 4 KiB, without folders."""
    return sum(-(-path.lstat().st_size // 4096) for path in folder.rglob("*") if path.is_file())


def test_a_full_disk_leaves_the_old_site_and_a_larger_one_takes_the_new(
    changed: Prepared, project: Path, small_disk: SmallDisk
) -> None:
    before, more = _pages(project), _pages(project / "site")
    codes = []
    for part in (0.02, 0.2, 0.5, 0.8, 0.95, 3):
        ran, site = small_disk.build(changed, f"size={4 * (before + int(more * part) + 1)}k")
        assert _problems(changed, ran, site) == []
        codes.append(ran.code)
    assert codes[0] != 0 and codes[-1] == 0


def test_a_disk_without_room_for_another_file_leaves_the_old_site(
    changed: Prepared, project: Path, small_disk: SmallDisk
) -> None:
    entries = sum(1 for _ in project.rglob("*")) + 2
    for more in (0, 3, 10, 30):
        ran, site = small_disk.build(changed, f"size=16m,nr_inodes={entries + more}")
        assert ran.code != 0 and listing(site) == changed.old
        assert _problems(changed, ran, site) == []


def test_a_read_only_disk_leaves_the_old_site(changed: Prepared, project: Path, small_disk: SmallDisk) -> None:
    ran, site = small_disk.build(changed, "size=16m", read_only=True)
    assert ran.code != 0 and listing(site) == changed.old
    assert _problems(changed, ran, site) == []


# ---- rights ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def stranger(project: Path) -> int:
    """A user that root's rights do not help: nobody, who owns the project, or whoever runs the tests."""
    if os.geteuid() != 0:
        return 0
    for path in (project, *project.rglob("*")):
        os.lchown(path, NOBODY, NOBODY)
    return NOBODY


@pytest.fixture
def locked() -> Iterator[list[Path]]:
    """Folders whose mode a test takes away; they can be removed afterwards."""
    paths: list[Path] = []
    yield paths
    for path in filter(Path.exists, reversed(paths)):
        path.chmod(0o755)


@pytest.mark.parametrize("mode", [0o555, 0o000], ids=["nothing-can-be-made", "nothing-can-be-seen"])
@pytest.mark.parametrize("name", [".", "site", "site/assets", ".site.stage", "content", "content/achievements", "keys"])
def test_a_folder_without_rights_is_one_clear_line(
    changed: Prepared, project: Path, stranger: int, runner: Runner, locked: list[Path], name: str, mode: int
) -> None:
    place = project / name
    if not place.exists():
        place.mkdir()
        (place / "left.html").write_text("half a page", encoding="utf-8")
        if stranger:
            os.chown(place, NOBODY, NOBODY)
    mode_before = stat.S_IMODE(place.stat().st_mode)
    locked.append(place)
    place.chmod(mode)
    ran = runner.run(project, changed.argv, user=stranger)
    place.chmod(mode_before)
    assert _problems(changed, ran) == []


# ---- limits ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("most", [1_000, 3_000, 10_000, 40_000, 10_000_000])
def test_a_limit_on_the_size_of_files_leaves_the_old_site(
    changed: Prepared, project: Path, runner: Runner, most: int
) -> None:
    ran = runner.run(project, changed.argv, limits={"FSIZE": most})
    assert _problems(changed, ran) == []
    if most in (1_000, 10_000_000):  # in between, it depends on how much of the old site can be kept
        assert (ran.code == 0) == (most == 10_000_000)
    assert list(judge_next(changed, runner)) == []


@pytest.mark.parametrize("most", [4, 6, 8, 10, 12, 16, 24, 40])
def test_too_few_open_files_leave_the_old_site_or_give_the_new(
    changed: Prepared, project: Path, runner: Runner, most: int
) -> None:
    ran = runner.run(project, changed.argv, limits={"NOFILE": most})
    assert _problems(changed, ran) == []
    assert list(judge_next(changed, runner)) == []


def test_a_gibibyte_of_memory_is_more_than_enough_for_a_small_site(
    changed: Prepared, project: Path, runner: Runner
) -> None:
    for _ in range(2):  # the second build has what the first one has kept
        ran = runner.run(project, changed.argv, limits={"AS": 1 << 30})
        assert _problems(changed, ran) == [] and ran.code == 0, ran.err


def test_no_right_to_more_processes_is_no_harm(folder: Path, runner: Runner) -> None:
    parallel = prepare(PARALLEL, folder / "parallel", runner)
    parallel.restore(runner)
    user, limits = (NOBODY, {"NPROC": 1}) if os.geteuid() == 0 else (0, {"NPROC": 1})
    if user:
        for path in (parallel.place, *parallel.place.rglob("*")):
            os.lchown(path, NOBODY, NOBODY)
    ran = runner.run(parallel.place, parallel.argv, user=user, limits=limits)
    assert _problems(parallel, ran) == []


# ---- two builds ------------------------------------------------------------------------------------------------------


def test_a_second_build_is_refused_while_the_first_one_sleeps_anywhere(
    changed: Prepared, runner: Runner, folder: Path, fault_library: Path
) -> None:
    with Runner(fault_library, folder / "second", folder / "warm") as other:
        for number in spread(len(changed.operations), 12)[1:-1]:
            changed.restore(runner)
            first = runner.run(changed.place, changed.argv, Fault(Kind.STOP, number))
            assert first.stopped
            stood = listing(changed.site)
            second = other.run(changed.place, changed.argv)
            assert second.code not in (0, None) and "another build" in second.err, (number, second)
            assert listing(changed.site) == stood and stood in (changed.old, changed.new)
            done = runner.go_on()
            assert done.code == 0 and listing(changed.site) == changed.new, (number, done)
