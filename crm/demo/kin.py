"""Relatives who have an order for a child by now: whom the service supports, and who meets in a group."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import islice

from sqlalchemy import select

from crm.actor import Actor, system
from crm.commands import guardians, placement_files
from crm.commands.guardians import ORDERS, Support
from crm.commands.imports import File
from crm.commands.placement_files import ToldStay
from crm.commands.stays import Stay
from crm.demo.chance import drawing
from crm.extensions import db
from crm.journey.events import HouseholdDeregistered
from crm.journey.ranges import Route
from crm.journey.routes import LEFT
from crm.ledger.tables import EventRecord, HouseholdNow
from crm.people.tables import Household

SUPPORTED = 9  # of those whose approval ended with an order last; of the others nothing is recorded yet
LIVED_THERE = timedelta(days=150)
YEARS = timedelta(days=3 * 365)


def support(slug: str, agency_id: int, by: Actor, today: date) -> None:
    """Record the support of the families of a council that had an order made last, and a support group."""
    rng = drawing(f"kin {slug}")
    now, event = HouseholdNow, EventRecord
    left = now.agency_id == agency_id, now.stage == LEFT, now.route == Route.KINSHIP
    columns = (now.household_id, Household.reference, event.happened_on, event.data)
    chosen = select(*columns).join(event, event.journey_id == now.journey_id)
    chosen = chosen.join(Household, Household.id == now.household_id)
    chosen = chosen.where(*left, event.kind == HouseholdDeregistered.kind, event.happened_on <= today)
    rows = db.session.execute(chosen.order_by(event.happened_on.desc(), event.id)).all()
    ended = ((row, row.data["reason"]) for row in rows if row.data.get("reason") in ORDERS)
    stays = []
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
        on = row.happened_on
        stay = Stay(child=told.child, offer=None, from_on=on - LIVED_THERE, to_on=on, ended_how=order)
        stays.append(ToldStay(number + 2, row.reference, stay))
        if number % 2:
            guardians.join(row.household_id, "guardians", min(row.happened_on + timedelta(days=30), today), by=by)
    if stays:
        file = File(f"{slug}-orders.csv", "1" * 64, len(stays), 0)
        placement_files.load(agency_id, stays, file=file, by=system(agency_id))
