"""What is recorded beside the terms of an approval, with a council's markers: a change proposed, an exemption."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from crm.actor import Actor, Role
from crm.commands import exemptions, range_asking, ranges, users
from crm.extensions import db
from crm.journey.events import RevisionProposed
from crm.journey.ranges import Terms
from crm.ledger.tables import HeldTerms
from tests import given

MONTH = timedelta(days=30)
MARKED = ("SUPPORT", "CONDIT", "EXEMPT", "WIDER")


def exempted(home: int, mark: str, by: Actor) -> int:
    """A change that waits, with the support it needs, and an exemption, whose number it is."""
    held = select(HeldTerms.journey_id, HeldTerms.since).where(HeldTerms.household_id == home)
    journey_id, since = db.session.execute(held.order_by(HeldTerms.since.desc()).limit(1)).one()
    db.session.rollback()
    proposed = RevisionProposed(happened_on=since + MONTH, places=4)
    ranges.propose(home, journey_id, proposed, support=f"{mark}SUPPORT", by=by)
    return exemptions.grant(
        home,
        authority="Sample County Council",
        children=[f"{mark}EXEMPT"],
        granted_on=since + MONTH,
        ends_on=None,
        conditions=f"{mark}CONDIT",
        by=by,
    )


def wished(home: int, mark: str, by: Actor) -> int:
    """What a carer asks to change; the number of the request."""
    email = f"asks.{by.agency_ids[0]}@home.test"
    account = users.add_carer(email, household_id=home, name="Sam Sample", password=given.PASSWORD, by=by)
    carer = Actor(account, "Sam Sample", Role.CARER, (), home)
    return range_asking.send(range_asking.Asked(Terms(1), support=f"{mark}WIDER"), by=carer)
