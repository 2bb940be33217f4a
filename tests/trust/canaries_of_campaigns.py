"""A campaign of a marked council, with a link and what it cost."""

from __future__ import annotations

from datetime import time
from typing import Any

from sqlalchemy import select

from crm import clock
from crm.actor import Actor
from crm.commands import campaign_spend, campaigns, evening_places, evenings
from crm.commands.campaigns import Terms
from crm.commands.evening_places import Guest
from crm.commands.evenings import Offered
from crm.extensions import db
from crm.people.evening_tables import Evening

MARKED = ("CAMPAIGN", "POSTER", "SPENT", "GUEST", "JOIN")


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
    return made | {"evening": evening, "evening_key": key}
