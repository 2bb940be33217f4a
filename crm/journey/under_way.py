"""The journeys of a household that go on, and two on one route, on which every step would be waited for twice."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import date

from crm.journey.event import Event
from crm.journey.events import ApprovalRefused, FirstContactMade, JourneyClosed, JourneyReopened, VisitCompleted
from crm.journey.history import Row
from crm.journey.household import Household, Journey
from crm.journey.ranges import Route
from crm.journey.routes import visited
from crm.journey.rules import Rules
from crm.journey.saying import said

PASSED_ON = (FirstContactMade, VisitCompleted)  # what was done with the people for a journey that repeats another


def under_way(household: Household) -> tuple[Journey, ...]:
    """The journeys that have come to no end: neither closed, nor decided."""
    approved = {each.journey_id for each in household.approvals}
    return tuple(
        journey
        for journey in household.journeys
        if journey.id not in approved and journey.closed_by is None and not journey.first(ApprovalRefused)
    )


def told_first(household: Household) -> list[Journey]:
    """They, as what is to stand on one of them is told: where the enquiry counts first (ST-4), then the latest."""
    counts = {each.id for each in household.journeys if any(row.id in household.counted for row in each.rows)}
    return sorted(under_way(household), key=lambda each: (each.id not in counts, -each.id))


def beside(household: Household, journey: Journey, besides: Collection[int] = ()) -> Journey | None:
    """Another journey that goes on, on the route of this one; `besides` are journeys that do not matter.

    Relatives have a journey for each child.
    """
    others = (each for each in under_way(household) if each.id not in besides)
    return next((each for each in others if alike(journey, each)), None)


def waits_twice(route: str) -> bool:
    """Whether two journeys on a route are for the same: relatives have one for each child."""
    return route != Route.KINSHIP


def alike(journey: Journey, other: Journey) -> bool:
    """Whether another journey is for the same as this one, so that what is asked of people is asked for both."""
    return other.id != journey.id and other.route == journey.route and waits_twice(journey.route)


def begun_on(journey: Journey) -> date:
    """The day on which a journey began, or was taken up again last: what was done before it was not done for it."""
    again = journey.all(JourneyReopened)
    return (again[-1] if again else journey.rows[0]).event.happened_on


def done_beside(journey: Journey, kind: type[Event], besides: Iterable[Journey]) -> list[Row]:
    """What was done with the people on those of `besides` that are alike, since this one began: it was for both."""
    rows = (row for other in besides if alike(journey, other) for row in other.all(kind))
    return [row for row in rows if row.event.happened_on >= begun_on(journey)] if journey.rows else []


def repeated(household: Household, rules: Rules) -> tuple[Journey, ...]:
    """The journeys that were closed as the same as another: what was done for them was done for that."""
    return tuple(each for each in household.journeys if is_repeated(each, rules))


def is_repeated(journey: Journey, rules: Rules) -> bool:
    """Whether a journey was closed as the same as another."""
    end = journey.closed_by
    return end is not None and isinstance(end.event, JourneyClosed) and end.event.reason in rules.repeating


def taking_over(journey: Journey, repeats: Iterable[Journey]) -> Journey:
    """A journey that goes on, with what it lacks and was done since it began for those that repeat it.

    So a closing as a duplicate takes nothing from it: what runs from there runs on, from the same day.
    """
    besides = list(repeats)
    rows = [row for kind in PASSED_ON if not journey.first(kind) for row in done_beside(journey, kind, besides)]
    if not rows:
        return journey
    first, *rest = journey.rows
    return replace(journey, rows=(first, *sorted([*rest, *rows], key=lambda row: row.order)))


def contacted(household: Household, journey: Journey, by: date, rules: Rules) -> bool:
    """Whether an earlier call has answered this journey, on one that goes on beside it, or repeats it.

    A call of the day itself answers each of them, and is recorded on each.
    """
    found = done_beside(journey, FirstContactMade, (*under_way(household), *repeated(household, rules)))
    return any(row.event.happened_on < by for row in found)


def done_already(household: Household, journey: Journey, event: Event, rules: Rules) -> bool:
    """Whether what is done now was done for this journey by what was done for another of theirs."""
    if isinstance(event, FirstContactMade):
        return contacted(household, journey, event.happened_on, rules)
    return isinstance(event, VisitCompleted) and visited(household, journey, event.happened_on)


def open_twice(household: Household) -> tuple[Journey, ...]:
    """Every journey that goes on beside another on its route."""
    return tuple(each for each in under_way(household) if beside(household, each))


def would_be_two(household: Household, journey: Journey, besides: Collection[int] = ()) -> str | None:
    """Why a closed journey cannot go on again, in words, where another goes on that was begun since; else None."""
    other = beside(household, journey, besides)
    if other is None:
        return None
    begun = said(other.rows[0].event.happened_on)
    return f"Another journey on this route is open since {begun}: close one before the other goes on."


def refusal(household: Household, journey: Journey, event: Event) -> str | None:
    """Why a journey cannot be reopened; None if it can, or nobody asks for that."""
    return would_be_two(household, journey) if isinstance(event, JourneyReopened) else None
