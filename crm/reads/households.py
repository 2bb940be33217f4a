"""The list of households: searched, filtered, sorted and paged, within what the asker may reach."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Date, Integer, Row, Select, and_, bindparam, case, func, or_, select, true

from crm import clock
from crm.actor import Actor
from crm.extensions import db
from crm.journey.routes import APPROVED, LEFT, NOTICE
from crm.ledger.tables import HouseholdNow, HouseholdTally
from crm.people.tables import Household
from crm.reads import due, look, searching
from crm.reads.filters import Filters, of_worker
from crm.reads.giving_way import ANY, Given, given_way
from crm.reads.noted import note_export, note_look
from crm.reads.paging import PAGE, Paged, page_of
from crm.reads.sharing import narrowed, within
from crm.register.tables import Agency

MOST_EXPORTED = 5000  # households a file

# The tables themselves: asking by the models takes three times as long.
HOME, NOW, TALLY = Household.__table__.c, HouseholdNow.__table__.c, HouseholdTally.__table__.c

# What a list may be sorted by. The id settles ties, so that no household is on two pages or on none.
SORTS: dict[str, ColumnElement[Any]] = {
    "reference": HOME.reference,
    "name": HOME.name_folded,
    "stage": NOW.stage_since,
    "enquired": NOW.enquired_on,
    "places": NOW.places,
    "last": NOW.last_on,
}
NULLABLE = frozenset({"name", "enquired"})


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

    @property
    def approved(self) -> bool:
        """Whether it is approved today, notice given or not: only then has it places."""
        return self.stage in (APPROVED, NOTICE)


@dataclass(frozen=True, slots=True)
class Listing(Paged):
    """A page of households, how many there are in all, and whether they are of several agencies."""

    rows: tuple[Listed, ...]
    total: int
    page: int
    pages: int
    several: bool


@look
def listing(filters: Filters, by: Actor) -> Listing:
    """The households that the filters leave, a page of them; what was shown goes on record in one row."""
    if found := _first_page(filters, by):
        total, given = int(found[0].total), NONE_GAVE_WAY
        page, pages = page_of(1, total)
    else:
        total, given = _counted(filters, by)
        page, pages = page_of(filters.page, total)
        found = _rows(filters, given, by, start=(page - 1) * PAGE, size=PAGE)
    note_look((row.reference for row in found), (row.agency_id for row in found), by)
    return Listing(tuple(_listed(row, given) for row in found), total, page, pages, len(by.agency_ids) > 1)


def _first_page(filters: Filters, by: Actor) -> Sequence[Row[Any]]:
    """The first page with the `total` of its list, in one way there and back, as most people ask for it.

    Empty where only `_counted` and `_rows` can tell: a later page, a search, a journey that gave way, no rows.
    """
    if filters.page != 1 or not _tallied(filters, by):
        return ()
    asked = _plain_and_counted(filters, by, clock.today())
    given = {"start": 0, "size": PAGE, "today": clock.today(), "agencies": by.agency_ids}
    found = db.session.connection().execute(asked, given).all()
    return () if found and found[0].gave_way else found


def _tallied(filters: Filters, by: Actor) -> bool:
    """Whether the tally knows how many the filters leave."""
    return not (_by_household(filters, by, None) or filters.clock or filters.stage in (NOTICE, LEFT))


def _counted(filters: Filters, by: Actor) -> tuple[int, Given]:
    """How many households the filters leave, from the tally where it knows what they ask; and which gave way."""
    if _tallied(filters, by):
        asked = _conditions(filters, TALLY)
        tallied = TALLIED.where(*asked) if asked else TALLIED
        connection = db.session.connection()
        total, gave_way = connection.execute(tallied, {"agencies": by.agency_ids, "today": clock.today()}).one()
        if not gave_way:
            return int(total), NONE_GAVE_WAY
    given = given_way(by)
    return int(db.session.execute(_chosen(filters, given, by, func.count())).scalar_one()), given


@look
def export(filters: Filters, reason: str, by: Actor) -> tuple[Listed, ...]:
    """Every household that the filters leave, MOST_EXPORTED at most; the asking goes on record, with why."""
    given = given_way(by)
    found = _rows(filters, given, by, start=0, size=MOST_EXPORTED)
    note_export((row.reference for row in found), (row.agency_id for row in found), by, reason=reason)
    return tuple(_listed(row, given) for row in found)


def _rows(filters: Filters, given: Given, by: Actor, *, start: int, size: int) -> Sequence[Row[Any]]:
    """What lists show of the households asked for, in order: so many of them, from a number on."""
    plain = not (given or filters.q or filters.worker or filters.clock or narrowed(by))
    asked = _plain(replace(filters, page=1), by, clock.today()) if plain else _asked(filters, given, by)
    # What is asked of the connection itself takes less time than by the session.
    return db.session.connection().execute(asked, {"start": start, "size": size, "today": clock.today()}).all()


@lru_cache(64)  # putting the query together takes as long as asking it, and most people ask for the same lists
def _plain(filters: Filters, by: Actor, _on: date) -> Select[Any]:
    """`_asked` where it depends on nothing else: on no search, no caseload, and no journey that gave way."""
    return _asked(filters, NONE_GAVE_WAY, by)


@lru_cache(64)
def _plain_and_counted(filters: Filters, by: Actor, on: date) -> Select[Any]:
    """The same with two more columns, alike in each row: the `total` of the tally, and whether any `gave_way`."""
    tallied = TALLIED.where(*_conditions(filters, TALLY)).subquery("tallied")
    return _plain(filters, by, on).join(tallied, true()).add_columns(tallied.c.total, tallied.c.gave_way)


def _asked(filters: Filters, given: Given, by: Actor) -> Select[Any]:
    """What lists show of `size` of the households asked for, from the one numbered `start` on, in order.

    Only the tables that choose and sort are joined where all households are looked through.
    """
    name = filters.sort if filters.sort in SORTS else "last"
    columns = {"id": _id(filters, by, name), "sorted_by": SORTS[name]}
    chosen = _chosen(filters, given, by, *(each.label(called) for called, each in columns.items()), sorted_by=name)

    def in_order(query: Select[Any], *by_these: ColumnElement[Any]) -> Select[Any]:
        order = [each.desc() if filters.descending else each.asc() for each in by_these]
        if name in NULLABLE or filters.q:  # else an index in the same order would go unused
            order[0] = order[0].nulls_last()
        return query.order_by(*order)

    # As numbers in the text: PostgreSQL plans anew, each time, what it does not know the size of.
    size, start = (bindparam(each, type_=Integer, literal_execute=True) for each in ("size", "start"))
    page = in_order(chosen, columns["sorted_by"], columns["id"]).limit(size).offset(start)
    its = page.subquery("page").c
    return in_order(SHOWN.where(HOME.id == its.id), its.sorted_by, its.id)


def _id(filters: Filters, by: Actor, sorted_by: str) -> ColumnElement[int]:
    joined = _by_household(filters, by, sorted_by)
    return HOME.id if joined else NOW.household_id


def _by_household(filters: Filters, by: Actor, sorted_by: str | None) -> bool:
    """Whether the choice needs the household itself, and not only where it is now."""
    return bool(filters.q or filters.worker) or sorted_by in ("reference", "name") or narrowed(by)


def _chosen(
    filters: Filters, given: Given, by: Actor, *what: ColumnElement[Any], sorted_by: str | None = None
) -> Select[Any]:
    """The households asked for, of the asker's agencies; without a search, those of which something stands."""
    chosen: Select[Any] = select(*what)
    if _by_household(filters, by, sorted_by):
        homes, now = Household.__table__, HouseholdNow.__table__
        chosen = chosen.select_from(homes.join(now, NOW.household_id == HOME.id, isouter=bool(filters.q)))
        chosen = chosen.where(within(by), *of_worker(filters, by))
    else:
        chosen = chosen.select_from(HouseholdNow.__table__)
    if filters.q:
        chosen = chosen.where(HOME.id.in_(searching.ids(filters.q, by)))  # the asker's own only
        chosen = chosen.where((HOME.agency_id + 0).in_(by.agency_ids))  # see searching.py
    else:
        if sorted_by in ("reference", "name"):
            chosen = chosen.where(_own(HOME.agency_id, by))
        chosen = chosen.where(_own(NOW.agency_id, by))
    if filters.clock:
        chosen = chosen.where(NOW.household_id.in_(due.households(filters.clock, by)))
    return chosen.where(_as_at_today(filters, given))


def _as_at_today(filters: Filters, given: Given) -> ColumnElement[bool]:
    """Whether a household is what is asked for: by its row, or by the journey to which that has given way."""
    as_stored = and_(true(), *_conditions(filters))
    if not given:
        return as_stored
    meant = [each.household_id for each in given.values() if _is_meant(each, filters)]
    return or_(NOW.household_id.in_(meant), NOW.household_id.not_in(list(given)) & as_stored)


def _is_meant(way: Row[Any], filters: Filters) -> bool:
    wanted = {"route": filters.route, "population": filters.population, "stage": filters.stage}
    right = all(getattr(way, name) == value for name, value in wanted.items() if value)
    return right and filters.agency in ("", way.agency)


def _own(agency_id: ColumnElement[int], by: Actor) -> ColumnElement[bool]:
    """Of the asker's agencies. One is asked for by '=', so that an index gives the order too."""
    return agency_id == by.agency_ids[0] if len(by.agency_ids) == 1 else agency_id.in_(by.agency_ids)


def _conditions(filters: Filters, of: Any = NOW) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if filters.route:
        found.append(of.route == filters.route)
    if filters.population:
        found.append(of.population == filters.population)
    if filters.agency:
        found.append(of.agency_id.in_(select(Agency.id).where(Agency.slug == filters.agency)))
    if filters.stage in (NOTICE, LEFT):
        ended = NOW.ends_on <= clock.today()
        found.append(NOW.stage.in_((NOTICE, LEFT)))
        found.append(ended if filters.stage == LEFT else or_(~ended, NOW.ends_on.is_(None)))
    elif filters.stage:
        found.append(of.stage == filters.stage)
    return found


def _shown() -> Select[Any]:
    """What lists show of households, as at `today`."""
    ending = NOW.stage.in_((NOTICE, LEFT))
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
NONE_GAVE_WAY: Given = {}
TALLIED = select(func.coalesce(func.sum(TALLY.households), 0).label("total"), ANY.label("gave_way")).where(
    TALLY.agency_id.in_(bindparam("agencies", expanding=True))
)


def _listed(row: Row[Any], given: Given) -> Listed:
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
