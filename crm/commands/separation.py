"""Who may not do what somebody did: two people, whatever their roles (trust.md 5.2, T19)."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import select

from crm.actor import Actor
from crm.errors import Refused
from crm.extensions import db
from crm.journey.decision_events import RefusalProposed
from crm.journey.events import ApprovalRefused, Event, HouseholdApproved, PanelRecommended, ReportCompleted
from crm.journey.history import Row
from crm.journey.household import Journey
from crm.ledger.tables import EventRecord

DECISIONS = (HouseholdApproved, RefusalProposed, ApprovalRefused)
_SAID: Mapping[type[Event], str] = {
    PanelRecommended: (
        "You recorded what panel recommended, so somebody else has to record the decision on it: "
        "the decision maker, or another manager."
    ),
    ReportCompleted: (
        "You recorded the assessment report, so somebody else has to record the decision: whoever assessed a "
        "household does not decide on it (DM-5)."
    ),
}


def require_another_person(journey: Journey, event: Event, by: Actor) -> None:
    """Refused if the decision on a household would be recorded by whoever took part in what it is made on.

    That is who recorded the report, or what panel recommended. What no person did, as an import, is not held to it:
    it tells of what other people decided.
    """
    if by.user_id is None or not isinstance(event, DECISIONS):
        return
    for kind, said in _SAID.items():
        rows = journey.all(kind)
        if rows and _recorded_by(rows[-1]) == by.user_id:
            raise Refused(said)


def _recorded_by(row: Row) -> int | None:
    return db.session.scalar(select(EventRecord.recorded_by).where(EventRecord.id == row.id))
