"""The columns of a quarter grid: last year first, then the quarters of a period one by one, then all of it.

The period is a financial or a calendar year, twelve months that end on a day, or any two days: what a contract runs
for, or what has been since a day. Where there would be too many quarters, its financial years stand in their place.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from crm.errors import Unusable
from crm.journey.deadlines import add_months
from crm.reports.figures import FIGURES, MEMBERS, Source
from crm.reports.period import DAY, Period, financial_year, quarter
from crm.reports.quarterly import Column

MOST = 12  # parts of a grid: a wider one nobody reads
QUARTER, YEAR = 3, 12  # months


class Kind(StrEnum):
    """What a grid is about."""

    FINANCIAL = "financial"
    CALENDAR = "calendar"
    ROLLING = "rolling"  # the twelve months that end on a day
    DAYS = "days"  # any two days


class Part(StrEnum):
    """What a column is."""

    BEFORE = "before"  # what the whole is compared with
    PART = "part"
    WHOLE = "whole"


@dataclass(frozen=True, slots=True)
class Span:
    """A column's period, and what it is: `number` is that of a part, from 1."""

    part: Part
    period: Period
    number: int = 0


def whole(kind: Kind, year: int, first: date | None, last: date) -> Period:
    """The period of a grid: of the financial or calendar year that begins in `year`, or by its days."""
    if kind == Kind.FINANCIAL:
        return financial_year(date(year, 12, 31))
    if kind == Kind.CALENDAR:
        return Period(date(year, 1, 1), date(year, 12, 31))
    if kind == Kind.ROLLING:
        return Period(_months_before(last, YEAR) + DAY, last)
    return Period(first or last, last)


def spans(kind: Kind, period: Period) -> tuple[Span, ...]:
    """The columns. Unusable: there would be more than MOST years of it."""
    parts = list(_rolled(period) if kind == Kind.ROLLING else _cut(period, quarter))
    if len(parts) > MOST:
        parts = list(_cut(period, financial_year))
    if len(parts) > MOST:
        raise Unusable(f"The period has {len(parts)} financial years: choose one of at most {MOST}")
    before = Span(Part.BEFORE, period.same_last_year)
    told = (Span(Part.PART, each, number) for number, each in enumerate(parts, start=1))
    return (before, *told, Span(Part.WHOLE, period))


def gaps(columns: Sequence[Column]) -> Iterator[tuple[str, str, int, int]]:
    """Where the parts do not make the whole (identity 2): population, figure, what they come to, what it says.

    `columns` are those of `spans`, in order. What is counted at an end, or each household once, does not add up.
    """
    parts, total = [each for each in columns[1:-1] if each.begun], columns[-1]
    if not total.begun:
        return
    for population in MEMBERS:
        for name, figure in FIGURES.items():
            if figure.source not in (Source.ENTRIES, Source.NET):
                continue
            came = sum(each.values[population, name] for each in parts)
            if came != total.values[population, name]:
                yield population, name, came, total.values[population, name]


def _cut(period: Period, holding: Callable[[date], Period]) -> Iterator[Period]:
    """The quarters, or years, that a period touches, each cut to it."""
    first = period.first
    while first <= period.last:
        held = holding(first)
        yield Period(first, min(held.last, period.last))
        first = held.last + DAY


def _rolled(period: Period) -> Iterator[Period]:
    """Four times three months that end where the twelve do."""
    ends = [_months_before(period.last, months) for months in (9, 6, 3, 0)]
    starts = [period.first, *(each + DAY for each in ends[:-1])]
    return (Period(first, last) for first, last in zip(starts, ends, strict=True))


def _months_before(day: date, months: int) -> date:
    """The same day so many months before; the end of a month is mapped to the end of that month."""
    if (day + DAY).day == 1:
        return add_months(day + DAY, -months) - DAY
    return add_months(day, -months)
