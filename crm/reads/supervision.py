"""Who is due for a supervision visit: the last, the next by when, and the year's unannounced one (RV-12)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, func, select

from crm import clock
from crm.actor import Actor
from crm.extensions import db
from crm.journey import supervision
from crm.journey.care_events import UnannouncedVisitMade
from crm.journey.supervision import LATER, OVERDUE, PLANNED, SILENT, SOON
from crm.people.merging import stands_for
from crm.people.tables import Household
from crm.people.visit_tables import Visit
from crm.reads import held, look
from crm.reads.clocks import Running
from crm.reads.filters import Filters
from crm.reads.fostering import Fostering, fostering
from crm.reads.noted import note_export, note_look
from crm.reads.paging import PAGE, Paged, page_of
from crm.register import settings

RULE = "RV-12"
STATES = (OVERDUE, SOON, PLANNED, LATER, SILENT)
SURPRISE = "unannounced"  # those of whom the year's unannounced visit is overdue
ALL = "all"
MOST_EXPORTED = 5000  # households a file
VISIT = Visit.__table__.c


@dataclass(frozen=True, slots=True)
class Supervised:
    """A household's supervision: no `last_on` where no visit is on record, no `planned_on` where none is booked."""

    home: Fostering
    last_on: date | None
    due_on: date
    planned_on: date | None
    state: str
    unannounced_by: date | None  # the year's unannounced visit; none where years went by without a record
    unannounced_late: bool


@dataclass(frozen=True, slots=True)
class Supervision(Paged):
    """A page of them, how many there are of each state, and of whom an unannounced visit is overdue."""

    rows: tuple[Supervised, ...]
    total: int
    page: int
    pages: int
    counts: Counter[str]
    several: bool


@look
def listing(filters: Filters, state: str, by: Actor) -> Supervision:
    """A page of them, the longest overdue first; which households were shown goes on record.

    `state` is one of STATES, SURPRISE, ALL, or empty for what is overdue, soon or planned.
    """
    every = of_homes(fostering(filters, by, clock.today()), by)
    found = [each for each in every if _is_shown(each, state)]
    page, pages = page_of(filters.page, len(found))
    rows = tuple(found[(page - 1) * PAGE : page * PAGE])
    note_look((each.home.reference for each in rows), (each.home.agency_id for each in rows), by)
    counts = Counter(each.state for each in every)
    counts[SURPRISE] = sum(each.unannounced_late for each in every)
    return Supervision(rows, len(found), page, pages, counts, len(by.agency_ids) > 1)


@look
def export(filters: Filters, state: str, reason: str, by: Actor) -> tuple[Supervised, ...]:
    """The same as a file, MOST_EXPORTED at most; the asking goes on record, with why."""
    every = of_homes(fostering(filters, by, clock.today()), by)
    found = tuple(each for each in every if _is_shown(each, state))[:MOST_EXPORTED]
    note_export((each.home.reference for each in found), (each.home.agency_id for each in found), by, reason=reason)
    return found


def of_homes(homes: dict[int, Fostering], by: Actor) -> list[Supervised]:
    """The supervision of these households, the soonest due first: a constant number of queries."""
    today = clock.today()
    surprises = _surprises(by, today)
    done = _visits(by.agency_ids, "done", func.max(VISIT.starts_at))
    booked = _visits(
        by.agency_ids, "booked", func.min(VISIT.starts_at), VISIT.starts_at > clock.start_of_day(today)
    )
    found = []
    for household_id, home in homes.items():
        surprise = surprises.get(household_id)
        made = surprise.began_on if surprise and surprise.began_by == UnannouncedVisitMade.kind else None
        last_on = max(filter(None, (done.get(household_id), made)), default=None)
        weeks = int(settings.value("supervision_visit_weeks", home.agency_id, today))
        due = supervision.due_on(last_on, home.approved_on, weeks)
        planned = booked.get(household_id)
        ahead = int(settings.value("today_ahead_days", home.agency_id, today))
        found.append(
            Supervised(
                home=home,
                last_on=last_on,
                due_on=due,
                planned_on=planned,
                state=supervision.near(due, today, planned_on=planned, ahead=ahead, known=last_on is not None),
                unannounced_by=surprise.due_on if surprise and not surprise.silent else None,
                unannounced_late=surprise is not None and surprise.due_on < today and not surprise.silent,
            )
        )
    return sorted(found, key=lambda each: (each.due_on, each.home.reference))


def _is_shown(row: Supervised, state: str) -> bool:
    if state == SURPRISE:
        return row.unannounced_late
    return state == ALL or (row.state == state if state else row.state in (OVERDUE, SOON, PLANNED))


def _surprises(by: Actor, today: date) -> dict[int, Running]:
    which = held.NOW.agency_id.in_(by.agency_ids)
    rows = held.held(which, by.agency_ids, today, held.CLOCK.rule == RULE)
    return {household_id: running for household_id, _agency, _way, running in rows if running.rule == RULE}


def _visits(agency_ids: Collection[int], state: str, moment: Any, *more: ColumnElement[bool]) -> dict[int, date]:
    """The day of the last or the first visit in a state, by the household that stands for the record."""
    home = stands_for().label("home")
    chosen = select(home, moment.label("at")).join(Household, Household.id == VISIT.household_id)
    purposes = VISIT.purpose.in_(("supervision", "unannounced"))
    chosen = chosen.where(VISIT.agency_id.in_(agency_ids), VISIT.state == state, purposes, *more).group_by(home)
    return {row.home: clock.day_of(row.at) for row in db.session.execute(chosen)}
