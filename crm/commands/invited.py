"""An invitation to apply that went out as a letter: the chases of it run from that day (rules 6.2)."""

from __future__ import annotations

from sqlalchemy import select

from crm import clock
from crm.extensions import db
from crm.ledger.tables import UnderWay
from crm.people import households, tasks
from crm.people.approached import INVITES
from crm.people.contact_tables import SentLetter
from crm.register import clocks


def noted(letter: SentLetter) -> None:
    """Note on the journey under way that they were invited, once for a letter to both carers."""
    if letter.template != INVITES:
        return
    others = SentLetter.contact_id == letter.contact_id, SentLetter.id != letter.id, SentLetter.state == "sent"
    ways = select(UnderWay.journey_id).where(UnderWay.household_id == letter.household_id)
    journey_id = db.session.scalar(ways.order_by(UnderWay.journey_id.desc()).limit(1))
    if journey_id is None or db.session.scalar(select(SentLetter.id).where(*others).limit(1)) is not None:
        return
    home = households.load(letter.household_id, (letter.agency_id,))
    tasks.note_done(
        home,
        journey_id=journey_id,
        clock=clocks.INVITED,
        on=clock.today(),
        at=clock.now(),
        by=letter.asked_by,
    )
