"""What is found plainly in order in a whole column is in order value by value, and ordinary columns are found so."""

from __future__ import annotations

import random
import re
from datetime import UTC, datetime

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from generator.ledger import bulk
from generator.ledger.faults import Fault, Report
from generator.ledger.moments import moment
from generator.ledger.privacy import Privacy
from generator.ledger.texts import AWARD_ID, id_fault, mail_fault, name_fault, name_warning
from generator.ledger.urls import web_address_fault

IDS = st.text(alphabet="ab1_-, A\né", max_size=4) | st.sampled_from(["con", "index", "a" * 100, "a" * 101, "e12"])
AWARD_IDS = st.text(alphabet="0az,é", min_size=15, max_size=17) | st.just("0123456789abcdef") | st.just("0" * 15 + "u")
NAMES = st.text(max_size=5) | st.sampled_from(
    ["Ann", " Ann", "Ann ", "é", "e\u0301", "x" * 201, "千恵", "a\nb", "\u3000"]
)
PARTS = st.sampled_from(["a", "é", ".", "-", "@", "example", "org", "_", "+", " ", ";", '"', "x" * 64])
MAILS = st.lists(PARTS, max_size=8).map("".join) | st.sampled_from(
    ["a@b.co", "A.b+c@d-e.example.org", "a@b", "a@b..co"]
)
URLS = st.sampled_from(
    [
        *("https://example.org/", "http://a.b-c.example.org/x/y_z~(1)", "https://example.org", "https://e.org/%20"),
        *("https://exa mple.org/", "https://-a.org/", "https://a-.org/", "ftp://a.org/", "https://a.org/\u00e9"),
        *("https://a.org/" + "x" * 2100, "https://" + "a" * 64 + ".org/", "https://a@b.org/", "https://a.org:99999/"),
        *("https://a.org/?q", "https://a.org/x#y", "https://a.org/x\n", "https://[::1]/", "https://a..org/", ""),
    ]
)
MOMENTS = st.sampled_from(
    [
        *("2026-03-01", "2026-03-01T09:30:00Z", "2024-02-29T23:59:59Z", "1970-01-01", "1970-01-01T00:00:00Z"),
        *("2026-03-01T18:30:00+09:00", "2026-02-30", "2026-02-30T00:00:00Z", "2026-03-01T24:00:00Z", "1899-12-31"),
        *("1899-12-31T23:59:59Z", "2026-W10-1T09:30:00Z", "2026-03-01T09:30:00z", "2026-03-01 09:30:00Z", "20260301"),
        *("", "x" * 20, "9999-12-31", "2026-03-01T09:30:60Z", "٢٠٢٦-03-01T09:30:00Z", "0001-01-01T00:00:00Z"),
    ]
)
NUMBERS = st.sampled_from(
    ["0", "7", "10", "2147483647", "2147483648", "007", "+5", "1_0", "", "٣", " 5", "9" * 11, "5,6"]
)


@given(st.lists(IDS, max_size=5))
def test_ids_are_ids_when_each_is_one(column: list[str]) -> None:
    assert bulk.are_ids(column) == (not any(map(id_fault, column)))


@given(st.lists(AWARD_IDS, max_size=4))
def test_ids_of_awards_are_that_when_each_is_one(column: list[str]) -> None:
    assert bulk.are_award_ids(column) == all(map(AWARD_ID.fullmatch, column))


@given(st.lists(NAMES, min_size=1, max_size=4), st.booleans())
def test_names_are_in_order_when_each_is(column: list[str], may_be_printable: bool) -> None:
    is_printable = may_be_printable and all(map(str.isprintable, column))
    good = all(name.strip() and not name_fault(name) and not name_warning(name) for name in column)
    assert bulk.are_names(column, is_printable) == good


@given(st.lists(MAILS, min_size=1, max_size=4))
@example(["a@b.co", "a\n@b.co"])
def test_addresses_are_addresses_when_each_is_one(column: list[str]) -> None:
    assert bulk.are_mails(column) == (not any(map(mail_fault, column)))


@given(st.lists(URLS, max_size=4))
def test_web_addresses_are_that_when_each_is_one(column: list[str]) -> None:
    assert bulk.are_web_addresses(column) == (not any(map(web_address_fault, column)))


@given(st.lists(NUMBERS, min_size=1, max_size=4))
def test_numbers_are_read_when_each_is_one(column: list[str]) -> None:
    good = all(re.fullmatch("0|[1-9][0-9]{0,9}", text) and int(text) < 2**31 for text in column)
    found = bulk.numbers(column, 2**31 - 1)
    assert found in ((None, [int(text) for text in column]) if good else (None,))
    assert found is not None or not good or column.count("0") > 1  # the same number twice is no good anyway


@given(st.lists(MOMENTS, min_size=1, max_size=4), st.booleans())
def test_dates_are_the_seconds_they_say(column: list[str], at_end: bool) -> None:
    found = [moment(text, at_end) for text in column]
    seconds = [None if isinstance(at, Fault) else int(at.timestamp()) for at in found]
    assert bulk.Moments(at_end).seconds(column) == (None if None in seconds else seconds)


def test_a_blank_date_stands_for_what_one_says() -> None:
    moments = bulk.Moments(blank=77)
    assert moments.seconds(["", "1970-01-02", ""]) == [77, 86_400, 77]
    assert bulk.Moments().seconds([""]) is None


def test_dates_remembered_are_forgotten_before_they_fill_the_memory() -> None:
    moments = bulk.Moments()
    for year in range(1970, 2010):
        column = [f"{year}-{month:02}-{day:02}" for month in range(1, 13) for day in range(1, 29)]
        expected = [int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp()) for text in column]
        assert moments.seconds(column) == expected
    assert len(moments._known) < 9000


TEXTS = st.text(alphabet="QAaEkZ0D@%&\\ ＠﹫mfé", max_size=8) | st.sampled_from(["f" * 31, "f" * 32, "A" * 40, "&amp;"])


@given(st.lists(TEXTS, max_size=4))
def test_what_looks_harmless_as_a_whole_is_not_suspect_in_any_part(parts: list[str]) -> None:
    privacy = Privacy(Report())
    if bulk.looks_harmless("\n".join(parts)):
        assert not any(map(privacy.suspects, parts))


@pytest.mark.parametrize(
    "text",
    ["Alice Martin\nZoë W", "Portfolio 12\nReviewed.", "https://example.org/portfolio/12", "Damson & Son", "千恵 佐藤"],
)
def test_ordinary_text_looks_harmless(text: str) -> None:
    assert bulk.looks_harmless(text)


def test_random_ids_of_awards_are_accepted_as_such() -> None:
    chance = random.Random(3)
    assert bulk.are_award_ids(["".join(chance.choices("0123456789abcdefghjkmnpqrstvwxyz", k=16)) for _ in range(500)])
