"""Training of approved carers: whose standards are late (TSD-1), which courses hold no longer, or not for long."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Row, or_, select

from crm.actor import Actor
from crm.extensions import db
from crm.journey import levels
from crm.journey.levels import Course
from crm.journey.ranges import Population
from crm.ledger.tables import HeldClock, HeldTerms
from crm.people import skills as stored
from crm.people.tables import Carer, Household
from crm.reads import look, searching
from crm.reads.noted import note_export, note_look
from crm.reads.paging import PAGE, Paged, page_of
from crm.reads.sharing import within
from crm.register import schemes, settings

MOST_EXPORTED = 5000  # carers a file
STANDARDS = ("TSD-1", "TSD-4")
STATES = ("standards", "lapsed", "near", "silent", "every")
HELD, HOME, WHO, RUNS = (each.__table__.c for each in (HeldTerms, Household, Carer, HeldClock))


@dataclass(frozen=True, slots=True)
class Lapse:
    """A course that a carer attended, and the day from which it holds no longer."""

    course: Course
    on: date
    lapses: date


@dataclass(frozen=True, slots=True)
class Trained:
    """A carer of an approved household. `due_on` is by when the standards are due, where they are not on record;
    `silent`, that this is so long ago that most likely nobody wrote them down."""

    household_id: int
    reference: str
    name: str
    agency_id: int
    standards_on: date | None
    due_on: date | None
    silent: bool
    lapsed: tuple[Lapse, ...]
    near: tuple[Lapse, ...]
    attended: int

    def is_late(self, day: date) -> bool:
        """Whether the standards are overdue on a day, and somebody may still be asked for them."""
        return self.due_on is not None and self.due_on < day and not self.silent

    def needs(self, state: str, day: date) -> bool:
        """Whether a filter means this carer; without one, whether anything is to be done."""
        late = self.is_late(day)
        found = {"standards": late, "lapsed": self.lapsed, "near": self.near, "silent": self.silent, "every": True}
        return bool(found[state]) if state else bool(late or self.lapsed or self.near)


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked for: part of a name or a reference, and one of STATES, or all who need something."""

    day: date
    q: str = ""
    state: str = ""
    page: int = 1


@dataclass(frozen=True, slots=True)
class Log(Paged):
    """A page of carers, and how many of all approved ones are late with what."""

    rows: tuple[Trained, ...]
    total: int
    page: int
    pages: int
    carers: int
    late: int
    lapsed: int
    near: int


@look
def log(asked: Asked, by: Actor) -> Log:
    """A page of them; whose households were shown goes on record in one row."""
    every = tuple(_trained(asked, by))
    chosen = [each for each in every if each.needs(asked.state, asked.day)]
    page, pages = page_of(asked.page, len(chosen))
    shown = tuple(chosen[(page - 1) * PAGE : page * PAGE])
    note_look((each.reference for each in shown), (each.agency_id for each in shown), by)
    return Log(
        rows=shown,
        total=len(chosen),
        page=page,
        pages=pages,
        carers=len(every),
        late=sum(1 for each in every if each.is_late(asked.day)),
        lapsed=sum(1 for each in every if each.lapsed),
        near=sum(1 for each in every if each.near),
    )


@look
def export(asked: Asked, reason: str, by: Actor) -> tuple[Trained, ...]:
    """All of them, MOST_EXPORTED at most; the asking goes on record, with why."""
    chosen = [each for each in _trained(asked, by) if each.needs(asked.state, asked.day)][:MOST_EXPORTED]
    note_export((each.reference for each in chosen), (each.agency_id for each in chosen), by, reason=reason)
    return tuple(chosen)


def lapsed(household_ids: Sequence[int], agency_id: int, day: date) -> dict[int, tuple[Lapse, ...]]:
    """Which courses of these households' carers hold no longer on a day; who has none is left out.

    For whoever has chosen the households within reach, and puts the look on record.
    """
    courses = schemes.courses(settings.of(agency_id), day)
    people = select(WHO.id, WHO.household_id).where(WHO.household_id.in_(household_ids), WHO.removed_at.is_(None))
    home_of = {row.id: row.household_id for row in db.session.execute(people)}
    found: dict[int, tuple[Lapse, ...]] = {}
    for carer, rows in stored.of_carers(home_of).items():
        gone = tuple(each for each in holding_of(levels.standing(rows).trained, courses) if each.lapses <= day)
        if gone:
            found[home_of[carer]] = (*found.get(home_of[carer], ()), *gone)
    return found


def holding_of(trained: Mapping[str, date], courses: Sequence[Course]) -> list[Lapse]:
    """The courses that were attended and do not hold for ever, the first to lapse first."""
    ends = [(each, trained[each.code], each.lapses(trained[each.code])) for each in courses if each.code in trained]
    return sorted(
        (Lapse(course, on, until) for course, on, until in ends if until is not None), key=lambda each: each.lapses
    )


def _trained(asked: Asked, by: Actor) -> Iterator[Trained]:
    """Every carer of the asker's who is approved to foster on the day, by name of their household."""
    rows = _carers(asked, by)
    steps = stored.of_carers([row.carer for row in rows])
    due = _due([row.household_id for row in rows])
    for row in rows:
        given = settings.of(row.agency_id)
        courses = schemes.courses(given, asked.day)
        near = asked.day + timedelta(days=int(given.value("training_near_days", asked.day)))
        trained = levels.standing(steps.get(row.carer, ())).trained
        holding = holding_of(trained, courses)
        done = min((day for code, day in trained.items() if _is_standards(code, courses)), default=None)
        runs = due.get(row.household_id) if done is None else None
        yield Trained(
            household_id=row.household_id,
            reference=row.reference,
            name=row.name or "",
            agency_id=row.agency_id,
            standards_on=done,
            due_on=runs.due_on if runs else None,
            silent=bool(runs and runs.silent_from and runs.silent_from <= asked.day),
            lapsed=tuple(each for each in holding if each.lapses <= asked.day),
            near=tuple(each for each in holding if asked.day < each.lapses <= near),
            attended=len(trained),
        )


def _is_standards(code: str, courses: Sequence[Course]) -> bool:
    return any(each.standards for each in courses if each.code == code)


def _carers(asked: Asked, by: Actor) -> list[Row[Any]]:
    tables = HeldTerms.__table__.join(Household.__table__, HOME.id == HELD.household_id)
    tables = tables.join(Carer.__table__, WHO.household_id == HOME.id)
    chosen = select(
        *(HELD.household_id, HELD.agency_id, HOME.reference, HOME.name_folded),
        *(WHO.id.label("carer"), WHO.name, WHO.position),
    ).select_from(tables)
    chosen = chosen.where(HELD.agency_id.in_(by.agency_ids), within(by), WHO.removed_at.is_(None))
    chosen = chosen.where(HELD.population != Population.SUPPORTED_LODGINGS.value)
    chosen = chosen.where(HELD.since <= asked.day, or_(HELD.until.is_(None), HELD.until > asked.day))
    if asked.q:
        chosen = chosen.where(HOME.id.in_(searching.ids(asked.q, by)))
    order = HOME.name_folded.nulls_last(), HELD.household_id, WHO.position
    return list(db.session.execute(chosen.order_by(*order)))


def _due(household_ids: Sequence[int]) -> dict[int, Any]:
    """The clock of the standards of each household in which it runs."""
    found: dict[int, Any] = {}
    columns = select(RUNS.household_id, RUNS.due_on, RUNS.silent_from)
    chosen = columns.where(RUNS.household_id.in_(household_ids), RUNS.rule.in_(STANDARDS), RUNS.until.is_(None))
    for row in db.session.execute(chosen.order_by(RUNS.due_on.desc())):
        found[row.household_id] = row
    return found
