"""Dates of other platforms: what is read, what is asked, and that nothing is guessed."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.imports.dates import Column, Order, When, order_shown, read_date
from generator.ledger.faults import Fault
from generator.ledger.moments import moment

DAYS = st.dates(date(1969, 1, 1), date(2068, 12, 31))


@given(DAYS, st.sampled_from("/.-"), st.booleans(), st.sampled_from(Order))
def test_a_day_is_read_as_it_was_written_in_either_order(day: date, sign: str, is_short: bool, order: Order) -> None:
    parts = [f"{day:%d}", f"{day:%m}"] if order is Order.DAY_FIRST else [f"{day:%m}", f"{day:%d}"]
    text = sign.join([*parts, f"{day:%y}" if is_short else f"{day:%Y}"])
    found = read_date(text, order)
    assert isinstance(found, When) and found.text == day.isoformat()
    assert order_shown(text) in (order, None)


@given(st.text(alphabet="0123456789/-.:TZ+ apmJan", max_size=24), st.sampled_from([*Order, None]), st.booleans())
def test_whatever_is_read_is_a_date_that_the_ledger_takes(text: str, order: Order | None, at_end: bool) -> None:
    found = read_date(text, order, at_end)
    if isinstance(found, When):
        at = moment(found.text, at_end)
        assert isinstance(at, datetime) and int(at.timestamp()) == found.second


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("2014-04-01 09:41:00 -0500", "2014-04-01T14:41:00Z"),
        ("2019-01-01T10:00:00.000Z", "2019-01-01T10:00:00Z"),
        ("2024-03-01 09:30 UTC", "2024-03-01T09:30:00Z"),
        ("2024/3/1", "2024-03-01"),
        ("March 1, 2024", "2024-03-01"),
        ("1 Mar 2024", "2024-03-01"),
        ("01-Mar-24", "2024-03-01"),
        ("Sept. 5, 2023", "2023-09-05"),
        ("25/12/2023 11:05 pm", "2023-12-25T23:05:00Z"),
        ("12/25/23 12:00 AM", "2023-12-25T00:00:00Z"),
    ],
)
def test_spellings_of_vendors_are_read(text: str, written: str) -> None:
    found = read_date(text, order_shown(text))
    assert isinstance(found, When) and found.text == written


@pytest.mark.parametrize(
    ("text", "written"), [("0001-01-01", "0001-01-01"), ("0068/1/2", "0068-01-02"), ("01.02.0099", "0099-02-01")]
)
def test_only_a_year_of_two_digits_is_one_of_our_time(text: str, written: str) -> None:
    found = read_date(text, Order.DAY_FIRST)
    assert isinstance(found, Fault) or found.text == written


@pytest.mark.parametrize("word", ["marraskuu", "maret", "junho", "augus", "decembre", "Janvier", "mars", "septe"])
def test_a_word_that_only_begins_like_a_month_is_none(word: str) -> None:
    assert isinstance(read_date(f"5 {word} 2026", None), Fault)
    assert isinstance(read_date(f"{word} 5, 2026", None), Fault)


@pytest.mark.parametrize("month", range(1, 13))
def test_a_month_is_told_by_its_name_and_by_three_letters_of_it(month: int) -> None:
    for shape in ("%B", "%b"):
        name = f"{date(2026, month, 5):{shape}}"
        for text in (f"5 {name} 2026", f"{name.upper()} 5, 2026", f"5-{name}-26"):
            found = read_date(text, None)
            assert isinstance(found, When) and found.text == f"2026-{month:02}-05"


@pytest.mark.parametrize("text", ["", "soon", "2024-13-01", "31.02.2024", "2024-03-01 25:00", "13/13/2024", "1.2"])
def test_what_is_no_date_is_refused(text: str) -> None:
    assert isinstance(read_date(text, Order.DAY_FIRST), Fault)


def test_one_date_that_fits_only_one_way_decides_for_its_column() -> None:
    column = Column("awarded_at")
    for line, text in enumerate(("03/04/2024", "25/04/2024", "05/05/2024"), 2):
        column.see(text, line)
    assert column.decide(None) is Order.DAY_FIRST


def test_a_column_that_shows_nothing_is_asked_for_and_not_guessed() -> None:
    column = Column("awarded_at")
    column.see("05/05/2024", 2)
    assert column.decide(None) is None  # it is the same day in both
    column.see("03/04/2024", 3)
    decided = column.decide(None)
    assert isinstance(decided, tuple) and decided[0] == 3 and "--dates dmy" in decided[1].hint
    assert column.decide(Order.MONTH_FIRST) is Order.MONTH_FIRST


def test_a_column_that_contradicts_itself_is_refused_with_both_dates() -> None:
    column = Column("awarded_at")
    column.see("25/04/2024", 2)
    column.see("04/25/2024", 9)
    decided = column.decide(None)
    assert isinstance(decided, tuple) and decided[0] == 9
    assert "25/04/2024" in decided[1].text and "04/25/2024" in decided[1].text


def test_a_column_that_contradicts_what_was_said_is_refused() -> None:
    column = Column("awarded_at")
    column.see("25/04/2024", 2)
    decided = column.decide(Order.MONTH_FIRST)
    assert isinstance(decided, tuple) and "--dates dmy" in decided[1].hint


def test_an_end_is_the_last_second_of_its_day() -> None:
    found = read_date("2024-03-01", None, at_end=True)
    assert isinstance(found, When)
    assert found.second == int(datetime(2024, 3, 1, 23, 59, 59, tzinfo=UTC).timestamp())
