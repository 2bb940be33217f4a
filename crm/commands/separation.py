"""Who may not do what somebody did: two people, whatever their roles (trust.md 5.2, T19)."""

from __future__ import annotations

from sqlalchemy import select

from crm.actor import Actor
from crm.errors import Refused
from crm.extensions import db
from crm.journey.events import ApprovalRefused, Event, HouseholdApproved, PanelRecommended
from crm.journey.household import Journey
from crm.ledger.tables import EventRecord


def require_another_person(journey: Journey, event: Event, by: Actor) -> None:
    """Refused if the decision on a household would be recorded by whoever recorded what panel recommended.

    What no person did, as an import, is not held to it: it tells of what other people decided.
    """
    said = journey.all(PanelRecommended)
    if by.user_id is None or not isinstance(event, HouseholdApproved | ApprovalRefused) or not said:
        return
    who = db.session.scalar(select(EventRecord.recorded_by).where(EventRecord.id == said[-1].id))
    if who == by.user_id:
        raise Refused(
            "You recorded what panel recommended, so somebody else has to record the decision on it: "
            "the decision maker, or another manager."
        )
