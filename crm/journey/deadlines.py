"""The days by which something must be done: rules as dated values, and the arithmetic of the rule sheet.

A rule is judged by the version in force on the day of its trigger (DC-5); days before the first version
are judged by the first. Days, weeks and years are counted as DC-2 to DC-4 say: never shifted for weekends.
"""

from __future__ import annotations

import calendar
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from crm.journey.working_days import BeyondCalendar, WorkingCalendar

MONTHS_IN_A_YEAR = 12


class Unit(StrEnum):
    """What a rule counts in."""

    WORKING_DAYS = "working days"
    DAYS = "days"
    WEEKS = "weeks"
    MONTHS = "months"
    YEARS = "years"


@dataclass(frozen=True)
class Span:
    """A length of time as a rule states it: 8 months, 10 working days. Negative: that long before."""

    amount: int
    unit: Unit

    def after(self, trigger: date, working: WorkingCalendar) -> date:
        """The day that lies this far from the trigger. BeyondCalendar where there is no such day."""
        try:
            match self.unit:
                case Unit.WORKING_DAYS:
                    return working.add(trigger, self.amount)
                case Unit.DAYS:
                    return trigger + timedelta(days=self.amount)
                case Unit.WEEKS:
                    return trigger + timedelta(weeks=self.amount)
                case Unit.MONTHS:
                    return add_months(trigger, self.amount)
                case Unit.YEARS:
                    return add_months(trigger, self.amount * MONTHS_IN_A_YEAR)
        except OverflowError:
            raise BeyondCalendar("the calendar ends before the day that the rule would give") from None


@dataclass(frozen=True)
class Part:
    """One thing that a rule wants done, and when. DM-4 has two: told orally, then in writing."""

    what: str
    span: Span
    population: str | None = None  # only for this population; None: for those that have no part of their own


@dataclass(frozen=True)
class Version:
    """What a rule says from a day on."""

    valid_from: date
    parts: tuple[Part, ...]


@dataclass(frozen=True)
class Rule:
    """A rule that sets days: what starts its clock, where it is written, its versions in order."""

    id: str
    name: str
    trigger: str
    source: str
    versions: tuple[Version, ...]

    def version_on(self, day: date) -> Version:
        """The version in force on a day; the first for days before any."""
        in_force = [version for version in self.versions if version.valid_from <= day]
        return in_force[-1] if in_force else self.versions[0]


@dataclass(frozen=True)
class Due:
    """A day by which something is due, with the rule and the version that gave it (DC-5)."""

    what: str
    on: date
    rule_id: str
    rule_valid_from: date


def due(rule: Rule, trigger: date, working: WorkingCalendar, population: str | None = None) -> list[Due]:
    """The days that a rule gives for a trigger day, in the rule's own order. BeyondCalendar at its edge."""
    version = rule.version_on(trigger)
    return [
        Due(part.what, part.span.after(trigger, working), rule.id, version.valid_from)
        for part in _parts_for(version.parts, population)
    ]


def _parts_for(parts: Sequence[Part], population: str | None) -> list[Part]:
    own = [part for part in parts if part.population is not None and part.population == population]
    return own or [part for part in parts if part.population is None]


def add_months(day: date, months: int) -> date:
    """So many calendar months on, at most the month's last day (DC-3). OverflowError: no such year."""
    year, month = divmod(day.year * MONTHS_IN_A_YEAR + day.month - 1 + months, MONTHS_IN_A_YEAR)
    if not date.min.year <= year <= date.max.year:
        raise OverflowError("no such year")
    month += 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))
