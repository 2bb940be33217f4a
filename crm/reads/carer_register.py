"""The register of foster carers on any day: who they are, when approved and reviewed, and on what terms (RT-9).

Names, addresses and dates of birth are as they are on record now; who fosters, approvals, reviews and terms as
they held on the day. Who hosts in supported lodgings is no foster carer: they are apart, and shown when asked for
(B-15).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, func, or_, select

from crm import audit, fields
from crm.actor import Actor
from crm.errors import NotFound
from crm.extensions import db
from crm.journey.ranges import Population
from crm.ledger.tables import HeldTerms
from crm.people import usable_ages
from crm.people.tables import Household
from crm.people.usable_ages import ForNow
from crm.reads import look, places_used, searching
from crm.reads.large_files import require_second
from crm.reads.paging import PAGE, Paged, page_of
from crm.reads.places_used import Used
from crm.reads.ranges import HELD, Range, as_range, holding
from crm.reads.registered import Registered, carers_of, homes_of, reviews_of
from crm.reads.sharing import within
from crm.register.tables import Agency

MOST_EXPORTED = 5000  # households a file
FOSTERING = (Population.MAINSTREAM, Population.KINSHIP)
HOME = Household.__table__.c

# What the register may be sorted by; the id settles ties, so that no household is on two pages or on none.
SORTS: dict[str, ColumnElement[Any]] = {
    "name": HOME.name_folded,
    "reference": HOME.reference,
    "approved": HELD.approved_on,
    "places": HELD.places,
}


@dataclass(frozen=True, slots=True)
class Filters:
    """What is asked for; an empty answer asks for all foster carers. `age` is a child's, in years."""

    on: date
    q: str = ""
    population: str = ""
    offer: str = ""
    age: int | None = None
    sort: str = "name"
    descending: bool = False
    page: int = 1


@dataclass(frozen=True, slots=True)
class Entry:
    """One household of the register. `address` is None unless it was asked for; `used` where nobody records it."""

    reference: str
    name: str | None
    agency: str
    carers: tuple[Registered, ...]
    reviews: tuple[date, ...]
    held: Range
    used: Used | None
    address: str | None
    for_now: ForNow | None = (
        None  # only these ages could come for a while, as the carers said: no part of the terms
    )


@dataclass(frozen=True, slots=True)
class Register(Paged):
    """A page of the register, how many households and places it has in all, and whether of several agencies."""

    rows: tuple[Entry, ...]
    total: int
    places: int
    page: int
    pages: int
    several: bool


@look
def register(asked: Filters, by: Actor) -> Register:
    """A page of the register of a day, without addresses; which households were shown goes on record."""
    return _page(asked, by, None)


@look
def register_with_addresses(asked: Filters, reason: str, by: Actor) -> Register:
    """The same with where they live: the asking, and why, goes on record for each household first (T40, T44)."""
    return _page(asked, by, reason)


@look
def export(asked: Filters, reason: str, *, addresses: bool, by: Actor) -> tuple[Entry, ...]:
    """The register of a day, MOST_EXPORTED at most; the asking goes on record, and for addresses that of each."""
    rows = db.session.execute(_sorted(asked, by).limit(MOST_EXPORTED)).all()
    require_second(len({row.reference for row in rows}), by)
    _on_record("household.export", asked, rows, by, reason)
    return _entries(asked, rows, reason if addresses else None, by)


def _page(asked: Filters, by: Actor, reason: str | None) -> Register:
    counted = _chosen(asked, by, func.count(), func.coalesce(func.sum(HELD.places), 0))
    total, places = db.session.execute(counted).one()
    page, pages = page_of(asked.page, total)
    rows = db.session.execute(_sorted(asked, by).limit(PAGE).offset((page - 1) * PAGE)).all()
    _on_record("household.list", asked, rows, by, None)
    return Register(_entries(asked, rows, reason, by), total, int(places), page, pages, len(by.agency_ids) > 1)


def _sorted(asked: Filters, by: Actor) -> Select[Any]:
    columns = (*HELD, HOME.reference, HOME.name, Agency.__table__.c.name.label("agency"))
    order = [SORTS[asked.sort], HELD.household_id]
    directed = [each.desc() if asked.descending else each.asc() for each in order]
    directed[0] = directed[0].nulls_last()
    return _chosen(asked, by, *columns).order_by(*directed)


def _chosen(asked: Filters, by: Actor, *what: Any) -> Select[Any]:
    """The households of the asker's agencies that were approved at the end of the day, and fit what is asked."""
    tables = HeldTerms.__table__.join(Household.__table__, HOME.id == HELD.household_id).join(Agency.__table__)
    populations = (asked.population,) if asked.population else FOSTERING
    chosen = select(*what).select_from(tables)
    chosen = chosen.where(HELD.agency_id.in_(by.agency_ids), within(by), holding(asked.on))
    return chosen.where(HELD.population.in_(populations), *_conditions(asked, by))


def _conditions(asked: Filters, by: Actor) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if asked.q:
        found.append(HOME.id.in_(searching.ids(asked.q, by)))
    if asked.offer:
        found.append(HELD.offers.contains(f";{asked.offer};", autoescape=True))
    if asked.age is not None:
        found.append(or_(HELD.age_from.is_(None), HELD.age_from <= asked.age))
        found.append(or_(HELD.age_to.is_(None), HELD.age_to >= asked.age))
    return found


def _on_record(action: str, asked: Filters, rows: Sequence[Row[Any]], by: Actor, reason: str | None) -> None:
    agencies = {row.agency_id for row in rows}
    agency_id = agencies.pop() if len(agencies) == 1 else None
    about = f"register of {asked.on}"
    audit.record(
        by, action, agency_id=agency_id, fields=[row.reference for row in rows], reason=reason, about=about
    )


def _entries(asked: Filters, rows: Sequence[Row[Any]], reason: str | None, by: Actor) -> tuple[Entry, ...]:
    ids = [row.household_id for row in rows]
    carers = carers_of(ids, asked.on)
    reviews = reviews_of([row.journey_id for row in rows], asked.on)
    used = places_used.of_households(ids, asked.on)
    for_now = usable_ages.of_homes(ids, asked.on)
    addresses: Mapping[int, str] = {} if reason is None else _addresses(rows, reason, by)
    return tuple(
        Entry(
            reference=row.reference,
            name=row.name,
            agency=row.agency,
            carers=carers.get(row.household_id, ()),
            reviews=reviews.get(row.journey_id, ()),
            held=as_range(row),
            used=used.get(row.household_id),
            for_now=for_now.get(row.household_id),
            address=None if reason is None else addresses.get(row.household_id, ""),
        )
        for row in rows
    )


def _addresses(rows: Sequence[Row[Any]], reason: str, by: Actor) -> dict[int, str]:
    """Where these households live, each asking on record; NotFound for a role that may not ask."""
    if not fields.may_ask_for(by.role, "address"):
        raise NotFound("There is no such register")
    for row in rows:
        audit.record(
            by,
            "address.show",
            agency_id=row.agency_id,
            household_id=row.household_id,
            fields=["address"],
            reason=reason,
        )
    return homes_of([row.household_id for row in rows])
