"""Dates, counts and money are written in one way each, and four kinds of nothing in four ways."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from crm import formatters
from crm.formatters import BLANK, UNKNOWN

DAY = date(2026, 3, 4)


def test_a_day_is_written_at_three_lengths() -> None:
    assert formatters.long_date(DAY) == "4 March 2026"
    assert formatters.short_date(DAY) == "4 Mar 2026"
    assert formatters.week_date(DAY) == "Wed 4 Mar"
    assert formatters.long_date(None) == ""


def test_a_moment_is_written_with_its_london_day_and_time() -> None:
    assert formatters.moment(datetime(2026, 6, 30, 23, 5, tzinfo=UTC)) == "1 July 2026 at 12:05am"
    assert formatters.moment(datetime(2026, 1, 5, 12, 0, tzinfo=UTC)) == "5 January 2026 at 12:00pm"
    assert formatters.long_date(datetime(2026, 3, 31, 23, 15, tzinfo=UTC)) == "1 April 2026"


@pytest.mark.parametrize(
    ("begins", "ends", "said"),
    [
        (date(2021, 4, 1), date(2021, 9, 30), "April to September 2021"),
        (date(2021, 4, 1), date(2022, 3, 31), "April 2021 to March 2022"),
        (date(2024, 2, 1), date(2024, 2, 29), "February 2024"),
        (date(2021, 4, 1), date(2021, 9, 29), "1 April 2021 to 29 September 2021"),
        (date(2100, 12, 1), date(2100, 12, 31), "December 2100"),
    ],
)
def test_a_period_of_whole_months_is_named_by_its_months(begins: date, ends: date, said: str) -> None:
    assert formatters.span(begins, ends) == said


def test_blank_zero_and_unknown_are_written_differently() -> None:
    assert formatters.number(None) == BLANK
    assert formatters.number(0) == "0"
    assert formatters.recorded(None) == UNKNOWN
    assert formatters.recorded(0) == "0"
    assert len({BLANK, UNKNOWN, formatters.SUPPRESSED, formatters.number(0)}) == 4


def test_numbers_have_commas_a_true_minus_and_their_unit() -> None:
    assert formatters.number(-1234) == "−1,234"
    assert formatters.signed(5) == "+5"
    assert formatters.signed(-9) == "−9"
    assert formatters.signed(0) == "0"
    assert formatters.count(1, "household") == "1\xa0household"
    assert formatters.count(3, "bed") == "3\xa0beds"
    assert formatters.count(0, "enquiry", "enquiries") == "0\xa0enquiries"
    assert formatters.count(None, "bed") == BLANK


def test_a_share_is_rounded_half_up_and_there_is_none_of_nothing() -> None:
    assert formatters.percent(18, 68) == "26%"
    assert formatters.percent(1, 8) == "13%"
    assert formatters.percent(0, 68) == "0%"
    assert formatters.percent(3, 0) == BLANK
    assert formatters.percent(None, 68) == BLANK


def test_money_has_pence_only_where_there_are_any() -> None:
    assert formatters.money(700) == "£700"
    assert formatters.money(Decimal("1234.5")) == "£1,234.50"
    assert formatters.money(Decimal("-0.005")) == "−£0.01"


@pytest.mark.parametrize(
    ("due", "done", "said", "colour"),
    [
        (date(2026, 3, 2), None, "2 days late", "red"),
        (date(2026, 3, 3), None, "1 day late", "red"),
        (DAY, None, "due today", "orange"),
        (date(2026, 3, 5), None, "due tomorrow", "yellow"),
        (date(2026, 3, 12), None, "8 days left", "grey"),
        (date(2026, 3, 2), date(2026, 3, 2), "done in time", "green"),
        (date(2026, 3, 2), date(2026, 3, 3), "done 1 day late", "orange"),
    ],
)
def test_a_clock_says_how_near_it_is(due: date, done: date | None, said: str, colour: str) -> None:
    assert formatters.due_label(due, DAY, done) == (said, colour)


def test_news_says_how_late_it_came_in_london_days() -> None:
    assert formatters.days_later(date(2026, 6, 29), datetime(2026, 6, 30, 23, 30, tzinfo=UTC)) == 2
    assert formatters.days_later(DAY, datetime(2026, 3, 4, 9, tzinfo=UTC)) == 0
    assert formatters.days_later(DAY, None) == 0
