"""The checks of a household of a marked council: one that was read, and one that was waived."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import select

from crm import clock
from crm.actor import Actor, Role
from crm.commands import checks
from crm.commands.checks import Step
from crm.extensions import db
from crm.ledger.tables import HouseholdNow


def checked(home: int, mark: str, by: Actor) -> int:
    """What came of a check, the number of its certificate, and why another is waived; the latest entry's number."""
    begun = select(HouseholdNow.journey_id).where(HouseholdNow.household_id == home)
    journey_id = db.session.scalars(begun).one()
    db.session.rollback()
    worker, today = replace(by, role=Role.SOCIAL_WORKER), clock.today()
    read = Step("received", today, outcome="in_order", number=f"{mark}CERT", note=f"{mark}FOUND")
    checks.record(home, journey_id, [("referee_interview", "referee-1")], read, by=worker)
    waived = Step("waived", today, reason=f"{mark}WAIVED")
    (entry,) = checks.record(home, journey_id, [("home_safety", "household")], waived, by=worker)
    return entry
