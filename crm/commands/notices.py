"""What follows from a notice that an approval is to end, or its terms to change: a copy to each placing council."""

from __future__ import annotations

from datetime import timedelta

from crm import clock
from crm.actor import Actor
from crm.commands import tasks
from crm.journey.ending_events import TerminationProposed
from crm.journey.events import Event, RevisionProposed
from crm.people import placements
from crm.people.tasks import STEP
from crm.register import settings

COPIES = "Send a copy of the notice to every other council that has placed a child here (RV-9)"


def ask_for_copies(household_id: int, agency_id: int, event: Event, by: Actor) -> None:
    """Make it a next step where a child lives with the household: which council placed it is not on record."""
    if not isinstance(event, RevisionProposed | TerminationProposed):
        return
    today = clock.today()
    if placements.there(household_id, event.happened_on) or placements.there(household_id, today):
        within = timedelta(days=settings.value("notice_copies_days", agency_id, today))
        tasks.add(household_id, kind=STEP, what=COPIES, due_on=today + within, by=by)
