"""Periods, their labels, and what they are compared with."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest

from crm.errors import Unusable
from crm.reports.period import KnownOn, Period, financial_year, half, quarter


def days(first: str, last: str) -> Period:
    return Period(date.fromisoformat(first), date.fromisoformat(last))


@pytest.mark.parametrize(
    ("period", "label"),
    [
        (days("2021-04-01", "2021-09-30"), "April to September 2021"),
        (days("2021-10-01", "2022-03-31"), "October 2021 to March 2022"),
        (days("2024-02-01", "2024-02-29"), "February 2024"),
        (days("2024-02-01", "2024-02-28"), "1 February 2024 to 28 February 2024"),
        (days("2021-05-04", "2021-05-04"), "4 May 2021"),
    ],
)
def test_a_period_is_named_by_its_months_where_they_are_whole(period: Period, label: str) -> None:
    assert period.label == label


@pytest.mark.parametrize(
    ("period", "before"),
    [
        (days("2021-04-01", "2021-09-30"), days("2020-04-01", "2020-09-30")),
        (days("2024-01-01", "2024-02-29"), days("2023-01-01", "2023-02-28")),
        (days("2025-01-01", "2025-02-28"), days("2024-01-01", "2024-02-29")),
        (days("2024-02-28", "2024-03-30"), days("2023-02-28", "2023-03-30")),
        (days("2024-02-29", "2024-02-29"), days("2023-02-28", "2023-02-28")),
    ],
)
def test_the_same_period_last_year_maps_month_ends_to_month_ends(period: Period, before: Period) -> None:
    assert period.same_last_year == before


@pytest.mark.parametrize(
    ("first", "year"),
    [
        ("2021-04-01", days("2020-04-01", "2021-03-31")),
        ("2022-03-31", days("2020-04-01", "2021-03-31")),
        ("2021-03-31", days("2019-04-01", "2020-03-31")),
    ],
)
def test_the_last_full_year_is_the_one_before_that_of_the_first_day(first: str, year: Period) -> None:
    assert days(first, "2022-04-01").last_full_year == year


def test_quarters_halves_and_years_run_from_april() -> None:
    assert quarter(date(2022, 1, 1)) == days("2022-01-01", "2022-03-31")
    assert quarter(date(2021, 12, 31)) == days("2021-10-01", "2021-12-31")
    assert half(date(2022, 3, 31)) == days("2021-10-01", "2022-03-31")
    assert half(date(2021, 4, 1)) == days("2021-04-01", "2021-09-30")
    assert financial_year(date(2022, 3, 31)) == days("2021-04-01", "2022-03-31")


def test_a_period_that_ends_before_it_starts_is_refused() -> None:
    with pytest.raises(Unusable, match="before it starts"):
        days("2021-04-02", "2021-04-01")


def test_nothing_is_known_on_a_day_that_lies_ahead(clock_at: Callable[[datetime | date], None]) -> None:
    clock_at(datetime(2021, 3, 31, 23, 30, tzinfo=UTC))  # 1 April in London
    assert KnownOn(date(2021, 4, 1)).is_now
    with pytest.raises(Unusable, match="2 April 2021, is in the future"):
        KnownOn(date(2021, 4, 2))
