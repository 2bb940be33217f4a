"""A parent placed with their child: on how many days places for them were used, and what that saved (OA-3).

The saving is a council's own figure for a week, beside what a residential unit would have cost.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

from crm.journey.rules import Dated

OFFER = "parent_and_child"  # the kind of placement; the code is stored and never changes its meaning
DAY = timedelta(days=1)
DAYS_A_WEEK = 7


@dataclass(frozen=True, slots=True)
class Span:
    """From a day until another, which is not one of it; `places` of a range, 1 of a child placed.

    `family` is what those who were placed together share; without one, a child placed is a family of its own.
    """

    since: date
    until: date | None
    places: int = 1
    family: str | None = None

    def holds(self, day: date) -> bool:
        """Whether it covers a day."""
        return self.since <= day and (self.until is None or day < self.until)


@dataclass(frozen=True, slots=True)
class UsedPlaces:
    """Days on which places for a parent with a child were used, and what that saved, in pounds."""

    days: int = 0
    saved: Decimal = Decimal(0)

    @property
    def weeks(self) -> Decimal:
        """The days in weeks, to one decimal place."""
        return (Decimal(self.days) / DAYS_A_WEEK).quantize(Decimal("0.1"), ROUND_HALF_UP)


def used(held: Sequence[Span], stays: Sequence[Span], first: date, last: date, weekly: Dated) -> UsedPlaces:
    """What a household's places for a parent with a child came to from one day to another, both included.

    `held` is what its terms said, `stays` who was placed as parent and child, `weekly` what a week saves.
    """
    counts = list(_counts(held, stays, first, last))
    pounds = sum((Decimal(count * weekly.on(day)) for day, count in counts), Decimal(0)) / DAYS_A_WEEK
    return UsedPlaces(sum(count for _, count in counts), pounds.quantize(Decimal("0.01"), ROUND_HALF_UP))


def _counts(held: Sequence[Span], stays: Sequence[Span], first: date, last: date) -> Iterator[tuple[date, int]]:
    """How many places were used on each day that has any.

    One for each family, and never more than the terms said that day: a parent who is looked after too, or a twin,
    is placed beside the child and takes a place of the range (B-13), but saves nothing twice.
    """
    if not stays:
        return
    day = max(first, min(each.since for each in stays))
    while day <= last:
        there = {each.family or number for number, each in enumerate(stays) if each.holds(day)}
        if there:
            yield day, min(len(there), sum(each.places for each in held if each.holds(day)))
        day += DAY
