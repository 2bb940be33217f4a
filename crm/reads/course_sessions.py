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
from crm.people.courses import ATTENDED, BOOKED, WAITING, of_councils
from crm.reads import look
from crm.reads.course_bookings import BookedSeen, booked
from crm.reads.noted import note_file, note_look
from crm.reads.paging import PAGE, Paged, page_of
from crm.register import agencies, settings
from crm.register.tables import Agency

COMING, OVER, ALL = "coming", "over", "all"
WHEN = (COMING, OVER, ALL)
MOST_EXPORTED = 5000  # courses a file


@dataclass(frozen=True, slots=True)
class SessionSeen:
    """A course on a day, and how many have a place on it, wait, or came. `own`: the asker's council runs it;
    `shared`: the councils of its hub book places on it too."""

    number: int
    agency_id: int
    agency: str
    course: str
    title: str
    on: date
    last: date
    begins_at: str
    minutes: int
    online: bool
    place: str
    places: int
    own: bool
    shared: bool
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
class OneSession:
    """A course with who asked for a place; `unseen` are of households that the asker does not see, and on a course
    that another council runs, of the other councils. `left`: the asker's council left the hub of who runs it."""

    session: SessionSeen
    counts_as: str
    rows: tuple[BookedSeen, ...]
    unseen: int
    left: bool

    @property
    def coming(self) -> bool:
        """Whether its first day is today or later."""
        return self.session.on >= clock.today()

    @property
    def to_record(self) -> bool:
        """Whether it can be recorded of somebody that they came: by who runs it, or left its hub, of their own."""
        over = self.session.last <= clock.today() and not self.session.off
        return over and (self.session.own or self.left) and any(each.open for each in self.rows)


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
    """Courses of the asker's councils, and of their hub's that are open to them: those to come, the first first, or
    those that are over, the latest first."""
    found = _found(q, when, by)
    page, pages = page_of(page, len(found))
    rows = tuple(found[(page - 1) * PAGE : page * PAGE])
    several = len({*by.agency_ids, *(each.agency_id for each in found)}) > 1
    return Listed(rows, len(found), page, pages, several)


@look
def to_book(by: Actor) -> tuple[SessionSeen, ...]:
    """Those that have not begun and are not called off, the first first."""
    today = clock.today()
    return tuple(each for each in _found("", COMING, by) if not each.off and each.on >= today)


def may_share(agency_id: int) -> bool:
    """Whether there are other councils in its hub that could book places."""
    return bool(agencies.beside((agency_id,)))


@look
def export(q: str, when: str, reason: str, by: Actor) -> tuple[SessionSeen, ...]:
    """The same as a file, which names no carer; the asking goes on record, with why."""
    found = _found(q, when, by)[:MOST_EXPORTED]
    note_file(len(found), "courses", by.agency_ids, by, reason=reason)
    return tuple(found)


@look
def one(number: int, by: Actor) -> OneSession:
    """A course that the asker's councils run, may book, or have sent somebody to; NotFound for any other.

    Whose households are shown goes on record, with each council whose they are.
    """
    row = db.session.get(CourseSession, number)
    if row is None or not _may_see(row, by):
        raise NotFound("There is no such course")
    rows, unseen = booked(row, by)
    for council in sorted({row.agency_id, *(each.agency_id for each in rows)}):
        note_look((each.on_record for each in rows if each.agency_id == council), (council,), by)
    left = row.agency_id not in (*by.agency_ids, *agencies.beside(by.agency_ids))
    return OneSession(_seen([row], by)[0], label_of(row), tuple(each.seen for each in rows), unseen, left)


def own(number: int, by: Actor) -> OneSession:
    """The same, of a course that the asker's councils run, who alone change it and record who came."""
    found = one(number, by)
    if not found.session.own:
        raise NotFound("There is no such course")
    return found


def to_attend(number: int, by: Actor) -> OneSession:
    """The same, of a course of which the asker's councils may record who came."""
    found = one(number, by)
    if not (found.session.own or found.left):
        raise NotFound("There is no such course")
    return found


def _may_see(row: CourseSession, by: Actor) -> bool:
    if row.agency_id in by.agency_ids or (row.open_to_hub and row.agency_id in agencies.beside(by.agency_ids)):
        return True
    sent = CourseBooking.session_id == row.id, CourseBooking.agency_id.in_(by.agency_ids)
    return db.session.scalar(select(CourseBooking.id).where(*sent).limit(1)) is not None


def _found(q: str, when: str, by: Actor) -> list[SessionSeen]:
    today = clock.today()
    chosen = select(CourseSession).where(of_councils(by.agency_ids, agencies.beside(by.agency_ids)))
    order: tuple[Any, ...] = (CourseSession.on_day.desc(), CourseSession.begins_at.desc(), CourseSession.id.desc())
    if when != ALL:
        later = CourseSession.last_day >= today
        chosen = chosen.where(~later if when == OVER else later)
    if when == COMING:
        order = (CourseSession.on_day, CourseSession.begins_at, CourseSession.id)
    every = _seen(list(db.session.scalars(chosen.order_by(*order))), by)
    wanted = q.casefold()
    return [each for each in every if wanted in f"{each.title} {each.place}".casefold()] if wanted else every


def _seen(rows: Sequence[CourseSession], by: Actor) -> list[SessionSeen]:
    counts = counted([row.id for row in rows])
    names = {row.id: row.name for row in db.session.execute(select(Agency.id, Agency.name))}
    return [_one(row, counts[row.id], names[row.agency_id], row.agency_id in by.agency_ids) for row in rows]


def _one(row: CourseSession, counts: Mapping[str, int], agency: str, is_own: bool) -> SessionSeen:
    return SessionSeen(
        number=row.id,
        agency_id=row.agency_id,
        agency=agency,
        course=row.course,
        title=title_of(row),
        on=row.on_day,
        last=row.last_day,
        begins_at=row.begins_at,
        minutes=row.minutes,
        online=row.online,
        place=row.place,
        places=row.places,
        own=is_own,
        shared=row.open_to_hub,
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
