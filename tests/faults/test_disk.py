"""The disk that forgets: what a power cut may take away, and what it may not. See `disk`."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.faults.disk import EMPTY, FATES, HALF, KEPT, SURE, ZEROS, Disk, NotModelled
from tests.faults.oplog import EXCHANGED, MADE, Step


class Hand:
    """Does things below a folder and writes down what was done, as the preloaded library would."""

    def __init__(self, place: Path) -> None:
        self.place = place
        self.steps: list[Step] = []

    def make(self, name: str) -> None:
        (self.place / name).write_bytes(b"")
        self._note("open", name, flags=MADE)

    def folder(self, name: str) -> None:
        (self.place / name).mkdir()
        self._note("mkdir", name)

    def write(self, name: str, data: bytes, at: int = 0) -> None:
        with (self.place / name).open("r+b") as file:
            file.seek(at)
            file.write(data)
        self._note("write", name, offset=at, data=data)

    def sync(self, name: str) -> None:
        self._note("fsync", name)

    def move(self, name: str, other: str) -> None:
        self._note("rename", name, other)
        (self.place / name).rename(self.place / other)

    def exchange(self, name: str, other: str) -> None:
        self._note("rename", name, other, flags=EXCHANGED)
        aside = self.place / "aside"
        (self.place / name).rename(aside)
        (self.place / other).rename(self.place / name)
        aside.rename(self.place / other)

    def remove(self, name: str) -> None:
        self._note("unlink", name)
        (self.place / name).unlink()

    def link(self, name: str, other: str) -> None:
        os.link(self.place / name, self.place / other)
        self._note("link", name, other)

    def _note(
        self, call: str, name: str, other: str = "", *, flags: int = 0, offset: int = 0, data: bytes = b""
    ) -> None:
        found = (self.place / name).lstat()
        paths = (str(self.place / name), str(self.place / other) if other else "")
        number = len(self.steps) + 1
        self.steps.append(Step(number, call, len(data), 0, found.st_ino, found.st_mode, flags, offset, data, *paths))


@pytest.fixture
def hand(tmp_path: Path) -> Hand:
    place = tmp_path.resolve() / "place"
    place.mkdir()
    (place / "old").write_bytes(b"old")
    return Hand(place)


def _after(hand: Hand, disk: Disk) -> Disk:
    for step in hand.steps:
        disk.apply(step)
    return disk


def _files(disk: Disk, left: str = "all", fate: str = KEPT) -> dict[str, bytes]:
    chosen = {"none": [], "all": disk.pending()}[left]
    return {path: node.after(fate)[1] for path, node in disk.walk(chosen) if not node.is_folder}


def test_nothing_is_pending_at_first(hand: Hand) -> None:
    disk = Disk(hand.place)
    assert not disk.pending() and _files(disk, "none", SURE) == {"old": b"old"}


def test_a_file_whose_folder_was_not_synced_may_have_no_name(hand: Hand) -> None:
    disk = Disk(hand.place)
    hand.make("new")
    hand.write("new", b"new")
    hand.sync("new")
    _after(hand, disk)
    assert _files(disk, "none") == {"old": b"old"}
    assert _files(disk, "all", SURE) == {"old": b"old", "new": b"new"}


def test_bytes_that_were_not_synced_may_be_gone_or_torn_and_the_name_there(hand: Hand) -> None:
    disk = Disk(hand.place)
    hand.make("new")
    hand.write("new", b"12345678")
    hand.sync(".")
    _after(hand, disk)
    found = {fate: _files(disk, "none", fate)["new"] for fate in FATES}
    assert found == {SURE: b"", KEPT: b"12345678", EMPTY: b"", ZEROS: bytes(8), HALF: b"1234"}


def test_bytes_written_over_sure_ones_may_be_either(hand: Hand) -> None:
    disk = Disk(hand.place)
    hand.write("old", b"new")
    _after(hand, disk)
    assert [_files(disk, "all", fate)["old"] for fate in (SURE, KEPT, EMPTY)] == [b"old", b"new", b""]
    hand.steps.clear()
    hand.sync("old")
    _after(hand, disk)
    assert {_files(disk, "all", fate)["old"] for fate in FATES} == {b"new"}


def test_an_exchange_happens_wholly_or_not_at_all_until_its_folder_is_synced(hand: Hand) -> None:
    disk = Disk(hand.place)
    hand.make("new")
    hand.write("new", b"new")
    hand.sync("new")
    hand.sync(".")
    hand.exchange("old", "new")
    _after(hand, disk)
    assert _files(disk, "none") == {"old": b"old", "new": b"new"}
    assert _files(disk, "all") == {"old": b"new", "new": b"old"}
    hand.steps.clear()
    hand.sync(".")
    _after(hand, disk)
    assert _files(disk, "none") == {"old": b"new", "new": b"old"}


def test_a_removal_may_be_there_without_the_exchange_before_it(hand: Hand) -> None:
    disk = Disk(hand.place)
    hand.make("new")
    hand.write("new", b"new")
    hand.sync("new")
    hand.sync(".")
    hand.exchange("old", "new")
    hand.remove("new")
    _after(hand, disk)
    removal = disk.pending()[1]
    assert {path: node.data for path, node in disk.walk([removal]) if not node.is_folder} == {"old": b"old"}


@pytest.mark.parametrize(
    ("synced", "lost", "kept"),
    [("", {"old"}, {"deep/old"}), (".", set(), {"deep/old"}), ("deep", {"old", "deep/old"}, {"deep/old"})],
    ids=["neither", "where-it-was", "where-it-is"],
)
def test_a_renaming_between_folders_is_sure_in_the_one_that_is_synced(
    hand: Hand, synced: str, lost: set[str], kept: set[str]
) -> None:
    hand.folder("deep")
    hand.steps.clear()
    disk = Disk(hand.place)
    hand.move("old", "deep/old")
    if synced:
        hand.sync(synced)
    _after(hand, disk)
    assert (set(_files(disk, "none")), set(_files(disk, "all"))) == (lost, kept)
    hand.steps.clear()
    hand.sync("deep")
    hand.sync(".")
    _after(hand, disk)
    assert set(_files(disk, "none")) == {"deep/old"}


def test_a_second_name_is_the_same_file(hand: Hand) -> None:
    disk = Disk(hand.place)
    hand.link("old", "other")
    hand.write("other", b"new")
    _after(hand, disk)
    assert _files(disk) == {"old": b"new", "other": b"new"}


@pytest.mark.parametrize(("counts", "left"), [(True, {"old", "new"}), (False, {"old"})])
def test_syncfs_makes_everything_sure_or_nothing(hand: Hand, counts: bool, left: set[str]) -> None:
    disk = Disk(hand.place, syncfs_counts=counts)
    hand.make("new")
    hand._note("syncfs", ".")
    _after(hand, disk)
    assert set(_files(disk, "none")) == left


def test_what_cannot_be_followed_is_refused(hand: Hand) -> None:
    disk = Disk(hand.place)
    hand._note("symlink", "old")
    with pytest.raises(NotModelled, match="symlink of"):
        _after(hand, disk)


NAMES = st.sampled_from(["a", "b", "deep/a", "deep/b"])
ACTIONS = st.lists(
    st.tuples(st.sampled_from(["make", "write", "sync", "move", "remove", "link", "exchange"]), NAMES, NAMES),
    max_size=25,
)


@settings(max_examples=150)
@given(actions=ACTIONS)
def test_with_everything_left_it_holds_what_the_real_disk_holds(
    actions: list[tuple[str, str, str]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    place = tmp_path_factory.mktemp("real").resolve()
    (place / "deep").mkdir()
    disk, hand = Disk(place), Hand(place)
    for action, name, other in actions:
        _do(hand, action, name, other)
    _after(hand, disk)
    real = {path.relative_to(place).as_posix(): path.read_bytes() for path in place.rglob("*") if path.is_file()}
    assert _files(disk) == real
    for fate in FATES:  # a cut takes away; it never adds
        assert set(_files(disk, "none", fate)) <= {"a", "b", "deep/a", "deep/b"}


def _do(hand: Hand, action: str, name: str, other: str) -> None:
    """One action, where it can be done."""
    is_there, other_is = (hand.place / name).exists(), (hand.place / other).exists()
    if action == "make" and not is_there:
        hand.make(name)
    elif action == "write" and is_there:
        hand.write(name, f"{len(hand.steps)} {name}".encode(), at=len(hand.steps) % 3)
    elif action == "sync" and is_there:
        hand.sync(name)
    elif action == "move" and is_there and not other_is:
        hand.move(name, other)
    elif action == "remove" and is_there:
        hand.remove(name)
    elif action == "link" and is_there and not other_is:
        hand.link(name, other)
    elif action == "exchange" and is_there and other_is and name != other:
        hand.exchange(name, other)
