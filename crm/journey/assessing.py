"""Which assessment a session belongs to: each runs from its application until the next one."""

from __future__ import annotations

from datetime import date

from crm.journey.events import ApplicationReceived, ApprovalRefused, HouseholdApproved
from crm.journey.household import Household, Journey
from crm.journey.saying import SAID, said


def applied_on(journey: Journey) -> date | None:
    """The day of a journey's application; None without one."""
    row = journey.first(ApplicationReceived)
    return row.event.happened_on if row else None


def days_of(household: Household, journey_id: int) -> tuple[date, date]:
    """The days whose sessions belong to a journey: until the next one's application, which is not among them.

    What was held before the first application belongs to that journey too: it was recorded, and is not lost.
    """
    applied = sorted((day, each.id) for each in household.journeys if (day := applied_on(each)))
    place = next((number for number, (_, key) in enumerate(applied) if key == journey_id), None)
    if place is None:
        return date.min, date.max
    since = date.min if place == 0 else applied[place][0]
    return since, applied[place + 1][0] if place + 1 < len(applied) else date.max


def why_not(household: Household, on: date) -> str | None:
    """Why no session of an assessment can have been held on a day, in words; None if one can."""
    applied = [each for each in household.journeys if (day := applied_on(each)) and day <= on]
    if not applied:
        return f"Sessions of an assessment come after the application, and there was none by {said(on)}"
    ended = [_ended(each, on) for each in applied]
    return None if None in ended else f"The assessment was over before {said(on)}: {ended[-1]}"


def _ended(journey: Journey, on: date) -> str | None:
    """What ended an assessment before a day, in words; None if it went on."""
    row = journey.first(HouseholdApproved) or journey.first(ApprovalRefused) or journey.closed_by
    if row is None or row.event.happened_on >= on:
        return None
    return f"{SAID[row.event.kind]} was on {said(row.event.happened_on)}"
