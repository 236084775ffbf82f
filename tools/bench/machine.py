"""The machine a measurement ran on, and the folders it may fill: what they are, and whether there is room.

Paths of this machine do not go into a report. `Places.shown` writes a command with `$RAM`, `$DISK` and `$CACHE` for the
three folders and with paths below the repository as they are from there.
"""

from __future__ import annotations

import os
import platform
import shlex
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parent.parent.parent
PYTHON_FOLDER = REPOSITORY / ".venv" / "bin"

_FILE_SYSTEMS_IN_MEMORY = ("tmpfs", "ramfs")


class NoRoomError(Exception):
    """Too little space, or the wrong kind of folder, for what is to be measured."""


@dataclass(frozen=True, slots=True)
class Places:
    """Where projects and sites of a measurement go: `ram` is a tmpfs, `disk` is not; `cache` keeps installed tools."""

    ram: Path
    disk: Path
    cache: Path

    def check(self) -> None:
        """Raise NoRoomError where the folders are not what they are taken for."""
        if file_system(self.ram) not in _FILE_SYSTEMS_IN_MEMORY:
            raise NoRoomError(f"--ram: {self.ram} is {file_system(self.ram)}, wanted tmpfs")
        if file_system(self.disk) in _FILE_SYSTEMS_IN_MEMORY:
            raise NoRoomError(f"--disk: {self.disk} is {file_system(self.disk)}, wanted a file system on a disk")

    def shown(self, command: Sequence[str | Path]) -> str:
        """The command as a report shows it."""
        return " ".join(_quoted(self._short(str(word))) for word in command)

    def _short(self, word: str) -> str:
        for folder, name in ((self.ram, "$RAM"), (self.disk, "$DISK"), (self.cache, "$CACHE")):
            word = word.replace(str(folder), name)
        return word.replace(f"{PYTHON_FOLDER}/", "").replace(f"{REPOSITORY}/", "")


def _quoted(word: str) -> str:
    return word if word.startswith("$") or "=$" in word else shlex.quote(word)


def need_room(folder: Path, size_bytes: int, files: int, what: str) -> None:
    """Raise NoRoomError unless `folder` can take so much more; `what` says what for."""
    at = os.statvfs(folder)
    free = at.f_bavail * at.f_frsize
    if file_system(folder) in _FILE_SYSTEMS_IN_MEMORY:
        free = min(free, _memory_available())
    if free < size_bytes:
        raise NoRoomError(f"{what} needs {size_bytes / 1e9:.1f} GB; {free / 1e9:.1f} GB are free in {folder}")
    if at.f_files and at.f_favail < files:
        raise NoRoomError(f"{what} needs {files:,} files; {at.f_favail:,} more are possible in {folder}")


def _memory_available() -> int:
    lines = Path("/proc/meminfo").read_text(encoding="utf-8").splitlines()
    (available,) = (int(line.split()[1]) for line in lines if line.startswith("MemAvailable:"))
    return available * 1024


def file_system(folder: Path) -> str:
    """The type of the file system of `folder`: `tmpfs`, `ext4`."""
    found, longest = "unknown", -1
    path = str(folder.resolve())
    for line in Path("/proc/mounts").read_text(encoding="utf-8").splitlines():
        _, point, kind, *_ = line.split()
        point = point.replace("\\040", " ")
        if (path == point or path.startswith(point.rstrip("/") + "/")) and len(point) >= longest:
            found, longest = kind, len(point)
    return found


def describe(places: Places) -> list[str]:
    """Date and machine, a line each."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return [
        f"Date: {datetime.now(UTC):%Y-%m-%d}",
        f"Processor: {_processor()}, {cores()} cores; memory: {memory / 2**30:.0f} GiB",
        f"System: {_system()}, Linux {platform.release()}; Python {platform.python_version()}",
        f"File systems: {file_system(places.ram)} and {file_system(places.disk)}",
        f"Badgepress: {_revision()}",
    ]


def cores() -> int:
    return len(os.sched_getaffinity(0))


def _processor() -> str:
    for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.machine()


def _system() -> str:
    try:
        return platform.freedesktop_os_release()["PRETTY_NAME"]
    except (OSError, KeyError):
        return "Linux"


def _revision() -> str:
    """The commit that was measured, and whether something beside it was."""
    if shutil.which("git") is None or not (REPOSITORY / ".git").exists():
        return "not a git checkout"
    git = ["git", "-C", str(REPOSITORY)]
    commit = subprocess.run([*git, "rev-parse", "--short=12", "HEAD"], capture_output=True, text=True, check=False)
    changed = subprocess.run([*git, "status", "--porcelain"], capture_output=True, text=True, check=False)
    return commit.stdout.strip() + (" with changes" if changed.stdout.strip() else "")
