"""The funnel, in its two views: what happened in the period, and how far the period's enquiries came.

In the period view the people at one step are mostly not those at the next: whoever is approved in a half year
enquired before it. So a ratio is labelled 'period', comes with its numerator and denominator, and is no conversion
rate. In the cohort view they are the same people, followed to the known-on day; a young one has not come far yet.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from crm.reports.figures import MEMBERS
from crm.reports.quarterly import Column, Quarterly
from crm.reports.steps import PLACES, STEPS, Part
from crm.reports.steps import Step as Stop

EVENTS = ("activity.enquiries", "activity.initial_visits", "activity.applications", "activity.approvals")
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
    counts = [column.value(population, name) for name in EVENTS]
    found = []
    for number, (name, count) in enumerate(zip(EVENTS, counts, strict=True)):
        of_previous = Ratio(count, counts[number - 1]) if number else None
        # At the second step the step before is the enquiries themselves.
        of_enquiries = Ratio(count, counts[0]) if number else None
        found.append(Step(name, count, of_previous, of_enquiries))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Followed:
    """A step of the cohort: who came so far or further, and of those who came no further who ended or goes on."""

    step: Stop
    reached: int
    ended: int
    there: int
    of_previous: Ratio | None
    of_enquiries: Ratio | None


def followed(report: Quarterly, population: str) -> tuple[Followed, ...]:
    """The cohort of a population; nothing where the period has not begun."""
    if report.cohort is None:
        return ()
    found: list[Followed] = []
    for step in STEPS:
        reached, ended, there = (part_of(report, population, step, each) for each in Part if each not in PLACES)
        of_previous, of_enquiries = (Ratio(reached, found[at].reached) if found else None for at in (-1, 0))
        found.append(Followed(step, reached, ended, there, of_previous, of_enquiries))
    return tuple(found)


def part_of(report: Quarterly, population: str, step: Stop, part: Part) -> int:
    """A number of the cohort view; 0 of a period that has not begun."""
    return sum((report.cohort or {}).get((each, step, part), 0) for each in MEMBERS[population])
