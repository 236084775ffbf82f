"""The record of the last build: what it keeps, and that nothing but a whole one of this very tree is believed."""

from __future__ import annotations

import os
import shutil
from array import array
from collections.abc import Iterable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from generator.build import rows
from generator.build.columns import find_all
from generator.build.state import (
    Columns,
    Stamp,
    State,
    Unit,
    opened_state,
    opening_state,
    pieces_of_state,
    read_state,
    save_state,
    stamp_of,
    state_file,
)

NUMBERS = st.lists(st.integers(0, 2**64 - 1), max_size=5).map(lambda values: array("Q", values))
COLUMNS = st.builds(
    Columns,
    id_high=st.lists(st.integers(0, 2**16 - 1), max_size=5).map(lambda values: array("H", values)),
    id_low=NUMBERS,
    marks=NUMBERS,
    traits=st.binary(max_size=9),
    achievement=st.lists(st.integers(0, 2**32 - 1), max_size=5).map(lambda values: array("I", values)),
    earner=NUMBERS,
    profile=NUMBERS,
    profile_group=NUMBERS,
    handles=st.binary(max_size=20),
)
STATES = st.builds(
    State,
    stamp=st.builds(Stamp, *[st.integers(0, 2**63)] * 4, files=st.text(max_size=5)),
    common=st.text(max_size=8),
    dated=st.text(max_size=8),
    achievements=st.dictionaries(st.text(max_size=5), st.text(max_size=5), max_size=4),
    units=st.dictionaries(
        st.text(max_size=5),
        st.builds(Unit, st.text(max_size=5), st.lists(st.text(max_size=5), max_size=3).map(tuple)),
        max_size=4,
    ),
    portraits=st.dictionaries(st.text(max_size=8), st.text(max_size=8), max_size=3),
    depth=st.integers(0, 3),
    files=st.integers(0, 10**7),
    columns=COLUMNS,
    addressed=st.text(max_size=8),
)
SMALL = State(
    Stamp(1, 2, 3, 4),
    "common",
    "dated",
    {"a": "1"},
    {"index.html": Unit("d", ("index.html",))},
    {"ada": "p"},
    0,
    3,
    Columns(
        array("H", [1]),
        array("Q", [2]),
        array("Q", [7]),
        b"\0",
        array("I", [0]),
        array("Q", [9]),
        *[array("Q")] * 2,
        b"",
    ),
)


def encode_state(state: State) -> bytes:
    return b"".join(pieces_of_state(state))


def decode_state(data: bytes) -> State | None:
    handle = os.memfd_create("state")
    try:
        os.write(handle, data)
        found = read_state(handle)
        return None if found is None else replace(found, columns=plain(found.columns))
    finally:
        os.close(handle)


def plain(columns: Columns) -> Columns:
    """The same columns, as lists."""
    return Columns(**{name: list(getattr(columns, name)[:]) for name in Columns.__struct_fields__})


def load_state(out: Path) -> tuple[State | None, str]:
    with opened_state(out) as found, opening_state(out) as take:
        assert _told(take()) == _told(found)
        return found


def _told(found: tuple[State | None, str]) -> tuple[State | None, str]:
    state, why = found
    return None if state is None else replace(state, columns=plain(state.columns)), why


@given(STATES)
def test_what_is_kept_is_what_is_found(state: State) -> None:
    assert decode_state(encode_state(state)) == replace(state, columns=plain(state.columns))


@given(st.data())
def test_a_state_with_any_one_byte_changed_or_cut_off_is_none(data: st.DataObject) -> None:
    encoded = bytearray(encode_state(SMALL))
    at = data.draw(st.integers(0, len(encoded) - 1))
    assert decode_state(bytes(encoded[:at])) is None
    encoded[at] ^= data.draw(st.integers(1, 255))
    assert decode_state(bytes(encoded)) is None


@pytest.mark.parametrize("size", [1, 65_535, 65_536, 65_537, 200_000])
def test_columns_of_any_length_are_read_back_whole_in_parts_and_one_by_one(size: int) -> None:
    column = array("Q", range(7, 7 + size))
    handle = os.memfd_create("state")
    os.write(handle, encode_state(replace(SMALL, columns=replace(SMALL.columns, marks=column, traits=bytes(size)))))
    found = read_state(handle)
    assert found is not None
    marks = found.columns.marks
    assert array("Q", marks[:]) == column and len(marks) == size
    assert [marks[0], marks[size - 1], marks[-1]] == [column[0], column[-1], column[-1]]
    assert list(marks[size // 2 : size // 2 + 3]) == list(column[size // 2 : size // 2 + 3])
    assert list(find_all(marks, column[-1])) == [size - 1]
    assert bytes(found.columns.traits[:]) == bytes(size)
    os.close(handle)


@given(st.data())
def test_a_state_that_builds_upon_rows_is_the_one_that_holds_them_all(data: st.DataObject) -> None:
    count = data.draw(st.integers(0, 9))
    front = data.draw(st.integers(0, count))
    behind = data.draw(st.integers(0, count - front))
    between = data.draw(st.integers(0, 4))
    state = replace(SMALL, columns=_columns(range(100, 100 + count)))
    numbers = [*range(100, 100 + front), *range(200, 200 + between), *range(100 + count - behind, 100 + count)]
    handles = [os.memfd_create("rows"), os.memfd_create("state")]
    pieces = [*rows.pieces_of_rows({name: getattr(state.columns, name) for name in rows.KINDS})]
    os.write(handles[0], b"".join(pieces))
    basis = rows.Basis(pieces[-1].hex(), front, behind)
    columns = _columns(numbers)
    os.write(handles[1], encode_state(replace(state, columns=columns, basis=basis)))
    found = read_state(handles[1], handles[0])
    assert found is not None and found.basis == basis
    assert plain(found.columns) == plain(columns)
    assert [found.columns.marks[at] for at in range(len(numbers))] == numbers
    assert list(found.columns.marks[1:4]) == numbers[1:4] and list(found.columns.id_high[-2:]) == numbers[-2:]
    assert read_state(handles[1]) is None and read_state(handles[1], handles[1]) is None
    at = data.draw(st.integers(0, sum(map(len, pieces)) - 1))
    os.pwrite(handles[0], bytes([os.pread(handles[0], 1, at)[0] ^ 1]), at)
    assert read_state(handles[1], handles[0]) is None
    for handle in handles:
        os.close(handle)


def _columns(numbers: Iterable[int]) -> Columns:
    """Columns in which each award has its number everywhere."""
    kinds = {name: array(kind, [number % 256 if kind == "B" else number for number in numbers]) for name, kind in KINDS}
    return replace(SMALL.columns, **kinds)


KINDS = rows.KINDS.items()


def test_a_basis_lasts_as_long_as_few_rows_are_not_in_it() -> None:
    basis = rows.Basis("d", 1000, 0)
    assert basis.after(1000, 0, 1001) == basis
    assert basis.after(400, 500, 1000 + rows.MOST_APART) is None
    assert basis.after(400, 500, 401) == rows.Basis("d", 400, 0)
    assert rows.Basis("d", 10, 20).after(30, 5, 40) == rows.Basis("d", 10, 5)


@given(st.binary(max_size=200))
def test_bytes_of_any_kind_are_no_state(data: bytes) -> None:
    assert decode_state(data) is None


@pytest.fixture
def site(tmp_path: Path) -> Path:
    out = tmp_path / "site"
    (out / "awards" / "a").mkdir(parents=True)
    (out / "awards" / "a" / "index.html").write_bytes(b"page")
    return out


def _keep(out: Path, *, with_files: bool) -> None:
    stamp = stamp_of(out, with_files=with_files)
    assert stamp is not None
    save_state(state_file(out), State(stamp, *[getattr(SMALL, name) for name in State.__struct_fields__[1:]]))


def test_a_site_that_nobody_touched_has_its_state(site: Path) -> None:
    for with_files in (False, True):
        _keep(site, with_files=with_files)
        state, why = load_state(site)
        assert state is not None and why == ""
    assert state_file(site).stat().st_mode & 0o777 == 0o600


def test_a_site_moved_away_and_back_keeps_its_state_and_one_from_a_backup_has_none(site: Path, tmp_path: Path) -> None:
    shutil.copytree(site, tmp_path / "backup")
    (site / "awards" / "b").mkdir()
    _keep(site, with_files=False)
    site.rename(tmp_path / "moved")
    (tmp_path / "moved").rename(site)
    assert load_state(site)[0] is not None
    shutil.rmtree(site)
    shutil.copytree(tmp_path / "backup", site)
    assert load_state(site) == (None, "the site was changed by something else since the last build")


@pytest.mark.parametrize("change", ["edit", "touch", "add", "remove", "mode"])
def test_a_small_site_that_was_touched_anywhere_is_not_the_one_that_was_built(site: Path, change: str) -> None:
    _keep(site, with_files=True)
    page = site / "awards" / "a" / "index.html"
    if change == "edit":
        page.write_bytes(b"PAGE")
    elif change == "touch":
        os.utime(page, (1, 1))
    elif change == "add":
        (page.parent / "more").write_bytes(b"")
    elif change == "remove":
        page.unlink()
    else:
        page.chmod(0o600)
    state, why = load_state(site)
    assert state is None and "changed by something else" in why


def test_no_state_no_site_and_a_link_in_its_place_are_told_apart(site: Path, tmp_path: Path) -> None:
    assert load_state(tmp_path / "nowhere") == (None, "")
    assert load_state(site) == (None, "there is no record of the last build")
    _keep(site, with_files=False)
    state_file(site).rename(tmp_path / "aside")
    state_file(site).symlink_to(tmp_path / "aside")
    assert load_state(site) == (None, "the record of the last build cannot be read")
    state_file(site).unlink()
    state_file(site).write_bytes(b"badgepress-state/2\nnot one")
    assert load_state(site) == (None, "the record of the last build is damaged, or of another version")
