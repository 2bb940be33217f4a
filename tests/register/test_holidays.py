"""The bank holidays that we count by are those that GOV.UK publishes for England and Wales."""

from __future__ import annotations

from datetime import date

import pytest

from crm.register import holidays

# As published at www.gov.uk/bank-holidays, weekdays only: each year whole, so that a missing day fails too.
PUBLISHED = {
    2012: "01-02 04-06 04-09 05-07 06-04 06-05 08-27 12-25 12-26",
    2016: "01-01 03-25 03-28 05-02 05-30 08-29 12-26 12-27",
    2020: "01-01 04-10 04-13 05-08 05-25 08-31 12-25 12-28",
    2021: "01-01 04-02 04-05 05-03 05-31 08-30 12-27 12-28",
    2022: "01-03 04-15 04-18 05-02 06-02 06-03 08-29 09-19 12-26 12-27",
    2023: "01-02 04-07 04-10 05-01 05-08 05-29 08-28 12-25 12-26",
    2024: "01-01 03-29 04-01 05-06 05-27 08-26 12-25 12-26",
    2025: "01-01 04-18 04-21 05-05 05-26 08-25 12-25 12-26",
    2026: "01-01 04-03 04-06 05-04 05-25 08-31 12-25 12-28",
    2027: "01-01 03-26 03-29 05-03 05-31 08-30 12-27 12-28",
}
SATURDAY = 5


@pytest.mark.parametrize("year", PUBLISHED)
def test_the_bank_holidays_of_a_year_are_those_published(year: int) -> None:
    published = {date.fromisoformat(f"{year}-{day}") for day in PUBLISHED[year].split()}
    ours = {day for day in holidays.bank_holidays() if day.year == year and day.weekday() < SATURDAY}
    assert ours == published


def test_every_year_from_2000_to_2050_has_at_least_eight_weekdays_off_or_their_substitutes() -> None:
    for year in range(2000, 2051):
        days = [d for d in holidays.bank_holidays() if d.year == year and d.weekday() < SATURDAY]
        assert len(days) >= 8, year
        assert any(day.month == 12 and day.day >= 25 for day in days), year


def test_the_calendar_says_for_which_days_it_knows_bank_holidays() -> None:
    calendar = holidays.statutory_calendar()
    assert calendar.first <= date(2000, 1, 1)
    assert calendar.last >= date(2050, 12, 31)
