"""Carers tell the service of a friend who may want to foster: an enquiry, with the credit to their household."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import func, select

from crm import audit, clock
from crm.actor import Actor
from crm.commands import command, enquiries
from crm.commands.enquiries import Details, NewCarer, NewHousehold
from crm.commands.range_asking import own_of_carers, reaching
from crm.errors import Refused
from crm.extensions import db
from crm.ledger import keys
from crm.people import merging
from crm.people.referral_tables import Referral
from crm.register import settings

SOURCE, CHANNEL = "existing_carer", "passed_on"
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Friend:
    """Somebody who may want to foster, and how to reach them. `agreed`: they have said that we may."""

    name: str
    phone: str | None = None
    email: str | None = None
    note: str = ""
    agreed: bool = False


@command
def refer(friend: Friend, *, by: Actor) -> None:
    """Put an enquiry of a friend on record, as told by the asker’s household; that they are known is not told.

    Refused: the friend has not agreed, there is no way to reach them, or too many were told of in a day.
    """
    home = own_of_carers(by)
    keys.lock(home.agency_id)  # of two at once the second counts the first
    if not friend.agreed:
        raise Refused("Ask your friend first, and tell us when they have agreed", field="agreed")
    if not friend.phone and not friend.email:
        raise Refused("Enter a telephone number or an e-mail address", field="phone")
    most, at = int(settings.value("most_referrals_a_day", home.agency_id, clock.today())), clock.now()
    together = Referral.household_id.in_(merging.together(home.id))
    today = select(func.count()).select_from(Referral).where(together, Referral.said_at > at - DAY)
    if (db.session.scalar(today) or 0) >= most:
        raise Refused(f"Thank you: you have told us of {most} people since yesterday. Tell us of more tomorrow.")
    enquiries.log_enquiry(
        home.agency_id,
        people=NewHousehold(carers=(NewCarer(friend.name, friend.email, friend.phone),)),
        details=Details(channel=CHANNEL, source=SOURCE, referred_by=home.reference, note=friend.note),
        received_on=clock.today(),
        by=reaching(home, by),
        anyway=True,  # what they write of a friend is read by who calls them, and is in the audit where it matters
    )
    db.session.add(Referral(agency_id=home.agency_id, household_id=home.id, said_at=at, said_by=by.user_id))
    db.session.flush()
    audit.record(by, "referral.sent", agency_id=home.agency_id, household_id=home.id)
