"""Dates as people write them: read in UTC, or refused with the reason and the likely right way."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.ledger.faults import Fault
from generator.ledger.moments import checked_day, checked_moment, day, moment, spelled


@pytest.mark.parametrize(
    ("text", "utc"),
    [
        ("2026-03-01", datetime(2026, 3, 1, tzinfo=UTC)),
        ("2026-03-01T09:30:00Z", datetime(2026, 3, 1, 9, 30, tzinfo=UTC)),
        ("2026-03-01T18:30:00+09:00", datetime(2026, 3, 1, 9, 30, tzinfo=UTC)),
        ("2026-03-01T00:30:00-05:45", datetime(2026, 3, 1, 6, 15, tzinfo=UTC)),
        ("2024-02-29", datetime(2024, 2, 29, tzinfo=UTC)),
        ("1900-01-01", datetime(1900, 1, 1, tzinfo=UTC)),
        ("9999-12-31T23:59:59Z", datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)),
    ],
)
def test_a_date_is_a_second_in_utc(text: str, utc: datetime) -> None:
    found = moment(text)
    assert found == utc
    assert isinstance(found, datetime)
    assert found.tzinfo is UTC


def test_a_bare_date_as_an_end_is_its_last_second() -> None:
    assert moment("2026-03-01", True) == datetime(2026, 3, 1, 23, 59, 59, tzinfo=UTC)
    assert moment("2026-03-01T09:30:00Z", True) == datetime(2026, 3, 1, 9, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("2031-02-30", "'2031-02-30' is not a date: February 2031 has 28 days"),
        ("2024-02-30", "February 2024 has 29 days"),
        ("1900-02-29", "February 1900 has 28 days"),
        ("2026-04-31", "April 2026 has 30 days"),
        ("2026-01-00", "January 2026 has 31 days"),
        ("2026-13-01", "there are 12 months, and this is month 13"),
        ("1899-12-31", "is in the year 1899; years 1900 to 9999 are accepted"),
        ("0000-01-01", "is in the year 0"),
        ("2026-03-01T24:00:00Z", "is not a time of day"),
        ("2026-03-01T23:59:60Z", "is not a time of day"),
        ("2026-03-01T09:30:00.5Z", "has a fraction of a second"),
        ("2026-03-01T09:30:00", "does not say in which time zone"),
        ("2026-03-01T09:30:00+25:00", "has the offset +25:00"),
        ("2026-03-01T09:30:00+09:75", "has the offset +09:75"),
        ("1900-01-01T00:00:00+01:00", "is outside the years 1900 to 9999 in UTC"),
        ("9999-12-31T23:59:59-01:00", "is outside the years 1900 to 9999 in UTC"),
        ("yesterday", "'yesterday' is not a date"),
        ("", "'' is not a date"),
        ("２０２６-03-01", "is not a date"),
    ],
)
def test_what_is_not_a_date_is_told_why(text: str, reason: str) -> None:
    found = moment(text)
    assert isinstance(found, Fault)
    assert reason in found.text


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("2026/3/1", "did you mean 2026-03-01?"),
        ("2026.03.01", "did you mean 2026-03-01?"),
        (" 2026-03-01 ", "did you mean 2026-03-01?"),
        ("2026-3-1", "did you mean 2026-03-01?"),
        ("2026-03-01 09:30", "did you mean 2026-03-01T09:30:00Z?"),
        ("2026-03-01t09:30:00z", "did you mean 2026-03-01T09:30:00Z?"),
        ("2026-03-01T09:30:00", "for UTC write 2026-03-01T09:30:00Z"),
        ("01/02/2026", "write 2026-03-01"),
        ("2031-02-30", "the last one is 2031-02-28"),
    ],
)
def test_the_likely_right_way_to_write_it_is_named(text: str, meant: str) -> None:
    found = moment(text)
    assert isinstance(found, Fault)
    assert meant in found.hint


def test_a_day_has_no_time() -> None:
    assert day("2026-03-01") == date(2026, 3, 1)
    found = day("2026-03-01T09:30:00Z")
    assert isinstance(found, Fault)
    assert found.hint == "write 2026-03-01"


@pytest.mark.parametrize(
    ("at", "reason"),
    [
        (datetime(2026, 3, 1, 9, 30), "time zone"),  # noqa: DTZ001
        (datetime(2026, 3, 1, 9, 30, 0, 5, tzinfo=UTC), "fraction"),
        (datetime(1800, 3, 1, tzinfo=UTC), "year 1800"),
    ],
)
def test_times_that_toml_has_read_obey_the_same_rules(at: datetime, reason: str) -> None:
    found = checked_moment(at)
    assert isinstance(found, Fault)
    assert reason in found.text


def test_times_that_toml_has_read_come_out_in_utc() -> None:
    assert checked_moment(datetime(2026, 3, 1, 9, tzinfo=timezone(timedelta(hours=9)))) == datetime(
        2026, 3, 1, tzinfo=UTC
    )
    assert checked_moment(date(2026, 3, 1)) == datetime(2026, 3, 1, tzinfo=UTC)
    assert checked_day(date(2026, 3, 1)) == date(2026, 3, 1)
    assert isinstance(checked_day(datetime(2026, 3, 1, tzinfo=UTC)), Fault)


@given(st.datetimes(datetime(1901, 1, 1), datetime(9998, 1, 1)).map(lambda at: at.replace(microsecond=0, tzinfo=UTC)))  # noqa: DTZ001
def test_what_is_spelled_is_read_back(at: datetime) -> None:
    assert moment(spelled(at)) == at


@given(st.text(max_size=30))
def test_any_text_is_a_date_or_a_fault(text: str) -> None:
    assert isinstance(moment(text), datetime | Fault)
    assert isinstance(day(text), date | Fault)
