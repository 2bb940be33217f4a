"""Which households of their agencies somebody may see: what is shared with a hub, and one's own caseload (T23).

A council may have its officers and social workers see their own households only (trust.md 5.1: record scope is a
check of its own, beside the permission).
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, false, or_, select, true

from crm import clock
from crm.actor import Actor, Role
from crm.journey.routes import APPROVED, LEFT, NOTICE
from crm.ledger.tables import HouseholdNow, TieRecord
from crm.people.tables import Household
from crm.register import settings

# What a hub needs to be shared to open a record: its pages show these all.
WHOLE = frozenset({"name", "area", "contact", "preferences"})
ENQUIRY = "enquiry"  # the stage of whoever has just asked
CASELOADS = frozenset({Role.OFFICER, Role.SOCIAL_WORKER})


def of_agencies(agency_id: ColumnElement[int], by: Actor) -> ColumnElement[bool]:
    """Of the actor's agencies. One is asked for by '=', so that an index gives the order too, and so that the text
    of the query need not be put together anew each time, as with a list."""
    return agency_id == by.agency_ids[0] if len(by.agency_ids) == 1 else agency_id.in_(by.agency_ids)


def narrowed(by: Actor) -> bool:
    """Whether the actor sees only some of the households of their agencies."""
    if by.role is Role.HUB:
        return True
    if by.role not in CASELOADS:
        return False
    return any(settings.value("own_caseload_only", each, clock.today()) for each in by.agency_ids)


def within(by: Actor) -> ColumnElement[bool]:
    """Which households of the actor's agencies the actor may see: all, those that are shared, or their own."""
    if not narrowed(by):
        return true()
    return Household.id.in_(_shared(by)) if by.role is Role.HUB else _own(by)


def shared_fields(agency_id: int) -> frozenset[str]:
    """What a council shares with its hub of those who ask: names of fields (crm/fields.py)."""
    return frozenset(settings.value("shared_fields", agency_id, clock.today()))


def of_enquirers(agency_id: int, by: Actor) -> frozenset[str]:
    """What somebody sees of who asks a council and has no record yet: its staff all, its hub what it shares of that
    stage."""
    if by.role is not Role.HUB:
        return WHOLE
    shares = ENQUIRY in settings.value("shared_with_hub", agency_id, clock.today())
    return shared_fields(agency_id) if shares else frozenset()


def _own(by: Actor) -> ColumnElement[bool]:
    """Those that they work with; of a recruitment officer also every one that was never approved."""
    own = Household.worker_id == by.user_id
    if by.role is Role.SOCIAL_WORKER:
        return own
    approved = select(HouseholdNow.household_id).where(
        HouseholdNow.agency_id.in_(by.agency_ids), HouseholdNow.stage.in_((APPROVED, NOTICE, LEFT))
    )
    return own | Household.id.not_in(approved)


def _shared(by: Actor) -> Select[Any]:
    """Those of councils that share all that a record shows."""
    return of_councils([each for each in by.agency_ids if shared_fields(each) >= WHOLE])


def in_part(by: Actor) -> list[int]:
    """The councils that share something of a household with their hub, and not all that a record shows."""
    return [each for each in by.agency_ids if shared_fields(each) and not shared_fields(each) >= WHOLE]


def of_councils(agency_ids: Collection[int]) -> Select[Any]:
    """The households of councils in the stages that each shares today.

    A household that has had another journey is not shared: its timeline tells what came of that one.
    """
    day = clock.today()
    of_each = [
        and_(
            HouseholdNow.agency_id == agency_id,
            HouseholdNow.stage.in_(settings.value("shared_with_hub", agency_id, day)),
        )
        for agency_id in agency_ids
    ]
    another = exists().where(
        TieRecord.household_id == HouseholdNow.household_id, TieRecord.journey_id != HouseholdNow.journey_id
    )
    return select(HouseholdNow.household_id).where(or_(false(), *of_each), ~another)
