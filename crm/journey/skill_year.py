"""Payment for skills: what a household is paid over a year, and the same beside what it would be."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

from crm.journey.skills import NOTHING, Cost, Home, Tables, Week, tables_on, week_on

DAY = timedelta(days=1)
DAYS_A_WEEK = 7
PENNY = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Compared:
    """What a household is paid over days as things are, and as they would be: both over the same days.

    `left_out` is how many days are in neither, as they differ by what is not known on one side or on both.
    """

    before: Cost
    after: Cost
    left_out: int


def cost(home: Home, book: Sequence[Tables], first: date, last: date) -> Cost:
    """What a household is paid from one day to another, both included: each day is a seventh of its week.

    `book` is the tables in the order of their days; before the first of them nothing is paid.
    """
    total = Cost()
    days = sorted({first, *_turns(home, book, first, last)})
    for since, until in zip(days, [*days[1:], last + DAY], strict=True):
        tables = tables_on(book, since)
        if tables is not None:
            total += _spent(week_on(since, home, tables), (until - since).days)
    return _in_pounds(total)


def compared(now: Home, then: Home, book: Sequence[Tables], first: date, last: date) -> Compared:
    """The cost of a household as it is and as it would be, from one day to another, both included.

    Where one side hangs on an age or a rate that is not on record, the other's amount is no difference.
    """
    before, after, left_out = Cost(), Cost(), 0
    days = sorted({first, *_turns(now, book, first, last), *_turns(then, book, first, last)})
    for since, until in zip(days, [*days[1:], last + DAY], strict=True):
        tables, number = tables_on(book, since), (until - since).days
        if tables is None:
            continue
        was, would_be = week_on(since, now, tables), week_on(since, then, tables)
        fees = was.fees, would_be.fees
        if fees[0] != fees[1] and any(line.weekly is None for side in fees for line in side):
            left_out += number
        else:
            before, after = before + _spent(was, number), after + _spent(would_be, number)
    return Compared(_in_pounds(before), _in_pounds(after), left_out)


def _spent(week: Week, days: int) -> Cost:
    """So many days of a week, in sevenths of a pound: it is divided once, at the end."""
    fees = [each for each in week.fees if each.weekly is None]
    allowances = [each for each in week.allowances if each.weekly is None]
    return Cost(
        week.fee * days,
        week.allowance * days,
        (sum((each.least for each in fees), NOTHING) * days, sum((each.most for each in fees), NOTHING) * days),
        (
            sum((each.least for each in allowances), NOTHING) * days,
            sum((each.most for each in allowances), NOTHING) * days,
        ),
        days if any(each.why == "age" for each in (*fees, *allowances)) else 0,
        days if week.unrated else 0,
    )


def _in_pounds(total: Cost) -> Cost:
    """Sevenths of a pound in pounds and pennies."""
    return Cost(
        _pennies(total.fee),
        _pennies(total.allowance),
        (_pennies(total.fee_more[0]), _pennies(total.fee_more[1])),
        (_pennies(total.allowance_more[0]), _pennies(total.allowance_more[1])),
        total.unknown_days,
        total.unrated_days,
    )


def _pennies(sevenths: Decimal) -> Decimal:
    return (sevenths / DAYS_A_WEEK).quantize(PENNY, ROUND_HALF_UP)


def _turns(home: Home, book: Sequence[Tables], first: date, last: date) -> Iterator[date]:
    """The days within a period on which a week may be paid otherwise than the one before."""
    every: list[date | None] = [each.since for each in book]
    for since, until in home.approved:
        every += [since, until]
    for person in home.carers:
        every += [person.until, *(day for day, _ in person.decided)]
    for child in home.children:
        every += [child.since, child.until]
        if child.born is not None:
            years = range(max(first.year, child.born.year), last.year + 1)
            every += [child.born.replace(year=year) for year in years]
    yield from (day for day in every if day is not None and first < day <= last)
