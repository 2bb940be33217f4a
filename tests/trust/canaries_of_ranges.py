"""What is recorded beside the terms of an approval, with a council's markers: a change proposed, an exemption."""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy import select

from crm.actor import Actor, Role
from crm.commands import exemptions, journeys, people, range_asking, ranges, users
from crm.extensions import db
from crm.journey.events import RevisionProposed, TermsChanged
from crm.journey.ranges import Terms
from crm.ledger.tables import HeldTerms
from tests import given

MONTH = timedelta(days=30)
MARKED = ("SUPPORT", "CONDIT", "EXEMPT", "WIDER")


def lived(home: int, mark: str, contact: tuple[str, str], by: Actor) -> None:
    """An approval, former values, and terms for a named child."""
    journey_id, _ = given.approved(home, date(2021, 5, 1), 2, by=by, agreed=True)
    email, phone = contact
    for name, version in ((f"{mark}WAS Example", 1), (f"{mark}NAME Example", 2)):
        people.change_carer(home, 1, name=name, email=email, phone=phone, nature="changed", version=version, by=by)
    change = TermsChanged(happened_on=date(2021, 6, 1), places=3, named_children=(f"{mark}CHILD",))
    journeys.record(home, journey_id, change, by=by)


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
