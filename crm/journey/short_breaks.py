"""A series of short breaks with one carer (CPPCR reg 48, OA-4): how long one may be, and all in 12 months."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from crm.journey.deadlines import add_months

OFFER = "short_break"  # the kind of placement; the code is stored and never changes its meaning
YEAR = 12  # months


@dataclass(frozen=True, slots=True)
class Break:
    """From a day until another, which is not one of it; one that has not ended lasts until a day that is told."""

    since: date
    until: date

    @property
    def days(self) -> int:
        """How many there are."""
        return (self.until - self.since).days


@dataclass(frozen=True, slots=True)
class Limits:
    """How many days one short break may have, and all of a child with one carer within 12 months."""

    longest: int = 17
    in_a_year: int = 75


def beyond(new: Break, others: Sequence[Break], limits: Limits) -> Iterator[str]:
    """What of a short break is more than a series of them may be, in sentences."""
    if new.days > limits.longest:
        yield f"A short break is at most {limits.longest} days (OA-4), and this one has {new.days}."
    most = max((_within(each.since, new, others) for each in (new, *others)), default=0)
    if most > limits.in_a_year:
        yield (
            f"Short breaks with one carer are at most {limits.in_a_year} days in 12 months (OA-4): with this one "
            f"there would be {most}."
        )


def ends_by(since: date, limits: Limits) -> date:
    """The day on which a short break has to be over."""
    return since + timedelta(days=limits.longest)


def _within(first: date, new: Break, others: Sequence[Break]) -> int:
    """The days within 12 months from a day on; none, where the new one has none of them."""
    last = add_months(first, YEAR)
    counts = [max(0, (min(each.until, last) - max(each.since, first)).days) for each in (new, *others)]
    return sum(counts) if counts[0] else 0
