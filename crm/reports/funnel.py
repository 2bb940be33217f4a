"""The funnel, period view: what happened in the period, step by step, with ratios of the period's own events.

The people at one step are mostly not those at the next: whoever is approved in a half year enquired before it. So a
ratio is labelled 'period', comes with its numerator and denominator, and is no conversion rate.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from crm.reports.quarterly import Column

STEPS = ("activity.enquiries", "activity.initial_visits", "activity.applications", "activity.approvals")
PER_CENT = Decimal("0.1")


@dataclass(frozen=True, slots=True)
class Ratio:
    """One count against another of the same period. Either is None where there is no figure yet."""

    numerator: int | None
    denominator: int | None

    @property
    def percent(self) -> Decimal | None:
        """The share in per cent, to one decimal; None where there is no figure, or nothing to take a share of."""
        if self.numerator is None or not self.denominator:
            return None
        return (Decimal(self.numerator) * 100 / self.denominator).quantize(PER_CENT, ROUND_HALF_UP)

    @property
    def said(self) -> str:
        """'26.5% (18 of 68)'; 'no share (3 of 0)' where it was of nothing; empty where there is no figure yet."""
        if self.numerator is None or self.denominator is None:
            return ""
        share = "no share" if self.percent is None else f"{self.percent}%"
        return f"{share} ({self.numerator:,} of {self.denominator:,})"


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the funnel: its count, against the step before and against enquiries (none at the first)."""

    name: str
    count: int | None
    of_previous: Ratio | None
    of_enquiries: Ratio | None


def steps(column: Column, population: str) -> tuple[Step, ...]:
    """The funnel of a population in a period."""
    counts = [column.value(population, name) for name in STEPS]
    found = []
    for number, (name, count) in enumerate(zip(STEPS, counts, strict=True)):
        of_previous = Ratio(count, counts[number - 1]) if number else None
        # At the second step the step before is the enquiries themselves.
        of_enquiries = Ratio(count, counts[0]) if number else None
        found.append(Step(name, count, of_previous, of_enquiries))
    return tuple(found)
