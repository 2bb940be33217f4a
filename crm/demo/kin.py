"""Relatives who have an order for a child by now: whom the service supports, and who meets in a group."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import islice

from sqlalchemy import select

from crm.actor import Actor
from crm.commands import guardians
from crm.commands.guardians import ORDERS, Support
from crm.demo.chance import drawing
from crm.extensions import db
from crm.journey.events import HouseholdDeregistered
from crm.journey.ranges import Route
from crm.journey.routes import LEFT
from crm.ledger.tables import EventRecord, HouseholdNow

SUPPORTED = 9  # of those whose approval ended with an order last; of the others nothing is recorded yet
YEARS = timedelta(days=3 * 365)


def support(slug: str, agency_id: int, by: Actor, today: date) -> None:
    """Record the support of the families of a council that had an order made last, and a support group."""
    rng = drawing(f"kin {slug}")
    now, event = HouseholdNow, EventRecord
    left = now.agency_id == agency_id, now.stage == LEFT, now.route == Route.KINSHIP
    chosen = select(now.household_id, event.happened_on, event.data)
    chosen = chosen.join(event, event.journey_id == now.journey_id)
    chosen = chosen.where(*left, event.kind == HouseholdDeregistered.kind, event.happened_on <= today)
    rows = db.session.execute(chosen.order_by(event.happened_on.desc(), event.id)).all()
    ended = ((row, row.data["reason"]) for row in rows if row.data.get("reason") in ORDERS)
    for number, (row, order) in enumerate(islice(ended, SUPPORTED)):
        told = Support(
            child=f"CH-{rng.randint(30_000, 38_000)}",
            order_kind=order,
            order_on=row.happened_on,
            support_until=row.happened_on + YEARS if number % 3 else None,
            review_on=max(row.happened_on, today + timedelta(days=rng.randint(-20, 300))),
            contact_on=max(row.happened_on, today + timedelta(days=rng.randint(-12, 60))),
        )
        guardians.support(row.household_id, told, by=by)
        if number % 2:
            guardians.join(row.household_id, "guardians", min(row.happened_on + timedelta(days=30), today), by=by)
