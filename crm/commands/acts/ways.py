"""The journeys that an act is on: those of the actor's that are under way."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from crm.actor import Actor
from crm.errors import NotFound
from crm.extensions import db
from crm.ledger.tables import HouseholdNow, JourneyRecord, TieRecord, UnderWay

CHUNK = 500  # journeys a query

WAY, NOW = UnderWay.__table__.c, HouseholdNow.__table__.c

Why = str | None  # why a journey would not be done, in words; None if it would


@dataclass(frozen=True, slots=True)
class Way:
    """A journey under way, or the last one of a household that has come to its end."""

    journey_id: int
    household_id: int
    agency_id: int
    route: str
    stage: str
    since: date


def under_way(journey_ids: Sequence[int], by: Actor) -> list[Way]:
    """Those of these journeys that are under way in the actor's agencies, in the order of their numbers."""
    columns = (WAY.journey_id, WAY.household_id, WAY.agency_id, WAY.route, WAY.stage, WAY.since)
    wanted = sorted(set(journey_ids))
    found: list[Way] = []
    for start in range(0, len(wanted), CHUNK):
        chosen = select(*columns).where(WAY.journey_id.in_(wanted[start : start + CHUNK]))
        own = chosen.where(WAY.agency_id.in_(by.agency_ids)).order_by(WAY.journey_id)
        found += [Way(*row) for row in db.session.execute(own)]
    return found


def over(journey_ids: Sequence[int], by: Actor) -> list[Way]:
    """Those of these journeys with which their households have come to an end, and have not come back since."""
    columns = (NOW.journey_id, NOW.household_id, NOW.agency_id, NOW.route, NOW.stage, NOW.stage_since)
    going_on = select(WAY.household_id).where(WAY.agency_id.in_(by.agency_ids))
    wanted = sorted(set(journey_ids))
    found: list[Way] = []
    for start in range(0, len(wanted), CHUNK):
        chosen = select(*columns).where(NOW.journey_id.in_(wanted[start : start + CHUNK]))
        own = chosen.where(NOW.agency_id.in_(by.agency_ids), NOW.household_id.not_in(going_on))
        found += [Way(*row) for row in db.session.execute(own.order_by(NOW.journey_id))]
    return found


def homes(journey_ids: Sequence[int], by: Actor) -> dict[int, int]:
    """The household of each of these journeys, under way or not; NotFound if one is not of the actor's agencies."""
    wanted = sorted(set(journey_ids))
    found: dict[int, int] = {}
    for start in range(0, len(wanted), CHUNK):
        part = JourneyRecord.id.in_(wanted[start : start + CHUNK])
        own = select(TieRecord.journey_id, TieRecord.household_id).join(
            JourneyRecord, JourneyRecord.id == TieRecord.journey_id
        )
        ties = own.where(part, JourneyRecord.agency_id.in_(by.agency_ids)).order_by(TieRecord.id)
        found |= {row.journey_id: row.household_id for row in db.session.execute(ties)}  # the latest tie holds
    if len(found) != len(wanted):
        raise NotFound("There is no such journey")
    return found
