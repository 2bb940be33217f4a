"""The clocks that run on a journey today: the law's and the agency's own, each with the day by which it is met.

One journey or a thousand: what an agency measures by is worked out once (`Measures`), and the rest is arithmetic.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from crm import clock
from crm.extensions import db
from crm.journey.deadlines import Span, Unit, due
from crm.journey.events import (
    ApplicationReceived,
    ApprovalRefused,
    Event,
    HouseholdApproved,
    JourneyReopened,
    PanelRecommended,
)
from crm.journey.household import Journey
from crm.journey.ranges import population_of
from crm.journey.routes import Plan, Rulebook
from crm.journey.working_days import BeyondCalendar, WorkingCalendar
from crm.people import tasks
from crm.people.work_tables import Task
from crm.register import clocks, deadlines, holidays, settings
from crm.register.clocks import Entry

# The law's clocks between two steps of a journey: the rule, what starts it, and what stops it.
LAW: tuple[tuple[str, type[Event], tuple[type[Event], ...]], ...] = (
    ("PN-7", ApplicationReceived, (PanelRecommended, HouseholdApproved, ApprovalRefused)),
    ("DM-3", PanelRecommended, (HouseholdApproved, ApprovalRefused)),
)
# What spans a whole assessment is a limit, and tells nobody what to do next.
LIMITS = frozenset({"PN-7"})

Met = Mapping[str | None, date]  # by the name of a clock: the day on which somebody said that the thing was done


@dataclass(frozen=True, slots=True)
class Running:
    """A clock that has started and not stopped. `rule` is its id where it is the law's, else `name` the agency's.

    `began_by` is the kind of event that started it, `stops` the one that would stop it. `by_hand`: it stops when
    somebody says that the thing was done. `by_call`: the thing is done by reaching the household.
    """

    label: str
    due_on: date
    rule: str | None = None
    name: str | None = None
    began_by: str = ""
    began_on: date | None = None
    stops: str | None = None
    by_hand: bool = False
    by_call: bool = False

    @property
    def is_a_step(self) -> bool:
        """Whether it says what to do next."""
        return self.rule not in LIMITS


@dataclass(frozen=True, slots=True)
class Measures:
    """What an agency measures its journeys by on a day."""

    rulebook: Rulebook
    own: Sequence[Entry]  # its own clocks that are in use
    calendar: WorkingCalendar  # of its own clocks: they stand still while the office is closed
    today: date


def measures(agency_id: int, today: date) -> Measures:
    """What an agency measures by: its plans, its own clocks, and the days on which its office is closed."""
    return Measures(
        rulebook=settings.rulebook(agency_id),
        own=clocks.in_use(agency_id, today),
        calendar=clocks.calendar(agency_id, today),
        today=today,
    )


def of_journey(agency_id: int, journey: Journey) -> list[Running]:
    """The clocks of one journey of an agency today, the soonest first."""
    return running(journey, measures(agency_id, clock.today()), said_done(journey.id))


def said_done(journey_id: int) -> Met:
    """The clocks of a journey of which somebody said that the thing was done, and when."""
    found = select(Task.clock, Task.due_on).where(
        Task.journey_id == journey_id, Task.kind == tasks.CLOCK, Task.outcome == "done"
    )
    return {row.clock: row.due_on for row in db.session.execute(found.order_by(Task.id))}


def running(journey: Journey, by: Measures, met: Met | None = None) -> list[Running]:
    """The clocks of a journey that is neither closed nor approved, the soonest first."""
    if journey.closed_by is not None or journey.first(HouseholdApproved) or journey.first(ApprovalRefused):
        return []
    return ticking(journey, by, met)


def ticking(journey: Journey, by: Measures, met: Met | None = None) -> list[Running]:
    """The same for a journey that is known to be under way."""
    found = [*_law(journey, by.rulebook), *_own(journey, by, met or {})]
    return sorted(found, key=lambda each: each.due_on)


def _law(journey: Journey, rulebook: Rulebook) -> Iterator[Running]:
    plan = rulebook.plan(journey.route, journey.rows[-1].event.happened_on)
    for rule_id, starts, stops in LAW:
        last = journey.all(starts)[-1:]
        stopped = any(row.order > last[0].order for kind in stops for row in journey.all(kind)) if last else True
        if stopped or (starts is ApplicationReceived and not plan.has(PanelRecommended.kind)):
            continue
        began_on = last[0].event.happened_on
        rule = deadlines.rules()[rule_id]
        try:
            days = due(rule, began_on, holidays.statutory_calendar(), population_of(journey.route))
        except BeyondCalendar:
            continue
        met_by = None if rule_id in LIMITS else stops[0].kind
        for each in days:
            yield Running(each.what, each.on, rule_id, began_by=starts.kind, began_on=began_on, stops=met_by)


def _own(journey: Journey, by: Measures, met: Met) -> Iterator[Running]:
    """The agency's own clocks, less those of which somebody said that the thing was done.

    Of several that ask for the same, as the chases do, only the next: the other begins to matter when it is done.
    """
    shown: set[tuple[str, str | None]] = set()
    for each in _undone(journey, by, met):
        alike = (each.began_by, each.stops)
        if not (each.by_hand and each.stops and alike in shown):
            yield each
        if each.by_hand:
            shown.add(alike)


def _undone(journey: Journey, by: Measures, met: Met) -> Iterator[Running]:
    found = sorted(_begun(journey, by), key=lambda each: each.due_on)
    for each in found:
        said = {
            other.name: met[other.name]
            for other in found
            if (other.began_by, other.stops) == (each.began_by, each.stops)
            and other.name in met
            and (other.began_on is None or met[other.name] >= other.began_on)  # not before it was reopened
        }
        # A chase that was made meets every one of the same kind that was due by then.
        if not each.by_hand or not (each.name in said or any(day >= each.due_on for day in said.values())):
            yield each


def _begun(journey: Journey, by: Measures) -> Iterator[Running]:
    order = _order(by.rulebook.plan(journey.route, by.today))
    kinds = {row.event.kind: row.event.happened_on for row in journey.rows}
    reached = max((order.index(kind) for kind in kinds if kind in order), default=-1)
    again = kinds.get(JourneyReopened.kind, date.min)
    for each in by.own:
        starts, stops = each.get("starts", ""), each.get("stops")
        if starts not in kinds or stops in kinds or _passed(order, reached, starts, stops):
            continue
        began_on = max(kinds[starts], again)  # a journey that goes on begins its clocks anew
        try:
            due_on = Span(each["amount"], Unit(each["unit"])).after(began_on, by.calendar)
        except BeyondCalendar:
            continue
        yield Running(
            each["label"],
            due_on,
            name=each["name"],
            began_by=starts,
            began_on=began_on,
            stops=stops,
            by_hand=clocks.by_hand(each),
            by_call=bool(each.get("by_call")),
        )


def _order(plan: Plan) -> list[str]:
    return [stage.entered_by for stage in plan.stages]


def _passed(order: Sequence[str], reached: int, starts: str, stops: str | None) -> bool:
    """Whether the route has no such step, or the journey went on without it."""
    if stops is None:
        return starts not in order or order.index(starts) < reached
    return stops not in order or order.index(stops) < reached
