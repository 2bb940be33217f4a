"""An invitation to apply that went out as a letter: the chases of it run from that day (rules 6.2)."""

from __future__ import annotations

from sqlalchemy import select

from crm import clock
from crm.commands import visit_clocks
from crm.extensions import db
from crm.people import merging, tasks
from crm.people.approached import INVITES
from crm.people.contact_tables import SentLetter
from crm.register import clocks


def noted(letter: SentLetter) -> None:
    """Note on the journeys that it is about that they were invited, once for a letter to both carers."""
    if letter.template != INVITES:
        return
    others = SentLetter.contact_id == letter.contact_id, SentLetter.id != letter.id, SentLetter.state == "sent"
    if db.session.scalar(select(SentLetter.id).where(*others).limit(1)) is not None:
        return
    home = merging.standing(letter.household_id)
    for journey_id in visit_clocks.served(home):
        tasks.note_done(
            home,
            journey_id=journey_id,
            clock=clocks.INVITED,
            on=clock.today(),
            at=clock.now(),
            by=letter.asked_by,
            made_with=letter.contact_id,
        )
