"""The stage and its writers: what they make, what they take over, what they refuse, and what they leave behind."""

from __future__ import annotations

import os
import tracemalloc
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.build.stage import Stage, held_lock, stage_folder
from generator.build.trees import count_files, remove_tree
from generator.build.writer import Writer, plain_modes
from generator.errors import BuildError
from tests.sitemaking import tree


@pytest.fixture
def stage(tmp_path: Path) -> Stage:
    made = Stage(tmp_path / "site")
    made.begin()
    return made


@pytest.fixture
def writer(stage: Stage) -> Iterator[Writer]:
    with plain_modes():
        made = Writer(stage.folder, None)
        yield made
        made.close()


def _publish(out: Path, files: dict[str, bytes]) -> None:
    for path, data in files.items():
        (out / path).parent.mkdir(parents=True, exist_ok=True)
        (out / path).write_bytes(data)
        (out / path).chmod(0o644)


def test_files_and_folders_have_set_modes_whatever_the_umask(tmp_path: Path) -> None:
    old = os.umask(0o077)
    try:
        stage = Stage(tmp_path / "site")
        stage.begin()
        with plain_modes():
            Writer(stage.folder, None).put("a/b/c.txt", b"x")
        stage.settle(1)
        assert os.umask(0o077) == 0o077
    finally:
        os.umask(old)
    assert (stage.folder / "a/b/c.txt").stat().st_mode & 0o777 == 0o644
    for folder in (stage.folder, stage.folder / "a", stage.folder / "a/b"):
        assert folder.stat().st_mode & 0o777 == 0o755


def test_many_folders_are_written_in_any_order(stage: Stage, writer: Writer) -> None:
    wanted = {f"awards/{n % 97:02d}/{n // 97}/deep/f{n}.txt": str(n).encode() for n in range(500)}
    for path, data in wanted.items():
        writer.put(path, data)
    stage.settle(500)
    assert tree(stage.folder) == wanted
    assert stage.files() == {path: len(wanted[path]) for path in sorted(wanted)}
    assert (writer.tally.added, writer.tally.files) == (500, 500)
    assert writer.tally.bytes == sum(map(len, wanted.values()))


def test_folders_forgotten_and_folders_of_others_are_met_again(
    stage: Stage, writer: Writer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("generator.build.writer._MOST_FOLDERS", 2)
    other = Writer(stage.folder, None)
    for number in range(12):
        (writer, other)[number % 2].put(f"f{number % 5}/deep/{number}", b"x")
    other.close()
    assert len(stage.files()) == 12


def test_a_file_is_written_once_only(writer: Writer) -> None:
    writer.put("index.html", b"1")
    with pytest.raises(BuildError, match="File exists"):
        writer.put("index.html", b"2")


@pytest.mark.parametrize("path", ["", "a/", "..", "a/..", "."])
def test_a_path_that_names_no_file_is_refused(writer: Writer, path: str) -> None:
    with pytest.raises(ValueError, match="not a file"):
        writer.put(path, b"")


def test_a_link_planted_in_the_stage_is_not_followed(stage: Stage, writer: Writer, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (stage.folder / "awards").symlink_to(outside)
    with pytest.raises(BuildError):
        writer.put("awards/x.txt", b"x")
    (stage.folder / "victim").symlink_to(outside / "made")
    with pytest.raises(BuildError):
        writer.put("victim", b"x")
    assert not any(outside.iterdir())


def test_bytes_that_are_published_already_are_the_same_file_in_the_stage(stage: Stage, tmp_path: Path) -> None:
    out = tmp_path / "site"
    _publish(out, {"same": b"1", "deep/same": b"2", "other": b"3", "longer": b"444"})
    with plain_modes():
        writer = Writer(stage.folder, out)
        assert [writer.put("same", b"1"), writer.put("deep/same", b"2")] == [False, False]
        assert [writer.put("other", b"x"), writer.put("longer", b"4"), writer.put("new", b"5")] == [True] * 3
        writer.close()
    tally = writer.tally
    assert (tally.same, tally.changed, tally.added) == (2, 2, 1)
    assert (stage.folder / "deep/same").samefile(out / "deep/same")
    assert tree(stage.folder) == {"same": b"1", "deep/same": b"2", "other": b"x", "longer": b"4", "new": b"5"}
    assert tree(out)["other"] == b"3"


def test_a_published_file_with_another_mode_or_behind_a_link_is_written_anew(stage: Stage, tmp_path: Path) -> None:
    out = tmp_path / "site"
    _publish(out, {"open": b"1"})
    (out / "open").chmod(0o666)
    (tmp_path / "aside").write_bytes(b"2")
    (out / "link").symlink_to(tmp_path / "aside")
    with plain_modes():
        writer = Writer(stage.folder, out)
        assert writer.put("open", b"1") and writer.put("link", b"2")
        assert not writer.keep(["open"]) and not writer.keep(["link"])
        writer.close()
    assert (stage.folder / "open").stat().st_mode & 0o777 == 0o644
    assert not (stage.folder / "link").is_symlink()


def test_files_are_taken_over_all_together_or_not_at_all(stage: Stage, tmp_path: Path) -> None:
    out = tmp_path / "site"
    _publish(out, {"a/1": b"1", "a/2": b"22"})
    with plain_modes():
        writer = Writer(stage.folder, out)
        assert not writer.keep(["a/1", "a/missing"])
        assert stage.files() == {}
        assert writer.keep(["a/1", "a/2"])
        writer.close()
    assert (writer.tally.same, writer.tally.bytes) == (2, 3)
    assert (stage.folder / "a/2").samefile(out / "a/2")


def test_where_no_second_name_can_be_given_the_bytes_are_written(
    stage: Stage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "site"
    _publish(out, {"a": b"1", "b": b"2"})
    whole, calls = os.link, []

    def once(*args: object, **more: object) -> None:
        calls.append(args)
        if len(calls) != 2:
            raise OSError(31, "Too many links")
        whole(*args, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(os, "link", once)
    with plain_modes():
        writer = Writer(stage.folder, out)
        assert writer.put("a", b"1")
        assert not writer.keep(["b", "a"])
        writer.close()
    assert stage.files() == {"a": 1}
    assert not (stage.folder / "a").samefile(out / "a")


def test_without_a_stage_it_is_only_said_what_would_be_done(tmp_path: Path) -> None:
    out = tmp_path / "site"
    _publish(out, {"same": b"1", "other": b"3", "kept": b"4"})
    writer = Writer(None, out)
    assert [writer.put("same", b"1"), writer.put("other", b"x"), writer.put("new", b"5")] == [False, True, True]
    assert writer.keep(["kept"]) and not writer.keep(["missing"])
    writer.close()
    assert (writer.tally.same, writer.tally.changed, writer.tally.added) == (2, 1, 1)
    assert [path.name for path in tmp_path.iterdir()] == ["site"]


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


def test_a_full_disk_is_one_clear_line(writer: Writer, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(handle: int, data: memoryview) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "write", full)
    with pytest.raises(BuildError, match=r"cannot write a/b: No space left on device") as caught:
        writer.put("a/b", b"x")
    assert "free some space" in caught.value.hint


def test_short_writes_are_continued(stage: Stage, writer: Writer, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = os.write
    monkeypatch.setattr(os, "write", lambda handle, data: whole(handle, bytes(data)[:3]))
    writer.put("long", b"0123456789")
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


def test_a_discarded_stage_leaves_nothing(stage: Stage, writer: Writer) -> None:
    writer.put("a/b", b"x")
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
    with plain_modes():
        writer = Writer(stage.folder, None)
        for path, data in wanted.items():
            writer.put(path, data)
        writer.close()
    stage.settle(len(wanted))
    assert tree(stage.folder) == wanted


def test_folders_of_any_number_of_entries_are_counted_and_removed_without_a_list_of_them(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.write_bytes(b"x")
    tree = tmp_path / "tree"
    for number in range(3_000):
        (tree / "many" / f"{number}").mkdir(parents=True)
        (tree / "many" / f"{number}" / "file").write_bytes(b"")
    (tree / "link").symlink_to(outside)
    (tree / "many" / "folder-link").symlink_to(tmp_path)
    tracemalloc.start()
    try:
        assert count_files(tree) == 3_002
        remove_tree(tree)
        assert tracemalloc.get_traced_memory()[1] < 50_000
    finally:
        tracemalloc.stop()
    assert not tree.exists() and outside.read_bytes() == b"x"
    remove_tree(tree)
    assert count_files(tree) == 0
