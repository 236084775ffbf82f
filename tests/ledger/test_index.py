"""Rows are found by their keys as in a dict, however many keys share a code."""

from __future__ import annotations

from array import array

from hypothesis import given
from hypothesis import strategies as st

from generator.ledger.index import Codes, Index

KEYS = st.integers(0, 60)


def indexed(keys: list[int], codes: int) -> tuple[Index, array[int]]:
    """An index of distinct keys of which only so many have codes of their own."""
    column = array("q", (key % codes - 3 for key in keys))
    return Index(column), column


@given(st.lists(KEYS, unique=True), st.sampled_from([1, 7, 1000]))
def test_every_row_is_found_by_its_key_and_no_other(keys: list[int], codes: int) -> None:
    index, _ = indexed(keys, codes)
    assert index.put_all(0, len(keys), lambda row, other: keys[row] == keys[other])
    for key in range(62):
        found = index.find(key % codes - 3, lambda row, key=key: keys[row] == key)
        assert found == (keys.index(key) if key in keys else -1)
    assert len(index) == len(keys)


@given(st.lists(KEYS, min_size=1), st.lists(KEYS, min_size=1), st.sampled_from([1, 7, 1000]))
def test_rows_that_repeat_a_key_are_refused_together_and_leave_no_trace(
    first: list[int], second: list[int], codes: int
) -> None:
    first = list(dict.fromkeys(first))
    keys = first + second
    index, _ = indexed(keys, codes)
    assert index.put_all(0, len(first), lambda row, other: keys[row] == keys[other])
    are_new = len(set(keys)) == len(keys)
    assert index.put_all(len(first), len(keys), lambda row, other: keys[row] == keys[other]) == are_new
    assert len(index) == (len(keys) if are_new else len(first))
    for key in set(second) - set(first):
        found = index.find(key % codes - 3, lambda row, key=key: keys[row] == key)
        assert (found >= 0) == are_new
    for row, key in enumerate(first):
        assert index.find(key % codes - 3, lambda row, key=key: keys[row] == key) == row


def test_rows_that_were_added_last_are_taken_back() -> None:
    keys = list(range(200))
    index, column = indexed(keys, 1000)
    assert index.put_all(0, 150)
    assert index.put_all(150, 200)
    index.take_back(150, 200)
    assert index.find_codes(column) == [*range(150), *[-1] * 50]
    assert index.put_all(150, 200)
    assert index.find_codes(column) == keys


def test_an_index_grows_beyond_what_was_expected() -> None:
    column = array("q", range(-5000, 5000))
    index = Index(column)
    index.reserve(10)
    for start in range(0, 10_000, 100):
        assert index.put_all(start, start + 100)
    assert index.find_codes([-5000, 4999, 5000]) == [0, 9999, -1]


@given(st.sets(st.text(max_size=4), max_size=200), st.text(max_size=4))
def test_a_set_of_codes_knows_its_texts(texts: set[str], other: str) -> None:
    codes = Codes()
    for text in [*texts, *texts]:
        codes.add(text)
    assert all(text in codes for text in texts)
    assert (other in codes) == (other in texts)
