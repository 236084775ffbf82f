"""The one writer of site files: what it makes, what it refuses, and what it leaves behind."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.build.stage import Stage, held_lock, remove_tree, stage_folder
from generator.errors import BuildError
from tests.sitemaking import tree


@pytest.fixture
def stage(tmp_path: Path) -> Stage:
    made = Stage(tmp_path / "site")
    made.begin()
    return made


def test_files_and_folders_have_set_modes_whatever_the_umask(tmp_path: Path) -> None:
    old = os.umask(0o077)
    try:
        stage = Stage(tmp_path / "site")
        stage.begin()
        stage.write("a/b/c.txt", b"x")
        stage.settle()
    finally:
        os.umask(old)
    assert (stage.folder / "a/b/c.txt").stat().st_mode & 0o777 == 0o644
    for folder in (stage.folder, stage.folder / "a", stage.folder / "a/b"):
        assert folder.stat().st_mode & 0o777 == 0o755


def test_many_folders_are_written_in_any_order(stage: Stage) -> None:
    wanted = {f"awards/{n % 97:02d}/{n // 97}/deep/f{n}.txt": str(n).encode() for n in range(500)}
    for path, data in wanted.items():
        stage.write(path, data)
    stage.settle()
    assert tree(stage.folder) == wanted
    assert stage.files == {path: len(data) for path, data in wanted.items()}


def test_a_file_is_written_once_only(stage: Stage) -> None:
    stage.write("index.html", b"1")
    with pytest.raises(ValueError, match="not a new file"):
        stage.write("index.html", b"2")


@pytest.mark.parametrize("path", ["", "a/", "..", "a/..", "."])
def test_a_path_that_names_no_file_is_refused(stage: Stage, path: str) -> None:
    with pytest.raises(ValueError, match="not a new file"):
        stage.write(path, b"")


def test_a_link_planted_in_the_stage_is_not_followed(stage: Stage, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (stage.folder / "awards").symlink_to(outside)
    with pytest.raises(BuildError):
        stage.write("awards/x.txt", b"x")
    (stage.folder / "victim").symlink_to(outside / "made")
    with pytest.raises(BuildError):
        stage.write("victim", b"x")
    assert not any(outside.iterdir())


def test_what_an_interrupted_build_left_is_cleared(tmp_path: Path) -> None:
    left = stage_folder(tmp_path / "site")
    (left / "awards" / "x").mkdir(parents=True)
    (left / "awards" / "x" / "old").write_bytes(b"old")
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "kept").write_bytes(b"kept")
    (left / "link").symlink_to(outside)
    stage = Stage(tmp_path / "site")
    stage.begin()
    assert not any(stage.folder.iterdir())
    assert (outside / "kept").read_bytes() == b"kept"


def test_a_full_disk_is_one_clear_line(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(handle: int, data: memoryview) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "write", full)
    with pytest.raises(BuildError, match=r"cannot write a/b: No space left on device") as caught:
        stage.write("a/b", b"x")
    assert "free some space" in caught.value.hint


def test_short_writes_are_continued(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = os.write
    monkeypatch.setattr(os, "write", lambda handle, data: whole(handle, bytes(data)[:3]))
    stage.write("long", b"0123456789")
    assert (stage.folder / "long").read_bytes() == b"0123456789"


def test_one_build_at_a_time(tmp_path: Path) -> None:
    out = tmp_path / "site"
    with held_lock(out), pytest.raises(BuildError, match="another build"), held_lock(out):
        pass
    with held_lock(out):
        pass


def test_a_folder_where_nothing_may_be_written_is_one_clear_line(tmp_path: Path) -> None:
    with pytest.raises(BuildError, match="cannot write beside"), held_lock(tmp_path / "not there" / "site"):
        pass


def test_a_discarded_stage_leaves_nothing(stage: Stage) -> None:
    stage.write("a/b", b"x")
    stage.discard()
    assert not stage.folder.exists()
    remove_tree(stage.folder)


@given(st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from("xyz"), st.binary(max_size=20)), max_size=12))
def test_what_is_written_is_what_is_there(
    tmp_path_factory: pytest.TempPathFactory, files: list[tuple[str, str, bytes]]
) -> None:
    stage = Stage(tmp_path_factory.mktemp("made") / "site")
    stage.begin()
    wanted = {f"{folder}/{name}": data for folder, name, data in files}
    for path, data in wanted.items():
        stage.write(path, data)
    stage.settle()
    assert tree(stage.folder) == wanted
