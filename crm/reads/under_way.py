"""The journeys under way that the filters leave: how many, at which stage since when, and which come first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, Text, cast, func, select, union_all

from crm.actor import Actor
from crm.errors import NotFound
from crm.extensions import db
from crm.ledger.tables import JourneyRecord, TieRecord, UnderWay
from crm.people import merging
from crm.people.enquiry_tables import Enquiry
from crm.people.tables import Household
from crm.reads import due
from crm.reads.filters import HOME, Filters, at_home
from crm.reads.paging import PAGE
from crm.reads.sharing import within
from crm.register.tables import Agency

WAY, ASKED = UnderWay.__table__.c, Enquiry.__table__.c

# What the list may be sorted by. The id settles ties, so that no journey is on two pages or on none.
SORTS: dict[str, ColumnElement[Any]] = {
    "age": WAY.since,  # the days since then
    "reference": HOME.reference,
    "name": HOME.name_folded,
    "enquired": WAY.enquired_on,
}
NULLABLE = frozenset({"name", "enquired"})
AT_HOME = frozenset({"reference", "name"})  # what only the household's own row says

Ages = dict[str, dict[date, int]]  # of each stage, how many have been there since each day, the first day first


class Chosen:
    """The journeys that the filters leave, as the database answers: no more are read than are shown."""

    def __init__(self, filters: Filters, by: Actor) -> None:
        self.filters, self.by = filters, by

    def ages(self) -> Ages:
        """How many are at each stage since each day: their number and their middle come from one query."""
        columns = (WAY.stage, WAY.since)
        counted = _chosen(self.filters, self.by, *columns, func.count()).group_by(*columns).order_by(WAY.since)
        found: Ages = {}
        for stage, since, count in db.session.execute(counted):
            found.setdefault(stage, {})[since] = count
        return found

    def total(self) -> int:
        """How many there are in all."""
        return int(db.session.execute(_chosen(self.filters, self.by, func.count())).scalar_one())

    def rows(self, start: int, count: int) -> Sequence[Any]:
        """So many of them from a place on, in the order that is asked for."""
        return db.session.execute(_sorted(self.filters, self.by).limit(count).offset(start)).all()

    def oldest(self, stages: Sequence[str]) -> Sequence[Any]:
        """The first page of each stage, in one query: those that have been there longest."""
        asked = [replace(self.filters, stage=name, sort="age", descending=True) for name in stages]
        pages = [_sorted(each, self.by).limit(PAGE).subquery() for each in asked]
        return db.session.execute(union_all(*(select(page) for page in pages))).all() if pages else []


class Timed(Chosen):
    """The same where the filters ask how near the next thing is: that is reckoned here, for all that are left."""

    def __init__(self, filters: Filters, by: Actor) -> None:
        super().__init__(filters, by)
        known = due.of_all(by)
        every = db.session.execute(_sorted(filters, by)).all()
        self._rows = [row for row in every if known.get(row.journey_id, due.NOTHING).state == filters.clock]

    def ages(self) -> Ages:
        found: Ages = {}
        for row in sorted(self._rows, key=lambda row: row.since):
            stage = found.setdefault(row.stage, {})
            stage[row.since] = stage.get(row.since, 0) + 1
        return found

    def total(self) -> int:
        return len(self._rows)

    def rows(self, start: int, count: int) -> Sequence[Any]:
        return self._rows[start : start + count]

    def oldest(self, stages: Sequence[str]) -> Sequence[Any]:
        ordered = sorted(self._rows, key=lambda row: (row.since, row.journey_id))
        return [row for name in stages for row in [each for each in ordered if each.stage == name][:PAGE]]


def chosen(filters: Filters, by: Actor) -> Chosen:
    """The journeys of the asker's agencies that the filters leave."""
    return Timed(filters, by) if filters.clock else Chosen(filters, by)


def _sorted(filters: Filters, by: Actor) -> Select[Any]:
    name = filters.sort if filters.sort in SORTS else "age"
    order = [SORTS[name], WAY.journey_id]
    descending = filters.descending is not (name == "age")  # who has been there longest came first
    directed = [each.desc() if descending else each.asc() for each in order]
    if name in NULLABLE:
        directed[0] = directed[0].nulls_last()
    return _chosen(filters, by, *WAY, sorted_by=name).order_by(*directed)


def _chosen(filters: Filters, by: Actor, *what: Any, sorted_by: str = "") -> Select[Any]:
    """The journeys under way that the filters leave, of the asker's agencies."""
    ways = UnderWay.__table__
    if sorted_by in AT_HOME:
        chosen = select(*what).select_from(ways.join(Household.__table__, HOME.id == WAY.household_id))
    else:
        chosen = select(*what).select_from(ways)
    agency_id: ColumnElement[int] = WAY.agency_id
    if homes := list(at_home(filters, by)):
        # First the households, and then their journeys: without '+ 0' SQLite would go through all of the agency's.
        own = select(HOME.id).where(HOME.agency_id.in_(by.agency_ids), *homes)
        chosen, agency_id = chosen.where(WAY.household_id.in_(own)), WAY.agency_id + 0
    one = len(by.agency_ids) == 1
    mine = agency_id == by.agency_ids[0] if one else agency_id.in_(by.agency_ids)
    return chosen.where(mine, *_on_the_way(filters))


def _on_the_way(filters: Filters) -> Iterator[ColumnElement[bool]]:
    for name in ("route", "population", "stage", "source"):
        if value := getattr(filters, name):
            yield WAY[name] == value
    if filters.offer:
        yield WAY.journey_id.in_(interested_in(filters.offer))
    if filters.agency:
        yield WAY.agency_id.in_(select(Agency.id).where(Agency.slug == filters.agency))


def these(journey_ids: Sequence[int], by: Actor) -> Sequence[Any]:
    """Those of these journeys that are under way and that the asker may see."""
    ways = UnderWay.__table__.join(Household.__table__, HOME.id == WAY.household_id)
    asked = select(*WAY).select_from(ways).where(WAY.journey_id.in_(journey_ids))
    own = asked.where(WAY.agency_id.in_(by.agency_ids), within(by))
    return db.session.execute(own.order_by(WAY.journey_id)).all()


def require_own(journey_ids: Sequence[int], by: Actor) -> None:
    """NotFound where one of these journeys is not the asker's to see, be it under way or ended (T12)."""
    ended = set(journey_ids) - {row.journey_id for row in these(journey_ids, by)}
    if not ended:
        return
    ties = select(TieRecord.journey_id, TieRecord.household_id).join(
        JourneyRecord, JourneyRecord.id == TieRecord.journey_id
    )
    own = ties.where(TieRecord.journey_id.in_(ended), JourneyRecord.agency_id.in_(by.agency_ids))
    homes = {row.journey_id: row.household_id for row in db.session.execute(own.order_by(TieRecord.id))}
    of = set(merging.kept(homes.values()).values())
    seen = set(db.session.scalars(select(Household.id).where(Household.id.in_(of), within(by))))
    if set(homes) != ended or seen != of:
        raise NotFound("There is no such journey")


def interested_in(offer: str) -> Select[Any]:
    """The journeys of those who said that they are interested in something."""
    said = cast(ASKED.interests, Text).contains(f'"{offer}"', autoescape=True)
    return select(ASKED.journey_id).where(said)
