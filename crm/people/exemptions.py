"""Exemptions from the usual fostering limit (UL-3): granted to a household, and ended. Merged records are one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from sqlalchemy import select

from crm.errors import NotFound
from crm.extensions import db
from crm.holding import held
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
    found = held(FosteringExemption, exemption_id)
    if found is None or found.household_id not in merging.together(household_id):
        raise NotFound("There is no such exemption")
    return found


def holds(exemption: FosteringExemption, day: date) -> bool:
    """Whether an exemption holds on a day: without an end it has no limit of time (UL-8)."""
    return exemption.granted_on <= day and (exemption.ends_on is None or day < exemption.ends_on)


def of_agency(agency_id: int) -> Sequence[FosteringExemption]:
    """Every exemption of an agency."""
    return db.session.scalars(select(FosteringExemption).where(FosteringExemption.agency_id == agency_id)).all()


def naming(rows: Iterable[FosteringExemption], day: date) -> frozenset[str]:
    """The children whom exemptions in force on a day name, by their references (UL-3)."""
    named = (child for each in rows if holds(each, day) for child in (each.children or "").split(";"))
    return frozenset(child.upper() for child in named if child)
