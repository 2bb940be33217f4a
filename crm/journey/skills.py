"""Payment for skills: which level a carer is on, and what a household is paid for a week or over a year.

The fee is for the carer's skill; the allowance is for what the child costs. They are never one figure (NM-5).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

from crm.journey.rates import OLDEST, Band, Rate

DAYS_A_WEEK = 7
PENNY = Decimal("0.01")
NOTHING = Decimal(0)
NO_RATE = ("rate", "level")


@dataclass(frozen=True, slots=True)
class Placed:
    """A child who lives with the household from a day until another, which is not one of it.

    `born` is the first day of the month of birth, the only part of it that is kept; none where nobody said.
    """

    child: str
    since: date
    until: date | None
    born: date | None

    def age(self, day: date) -> int | None:
        """In whole years, as if born on the first of the month; None where the month is not on record."""
        if self.born is None:
            return None
        return day.year - self.born.year - (day.month < self.born.month)


@dataclass(frozen=True, slots=True)
class Person:
    """A carer of the household, until the day on which they left it; which level was decided from which day."""

    id: int
    decided: tuple[tuple[date, str], ...] = ()
    until: date | None = None

    def level(self, day: date) -> str | None:
        """The level on a day; None before the first one, and once they have left."""
        if self.until is not None and self.until <= day:
            return None
        return next((level for since, level in reversed(self.decided) if since <= day), None)

    def moved(self, level: str, on: date) -> Person:
        """The same carer if a level were decided from a day on, whatever else is on record for later days."""
        kept = [each for each in self.decided if each[0] < on]
        return replace(self, decided=(*kept, (on, level)))


@dataclass(frozen=True, slots=True)
class Home:
    """What the pay of a household follows: when it is approved, who its carers are, and who lives there."""

    approved: tuple[tuple[date, date | None], ...]
    carers: tuple[Person, ...]
    children: tuple[Placed, ...]


@dataclass(frozen=True, slots=True)
class Tables:
    """What holds from a day on: the levels, the lowest first, their rates, and the council's allowances."""

    since: date
    levels: tuple[str, ...] = ()
    rates: tuple[Rate, ...] = ()
    allowances: tuple[Band, ...] = ()
    while_empty: bool = False  # fees for each household or carer go on while nobody is placed

    def highest(self, levels: Sequence[str]) -> str | None:
        """The highest of some levels; None where none of them is in the scheme."""
        known = [each for each in self.levels if each in levels]
        return known[-1] if known else None

    def pays(self, level: str) -> bool:
        """Whether the level is in the scheme and has a rate, of 0 perhaps; else what it pays is not known."""
        return level in self.levels and any(each.level == level for each in self.rates)


@dataclass(frozen=True, slots=True)
class Line:
    """An amount a week, and what it is for. `weekly` is None where it is not known: then it lies in a range.

    `why`: '' where it is known, 'age' where the child's month of birth is not on record, 'rate' where none fits the
    age, 'level' where the carer's level has none.
    """

    basis: str
    weekly: Decimal | None
    level: str | None = None
    child: str | None = None
    carer: int | None = None
    age: int | None = None
    which: str = "any"
    why: str = ""
    least: Decimal = NOTHING
    most: Decimal = NOTHING

    @property
    def is_grown_up(self) -> bool:
        """Whether it is for somebody whom no rate is for: who is 18 is on record as placed still."""
        return self.age is not None and self.age > OLDEST


@dataclass(frozen=True, slots=True)
class Week:
    """What a household is paid for a week as on one day, the fee apart from the allowance."""

    fees: tuple[Line, ...] = ()
    allowances: tuple[Line, ...] = ()

    @property
    def fee(self) -> Decimal:
        """All fees that are known."""
        return sum((each.weekly for each in self.fees if each.weekly is not None), NOTHING)

    @property
    def allowance(self) -> Decimal:
        """All allowances that are known."""
        return sum((each.weekly for each in self.allowances if each.weekly is not None), NOTHING)

    @property
    def unknown(self) -> tuple[Line, ...]:
        """What is not in the sums, as it is not known."""
        return tuple(each for each in (*self.fees, *self.allowances) if each.weekly is None)

    @property
    def unrated(self) -> tuple[Line, ...]:
        """What of it is not known as no rate is on record."""
        return tuple(each for each in self.unknown if each.why in NO_RATE)


@dataclass(frozen=True, slots=True)
class Cost:
    """What a household is paid over days. `fee_more` and `allowance_more` are the least and the most to be added
    for ages that are not known, and `unknown_days` on how many days there was one; `unrated_days` is on how many
    no rate was on record of something, and nobody can say what it comes to."""

    fee: Decimal = NOTHING
    allowance: Decimal = NOTHING
    fee_more: tuple[Decimal, Decimal] = (NOTHING, NOTHING)
    allowance_more: tuple[Decimal, Decimal] = (NOTHING, NOTHING)
    unknown_days: int = 0
    unrated_days: int = 0

    def __add__(self, other: Cost) -> Cost:
        return Cost(
            self.fee + other.fee,
            self.allowance + other.allowance,
            _both(self.fee_more, other.fee_more),
            _both(self.allowance_more, other.allowance_more),
            self.unknown_days + other.unknown_days,
            self.unrated_days + other.unrated_days,
        )


def _both(one: tuple[Decimal, Decimal], other: tuple[Decimal, Decimal]) -> tuple[Decimal, Decimal]:
    return one[0] + other[0], one[1] + other[1]


def week_on(day: date, home: Home, tables: Tables) -> Week:
    """What a household is paid for a week, as on a day.

    By child and by household the highest level of its carers counts, by carer each one's own. A fee needs an
    approval on the day; an allowance follows the child. A level without a rate is said, and never paid as nothing.
    """
    there = _there(home, day)
    allowances = tuple(_allowance(each, day, tables) for each in there)
    if not any(since <= day and (until is None or day < until) for since, until in home.approved):
        return Week((), allowances)
    levels = [(each, each.level(day)) for each in home.carers]
    highest = tables.highest([level for _, level in levels if level])
    fees: list[Line] = []
    if highest is not None:
        own = [each for each in tables.rates if each.level == highest]
        for place, child in enumerate(there):
            fees.extend(_by_child(child, day, "first" if place == 0 else "later", own))
        if there or tables.while_empty:
            fees.extend(Line("household", each.weekly, each.level) for each in own if each.basis == "household")
            fees.extend(_by_carer(levels, tables))
    if there or tables.while_empty:
        fees.extend(_unrated(levels, tables))
    return Week(tuple(fees), allowances)


def _there(home: Home, day: date) -> list[Placed]:
    """The children on a day, who came first before who came later."""
    found = [each for each in home.children if each.since <= day and (each.until is None or day < each.until)]
    return sorted(found, key=lambda each: (each.since, each.child))


def _by_carer(levels: Sequence[tuple[Person, str | None]], tables: Tables) -> Iterator[Line]:
    for person, level in levels:
        for rate in tables.rates:
            if rate.basis == "carer" and rate.level == level:
                yield Line("carer", rate.weekly, level, carer=person.id)


def _unrated(levels: Sequence[tuple[Person, str | None]], tables: Tables) -> Iterator[Line]:
    for person, level in levels:
        if level is not None and not tables.pays(level):
            yield Line("carer", None, level, carer=person.id, why="level")


def _by_child(child: Placed, day: date, which: str, rates: Sequence[Rate]) -> Iterator[Line]:
    by_child = [each for each in rates if each.basis == "child"]
    if by_child:
        bands = [each.band for each in by_child if each.which in ("any", which) and each.band]
        split = any(each.which != "any" for each in by_child)
        yield _banded(
            Line("child", None, by_child[0].level, child.child), child, day, bands, which if split else "any"
        )


def _allowance(child: Placed, day: date, tables: Tables) -> Line:
    return _banded(Line("allowance", None, None, child.child), child, day, tables.allowances, "any")


def _banded(line: Line, child: Placed, day: date, bands: Sequence[Band], which: str) -> Line:
    """The line with the amount of the child's age; where all ages are paid alike the age does not matter."""
    age = child.age(day)
    line = replace(line, age=age, which=which)
    amounts = {each.weekly for each in bands}
    if len(amounts) == 1 and age is None:
        return replace(line, weekly=amounts.pop())
    if age is None and amounts:
        return replace(line, why="age", least=min(amounts), most=max(amounts))
    fitting = next((each.weekly for each in bands if age is not None and each.holds(age)), None)
    return replace(line, weekly=fitting) if fitting is not None else replace(line, why="rate")


def cost(home: Home, book: Sequence[Tables], first: date, last: date) -> Cost:
    """What a household is paid from one day to another, both included: each day is a seventh of its week.

    `book` is the tables in the order of their days; before the first of them nothing is paid.
    """
    total = Cost()
    days = sorted({first, *_turns(home, book, first, last)})
    for since, until in zip(days, [*days[1:], last + timedelta(days=1)], strict=True):
        tables = tables_on(book, since)
        if tables is not None:
            total += _spent(week_on(since, home, tables), (until - since).days)
    return Cost(
        _pennies(total.fee),
        _pennies(total.allowance),
        (_pennies(total.fee_more[0]), _pennies(total.fee_more[1])),
        (_pennies(total.allowance_more[0]), _pennies(total.allowance_more[1])),
        total.unknown_days,
        total.unrated_days,
    )


def tables_on(book: Sequence[Tables], day: date) -> Tables | None:
    """What holds on a day."""
    return next((each for each in reversed(book) if each.since <= day), None)


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
