"""Where a household is, for lists: the fold of its events, kept in step in the same transaction."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

from sqlalchemy import Table, delete

from crm import bulk
from crm.extensions import db
from crm.journey.events import EnquiryReceived
from crm.journey.history import Row
from crm.journey.household import Household, Journey
from crm.journey.ranges import population_of
from crm.journey.routes import Rulebook, stage_of
from crm.ledger.tables import HouseholdNow

TABLE = cast(Table, HouseholdNow.__table__)
CHUNK = 500  # households a statement


def current_journey(household: Household) -> Journey | None:
    """The journey that speaks for the household: its open approval's, else the one with the latest news."""
    if not household.journeys:
        return None
    standing = [each.journey_id for each in household.approvals if each.ended is None]
    if standing:
        return household.journey(standing[-1])
    return max(household.journeys, key=lambda journey: _last(journey.rows).order)


def _last(rows: Sequence[Row]) -> Row:
    return max(rows, key=lambda row: row.order)


def now_of(agency_id: int, household_id: int, household: Household, rulebook: Rulebook) -> dict[str, Any] | None:
    """The row of `household_now`, or None for a household of which nothing stands."""
    journey = current_journey(household)
    if journey is None:
        return None
    last = _last(journey.rows)
    stage, since = stage_of(journey, household, rulebook.plan(journey.route, last.event.happened_on))
    enquiry = journey.first(EnquiryReceived)
    approval = next((each for each in household.approvals if each.journey_id == journey.id), None)
    latest = approval.changes[-1].event.happened_on if approval and approval.changes else None
    return {
        "household_id": household_id,
        "agency_id": agency_id,
        "journey_id": journey.id,
        "route": journey.route,
        "population": population_of(journey.route),
        "stage": stage,
        "stage_since": since,
        "enquired_on": enquiry.event.happened_on if enquiry else None,
        "approved_on": approval.begins_on if approval else None,
        "ends_on": approval.ends_on if approval else None,
        "places": approval.terms_on(latest or approval.begins_on).places if approval else 0,
        "last_event_id": last.id,
        "last_on": last.event.happened_on,
    }


def keep(rows: Sequence[dict[str, Any]]) -> None:
    """Store rows of `household_now`, in place of those that these households had."""
    forget([row["household_id"] for row in rows])
    bulk.store(HouseholdNow, rows)


def forget(household_ids: Sequence[int]) -> None:
    """Drop the rows of households of which nothing stands any more, or something else."""
    for start in range(0, len(household_ids), CHUNK):
        chunk = household_ids[start : start + CHUNK]
        db.session.execute(delete(TABLE).where(TABLE.c.household_id.in_(chunk)))
