"""Who is approved for a time, for named children (regs 24 and 25A): on which day they are, what comes next."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import or_, select

from crm import clock
from crm.actor import Actor
from crm.extensions import db
from crm.journey.household import Journey
from crm.journey.kinship import ADOPTER, adopters
from crm.journey.kinship_events import AdopterApprovedForChild
from crm.journey.temporary import Temporary, alarms, temporaries
from crm.journey.temporary_clocks import Alarms, next_alarm
from crm.journey.temporary_events import TemporarilyApproved
from crm.ledger import cluster
from crm.ledger.tables import EventRecord, UnderWay
from crm.people.merging import stands_for
from crm.people.placement_tables import Placement
from crm.people.tables import Household
from crm.reads import look, searching
from crm.reads.noted import note_export, note_look
from crm.reads.paging import PAGE, Paged, page_of
from crm.reads.sharing import within
from crm.reads.workers import Staff, staff
from crm.register import clocks, settings
from crm.register.tables import Agency

MOST_EXPORTED = 5000  # households a file
RUNNING, ALARM, OUT, IRM, APPROVED, ENDED = "running", "alarm", "out", "irm", "approved", "ended"
FOR_ADOPTION = "for_adoption"  # adopters who foster a named child (reg 25A)
STATES = (RUNNING, ALARM, OUT, IRM, FOR_ADOPTION, APPROVED, ENDED)
NOW = (RUNNING, ALARM, OUT, IRM, FOR_ADOPTION)  # nothing was decided yet
EXTENDED, ALL = "extended", "all"
GIVEN = (TemporarilyApproved.kind, AdopterApprovedForChild.kind)
HOME, STAY = Household.__table__.c, Placement.__table__.c


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked for: a state (empty: all of which nothing was decided), part of a name, a council's slug."""

    state: str = ""
    q: str = ""
    agency: str = ""
    page: int = 1


@dataclass(frozen=True, slots=True)
class Kin:
    """A household with its latest temporary approval, as at today. `gone`: how many days of `length` are over.

    `there` counts the children of it who are placed there today.
    """

    reference: str
    name: str | None
    area: str | None
    agency_id: int
    agency: str
    worker: str | None
    children: int
    there: int
    since: date
    last_day: date | None
    gone: int
    length: int | None
    extended: bool
    alarm_on: date | None
    state: str


@dataclass(frozen=True, slots=True)
class Register(Paged):
    """A page of them, and how many there are in each state."""

    rows: tuple[Kin, ...]
    total: int
    page: int
    pages: int
    several: bool
    counts: Mapping[str, int]


@look
def register(asked: Asked, by: Actor) -> Register:
    """A page of the register; which households were shown goes on record in one row."""
    every = _every(asked, by)
    found = _shown(every, asked.state)
    page, pages = page_of(asked.page, len(found))
    rows = tuple(found[(page - 1) * PAGE : page * PAGE])
    note_look((each.reference for each in rows), (each.agency_id for each in rows), by)
    counts = {name: sum(1 for each in every if each.state == name) for name in STATES}
    return Register(rows, len(found), page, pages, len(by.agency_ids) > 1, counts)


@look
def export(asked: Asked, reason: str, by: Actor) -> tuple[Kin, ...]:
    """The whole of it, MOST_EXPORTED at most; the asking goes on record, with why."""
    found = tuple(_shown(_every(asked, by), asked.state)[:MOST_EXPORTED])
    note_export((each.reference for each in found), (each.agency_id for each in found), by, reason=reason)
    return found


def _shown(every: Iterable[Kin], state: str) -> list[Kin]:
    """Those of a state; what ends soonest comes first."""
    chosen = [
        each
        for each in every
        if state == ALL
        or (
            each.extended and each.state in NOW if state == EXTENDED else each.state in ((state,) if state else NOW)
        )
    ]
    return sorted(chosen, key=lambda each: (each.state not in NOW, each.last_day or date.max, each.reference))


def _every(asked: Asked, by: Actor) -> list[Kin]:
    """Every household that the search leaves and that was approved for a time: a row for each such journey."""
    homes = _homes(asked, by)
    people, today = staff(by), clock.today()
    found: list[Kin] = []
    for agency_id in by.agency_ids:
        own = {row.id: row for row in homes if row.agency_id == agency_id}
        there = _there(list(own), today)
        alarms_of = clocks.alarms(agency_id, today)
        rulebook = settings.rulebook(agency_id)
        for household_id, each in cluster.load(agency_id, list(own)).items():
            if household_id in own:
                folded = each.fold(household_id, rulebook)
                found.extend(
                    _kin(own[household_id], last, there.get(household_id, ()), today, alarms_of, people)
                    for journey in folded.journeys
                    if (last := _last(journey)) is not None
                )
    return found


def _last(journey: Journey) -> Temporary | None:
    """The latest temporary approval of a journey: a child who comes later has a journey, and weeks, of its own."""
    return max((*temporaries(journey), *adopters(journey)), key=lambda each: each.since, default=None)


def _kin(row: Any, last: Temporary, there: Sequence[str], today: date, by: Alarms, people: Staff) -> Kin:
    state = APPROVED if last.in_full else _state(last, today, by)
    return Kin(
        reference=row.reference,
        name=row.name,
        area=row.area,
        agency_id=row.agency_id,
        agency=row.agency,
        worker=people.holders.get(row.worker_id),
        children=len(last.children),
        there=sum(1 for child in there if last.names((child,))),
        since=last.since,
        last_day=last.last_day if last.until else None,
        gone=last.gone(min(today, last.until or today)),
        length=last.length,
        extended=last.extended_on is not None,
        alarm_on=next_alarm(last, today, by) if state in (RUNNING, ALARM) else None,
        state=state,
    )


def _state(last: Temporary, today: date, by: Alarms) -> str:
    if last.over and (last.until is None or last.until <= today):
        return ENDED
    if last.regulation == ADOPTER:
        return FOR_ADOPTION
    if last.ran_out(today):
        return OUT
    if last.until is None:
        return IRM
    return ALARM if any(day <= today for day in alarms(last, by.whole, by.days)) else RUNNING


def _homes(asked: Asked, by: Actor) -> Sequence[Any]:
    """The households that were ever approved for a time; without what is over, those under way."""
    given = select(EventRecord.household_id).where(
        EventRecord.agency_id.in_(by.agency_ids), EventRecord.kind.in_(GIVEN)
    )
    kin = select(stands_for()).where(HOME.id.in_(given))
    tables = Household.__table__.join(Agency.__table__)
    agency = Agency.__table__.c
    columns = (HOME.id, HOME.reference, HOME.name, HOME.area, HOME.agency_id, HOME.worker_id)
    chosen = select(*columns, agency.name.label("agency")).select_from(tables)
    chosen = chosen.where(HOME.agency_id.in_(by.agency_ids), HOME.merged_into_id.is_(None), within(by))
    chosen = chosen.where(HOME.id.in_(kin))
    if asked.state in ("", *NOW, EXTENDED):
        chosen = chosen.where(HOME.id.in_(select(UnderWay.household_id)))
    if asked.agency:
        chosen = chosen.where(agency.slug == asked.agency)
    if asked.q:
        chosen = chosen.where(HOME.id.in_(searching.ids(asked.q, by)))
    return db.session.execute(chosen.order_by(HOME.id)).all()


def _there(household_ids: Sequence[int], today: date) -> Mapping[int, list[str]]:
    """The children who are placed today with each of these."""
    chosen = select(stands_for().label("home"), STAY.child)
    chosen = chosen.join_from(Placement.__table__, Household.__table__, HOME.id == STAY.household_id)
    chosen = chosen.where(stands_for().in_(household_ids), STAY.removed_at.is_(None), STAY.from_on <= today)
    found: defaultdict[int, list[str]] = defaultdict(list)
    for row in db.session.execute(chosen.where(or_(STAY.to_on.is_(None), STAY.to_on > today))):
        found[row.home].append(row.child)
    return found
