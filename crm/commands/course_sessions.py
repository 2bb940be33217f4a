"""Courses that a council offers its carers and applicants, and may open to its hub: put on the list, changed,
called off, put back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time, timedelta

from crm import audit, clock
from crm.actor import Actor
from crm.commands import command
from crm.commands.course_places import fill, tell
from crm.commands.placements import codes
from crm.errors import NotFound, Refused, Stale
from crm.holding import overtaken
from crm.people import courses, folding
from crm.people.course_tables import CourseSession
from crm.people.courses import BOOKED, WAITING
from crm.register import agencies

LONGEST = timedelta(days=183)  # from the first day to the last
FURTHEST = timedelta(days=731)  # ahead; a day beyond is a slip of the keyboard
MOVED = ("on_day", "last_day", "begins_at", "minutes", "online", "place")  # what whoever is on it must know
CHANGED = "Somebody changed this course since you opened it. Look at it as it is now."


@dataclass(frozen=True, kw_only=True, slots=True)
class Offered:
    """A course on a day: which of the list, what it is called if otherwise, when, for how long, where, and for how
    many. `last_day`: of a course of several days. `place` is an address or a room; of an online course, how one
    joins. `open_to_hub`: other councils of its hub may book places on it for theirs."""

    course: str
    title: str
    on_day: date
    begins_at: time
    minutes: int
    online: bool
    place: str
    places: int
    last_day: date | None = None
    open_to_hub: bool = False


@command
def offer(agency_id: int, asked: Offered, *, by: Actor) -> int:
    """Put a course on the list of a council; its number. Refused: not its course, or a day gone by or far ahead."""
    if agency_id not in by.agency_ids:
        raise NotFound("There is no such council")
    row = CourseSession(agency_id=agency_id, version=1, added_at=clock.now(), added_by=by.user_id)
    _fill_in(row, asked)
    number = courses.add(row)
    _noted(row, "offered", by)
    return number


@command
def change(number: int, asked: Offered, *, version: int, by: Actor) -> None:
    """Change a course; whoever is on it is written to where its day, hours or place changed, and more places go to
    who waits longest. Stale: it is not `version`. Refused: fewer places than are booked, and as `offer`."""
    row = _upcoming(number, by)
    if overtaken(row, version):
        raise Stale(CHANGED)
    every = courses.bookings(row.id)
    booked = courses.of_state(every, BOOKED)
    if asked.places < len(booked):
        raise Refused(f"{len(booked)} carers have a place: there must be at least so many.", field="places")
    if every and asked.course != row.course:
        raise Refused("Carers have booked this course: offer the other one beside it.", field="course")
    before = [getattr(row, name) for name in MOVED]
    _fill_in(row, asked)
    row.version += 1
    _noted(row, "changed", by)
    if before != [getattr(row, name) for name in MOVED]:
        for each in (*booked, *courses.of_state(every, WAITING)):
            tell(each, "course_moved")
    fill(row, by)


@command
def call_off(number: int, *, by: Actor) -> None:
    """Call a course off; whoever is on it is written to. Their bookings stay, should it be put back."""
    row = _upcoming(number, by)
    row.called_off_at, row.version = clock.now(), row.version + 1
    _noted(row, "called_off", by)
    _tell_all(row, "course_off")


@command
def put_back(number: int, *, by: Actor) -> None:
    """Let a course that was called off take place after all, with everybody who was on it; they are written to."""
    row = courses.session(number, by.agency_ids)
    if row.called_off_at is None or row.on_day < clock.today():
        raise Refused("This course is not called off, or its day is gone by.")
    row.called_off_at, row.version = None, row.version + 1
    _noted(row, "put_back", by)
    fill(row, by)
    _tell_all(row, "course_moved")


def _upcoming(number: int, by: Actor) -> CourseSession:
    row = courses.session(number, by.agency_ids)
    if row.called_off_at is not None:
        raise Refused("This course is called off. Put it back first.")
    if row.on_day < clock.today():
        raise Refused("This course has begun: record who attended it once it is over.")
    return row


def _fill_in(row: CourseSession, asked: Offered) -> None:
    if asked.course not in codes("training_courses", row.agency_id):
        raise Refused("Choose a course of the list", field="course")
    if not clock.today() <= asked.on_day <= clock.today() + FURTHEST:
        raise Refused("The day must be today or later, and at most two years ahead", field="on")
    row.course, row.on_day, row.last_day = asked.course, asked.on_day, asked.last_day or asked.on_day
    if not row.on_day <= row.last_day <= row.on_day + LONGEST:
        raise Refused("The last day cannot be before the first, nor more than half a year after it", field="last")
    if asked.open_to_hub and not agencies.beside((row.agency_id,)):
        raise Refused("Your council is in no hub with others: there is nobody to share it with", field="shared")
    row.open_to_hub = asked.open_to_hub
    row.title = folding.tidied(asked.title, longest=100, field="title") or None
    row.place = folding.tidied(asked.place, longest=200, field="place")
    if not row.place:
        raise Refused("Enter where it is, or how one joins", field="place")
    row.begins_at, row.minutes = f"{asked.begins_at:%H:%M}", asked.minutes
    row.online, row.places = asked.online, asked.places


def _tell_all(row: CourseSession, letter: str) -> None:
    every = courses.bookings(row.id)
    for each in (*courses.of_state(every, BOOKED), *courses.of_state(every, WAITING)):
        tell(each, letter)


def _noted(row: CourseSession, act: str, by: Actor) -> None:
    audit.record(by, f"course.{act}", agency_id=row.agency_id, about=f"course {row.id}")
