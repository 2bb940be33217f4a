"""Courses that councils offer their carers: the list, one with who is on it, and the list as a file."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import func, select

from crm import clock
from crm.actor import Actor
from crm.errors import NotFound
from crm.extensions import db
from crm.people.course_tables import CourseBooking, CourseSession
from crm.people.courses import ATTENDED, BOOKED, GIVEN_UP, WAITING
from crm.people.merging import stands_for
from crm.people.skills import is_struck_out
from crm.people.tables import Carer, Household
from crm.reads import look
from crm.reads.noted import note_export, note_look
from crm.reads.paging import PAGE, Paged, page_of
from crm.reads.sharing import within
from crm.register import settings
from crm.register.tables import Agency

COMING, OVER, ALL = "coming", "over", "all"
WHEN = (COMING, OVER, ALL)
MOST_EXPORTED = 5000  # courses a file


@dataclass(frozen=True, slots=True)
class SessionSeen:
    """A course on a day, and how many have a place on it, wait, or came."""

    number: int
    agency_id: int
    agency: str
    course: str
    title: str
    on: date
    begins_at: str
    minutes: int
    online: bool
    place: str
    places: int
    version: int
    off: bool
    booked: int
    waiting: int
    came: int

    @property
    def free(self) -> int:
        """How many places nobody has."""
        return max(0, self.places - self.booked)


@dataclass(frozen=True, slots=True)
class BookedSeen:
    """A carer on a course, or on its waiting list; `struck_out`: that they came was struck out of the log since."""

    number: int
    reference: str
    name: str
    state: str
    struck_out: bool

    @property
    def open(self) -> bool:
        """Whether it can be recorded that they came, or not."""
        return self.state != GIVEN_UP and (self.state != ATTENDED or self.struck_out)


@dataclass(frozen=True, slots=True)
class OneSession:
    """A course with who asked for a place; `unseen` are of households that the asker does not see."""

    session: SessionSeen
    counts_as: str
    rows: tuple[BookedSeen, ...]
    unseen: int

    @property
    def coming(self) -> bool:
        """Whether its day is today or later."""
        return self.session.on >= clock.today()

    @property
    def to_record(self) -> bool:
        """Whether it can be recorded of somebody that they came."""
        over = self.session.on <= clock.today() and not self.session.off
        return over and any(each.open for each in self.rows)


@dataclass(frozen=True, slots=True)
class Listed(Paged):
    """A page of courses."""

    rows: tuple[SessionSeen, ...]
    total: int
    page: int
    pages: int
    several: bool


@look
def listed(q: str, when: str, page: int, by: Actor) -> Listed:
    """Courses of the asker's councils: those to come, the first first, or those that are over, the latest first."""
    found = _found(q, when, by)
    page, pages = page_of(page, len(found))
    rows = tuple(found[(page - 1) * PAGE : page * PAGE])
    return Listed(rows, len(found), page, pages, len(by.agency_ids) > 1)


@look
def to_book(by: Actor) -> tuple[SessionSeen, ...]:
    """Those to come that are not called off, the first first."""
    return tuple(each for each in _found("", COMING, by) if not each.off)


@look
def export(q: str, when: str, reason: str, by: Actor) -> tuple[SessionSeen, ...]:
    """The same as a file, which names no carer; the asking goes on record, with why."""
    found = _found(q, when, by)[:MOST_EXPORTED]
    note_export((), (each.agency_id for each in found), by, reason=reason)
    return tuple(found)


@look
def one(number: int, by: Actor) -> OneSession:
    """A course of the asker's councils; NotFound for any other. Whose households are shown goes on record."""
    row = db.session.get(CourseSession, number)
    if row is None or row.agency_id not in by.agency_ids:
        raise NotFound("There is no such course")
    rows, unseen = _booked(number, by)
    note_look((each.reference for each in rows), (row.agency_id,), by)
    return OneSession(_seen([row], by)[0], label_of(row), rows, unseen)


def _booked(number: int, by: Actor) -> tuple[tuple[BookedSeen, ...], int]:
    """Who asked for a place, of households that the asker sees; and how many others did."""
    seen = select(Household.id).where(Household.agency_id.in_(by.agency_ids), within(by))
    own = select(CourseBooking, stands_for().label("home"), Carer.name).join(
        Household, Household.id == CourseBooking.household_id
    )
    own = own.join(Carer, Carer.id == CourseBooking.carer_id).where(CourseBooking.session_id == number)
    rows = list(db.session.execute(own.order_by(CourseBooking.asked_at, CourseBooking.id)))
    shown = set(db.session.scalars(seen.where(Household.id.in_([row.home for row in rows]))))
    references: Mapping[int, str] = {
        row.id: row.reference
        for row in db.session.execute(select(Household.id, Household.reference).where(Household.id.in_(shown)))
    }
    there = tuple(
        BookedSeen(
            number=row.CourseBooking.id,
            reference=references[row.home],
            name=row.name or "",
            state=row.CourseBooking.state,
            struck_out=bool(row.CourseBooking.entry_id and is_struck_out(row.CourseBooking.entry_id)),
        )
        for row in rows
        if row.home in shown
    )
    hidden = [row for row in rows if row.home not in shown and row.CourseBooking.state != GIVEN_UP]
    return there, len(hidden)


def _found(q: str, when: str, by: Actor) -> list[SessionSeen]:
    today = clock.today()
    chosen = select(CourseSession).where(CourseSession.agency_id.in_(by.agency_ids))
    order: tuple[Any, ...] = (CourseSession.on_day.desc(), CourseSession.begins_at.desc(), CourseSession.id.desc())
    if when != ALL:
        later = CourseSession.on_day >= today
        chosen = chosen.where(~later if when == OVER else later)
    if when == COMING:
        order = (CourseSession.on_day, CourseSession.begins_at, CourseSession.id)
    every = _seen(list(db.session.scalars(chosen.order_by(*order))), by)
    wanted = q.casefold()
    return [each for each in every if wanted in f"{each.title} {each.place}".casefold()] if wanted else every


def _seen(rows: Sequence[CourseSession], by: Actor) -> list[SessionSeen]:
    counts = counted([row.id for row in rows])
    names = {row.id: row.name for row in db.session.execute(select(Agency.id, Agency.name))}
    return [_one(row, counts[row.id], names[row.agency_id]) for row in rows]


def _one(row: CourseSession, counts: Mapping[str, int], agency: str) -> SessionSeen:
    return SessionSeen(
        number=row.id,
        agency_id=row.agency_id,
        agency=agency,
        course=row.course,
        title=title_of(row),
        on=row.on_day,
        begins_at=row.begins_at,
        minutes=row.minutes,
        online=row.online,
        place=row.place,
        places=row.places,
        version=row.version,
        off=row.called_off_at is not None,
        booked=counts[BOOKED],
        waiting=counts[WAITING],
        came=counts[ATTENDED],
    )


def title_of(row: CourseSession) -> str:
    """What a session is called: its own title, or the course's."""
    return row.title or label_of(row)


def label_of(row: CourseSession) -> str:
    """Which course of the council's list it is."""
    listed = settings.value("training_courses", row.agency_id, clock.today())
    return next((str(each["label"]) for each in listed if each["code"] == row.course), row.course)


def counted(numbers: Sequence[int]) -> Mapping[int, Mapping[str, int]]:
    """How many bookings of each session are in each state."""
    found: dict[int, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    columns = CourseBooking.session_id, CourseBooking.state, func.count().label("many")
    chosen = select(*columns).where(CourseBooking.session_id.in_(numbers))
    for row in db.session.execute(chosen.group_by(CourseBooking.session_id, CourseBooking.state)):
        found[row.session_id][row.state] = row.many
    return found
