"""Until when something is valid that is valid for a span of time."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.ledger.spans import day_after


@pytest.mark.parametrize(
    ("begins", "span", "ends"),
    [
        ("2026-01-10", "P3Y", "2029-01-10"),
        ("2024-02-29", "P1Y", "2025-02-28"),
        ("2026-01-31", "P1M", "2026-02-28"),
        ("2026-11-21", "P18M", "2028-05-21"),
        ("2026-12-31", "P90D", "2027-03-31"),
        ("2026-01-01", "P1Y2M1W3D", "2027-03-11"),
        ("2026-01-01", "PT36H", "2026-01-01"),
        ("9998-01-01", "P5Y", "9999-12-31"),
        ("9999-12-01", "P90D", "9999-12-31"),
    ],
)
def test_a_span_ends_where_the_calendar_says(begins: str, span: str, ends: str) -> None:
    assert day_after(date.fromisoformat(begins), span).isoformat() == ends


@given(st.dates(date(1900, 1, 1), date(2900, 1, 1)), st.integers(0, 5000), st.integers(0, 500))
def test_a_longer_span_never_ends_earlier(begins: date, days: int, months: int) -> None:
    assert begins <= day_after(begins, f"P{days}D") <= day_after(begins, f"P{days + 1}D")
    assert day_after(begins, f"P{months}M") <= day_after(begins, f"P{months + 1}M")
