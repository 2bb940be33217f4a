"""What a carer sees in the portal: their own household, and nothing beside it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from crm import audit, clock
from crm.actor import Actor
from crm.errors import NotFound
from crm.journey.ranges import Terms
from crm.ledger import cluster
from crm.people import households, merging
from crm.reads import look
from crm.register import settings


@dataclass(frozen=True)
class OwnHousehold:
    """A carer's household: what it is called, and the terms of its approval if it is approved today."""

    reference: str
    name: str
    approved_on: date | None
    ends_on: date | None
    terms: Terms | None


@look
def own_household(by: Actor) -> OwnHousehold:
    """The household of a carer's account; NotFound for anyone who has none."""
    if by.household_id is None:
        raise NotFound("There is no household of yours")
    agency_id = households.agency_of(by.household_id)
    if agency_id is None:
        raise NotFound("There is no household of yours")
    own = merging.kept([by.household_id])[by.household_id]
    audit.record(by, "portal.view", agency_id=agency_id, household_id=own)
    household = households.load(own, (agency_id,))
    rows = cluster.load(agency_id, [household.id])[household.id]
    approval = rows.fold(household.id, settings.rulebook(agency_id)).approval_on(clock.today())
    return OwnHousehold(
        reference=household.reference,
        name=household.name or household.reference,
        approved_on=approval.begins_on if approval else None,
        ends_on=approval.ends_on if approval else None,
        terms=approval.terms_on(clock.today()) if approval else None,
    )
