"""Kinship approvals that ended for good while the placement stands on record: it is in no count of exits yet."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from crm import clock
from crm.actor import Actor
from crm.extensions import db
from crm.journey.events import HouseholdDeregistered, NoticeReceived
from crm.journey.household import Household as Folded
from crm.journey.ranges import Route
from crm.ledger import cluster
from crm.people.tables import Household
from crm.reads import uncovered, ways
from crm.reads.sharing import within
from crm.register import settings

HOME = Household.__table__.c


@dataclass(frozen=True, slots=True)
class ForGood:
    """Why and when a kinship approval ended for good, and how a placement that ended so did; each code as kept."""

    reason: str
    ends_on: date
    way: str


@dataclass(frozen=True, slots=True)
class StillPlaced:
    """A household whose kinship approval ended for good, and how many children still live there on record."""

    reference: str
    name: str | None
    agency_id: int
    ended: ForGood
    children: int


def still_placed(by: Actor) -> tuple[StillPlaced, ...]:
    """Them, the longest ago first. The caller puts on record which were shown."""
    today = clock.today()
    homes, children = uncovered.not_approved(ways.NOW.route == Route.KINSHIP, by.agency_ids, today)
    columns = select(HOME.id, HOME.agency_id, HOME.reference, HOME.name)
    own = db.session.execute(columns.where(HOME.id.in_(homes), within(by))).all() if homes else []
    found = []
    for row in own:
        folded = cluster.load(row.agency_id, [row.id])[row.id].fold(row.id, settings.rulebook(row.agency_id))
        if ended := ended_for_good(folded, row.agency_id):
            found.append(StillPlaced(row.reference, row.name, row.agency_id, ended, len(children[row.id])))
    return tuple(sorted(found, key=lambda each: (each.ended.ends_on, each.reference)))


def ended_for_good(household: Folded, agency_id: int) -> ForGood | None:
    """How the latest approval of a household ended: a kinship one, whose child has a home for good; else None."""
    approval = household.approvals[-1] if household.approvals else None
    event = approval.ended.event if approval and approval.ended and approval.route is Route.KINSHIP else None
    if (
        approval is None
        or approval.ends_on is None
        or not isinstance(event, HouseholdDeregistered | NoticeReceived)
    ):
        return None
    listed = settings.value("deregistered_reasons", agency_id, clock.today())
    way = next((each.get("placement_ending") for each in listed if each["code"] == event.reason), None)
    return ForGood(event.reason or "", approval.ends_on, way) if way else None
