"""Carers who come from another service, and those who go to one: how far each is, and what is late (OA-5)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import func, select, union

from crm import clock
from crm.actor import Actor
from crm.extensions import db
from crm.journey.beds import Book, Cause
from crm.journey.ranges import Route
from crm.journey.transfer_events import (
    TransferNoticed,
)
from crm.ledger import cluster
from crm.ledger.tables import BedEntry, StageEntry, TieRecord, UnderWay
from crm.people import placements as stored
from crm.people.placement_tables import Placement
from crm.people.tables import Household as HouseholdRecord
from crm.reads import look, numbers, searching
from crm.reads.histories import load_history
from crm.reads.household import HouseholdSeen, seen, seen_on_record
from crm.reads.noted import note_export, note_look
from crm.reads.paging import PAGE, Paged, page_of
from crm.reads.sharing import within
from crm.reads.transfer_steps import OPEN, Stand, stands
from crm.register import settings
from crm.register.tables import Agency

MOST_EXPORTED = 5000  # transfers a file
HOME, ENTRY, BED = HouseholdRecord.__table__.c, StageEntry.__table__.c, BedEntry.__table__.c
TIE = TieRecord.__table__.c


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked for: `way` is 'in' or 'out', `state` 'open' or 'done'; the days are of what is done."""

    first: date
    last: date
    way: str = ""
    state: str = OPEN
    q: str = ""
    agency: str = ""
    page: int = 1


@dataclass(frozen=True, slots=True)
class Moving:
    """A household and its transfer; `number` is that of the journey."""

    reference: str
    name: str | None
    area: str | None
    agency_id: int
    agency: str
    number: int
    stand: Stand


@dataclass(frozen=True, slots=True)
class Register(Paged):
    """A page of them, and what all of them come to."""

    rows: tuple[Moving, ...]
    total: int
    page: int
    pages: int
    several: bool
    coming: int
    going: int
    children: int
    late: int


@look
def register(asked: Asked, by: Actor) -> Register:
    """A page of the transfers; which households were shown goes on record in one row."""
    found = _moving(asked, by)
    page, pages = page_of(asked.page, len(found))
    shown = found[(page - 1) * PAGE : page * PAGE]
    note_look((each.reference for each in shown), (each.agency_id for each in shown), by)
    today, every = clock.today(), [each.stand for each in found]
    return Register(
        rows=tuple(shown),
        total=len(found),
        page=page,
        pages=pages,
        several=len(by.agency_ids) > 1,
        coming=sum(1 for each in every if not each.out),
        going=sum(1 for each in every if each.out),
        children=sum(len(each.children) for each in every if each.open),
        late=sum(1 for each in every if (step := each.next) and step.due_on and step.due_on < today),
    )


@look
def export(asked: Asked, reason: str, by: Actor) -> Sequence[Moving]:
    """All of them, MOST_EXPORTED at most; the asking goes on record, with why."""
    found = _moving(asked, by)[:MOST_EXPORTED]
    note_export((each.reference for each in found), (each.agency_id for each in found), by, reason=reason)
    return found


@dataclass(frozen=True, slots=True)
class Mover:
    """A child who moves with the household, and since when they are on record as placed with it."""

    child: str
    placed_on: date | None


@dataclass(frozen=True, slots=True)
class TransferSeen:
    """The transfers of a journey, the one to us first, and the children of each."""

    household: HouseholdSeen
    number: int
    stands: tuple[tuple[Stand, tuple[Mover, ...]], ...]


@look
def of_journey(reference: str, number: int, by: Actor) -> TransferSeen:
    """The transfer of one journey, step by step; the look goes on record."""
    history = load_history(reference, by)
    journey = history.journey(number)
    steps = tuple(stands(history.household, journey, history.rulebook))
    seen_on_record(history.identity, ["transfer"], by)
    placed = {each.child: each.from_on for each in stored.standing(Placement, history.identity.id)}
    movers = [tuple(Mover(child, placed.get(child.upper())) for child in each.children) for each in steps]
    return TransferSeen(seen(history), number, tuple(zip(steps, movers, strict=True)))


def _moving(asked: Asked, by: Actor) -> list[Moving]:
    """Every transfer that is asked for, what is late first; of those done, the latest first."""
    homes = {row.id: row for row in db.session.execute(_homes(asked, by))}
    by_agency: defaultdict[int, list[int]] = defaultdict(list)
    for row in homes.values():
        by_agency[row.agency_id].append(row.id)
    found = [moving for agency_id, ids in by_agency.items() for moving in _of_agency(agency_id, ids, homes, asked)]
    return sorted(found, key=_order)


def _order(each: Moving) -> tuple[Any, ...]:
    if each.stand.open:
        due = each.stand.next
        return (0, (due and due.due_on) or date.max, each.reference)
    return (1, date.max - (each.stand.state_on or date.min), each.reference)


def _of_agency(agency_id: int, ids: list[int], homes: dict[int, Any], asked: Asked) -> Iterator[Moving]:
    rulebook = settings.rulebook(agency_id)
    clusters = cluster.load(agency_id, ids)  # those too with whom one of them was merged once
    for home in ids:
        each = clusters[home]
        household = each.fold(home, rulebook)
        named = numbers.of_ties(each.ties, home)
        for journey in household.journeys:
            for stand in stands(household, journey, rulebook):
                if _wanted(stand, asked):
                    row = homes[home]
                    who = (row.reference, row.name, row.area, agency_id, row.agency)
                    yield Moving(*who, named[journey.id], stand)


def _wanted(stand: Stand, asked: Asked) -> bool:
    if asked.way and stand.out is not (asked.way == "out"):
        return False
    if stand.open:
        return asked.state != "done"
    ended = stand.state_on is not None and asked.first <= stand.state_on <= asked.last
    return asked.state != OPEN and ended


def _homes(asked: Asked, by: Actor) -> Any:
    """The asker's households that may have one: a journey on the route, a notice, a line in the bed ledger.

    Rows of the ledgers name the household that held the journey when they were booked. After a merge was undone
    another has it: everyone who ever held it is looked at, and shows what is theirs.
    """
    own = by.agency_ids
    noticed = select(ENTRY.journey_id).where(ENTRY.agency_id.in_(own), ENTRY.kind == TransferNoticed.kind)
    noticed = noticed.group_by(ENTRY.journey_id).having(func.sum(ENTRY.quantity) > 0)
    ways = [select(TIE.household_id).where(TIE.journey_id.in_(noticed))]
    if asked.state != "done":
        way = UnderWay.__table__.c
        ways.append(select(way.household_id).where(way.agency_id.in_(own), way.route == Route.TRANSFER_IN))
    if asked.state != OPEN:
        moved = select(BED.journey_id).where(BED.agency_id.in_(own), BED.book == Book.HOUSEHOLDS)
        moved = moved.where(BED.cause.in_((Cause.TRANSFER_IN, Cause.TRANSFER_OUT)))
        moved = moved.where(BED.effective_on.between(asked.first, asked.last))
        ways.append(select(TIE.household_id).where(TIE.journey_id.in_(moved)))
    agency = Agency.__table__.c
    tables = HouseholdRecord.__table__.join(Agency.__table__, agency.id == HOME.agency_id)
    chosen = select(HOME.id, HOME.reference, HOME.name, HOME.area, HOME.agency_id, agency.name.label("agency"))
    chosen = chosen.select_from(tables).where(HOME.id.in_(union(*ways)), HOME.agency_id.in_(own), within(by))
    if asked.agency:
        chosen = chosen.where(agency.slug == asked.agency)
    return chosen.where(HOME.id.in_(searching.ids(asked.q, by))) if asked.q else chosen
