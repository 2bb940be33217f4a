"""OA-4: a short break has 17 days at most, and all of a child's with one carer 75 in any 12 months."""

from __future__ import annotations

from datetime import date, timedelta

from crm.journey.short_breaks import Break, Limits, beyond, ends_by

LIMITS = Limits()
FIRST = date(2026, 1, 5)


def of(since: date, days: int) -> Break:
    return Break(since, since + timedelta(days=days))


def test_OA_4_seventeen_days_are_a_short_break_and_eighteen_are_not() -> None:
    assert list(beyond(of(FIRST, 17), [], LIMITS)) == []
    (says,) = beyond(of(FIRST, 18), [], LIMITS)
    assert says == "A short break is at most 17 days (OA-4), and this one has 18."
    assert ends_by(FIRST, LIMITS) == date(2026, 1, 22)


def test_OA_4_seventy_five_days_in_twelve_months_are_a_series_and_one_more_is_too_many() -> None:
    """Four of 15 days are 60: 15 more fit, 16 do not."""
    others = [of(FIRST + timedelta(days=30 * number), 15) for number in range(4)]
    assert list(beyond(of(date(2026, 10, 5), 15), others, LIMITS)) == []
    (says,) = beyond(of(date(2026, 10, 5), 16), others, LIMITS)
    assert "at most 75 days in 12 months (OA-4): with this one there would be 76" in says


def test_OA_4_what_lies_twelve_months_back_counts_no_more() -> None:
    """From 5 January 2026 the 12 months end with 4 January 2027: of the last break one day, or none, is in them."""
    others = [of(FIRST + timedelta(days=40 * number), 15) for number in range(5)]  # 75 days
    assert list(beyond(of(date(2027, 1, 5), 15), others, LIMITS)) == []
    (says,) = beyond(of(date(2027, 1, 4), 15), others, LIMITS)
    assert "there would be 76" in says


def test_OA_4_a_break_that_is_recorded_late_counts_with_those_after_it() -> None:
    others = [of(date(2026, 6, 1) + timedelta(days=30 * number), 15) for number in range(5)]
    (says,) = beyond(of(FIRST, 1), others, LIMITS)
    assert "there would be 76" in says
    assert list(beyond(of(date(2025, 5, 1), 1), others, LIMITS)) == []
