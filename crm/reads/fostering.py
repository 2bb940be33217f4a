"""The households that foster today, as lists of them ask: who they are, whose, and since when. Hosts are apart.

For lists that put on record which of them they show: nothing here does.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import or_, select

from crm.actor import Actor
from crm.extensions import db
from crm.journey.ranges import Population
from crm.journey.routes import APPROVED, NOTICE
from crm.ledger.tables import HouseholdNow
from crm.people.tables import Household
from crm.reads.filters import HOME, Filters, at_home
from crm.reads.workers import staff
from crm.register.tables import Agency

NOW = HouseholdNow.__table__.c
AGENCY = Agency.__table__.c


@dataclass(frozen=True, slots=True)
class Fostering:
    """A household that is approved today; `worker` is None where nobody works with it."""

    id: int
    reference: str
    name: str | None
    area: str | None
    agency_id: int
    agency: str
    worker: str | None
    journey_id: int
    route: str
    approved_on: date
    notice: bool


def fostering(filters: Filters, by: Actor, today: date) -> dict[int, Fostering]:
    """Those that the filters leave, by number, in the order of their references, in two queries."""
    columns = (HOME.id, HOME.reference, HOME.name, HOME.area, HOME.agency_id, HOME.worker_id)
    now = (NOW.journey_id, NOW.route, NOW.approved_on, NOW.stage)
    joined = HouseholdNow.__table__.join(Household.__table__, HOME.id == NOW.household_id).join(Agency.__table__)
    chosen = select(*columns, *now, AGENCY.name.label("agency")).select_from(joined)
    chosen = chosen.where(
        NOW.agency_id.in_(by.agency_ids),
        NOW.stage.in_((APPROVED, NOTICE)),
        NOW.approved_on <= today,
        or_(NOW.ends_on.is_(None), NOW.ends_on > today),
        NOW.population != Population.SUPPORTED_LODGINGS,
        *at_home(filters, by),
    )
    if filters.agency:
        chosen = chosen.where(AGENCY.slug == filters.agency)
    if filters.route:
        chosen = chosen.where(NOW.route == filters.route)
    names = staff(by).holders
    return {
        row.id: Fostering(
            id=row.id,
            reference=row.reference,
            name=row.name,
            area=row.area,
            agency_id=row.agency_id,
            agency=row.agency,
            worker=names.get(row.worker_id),
            journey_id=row.journey_id,
            route=row.route,
            approved_on=row.approved_on,
            notice=row.stage == NOTICE,
        )
        for row in db.session.execute(chosen.order_by(HOME.reference))
    }
