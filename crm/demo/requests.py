"""What the demonstration’s carer asks to change, and the break they have planned: pages have them to show."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from sqlalchemy import select

from crm import clock
from crm.actor import Actor, Role
from crm.commands import carer_places, range_asking
from crm.commands.availability import Closed
from crm.extensions import db
from crm.journey.ranges import Terms
from crm.ledger.held import codes
from crm.ledger.tables import HeldTerms
from crm.people import users


def ask(email: str) -> None:
    """Ask for one place more and younger children, by the account of a carer."""
    user = users.by_email(email)
    if user is None or user.household_id is None:
        return
    by = Actor(user.id, user.name, Role.CARER, (), user.household_id)
    held = db.session.scalars(
        select(HeldTerms).where(HeldTerms.household_id == user.household_id, HeldTerms.until.is_(None))
    ).first()
    if held is None:
        return
    now = Terms(held.places, held.age_from, held.age_to, codes(held.offers))
    wanted = replace(now, places=now.places + 1, age_from=0)
    range_asking.send(range_asking.Asked(wanted, support="A cot, and a course on babies."), by=by)
    begins = clock.today() + timedelta(days=40)
    holiday = Closed(places=1, reason="break", from_on=begins, to_on=begins + timedelta(days=14))
    carer_places.take_break(holiday, by=by)
