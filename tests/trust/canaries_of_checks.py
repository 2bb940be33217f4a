"""The checks of a household of a marked council: one that was read, and one that was waived."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import select

from crm import clock
from crm.actor import Actor, Role
from crm.commands import checks, preparation
from crm.commands.checks import Step
from crm.commands.preparation import Course
from crm.extensions import db
from crm.ledger.tables import HouseholdNow
from crm.people.tables import Carer


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


def prepared(home: int, mark: str, by: Actor) -> int:
    """A course that an applicant attended, at a place of its own; its number."""
    begun = select(HouseholdNow.journey_id).where(HouseholdNow.household_id == home)
    journey_id = db.session.scalars(begun).one()
    carer_id = db.session.scalars(select(Carer.id).where(Carer.household_id == home).order_by(Carer.id)).first()
    db.session.rollback()
    today = clock.today()
    course = Course(starts_on=today, ends_on=today, place=f"{mark}COURSE", attended="yes")
    return preparation.record(home, journey_id, carer_id or 0, course, by=by)


def noted(home: int, mark: str, by: Actor) -> dict[str, int]:
    """Both of them, as the markers of a council name them."""
    return {"entry": checked(home, mark, by), "attendance": prepared(home, mark, by)}
