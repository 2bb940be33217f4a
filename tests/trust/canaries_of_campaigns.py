"""A campaign of a marked council, with a link and what it cost."""

from __future__ import annotations

from dataclasses import asdict
from datetime import time
from typing import Any

from sqlalchemy import select

from crm import clock
from crm.actor import Actor
from crm.commands import campaign_spend, campaigns, evening_places, evenings
from crm.commands.campaigns import Terms
from crm.commands.enquiries import Details, NewCarer, NewHousehold
from crm.commands.evening_places import Guest
from crm.commands.evenings import Offered
from crm.extensions import db
from crm.people import handovers
from crm.people.evening_tables import Evening
from crm.people.handover_tables import Handover
from crm.register import agencies
from crm.register.tables import Hub

WAITER = "WAITER"  # who asked the hub
MARKED = ("CAMPAIGN", "POSTER", "SPENT", "GUEST", "JOIN", WAITER)


def planned(agency_id: int, mark: str, by: Actor) -> dict[str, Any]:
    """Put it on record; the numbers of all three."""
    today = clock.today()
    said = Terms(name=f"{mark}CAMPAIGN", channel="radio", starts_on=today, ends_on=None, shares={agency_id: 100})
    number = campaigns.add(agency_id, said, by=by)
    link = campaigns.add_link(number, f"{mark}POSTER", "press_radio", by=by)
    line = campaign_spend.spend(number, 12_345, on=today, what=f"{mark}SPENT", of=None, by=by)
    asked: dict[str, Any] = {"title": "An evening for everybody", "on_day": today, "begins_at": time(18, 30)}
    evening = evenings.offer(
        number, Offered(**asked, minutes=90, online=True, place=f"{mark}JOIN", places=2), by=by
    )
    key = str(db.session.scalar(select(Evening.key).where(Evening.id == evening)))
    db.session.rollback()
    mail = f"{mark or 'guest'}@guest.example".lower()
    evening_places.book(key, Guest(f"{mark}GUEST Example", mail, wants_call=True), address="192.0.2.1")
    made = {"campaign": number, "campaign_link": link, "campaign_line": line}
    return made | {"evening": evening, "evening_key": key, "handover": handed(agency_id, mark)}


def handed(agency_id: int, mark: str) -> str:
    """Somebody whom the council's hub, or one that it is in no more, asks it to take over; their reference."""
    hub = agencies.numbered(agency_id).hub_id
    if hub is None:
        left = Hub(slug=f"hub-of-{agency_id}", name=f"Hub of {agency_id}")
        db.session.add(left)
        db.session.flush()
        hub = left.id
    people = NewHousehold(carers=(NewCarer(f"{mark}{WAITER} Example", f"{mark}w@home.example".lower()),))
    row = Handover(
        hub_id=hub, agency_id=agency_id, state="waiting", received_on=clock.today(), version=1,
        people=handovers.packed(people), details=asdict(Details(note=f"{mark}{WAITER}")), routed_at=clock.now(),
        due_on=clock.today(),
    )  # fmt: skip
    handovers.add(row)
    handovers.step(row, "routed", agency_id=agency_id, at=clock.now(), by=None, way="hub")
    reference = row.reference
    db.session.commit()
    return reference
