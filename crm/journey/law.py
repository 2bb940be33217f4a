"""What the law's clocks come to on a journey: days that its events give, and that do not turn with the calendar."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from crm.journey.clocks import LawClock, Phase, begun
from crm.journey.deadlines import Due, Rule, add_months, due
from crm.journey.history import Row
from crm.journey.household import Journey
from crm.journey.ranges import Route, population_of
from crm.journey.working_days import BeyondCalendar, WorkingCalendar

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Law:
    """The clocks of the law, how long each is, and the working days that count, asked for only if needed."""

    clocks: tuple[LawClock, ...]
    rules: Mapping[str, Rule]
    calendar: Callable[[], WorkingCalendar]

    def days(self, rule: str, trigger: date, route: Route) -> list[Due]:
        """The days that a rule gives for a route; none at the calendar's edge."""
        try:
            return due(self.rules[rule], trigger, self.calendar(), population_of(route))
        except BeyondCalendar:
            return []


@dataclass(frozen=True, slots=True)
class Ticking:
    """A clock of the law that has started and not stopped.

    `silent_from` is the day from which it is not called late any more, `gone_from` that from which nobody is asked.
    """

    rule: str
    label: str
    began_by: str
    began_on: date
    due_on: date
    stops: str | None
    limit: bool
    silent_from: date | None
    gone_from: date | None


def ticking(journey: Journey, clock: LawClock, phase: Phase, law: Law) -> Iterator[Ticking]:
    """What a clock comes to on a journey that has come so far: nothing where it does not run, or several days."""
    start = begun(journey, clock, phase)
    if start is None:
        return
    for label, due_on in _days(clock, start, law):
        yield Ticking(
            rule=clock.rule,
            label=label,
            began_by=start.event.kind,
            began_on=start.event.happened_on,
            due_on=due_on,
            stops=None if clock.limit else clock.ends_by,
            limit=clock.limit,
            silent_from=_after(due_on, clock.silent_after),
            gone_from=due_on + DAY if clock.amid else None,
        )


def _days(clock: LawClock, start: Row, law: Law) -> Iterator[tuple[str, date]]:
    """The day that a clock gives from its start: that which was stored with the event (DC-5), or the rule's."""
    if clock.day and (stored := getattr(start.event, clock.day)):
        yield clock.label, stored
        return
    for day in law.days(clock.rule, start.event.happened_on, start.route):
        if clock.part in ("", day.what):
            yield clock.label, day.on


def _after(day: date, months: int | None) -> date | None:
    return None if months is None else add_months(day, months) + DAY
