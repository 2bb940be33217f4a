"""The bank holidays of England and Wales, from the `holidays` package."""

from __future__ import annotations

from datetime import date
from functools import cache

from crm.journey.working_days import WorkingCalendar

# The years for which the package knows the law: the Bank Holidays Act 1871 to the end of the century.
FIRST_YEAR = 1872
LAST_YEAR = 2099


@cache
def bank_holidays() -> frozenset[date]:
    """Every bank holiday from FIRST_YEAR to LAST_YEAR, one-off days and substitutes included.

    Years to come are what the law now in force gives: a royal occasion arrives with a later release.
    """
    from holidays import country_holidays  # a tenth of a second, which no other command is to wait for

    return frozenset(country_holidays("GB", subdiv="ENG", years=range(FIRST_YEAR, LAST_YEAR + 1)))


@cache
def statutory_calendar() -> WorkingCalendar:
    """The working days of rule DC-1, by which the law's own clocks run."""
    return WorkingCalendar(bank_holidays(), first=date(FIRST_YEAR, 1, 1), last=date(LAST_YEAR, 12, 31))
