"""Payment for skills of a marked council: a level in its own words, and a carer who asks for it."""

from __future__ import annotations

from sqlalchemy import select

from crm import clock
from crm.actor import Actor
from crm.commands import settings, skills
from crm.extensions import db
from crm.people.tables import Carer


def asked(home: int, mark: str, by: Actor) -> int:
    """A carer of the household asks for the council's only level; the number of the request."""
    level = f"{mark}LEVEL"
    rows = [{"level": level, "needs": [f"{mark}NEEDED"]}]
    settings.change("skill_levels", rows, valid_from=clock.today(), agency_id=by.agency_ids[0], by=by)
    carer = db.session.scalars(
        select(Carer.id).where(Carer.household_id == home, Carer.removed_at.is_(None))
    ).first()
    db.session.rollback()
    assert carer is not None
    return skills.ask(home, carer, level=level, on=clock.today(), by=by)
