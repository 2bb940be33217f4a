"""Households with a place for a parent with a child: who they are, how much it was used, and what it saved."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import Row, or_, select

from crm import clock
from crm.actor import Actor
from crm.extensions import db
from crm.journey.parent_and_child import OFFER, Span, UsedPlaces, used
from crm.ledger.tables import HeldTerms
from crm.people.merging import stands_for
from crm.people.placement_tables import Placement
from crm.people.tables import Household
from crm.reads import look, searching
from crm.reads.noted import note_export, note_look
from crm.reads.paging import PAGE, Paged, page_of
from crm.reads.room_for_parents import FAMILY
from crm.reads.sharing import within
from crm.register import deadlines, settings
from crm.register.tables import Agency

RULE = "OA-3"
MOST_EXPORTED = 5000  # households a file
HELD, HOME, STAY = HeldTerms.__table__.c, Household.__table__.c, Placement.__table__.c


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked for: the first and the last day, part of a name or a reference, and a council's slug."""

    first: date
    last: date
    q: str = ""
    agency: str = ""
    page: int = 1

    @property
    def counted(self) -> date:
        """The last day that there has been."""
        return min(self.last, clock.today())


@dataclass(frozen=True, slots=True)
class Home:
    """A household: its places for a parent with a child on the last day, and what they came to over the days.

    `since`: from when somebody is placed so, on the last day that there has been; `usual_end`: by when that usually
    ends (OA-3).
    """

    reference: str
    name: str | None
    area: str | None
    agency_id: int
    agency: str
    places: int
    used: UsedPlaces
    since: date | None
    usual_end: date | None


@dataclass(frozen=True, slots=True)
class Register(Paged):
    """A page of them, and what all of them come to."""

    rows: tuple[Home, ...]
    total: int
    page: int
    pages: int
    several: bool
    able: int  # households with such a place on the last day
    places: int
    placed: int  # households with whom somebody is placed so on the last day that there has been
    long: int  # for longer than usual (OA-3)
    days: UsedPlaces
    weekly: tuple[int, ...]  # what a week saves on the last day: the settings of the agencies shown


@look
def register(asked: Asked, by: Actor) -> Register:
    """A page of the register; which households were shown goes on record in one row."""
    homes = _homes(asked, by)
    page, pages = page_of(asked.page, len(homes))
    shown = homes[(page - 1) * PAGE : page * PAGE]
    note_look((each.reference for each in shown), (each.agency_id for each in shown), by)
    weekly = {settings.of(each).dated("parent_and_child_saving").on(asked.last) for each in by.agency_ids}
    return Register(
        rows=shown,
        total=len(homes),
        page=page,
        pages=pages,
        several=len(by.agency_ids) > 1,
        able=sum(1 for each in homes if each.places),
        places=sum(each.places for each in homes),
        placed=sum(1 for each in homes if each.since),
        long=sum(1 for each in homes if each.usual_end and each.usual_end < asked.counted),
        days=UsedPlaces(
            sum(each.used.days for each in homes), sum((each.used.saved for each in homes), Decimal(0))
        ),
        weekly=tuple(sorted(weekly)),
    )


@look
def export(asked: Asked, reason: str, by: Actor) -> tuple[Home, ...]:
    """The whole of it, MOST_EXPORTED at most; the asking goes on record, with why."""
    homes = _homes(asked, by)[:MOST_EXPORTED]
    note_export((each.reference for each in homes), (each.agency_id for each in homes), by, reason=reason)
    return homes


def _homes(asked: Asked, by: Actor) -> tuple[Home, ...]:
    """Every household whose terms had such a place on any of the days, by name."""
    held: dict[int, list[Row[Any]]] = defaultdict(list)
    for row in db.session.execute(_chosen(asked, by)):
        held[row.household_id].append(row)
    stays = _stays(list(held), asked)
    return tuple(_home(rows, stays[household_id], asked) for household_id, rows in held.items())


def _home(rows: Sequence[Row[Any]], stays: Sequence[Span], asked: Asked) -> Home:
    spans = [Span(row.since, row.until, row.parent_and_child) for row in rows]
    first = rows[0]
    weekly = settings.of(first.agency_id).dated("parent_and_child_saving")
    since = min((each.since for each in stays if each.holds(asked.counted)), default=None)
    return Home(
        reference=first.reference,
        name=first.name,
        area=first.area,
        agency_id=first.agency_id,
        agency=first.agency,
        places=sum(each.places for each in spans if each.holds(asked.last)),
        used=used(spans, stays, asked.first, asked.counted, weekly),
        since=since,
        usual_end=deadlines.first_day(RULE, since) if since else None,
    )


def _chosen(asked: Asked, by: Actor) -> Any:
    """What the terms of the asker's households said of such places over the days."""
    tables = HeldTerms.__table__.join(Household.__table__, HOME.id == HELD.household_id).join(Agency.__table__)
    agency = Agency.__table__.c
    chosen = select(
        *(HELD.household_id, HELD.since, HELD.until, HELD.parent_and_child, HELD.agency_id),
        *(HOME.reference, HOME.name, HOME.area, agency.name.label("agency")),
    ).select_from(tables)
    chosen = chosen.where(HELD.agency_id.in_(by.agency_ids), within(by), HELD.parent_and_child > 0)
    chosen = chosen.where(HELD.since <= asked.last, or_(HELD.until.is_(None), HELD.until > asked.first))
    if asked.agency:
        chosen = chosen.where(agency.slug == asked.agency)
    if asked.q:
        chosen = chosen.where(HOME.id.in_(searching.ids(asked.q, by)))
    return chosen.order_by(HOME.name_folded.nulls_last(), HOME.id, HELD.since)


def _stays(household_ids: Sequence[int], asked: Asked) -> dict[int, list[Span]]:
    """Who was placed as a parent with a child, by the household that stands for the record now."""
    found: dict[int, list[Span]] = defaultdict(list)
    chosen = select(stands_for().label("home"), STAY.from_on, STAY.to_on, FAMILY)
    chosen = chosen.join_from(Placement.__table__, Household.__table__, HOME.id == STAY.household_id)
    chosen = chosen.where(stands_for().in_(household_ids), STAY.offer == OFFER, STAY.removed_at.is_(None))
    chosen = chosen.where(STAY.from_on <= asked.last, or_(STAY.to_on.is_(None), STAY.to_on > asked.first))
    for row in db.session.execute(chosen):
        found[row.home].append(Span(row.from_on, row.to_on, family=row.family))
    return found
