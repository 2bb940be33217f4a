"""What the demonstration’s carer asks to change, proposes and plans: pages have it to show."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from sqlalchemy import select

from crm import clock
from crm.actor import Actor, Role
from crm.commands import carer_details, carer_places, carer_wishes, range_asking, referrals, usable_ages
from crm.commands.availability import Closed
from crm.commands.carer_details import Proposed
from crm.commands.referrals import Friend
from crm.commands.usable_ages import Ages
from crm.extensions import db
from crm.journey.ranges import Terms
from crm.ledger.held import codes
from crm.ledger.tables import HeldTerms
from crm.people import users
from crm.people.profile import Value

WISHES: dict[str, Value] = {
    "wished_places": 2,
    "wished_from": 6,
    "wished_to": 12,
    "wished_offers": "respite siblings",
    "wishes": "Brothers and sisters, at weekends first.",
}
EMAIL = "carer.at.home@example.org"  # plainly nobody's


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
    if held.age_from is not None and held.age_to is not None and held.age_from < held.age_to:
        for_now = Ages(held.age_from, held.age_to - 1, begins + timedelta(days=14), begins + timedelta(days=44))
        usable_ages.say(for_now, by=by)
    _tell_of_themselves(by)


def _tell_of_themselves(by: Actor) -> None:
    """Whom they would like most, a telephone number that has changed, a lodger who has moved in; and a friend."""
    carer_wishes.say(WISHES, by=by)
    carer_details.propose(Proposed("contacts", {"phone": "01632 960 077", "email": EMAIL}), by=by)
    lodger: dict[str, Value] = {"name": "Ashby Sample", "relation": "lodger", "lives_here": True}
    lodger["born_on"] = date(1996, 5, 14)
    moved_in = clock.today() - timedelta(days=6)
    carer_details.propose(Proposed("new_member", lodger, since=moved_in), by=by)
    friend = Friend("Sorrel Sample-Thrush", phone="01632 960 088", note="Evenings are best.", agreed=True)
    referrals.refer(friend, by=by)
