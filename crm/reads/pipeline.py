"""The pipeline: journeys under way, as a board by stage and as a list, with one set of filters and counts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, func, select, union_all

from crm import audit, clock
from crm.actor import Actor
from crm.extensions import db
from crm.journey.routes import APPROVED, CLOSED, LEFT, NOTICE
from crm.ledger.tables import UnderWay
from crm.people.tables import Household
from crm.reads import choices, look
from crm.reads.came_out import STATES, Out, came_out, counted, quarter
from crm.reads.filters import HOME, PAGE, Filters, at_home
from crm.reads.journeys import Card, cards
from crm.register.tables import Agency

WAY = UnderWay.__table__.c

# What the list may be sorted by. The id settles ties, so that no journey is on two pages or on none.
SORTS: dict[str, ColumnElement[Any]] = {
    "age": WAY.since,  # the days since then
    "reference": HOME.reference,
    "name": HOME.name_folded,
    "enquired": WAY.enquired_on,
}
NULLABLE = frozenset({"name", "enquired"})
AT_HOME = frozenset({"reference", "name"})  # what only the household's own row says


@dataclass(frozen=True, slots=True)
class Column:
    """A stage of the board: how many are there, for how many days the middle one has been, and the oldest."""

    stage: str
    count: int
    median: int | None
    cards: tuple[Card, ...]


@dataclass(frozen=True, slots=True)
class Board:
    """Every journey under way that the filters leave, by stage; and who has come out of it this quarter."""

    columns: tuple[Column, ...]
    out: tuple[Out, ...]
    since: date  # the first day of the quarter
    several: bool  # whether the asker reaches more than one agency

    @property
    def total(self) -> int:
        """How many journeys are under way."""
        return sum(column.count for column in self.columns)


@dataclass(frozen=True, slots=True)
class Listing:
    """A page of journeys, and how many there are in all."""

    rows: tuple[Card, ...]
    total: int
    page: int
    pages: int
    several: bool

    @property
    def first(self) -> int:
        """The number of the first row of the page, from 1; 0 where there is none."""
        return (self.page - 1) * PAGE + 1 if self.rows else 0

    @property
    def last(self) -> int:
        return self.first + len(self.rows) - 1 if self.rows else 0


@look
def board(filters: Filters, by: Actor) -> Board:
    """The board; which households were shown goes on record in one row."""
    ages = _ages(filters, by)
    stages = [name for name in _stages(by) if filters.stage in ("", name)]
    stages += [name for name in ages if name not in stages]  # none, unless a list of stages was changed just now
    shown = cards(_oldest([name for name in stages if name in ages], filters, by))
    _on_record(shown, by)
    columns = tuple(
        Column(
            stage=name,
            count=sum(ages.get(name, {}).values()),
            median=_median(ages[name]) if name in ages else None,
            cards=tuple(card for card in shown if card.stage == name),
        )
        for name in stages
    )
    return Board(columns, counted(came_out(filters, by), by), quarter(clock.today()), len(by.agency_ids) > 1)


@look
def listing(filters: Filters, by: Actor) -> Listing:
    """A page of the list; which households were shown goes on record in one row."""
    several = len(by.agency_ids) > 1
    if filters.stage in STATES:
        out = came_out(filters, by)
        page, pages = _page(filters, len(out))
        found: Sequence[Any] = out[(page - 1) * PAGE : page * PAGE]
        total = len(out)
    else:
        total = sum(count for ages in _ages(filters, by).values() for count in ages.values())
        page, pages = _page(filters, total)
        found = db.session.execute(_sorted(filters, by).limit(PAGE).offset((page - 1) * PAGE)).all()
    shown = cards(found)
    _on_record(shown, by)
    return Listing(shown, total, page, pages, several)


def meant(filters: Filters, by: Actor, most: int) -> tuple[Card, ...]:
    """Every journey under way that the filters leave, the oldest first, `most` of them at most."""
    return cards(db.session.execute(_sorted(filters, by).limit(most)).all())


def _page(filters: Filters, total: int) -> tuple[int, int]:
    pages = max(1, -(-total // PAGE))
    return min(max(filters.page, 1), pages), pages


def _on_record(shown: Sequence[Card], by: Actor) -> None:
    agencies = {card.agency_id for card in shown}
    references = list(dict.fromkeys(card.reference for card in shown))
    audit.record(
        by,
        "household.list",
        agency_id=agencies.pop() if len(agencies) == 1 else None,
        fields=references,
        about=f"{len(references)} households",
    )


def _stages(by: Actor) -> Iterator[str]:
    """The stages at which a journey can be under way, in the order of the plans."""
    return (name for name in choices.stages(by) if name not in (APPROVED, NOTICE, LEFT, CLOSED))


def _ages(filters: Filters, by: Actor) -> dict[str, dict[date, int]]:
    """How many journeys are at each stage since each day: their number and their middle come from one query."""
    columns = (WAY.stage, WAY.since)
    ages = _chosen(filters, by, *columns, func.count()).group_by(*columns).order_by(WAY.since)
    found: dict[str, dict[date, int]] = {}
    for row in db.session.execute(ages):
        found.setdefault(row.stage, {})[row.since] = row[2]
    return found


def _median(ages: dict[date, int]) -> int:
    """For how many days the middle one has been there; of an even number, the longer of the middle two."""
    middle = (sum(ages.values()) - 1) // 2
    for since, count in ages.items():
        if middle < count:
            return (clock.today() - since).days
        middle -= count
    raise ValueError("of no journeys there is no middle")


def _oldest(stages: Sequence[str], filters: Filters, by: Actor) -> Sequence[Row[Any]]:
    """The first page of each stage, in one query: those that have been there longest."""
    pages = [
        _sorted(replace(filters, stage=name, sort="age", descending=True), by).limit(PAGE).subquery()
        for name in stages
    ]
    if not pages:
        return []
    return db.session.execute(union_all(*(select(page) for page in pages))).all()


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
    chosen = select(*what)
    own = WAY.agency_id == by.agency_ids[0] if len(by.agency_ids) == 1 else WAY.agency_id.in_(by.agency_ids)
    homes = list(at_home(filters, by))
    if homes or sorted_by in AT_HOME:
        chosen = chosen.select_from(UnderWay.__table__.join(Household.__table__, HOME.id == WAY.household_id))
    else:
        chosen = chosen.select_from(UnderWay.__table__)
    return chosen.where(own, *_on_the_way(filters), *homes)


def _on_the_way(filters: Filters) -> Iterator[ColumnElement[bool]]:
    for name in ("route", "population", "stage", "source"):
        if value := getattr(filters, name):
            yield WAY[name] == value
    if filters.agency:
        yield WAY.agency_id.in_(select(Agency.id).where(Agency.slug == filters.agency))
