"""Exits from care: children who went home, or for whom an order was made, quarter by quarter against a target.

Counted are placements on record as they are now: a child once a year, with the last of its exits.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from sqlalchemy import select

from crm import clock
from crm.actor import Actor
from crm.extensions import db
from crm.journey.deadlines import add_months
from crm.people.merging import stands_for
from crm.people.placement_tables import Placement
from crm.people.tables import Household
from crm.reads import look, searching
from crm.reads.exits_open import StillPlaced, still_placed
from crm.reads.noted import note_export, note_look
from crm.reads.paging import PAGE, Paged, page_of
from crm.reads.sharing import within
from crm.register import settings
from crm.register.tables import Agency
from crm.reports.period import Period, financial_year, quarter

MOST_EXPORTED = 5000  # exits a file
WAYS = ("went_home", "sgo", "child_arrangements")  # how a placement ended; the codes never change their meaning
TARGET = "exits_target"
HOME, STAY = Household.__table__.c, Placement.__table__.c


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked for: the first day of a financial year, a way, part of a name, a council's slug."""

    year: date
    way: str = ""
    q: str = ""
    agency: str = ""
    page: int = 1


@dataclass(frozen=True, slots=True)
class Exit:
    """A child who left care, from which household, how and on which day. Whose child it is, is not said."""

    reference: str
    name: str | None
    agency_id: int
    agency: str
    way: str
    on: date


@dataclass(frozen=True, slots=True)
class Exits(Paged):
    """A page of a year's exits, and what the year came to: by way and quarter, in all, and what was aimed at.

    A quarter that has not begun has no count. `forecast` is where the pace until today leads by the year's end.
    """

    rows: tuple[Exit, ...]
    total: int
    page: int
    pages: int
    several: bool
    quarters: tuple[Period, ...]
    counts: Mapping[str, tuple[int | None, ...]]
    in_all: int
    target: int
    forecast: int | None
    still_placed: tuple[StillPlaced, ...]  # whatever is asked for: who is in no count yet


@look
def exits(asked: Asked, by: Actor) -> Exits:
    """The exits of a year; which households were shown goes on record in one row."""
    year, today = financial_year(asked.year), clock.today()
    every = _every(asked, by)
    found = [each for each in every if asked.way in ("", each.way)]
    page, pages = page_of(asked.page, len(found))
    rows = tuple(found[(page - 1) * PAGE : page * PAGE])
    still = still_placed(by)
    shown: tuple[Exit | StillPlaced, ...] = (*rows, *still)
    note_look((each.reference for each in shown), (each.agency_id for each in shown), by)
    quarters = tuple(quarter(add_months(year.first, months)) for months in (0, 3, 6, 9))
    return Exits(
        *(rows, len(found), page, pages, len(by.agency_ids) > 1, quarters),
        counts={way: _by_quarter(every, way, quarters, today) for way in WAYS},
        in_all=len(every),
        target=sum(settings.of(each).value(TARGET, year.first) for each in _agencies(asked, by)),
        forecast=forecast(len(every), year, today),
        still_placed=still,
    )


@look
def export(asked: Asked, reason: str, by: Actor) -> tuple[Exit, ...]:
    """All of a year's exits, MOST_EXPORTED at most; the asking goes on record, with why."""
    found = tuple(each for each in _every(asked, by) if asked.way in ("", each.way))[:MOST_EXPORTED]
    note_export((each.reference for each in found), (each.agency_id for each in found), by, reason=reason)
    return found


def forecast(count: int, year: Period, today: date) -> int | None:
    """Where so many exits until today lead by the end of the year at the same pace; None unless it is under way."""
    if not year.first <= today < year.last:
        return None
    gone, whole = (today - year.first).days + 1, (year.last - year.first).days + 1
    return int((Decimal(count) * whole / gone).quantize(Decimal(1), ROUND_HALF_UP))


def _by_quarter(every: Sequence[Exit], way: str, quarters: Sequence[Period], today: date) -> tuple[int | None, ...]:
    counted = Counter(quarter(each.on).first for each in every if each.way == way)
    return tuple(None if each.first > today else counted[each.first] for each in quarters)


def _agencies(asked: Asked, by: Actor) -> Sequence[int]:
    if not asked.agency:
        return by.agency_ids
    own = select(Agency.id).where(Agency.slug == asked.agency, Agency.id.in_(by.agency_ids))
    return tuple(db.session.scalars(own))


def _every(asked: Asked, by: Actor) -> list[Exit]:
    """The year's exits of the asker's agencies that the search leaves, the latest first, each child once."""
    year = financial_year(asked.year)
    agency = Agency.__table__.c
    stays = select(*STAY, stands_for().label("home")).join_from(Placement, Household).subquery()
    tables = Household.__table__.join(stays, stays.c.home == HOME.id).join(Agency.__table__)
    columns: tuple[Any, ...] = (HOME.reference, HOME.name, HOME.agency_id, agency.name.label("agency"))
    chosen = select(*columns, stays.c.child, stays.c.ended_how, stays.c.to_on).select_from(tables)
    chosen = chosen.where(HOME.agency_id.in_(_agencies(asked, by)), within(by), stays.c.removed_at.is_(None))
    chosen = chosen.where(stays.c.ended_how.in_(WAYS), stays.c.to_on >= year.first)
    chosen = chosen.where(stays.c.to_on <= min(year.last, clock.today()))
    if asked.q:
        chosen = chosen.where(HOME.id.in_(searching.ids(asked.q, by)))
    found: dict[tuple[int, str], Exit] = {}
    for row in db.session.execute(chosen.order_by(stays.c.to_on.desc(), stays.c.id.desc())):
        key = (row.agency_id, row.child.upper())
        found.setdefault(key, Exit(row.reference, row.name, row.agency_id, row.agency, row.ended_how, row.to_on))
    return list(found.values())
