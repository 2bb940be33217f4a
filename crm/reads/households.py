"""The list of households: searched, filtered, sorted and paged, within what the asker may reach."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Integer,
    Row,
    Select,
    and_,
    bindparam,
    func,
    literal_column,
    null,
    or_,
    select,
    true,
)

from crm import clock
from crm.actor import Actor
from crm.extensions import db
from crm.journey.routes import LEFT, NOTICE
from crm.ledger.tables import HouseholdNow, HouseholdTally
from crm.people.tables import Household
from crm.reads import due, look, removed, searching
from crm.reads.filters import Filters, of_worker
from crm.reads.giving_way import Given, any_of, given_way
from crm.reads.in_one import once
from crm.reads.listed import HOME, NOW, SHOWN, Listed, listed
from crm.reads.noted import note_export, note_look
from crm.reads.paging import PAGE, Paged, page_of
from crm.reads.sharing import narrowed, of_agencies, within
from crm.reads.workers import holders_of, workers
from crm.register.tables import Agency

MOST_EXPORTED = 5000  # households a file

TALLY = HouseholdTally.__table__.c

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
class Listing(Paged):
    """A page of households, how many there are in all, whether they are of several agencies, and the number and
    name of whose they may be, where that was asked."""

    rows: tuple[Listed, ...]
    total: int
    page: int
    pages: int
    several: bool
    holders: tuple[tuple[int, str], ...]


@look
def listing(filters: Filters, by: Actor, *, holders: bool = False) -> Listing:
    """The households that the filters leave, a page of them; what was shown goes on record in one row.

    `holders`: with those who can hold cases, by whom the list can be filtered.
    """
    if found := _first_page(filters, by, holders=holders):
        total, given = int(found[0].total), NONE_GAVE_WAY
        page, pages = page_of(1, total)
        names = next((row.holders for row in found if row.holders), ())
    else:
        total, given = _counted(filters, by)
        page, pages = page_of(filters.page, total)
        found = _rows(filters, given, by, start=(page - 1) * PAGE, size=PAGE)
        names = workers(by) if holders else ()
    note_look((row.reference for row in found), (row.agency_id for row in found), by)
    gone = removed.matching(filters.q, by) if filters.q else {}
    rows = tuple(replace(listed(row, given), removed=gone.get(row.id, ())) for row in found)
    return Listing(rows, total, page, pages, len(by.agency_ids) > 1, tuple((each[0], each[1]) for each in names))


def _first_page(filters: Filters, by: Actor, *, holders: bool) -> Sequence[Row[Any]]:
    """The first page with the `total` of its list and the `holders` of cases, in one way there and back, as most
    people ask for it.

    Empty where only `_counted` and `_rows` can tell: a later page, a search, a journey that gave way, no rows.
    """
    if filters.page != 1 or not _tallied(filters, by):
        return ()
    asked = _first(filters, by, clock.today(), holders)
    found = db.session.connection().execute(asked, {"today": clock.today()}).all()
    return () if found and found[0].gave_way else found


def _tallied(filters: Filters, by: Actor) -> bool:
    """Whether the tally knows how many the filters leave."""
    return not (_by_household(filters, by, None) or filters.clock or filters.stage in (NOTICE, LEFT))


@lru_cache(64)
def _tally(filters: Filters, by: Actor) -> Select[Any]:
    """How many households the filters leave of the asker's agencies, and whether a journey of any gave way."""
    total = func.coalesce(func.sum(TALLY.households), 0).label("total")
    tallied = select(total, any_of(by).label("gave_way"))
    return tallied.where(of_agencies(TALLY.agency_id, by), *_conditions(filters, TALLY))


def _counted(filters: Filters, by: Actor) -> tuple[int, Given]:
    """How many households the filters leave, from the tally where it knows what they ask; and which gave way."""
    if _tallied(filters, by):
        tallied = _tally(replace(filters, page=1), by)
        total, gave_way = db.session.connection().execute(tallied, {"today": clock.today()}).one()
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
    return tuple(listed(row, given) for row in found)


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
def _first(filters: Filters, by: Actor, _on: date, holders: bool) -> Select[Any]:
    """The first page with the `total` of the tally and whether any `gave_way` in each row, and `holders` in one."""
    tallied = _tally(filters, by).subquery("tallied")
    names = once(holders_of(by)) if holders else null()
    page = _asked(filters, NONE_GAVE_WAY, by, size=literal_column(str(PAGE)), start=literal_column("0"))
    return page.join(tallied, true()).add_columns(tallied.c.total, tallied.c.gave_way, names.label("holders"))


# As numbers in the text: PostgreSQL plans anew, each time, what it does not know the size of.
SIZE, START = (bindparam(each, type_=Integer, literal_execute=True) for each in ("size", "start"))


def _asked(filters: Filters, given: Given, by: Actor, *, size: Any = SIZE, start: Any = START) -> Select[Any]:
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
            chosen = chosen.where(of_agencies(HOME.agency_id, by))
        chosen = chosen.where(of_agencies(NOW.agency_id, by))
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


NONE_GAVE_WAY: Given = {}
