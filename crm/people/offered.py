"""When something was offered to carers in the portal, and whether they agreed to it there by name (RV-6, RV-7)."""

from __future__ import annotations

from datetime import date

from sqlalchemy import func, select

from crm import clock
from crm.extensions import db
from crm.journey.history import Row
from crm.people import merging
from crm.people.request_tables import RangeRequest, RangeRequestStep
from crm.people.requests import AGREED, OFFERED


def offered_on(household_id: int, proposal: Row) -> date | None:
    """The day on which a proposal was offered to the carers in the portal; None where nobody asked for it there."""
    events = [each for each in (proposal.id, proposal.first_id) if each is not None]
    own = RangeRequest.household_id.in_(merging.together(household_id)), RangeRequest.event_id.in_(events)
    asked = select(func.min(RangeRequestStep.at)).join(RangeRequest, RangeRequest.id == RangeRequestStep.request_id)
    at = db.session.scalar(asked.where(*own, RangeRequestStep.step == OFFERED))
    return clock.day_of(at) if at else None


def offered_since(household_id: int, day: date) -> date | None:
    """The last day, from one on, on which anything was offered to its carers in the portal.

    What they have agreed to since is done with.
    """
    theirs = RangeRequest.household_id.in_(merging.together(household_id)), RangeRequest.state != AGREED
    own = *theirs, RangeRequestStep.step == OFFERED
    asked = select(func.max(RangeRequestStep.at)).join(RangeRequest, RangeRequest.id == RangeRequestStep.request_id)
    at = db.session.scalar(asked.where(*own))
    return clock.day_of(at) if at and clock.day_of(at) >= day else None


def was_agreed(household_id: int, proposal: Row) -> bool:
    """Whether carers agreed to a proposal in the portal, by name, and it took effect by that."""
    events = [each for each in (proposal.id, proposal.first_id) if each is not None]
    own = RangeRequest.household_id.in_(merging.together(household_id)), RangeRequest.event_id.in_(events)
    found = select(RangeRequest.id).where(*own, RangeRequest.state == AGREED)
    return db.session.scalar(found.limit(1)) is not None
