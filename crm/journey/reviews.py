"""The first review of an approval: panel hears it before it is decided (RV-4, PN-5)."""

from __future__ import annotations

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


def waiting(journey: Journey) -> Row | None:
    """The approval whose first review is still to come; None where it was held, or hosts have none (OA-2)."""
    held = any(isinstance(row.event, ReviewCompleted) and row.event.outcome != DEFER for row in journey.rows)
    hosts = journey.route == Route.SUPPORTED_LODGINGS
    return None if held or hosts else journey.first(HouseholdApproved)


def heard_since(journey: Journey, row: Row) -> Row | None:
    """What panel recommended last after a row, and did not ask for more."""
    found = [each for each in journey.all(PanelRecommended) if each.order > row.order]
    last = found[-1].event if found else None
    return found[-1] if isinstance(last, PanelRecommended) and last.recommendation not in ASKS_FOR_MORE else None


def refusal(journey: Journey, event: Event, rules: Rules) -> str | None:
    """Why a first review cannot be decided on yet, in words; None if it can, or panel is not asked."""
    approved = waiting(journey)
    if not isinstance(event, ReviewCompleted) or event.outcome == DEFER or approved is None:
        return None
    heard = heard_since(journey, approved)
    if not rules.first_review_panel.on(event.happened_on):
        return None
    if heard is not None and heard.event.happened_on <= event.happened_on:
        return None
    return FIRST.format(day=said(event.happened_on))


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
