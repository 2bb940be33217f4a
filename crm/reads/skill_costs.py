"""What skills cost: each household's week on a day and its year, and what if carers moved to another level."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import Row, select

from crm.actor import Actor
from crm.extensions import db
from crm.journey import levels
from crm.journey.skill_year import compared, cost
from crm.journey.skills import NOTHING, Cost, Home, Tables, Week, tables_on, week_on
from crm.people import skills as stored
from crm.people.tables import Household
from crm.reads import look, pay, searching
from crm.reads.noted import note_export, note_look
from crm.reads.paging import PAGE, Paged, page_of
from crm.reads.pay import Payable
from crm.reads.sharing import within
from crm.register import schemes, settings
from crm.register.tables import Agency
from crm.reports.period import Period, financial_year

MOST_EXPORTED = 5000  # households a file
HOME, WHOSE = Household.__table__.c, Agency.__table__.c
NO_LEVEL = "none"  # a filter: households none of whose carers is on a level


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked for: a day, part of a name or a reference, a level or `NO_LEVEL`, a council's slug; whether
    only those are wanted of whom a request waits."""

    day: date
    q: str = ""
    level: str = ""
    waiting: bool = False
    agency: str = ""
    page: int = 1


@dataclass(frozen=True, slots=True)
class Paid:
    """A household: its carers with their levels, its week on the day, and its year as is on record now."""

    id: int
    reference: str
    name: str | None
    agency_id: int
    agency: str
    carers: tuple[tuple[str, str | None], ...]
    children: int
    week: Week
    year: Cost
    waiting: bool


@dataclass(frozen=True, slots=True)
class Forecast(Paged):
    """A page of households, and what all of them come to. `levels` is how many carers are on each, none too."""

    rows: tuple[Paid, ...]
    total: int
    page: int
    pages: int
    several: bool
    period: Period
    levels: tuple[tuple[str | None, int], ...]
    offered: tuple[str, ...]
    fee: Decimal
    allowance: Decimal
    year: Cost
    unknown: int  # households with an amount that is not known on the day, for an age
    unrated: tuple[int, int]  # households with something that has no rate: on the day, and on a day of the year
    waiting: int


@dataclass(frozen=True, slots=True)
class Move:
    """A question: these carers, from one level to another, from a day on."""

    from_level: str
    to_level: str
    on: date
    carers: Collection[int]


@dataclass(frozen=True, slots=True)
class Mover:
    """A carer who is on the level that is moved from, on the day."""

    id: int
    name: str
    reference: str


@dataclass(frozen=True, slots=True)
class Moved:
    """A household of which a carer would move: its week and its year before and after.

    A week is None where something of it is not known. `left_out` is how many days are in neither year: an age or a
    rate that is not on record stands between the two.
    """

    reference: str
    names: str
    week: tuple[Decimal | None, Decimal | None]
    year: tuple[Decimal, Decimal]
    left_out: int


@dataclass(frozen=True, slots=True)
class WhatIf:
    """The year as it stands and as it would be; who could move, and the households of those who would."""

    period: Period
    offered: tuple[str, ...]
    movers: tuple[Mover, ...]
    moved: tuple[Moved, ...]
    before: Cost
    after: Cost

    @property
    def left_out(self) -> tuple[int, int]:
        """How many days of those households are in neither sum, and of how many households."""
        days = [each.left_out for each in self.moved if each.left_out]
        return sum(days), len(days)


@look
def forecast(asked: Asked, by: Actor) -> Forecast:
    """A page of the households and what all of them come to; which were shown goes on record in one row."""
    period = financial_year(asked.day)
    paid = tuple(_paid(asked, period, by))
    page, pages = page_of(asked.page, len(paid))
    shown = paid[(page - 1) * PAGE : page * PAGE]
    note_look((each.reference for each in shown), (each.agency_id for each in shown), by)
    counted = Counter(level for each in paid for _, level in each.carers)
    offered = levels_of(by, asked.day)
    known = [*offered, *sorted(level for level in counted if level and level not in offered), None]
    return Forecast(
        rows=shown,
        total=len(paid),
        page=page,
        pages=pages,
        several=len(by.agency_ids) > 1,
        period=period,
        levels=tuple((level, counted[level]) for level in known),
        offered=offered,
        fee=sum((each.week.fee for each in paid), NOTHING),
        allowance=sum((each.week.allowance for each in paid), NOTHING),
        year=sum((each.year for each in paid), Cost()),
        unknown=sum(1 for each in paid if len(each.week.unknown) > len(each.week.unrated)),
        unrated=(
            sum(1 for each in paid if each.week.unrated),
            sum(1 for each in paid if each.year.unrated_days),
        ),
        waiting=sum(1 for each in paid if each.waiting),
    )


@look
def export(asked: Asked, reason: str, by: Actor) -> tuple[Paid, ...]:
    """All of them, MOST_EXPORTED at most; the asking goes on record, with why."""
    paid = tuple(_paid(asked, financial_year(asked.day), by))[:MOST_EXPORTED]
    note_export((each.reference for each in paid), (each.agency_id for each in paid), by, reason=reason)
    return paid


@look
def what_if(move: Move, by: Actor) -> WhatIf:
    """What the year would be if these carers moved; whose households were shown goes on record.

    Whoever is not on the level on the day, or not of a household of the asker's, is left out.
    """
    period = financial_year(move.on)
    rows = _homes(Asked(move.on), period, by)
    known = pay.payable([row.household_id for row in rows], period.first, period.last)
    movers, moved, before, after = [], [], Cost(), Cost()
    for row in rows:
        found, book = known[row.household_id], schemes.book(settings.of(row.agency_id))
        able = [each.id for each in found.home.carers if each.level(move.on) == move.from_level]
        movers += [Mover(each, found.names[each], row.reference) for each in able]
        chosen = [each for each in able if each in move.carers]
        if not chosen:
            now = cost(found.home, book, period.first, period.last)
            before, after = before + now, after + now
            continue
        then = _moved(found.home, chosen, move)
        both = compared(found.home, then, book, period.first, period.last)
        before, after = before + both.before, after + both.after
        names = ", ".join(found.names[each] for each in chosen)
        weeks = _known_fee(_week(move.on, found.home, book)), _known_fee(_week(move.on, then, book))
        moved.append(Moved(row.reference, names, weeks, (both.before.fee, both.after.fee), both.left_out))
    note_look((each.reference for each in movers), (row.agency_id for row in rows), by)
    return WhatIf(period, levels_of(by, move.on), tuple(movers), tuple(moved), before, after)


def paid_on(asked: Asked, by: Actor) -> Iterator[Paid]:
    """The households that are asked for. Only for a look that goes on record."""
    return _paid(asked, financial_year(asked.day), by)


def levels_of(by: Actor, day: date) -> tuple[str, ...]:
    """The levels of the asker's councils on a day, the lowest first."""
    found = (each["level"] for agency in by.agency_ids for each in settings.value("skill_levels", agency, day))
    return tuple(dict.fromkeys(found))


def _moved(home: Home, chosen: Sequence[int], move: Move) -> Home:
    carers = (each.moved(move.to_level, move.on) if each.id in chosen else each for each in home.carers)
    return replace(home, carers=tuple(carers))


def _known_fee(week: Week) -> Decimal | None:
    return None if any(each.weekly is None for each in week.fees) else week.fee


def _week(day: date, home: Home, book: Sequence[Tables]) -> Week:
    tables = tables_on(book, day)
    return week_on(day, home, tables) if tables else Week()


def _paid(asked: Asked, period: Period, by: Actor) -> Iterator[Paid]:
    rows = _homes(asked, period, by)
    known = pay.payable([row.household_id for row in rows], period.first, period.last)
    waits = _waiting(known)
    for row in rows:
        found = known[row.household_id]
        carers = tuple(
            (found.names[each.id], each.level(asked.day))
            for each in found.home.carers
            if each.until is None or asked.day < each.until
        )
        on = {level for _, level in carers if level}
        if asked.level and (on if asked.level == NO_LEVEL else asked.level not in on):
            continue
        if asked.waiting and row.household_id not in waits:
            continue
        book = schemes.book(settings.of(row.agency_id))
        week = _week(asked.day, found.home, book)
        yield Paid(
            id=row.household_id,
            reference=row.reference,
            name=row.name,
            agency_id=row.agency_id,
            agency=row.agency,
            carers=carers,
            children=len(week.allowances),
            week=week,
            year=cost(found.home, book, period.first, period.last),
            waiting=row.household_id in waits,
        )


def _waiting(known: Mapping[int, Payable]) -> set[int]:
    """The households of whose carers a request waits for its decision."""
    home_of = {person.id: home for home, found in known.items() for person in found.home.carers}
    steps = stored.of_carers(home_of)
    return {home_of[carer] for carer, rows in steps.items() if levels.standing(rows).waits}


def _homes(asked: Asked, period: Period, by: Actor) -> list[Row[Any]]:
    """The asker's households that are approved to foster, or have a child placed, on any day of the year, by name.

    Relatives and adopters who are approved for a time are paid for the child as all are (NM-5, regs 24 and 25A).
    """
    first, last = min(period.first, asked.day), max(period.last, asked.day)
    chosen = select(
        *(HOME.id.label("household_id"), HOME.agency_id, HOME.reference, HOME.name),
        WHOSE.name.label("agency"),
    ).select_from(Household.__table__.join(Agency.__table__))
    chosen = chosen.where(HOME.agency_id.in_(by.agency_ids), within(by))
    chosen = chosen.where(HOME.id.in_(pay.paid_at_all(first, last, by)))
    if asked.agency:
        chosen = chosen.where(WHOSE.slug == asked.agency)
    if asked.q:
        chosen = chosen.where(HOME.id.in_(searching.ids(asked.q, by)))
    return list(db.session.execute(chosen.order_by(HOME.name_folded.nulls_last(), HOME.id)))
