"""PROMISES P14 and P15: nothing leads out of the project folder, nothing waits, nothing is read without bound."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable
from pathlib import Path

import pytest

from generator.ledger.faults import Fault
from generator.ledger.folder import MOST_TEXT_BYTES, Folder
from tests.ledger import sample

FILES = [
    "content/site.toml",
    "content/rules.toml",
    "content/issuer.png",
    "content/achievements/bread/achievement.md",
    "content/achievements/bread/achievement.fr.md",
    "content/achievements/bread/badge.png",
    "content/earners.csv",
    "content/awards.csv",
    "content/events.csv",
]


@pytest.mark.parametrize("path", FILES)
@pytest.mark.parametrize("outside", [True, False], ids=["out of the project", "inside the project"])
def test_a_link_in_place_of_a_file_is_refused(path: str, outside: bool, tmp_path: Path) -> None:
    project = sample.write(sample.sound(), tmp_path / "project")
    target = (tmp_path if outside else project) / "elsewhere"
    (project / path).rename(target)
    (project / path).symlink_to(target)
    assert f"{path}:1:1: file-link" in sample.told(sample.problems({}, project))


@pytest.mark.parametrize("path", FILES)
def test_a_link_to_nowhere_is_refused_as_a_link(path: str, tmp_path: Path) -> None:
    project = sample.write(sample.sound(), tmp_path)
    (project / path).unlink()
    (project / path).symlink_to("/nonexistent")
    assert f"{path}:1:1: file-link" in sample.told(sample.problems({}, project))


@pytest.mark.parametrize("path", ["content", "content/achievements", "content/achievements/bread"])
def test_a_link_in_place_of_a_folder_is_refused(path: str, tmp_path: Path) -> None:
    project = sample.write(sample.sound(), tmp_path / "project")
    (project / path).rename(tmp_path / "elsewhere")
    (project / path).symlink_to(tmp_path / "elsewhere")
    assert f"{path}:1:1: file-link" in sample.told(sample.problems({}, project))


def test_any_other_link_in_an_achievements_folder_is_refused_too(tmp_path: Path) -> None:
    project = sample.write(sample.sound(), tmp_path)
    (project / "content/achievements/bread/notes.txt").symlink_to("/etc/hostname")
    assert sample.told(sample.problems({}, project)) == ["content/achievements/bread/notes.txt:1:1: file-link"]


@pytest.mark.parametrize(
    "name", ["../secret.png", "/etc/secret.png", "a/../../secret.png", "..\\\\secret.png", "keys/x.png"]
)
def test_a_picture_outside_content_cannot_be_named(name: str, tmp_path: Path) -> None:
    (tmp_path / "secret.png").write_bytes(sample.png())
    files = sample.replaced(sample.sound(), "content/site.toml", "issuer.png", name)
    assert sample.told(sample.problems(files, tmp_path / "project")) == ["content/site.toml:9:9: art-path"]


def make_pipe(path: Path) -> None:
    os.mkfifo(path)


def make_socket(path: Path) -> None:
    here = Path.cwd()
    os.chdir(path.parent)  # the name of a socket has at most 108 bytes
    try:
        socket.socket(socket.AF_UNIX).bind(path.name)
    finally:
        os.chdir(here)


@pytest.mark.parametrize("make", [make_pipe, make_socket, Path.mkdir])
@pytest.mark.parametrize("path", FILES)
def test_what_is_not_an_ordinary_file_is_refused_at_once(
    path: str, make: Callable[[Path], None], tmp_path: Path
) -> None:
    project = sample.write(sample.sound(), tmp_path)
    (project / path).unlink()
    make(project / path)
    assert f"{path}:1:1: file-kind" in sample.told(sample.problems({}, project))


def test_a_file_in_place_of_a_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "content").write_text("not a folder", encoding="utf-8")
    assert sample.told(sample.problems({}, tmp_path)) == ["content:1:1: file-kind"]


@pytest.mark.parametrize(
    "path", ["content/site.toml", "content/rules.toml", "content/achievements/bread/achievement.md"]
)
def test_a_text_file_beyond_its_bound_is_not_read(path: str, tmp_path: Path) -> None:
    files = {**sample.sound(), path: b"#" * (MOST_TEXT_BYTES + 1)}
    assert f"{path}:1:1: file-too-big" in sample.told(sample.problems(files, tmp_path))


def test_a_picture_beyond_its_bound_is_not_read(tmp_path: Path) -> None:
    project = sample.write(sample.sound(), tmp_path)
    with (project / "content/issuer.png").open("ab") as file:
        file.truncate(1 << 40)  # a hole: a terabyte that costs nothing unless it is read
    assert sample.told(sample.problems({}, project)) == ["content/issuer.png:1:1: file-too-big"]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read_is_one_problem(tmp_path: Path) -> None:
    project = sample.write(sample.sound(), tmp_path)
    (project / "content/rules.toml").chmod(0)
    assert sample.told(sample.problems({}, project)) == ["content/rules.toml:1:1: file-unreadable"]


def test_an_input_error_while_reading_is_a_fault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_bytes(b"x")

    def fails(*_: object) -> bytes:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr("generator.ledger.folder._read_up_to", fails)
    found = Folder(tmp_path).read("file")
    assert isinstance(found, Fault)
    assert found.code == "file-unreadable"


def test_no_descriptor_is_left_open(tmp_path: Path) -> None:
    project = sample.write(sample.sound(), tmp_path)
    (project / "content/achievements/bread/badge.png").unlink()
    (project / "content/achievements/bread/badge.png").symlink_to("/etc/hostname")
    before = len(os.listdir("/proc/self/fd"))  # noqa: PTH208
    for _ in range(3):
        sample.problems({}, project)
    assert len(os.listdir("/proc/self/fd")) == before  # noqa: PTH208
