"""Exemptions from the usual fostering limit (UL-3): granted to a household, and ended. Merged records are one."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select

from crm.errors import NotFound
from crm.extensions import db
from crm.people import merging
from crm.people.range_tables import FosteringExemption


def of_household(household_id: int) -> list[FosteringExemption]:
    """Every exemption of a household, the latest first."""
    own = FosteringExemption.household_id.in_(merging.together(household_id))
    chosen = select(FosteringExemption).where(own)
    return list(
        db.session.scalars(chosen.order_by(FosteringExemption.granted_on.desc(), FosteringExemption.id.desc()))
    )


def load(household_id: int, exemption_id: int) -> FosteringExemption:
    """One of them, locked; NotFound: there is none of this household."""
    found = db.session.get(FosteringExemption, exemption_id, with_for_update=True)
    if found is None or found.household_id not in merging.together(household_id):
        raise NotFound("There is no such exemption")
    return found


def holds(exemption: FosteringExemption, day: date) -> bool:
    """Whether an exemption holds on a day: without an end it has no limit of time (UL-8)."""
    return exemption.granted_on <= day and (exemption.ends_on is None or day < exemption.ends_on)
