"""The holds of a journey, and what its clocks would say without them. A hold moves no day that the law sets."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

from crm.journey.deadlines import add_months
from crm.journey.events import (
    ApplicationReceived,
    ApprovalRefused,
    Event,
    HouseholdApproved,
    JourneyClosed,
    PanelRecommended,
)
from crm.journey.history import Row
from crm.journey.hold_events import HoldEnded, HoldStarted
from crm.journey.household import Journey
from crm.journey.saying import said

# What a hold does not outlast, whether or not somebody said that it ended.
OVERTAKES = (PanelRecommended, HouseholdApproved, ApprovalRefused, JourneyClosed)


@dataclass(frozen=True, slots=True)
class Hold:
    """A pause: from its first day to the day on which the journey went on, which is no day of it."""

    since: date
    reason: str | None
    review_on: date | None
    until: date | None = None

    def days(self, on: date) -> int:
        """How many days of it had gone by at a day."""
        return max(0, (min(on, self.until or on) - self.since).days)


def holds(journey: Journey) -> tuple[Hold, ...]:
    """Every hold of a journey, the oldest first; only the last can be running."""
    found: list[Hold] = []
    for row in journey.rows:
        event, running = row.event, bool(found) and found[-1].until is None
        if isinstance(event, HoldStarted) and not running:
            found.append(Hold(event.happened_on, event.reason, event.review_on))
        elif running and isinstance(event, (HoldEnded, *OVERTAKES)):
            found[-1] = replace(found[-1], until=event.happened_on)
    return tuple(found)


def loose(journey: Journey) -> tuple[Row, ...]:
    """Rows that end a hold which there is not, or begin one while another runs."""
    found: list[Row] = []
    on_hold = False
    for row in journey.rows:
        if isinstance(row.event, HoldStarted | HoldEnded) and isinstance(row.event, HoldStarted) == on_hold:
            found.append(row)
        on_hold = isinstance(row.event, HoldStarted) or (
            on_hold and not isinstance(row.event, (HoldEnded, *OVERTAKES))
        )
    return tuple(found)


def running(journey: Journey) -> Hold | None:
    """The hold that a journey is in; None if it goes on."""
    last = holds(journey)[-1:]
    return last[0] if last and last[0].until is None else None


def days_held(journey: Journey, since: date, on: date) -> int:
    """How many days from a clock's start to a day the journey was on hold: by so much later it would be due."""
    return sum(replace(each, since=max(each.since, since)).days(on) for each in holds(journey))


def net_of_holds(due_on: date, journey: Journey, since: date, on: date) -> date:
    """The day that a clock would give if it had stood still during holds: beside the law's, never in its place."""
    return due_on + timedelta(days=days_held(journey, since, on))


def too_long(event: Event, months: int) -> str | None:
    """Why a hold cannot be for so long, in words; None if it can, or the event begins none."""
    if not isinstance(event, HoldStarted) or event.review_on is None:
        return None
    last = add_months(event.happened_on, months)
    if event.review_on <= last:
        return None
    most = "1 month" if months == 1 else f"{months} months"
    return (
        f"A journey is on hold for at most {most} before it is looked at again: enter a day until {said(last)}. "
        "It can be put on hold again then."
    )


def refusal(journey: Journey, event: Event) -> str | None:
    """Why a hold cannot begin or end with this event, in words; None if it can, or the event is no hold's."""
    if not isinstance(event, HoldStarted | HoldEnded):
        return None
    before = replace(journey, rows=tuple(row for row in journey.rows if row.event.happened_on <= event.happened_on))
    on_hold = running(before) is not None
    if isinstance(event, HoldEnded):
        return None if on_hold else "The journey is not on hold."
    if on_hold:
        return "The journey is on hold already: end that hold first."
    if before.first(ApplicationReceived) is None:
        return "A journey can be put on hold from the application on: before it, note when to ask them again."
    if any(isinstance(row.event, OVERTAKES[:3]) for row in before.rows):
        return "A journey can be put on hold only before panel has heard it."
    if event.review_on is not None and event.review_on <= event.happened_on:
        return "The day to look at the hold again must lie after the day on which it begins."
    return None
