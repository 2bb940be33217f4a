"""Payment for skills: which level a carer is on, and what a household is paid for a week.

The fee is for the carer's skill; the allowance is for what the child costs. They are never one figure (NM-5).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from crm.journey.rates import OLDEST, Band, Rate

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


def tables_on(book: Sequence[Tables], day: date) -> Tables | None:
    """What holds on a day."""
    return next((each for each in reversed(book) if each.since <= day), None)
