"""Places on a course: a carer books one, waits for one, or gives it up; who waits longest gets what is free."""

from __future__ import annotations

from collections.abc import Collection

from crm import audit, clock
from crm.actor import Actor
from crm.commands import command, mail
from crm.commands.own_skills import own_carer
from crm.commands.placements import codes
from crm.commands.skill_entries import one
from crm.errors import NotFound, Refused
from crm.people import carer_accounts, courses, households
from crm.people.course_tables import CourseBooking, CourseSession
from crm.people.courses import BOOKED, GIVEN_UP, WAITING
from crm.people.tables import Carer, Household
from crm.register import agencies

OVER = "This course has begun, or is called off. Nothing was booked."
UNLISTED = (
    "Your council's own list of courses has not got this one, so that attending it could not be logged. A manager "
    "can add it under Settings, Payment for skills, Courses."
)


@command
def book(number: int, *, by: Actor) -> str:
    """Take a place on a course of the carer's council, or one on its waiting list where none is free; which one.

    Refused: the course is over or called off, or the carer is on it or waits already. NotFound: no such course.
    """
    return _take(number, *own_carer(by), by)


@command
def book_for(household_id: int, carer_id: int, number: int, *, by: Actor) -> str:
    """The same by staff, for a carer who has asked them."""
    household = households.load(household_id, by.agency_ids)
    return _take(number, household, one(household, carer_id), by)


@command
def give_up(number: int, *, by: Actor) -> None:
    """Give a place up, or a turn on the waiting list; who waits longest gets the place, and is written to.

    Refused: the course is over. NotFound: the carer is not on it.
    """
    home, carer = own_carer(by)
    row = _joined(number, (home.agency_id,))
    own = next((each for each in courses.bookings(row.id) if each.carer_id == carer.id), None)
    _leave(row, own, by)


@command
def take_off(number: int, booking_id: int, *, by: Actor) -> None:
    """The same by staff, for a carer of theirs, or on a course of theirs; the carer is written to."""
    row = _joined(number, by.agency_ids)
    found = next((each for each in courses.bookings(row.id) if each.id == booking_id), None)
    if found is not None and not {row.agency_id, found.agency_id} & set(by.agency_ids):
        raise NotFound("There is no such booking")
    tell(_leave(row, found, by), "course_moved")


def give_up_all(carer: Carer, by: Actor) -> None:
    """Give up what a carer who leaves has of courses to come; who waits longest gets the places."""
    for own in courses.to_come(carer.id, clock.today()):
        row = _joined(own.session_id, (own.agency_id,))
        _leave(row, own, by)


def _take(number: int, home: Household, carer: Carer, by: Actor) -> str:
    row = _joined(number, (home.agency_id,))
    if not is_open(row):
        raise Refused(OVER)
    if row.course not in codes("training_courses", home.agency_id):
        raise Refused(UNLISTED)
    every = courses.bookings(row.id)
    own = next((each for each in every if each.carer_id == carer.id), None)
    if own is not None and own.state != GIVEN_UP:
        raise Refused("On this course already, or on its waiting list.")
    state = BOOKED if len(courses.of_state(every, BOOKED)) < row.places else WAITING
    now = clock.now()
    if own is None:
        known = {"session_id": row.id, "agency_id": home.agency_id, "household_id": home.id, "carer_id": carer.id}
        own = CourseBooking(**known, state=state, asked_at=now, changed_at=now, changed_by=by.user_id)
        courses.add(own)
    else:
        own.state, own.asked_at, own.changed_at, own.changed_by = state, now, now, by.user_id
    note(own, by)
    return state


def _joined(number: int, agency_ids: Collection[int]) -> CourseSession:
    return courses.joined(number, agency_ids, agencies.beside(agency_ids))


def _leave(row: CourseSession, booking: CourseBooking | None, by: Actor) -> CourseBooking:
    if booking is None or booking.state not in (BOOKED, WAITING):
        raise NotFound("Nobody of them is on this course")
    if row.last_day < clock.today():
        raise Refused("This course is over. What is on record of it stays.")
    booking.state, booking.changed_at, booking.changed_by = GIVEN_UP, clock.now(), by.user_id
    note(booking, by)
    fill(row, by)
    return booking


def is_open(row: CourseSession) -> bool:
    """Whether places on it can still be taken."""
    return row.called_off_at is None and row.on_day >= clock.today()


def fill(row: CourseSession, by: Actor) -> None:
    """Give free places to who waits longest, and write to them. The session is held by the caller."""
    every = courses.bookings(row.id)
    free = row.places - len(courses.of_state(every, BOOKED))
    for each in courses.of_state(every, WAITING)[: max(0, free)] if is_open(row) else ():
        each.state, each.changed_at, each.changed_by = BOOKED, clock.now(), by.user_id
        note(each, by)
        tell(each, "course_place")


def tell(booking: CourseBooking, letter: str) -> None:
    """Write to a carer who has an account that there is news of a course."""
    carers = households.carers_of(booking.household_id)
    for user in carer_accounts.of_household(booking.household_id):
        of = carer_accounts.owner(user, carers) if user.active else None
        if of is not None and of.id == booking.carer_id:
            mail.tell(user.id, letter)


def note(booking: CourseBooking, by: Actor) -> None:
    """Put on record that a booking changed."""
    audit.record(
        by,
        f"course.{booking.state}",
        agency_id=booking.agency_id,
        household_id=booking.household_id,
        about=f"course {booking.session_id}",
    )
