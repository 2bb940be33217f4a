"""The period of a report, what it is compared with, and the day on which it is known."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from crm import clock
from crm.errors import Unusable
from crm.journey.saying import said

YEAR_BEGINS = 4  # April: the financial year of English councils, and of Ofsted's collection (ST-1)
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Period:
    """Days from `first` to `last`, both inside it. Unusable if it ends before it starts."""

    first: date
    last: date

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise Unusable(f"the period ends on {said(self.last)}, before it starts on {said(self.first)}")

    @property
    def label(self) -> str:
        """'April to September 2021' for whole months, else '4 March 2021 to 9 May 2021'."""
        first, last = self.first, self.last
        if first.day == 1 and _ends_month(last):
            if (first.year, first.month) == (last.year, last.month):
                return f"{first:%B} {first.year}"
            begins = f"{first:%B}" if first.year == last.year else f"{first:%B} {first.year}"
            return f"{begins} to {last:%B} {last.year}"
        return said(first) if first == last else f"{said(first)} to {said(last)}"

    @property
    def same_last_year(self) -> Period:
        """The same days a year before; the end of a month is mapped to the end of that month."""
        return Period(_year_before(self.first), _year_before(self.last))

    @property
    def last_full_year(self) -> Period:
        """The financial year before the one that holds the first day."""
        return financial_year(financial_year(self.first).first - DAY)


@dataclass(frozen=True, slots=True)
class KnownOn:
    """What was known on a day: recorded before its end, and effective by it. Unusable if the day lies ahead."""

    day: date

    def __post_init__(self) -> None:
        if self.day > clock.today():
            raise Unusable(f"the known-on day, {said(self.day)}, is in the future: today is {said(clock.today())}")

    @property
    def before(self) -> datetime:
        """The moment before which something must have been recorded."""
        return clock.end_of_day(self.day)

    @property
    def is_now(self) -> bool:
        """Whether nothing can have been recorded since."""
        return self.day == clock.today()

    def begun(self, period: Period) -> bool:
        """Whether anything of a period can be known yet."""
        return period.first <= self.day

    def counted(self, period: Period) -> Period:
        """The part of a period that has happened; the period must have begun."""
        return Period(period.first, min(period.last, self.day))


def financial_year(day: date) -> Period:
    """The year from 1 April to 31 March that holds a day."""
    return _months(day, 12)


def half(day: date) -> Period:
    """The half of the financial year that holds a day: from April or from October."""
    return _months(day, 6)


def quarter(day: date) -> Period:
    """The quarter that holds a day: from April, July, October or January."""
    return _months(day, 3)


def fixed(period: Period) -> bool:
    """Whether it is a whole quarter, half or year of the financial year: what published reports are of."""
    return period in (quarter(period.first), half(period.first), financial_year(period.first))


def _months(day: date, length: int) -> Period:
    """The run of months of this length that holds a day, counted from the start of the financial year."""
    since = (day.month - YEAR_BEGINS) % 12 // length * length
    months = day.year * 12 + day.month - 1 - (day.month - YEAR_BEGINS) % 12 + since
    after = months + length
    return Period(date(months // 12, months % 12 + 1, 1), date(after // 12, after % 12 + 1, 1) - DAY)


def _year_before(day: date) -> date:
    last = monthrange(day.year - 1, day.month)[1]
    return date(day.year - 1, day.month, last if _ends_month(day) else day.day)


def _ends_month(day: date) -> bool:
    return (day + DAY).day == 1
