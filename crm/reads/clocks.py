"""The clocks that run on a journey today: the law's and the agency's own, each with the day by which it is met."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from crm.journey.deadlines import Span, Unit, due
from crm.journey.events import ApplicationReceived, ApprovalRefused, Event, HouseholdApproved, PanelRecommended
from crm.journey.household import Journey
from crm.journey.ranges import population_of
from crm.journey.working_days import BeyondCalendar
from crm.reads.histories import History
from crm.register import deadlines, holidays

# The law's clocks between two steps of a journey: the rule, what starts it, and what stops it.
LAW: tuple[tuple[str, type[Event], tuple[type[Event], ...]], ...] = (
    ("PN-7", ApplicationReceived, (PanelRecommended, HouseholdApproved, ApprovalRefused)),
    ("DM-3", PanelRecommended, (HouseholdApproved, ApprovalRefused)),
)


@dataclass(frozen=True, slots=True)
class Running:
    """A clock that has started and not stopped. `rule` is its id where it is the law's, else None."""

    label: str
    due_on: date
    rule: str | None = None


def running(history: History, journey: Journey, today: date) -> Iterator[Running]:
    """The clocks of a journey that is neither closed nor approved, the soonest first."""
    if journey.closed_by is not None or journey.first(HouseholdApproved) or journey.first(ApprovalRefused):
        return
    found = [*_law(history, journey), *_local(history, journey, today)]
    yield from sorted(found, key=lambda each: each.due_on)


def _law(history: History, journey: Journey) -> Iterator[Running]:
    plan = history.rulebook.plan(journey.route, journey.rows[-1].event.happened_on)
    for rule_id, starts, stops in LAW:
        last = journey.all(starts)[-1:]
        stopped = any(row.order > last[0].order for kind in stops for row in journey.all(kind)) if last else True
        if stopped or (starts is ApplicationReceived and not plan.has(PanelRecommended.kind)):
            continue
        rule = deadlines.rules()[rule_id]
        try:
            days = due(rule, last[0].event.happened_on, holidays.statutory_calendar(), population_of(journey.route))
        except BeyondCalendar:
            continue
        yield from (Running(each.what, each.on, rule_id) for each in days)


def _local(history: History, journey: Journey, today: date) -> Iterator[Running]:
    """The agency's own clocks that stop by an event; they stand still on the days on which its office is closed."""
    closures = history.choices.settings.value("closures", today)
    calendar = replace(
        holidays.statutory_calendar(), closures=frozenset(date.fromisoformat(each) for each in closures)
    )
    order = [stage.entered_by for stage in history.rulebook.plan(journey.route, today).stages]
    kinds = {row.event.kind: row.event.happened_on for row in journey.rows}
    reached = max((order.index(kind) for kind in kinds if kind in order), default=-1)
    for each in history.choices.entries("local_clocks"):
        began, stops = kinds.get(each.get("starts", "")), each.get("stops")
        if began is None or stops is None or stops in kinds:
            continue
        if stops not in order or order.index(stops) < reached:
            continue  # the route has no such step, or the journey went on without it
        try:
            yield Running(each["label"], Span(each["amount"], Unit(each["unit"])).after(began, calendar))
        except BeyondCalendar:
            continue
