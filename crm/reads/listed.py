"""A household as lists show it: where it is now, with nothing that tells how to reach anybody."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Date, Row, Select, bindparam, case, select

from crm.journey.routes import APPROVED, LEFT, NOTICE
from crm.ledger.tables import HouseholdNow
from crm.people.tables import Household
from crm.reads.giving_way import Given
from crm.reads.removed import Removed
from crm.register.tables import Agency

# The tables themselves: asking by the models takes three times as long.
HOME, NOW = Household.__table__.c, HouseholdNow.__table__.c


@dataclass(frozen=True, slots=True)
class Listed:
    """A household as a list shows it: never an address, a telephone number or an e-mail address (T40)."""

    reference: str
    name: str | None
    area: str | None
    agency: str
    route: str | None
    population: str | None
    stage: str | None
    since: date | None
    enquired_on: date | None
    places: int | None
    ends_on: date | None
    last_on: date | None
    removed: tuple[Removed, ...] = ()  # carers who are there no more, by whom a search found it

    @property
    def approved(self) -> bool:
        """Whether it is approved today, notice given or not: only then has it places."""
        return self.stage in (APPROVED, NOTICE)


def listed(row: Row[Any], given: Given) -> Listed:
    """A row of SHOWN, by the journey to which it has given way where it has."""
    way = given.get(row.id)
    since = row.ends_on if row.stage == LEFT else row.stage_since
    return Listed(
        reference=row.reference,
        name=row.name,
        area=row.area,
        agency=row.agency,
        route=way.route if way else row.route,
        population=way.population if way else row.population,
        stage=way.stage if way else row.stage,
        since=way.since if way else since,
        enquired_on=way.enquired_on if way else row.enquired_on,
        places=0 if way else row.places,
        ends_on=None if way else row.ends_on,
        last_on=row.last_on,
    )


def _shown() -> Select[Any]:
    """What lists show of households, as at `today`."""
    ending = (NOW.stage == NOTICE) | (NOW.stage == LEFT)  # not as a list: see of_agencies
    # An approval that ends on a day to come is still one whose end is known.
    ended = ending & (NOW.ends_on <= bindparam("today", type_=Date))
    columns: tuple[Any, ...] = (
        HOME.id,
        HOME.agency_id,
        HOME.reference,
        HOME.name,
        HOME.area,
        Agency.__table__.c.name.label("agency"),
        NOW.route,
        NOW.population,
        case((ended, LEFT), (ending, NOTICE), else_=NOW.stage).label("stage"),
        NOW.stage_since,
        NOW.enquired_on,
        NOW.places,
        NOW.ends_on,
        NOW.last_on,
    )
    homes = Household.__table__.join(Agency.__table__)
    homes = homes.outerjoin(HouseholdNow.__table__, NOW.household_id == HOME.id)
    return select(*columns).select_from(homes)


# Put together once: that takes as long as asking them.
SHOWN = _shown()
SHOWN_OF_THESE = SHOWN.where(HOME.id.in_(bindparam("ids", expanding=True)))
