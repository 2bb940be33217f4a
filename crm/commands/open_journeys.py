"""Which journeys of a household are open for what somebody says who asks again."""

from __future__ import annotations

from datetime import date, timedelta

from crm.errors import Refused
from crm.journey.events import ApplicationReceived, EnquiryReceived
from crm.journey.household import Household, Journey
from crm.journey.ranges import Route
from crm.journey.saying import said
from crm.journey.under_way import under_way
from crm.ledger import cluster
from crm.register import settings


def require_none_open(agency_id: int, household_id: int, route: Route, received_on: date) -> None:
    """Refuse a second journey on a route that is open, where every step would be waited for twice; relatives have
    one for each child."""
    since = _window_start(agency_id, received_on)
    for journey in under_way(folded(agency_id, household_id)):
        if journey.route == route != Route.KINSHIP and _is_open(journey, since):
            begun = said(journey.rows[0].event.happened_on)
            raise Refused(
                f"A journey on this route is open since {begun}: log what they said as a contact on it, or close "
                "it first.",
                field="route",
            )


def _window_start(agency_id: int, received_on: date) -> date:
    """An enquiry that was counted after this day keeps another from counting (ST-4)."""
    days = settings.rulebook(agency_id).rules.enquiry_window_days.on(received_on)
    return received_on - timedelta(days=days)


def open_for(agency_id: int, household_id: int, route: Route, received_on: date) -> Journey | None:
    """The journey on which an enquiry is a further contact: being assessed, approved for the same, or just begun.

    One on which nobody has applied, and whose enquiry is out of the window, is over in all but name: a family
    that asks again after that has enquired anew, and is counted (ST-4).
    """
    household, window_start = folded(agency_id, household_id), _window_start(agency_id, received_on)
    for journey in reversed(under_way(household)):
        if _is_open(journey, window_start):
            return journey
    approved = [each for each in household.approvals if each.ended is None and each.route == route]
    return household.journey(approved[-1].journey_id) if approved else None


def _is_open(journey: Journey, window_start: date) -> bool:
    enquiry = journey.first(EnquiryReceived)
    fresh = enquiry is not None and enquiry.event.happened_on > window_start
    return fresh or journey.first(ApplicationReceived) is not None


def folded(agency_id: int, household_id: int) -> Household:
    """A household as its journeys have left it."""
    rulebook = settings.rulebook(agency_id)
    return cluster.load(agency_id, [household_id])[household_id].fold(household_id, rulebook)
