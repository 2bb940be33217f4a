"""What support households asked for: of one, one of them, and the oldest that is not settled of each."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from sqlalchemy import func, select

from crm.errors import NotFound
from crm.extensions import db
from crm.holding import held
from crm.people import merging
from crm.people.support_tables import SupportRequest
from crm.people.tables import Household


def of_household(household_id: int) -> list[SupportRequest]:
    """Every request of a household, the latest first."""
    own = SupportRequest.household_id.in_(merging.together(household_id))
    order = SupportRequest.asked_on.desc(), SupportRequest.id.desc()
    return list(db.session.scalars(select(SupportRequest).where(own).order_by(*order)))


def load(household_id: int, number: int) -> SupportRequest:
    """One of them, locked; NotFound: it is none of this household's."""
    found = held(SupportRequest, number)
    if found is None or found.household_id not in merging.together(household_id):
        raise NotFound("There is no such request")
    return found


def add(row: SupportRequest) -> SupportRequest:
    """Put a request on record, with its number."""
    db.session.add(row)
    db.session.flush()
    return row


def oldest_open(agency_ids: Collection[int]) -> dict[int, date]:
    """The day of the oldest request that nobody has settled, by the household that stands for the record."""
    home = merging.stands_for().label("home")
    chosen = select(home, func.min(SupportRequest.asked_on).label("since"))
    chosen = chosen.join(Household, Household.id == SupportRequest.household_id)
    open_ones = SupportRequest.agency_id.in_(agency_ids), SupportRequest.settled_on.is_(None)
    return {row.home: row.since for row in db.session.execute(chosen.where(*open_ones).group_by(home))}
