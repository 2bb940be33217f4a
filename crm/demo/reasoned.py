"""Why it was decided, in words: of the latest applications that the service refused, each said by its manager."""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy import select

from crm.actor import Actor
from crm.commands import decision_reasons
from crm.extensions import db
from crm.journey.events import ApprovalRefused, Event, JourneyClosed, from_data
from crm.ledger.tables import EventRecord

PROPOSED = (
    "Both applicants were open about the pressure their work puts on them. The assessment found that neither can "
    "be at home after school on most days, and that no other adult could be. Panel did not recommend approval."
)
REFUSED = "No representations came within the 28 days. The reasons are those of the proposal."
AT_STAGE_ONE = (
    "A reference and the health report raise questions which the applicant could not answer. The service explained "
    "them in a meeting, and how to complain."
)
LATEST = timedelta(days=900)
MOST = 8


def tell(agency_id: int, manager: Actor, today: date) -> None:
    """Add the reasons to decisions that came with the history."""
    kinds = (ApprovalRefused.kind, JourneyClosed.kind)
    chosen = select(EventRecord).where(EventRecord.agency_id == agency_id, EventRecord.kind.in_(kinds))
    chosen = chosen.where(EventRecord.happened_on > today - LATEST)
    rows = db.session.scalars(chosen.order_by(EventRecord.happened_on.desc(), EventRecord.id)).all()
    said = [(row, from_data(row.kind, row.happened_on, row.data)) for row in rows]
    for row, event in [each for each in said if _refuses(each[1])][:MOST]:
        text = REFUSED if isinstance(event, ApprovalRefused) else AT_STAGE_ONE
        decision_reasons.correct(row.household_id, row.id, event, why="known_late", text=text, by=manager)


def _refuses(event: Event) -> bool:
    """Whether the service said no: by a decision, or at Stage 1."""
    at_stage_one = isinstance(event, JourneyClosed) and (event.stage, event.initiator) == ("stage1", "service")
    return at_stage_one or isinstance(event, ApprovalRefused)
