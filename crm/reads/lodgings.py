"""Hosts of supported lodgings: a book of their own, and never a part of fostering's totals (OA-2, B-15)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import func, select

from crm.actor import Actor
from crm.extensions import db
from crm.journey.availability import Used
from crm.journey.ranges import Population, Route
from crm.ledger.tables import HeldTerms, UnderWay
from crm.people.tables import Household
from crm.reads import look, places_used, searching
from crm.reads.noted import note_export, note_look
from crm.reads.paging import PAGE, Paged, page_of
from crm.reads.ranges import holding
from crm.reads.sharing import within
from crm.register.tables import Agency

MOST_EXPORTED = 5000  # hosts a file
HELD, HOME, WAY = HeldTerms.__table__.c, Household.__table__.c, UnderWay.__table__.c


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked for: the day, part of a name or reference, only hosts with a free place, a council."""

    on: date
    q: str = ""
    free: bool = False
    agency: str = ""
    page: int = 1


@dataclass(frozen=True, slots=True)
class Host:
    """A host on a day: the places, for which ages, since when, and how they are used (None: nobody records it)."""

    reference: str
    name: str | None
    area: str | None
    agency_id: int
    agency: str
    places: int
    age_from: int | None
    age_to: int | None
    approved_on: date
    ends_on: date | None
    used: Used | None


@dataclass(frozen=True, slots=True)
class Register(Paged):
    """A page of hosts, what all of them come to, and how many would be hosts and are on the way now."""

    rows: tuple[Host, ...]
    total: int
    page: int
    pages: int
    several: bool
    places: int
    filled: int | None
    free: int | None
    under_way: int


@look
def register(asked: Asked, by: Actor) -> Register:
    """A page of the hosts; which were shown goes on record in one row."""
    hosts = _hosts(asked, by)
    page, pages = page_of(asked.page, len(hosts))
    shown = tuple(hosts[(page - 1) * PAGE : page * PAGE])
    note_look((each.reference for each in shown), (each.agency_id for each in shown), by)
    known = [each.used for each in hosts if each.used is not None]
    return Register(
        rows=shown,
        total=len(hosts),
        page=page,
        pages=pages,
        several=len(by.agency_ids) > 1,
        places=sum(each.places for each in hosts),
        filled=sum(each.filled for each in known) if known else None,
        free=sum(each.free for each in known) if known else None,
        under_way=_under_way(by),
    )


@look
def export(asked: Asked, reason: str, by: Actor) -> Sequence[Host]:
    """All of them, MOST_EXPORTED at most; the asking goes on record, with why."""
    hosts = _hosts(asked, by)[:MOST_EXPORTED]
    note_export((each.reference for each in hosts), (each.agency_id for each in hosts), by, reason=reason)
    return hosts


def _hosts(asked: Asked, by: Actor) -> list[Host]:
    rows = db.session.execute(_chosen(asked, by)).all()
    used = places_used.of_households([row.household_id for row in rows], asked.on)
    hosts = [_host(row, used.get(row.household_id)) for row in rows]
    return [each for each in hosts if not asked.free or (each.used is not None and each.used.free)]


def _host(row: Any, used: Used | None) -> Host:
    who = (row.reference, row.name, row.area, row.agency_id, row.agency)
    return Host(*who, row.places, row.age_from, row.age_to, row.approved_on, row.ends_on, used)


def _chosen(asked: Asked, by: Actor) -> Any:
    """The asker's hosts who were approved at the end of the day, by name."""
    tables = HeldTerms.__table__.join(Household.__table__, HOME.id == HELD.household_id).join(Agency.__table__)
    agency = Agency.__table__.c
    chosen = select(*HELD, HOME.reference, HOME.name, HOME.area, agency.name.label("agency")).select_from(tables)
    chosen = chosen.where(HELD.agency_id.in_(by.agency_ids), within(by), holding(asked.on))
    chosen = chosen.where(HELD.population == Population.SUPPORTED_LODGINGS)
    if asked.agency:
        chosen = chosen.where(agency.slug == asked.agency)
    if asked.q:
        chosen = chosen.where(HOME.id.in_(searching.ids(asked.q, by)))
    return chosen.order_by(HOME.name_folded.nulls_last(), HOME.id)


def _under_way(by: Actor) -> int:
    homes = UnderWay.__table__.join(Household.__table__, HOME.id == WAY.household_id)
    chosen = select(func.count()).select_from(homes).where(WAY.agency_id.in_(by.agency_ids), within(by))
    return int(db.session.execute(chosen.where(WAY.route == Route.SUPPORTED_LODGINGS)).scalar_one())
