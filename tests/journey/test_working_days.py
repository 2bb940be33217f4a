"""Working days are counted as rule DC-1 says."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.journey.working_days import BeyondCalendar, WorkingCalendar

GOOD_FRIDAY, EASTER_MONDAY = date(2026, 4, 3), date(2026, 4, 6)
EASTER = WorkingCalendar(frozenset({GOOD_FRIDAY, EASTER_MONDAY}))


def test_the_day_after_the_trigger_is_day_one() -> None:
    assert EASTER.add(date(2026, 3, 9), 1) == date(2026, 3, 10)


def test_weekends_and_bank_holidays_do_not_count() -> None:
    assert EASTER.add(date(2026, 4, 2), 1) == date(2026, 4, 7)


def test_a_trigger_on_a_saturday_counts_from_the_monday() -> None:
    assert EASTER.add(date(2026, 3, 7), 1) == date(2026, 3, 9)


def test_counting_back_the_day_before_is_day_one() -> None:
    assert EASTER.add(date(2026, 4, 8), -5) == date(2026, 3, 30)


def test_nought_days_is_the_trigger_itself() -> None:
    assert EASTER.add(GOOD_FRIDAY, 0) == GOOD_FRIDAY


def test_an_agency_s_closures_do_not_count_where_they_are_given() -> None:
    closed = WorkingCalendar(EASTER.bank_holidays, frozenset({date(2026, 4, 7)}))
    assert closed.add(date(2026, 4, 2), 1) == date(2026, 4, 8)


@pytest.mark.parametrize(("trigger", "days"), [(date.max, 1), (date.min, -1), (date(9999, 12, 30), 2)])
def test_the_end_of_the_calendar_is_said_and_not_stumbled_over(trigger: date, days: int) -> None:
    with pytest.raises(BeyondCalendar):
        EASTER.add(trigger, days)


def test_days_for_which_bank_holidays_are_unknown_are_not_guessed() -> None:
    known = WorkingCalendar(frozenset(), first=date(2026, 1, 1), last=date(2026, 12, 31))
    assert known.add(date(2026, 12, 30), 1) == date(2026, 12, 31)
    for trigger, days in [(date(2026, 12, 31), 1), (date(2025, 12, 30), 5), (date(2026, 1, 1), -1)]:
        with pytest.raises(BeyondCalendar):
            known.add(trigger, days)


@given(trigger=st.dates(date(2000, 1, 1), date(2050, 1, 1)), days=st.integers(-60, 60))
def test_as_many_working_days_lie_between_as_were_asked_for(trigger: date, days: int) -> None:
    reached = EASTER.add(trigger, days)
    step = timedelta(days=1 if days > 0 else -1)
    passed, day = 0, trigger
    while day != reached:
        day += step
        passed += EASTER.is_working(day)
    assert passed == abs(days)
    assert EASTER.between(trigger, reached) == max(0, days)
    assert days == 0 or EASTER.is_working(reached)
