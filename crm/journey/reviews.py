"""The first review of an approval: panel hears it before it is decided (RV-4, PN-5)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from crm.journey.decisions import ASKS_FOR_MORE, DEFER
from crm.journey.events import Event, HouseholdApproved, PanelRecommended, ReviewCompleted
from crm.journey.history import Row
from crm.journey.household import Journey
from crm.journey.ranges import Route
from crm.journey.rules import Rules
from crm.journey.saying import said

SPOKEN_OF = (30, 60, 90)  # days before its day from which a review is spoken of as due (RV-5)
FIRST = (
    "The first review of an approval goes to panel before it is decided (RV-4): put the household on a panel's "
    "agenda, and record what panel recommended, on or before {day}."
)
TWICE = "There is a review of {day} on record already (RV-5): correct it instead of recording it again."


def decided(journey: Journey, until: date | None = None) -> Iterator[Row]:
    """The reviews that were decided and not put off, by their days; of those until a day, if one is given."""
    for row in journey.all(ReviewCompleted):
        put_off = isinstance(row.event, ReviewCompleted) and row.event.outcome == DEFER
        if not put_off and (until is None or row.event.happened_on <= until):
            yield row


def waiting(journey: Journey, on: date | None = None) -> Row | None:
    """The approval whose first review is still to come; None where it was held, or hosts have none (OA-2).

    `on`: as it was at the end of a day. The first review is the earliest by its own day, whenever it is recorded.
    """
    hosts = journey.route == Route.SUPPORTED_LODGINGS
    return None if hosts or any(decided(journey, on)) else journey.first(HouseholdApproved)


def heard_since(journey: Journey, row: Row, until: date | None = None) -> Row | None:
    """What panel recommended last after a row, until a day, and did not ask for more."""
    every = [each for each in journey.all(PanelRecommended) if each.order > row.order]
    found = [each for each in every if until is None or each.event.happened_on <= until]
    last = found[-1].event if found else None
    return found[-1] if isinstance(last, PanelRecommended) and last.recommendation not in ASKS_FOR_MORE else None


def refusal(journey: Journey, event: Event, rules: Rules) -> str | None:
    """Why a review cannot be recorded, in words: panel has not heard a first one (RV-4), or it is there (RV-5)."""
    if not isinstance(event, ReviewCompleted):
        return None
    if _recorded(journey, event):
        return TWICE.format(day=said(event.happened_on))
    approved = waiting(journey, event.happened_on)
    if event.outcome == DEFER or approved is None or not rules.first_review_panel.on(event.happened_on):
        return None
    if heard_since(journey, approved, event.happened_on) is not None:
        return None
    return FIRST.format(day=said(event.happened_on)) + _before(journey)


def _recorded(journey: Journey, event: ReviewCompleted) -> bool:
    """Whether a review of the day is on record: one that was put off may still be decided on that day."""
    there = [row.event for row in journey.all(ReviewCompleted) if row.event.happened_on == event.happened_on]
    return any(
        isinstance(each, ReviewCompleted) and (each.outcome == DEFER) == (event.outcome == DEFER) for each in there
    )


def _before(journey: Journey) -> str:
    """What to add where a later review is on record: by its day, the new one would be the first."""
    later = next(decided(journey), None)
    on = said(later.event.happened_on) if later else ""
    return f" By its day it would be the first: the one of {on} came later." if later else ""


def near(due_on: date, today: date, *, silent: bool = False) -> str:
    """How near a review is (RV-5): overdue after its day; due in 30, 60 or 90 days, that day included; or later.

    `silent`: a year and more past its day, so that most likely it was held and never recorded.
    """
    if silent:
        return "silent"
    left = (due_on - today).days
    if left < 0:
        return "overdue"
    return next((f"due_{days}" for days in SPOKEN_OF if left <= days), "later")
