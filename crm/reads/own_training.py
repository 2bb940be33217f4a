"""A carer's own training in the portal: courses to book, those that are booked, and the log with hours."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, select

from crm import audit, clock
from crm.actor import Actor
from crm.errors import NotFound
from crm.extensions import db
from crm.journey import levels as rules
from crm.journey.deadlines import add_months
from crm.people import skills
from crm.people.course_tables import CourseBooking, CourseSession
from crm.people.courses import BOOKED, WAITING, of_councils
from crm.people.tables import Carer
from crm.reads import look
from crm.reads.course_sessions import counted, title_of
from crm.reads.own_home import Own, own_carer, own_of_carers
from crm.register import agencies, schemes
from crm.register.tables import Agency

YEAR = 12  # months of the log that are summed


@dataclass(frozen=True, slots=True)
class OwnCourse:
    """A course that the carer's council offers, or `run_by` another of its hub: how many places are free, and how
    they stand on it. `turn` is their place on the waiting list, and `waiting` how many are on it."""

    number: int
    title: str
    on: date
    last: date
    begins_at: str
    minutes: int
    online: bool
    place: str
    run_by: str | None
    free: int
    waiting: int
    off: bool
    state: str | None
    turn: int


@dataclass(frozen=True, slots=True)
class Logged:
    """A course that was attended: for how many minutes, where that is known, and until when it holds."""

    what: str
    on: date
    minutes: int | None
    lapses: date | None
    certificate: bool


@dataclass(frozen=True, slots=True)
class OwnTraining:
    """What can be booked and is booked, the first to come first, and the log, the latest first. `minutes` is what
    the log has of the last 12 months."""

    booked: tuple[OwnCourse, ...]
    offered: tuple[OwnCourse, ...]
    log: tuple[Logged, ...]
    minutes: int

    def one(self, number: int) -> OwnCourse:
        """One of the courses; NotFound: it is another council's, over, or nobody's."""
        for each in (*self.booked, *self.offered):
            if each.number == number:
                return each
        raise NotFound("There is no such course")


@look
def own_training(by: Actor, *, export: bool = False) -> OwnTraining | None:
    """One's own training; None where the account is of no carer on record. Goes on record: a look, or `export`."""
    found = own_of_carers(by)
    act = "portal.export" if export else "portal.view"
    audit.record(by, act, agency_id=found.agency_id, household_id=found.household.id, fields=["training"])
    carer = own_carer(found, by)
    if carer is None:
        return None
    courses = tuple(_courses(found, carer))
    log = tuple(_log(found, carer))
    since = add_months(clock.today(), -YEAR)
    return OwnTraining(
        booked=tuple(each for each in courses if each.state in (BOOKED, WAITING)),
        offered=tuple(each for each in courses if each.state not in (BOOKED, WAITING) and not each.off),
        log=log,
        minutes=sum(each.minutes or 0 for each in log if each.on > since),
    )


def booked_of(found: Own, by: Actor) -> tuple[OwnCourse, ...]:
    """The courses to come on which who asks has a place, or waits for one. The caller puts the look on record."""
    carer = own_carer(found, by)
    if carer is None:
        return ()
    mine = select(CourseBooking.session_id).where(
        CourseBooking.carer_id == carer.id, CourseBooking.state.in_((BOOKED, WAITING))
    )
    return tuple(each for each in _courses(found, carer, CourseSession.id.in_(mine)) if not each.off)


def _courses(found: Own, carer: Carer, *those: ColumnElement[bool]) -> Iterator[OwnCourse]:
    """The courses from today on that the carer's council lists, and it or its hub offers; or those of them."""
    own, today = (found.agency_id,), clock.today()
    listed = [each.code for each in schemes.courses(found.choices.settings, today)]
    mine = select(CourseBooking).where(CourseBooking.carer_id == carer.id)
    on_it = CourseSession.id.in_(select(CourseBooking.session_id).where(CourseBooking.carer_id == carer.id))
    shared = of_councils(own, agencies.beside(own)) & CourseSession.course.in_(listed)
    chosen = select(CourseSession).where(shared | on_it, CourseSession.on_day >= today, *those)
    rows = list(
        db.session.scalars(chosen.order_by(CourseSession.on_day, CourseSession.begins_at, CourseSession.id))
    )
    counts = counted([row.id for row in rows])
    names = {row.id: row.name for row in db.session.execute(select(Agency.id, Agency.name))}
    waits = _waits([row.id for row in rows])
    states = {row.session_id: row.state for row in db.session.scalars(mine)}
    for row in rows:
        queue = waits.get(row.id, [])
        yield OwnCourse(
            number=row.id,
            title=title_of(row),
            on=row.on_day,
            last=row.last_day,
            begins_at=row.begins_at,
            minutes=row.minutes,
            online=row.online,
            place=row.place,
            run_by=names[row.agency_id] if row.agency_id != found.agency_id else None,
            free=max(0, row.places - counts[row.id][BOOKED]),
            waiting=len(queue),
            off=row.called_off_at is not None,
            state=states.get(row.id),
            turn=queue.index(carer.id) + 1 if carer.id in queue else 0,
        )


def _waits(numbers: list[int]) -> dict[int, list[int]]:
    """The carers on each waiting list, who asked first before who asked later."""
    found: dict[int, list[int]] = {}
    chosen = select(CourseBooking).where(CourseBooking.session_id.in_(numbers), CourseBooking.state == WAITING)
    for row in db.session.scalars(chosen.order_by(CourseBooking.asked_at, CourseBooking.id)):
        found.setdefault(row.session_id, []).append(row.carer_id)
    return found


def _log(found: Own, carer: Carer) -> Iterator[Logged]:
    entries = skills.of_carer(carer.id)
    gone = {each.about_id for each in entries if each.act == rules.STRUCK_OUT}
    courses = {each.code: each for each in schemes.courses(found.choices.settings, clock.today())}
    rows = [each for each in entries if each.act == rules.TRAINED and each.id not in gone]
    for row in sorted(rows, key=lambda row: (row.on_day, row.id), reverse=True):
        course = courses.get(row.what)
        yield Logged(
            what=course.label if course else row.what,
            on=row.on_day,
            minutes=row.minutes,
            lapses=course.lapses(row.on_day) if course else None,
            certificate=row.document_id is not None,
        )
