"""The first review of an approval: panel hears it before it is decided (RV-4, PN-5)."""

from __future__ import annotations

from crm.journey.decisions import ASKS_FOR_MORE, DEFER
from crm.journey.events import Event, HouseholdApproved, PanelRecommended, ReviewCompleted
from crm.journey.history import Row
from crm.journey.household import Journey
from crm.journey.ranges import Route
from crm.journey.rules import Rules
from crm.journey.saying import said

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
