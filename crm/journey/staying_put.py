"""Whoever was fostered and stays with the same carers after 18: an arrangement, and no placement (OA-1, B-12)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from crm.journey.deadlines import add_months

REASON = "staying_put"  # why a place cannot be used; the code is stored and never changes its meaning
GROWN_UP, YEAR = 18, 12  # years, and months in one
NEAR = timedelta(days=60)  # between the end of a placement and the day from which its place is said to be kept


@dataclass(frozen=True, slots=True)
class Kept:
    """Places that are said to be kept for whoever stays put, from a day and perhaps until another."""

    since: date
    until: date | None
    places: int = 1


@dataclass(frozen=True, slots=True)
class Arrangement:
    """That somebody stays: since when, until when at the latest, and the place that is kept for them, if any."""

    since: date
    latest: date
    kept: Kept | None = None

    @property
    def until(self) -> date:
        """The first day that is not of it: when the place can be used again, and never later than by age."""
        return min(self.kept.until, self.latest) if self.kept and self.kept.until else self.latest

    def holds(self, day: date) -> bool:
        """Whether they stay on a day."""
        return self.since <= day < self.until


def latest(since: date, born: date | None, age: int) -> date:
    """The first day on which whoever stays has reached an age: by the month of birth, or 18 on the first day.

    Of a birth only the month is known: the age is reached when that month is over.
    """
    if born is not None:
        return add_months(born.replace(day=1), age * YEAR + 1)
    return add_months(since, (age - GROWN_UP) * YEAR)


def arranged(stayed: Sequence[tuple[date, date | None]], kept: Sequence[Kept], age: int) -> list[Arrangement]:
    """The arrangements of a household: each end of a placement, and month of birth, with the place kept for it."""
    left = [each.places for each in kept]
    found = []
    for since, born in stayed:
        near = (number for number, each in enumerate(kept) if left[number] and abs(each.since - since) <= NEAR)
        first = next(near, None)
        if first is not None:
            left[first] -= 1
        found.append(Arrangement(since, latest(since, born, age), None if first is None else kept[first]))
    return found
