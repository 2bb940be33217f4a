"""Who attended a course: it enters the training log of each, and with it what their next level needs; an applicant
who comes to one that prepares has that check (S2-9). Whoever runs it records it, for the councils beside too."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from crm import audit, clock
from crm.actor import Actor
from crm.commands import command, preparation, training
from crm.commands.course_places import note
from crm.commands.placements import codes
from crm.commands.preparation import Course
from crm.commands.skill_entries import kept
from crm.errors import NotFound, Refused
from crm.journey import levels as rules
from crm.people import courses, households, merging, skills
from crm.people.course_tables import CourseBooking, CourseSession
from crm.people.courses import ATTENDED, GIVEN_UP, MISSED
from crm.people.tables import Carer, Household
from crm.register import agencies, schemes, settings


@command
def record(number: int, came: Collection[int], missed: Collection[int], *, by: Actor) -> int:
    """Record of these bookings who came and who did not; how many came. Who had waited may have come too.

    What somebody has recorded already stays: a step of the log that was wrong is struck out there, and then asked
    for anew. A council that left the hub records of its own, and nobody else does. Refused: the course is not over
    yet, or was called off. NotFound: it is no booking of this course, or not theirs to record."""
    row = courses.joined(number, by.agency_ids, ())
    if row.called_off_at is not None or row.last_day > clock.today():
        raise Refused("Who attended is recorded on its last day or later, where it was not called off.")
    every = {each.id: each for each in courses.bookings(row.id) if _may_record(row, each, by)}
    if not {*came, *missed} <= set(every):
        raise NotFound("There is no such booking")
    for each in [every[number] for number in sorted({*came, *missed})]:
        if each.state == GIVEN_UP or is_settled(each) or _is_theirs(each, by):
            continue
        each.changed_at, each.changed_by = clock.now(), by.user_id
        each.state = ATTENDED if each.id in came else MISSED
        each.entry_id = _logged(row, each, by) if each.id in came else None
        note(each, by)
    whose = row.agency_id if row.agency_id in by.agency_ids else None
    audit.record(by, "course.attendance", agency_id=whose, about=f"course {row.id}")
    return sum(1 for each in every.values() if each.id in came and each.state == ATTENDED)


def _may_record(row: CourseSession, booking: CourseBooking, by: Actor) -> bool:
    """Whoever runs the course, for its own and for the councils beside it; of one that left the hub, that one."""
    left = booking.agency_id != row.agency_id and booking.agency_id not in agencies.beside((row.agency_id,))
    return (booking.agency_id if left else row.agency_id) in by.agency_ids


def _is_theirs(booking: CourseBooking, by: Actor) -> bool:
    """Whether it is on record already for another council, whose own log it is to put right."""
    return booking.state == ATTENDED and booking.agency_id not in by.agency_ids


def is_settled(booking: CourseBooking) -> bool:
    """Whether attending it is on record, and was not struck out of the log since."""
    return booking.state == ATTENDED and booking.entry_id is not None and not skills.is_struck_out(booking.entry_id)


def _for(booking: CourseBooking, by: Actor) -> Actor:
    """Who records it, reaching the council that booked the place: by booking, it asked to be told who came."""
    return replace(by, agency_ids=tuple({*by.agency_ids, booking.agency_id}))


def _logged(row: CourseSession, booking: CourseBooking, by: Actor) -> int | None:
    """The step of the carer's log: a new one, or the one that is there of the same course and day.

    None where another council's carer has no log to enter it in: why is not told to whoever runs the course.
    """
    ours, reaching = booking.agency_id in by.agency_ids, _for(booking, by)
    home = households.load(merging.kept([booking.household_id])[booking.household_id], reaching.agency_ids)
    carer = next((each for each in households.carers_of(home.id) if each.id == booking.carer_id), None)
    if carer is None and ours:
        raise Refused(
            f"A carer of {home.reference} has left it since, or their record was merged. Leave them unticked here, "
            "and record the course on the tab Skills of the household."
        )
    if carer is None or (not ours and row.course not in codes("training_courses", home.agency_id)):
        return None
    return _step(row, home, carer, reaching)


def _step(row: CourseSession, home: Household, carer: Carer, by: Actor) -> int:
    for each in kept(carer):
        if (each.act, each.what, each.on_day) == (rules.TRAINED, row.course, row.last_day):
            return each.id
    (made,) = training.train(home.id, [carer.id], course=row.course, on=row.last_day, by=by, minutes=row.minutes)
    given = settings.of(home.agency_id)
    if any(each.code == row.course and each.prepares for each in schemes.courses(given, clock.today())):
        taken = Course(starts_on=row.on_day, ends_on=row.last_day, place=_where(row), attended=preparation.ATTENDED)
        preparation.prepare(home, carer.id, taken, by=by)
    return made


def _where(row: CourseSession) -> str:
    return "Online" if row.online else row.place[: preparation.LONGEST]
