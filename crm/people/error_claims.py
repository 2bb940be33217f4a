"""Claims that a notice was recorded in error: loaded within what the asker may reach, and those that wait."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from crm.errors import NotFound
from crm.extensions import db
from crm.people.error_claim_tables import ErrorClaim
from crm.people.merging import together
from crm.people.second_person import unsettled


def load(claim_id: int, household_id: int) -> ErrorClaim:
    """A claim about a household that the asker was found to reach; NotFound for any other."""
    found = db.session.get(ErrorClaim, claim_id)
    if found is None or found.household_id not in together(household_id):
        raise NotFound("There is no such claim")
    return found


def waiting(household_id: int, *, since: datetime) -> list[ErrorClaim]:
    """The claims about a household that nobody has settled, the oldest first."""
    own = ErrorClaim.household_id.in_(together(household_id))
    return list(
        db.session.scalars(select(ErrorClaim).where(own, unsettled(ErrorClaim, since)).order_by(ErrorClaim.id))
    )
