"""Who stays put with former foster carers, with the place kept for it (OA-1), and who turns 18 while placed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, or_, select

from crm import clock
from crm.actor import Actor
from crm.extensions import db
from crm.journey.staying_put import GROWN_UP, REASON, Arrangement, Kept, arranged, latest
from crm.people.merging import stands_for
from crm.people.placement_tables import Placement, Unavailability
from crm.people.tables import Household
from crm.reads import look, searching
from crm.reads.noted import note_export, note_look
from crm.reads.paging import PAGE, Paged, page_of
from crm.reads.placements import PlacesSeen
from crm.reads.sharing import narrowed, within
from crm.register import settings
from crm.register.tables import Agency

MOST_EXPORTED = 5000  # arrangements a file
NOW, OVER, PLACED = "now", "over", "placed"
SOON = timedelta(days=183)  # half a year: time to plan what comes after
AGE = "staying_put_until"
STAY, SAID, HOME = Placement.__table__.c, Unavailability.__table__.c, Household.__table__.c


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked for: part of a name or a reference, and a council's slug.

    `state`: 'now' or 'over' of those who stay, 'all' for both; 'placed': who is placed, and 18 within half a year.
    """

    state: str = NOW
    q: str = ""
    agency: str = ""
    page: int = 1


@dataclass(frozen=True, slots=True)
class Stayer:
    """A young person who stays, by reference, and with whom; or is `placed` still: the number of the placement.

    Then `found` begins with the first day on which they are 18 for sure.
    """

    reference: str
    name: str | None
    agency_id: int
    agency: str
    person: str
    found: Arrangement
    now: bool
    placed: int | None = None


@dataclass(frozen=True, slots=True)
class Register(Paged):
    """A page of them, and what all of them come to."""

    rows: tuple[Stayer, ...]
    total: int
    page: int
    pages: int
    several: bool
    kept: int  # places that are kept today
    not_said: int  # who stays today without a place that is said to be kept
    soon: int  # who reaches the age within half a year
    grown: int  # who is 18 and on record as placed
    growing: int  # who is placed and 18 within half a year


@look
def register(asked: Asked, by: Actor) -> Register:
    """A page of them; which households were shown goes on record in one row."""
    placed = _placed(asked, by)
    every = placed if asked.state == PLACED else _stayers(asked, by)
    page, pages = page_of(asked.page, len(every))
    shown = tuple(every[(page - 1) * PAGE : page * PAGE])
    note_look((each.reference for each in shown), (each.agency_id for each in shown), by)
    staying = [each.found for each in every if each.now]
    return Register(
        rows=shown,
        total=len(every),
        page=page,
        pages=pages,
        several=len(by.agency_ids) > 1,
        kept=sum(1 for each in staying if each.kept),
        not_said=sum(1 for each in staying if not each.kept),
        soon=sum(1 for each in staying if each.latest <= clock.today() + SOON),
        grown=sum(1 for each in placed if each.now),
        growing=sum(1 for each in placed if not each.now),
    )


@look
def export(asked: Asked, reason: str, by: Actor) -> Sequence[Stayer]:
    """All of them, MOST_EXPORTED at most; the asking goes on record, with why."""
    every = (_placed if asked.state == PLACED else _stayers)(asked, by)[:MOST_EXPORTED]
    note_export((each.reference for each in every), (each.agency_id for each in every), by, reason=reason)
    return every


def drafted(found: PlacesSeen) -> dict[str, date]:
    """From when, and until when at the latest, a place is kept for whoever of a household has come to stay last."""
    codes = _codes(found.household.identity.agency_id)
    left = [(each.to_on, each.born) for each in found.placements if each.to_on and each.ended_how in codes]
    if not left:
        return {"from_on": clock.today()}
    since, born = max(left, key=lambda each: each[0])
    age = int(settings.value(AGE, found.household.identity.agency_id, clock.today()))
    return {"from_on": since, "to_on": latest(since, born, age)}


def _stayers(asked: Asked, by: Actor) -> list[Stayer]:
    """Who is asked for: those whose arrangement ends soonest first, and those of whom it is over last."""
    codes = {agency_id: _codes(agency_id) for agency_id in by.agency_ids}
    rows: defaultdict[int, list[Any]] = defaultdict(list)
    ways = [and_(STAY.agency_id == each, STAY.ended_how.in_(sorted(own))) for each, own in codes.items()]
    for row in db.session.execute(_chosen(asked, by, or_(*ways))):
        rows[row.home].append(row)
    kept = _kept(list(rows))
    found = [each for home, its in rows.items() for each in _of_home(its, kept[home])]
    wanted = [each for each in found if asked.state not in (NOW, OVER) or each.now is (asked.state == NOW)]
    return sorted(wanted, key=lambda each: (not each.now, each.found.until, each.reference))


def _placed(asked: Asked, by: Actor) -> list[Stayer]:
    """Who is placed today as a foster child, and is 18 or will be within half a year: the eldest first.

    Of a birth only the month is known: somebody is 18 for sure when that month is over.
    """
    today = clock.today()
    born = (today + SOON).replace(year=(today + SOON).year - GROWN_UP, day=1)
    there = STAY.from_on <= today, or_(STAY.to_on.is_(None), STAY.to_on > today)
    found = []
    for row in db.session.execute(_chosen(asked, by, and_(*there, STAY.born <= born))):
        since = latest(row.born, row.born, GROWN_UP)
        if since <= today + SOON:
            who = (row.reference, row.name, row.agency_id, row.agency, row.child)
            found.append(Stayer(*who, Arrangement(since, since), since <= today, row.id))
    return sorted(found, key=lambda each: (each.found.since, each.reference, each.person))


def _of_home(rows: Sequence[Any], kept: Sequence[Kept]) -> Iterator[Stayer]:
    today, first = clock.today(), rows[0]
    age = int(settings.value(AGE, first.agency_id, today))
    for row, found in zip(rows, arranged([(row.to_on, row.born) for row in rows], kept, age), strict=True):
        if found.since <= today:
            who = (row.reference, row.name, row.agency_id, row.agency, row.child)
            yield Stayer(*who, found, found.holds(today))


def _codes(agency_id: int) -> frozenset[str]:
    """The endings of a placement after which the young person stays."""
    listed = settings.value("placement_endings", agency_id, clock.today())
    return frozenset(each["code"] for each in listed if each.get("keeps_place"))


def _chosen(asked: Asked, by: Actor, which: ColumnElement[bool]) -> Any:
    """Placements that stand, with the household that stands for the record now; `which` asks of the placement."""
    kept, agency = Household.__table__.alias("kept"), Agency.__table__.c
    tables = Placement.__table__.join(Household.__table__, HOME.id == STAY.household_id)
    tables = tables.join(kept, kept.c.id == stands_for()).join(Agency.__table__, agency.id == STAY.agency_id)
    chosen = select(
        *(STAY.id, STAY.child, STAY.to_on, STAY.born, STAY.agency_id, agency.name.label("agency")),
        *(kept.c.id.label("home"), kept.c.reference, kept.c.name),
    ).select_from(tables)
    chosen = chosen.where(STAY.agency_id.in_(by.agency_ids), which, STAY.removed_at.is_(None))
    if narrowed(by):
        chosen = chosen.where(kept.c.id.in_(select(HOME.id).where(within(by)).correlate(None)))
    if asked.agency:
        chosen = chosen.where(agency.slug == asked.agency)
    if asked.q:
        chosen = chosen.where(kept.c.id.in_(searching.ids(asked.q, by)))
    return chosen.order_by(STAY.to_on, STAY.id)


def _kept(homes: Collection[int]) -> defaultdict[int, list[Kept]]:
    """The places that are said to be kept, by household."""
    found: defaultdict[int, list[Kept]] = defaultdict(list)
    chosen = select(stands_for().label("home"), SAID.from_on, SAID.to_on, SAID.places)
    chosen = chosen.join_from(Unavailability.__table__, Household.__table__, HOME.id == SAID.household_id)
    chosen = chosen.where(stands_for().in_(homes), SAID.reason == REASON, SAID.removed_at.is_(None))
    for row in db.session.execute(chosen.order_by(SAID.from_on, SAID.id)):
        found[row.home].append(Kept(row.from_on, row.to_on, row.places))
    return found
