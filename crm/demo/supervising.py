"""Supervision visits of the last weeks: most households were visited in time, a few not, and some are booked."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from sqlalchemy import select

from crm import clock
from crm.actor import Actor
from crm.commands import supervision, visits
from crm.commands.supervision import Made
from crm.commands.visits import Appointment
from crm.demo import days
from crm.demo.chance import drawing
from crm.extensions import db
from crm.journey.ranges import Population
from crm.journey.routes import APPROVED
from crm.ledger.tables import HouseholdNow

WITHIN, AGO = (2, 40), (46, 100)  # days since the last visit, of those in time and of those overdue
LATE, BOOKED = 0.07, 0.06
SETTLING = timedelta(days=3)
NOTES = (
    "All well. They ask for a weekend of respite before the holidays.",
    "School is going better. The child's reading has come on.",
    "They would like to meet other carers nearby.",
    "Talked about contact at the weekend, and how to keep it calm.",
)


def visit(slug: str, agency_id: int, by: Actor, today: date) -> None:
    """Record the last visit to each household that fosters, and book a few that come."""
    if by.user_id is None:
        return
    rng = drawing(f"supervised {slug}")
    now = HouseholdNow
    own = now.agency_id == agency_id, now.stage == APPROVED, now.population != Population.SUPPORTED_LODGINGS
    rows = db.session.execute(
        select(now.household_id, now.approved_on).where(*own).order_by(now.household_id)
    ).all()
    slot = 0
    for row in rows:
        low, high = AGO if rng.random() < LATE else WITHIN
        on = days.office_day(today - timedelta(days=rng.randint(low, high)), today - timedelta(days=1))
        if row.approved_on + SETTLING < on:
            made = Made(on=on, worker_id=by.user_id, unannounced=False, note=rng.choice(NOTES))
            supervision.visited(row.household_id, made, by=by)
        if rng.random() < BOOKED:
            slot += 1
            coming = days.office_day(today + timedelta(days=2 + slot // 3), today + timedelta(days=40))
            at = datetime.combine(coming, time(9 + slot % 3 * 2), tzinfo=clock.LONDON)
            wanted = Appointment(
                starts_at=at, minutes=60, worker_id=by.user_id, purpose="supervision", place="home"
            )
            visits.book(row.household_id, wanted, anyway=True, by=by)
