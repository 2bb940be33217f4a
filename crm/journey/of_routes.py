"""Which kinds of event are offered on a journey: for relatives, for adopters, for carers who move, for hosts."""

from __future__ import annotations

from crm.journey.event import Event
from crm.journey.events import ApplicationReceived, HouseholdApproved, HouseholdDeregistered
from crm.journey.hosts import OF_CARERS
from crm.journey.household import Household, Journey
from crm.journey.kinship_events import ADOPTERS, REFERRAL, AdopterApprovedForChild
from crm.journey.ranges import Route
from crm.journey.temporary_events import TEMPORARY
from crm.journey.transfer_events import TRANSFER, ResignedElsewhere, TransferNoticed


def is_of(kind: type[Event], journey: Journey) -> bool:
    """Whether a kind is of a journey's route: for relatives, for adopters, for carers of another service.

    Who has applied to foster is assessed for that, and not offered an approval as an adopter (KC-10).
    """
    if kind in (*REFERRAL, *TEMPORARY):
        return journey.route is Route.KINSHIP
    if kind in ADOPTERS:
        own = journey.first(AdopterApprovedForChild) is not None
        return journey.route is Route.MAINSTREAM and (own or journey.first(ApplicationReceived) is None)
    if journey.route is Route.SUPPORTED_LODGINGS and kind in OF_CARERS:
        return False
    if kind not in TRANSFER or journey.route is Route.TRANSFER_IN:
        return True
    if kind is ResignedElsewhere:
        return False
    return journey.first(HouseholdApproved if kind is TransferNoticed else TransferNoticed) is not None


def stays(household: Household, journey: Journey) -> bool:
    """Whether the approval of a journey ended otherwise than by going to another service: no transfer follows."""
    return any(
        isinstance(each.ended.event, HouseholdDeregistered) and not each.transferred
        for each in household.approvals
        if each.journey_id == journey.id and each.ended is not None
    )
