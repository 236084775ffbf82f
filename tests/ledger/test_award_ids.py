"""Ids of awards: ten bytes each, and what comes out is what went in."""

from __future__ import annotations

import random

from hypothesis import given
from hypothesis import strategies as st

from generator.ledger.award_ids import AwardIds

CROCKFORD = "0123456789abcdefghjkmnpqrstvwxyz"
ID = st.text(alphabet=CROCKFORD, min_size=16, max_size=16)
LISTS = st.lists(ID | st.integers(0, 50).map("{:016}".format), unique=True, min_size=1, max_size=30)


def made(ids: list[str]) -> AwardIds:
    found = AwardIds()
    assert found.add_all(ids)
    found.trim()
    return found


@given(LISTS, ID)
def test_ids_come_back_and_are_found(ids: list[str], other: str) -> None:
    found = made(ids)
    assert list(found) == ids
    assert [found.find(award_id) for award_id in ids] == list(range(len(ids)))
    assert (other in found) == (other in ids)
    assert found[-1] == ids[-1]
    assert list(found[1:3]) == ids[1:3]


@given(LISTS)
def test_their_order_is_that_of_the_text(ids: list[str]) -> None:
    found = made(ids)
    assert [ids[row] for row in found.in_order()] == sorted(ids)
    assert [found.high[row] << 64 | found.low[row] for row in found.in_order()] == sorted(
        found.high[row] << 64 | found.low[row] for row in range(len(ids))
    )


@given(LISTS, LISTS)
def test_ids_of_which_one_is_there_are_refused_together(first: list[str], second: list[str]) -> None:
    found = made(first)
    assert found.add_all(second) == set(first).isdisjoint(second)
    assert found.find_all(first) == list(range(len(first)))
    assert len(found) == len(first) + (len(second) if set(first).isdisjoint(second) else 0)


def test_ids_that_share_their_last_64_bits_are_told_apart() -> None:
    ids = ["0000000000000001", "0020000000000001", "z0g0000000000001"]
    found = made(ids)
    assert found.find_all(ids) == [0, 1, 2]
    assert found.find_all(["0040000000000001"]) == [None]
    assert found.find_all([*ids, "no id"]) == [0, 1, 2, None]


def test_what_is_no_id_is_not_found() -> None:
    found = made(["0000000000000001"])
    for text in ("", "0000000000000001 ", "000000000000000i", "000000000000000", "0000000000000001".upper() + "é"):
        assert text not in found
    assert 1 not in found


def test_ids_are_found_after_the_index_was_forgotten() -> None:
    chance = random.Random(5)
    ids = ["".join(chance.choices(CROCKFORD, k=16)) for _ in range(500)]
    found = made(ids)
    found.forget_index()
    assert found.find_all(ids) == list(range(500))
    assert found.find("0" * 16) is None


def test_ids_that_were_added_last_are_taken_back() -> None:
    found = made(["0000000000000001"])
    assert found.add_all(["0000000000000002"])
    found.take_back(1)
    assert list(found) == ["0000000000000001"]
    assert found.add_all(["0000000000000002"])
