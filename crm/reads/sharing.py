"""What a hub may see of its agencies' households: what each agency shares, and nothing else (T23)."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, false, or_, select, true

from crm import clock
from crm.actor import Actor, Role
from crm.ledger.tables import HouseholdNow, TieRecord
from crm.people.tables import Household
from crm.register import settings


def within(by: Actor) -> ColumnElement[bool]:
    """Which households of the actor's agencies the actor may see: all, or of a hub those that are shared.

    A household that has had another journey is not shared: its timeline tells what came of that one.
    """
    if by.role is not Role.HUB:
        return true()
    return Household.id.in_(_shared(by))


def _shared(by: Actor) -> Select[Any]:
    day = clock.today()
    of_each = [
        and_(
            HouseholdNow.agency_id == agency_id,
            HouseholdNow.stage.in_(settings.value("shared_with_hub", agency_id, day)),
        )
        for agency_id in by.agency_ids
    ]
    another = exists().where(
        TieRecord.household_id == HouseholdNow.household_id, TieRecord.journey_id != HouseholdNow.journey_id
    )
    return select(HouseholdNow.household_id).where(or_(false(), *of_each), ~another)
